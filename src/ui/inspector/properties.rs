//! What is said of a table as a whole: comment, class, schema, logging, partitions.

use leptos::prelude::*;

use crate::editor::edit;
use crate::model::{ObjectRef, TenancyClass};
use crate::ui::widgets::{ChoiceField, TextArea, TextField};

use super::form::Form;
use super::handle::Handle;
use super::partitions::Partitions;
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
            .map(|class| (class_value(class).to_string(), class.title().to_string())),
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
            format!("inferred: {}", now.title().to_lowercase())
        } else {
            "inferred".to_string()
        };
        class_choices(&inferred)
    });
    let keep_class = handle
        .keep(|draft, table, value: String| edit::set_class(draft, table, class_of_value(&value)));
    view! {
        <section>
            <h3>"Properties"</h3>
            <div class="in-form">
                <Property label="Tenancy"><ChoiceField value=chosen label="Tenancy class" choices=class_choices keep=keep_class /></Property>
                <Rows handle=handle />
                <Partitions handle=handle />
                <Form object=ObjectRef::Table(handle.id) />
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
