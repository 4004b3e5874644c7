//! What stands behind `#` in the page's address, and addresses that carry something there.

/// The part behind `#`, with it; empty without one.
pub fn fragment() -> String {
    let window = web_sys::window();
    window
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default()
}

/// Takes the part behind `#` away, so that a reload does not bring it again.
pub fn forget_fragment() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().set_hash("");
    }
}

/// The address of this page with another part behind `#`.
pub fn with_fragment(fragment: &str) -> String {
    let window = web_sys::window();
    let address = window.and_then(|window| window.location().href().ok());
    let address = address.unwrap_or_default();
    let page = address.split('#').next().unwrap_or_default();
    format!("{page}#{fragment}")
}
