//! The page: mounts the application.

use leptos::prelude::*;

fn main() {
    console_error_panic_hook::set_once();
    // The import worker runs this module too, and has no window to mount on.
    if web_sys::window().is_some() {
        mount_to_body(|| view! { <main><h1>"Cadastre"</h1></main> });
    }
}
