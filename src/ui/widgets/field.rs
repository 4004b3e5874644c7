//! Fields that keep what is typed when it can be kept: Enter and leaving keep, Escape puts back, a refusal is shown beside.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::ui::session::{Session, use_session};

use super::{Icon, sentence};

/// Keeps a value; the refusal is a sentence for people.
pub type Keep<T> = Callback<T, Result<(), String>>;

/// What is typed in a field and not kept yet.
#[derive(Clone, Copy)]
struct Typing {
    session: Session,
    value: Signal<String>,
    keep: Keep<String>,
    typed: RwSignal<Option<String>>,
    refused: RwSignal<Option<String>>,
}

impl Typing {
    fn new(value: Signal<String>, keep: Keep<String>) -> Self {
        let typing = Typing {
            session: use_session(),
            value,
            keep,
            typed: RwSignal::new(None),
            refused: RwSignal::new(None),
        };
        // A field that goes while something is typed (another object is selected) was left: leaving keeps.
        on_cleanup(move || {
            if !typing.keep()
                && let Some(reason) = typing.refused.try_get_untracked().flatten()
            {
                typing.session.interface.complain(reason);
            }
        });
        typing
    }

    fn shown(&self) -> String {
        self.typed.get().unwrap_or_else(|| self.value.get())
    }

    fn type_in(&self, text: String) {
        self.typed.set(Some(text));
    }

    /// Keeps what is typed; true when nothing is left to keep. Keeping may take the field itself away (a form that closes),
    /// and a field that was taken away still hears that it was left: both find nothing to do.
    fn keep(&self) -> bool {
        let Some(text) = self.typed.try_get_untracked().flatten() else {
            return true;
        };
        if Some(&text) == self.value.try_get_untracked().as_ref() {
            self.put_back();
            return true;
        }
        match self.keep.run(text) {
            Ok(()) => {
                self.put_back();
                true
            }
            Err(reason) => {
                if self.refused.try_get_untracked().flatten().as_ref() != Some(&reason) {
                    self.session.interface.speak(reason.clone());
                    self.refused.try_set(Some(reason));
                }
                false
            }
        }
    }

    fn put_back(&self) {
        self.typed.try_set(None);
        self.refused.try_set(None);
    }

    /// Enter keeps (with Ctrl where Enter breaks the line), Escape puts back; true when the field has done its work.
    fn key(&self, event: &KeyboardEvent, breaks_lines: bool) -> bool {
        let keeps = !breaks_lines || event.ctrl_key() || event.meta_key();
        match event.key().as_str() {
            "Enter" if keeps && !event.is_composing() => {
                event.prevent_default();
                event.stop_propagation();
                self.keep()
            }
            "Escape" if self.typed.try_get_untracked().flatten().is_some() => {
                event.prevent_default();
                event.stop_propagation();
                self.put_back();
                true
            }
            _ => false,
        }
    }
}

fn fresh_id() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("field-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A field of one line. What is refused stays typed, with the reason beside it.
#[component]
pub fn TextField(
    /// The value kept.
    #[prop(into)]
    value: Signal<String>,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// Keeps another value.
    keep: Keep<String>,
    /// Classes.
    #[prop(default = "inp small mono")]
    class: &'static str,
    /// The id of a `datalist`.
    #[prop(optional)]
    list: Option<&'static str>,
    /// Shown while it is empty.
    #[prop(optional)]
    placeholder: &'static str,
    /// Whether it cannot be changed.
    #[prop(into, optional)]
    disabled: Signal<bool>,
    /// Called when Enter has kept or Escape has put back.
    #[prop(optional)]
    done: Option<Callback<()>>,
) -> impl IntoView {
    let typing = Typing::new(value, keep);
    let id = StoredValue::new(fresh_id());
    view! {
        <input
            class=class
            aria-label=label
            aria-invalid=move || typing.refused.get().is_some().then_some("true")
            aria-describedby=move || typing.refused.get().map(|_| id.get_value())
            data-typed=move || typing.typed.get().is_some().then_some("")
            title=move || typing.shown()
            placeholder=placeholder
            list=list
            prop:value=move || typing.shown()
            disabled=disabled
            spellcheck="false"
            autocomplete="off"
            on:input=move |event| typing.type_in(event_target_value(&event))
            on:keydown=move |event| {
                if typing.key(&event, false) && let Some(done) = done {
                    done.run(());
                }
            }
            on:blur=move |_| {
                typing.keep();
            }
        />
        <Refusal refused=typing.refused id=id />
    }
}

/// A field of several lines: prose, or SQL with `class` mono.
#[component]
pub fn TextArea(
    /// The value kept.
    #[prop(into)]
    value: Signal<String>,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// Keeps another value.
    keep: Keep<String>,
    /// Classes.
    #[prop(default = "inp")]
    class: &'static str,
    /// Lines shown.
    #[prop(default = 2)]
    rows: u32,
    /// Shown while it is empty.
    #[prop(optional)]
    placeholder: &'static str,
) -> impl IntoView {
    let typing = Typing::new(value, keep);
    let id = StoredValue::new(fresh_id());
    view! {
        <textarea
            class=class
            aria-label=label
            aria-invalid=move || typing.refused.get().is_some().then_some("true")
            aria-describedby=move || typing.refused.get().map(|_| id.get_value())
            placeholder=placeholder
            rows=rows
            prop:value=move || typing.shown()
            spellcheck=if class.contains("mono") { "false" } else { "true" }
            on:input=move |event| typing.type_in(event_target_value(&event))
            on:keydown=move |event| {
                typing.key(&event, true);
            }
            on:blur=move |_| {
                typing.keep();
            }
        ></textarea>
        <Refusal refused=typing.refused id=id />
    }
}

#[component]
fn Refusal(refused: RwSignal<Option<String>>, id: StoredValue<String>) -> impl IntoView {
    move || {
        refused.get().map(|reason| {
            view! {
                <span class="err" id=id.get_value()>
                    <Icon name="error" />
                    <span>{sentence(&reason)}</span>
                </span>
            }
        })
    }
}

/// A checkbox. What is refused is told in a toast and put back.
#[component]
pub fn CheckField(
    /// The value kept.
    #[prop(into)]
    checked: Signal<bool>,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// Keeps the other value.
    keep: Keep<bool>,
    /// Whether it cannot be changed.
    #[prop(into, optional)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let session = use_session();
    view! {
        <input
            type="checkbox"
            class="bx"
            aria-label=label
            prop:checked=checked
            disabled=disabled
            on:change=move |event| {
                let now = event_target_checked(&event);
                if let Err(reason) = keep.run(now) {
                    session.interface.complain(reason);
                    if let Some(input) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok()) {
                        input.set_checked(!now);
                    }
                }
            }
        />
    }
}

/// One of several: each choice is its value and its words. What is refused is told in a toast and put back.
#[component]
pub fn ChoiceField(
    /// The value kept.
    #[prop(into)]
    value: Signal<String>,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// The choices.
    #[prop(into)]
    choices: Signal<Vec<(String, String)>>,
    /// Keeps another value.
    keep: Keep<String>,
    /// Classes.
    #[prop(default = "inp small sel")]
    class: &'static str,
    /// Whether it cannot be changed.
    #[prop(into, optional)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let session = use_session();
    view! {
        <select
            class=class
            aria-label=label
            disabled=disabled
            prop:value=move || value.get()
            on:change=move |event| {
                if let Err(reason) = keep.run(event_target_value(&event)) {
                    session.interface.complain(reason);
                    if let Some(select) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok()) {
                        select.set_value(&value.get_untracked());
                    }
                }
            }
        >
            {move || {
                let now = value.get_untracked();
                choices
                    .get()
                    .into_iter()
                    .map(|(value, words)| {
                        let selected = value == now;
                        view! { <option value=value selected=selected>{words}</option> }
                    })
                    .collect_view()
            }}
        </select>
    }
}

/// The choices of fixed values.
pub fn choices(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(value, words)| (value.to_string(), words.to_string()))
        .collect()
}
