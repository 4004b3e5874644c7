//! Counts what is allocated: memory that a step needs is a figure of the program, not of the machine.

// A global allocator is an unsafe trait; this one hands every call on.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static CALLS: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, counted.
pub struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

fn grow(size: usize) {
    let now = NOW.fetch_add(size, Ordering::Relaxed) + size;
    PEAK.fetch_max(now, Ordering::Relaxed);
    CALLS.fetch_add(1, Ordering::Relaxed);
}

// SAFETY: every call is the system allocator's own, with what it was given.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grow(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        grow(size);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// What a step needed.
#[derive(Clone, Copy, Debug)]
pub struct Used {
    /// The most bytes held at once, beyond those held before.
    pub peak: usize,
    /// Bytes still held by its result.
    pub kept: usize,
    /// How often memory was asked for: a measure of work that no other program disturbs.
    pub calls: usize,
}

/// Does a step and tells what it needed.
pub fn counted<T>(step: impl FnOnce() -> T) -> (T, Used) {
    let before = NOW.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    let calls = CALLS.load(Ordering::Relaxed);
    let result = step();
    let used = Used {
        peak: PEAK.load(Ordering::Relaxed) - before,
        kept: NOW.load(Ordering::Relaxed).saturating_sub(before),
        calls: CALLS.load(Ordering::Relaxed) - calls,
    };
    (result, used)
}
