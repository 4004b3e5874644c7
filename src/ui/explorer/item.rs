//! One object of the tree: its glyph, its name, what changed about it, what was found on it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::model::{Document, FunctionKind, ObjectRef, TableId, TenancyClass, UserTypeKind};
use crate::rules::Severity;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, class_of_tenancy};

/// The line of an object.
#[component]
pub fn Item(
    /// Which object.
    object: ObjectRef,
) -> impl IntoView {
    match object {
        ObjectRef::Table(table) => view! { <TableItem table=table /> }.into_any(),
        object => {
            let session = use_session();
            let name = Memo::new(move |_| {
                session.track_list();
                session.document(|document| own_name(document, object))
            });
            view! {
                <Icon name=icon_of(object) class="dim" />
                <span class="n">{move || name.get().0}</span>
                {move || name.get().1.map(|beside| view! { <span class="ex-of">{beside}</span> })}
            }
            .into_any()
        }
    }
}

#[component]
fn TableItem(table: TableId) -> impl IntoView {
    let session = use_session();
    let name = Memo::new(move |_| {
        session
            .table(table)
            .map(|table| table.name.clone())
            .unwrap_or_default()
    });
    let class = Memo::new(move |_| class_of(&session, table));
    let change = Memo::new(move |_| {
        session.track_settings();
        session.track_table(table);
        change_of(&session, table)
    });
    let found = Memo::new(move |_| {
        session.track_review();
        session.review(|review| {
            let marks = review.marks(table);
            marks.worst.map(|worst| (worst, marks.counts.total()))
        })
    });
    view! {
        <i class=move || format!("glyph {}", class_of_tenancy(class.get())) title=move || class.get().title()></i>
        <span class="n">{name}</span>
        {move || match change.get() {
            Some(Sign::Added) => view! { <span class="sign added" title="Added since the base">"+"</span> }.into_any(),
            Some(Sign::Changed) => view! { <span class="sign changed" title="Changed since the base">"~"</span> }.into_any(),
            None => ().into_any(),
        }}
        <span class="grow"></span>
        {move || found.get().map(|(worst, count)| view! {
            <span class=count_class(worst)>{count}</span>
        })}
    }
}

/// The class of a counter.
pub fn count_class(worst: Severity) -> &'static str {
    match worst {
        Severity::Error => "count n-error",
        Severity::Warning => "count n-warning",
        Severity::Info => "count n-info",
    }
}

/// What a table is to tenancy, tracked.
pub fn class_of(session: &Session, table: TableId) -> TenancyClass {
    session.track_review();
    session.review(|review| review.tenancy().class(table))
}

/// How a table differs from the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The base does not have it.
    Added,
    /// It is another than in the base.
    Changed,
}

/// How a table differs from the base; `None` when it does not, or there is no base. Tracks nothing.
pub fn change_of(session: &Session, table: TableId) -> Option<Sign> {
    session.document(|document| {
        let base = document.base.as_ref()?;
        let now = document.schema.table(table)?;
        match base.table(table) {
            None => Some(Sign::Added),
            // Tables that nobody touched are shared with the base, so most are told apart without reading them.
            Some(before) => (!Arc::ptr_eq(before, now) && before != now).then_some(Sign::Changed),
        }
    })
}

/// What the tree calls an object.
pub fn name_of(document: &Document, object: ObjectRef) -> String {
    let schema = &document.schema;
    match object {
        ObjectRef::Grant(id) => schema.grants.get(&id).map(|grant| {
            let verb = if grant.revoke { "from" } else { "to" };
            let object = grant
                .object
                .strip_prefix("public.")
                .unwrap_or(&grant.object);
            format!("{object} {verb} {}", grant.grantees.join(", "))
        }),
        ObjectRef::Verbatim(id) => schema.verbatim.get(&id).map(|statement| {
            if statement.name.is_empty() {
                statement.kind.clone()
            } else {
                statement.name.clone()
            }
        }),
        object => schema.display_name(object),
    }
    .unwrap_or_default()
}

/// What a line shows: a name, and beside it the table of a part or the kind of an object.
fn own_name(document: &Document, object: ObjectRef) -> (String, Option<String>) {
    let name = name_of(document, object);
    let table = object
        .table()
        .and_then(|table| document.schema.display_name(ObjectRef::Table(table)));
    match table {
        Some(table) => {
            let own = name
                .strip_prefix(&table)
                .and_then(|rest| rest.strip_prefix('.'));
            (own.unwrap_or(&name).to_string(), Some(table))
        }
        None => (name, kind_of(document, object)),
    }
}

/// The word beside a name, where a section holds several kinds of objects.
fn kind_of(document: &Document, object: ObjectRef) -> Option<String> {
    let schema = &document.schema;
    let word = match object {
        ObjectRef::View(id) => match schema.views.get(&id)?.materialized {
            true => "materialized",
            false => return None,
        },
        ObjectRef::Type(id) => match schema.types.get(&id)?.kind {
            UserTypeKind::Enum { .. } => "enum",
            UserTypeKind::Domain { .. } => "domain",
            UserTypeKind::Composite { .. } => "composite",
            UserTypeKind::Range { .. } => "range",
        },
        ObjectRef::Function(id) => match schema.functions.get(&id)?.kind {
            FunctionKind::Function => return None,
            FunctionKind::Procedure => "procedure",
            FunctionKind::Aggregate => "aggregate",
        },
        ObjectRef::Role(_) => "role",
        ObjectRef::Grant(id) => match schema.grants.get(&id)?.revoke {
            true => "revoke",
            false => "grant",
        },
        ObjectRef::Verbatim(id) => {
            let statement = schema.verbatim.get(&id)?;
            return (!statement.name.is_empty()).then(|| statement.kind.clone());
        }
        _ => return None,
    };
    Some(word.to_string())
}

/// The icon of a kind of object.
pub fn icon_of(object: ObjectRef) -> &'static str {
    match object {
        ObjectRef::Table(_) | ObjectRef::Whole => "table",
        ObjectRef::Column(..) => "column",
        ObjectRef::Constraint(..) => "key",
        ObjectRef::Index(..) => "index",
        ObjectRef::Policy(..) => "shield",
        ObjectRef::Trigger(..) | ObjectRef::Function(_) => "function",
        ObjectRef::Namespace(_) => "schema",
        ObjectRef::View(_) => "grid",
        ObjectRef::Type(_) => "template",
        ObjectRef::Sequence(_) => "pin",
        ObjectRef::Extension(_) => "settings",
        ObjectRef::Role(_) => "lock",
        ObjectRef::Grant(_) | ObjectRef::DefaultPrivilege(_) => "unlock",
        ObjectRef::Statistics(_) => "proof",
        ObjectRef::Verbatim(_) => "sql",
    }
}
