//! Sentences that name objects: the names are shown in the face of names.

use leptos::prelude::*;

use crate::editor::shown::sentence::parts;

/// A sentence whose `` `names` `` become code. An odd last backtick is text.
pub fn sentence(text: &str) -> AnyView {
    shown(parts(text, &[]))
}

/// A sentence in which these names become code wherever they stand as words, and whatever can only be a name
/// (`org_id`, `users.email`) with them.
pub fn sentence_about(text: &str, names: &[&str]) -> AnyView {
    shown(parts(text, names))
}

fn shown(parts: Vec<(bool, String)>) -> AnyView {
    parts
        .into_iter()
        .map(|(name, part)| {
            if name {
                view! { <code>{part}</code> }.into_any()
            } else {
                part.into_any()
            }
        })
        .collect_view()
        .into_any()
}
