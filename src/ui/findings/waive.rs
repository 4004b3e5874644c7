//! Waiving a finding: for what, why, who says so and until when.

use std::sync::Arc;

use leptos::prelude::*;

use crate::model::{ObjectRef, Op, Waiver, WaiverId};
use crate::platform::{clock, person};
use crate::rules::Finding;
use crate::ui::session::use_session;
use crate::ui::widgets::{Icon, Modal};

use super::severity_icon;

/// Reason, author and last day.
#[component]
fn Fields(
    reason: RwSignal<String>,
    author: RwSignal<String>,
    expires: RwSignal<String>,
    /// Whether the reason is asked for.
    missing: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="fld">
            <span class="lab">"Reason"</span>
            <textarea
                class="inp"
                rows="3"
                data-first=""
                aria-invalid=move || missing.get().then_some("true")
                aria-describedby="waive-why"
                prop:value=move || reason.get()
                on:input=move |event| reason.set(event_target_value(&event))
            ></textarea>
            <span class="err" id="waive-why">
                {move || missing.get().then(|| view! {
                    <Icon name="error" class="error" />
                    "A reviewer will read this. Say why it is safe here."
                })}
            </span>
        </label>
        <div class="two">
            <label class="fld">
                <span class="lab">"Author"</span>
                <input class="inp" prop:value=move || author.get() on:input=move |event| author.set(event_target_value(&event)) />
            </label>
            <label class="fld">
                <span class="lab">"Holds until"</span>
                <input
                    class="inp"
                    type="date"
                    min=clock::today()
                    title="The last day; from the next on the finding stands again"
                    prop:value=move || expires.get()
                    on:input=move |event| expires.set(event_target_value(&event))
                />
            </label>
        </div>
    }
}

/// Changes the reason, the author or the last day of a waiver.
#[component]
pub fn WaiverDialog(
    /// The waiver.
    id: WaiverId,
) -> impl IntoView {
    let session = use_session();
    let close = Callback::new(move |()| session.interface.dialog.set(None));
    let old = session.document(|document| document.waivers.get(&id).cloned());
    let Some(old) = old else {
        close.run(());
        return ().into_any();
    };
    let reason = RwSignal::new(old.reason.clone());
    let author = RwSignal::new(old.author.clone());
    let expires = RwSignal::new(old.expires.clone().unwrap_or_default());
    let missing = Signal::derive(move || reason.with(|reason| reason.trim().is_empty()));
    let rule = old.rule.clone();
    let old = StoredValue::new(old);
    let save = move || {
        if missing.get_untracked() {
            return;
        }
        let waiver = Waiver {
            reason: reason.get_untracked().trim().to_string(),
            author: author.get_untracked().trim().to_string(),
            expires: Some(expires.get_untracked()).filter(|day| !day.is_empty()),
            ..old.get_value()
        };
        person::remember_name(&waiver.author);
        let changed = waiver != old.get_value();
        let op = Op::SetWaiver {
            id,
            waiver: Some(waiver),
        };
        if !changed || session.apply("Change a waiver", vec![op]) {
            close.run(());
        }
    };
    view! {
        <Modal label="Edit a waiver" on_close=close>
            <h2>"Edit a waiver"</h2>
            <p class="lead"><code>{rule}</code></p>
            <form on:submit=move |event| {
                event.prevent_default();
                save();
            }>
                <Fields reason=reason author=author expires=expires missing=missing />
                <div class="dfoot">
                    <span class="grow"></span>
                    <button type="button" class="btn" on:click=move |_| close.run(())>"Cancel"</button>
                    <button type="submit" class="btn primary">"Save"</button>
                </div>
            </form>
        </Modal>
    }
    .into_any()
}

/// Asks for the reason and waives.
#[component]
pub fn WaiveDialog(
    /// The finding.
    finding: Arc<Finding>,
) -> impl IntoView {
    let session = use_session();
    let close = Callback::new(move |()| session.interface.dialog.set(None));
    let table = finding.object.table();
    let table_name = table
        .and_then(|table| session.table_now(table))
        .map(|table| table.qualified_name().to_string());
    let own_table = matches!(finding.object, ObjectRef::Table(_));
    let object = RwSignal::new(finding.object);
    let reason = RwSignal::new(String::new());
    let asked = RwSignal::new(false);
    let author = RwSignal::new(person::name());
    let expires = RwSignal::new(String::new());
    let missing = move || asked.get() && reason.with(|reason| reason.trim().is_empty());
    let rule = finding.rule;
    let subject = finding.subject.clone();
    let waive = move || {
        asked.set(true);
        if missing() {
            return;
        }
        person::remember_name(&author.get_untracked());
        let waived = session.edit(|draft| {
            draft.say(|| format!("Waive {rule}"));
            let id = draft.allocate::<WaiverId>();
            let expires = Some(expires.get_untracked()).filter(|day| !day.is_empty());
            let waiver = Waiver {
                id,
                rule: rule.to_string(),
                object: object.get_untracked(),
                reason: reason.get_untracked().trim().to_string(),
                author: author.get_untracked().trim().to_string(),
                expires,
            };
            draft.apply(Op::SetWaiver {
                id,
                waiver: Some(waiver),
            })
        });
        if waived.is_some() {
            close.run(());
            session.interface.tell(
                format!("{subject} is waived. It stays listed and weighs nothing."),
                true,
            );
        }
    };
    let waive = StoredValue::new(waive);
    let choice = move |target: ObjectRef, label: AnyView| {
        view! {
            <button
                type="button"
                class="seg"
                aria-pressed=move || (object.get() == target).to_string()
                on:click=move |_| object.set(target)
            >
                {label}
            </button>
        }
    };
    let on_table = table.zip(table_name).filter(|_| !own_table);
    let icon = severity_icon(finding.severity);
    view! {
        <Modal label="Waive a finding" on_close=close>
            <h2>"Waive a finding"</h2>
            <p class="lead">
                <Icon name=icon class=icon />
                <span><code>{finding.subject.clone()}</code>" "{finding.title.clone()}</span>
            </p>
            <form on:submit=move |event| {
                event.prevent_default();
                waive.with_value(|waive| waive());
            }>
                <div class="fld">
                    <span class="lab" id="waive-scope">"Applies to"</span>
                    <div class="switch full" role="group" aria-labelledby="waive-scope">
                        {choice(finding.object, "This finding".into_any())}
                        {on_table.map(|(table, name)| {
                            choice(ObjectRef::Table(table), view! { "The rule on "<code>{name}</code> }.into_any())
                        })}
                        {(finding.object != ObjectRef::Whole).then(|| choice(ObjectRef::Whole, "The rule everywhere".into_any()))}
                    </div>
                </div>
                <Fields reason=reason author=author expires=expires missing=Signal::derive(missing) />
                <div class="dfoot">
                    <span>"A waived finding stays listed and weighs nothing."</span>
                    <span class="grow"></span>
                    <button type="button" class="btn" on:click=move |_| close.run(())>"Cancel"</button>
                    <button type="submit" class="btn primary">"Waive"</button>
                </div>
            </form>
        </Modal>
    }
}
