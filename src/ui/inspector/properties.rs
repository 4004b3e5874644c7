//! What is said of a table as a whole: comment, class, schema, logging, partitions.

use leptos::prelude::*;

use crate::editor::edit;
use crate::model::{ObjectRef, Persistence, TenancyClass};
use crate::sql::writer;
use crate::ui::widgets::{CheckField, ChoiceField, TextArea, TextField, tenancy_words};

use super::handle::Handle;
use super::section::Property;

/// The comment.
#[component]
pub fn TableComment(handle: Handle) -> impl IntoView {
    let comment = handle.read(|table| table.comment.clone().unwrap_or_default());
    let keep = handle
        .keep(|draft, table, text: String| edit::set_table_comment(draft, table, Some(&text)));
    view! {
        <section class="in-comment">
            <TextArea value=comment label="Comment of the table" keep=keep rows=2 placeholder="What one row is. No comment yet." />
        </section>
    }
}

/// A tenancy class as the value of a choice.
pub fn class_value(class: TenancyClass) -> &'static str {
    match class {
        TenancyClass::Root => "root",
        TenancyClass::TenantScoped => "tenant",
        TenancyClass::Bridge => "bridge",
        TenancyClass::Reference => "reference",
        TenancyClass::Global => "global",
        TenancyClass::Unclassified => "",
    }
}

/// The class of a choice; `None` lets it be inferred.
pub fn class_of_value(value: &str) -> Option<TenancyClass> {
    match value {
        "root" => Some(TenancyClass::Root),
        "tenant" => Some(TenancyClass::TenantScoped),
        "bridge" => Some(TenancyClass::Bridge),
        "reference" => Some(TenancyClass::Reference),
        "global" => Some(TenancyClass::Global),
        _ => None,
    }
}

/// The choices of a class; the first lets it be inferred and says as what.
pub fn class_choices(inferred: &str) -> Vec<(String, String)> {
    let mut all = vec![(String::new(), inferred.to_string())];
    all.extend(
        crate::ui::widgets::TENANCY_CLASSES
            .into_iter()
            .filter(|class| *class != TenancyClass::Unclassified)
            .map(|class| {
                (
                    class_value(class).to_string(),
                    tenancy_words(class).to_string(),
                )
            }),
    );
    all
}

/// The section.
#[component]
pub fn Properties(handle: Handle) -> impl IntoView {
    let session = handle.session;
    let chosen = Memo::new(move |_| {
        session.track_review();
        session.track_settings();
        let class = session.document(|document| document.tenancy.classes.get(&handle.id).copied());
        class.map(class_value).unwrap_or_default().to_string()
    });
    let class_choices = Memo::new(move |_| {
        session.track_review();
        let now = session.review(|review| review.tenancy().class(handle.id));
        let inferred = if chosen.get().is_empty() {
            format!("inferred: {}", tenancy_words(now).to_lowercase())
        } else {
            "inferred".to_string()
        };
        class_choices(&inferred)
    });
    let keep_class = handle
        .keep(|draft, table, value: String| edit::set_class(draft, table, class_of_value(&value)));
    let schema = handle.read(|table| table.schema.clone());
    let schemas = Memo::new(move |_| {
        session.track_list();
        let mut names = session.document(|document| {
            document
                .schema
                .namespaces
                .values()
                .map(|one| one.name.clone())
                .collect::<Vec<_>>()
        });
        names.push("public".to_string());
        names.push(schema.get());
        names.sort();
        names.dedup();
        names
            .into_iter()
            .map(|name| (name.clone(), name))
            .collect::<Vec<_>>()
    });
    let keep_schema =
        handle.keep(|draft, table, name: String| edit::set_table_schema(draft, table, &name));
    let unlogged = handle.read(|table| table.persistence == Persistence::Unlogged);
    let keep_unlogged = handle.keep(|draft, table, now: bool| {
        let name = draft.table_label(table);
        draft.say(|| format!("Change logging of {name}"));
        draft.change_header(table, |header| {
            header.persistence = if now {
                Persistence::Unlogged
            } else {
                Persistence::Permanent
            };
        })
    });
    view! {
        <section>
            <h3>"Properties"</h3>
            <div class="in-form">
                <Property label="Tenancy"><ChoiceField value=chosen label="Tenancy class" choices=class_choices keep=keep_class /></Property>
                <Property label="Schema"><ChoiceField value=schema label="Schema" choices=schemas keep=keep_schema /></Property>
                <Rows handle=handle />
                <Property label="Unlogged">
                    <label class="check-row">
                        <CheckField checked=unlogged label="Unlogged" keep=keep_unlogged />
                        <span>"emptied after a crash"</span>
                    </label>
                </Property>
                <Partitions handle=handle />
            </div>
        </section>
    }
}

/// How many rows the table holds, as people say it.
#[component]
fn Rows(handle: Handle) -> impl IntoView {
    let session = handle.session;
    let rows = Memo::new(move |_| {
        session.track_review();
        session.track_table(handle.id);
        session.track_settings();
        let rows =
            session.document(|document| document.scale.get(&handle.id).and_then(|hint| hint.rows));
        rows.map(|rows| rows.to_string()).unwrap_or_default()
    });
    let keep =
        Callback::new(move |text: String| super::scale::keep_rows(&session, handle.id, &text));
    view! {
        <Property label="Rows">
            <TextField value=rows label="Rows of the table today" keep=keep class="inp small" placeholder="not stated" />
        </Property>
    }
}

/// How the table is partitioned, and of what it is a partition.
#[component]
fn Partitions(handle: Handle) -> impl IntoView {
    let session = handle.session;
    let by = handle.read(|table| {
        table
            .partitioning
            .as_ref()
            .map(|by| writer::partition_key(table, by))
    });
    let of = handle.read(|table| table.partition_of.clone());
    let parts = Memo::new(move |_| {
        session.track_list();
        session.document(|document| {
            let tables = document.schema.tables.values();
            let parts = tables.filter(|table| {
                table
                    .partition_of
                    .as_ref()
                    .is_some_and(|of| of.parent == handle.id)
            });
            parts.count()
        })
    });
    view! {
        {move || by.get().map(|key| view! {
            <Property label="Partitioned">
                <span class="n">{key}</span>
                <small>{crate::ui::widgets::counted(parts.get(), "partition")}</small>
            </Property>
        })}
        {move || of.get().map(|of| {
            let parent = session.document(|document| document.schema.display_name(ObjectRef::Table(of.parent)));
            view! {
                <Property label="Partition of">
                    <button class="li" on:click=move |_| session.go_to(ObjectRef::Table(of.parent))><span class="n">{parent}</span></button>
                    <code>{of.bound}</code>
                </Property>
            }
        })}
    }
}
