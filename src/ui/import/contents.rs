//! Where an import goes: a document of its own, and what that will hold.

use std::sync::Arc;

use leptos::prelude::*;

use crate::model::{TenancyClass, tenancy};
use crate::ui::session::{ReadDocument, use_session};
use crate::ui::widgets::{Icon, counted, grouped};

use super::merge::{Changes, Goals, Merging};

#[component]
pub(super) fn Contents(read: Arc<ReadDocument>) -> impl IntoView {
    let session = use_session();
    let nothing = read.document.schema.tables.is_empty() && counts(&read).is_empty();
    let mergeable = !nothing && !session.document(|document| document.schema.tables.is_empty());
    let into = RwSignal::new(false);
    let merging = Merging::new(session, read.clone());
    let title = session.document(|document| document.title.clone());
    view! {
        <section class="ir" aria-label="Where it goes">
            <div class="scroll">
                {mergeable.then(|| view! { <Goals into=into /> })}
                {move || match into.get() {
                    true => view! { <Changes merging=merging /> }.into_any(),
                    false => holding(&read).into_any(),
                }}
            </div>
            <div class="mfoot">
                {move || into.get().then(|| view! {
                    <div class="mf"><b>{counted(merging.changes(), "change")}</b><span>{format!("to {title}")}</span></div>
                })}
                <span class="grow"></span>
                <button class="btn" on:click=move |_| session.cancel_reading()>"Cancel"</button>
                {move || match into.get() {
                    true => view! {
                        <button class="btn primary" disabled=move || merging.changes() == 0 on:click=move |_| merging.run(session)>"Merge"</button>
                    }.into_any(),
                    false => view! {
                        <button class="btn primary" disabled=nothing on:click=move |_| session.accept_reading()>"Open as a new document"</button>
                    }.into_any(),
                }}
            </div>
        </section>
    }
}

/// What a document of its own will hold.
fn holding(read: &ReadDocument) -> impl IntoView + use<> {
    let counts = counts(read);
    let classes = classes(read);
    let nothing = counts.is_empty();
    view! {
        <h3>"It will hold"</h3>
        {counts.into_iter().map(|(icon, word, count)| view! {
            <div class="li"><Icon name=icon class="dim" /><span>{word}</span><span class="ex">{grouped(count)}</span></div>
        }).collect_view()}
        {nothing.then(|| view! {
            <p class="pnote">"Nothing in it makes a table or another object of a schema."</p>
        })}
        {(!classes.is_empty()).then(|| view! { <h3>"Tenancy, as its keys say"</h3> })}
        {classes.into_iter().map(|(icon, class, word, count)| view! {
            <div class="li"><Icon name=icon class=class /><span>{word}</span><span class="ex">{grouped(count)}</span></div>
        }).collect_view()}
        {(!nothing).then(|| view! {
            <p class="pnote">"What was read is also the base: the migration starts from it and shows only what you change."</p>
        })}
    }
}

/// Objects by kind: icon, word, number. Kinds without an object are left out.
fn counts(read: &ReadDocument) -> Vec<(&'static str, &'static str, usize)> {
    let schema = &read.document.schema;
    let of_tables = |count: fn(&crate::model::Table) -> usize| {
        schema
            .tables
            .values()
            .map(|table| count(table))
            .sum::<usize>()
    };
    let all = [
        ("table", "Tables", schema.tables.len()),
        ("column", "Columns", of_tables(|table| table.columns.len())),
        (
            "relation",
            "Relationships",
            of_tables(|table| table.foreign_keys().count()),
        ),
        ("index", "Indexes", of_tables(|table| table.indexes.len())),
        (
            "shield",
            "Policies",
            of_tables(|table| table.policies.len()),
        ),
        ("grid", "Views", schema.views.len()),
        ("template", "Types", schema.types.len()),
        ("function", "Functions", schema.functions.len()),
        (
            "branch",
            "Triggers",
            of_tables(|table| table.triggers.len()),
        ),
        ("layout", "Sequences", schema.sequences.len()),
        ("plus", "Extensions", schema.extensions.len()),
        ("schema", "Schemas", schema.namespaces.len()),
        (
            "lock",
            "Grants",
            schema.grants.len() + schema.default_privileges.len(),
        ),
        ("sql", "Kept as written", schema.verbatim.len()),
    ];
    all.into_iter().filter(|(_, _, count)| *count > 0).collect()
}

/// Tables by tenancy class.
fn classes(read: &ReadDocument) -> Vec<(&'static str, &'static str, &'static str, usize)> {
    let schema = &read.document.schema;
    let tenancy = tenancy::infer(schema, &read.document.tenancy);
    let count = |class: TenancyClass| {
        schema
            .tables
            .keys()
            .filter(|table| tenancy.class(**table) == class)
            .count()
    };
    let all = [
        (
            "t-root",
            "tg c-root",
            "Tenant root",
            count(TenancyClass::Root),
        ),
        (
            "t-tenant",
            "tg c-tenant",
            "Tenant-scoped",
            count(TenancyClass::TenantScoped),
        ),
        (
            "t-bridge",
            "tg c-bridge",
            "Bridge",
            count(TenancyClass::Bridge),
        ),
        (
            "t-reference",
            "tg c-reference",
            "Reference",
            count(TenancyClass::Reference),
        ),
        (
            "t-global",
            "tg c-global",
            "Global",
            count(TenancyClass::Global),
        ),
        (
            "t-unclassified",
            "tg c-unclassified",
            "Unclassified",
            count(TenancyClass::Unclassified),
        ),
    ];
    all.into_iter()
        .filter(|(_, _, _, count)| *count > 0)
        .collect()
}
