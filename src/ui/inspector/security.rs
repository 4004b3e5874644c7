//! Row security of a table: whether it is on, its policies, and the pane of one.

use leptos::prelude::*;

use crate::editor::{Selection, edit};
use crate::model::{ObjectRef, Policy, PolicyCommand, PolicyId, RowSecurity};
use crate::sql::quote;
use crate::ui::widgets::{CheckField, Icon};

use super::form::Form;
use super::handle::Handle;
use super::keys::{Mark, PartLine, worst_cause};
use super::section::{Head, PartPane};
use super::words;

/// The section.
#[component]
pub fn Security(handle: Handle) -> impl IntoView {
    let session = handle.session;
    let state = handle.read(|table| (table.row_security.enabled, table.row_security.forced));
    let ids = handle.read(|table| {
        table
            .policies
            .iter()
            .map(|policy| policy.id)
            .collect::<Vec<_>>()
    });
    let keep_enabled = handle.keep(|draft, table, enabled: bool| {
        let old = draft.table(table)?.row_security;
        edit::set_row_security(draft, table, RowSecurity { enabled, ..old })
    });
    let keep_forced = handle.keep(|draft, table, forced: bool| {
        let old = draft.table(table)?.row_security;
        edit::set_row_security(draft, table, RowSecurity { forced, ..old })
    });
    view! {
        <section>
            <Head property="table.row_security" count=Signal::derive(move || ids.with(|ids| ids.len()))>
                <em>{move || match state.get() {
                    (false, _) => "off",
                    (true, false) => "on",
                    (true, true) => "forced",
                }}</em>
                <button class="ib s" aria-label="Add policy" title="Add policy" on:click=move |_| {
                    if let Some(policy) = add_policy(handle) {
                        session.select(Selection::one(ObjectRef::Policy(handle.id, policy)));
                    }
                }><Icon name="plus" /></button>
            </Head>
            <div class="checks">
                <label class="check-row">
                    <CheckField checked=Signal::derive(move || state.get().0) label="Row security is on" keep=keep_enabled />
                    <span>"enabled"</span>
                </label>
                <label class="check-row">
                    <CheckField checked=Signal::derive(move || state.get().1) label="Row security holds for the owner too" keep=keep_forced />
                    <span>"forced for the owner"</span>
                </label>
            </div>
            <For each=move || ids.get() key=|id| *id children=move |id| view! { <Line handle=handle policy=id /> } />
        </section>
    }
}

#[component]
fn Line(handle: Handle, policy: PolicyId) -> impl IntoView {
    let object = ObjectRef::Policy(handle.id, policy);
    let shown = handle.read(move |table| {
        let policy = table.policies.iter().find(|one| one.id == policy)?;
        Some((policy.name.clone(), words::policy_word(policy)))
    });
    let worst = worst_cause(handle, object);
    move || {
        shown.get().map(|(name, word)| {
            view! {
                <PartLine handle=handle object=object title=name.clone()>
                    <Icon name="shield" class="ok" />
                    <span class="n">{name}</span>
                    <span class="ex">{word}</span>
                    <Mark worst=worst />
                </PartLine>
            }
        })
    }
}

/// Adds a policy that keeps rows to their tenant where the table has a tenant column, else one that lets nothing through.
fn add_policy(handle: Handle) -> Option<PolicyId> {
    let session = handle.session;
    let table = session.table_now(handle.id)?;
    let column = session.review(|review| {
        let id = review.tenancy().column_of(&table)?;
        let column = table.column(id)?;
        Some((
            column.name.clone(),
            crate::sql::types::write(&column.data_type),
        ))
    });
    let taken = |name: &str| table.policies.iter().any(|policy| policy.name == name);
    let stem = if column.is_some() {
        "tenant_isolation"
    } else {
        "policy"
    };
    let name = std::iter::once(stem.to_string())
        .chain((2..).map(|number| format!("{stem}_{number}")))
        .find(|name| !taken(name))?;
    let rule = match &column {
        Some((column, data_type)) => format!(
            "{} = current_setting({})::{data_type}",
            quote::identifier(column),
            quote::literal(&format!("app.{column}")),
        ),
        None => "false".to_string(),
    };
    session.edit(|draft| {
        let policy = Policy {
            id: draft.allocate(),
            name: name.clone(),
            permissive: true,
            command: PolicyCommand::All,
            roles: Vec::new(),
            using: Some(rule.clone()),
            with_check: Some(rule.clone()),
            comment: None,
        };
        edit::put_policy(draft, handle.id, policy)
    })
}

/// The pane of one policy.
#[component]
pub fn PolicyPane(handle: Handle, policy: PolicyId) -> impl IntoView {
    let object = ObjectRef::Policy(handle.id, policy);
    view! {
        <PartPane handle=handle object=object icon="shield" title=Signal::stored("Policy".to_string())>
            <Form object=object />
        </PartPane>
    }
}
