//! The worker: the same WebAssembly module on a second thread, for work that would freeze the page.
//!
//! Both ends speak JSON strings: [`crate::ui`] decides what is asked and answered.

use std::cell::Cell;
use std::rc::Rc;

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
    /// Starts a worker on one request. `on_message` gets each text it sends; `on_failure` is called when it cannot
    /// start (`false`) or dies after it has sent something (`true`).
    pub fn start(
        request: &str,
        on_message: impl Fn(String) + 'static,
        on_failure: impl Fn(bool) + 'static,
    ) -> Option<Background> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(SCRIPT, &options).ok()?;
        let begun = Rc::new(Cell::new(false));
        let beginning = begun.clone();
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            beginning.set(true);
            if let Some(text) = event.data().as_string() {
                on_message(text);
            }
        });
        let failure = Closure::<dyn FnMut(web_sys::Event)>::new(move |_event: web_sys::Event| {
            on_failure(begun.get())
        });
        worker.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failure.as_ref().unchecked_ref()));
        worker.post_message(&JsValue::from_str(request)).ok()?;
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

/// Sends a text from inside the worker to the page; does nothing on the page itself.
pub fn send(text: &str) {
    if let Some(scope) = scope() {
        let _ = scope.post_message(&JsValue::from_str(text));
    }
}

/// Whether this code runs inside the worker.
pub fn is_worker() -> bool {
    scope().is_some()
}

fn scope() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}
