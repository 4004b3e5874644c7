//! The worker: the same WebAssembly module on a second thread, for work that would freeze the page.
//!
//! Both ends speak JSON: [`crate::ui`] decides what is asked and answered. Answers are bytes, which change hands without a copy.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Worker, WorkerOptions, WorkerType};

/// Where the worker's script is served, relative to the page.
const SCRIPT: &str = "worker.js";

/// A running worker. Dropping it stops its work at once.
pub struct Background {
    worker: Worker,
    _listener: Closure<dyn FnMut(MessageEvent)>,
    _failure: Closure<dyn FnMut(web_sys::Event)>,
}

impl Background {
    /// Starts a worker on one request. `on_message` gets the bytes of each answer; `on_failure` is called when it cannot
    /// start (`false`) or dies after it has sent something (`true`).
    pub fn start(
        request: &str,
        on_message: impl Fn(Vec<u8>) + 'static,
        on_failure: impl Fn(bool) + 'static,
    ) -> Option<Background> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(SCRIPT, &options).ok()?;
        let begun = Rc::new(Cell::new(false));
        let beginning = begun.clone();
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            beginning.set(true);
            if let Ok(bytes) = event.data().dyn_into::<Uint8Array>() {
                on_message(bytes.to_vec());
            }
        });
        let failure = Closure::<dyn FnMut(web_sys::Event)>::new(move |_event: web_sys::Event| {
            on_failure(begun.get())
        });
        worker.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failure.as_ref().unchecked_ref()));
        let message = Array::of2(&wasm_bindgen::module(), &JsValue::from_str(request));
        worker.post_message(&message).ok()?;
        Some(Background {
            worker,
            _listener: listener,
            _failure: failure,
        })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// Sends bytes from inside the worker to the page; does nothing on the page itself.
pub fn send(bytes: &[u8]) {
    if let Some(scope) = scope() {
        let bytes = Uint8Array::from(bytes);
        let _ = scope.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
    }
}

/// Whether this code runs inside the worker.
pub fn is_worker() -> bool {
    scope().is_some()
}

fn scope() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}
