//! Who uses this browser, by their own word: name and role, remembered here alone.

use super::storage::local;

const NAME: &str = "cadastre.author";
const ROLE: &str = "cadastre.role";

/// The name, empty until it was given.
pub fn name() -> String {
    get(NAME)
}

/// The role in reviews, empty until it was given.
pub fn role() -> String {
    get(ROLE)
}

/// Remembers both. Where that cannot be stored they are asked for again.
pub fn remember(name: &str, role: &str) {
    remember_name(name);
    set(ROLE, role);
}

/// Remembers the name alone.
pub fn remember_name(name: &str) {
    set(NAME, name);
}

fn set(key: &str, value: &str) {
    if let Some(local) = local() {
        let _ = local.set_item(key, value.trim());
    }
}

fn get(key: &str) -> String {
    local()
        .and_then(|local| local.get_item(key).ok().flatten())
        .unwrap_or_default()
}
