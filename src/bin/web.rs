//! The page: mounts the application; inside the import worker it answers requests instead.

use wasm_bindgen::prelude::wasm_bindgen;

fn main() {
    console_error_panic_hook::set_once();
    if cadastre::platform::worker::is_worker() {
        return;
    }
    leptos::mount::mount_to_body(cadastre::ui::App);
}

/// Called by `public/worker.js` with the page's request.
#[wasm_bindgen]
pub async fn answer(request: String) {
    cadastre::ui::answer(request).await;
}
