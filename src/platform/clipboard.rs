//! The clipboard.

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag};

/// Puts text on the clipboard; false when the browser refuses.
pub async fn write(text: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    JsFuture::from(window.navigator().clipboard().write_text(text))
        .await
        .is_ok()
}

/// The text on the clipboard; `None` when the browser refuses, or asks and the user does.
pub async fn read() -> Option<String> {
    let clipboard = web_sys::window()?.navigator().clipboard();
    JsFuture::from(clipboard.read_text())
        .await
        .ok()?
        .as_string()
}

/// Puts a picture on the clipboard, given as a PNG file; false when the browser refuses or knows no pictures there.
pub async fn write_png(bytes: &[u8]) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let Some(item) = item_of(bytes) else {
        return false;
    };
    JsFuture::from(window.navigator().clipboard().write(&Array::of1(&item)))
        .await
        .is_ok()
}

fn item_of(bytes: &[u8]) -> Option<JsValue> {
    const PNG: &str = "image/png";
    let options = BlobPropertyBag::new();
    options.set_type(PNG);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    let held = Object::new();
    Reflect::set(&held, &JsValue::from_str(PNG), &blob).ok()?;
    let class = Reflect::get(&js_sys::global(), &JsValue::from_str("ClipboardItem")).ok()?;
    let class: Function = class.dyn_into().ok()?;
    Reflect::construct(&class, &Array::of1(&held)).ok()
}
