//! Menus: from a button, or where the pointer asked for one.

use std::borrow::Cow;
use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::Icon;

/// One line of a menu.
#[derive(Clone)]
pub struct MenuEntry {
    icon: &'static str,
    label: String,
    key: Cow<'static, str>,
    danger: bool,
    disabled: bool,
    checked: bool,
    action: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl MenuEntry {
    /// An entry with an icon of the sprite.
    pub fn new(
        icon: &'static str,
        label: impl Into<String>,
        action: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        MenuEntry {
            icon,
            label: label.into(),
            key: Cow::Borrowed(""),
            danger: false,
            disabled: false,
            checked: false,
            action: Some(Arc::new(action)),
        }
    }

    /// A line between groups.
    pub fn separator() -> Self {
        MenuEntry {
            icon: "",
            label: String::new(),
            key: Cow::Borrowed(""),
            danger: false,
            disabled: false,
            checked: false,
            action: None,
        }
    }

    /// Shows the shortcut.
    pub fn key(mut self, key: impl Into<Cow<'static, str>>) -> Self {
        self.key = key.into();
        self
    }

    /// The same entry under other words.
    pub fn titled(mut self, words: &str) -> Self {
        self.label = words.to_string();
        self
    }

    /// Paints it as something that removes.
    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    /// Cannot be used now.
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }

    /// Carries a tick.
    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }
}

/// A menu at a place of the window, in pixels. Arrows walk, Enter chooses, Escape closes; focus goes back to where it was.
#[component]
pub fn Menu(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What it is the menu of.
    label: &'static str,
    /// Left edge.
    #[prop(into)]
    left: Signal<f64>,
    /// Top edge.
    #[prop(into)]
    top: Signal<f64>,
    /// Its lines, made when it opens.
    #[prop(into)]
    entries: Signal<Vec<MenuEntry>>,
) -> impl IntoView {
    view! {
        <Show when=move || open.get()>
            <OpenMenu open=open label=label left=left top=top entries=entries />
        </Show>
    }
}

#[component]
fn OpenMenu(
    open: RwSignal<bool>,
    label: &'static str,
    left: Signal<f64>,
    top: Signal<f64>,
    entries: Signal<Vec<MenuEntry>>,
) -> impl IntoView {
    let before = document().active_element();
    let node = NodeRef::<Div>::new();
    let place = RwSignal::new((left.get_untracked(), top.get_untracked()));
    Effect::new(move |_| {
        if let Some(menu) = node.get() {
            place.set(inside_window(
                &menu,
                left.get_untracked(),
                top.get_untracked(),
            ));
            focus_entry(&menu, Move::First);
        }
    });
    let close = move || {
        open.set(false);
        if let Some(element) = before
            .as_ref()
            .and_then(|element| element.dyn_ref::<HtmlElement>())
        {
            let _ = element.focus();
        }
    };
    let close = StoredValue::new_local(close);
    let shut = move || close.with_value(|close| close());
    let keydown = move |event: KeyboardEvent| {
        let Some(menu) = node.get_untracked() else {
            return;
        };
        let handled = match event.key().as_str() {
            "Escape" | "Tab" => {
                shut();
                true
            }
            "ArrowDown" => focus_entry(&menu, Move::Next),
            "ArrowUp" => focus_entry(&menu, Move::Previous),
            "Home" => focus_entry(&menu, Move::First),
            "End" => focus_entry(&menu, Move::Last),
            _ => false,
        };
        if handled {
            event.prevent_default();
        }
        event.stop_propagation();
    };
    view! {
        <div class="menu-ground" on:pointerdown=move |_| shut() on:contextmenu=move |event| { event.prevent_default(); shut(); }></div>
        <div
            class="menu"
            role="menu"
            aria-label=label
            node_ref=node
            style:left=move || format!("{}px", place.get().0)
            style:top=move || format!("{}px", place.get().1)
            on:keydown=keydown
            on:pointerdown=|event| event.stop_propagation()
        >
            {move || entries.get().into_iter().map(|entry| {
                let Some(action) = entry.action else { return view! { <hr /> }.into_any() };
                view! {
                    <button
                        class="mi"
                        class:danger=entry.danger
                        role=if entry.checked { "menuitemradio" } else { "menuitem" }
                        aria-checked=entry.checked.then_some("true")
                        tabindex="-1"
                        disabled=entry.disabled
                        on:click=move |_| {
                            shut();
                            action();
                        }
                    >
                        <Icon name=entry.icon />
                        <span>{entry.label}</span>
                        <span class="grow"></span>
                        {entry.checked.then(|| view! { <Icon name="tick" class="xs" /> })}
                        {(!entry.key.is_empty()).then(|| view! { <kbd>{entry.key}</kbd> })}
                    </button>
                }.into_any()
            }).collect_view()}
        </div>
    }
}

enum Move {
    First,
    Last,
    Next,
    Previous,
}

/// Moves the focus among the entries that can be used; always true, as the key is then handled.
fn focus_entry(menu: &HtmlElement, to: Move) -> bool {
    let Ok(found) = menu.query_selector_all("button:not([disabled])") else {
        return true;
    };
    let entries: Vec<HtmlElement> = (0..found.length())
        .filter_map(|position| found.get(position)?.dyn_into().ok())
        .collect();
    let focused = document().active_element();
    let now = entries
        .iter()
        .position(|entry| focused.as_ref() == Some(entry.unchecked_ref()));
    let count = entries.len();
    let next = match (to, now) {
        (Move::First, _) | (Move::Next, None) => 0,
        (Move::Last, _) | (Move::Previous, None) => count.saturating_sub(1),
        (Move::Next, Some(now)) => (now + 1) % count.max(1),
        (Move::Previous, Some(now)) => (now + count.saturating_sub(1)) % count.max(1),
    };
    if let Some(entry) = entries.get(next) {
        let _ = entry.focus();
    }
    true
}

/// Where the menu stands so that all of it is in the window, 8 pixels from its edges.
fn inside_window(menu: &HtmlElement, left: f64, top: f64) -> (f64, f64) {
    let size = |value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0)
    };
    let window = window();
    let most_left = size(window.inner_width()) - f64::from(menu.offset_width()) - 8.0;
    let most_top = size(window.inner_height()) - f64::from(menu.offset_height()) - 8.0;
    (left.min(most_left).max(8.0), top.min(most_top).max(8.0))
}
