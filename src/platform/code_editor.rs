//! The code editor (CodeMirror), whose script is fetched when it is first opened.
//!
//! Places are bytes of the text on this side and UTF-16 units on the other.

use std::cell::RefCell;
use std::ops::Range;

use js_sys::{Object, Promise, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

/// Where the script is served, relative to the page.
const SCRIPT: &str = "./code-editor.js";
/// What the script calls itself once it runs.
const MODULE: &str = "cadastreCodeEditor";

#[wasm_bindgen]
extern "C" {
    type Module;
    #[wasm_bindgen(method, catch)]
    fn open(
        this: &Module,
        host: &HtmlElement,
        text: &str,
        label: &str,
        hooks: &Object,
    ) -> Result<Handle, JsValue>;

    type Handle;
    #[wasm_bindgen(method)]
    fn change(this: &Handle, list: &str);
    #[wasm_bindgen(method)]
    fn replace(this: &Handle, text: &str);
    #[wasm_bindgen(method)]
    fn faults(this: &Handle, list: &str);
    #[wasm_bindgen(method)]
    fn settle(this: &Handle, all: bool);
    #[wasm_bindgen(method)]
    fn waits(this: &Handle) -> bool;
    #[wasm_bindgen(method)]
    fn text(this: &Handle) -> String;
    #[wasm_bindgen(method)]
    fn find(this: &Handle);
    #[wasm_bindgen(method)]
    fn show(this: &Handle, at: usize, select: bool);
    #[wasm_bindgen(method)]
    fn focus(this: &Handle);
    #[wasm_bindgen(method)]
    fn close(this: &Handle);
}

/// What the editor tells.
pub struct Hooks {
    /// The text, once typing rests.
    pub typed: Box<dyn Fn(String)>,
    /// The text as it is now, before something is asked of it.
    pub shown: Box<dyn Fn(String)>,
    /// What may be written at a place, in UTF-16 units: where the word begins, and the offers.
    pub complete: Box<dyn Fn(usize) -> (usize, Vec<Offer>)>,
    /// The user goes to what stands at a place.
    pub go: Box<dyn Fn(usize)>,
    /// Undo; true when it was done.
    pub undo: Box<dyn Fn()>,
    /// Redo.
    pub redo: Box<dyn Fn()>,
    /// The cursor stands at a line and column, from 1.
    pub moved: Box<dyn Fn(u32, u32)>,
    /// The editor was left.
    pub rest: Box<dyn Fn()>,
}

/// Something that may be written.
#[derive(Serialize)]
pub struct Offer {
    /// The text.
    pub label: String,
    /// What it means.
    pub detail: String,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// What cannot be read.
#[derive(Serialize)]
pub struct Mark {
    /// Where it begins, in UTF-16 units.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub instead: Option<String>,
}

/// A change of the text.
#[derive(Serialize)]
pub struct Change {
    /// Where it begins, in UTF-16 units.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// What stands there then.
    pub insert: String,
}

/// An editor on the page. Dropping it closes it.
pub struct CodeEditor {
    handle: Handle,
    _kept: Vec<JsValue>,
}

thread_local! {
    /// The script on its way or here, asked for once.
    static LOADING: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// Fetches the script, unless it is here.
///
/// # Errors
/// It could not be had; asking again tries again.
pub async fn fetch() -> Result<(), ()> {
    if module().is_some() {
        return Ok(());
    }
    let promise = LOADING.with_borrow_mut(|loading| loading.get_or_insert_with(load).clone());
    let loaded = JsFuture::from(promise).await;
    if loaded.is_err() || module().is_none() {
        LOADING.with_borrow_mut(Option::take);
        return Err(());
    }
    Ok(())
}

fn load() -> Promise {
    Promise::new(&mut |resolve, reject| {
        let document = web_sys::window().and_then(|window| window.document());
        let script = document
            .as_ref()
            .and_then(|document| document.create_element("script").ok());
        let head = document.and_then(|document| document.query_selector("head").ok().flatten());
        let (Some(script), Some(head)) = (script, head) else {
            let _ = reject.call0(&JsValue::NULL);
            return;
        };
        let _ = script.set_attribute("type", "module");
        let _ = script.add_event_listener_with_callback("load", &resolve);
        let _ = script.add_event_listener_with_callback("error", &reject);
        let _ = script.set_attribute("src", SCRIPT);
        let _ = head.append_child(&script);
    })
}

fn module() -> Option<Module> {
    let found = Reflect::get(&js_sys::global(), &JsValue::from_str(MODULE)).ok()?;
    (!found.is_undefined()).then(|| found.unchecked_into())
}

impl CodeEditor {
    /// Opens an editor in an element; the script must be here.
    pub fn open(host: &HtmlElement, text: &str, label: &str, hooks: Hooks) -> Option<CodeEditor> {
        let object = Object::new();
        let mut kept = Vec::new();
        let mut set = |name: &str, function: JsValue| {
            let _ = Reflect::set(&object, &JsValue::from_str(name), &function);
            kept.push(function);
        };
        let Hooks {
            typed,
            shown,
            complete,
            go,
            undo,
            redo,
            moved,
            rest,
        } = hooks;
        set(
            "typed",
            Closure::<dyn Fn(String)>::new(typed).into_js_value(),
        );
        set(
            "shown",
            Closure::<dyn Fn(String)>::new(shown).into_js_value(),
        );
        let offers = move |at: usize| {
            let (from, options) = complete(at);
            let answer = serde_json::json!({ "from": from, "options": options });
            answer.to_string()
        };
        set(
            "complete",
            Closure::<dyn Fn(usize) -> String>::new(offers).into_js_value(),
        );
        set("go", Closure::<dyn Fn(usize)>::new(go).into_js_value());
        set("undo", Closure::<dyn Fn()>::new(undo).into_js_value());
        set("redo", Closure::<dyn Fn()>::new(redo).into_js_value());
        set(
            "moved",
            Closure::<dyn Fn(u32, u32)>::new(moved).into_js_value(),
        );
        set("rest", Closure::<dyn Fn()>::new(rest).into_js_value());
        let handle = module()?.open(host, text, label, &object).ok()?;
        Some(CodeEditor {
            handle,
            _kept: kept,
        })
    }

    /// Changes made elsewhere, in order.
    pub fn change(&self, changes: &[Change]) {
        if !changes.is_empty() {
            self.handle.change(&json(changes));
        }
    }

    /// Another text, with nothing to take back.
    pub fn replace(&self, text: &str) {
        self.handle.replace(text);
    }

    /// Marks what cannot be read, in place of what was marked.
    pub fn mark(&self, marks: &[Mark]) {
        self.handle.faults(&json(marks));
    }

    /// Says whether the document holds all of the text.
    pub fn settle(&self, all: bool) {
        self.handle.settle(all);
    }

    /// The text, where something was typed that was not told yet.
    pub fn untold(&self) -> Option<String> {
        self.handle.waits().then(|| self.handle.text())
    }

    /// Opens the search.
    pub fn find(&self) {
        self.handle.find();
    }

    /// Shows a place, in UTF-16 units, and takes the cursor there where `select` says so.
    pub fn show(&self, at: usize, select: bool) {
        self.handle.show(at, select);
    }

    /// Takes the focus.
    pub fn focus(&self) {
        self.handle.focus();
    }
}

impl Drop for CodeEditor {
    fn drop(&mut self) {
        self.handle.close();
    }
}

fn json<T: Serialize + ?Sized>(value: &T) -> String {
    // Lists of plain records always can be written.
    serde_json::to_string(value).unwrap_or_else(|_| "[]".to_string())
}

/// UTF-16 units before a byte of a text.
pub fn units(text: &str, byte: usize) -> usize {
    let before = text.get(..byte).unwrap_or(text);
    if before.is_ascii() {
        return before.len();
    }
    before.encode_utf16().count()
}

/// The byte of a text behind so many UTF-16 units.
pub fn byte(text: &str, units: usize) -> usize {
    if text.is_ascii() {
        return units.min(text.len());
    }
    let mut count = 0;
    for (at, character) in text.char_indices() {
        if count >= units {
            return at;
        }
        count += character.len_utf16();
    }
    text.len()
}

/// A range of bytes in UTF-16 units.
pub fn unit_range(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = units(text, range.start);
    let within = text.get(range.clone()).unwrap_or_default();
    start..start + units(within, within.len())
}
