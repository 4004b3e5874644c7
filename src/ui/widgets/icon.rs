//! Icons of the sprite.

use leptos::prelude::*;

/// An icon of `public/icons.svg`, hidden from screen readers: beside words it only repeats them, and a button of an icon alone
/// carries its own label. `class` adds to `i` (`xs`, `lg`, `error`, `c-tenant`).
#[component]
pub fn Icon(
    /// Name in the sprite, without `i-`.
    #[prop(into)]
    name: Signal<&'static str>,
    /// Further classes.
    #[prop(into, default = Signal::stored(""))]
    class: Signal<&'static str>,
) -> impl IntoView {
    view! {
        <svg class=move || format!("i {}", class.get()) aria-hidden="true">
            <use href=move || format!("icons.svg#i-{}", name.get())></use>
        </svg>
    }
}
