//! The page: mounts the application; inside the import worker it answers requests instead.

fn main() {
    console_error_panic_hook::set_once();
    if cadastre::platform::worker::is_worker() {
        return;
    }
    leptos::mount::mount_to_body(|| ());
}
