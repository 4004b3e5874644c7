//! Triggers of a table: the list, and the pane of one.

use leptos::prelude::*;

use crate::editor::{Selection, edit};
use crate::model::{ObjectRef, Trigger, TriggerId};
use crate::ui::widgets::Icon;

use super::form::Form;
use super::handle::Handle;
use super::keys::PartLine;
use super::section::{Head, PartPane};
use super::words;

/// The section.
#[component]
pub fn Triggers(handle: Handle) -> impl IntoView {
    let session = handle.session;
    let ids = handle.read(|table| {
        table
            .triggers
            .iter()
            .map(|trigger| trigger.id)
            .collect::<Vec<_>>()
    });
    let add = move |_| {
        if let Some(trigger) = add_trigger(handle) {
            session.select(Selection::one(ObjectRef::Trigger(handle.id, trigger)));
        }
    };
    view! {
        <section>
            <Head property="table.triggers" count=Signal::derive(move || ids.with(|ids| ids.len()))>
                <button class="ib s" aria-label="Add trigger" title="Add trigger" on:click=add><Icon name="plus" /></button>
            </Head>
            <For each=move || ids.get() key=|id| *id children=move |id| view! { <Line handle=handle trigger=id /> } />
        </section>
    }
}

#[component]
fn Line(handle: Handle, trigger: TriggerId) -> impl IntoView {
    let object = ObjectRef::Trigger(handle.id, trigger);
    let shown = handle.read(move |table| {
        let trigger = table.triggers.iter().find(|one| one.id == trigger)?;
        Some((trigger.name.clone(), words::trigger_word(trigger)))
    });
    move || {
        shown.get().map(|(name, word)| {
            view! {
                <PartLine handle=handle object=object title=name.clone()>
                    <Icon name="function" />
                    <span class="n">{name}</span>
                    <span class="ex">{word}</span>
                </PartLine>
            }
        })
    }
}

/// Adds a trigger that calls the first trigger function of the schema, or the one every PostgreSQL has (manual, section 9.29).
fn add_trigger(handle: Handle) -> Option<TriggerId> {
    let session = handle.session;
    let table = session.table_now(handle.id)?;
    let function = session.document(|document| {
        let found = document
            .schema
            .functions
            .values()
            .find(|one| one.returns.eq_ignore_ascii_case("trigger"));
        found.map(|one| crate::sql::quote::identifier(&one.name))
    });
    let function = function.unwrap_or_else(|| "suppress_redundant_updates_trigger".to_string());
    let stem = format!("{}_before_update", table.name);
    let taken = |name: &str| table.triggers.iter().any(|one| one.name == name);
    let name = std::iter::once(stem.clone())
        .chain((2..).map(|number| format!("{stem}_{number}")))
        .find(|name| !taken(name))?;
    session.edit(|draft| {
        let trigger = Trigger {
            id: draft.allocate(),
            name: name.clone(),
            timing: "BEFORE".to_string(),
            events: vec!["UPDATE".to_string()],
            for_each_row: true,
            function: function.clone(),
            clause: format!("FOR EACH ROW EXECUTE FUNCTION {function}()"),
            constraint: false,
            state: None,
            inherited: false,
            comment: None,
        };
        edit::put_trigger(draft, handle.id, trigger)
    })
}

/// The pane of one trigger.
#[component]
pub fn TriggerPane(handle: Handle, trigger: TriggerId) -> impl IntoView {
    let object = ObjectRef::Trigger(handle.id, trigger);
    view! {
        <PartPane handle=handle object=object icon="function" title=Signal::stored("Trigger".to_string())>
            <Form object=object />
        </PartPane>
    }
}
