//! Keys and checks of a table: the list, and the menu that adds one.

use leptos::prelude::*;

use crate::editor::{Item, Selection};
use crate::model::{Constraint, ConstraintId, ConstraintKind, ObjectRef, Table};
use crate::rules::Severity;
use crate::ui::session::Session;
use crate::ui::widgets::{Icon, class_of_severity};

use super::add_key::{AddButton, TargetField};
use super::handle::Handle;
use super::section::Head;
use super::words;

/// The section.
#[component]
pub fn Keys(handle: Handle) -> impl IntoView {
    let ids = handle.read(|table| {
        let mut ids: Vec<(u8, ConstraintId)> = table
            .constraints
            .iter()
            .map(|constraint| (rank(constraint), constraint.id))
            .collect();
        ids.sort_by_key(|(rank, _)| *rank);
        ids.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    });
    let asking = RwSignal::new(false);
    view! {
        <section>
            <Head property="table.constraints" count=Signal::derive(move || ids.with(|ids| ids.len()))>
                <AddButton handle=handle asking=asking />
            </Head>
            <Show when=move || asking.get()>
                <TargetField handle=handle asking=asking />
            </Show>
            <For each=move || ids.get() key=|id| *id children=move |id| view! { <Line handle=handle constraint=id /> } />
        </section>
    }
}

fn rank(constraint: &Constraint) -> u8 {
    match constraint.kind {
        ConstraintKind::PrimaryKey(_) => 0,
        ConstraintKind::Unique(_) => 1,
        ConstraintKind::ForeignKey(_) => 2,
        ConstraintKind::Check(_) => 3,
        ConstraintKind::Exclusion(_) => 4,
    }
}

/// What a line shows.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shown {
    icon: &'static str,
    name: String,
    target: Option<String>,
    extra: String,
    unset: bool,
    title: String,
}

fn shown(session: &Session, table: &Table, constraint: &Constraint) -> Shown {
    let mut shown = Shown {
        icon: words::constraint_icon(constraint),
        name: constraint.name.clone(),
        title: constraint.name.clone(),
        ..Shown::default()
    };
    match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            shown.extra = words::column_list(table, &key.columns);
        }
        ConstraintKind::ForeignKey(key) => {
            shown.name = words::column_list(table, &key.columns);
            shown.target = Some(
                session.document(|document| words::target_table(&document.schema, &key.target)),
            );
            shown.unset = key.on_delete.is_none();
            shown.extra = key
                .on_delete
                .as_ref()
                .map_or("not stated", words::action_word)
                .to_string();
        }
        ConstraintKind::Check(check) => shown.name = check.expression.clone(),
        ConstraintKind::Exclusion(exclusion) => shown.extra = exclusion.method.clone(),
    }
    shown
}

#[component]
fn Line(handle: Handle, constraint: ConstraintId) -> impl IntoView {
    let session = handle.session;
    let object = ObjectRef::Constraint(handle.id, constraint);
    let shown = Memo::new(move |_| {
        session.track_list();
        handle.table.with(|table| {
            let table = table.as_deref()?;
            Some(shown(&session, table, table.constraint(constraint)?))
        })
    });
    let worst = worst_cause(handle, object);
    move || {
        shown.get().map(|shown| {
            let icon_class = match shown.icon {
                "key" => "k-pk",
                "fk" => "k-fk",
                _ => "",
            };
            let target = shown
                .target
                .map(|name| view! { <span class="ar">"→"</span><span class="n">{name}</span> });
            view! {
                <PartLine handle=handle object=object title=shown.title>
                    <Icon name=shown.icon class=icon_class />
                    <span class="n">{shown.name}</span>
                    {target}
                    <span class="ex" class:unset=shown.unset>{shown.extra}</span>
                    <Mark worst=worst />
                </PartLine>
            }
        })
    }
}

/// A line that opens a part of the table.
#[component]
pub fn PartLine(
    /// The table.
    handle: Handle,
    /// The part.
    object: ObjectRef,
    /// The whole name.
    title: String,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let session = handle.session;
    let open = Memo::new(move |_| session.selected().primary() == Some(Item::Object(object)));
    view! {
        <button
            class="li"
            class:is-active=open
            aria-expanded=move || open.get().to_string()
            title=title
            on:click=move |_| {
                let next = if open.get_untracked() { ObjectRef::Table(handle.id) } else { object };
                session.select(Selection::one(next));
            }
        >
            {children()}
        </button>
    }
}

/// The worst finding whose object or cause is a part, tracked.
pub fn worst_cause(handle: Handle, object: ObjectRef) -> Memo<Option<Severity>> {
    let session = handle.session;
    Memo::new(move |_| {
        session.track_review();
        session.review(|review| {
            review
                .findings_of_table(handle.id)
                .filter(|finding| finding.object == object || finding.cause == object)
                .map(|finding| finding.severity)
                .min()
        })
    })
}

/// The mark of a severity.
#[component]
pub fn Mark(worst: Memo<Option<Severity>>) -> impl IntoView {
    move || {
        worst.get().map(|severity| {
            let class = match severity {
                Severity::Error => "sev error",
                Severity::Warning => "sev warning",
                Severity::Info => "sev info",
            };
            view! { <Icon name=class_of_severity(severity) class=class /> }
        })
    }
}
