//! What stands over the page until it is answered: it holds the focus, Escape closes it, focus goes back to where it was.

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// What can take the focus inside a dialog.
const FOCUSABLE: &str = "button:not([disabled]):not([tabindex='-1']), input:not([disabled]), textarea:not([disabled]), select:not([disabled]), a[href], [tabindex='0']";

/// A dialog over a scrim. The part with `data-first` takes the focus, otherwise the first that can.
#[component]
pub fn Modal(
    /// Its name for screen readers, as its heading says it.
    #[prop(into)]
    label: Signal<String>,
    /// Classes (`dialog`, `dialog wide`, `palette`).
    #[prop(default = "dialog")]
    class: &'static str,
    /// Whether the page stays as bright as it is.
    #[prop(optional)]
    clear: bool,
    /// Called for Escape and for a press beside the dialog.
    #[prop(into)]
    on_close: Callback<()>,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    hold_focus(node);
    let keydown = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "Escape" => {
                event.prevent_default();
                on_close.run(());
            }
            "Tab" => {
                if let Some(dialog) = node.get_untracked() {
                    walk(&dialog, &event);
                }
            }
            _ => {}
        }
        // Shortcuts of the page do not reach through a dialog.
        event.stop_propagation();
    };
    view! {
        <div class=if clear { "scrim is-clear" } else { "scrim" } on:pointerdown=move |event| {
            event.prevent_default();
            on_close.run(());
        }></div>
        <div class=class role="dialog" aria-modal="true" aria-label=label tabindex="-1" node_ref=node on:keydown=keydown>
            {children()}
        </div>
    }
}

/// Moves the focus into the element when it appears, and back to where it was when it goes.
fn hold_focus(node: NodeRef<Div>) {
    let before = StoredValue::new_local(document().active_element());
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            let first = dialog.query_selector("[data-first]").ok().flatten();
            let first = first.or_else(|| dialog.query_selector(FOCUSABLE).ok().flatten());
            let target: HtmlElement = first
                .and_then(|first| first.dyn_into().ok())
                .unwrap_or_else(|| (*dialog).clone());
            let _ = target.focus();
        }
    });
    on_cleanup(move || {
        let before = before.try_update_value(Option::take).flatten();
        let Some(before) = before.and_then(|before| before.dyn_into::<HtmlElement>().ok()) else {
            return;
        };
        // What had the focus may be gone (a menu's line): its successor keeps the focus then.
        if before.is_connected() {
            let _ = before.focus();
        }
    });
}

/// Keeps Tab inside the dialog.
fn walk(dialog: &HtmlElement, event: &KeyboardEvent) {
    let Ok(found) = dialog.query_selector_all(FOCUSABLE) else {
        return;
    };
    let shown: Vec<HtmlElement> = (0..found.length())
        .filter_map(|position| found.get(position)?.dyn_into::<HtmlElement>().ok())
        .filter(|element| element.offset_width() > 0)
        .collect();
    let (Some(first), Some(last)) = (shown.first(), shown.last()) else {
        return event.prevent_default();
    };
    let focused = document().active_element();
    let at = |element: &HtmlElement| focused.as_ref() == Some(element.unchecked_ref());
    let inside = focused
        .as_ref()
        .is_some_and(|focused| dialog.contains(Some(focused)) && focused != dialog.unchecked_ref());
    let target = if event.shift_key() && (at(first) || !inside) {
        last
    } else if !event.shift_key() && (at(last) || !inside) {
        first
    } else {
        return;
    };
    event.prevent_default();
    let _ = target.focus();
}
