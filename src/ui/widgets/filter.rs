//! The field that filters a grid by name.

use leptos::prelude::*;

use super::Icon;

/// A search field over the text of a grid's filter.
#[component]
pub fn FilterField(
    /// What is filtered, for the placeholder and for screen readers (`Filter tables`).
    label: &'static str,
    /// The text.
    filter: RwSignal<String>,
    /// Called after each change of the text: the grid goes to its first row.
    changed: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <label class="field gfilter">
            <Icon name="search" />
            <input
                type="search"
                placeholder=label
                aria-label=label
                autocomplete="off"
                spellcheck="false"
                prop:value=move || filter.get()
                on:input=move |event| {
                    filter.set(event_target_value(&event));
                    changed();
                }
            />
        </label>
    }
}
