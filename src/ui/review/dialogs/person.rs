//! Who reviews: asked once, remembered in this browser.

use leptos::prelude::*;

use crate::platform::person;
use crate::ui::session::use_session;
use crate::ui::widgets::Modal;

use super::{Head, Refused, closing};

/// Roles that are offered; any other may be typed.
pub(super) const ROLES: [&str; 5] = [
    "Database",
    "Security",
    "Operations",
    "Application",
    "Product",
];

/// Name and role, side by side.
#[component]
pub(super) fn PersonFields(name: RwSignal<String>, role: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="two">
            <label class="fld">
                <span class="lab">"Name"</span>
                <input class="inp" data-first="" autocomplete="name" prop:value=move || name.get() on:input=move |event| name.set(event_target_value(&event)) />
            </label>
            <label class="fld">
                <span class="lab">"Role"</span>
                <input class="inp" list="review-roles" prop:value=move || role.get() on:input=move |event| role.set(event_target_value(&event)) />
            </label>
            <datalist id="review-roles">
                {ROLES.map(|role| view! { <option value=role></option> })}
            </datalist>
        </div>
    }
}

#[component]
pub(super) fn PersonDialog() -> impl IntoView {
    let session = use_session();
    let close = closing();
    let name = RwSignal::new(person::name());
    let role = RwSignal::new(person::role());
    let refused = RwSignal::new(None::<String>);
    let keep = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if name.with_untracked(|name| name.trim().is_empty()) {
            return refused.set(Some(crate::debate::Refusal::NoName.to_string()));
        }
        person::remember(&name.get_untracked(), &role.get_untracked());
        close.run(());
        session.interface.speak("Remembered in this browser");
    };
    view! {
        <Modal label="Who reviews" on_close=close>
            <Head title="Who reviews" />
            <form on:submit=keep>
                <p class="lead">"Scores and remarks carry this name and role. It is remembered in this browser alone."</p>
                <PersonFields name=name role=role />
                <Refused reason=refused id="person-refused" />
                <div class="dfoot">
                    <span class="grow"></span>
                    <button type="button" class="btn" on:click=move |_| close.run(())>"Cancel"</button>
                    <button type="submit" class="btn primary">"Remember"</button>
                </div>
            </form>
        </Modal>
    }
}
