//! The clipboard.

use wasm_bindgen_futures::JsFuture;

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
