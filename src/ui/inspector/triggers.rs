//! Triggers of a table: the list, and the pane of one.

use leptos::prelude::*;

use crate::editor::{EditError, Selection, edit};
use crate::model::{ObjectRef, Trigger, TriggerId};
use crate::sql::tokens;
use crate::ui::widgets::{ChoiceField, Icon, Keep, TextArea, TextField, choices};

use super::handle::{Handle, some_text};
use super::keys::PartLine;
use super::section::{Head, PartPane, Property};
use super::security::list_of;
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
            <Head title="Triggers" count=Signal::derive(move || ids.with(|ids| ids.len()))>
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

/// Takes over another clause, with what is read from it.
fn set_clause(trigger: &mut Trigger, text: &str) -> Result<(), EditError> {
    let words = tokens::significant(text);
    let at = words
        .iter()
        .position(|word| word.is_word(text, "function") || word.is_word(text, "procedure"));
    let function = at.and_then(|at| {
        let from = words.get(at)?.range.end;
        let name = text.get(from..)?.split('(').next()?.trim();
        (!name.is_empty()).then(|| name.to_string())
    });
    let Some(function) = function else {
        return Err(EditError::Expression(
            "The clause calls no function: end it with EXECUTE FUNCTION name().".to_string(),
        ));
    };
    trigger.for_each_row = words.windows(2).any(|pair| match pair {
        [first, second] => first.is_word(text, "each") && second.is_word(text, "row"),
        _ => false,
    });
    trigger.function = function;
    trigger.clause = text.trim().to_string();
    Ok(())
}

/// The pane of one trigger.
#[component]
pub fn TriggerPane(handle: Handle, trigger: TriggerId) -> impl IntoView {
    let read = move |read: fn(&Trigger) -> String| {
        handle.read(move |table| {
            table
                .triggers
                .iter()
                .find(|one| one.id == trigger)
                .map(read)
                .unwrap_or_default()
        })
    };
    let keep = move |change: fn(&mut Trigger, String) -> Result<(), EditError>| -> Keep<String> {
        handle.keep(move |draft, table, text: String| {
            let old = draft
                .table(table)?
                .triggers
                .iter()
                .find(|one| one.id == trigger)
                .cloned();
            let mut changed = old.ok_or(EditError::Missing("trigger"))?;
            change(&mut changed, text)?;
            edit::put_trigger(draft, table, changed).map(|_| ())
        })
    };
    let keep_name = keep(|one, text| {
        one.name = text;
        Ok(())
    });
    let keep_timing = keep(|one, text| {
        one.timing = text;
        Ok(())
    });
    let keep_events = keep(|one, text| {
        one.events = list_of(&text);
        if one.events.is_empty() {
            return Err(EditError::Expression(
                "Name at least one of INSERT, UPDATE, DELETE, TRUNCATE.".to_string(),
            ));
        }
        Ok(())
    });
    let keep_state = keep(|one, text| {
        one.state = some_text(&text);
        Ok(())
    });
    view! {
        <PartPane handle=handle object=ObjectRef::Trigger(handle.id, trigger) icon="function" title=Signal::stored("Trigger".to_string())>
            <Property label="Name"><TextField value=read(|one| one.name.clone()) label="Name" keep=keep_name /></Property>
            <Property label="When">
                <ChoiceField
                    value=read(|one| one.timing.clone())
                    label="When"
                    choices=Signal::stored(choices(&[("BEFORE", "before"), ("AFTER", "after"), ("INSTEAD OF", "instead of")]))
                    keep=keep_timing
                />
            </Property>
            <Property label="Events">
                <TextField value=read(|one| one.events.join(", ")) label="Events" keep=keep_events placeholder="INSERT, UPDATE" />
            </Property>
            <Property label="Clause">
                <TextArea value=read(|one| one.clause.clone()) label="Clause" keep=keep(|one, text| set_clause(one, &text)) class="inp mono" rows=3 />
            </Property>
            <Property label="State">
                <ChoiceField
                    value=read(|one| one.state.clone().unwrap_or_default())
                    label="State"
                    choices=Signal::stored(choices(&[
                        ("", "enabled"),
                        ("DISABLE", "disabled"),
                        ("ENABLE REPLICA", "on replicas only"),
                        ("ENABLE ALWAYS", "always"),
                    ]))
                    keep=keep_state
                />
            </Property>
        </PartPane>
    }
}
