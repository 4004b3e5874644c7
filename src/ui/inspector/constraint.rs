//! The pane of one constraint.

use leptos::prelude::*;

use crate::editor::edit;
use crate::model::{
    Column, ColumnId, Constraint, ConstraintId, ConstraintKind, ForeignKey, Key, ObjectRef,
    ReferenceTarget, ReferentialAction, TableId,
};
use crate::ui::widgets::{ChoiceField, Icon, Keep};

use super::form::Form;
use super::handle::Handle;
use super::section::{About, ColumnPicker, PartPane};
use super::words;

/// What of a constraint has a view of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Other,
    Key,
    ForeignKey,
    Exclusion,
}

/// The pane.
#[component]
pub fn ConstraintPane(handle: Handle, constraint: ConstraintId) -> impl IntoView {
    let form = handle.read_constraint(constraint, |_, constraint| match constraint.kind {
        ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) => Kind::Key,
        ConstraintKind::ForeignKey(_) => Kind::ForeignKey,
        ConstraintKind::Exclusion(_) => Kind::Exclusion,
        ConstraintKind::Check(_) => Kind::Other,
    });
    let title = handle.read_constraint(constraint, |_, constraint| {
        words::constraint_word(constraint).to_string()
    });
    let icon = handle.table.with_untracked(|table| {
        let constraint = table.as_deref()?.constraint(constraint)?;
        Some(words::constraint_icon(constraint))
    });
    view! {
        <PartPane
            handle=handle
            object=ObjectRef::Constraint(handle.id, constraint)
            icon=icon.unwrap_or("key")
            title=title
        >
            {move || match form.get() {
                Kind::Key => view! { <KeyColumns handle=handle constraint=constraint /> }.into_any(),
                Kind::ForeignKey => view! { <Target handle=handle constraint=constraint /> }.into_any(),
                Kind::Exclusion => view! { <Included handle=handle constraint=constraint /> }.into_any(),
                Kind::Other => ().into_any(),
            }}
            <Form object=ObjectRef::Constraint(handle.id, constraint) />
        </PartPane>
    }
}

fn key_of(constraint: &mut Constraint, change: impl FnOnce(&mut Key)) {
    if let ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) = &mut constraint.kind {
        change(key);
    }
}

#[component]
fn KeyColumns(handle: Handle, constraint: ConstraintId) -> impl IntoView {
    let read = move |read: fn(&Key) -> Vec<ColumnId>| {
        handle.read_constraint(constraint, move |_, one| {
            one.key().map(read).unwrap_or_default()
        })
    };
    let columns = read(|key| key.columns.clone());
    let include = read(|key| key.include.clone());
    let keep_columns = handle.keep_constraint(constraint, |one, columns: Vec<ColumnId>| {
        key_of(one, |key| key.columns = columns);
    });
    let keep_include = handle.keep_constraint(constraint, |one, include: Vec<ColumnId>| {
        key_of(one, |key| key.include = include);
    });
    view! {
        <About property="constraint.key.columns"><ColumnPicker handle=handle chosen=columns label="Columns of the key" keep=keep_columns /></About>
        <About property="constraint.key.include"><ColumnPicker handle=handle chosen=include label="Included columns" keep=keep_include /></About>
    }
}

/// The columns the index behind an exclusion carries.
#[component]
fn Included(handle: Handle, constraint: ConstraintId) -> impl IntoView {
    let include = handle.read_constraint(constraint, |_, one| match &one.kind {
        ConstraintKind::Exclusion(exclusion) => exclusion.include.clone(),
        _ => Vec::new(),
    });
    let keep = handle.keep_constraint(constraint, |one, include: Vec<ColumnId>| {
        if let ConstraintKind::Exclusion(exclusion) = &mut one.kind {
            exclusion.include = include;
        }
    });
    view! {
        <About property="constraint.exclusion.include"><ColumnPicker handle=handle chosen=include label="Included columns" keep=keep /></About>
    }
}

fn foreign_key_of(constraint: &mut Constraint, change: impl FnOnce(&mut ForeignKey)) {
    if let ConstraintKind::ForeignKey(key) = &mut constraint.kind {
        change(key);
    }
}

/// The pairs of columns: each of ours and the one it refers to.
#[component]
fn Target(handle: Handle, constraint: ConstraintId) -> impl IntoView {
    let session = handle.session;
    let key = handle.read_constraint(constraint, |_, one| one.foreign_key().cloned());
    let ours = handle.read(|table| {
        let columns = table.columns.iter();
        columns
            .map(|column| (column.id.0.to_string(), column.name.clone()))
            .collect::<Vec<_>>()
    });
    let target =
        Memo::new(move |_| key.with(|key| key.as_ref().and_then(|key| key.target.table())));
    let theirs = Memo::new(move |_| columns_of(handle, target.get()));
    let name = move || {
        key.with(|key| {
            key.as_ref().map(|key| {
                session.document(|document| words::target_table(&document.schema, &key.target))
            })
        })
    };
    let pairs = Memo::new(move |_| key.with(|key| key.as_ref().map_or(0, |key| key.columns.len())));
    view! {
        <About property="constraint.foreign_key.target">
            <button class="li" title="Go there" on:click=move |_| {
                if let Some(table) = target.get_untracked() {
                    session.go_to(ObjectRef::Table(table));
                }
            }><span class="n">{name}</span></button>
        </About>
        {move || (0..pairs.get()).map(|position| {
            let ours_value = Signal::derive(move || key.with(|key| {
                let column = key.as_ref().and_then(|key| key.columns.get(position));
                column.map(|column| column.0.to_string()).unwrap_or_default()
            }));
            let theirs_value = Signal::derive(move || key.with(|key| {
                let column = key.as_ref().and_then(|key| key.target.columns().get(position));
                column.map(|column| column.0.to_string()).unwrap_or_default()
            }));
            let keep_ours = pair(handle, constraint, position, true);
            let keep_theirs = pair(handle, constraint, position, false);
            view! {
                <div class="pair">
                    <ChoiceField value=ours_value label="Column" choices=ours keep=keep_ours class="inp small sel mono" />
                    <span class="ar">"→"</span>
                    <ChoiceField
                        value=theirs_value
                        label="Referenced column"
                        choices=theirs
                        keep=keep_theirs
                        class="inp small sel mono"
                        disabled=Signal::derive(move || target.get().is_none())
                    />
                    <button
                        class="ib s"
                        aria-label="Remove the pair"
                        title="Remove the pair"
                        disabled=move || pairs.get() < 2 || target.get().is_none()
                        on:click=move |_| remove_pair(handle, constraint, position)
                    ><Icon name="cross" /></button>
                </div>
            }
        }).collect_view()}
        <div class="in-actions">
            <button class="btn small ghost" disabled=move || target.get().is_none() on:click=move |_| add_pair(handle, constraint)>
                <Icon name="plus" />"Pair of columns"
            </button>
        </div>
    }
}

fn columns_of(handle: Handle, table: Option<TableId>) -> Vec<(String, String)> {
    let Some(table) = table.and_then(|table| handle.session.table(table)) else {
        return Vec::new();
    };
    let columns = table.columns.iter();
    columns
        .map(|column| (column.id.0.to_string(), column.name.clone()))
        .collect()
}

/// Takes a pair of columns out of a foreign key.
fn remove_pair(handle: Handle, constraint: ConstraintId, position: usize) {
    handle.session.edit(|draft| {
        let mut changed = draft.constraint(handle.id, constraint)?.clone();
        foreign_key_of(&mut changed, |key| {
            if let ReferenceTarget::Table { columns, .. } = &mut key.target
                && position < columns.len()
                && position < key.columns.len()
            {
                columns.remove(position);
                let gone = key.columns.remove(position);
                if let Some(
                    ReferentialAction::SetNull(only) | ReferentialAction::SetDefault(only),
                ) = &mut key.on_delete
                {
                    only.retain(|column| *column != gone);
                }
            }
        });
        edit::change_constraint(draft, handle.id, changed)
    });
}

/// Adds a pair of columns of one type that the foreign key does not have yet, the tenant's first where both have it.
fn add_pair(handle: Handle, constraint: ConstraintId) {
    let session = handle.session;
    let found = session.document(|document| {
        let table = document.schema.table(handle.id)?;
        let key = table.constraint(constraint)?.foreign_key()?;
        let other = document.schema.table(key.target.table()?)?;
        let free = |column: &&Column| !key.columns.contains(&column.id);
        let theirs = |column: &Column| {
            let mut columns = other
                .columns
                .iter()
                .filter(|one| !key.target.columns().contains(&one.id))
                .filter(|one| one.data_type == column.data_type);
            let named = columns.clone().find(|one| one.name == column.name);
            named.or_else(|| columns.next()).map(|one| one.id)
        };
        let named = |column: &&Column| other.column_named(&column.name).is_some();
        let mut ours = table.columns.iter().filter(free);
        let first = ours.clone().find(named);
        let pair = |column: &Column| Some((column.id, theirs(column)?));
        first.and_then(pair).or_else(|| ours.find_map(pair))
    });
    let Some((own, referenced)) = found else {
        session
            .interface
            .complain("No two columns of one type are left to pair.");
        return;
    };
    session.edit(|draft| {
        let mut changed = draft.constraint(handle.id, constraint)?.clone();
        foreign_key_of(&mut changed, |key| {
            if let ReferenceTarget::Table { columns, .. } = &mut key.target {
                key.columns.push(own);
                columns.push(referenced);
            }
        });
        edit::change_constraint(draft, handle.id, changed)
    });
}

/// Keeps one column of a pair.
fn pair(handle: Handle, constraint: ConstraintId, position: usize, ours: bool) -> Keep<String> {
    handle.keep_constraint(constraint, move |one, value: String| {
        let Ok(id) = value.parse() else { return };
        foreign_key_of(one, |key| {
            let columns = match &mut key.target {
                _ if ours => &mut key.columns,
                ReferenceTarget::Table { columns, .. } => columns,
                ReferenceTarget::External { .. } => return,
            };
            if let Some(column) = columns.get_mut(position) {
                *column = ColumnId(id);
            }
        });
    })
}
