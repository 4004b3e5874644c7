//! Which rows of a scroller are in view, for lists that mount only those and move through them by keyboard.

use leptos::html::Div;
use leptos::prelude::*;

/// Rows mounted beyond the view on either side.
const SPARE: usize = 8;

/// What part of a scroller is seen. Handles only, so it is copied freely.
#[derive(Clone, Copy)]
pub struct Windowed {
    /// The scroller.
    pub node: NodeRef<Div>,
    top: RwSignal<f64>,
    room: RwSignal<f64>,
    row: f64,
}

impl Windowed {
    /// A scroller of rows `row` pixels high. Call it in the component that mounts the scroller.
    pub fn new(row: f64) -> Self {
        let windowed = Windowed {
            node: NodeRef::new(),
            top: RwSignal::new(0.0),
            room: RwSignal::new(900.0),
            row,
        };
        let resized = window_event_listener(leptos::ev::resize, move |_| windowed.measure());
        on_cleanup(move || resized.remove());
        Effect::new(move |_| {
            if windowed.node.get().is_some() {
                request_animation_frame(move || windowed.measure());
            }
        });
        windowed
    }

    /// Looks where the scroller stands; call it when it scrolls.
    pub fn measure(&self) {
        let Some(scroller) = self.node.try_get_untracked().flatten() else {
            return;
        };
        let top = f64::from(scroller.scroll_top());
        let room = f64::from(scroller.client_height());
        if self.top.get_untracked() != top {
            self.top.set(top);
        }
        if self.room.get_untracked() != room {
            self.room.set(room);
        }
    }

    /// The rows to mount of `count`, as first and past the last; tracked.
    pub fn range(&self, count: usize) -> (usize, usize) {
        self.range_beside(count, 0.0)
    }

    /// As [`Windowed::range`], where something `extra` pixels high stands among the rows.
    pub fn range_beside(&self, count: usize, extra: f64) -> (usize, usize) {
        let first = (((self.top.get() - extra).max(0.0) / self.row) as usize)
            .saturating_sub(SPARE)
            .min(count);
        let last =
            (((self.top.get() + self.room.get()) / self.row) as usize + SPARE + 1).min(count);
        (first, last)
    }

    /// Scrolls as little as needed to show what lies between two heights, `head` pixels being covered at the top.
    pub fn reveal(&self, from: f64, to: f64, head: f64) {
        let Some(scroller) = self.node.try_get_untracked().flatten() else {
            return;
        };
        let top = f64::from(scroller.scroll_top());
        let room = f64::from(scroller.client_height());
        if from < top + head {
            scroller.set_scroll_top((from - head).max(0.0) as i32);
        } else if to > top + room {
            scroller.set_scroll_top((to - room).ceil() as i32);
        }
        self.measure();
    }
}
