//! The pane of one constraint.

use leptos::prelude::*;

use crate::editor::edit;
use crate::model::{
    Check, ColumnId, Constraint, ConstraintId, ConstraintKind, Deferrable, ForeignKey, Key,
    MatchType, ObjectRef, ReferenceTarget, ReferentialAction, TableId,
};
use crate::ui::widgets::{CheckField, ChoiceField, Keep, TextField, choices};

use super::handle::{Handle, some_text};
use super::section::{ColumnPicker, PartPane, Property};
use super::words;

/// What kind of form a constraint has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Gone,
    Key,
    ForeignKey,
    Check,
    Exclusion,
}

/// The pane.
#[component]
pub fn ConstraintPane(handle: Handle, constraint: ConstraintId) -> impl IntoView {
    let form = handle.read_constraint(constraint, |_, constraint| match constraint.kind {
        ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) => Form::Key,
        ConstraintKind::ForeignKey(_) => Form::ForeignKey,
        ConstraintKind::Check(_) => Form::Check,
        ConstraintKind::Exclusion(_) => Form::Exclusion,
    });
    let title = handle.read_constraint(constraint, |_, constraint| {
        words::constraint_word(constraint).to_string()
    });
    let icon = handle.table.with_untracked(|table| {
        let constraint = table.as_deref()?.constraint(constraint)?;
        Some(words::constraint_icon(constraint))
    });
    let name = handle.read_constraint(constraint, |_, constraint| constraint.name.clone());
    let keep_name = handle.keep(move |draft, table, text: String| {
        edit::rename_constraint(draft, table, constraint, text.trim())
    });
    view! {
        <PartPane
            handle=handle
            object=ObjectRef::Constraint(handle.id, constraint)
            icon=icon.unwrap_or("key")
            title=title
        >
            <Property label="Name"><TextField value=name label="Name" keep=keep_name /></Property>
            {move || match form.get() {
                Form::Gone => ().into_any(),
                Form::Key => view! { <KeyForm handle=handle constraint=constraint /> }.into_any(),
                Form::ForeignKey => view! { <ForeignKeyForm handle=handle constraint=constraint /> }.into_any(),
                Form::Check => view! { <CheckForm handle=handle constraint=constraint /> }.into_any(),
                Form::Exclusion => view! { <ExclusionForm handle=handle constraint=constraint /> }.into_any(),
            }}
            <State handle=handle constraint=constraint form=form />
            <Comment handle=handle object=ObjectRef::Constraint(handle.id, constraint) />
        </PartPane>
    }
}

/// The comment of a constraint or an index.
#[component]
pub fn Comment(handle: Handle, object: ObjectRef) -> impl IntoView {
    let comment = handle.read(move |table| {
        let comment = match object {
            ObjectRef::Constraint(_, id) => {
                table.constraint(id).and_then(|one| one.comment.clone())
            }
            ObjectRef::Index(_, id) => table.index(id).and_then(|one| one.comment.clone()),
            _ => None,
        };
        comment.unwrap_or_default()
    });
    let keep =
        handle.keep(move |draft, _, text: String| edit::set_comment(draft, object, Some(&text)));
    view! {
        <Property label="Comment"><TextField value=comment label="Comment" keep=keep class="inp small" /></Property>
    }
}

fn key_of(constraint: &mut Constraint, change: impl FnOnce(&mut Key)) {
    if let ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) = &mut constraint.kind {
        change(key);
    }
}

#[component]
fn KeyForm(handle: Handle, constraint: ConstraintId) -> impl IntoView {
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
    let unique = handle.read_constraint(constraint, |_, one| !one.is_primary_key());
    let nulls = handle.read_constraint(constraint, |_, one| {
        one.key().is_some_and(|key| key.nulls_not_distinct)
    });
    let keep_nulls = handle.keep_constraint(constraint, |one, now: bool| {
        key_of(one, |key| key.nulls_not_distinct = now);
    });
    view! {
        <Property label="Columns"><ColumnPicker handle=handle chosen=columns label="Columns of the key" keep=keep_columns /></Property>
        <Property label="Include"><ColumnPicker handle=handle chosen=include label="Included columns" keep=keep_include /></Property>
        <Show when=move || unique.get()>
            <Property label="Nulls">
                <label class="check-row">
                    <CheckField checked=nulls label="Nulls are equal (NULLS NOT DISTINCT)" keep=keep_nulls />
                    <span>"equal to each other"</span>
                </label>
            </Property>
        </Show>
    }
}

#[component]
fn CheckForm(handle: Handle, constraint: ConstraintId) -> impl IntoView {
    let expression = handle.read_constraint(constraint, |_, one| match &one.kind {
        ConstraintKind::Check(check) => check.expression.clone(),
        _ => String::new(),
    });
    let keep = handle.keep_constraint(constraint, |one, expression: String| {
        one.kind = ConstraintKind::Check(Check { expression });
    });
    let no_inherit = handle.read_constraint(constraint, |_, one| one.no_inherit);
    let keep_no_inherit = handle.keep_constraint(constraint, |one, now: bool| one.no_inherit = now);
    view! {
        <Property label="Expression"><TextField value=expression label="Expression" keep=keep placeholder="ends_at > starts_at" /></Property>
        <Property label="Children">
            <label class="check-row">
                <CheckField checked=no_inherit label="Not inherited (NO INHERIT)" keep=keep_no_inherit />
                <span>"do not inherit it"</span>
            </label>
        </Property>
    }
}

#[component]
fn ExclusionForm(handle: Handle, constraint: ConstraintId) -> impl IntoView {
    let session = handle.session;
    let text = handle.read_constraint(constraint, move |table, one| {
        session
            .document(|document| crate::sql::writer::constraint_body(&document.schema, table, one))
    });
    let predicate = handle.read_constraint(constraint, |_, one| match &one.kind {
        ConstraintKind::Exclusion(exclusion) => exclusion.predicate.clone().unwrap_or_default(),
        _ => String::new(),
    });
    let keep = handle.keep_constraint(constraint, |one, text: String| {
        if let ConstraintKind::Exclusion(exclusion) = &mut one.kind {
            exclusion.predicate = some_text(&text);
        }
    });
    view! {
        <p class="pnote"><code>{text}</code></p>
        <Property label="Where"><TextField value=predicate label="Predicate" keep=keep placeholder="all rows" /></Property>
    }
}

fn foreign_key_of(constraint: &mut Constraint, change: impl FnOnce(&mut ForeignKey)) {
    if let ConstraintKind::ForeignKey(key) = &mut constraint.kind {
        change(key);
    }
}

/// The value of a choice of `ON DELETE` and `ON UPDATE`; empty where it is not stated.
fn action_value(action: Option<&ReferentialAction>) -> &'static str {
    match action {
        None => "",
        Some(action) => words::action_word(action),
    }
}

/// The action of a choice; the columns that `SET NULL` and `SET DEFAULT` were limited to stay.
fn action_of(value: &str, old: Option<&ReferentialAction>) -> Option<ReferentialAction> {
    let columns = match old {
        Some(ReferentialAction::SetNull(columns) | ReferentialAction::SetDefault(columns)) => {
            columns.clone()
        }
        _ => Vec::new(),
    };
    match value {
        "no action" => Some(ReferentialAction::NoAction),
        "restrict" => Some(ReferentialAction::Restrict),
        "cascade" => Some(ReferentialAction::Cascade),
        "set null" => Some(ReferentialAction::SetNull(columns)),
        "set default" => Some(ReferentialAction::SetDefault(columns)),
        _ => None,
    }
}

const ACTIONS: &[(&str, &str)] = &[
    ("", "not stated (no action)"),
    ("restrict", "restrict"),
    ("cascade", "cascade"),
    ("set null", "set null"),
    ("set default", "set default"),
    ("no action", "no action"),
];

#[component]
fn ForeignKeyForm(handle: Handle, constraint: ConstraintId) -> impl IntoView {
    let on_delete = handle.read_constraint(constraint, |_, one| {
        let action = one.foreign_key().and_then(|key| key.on_delete.as_ref());
        action_value(action).to_string()
    });
    let on_update = handle.read_constraint(constraint, |_, one| {
        let action = one.foreign_key().and_then(|key| key.on_update.as_ref());
        action_value(action).to_string()
    });
    let keep_delete = handle.keep_constraint(constraint, |one, value: String| {
        foreign_key_of(one, |key| {
            key.on_delete = action_of(&value, key.on_delete.as_ref())
        });
    });
    let keep_update = handle.keep_constraint(constraint, |one, value: String| {
        foreign_key_of(one, |key| {
            key.on_update = action_of(&value, key.on_update.as_ref())
        });
    });
    let full = handle.read_constraint(constraint, |_, one| {
        one.foreign_key()
            .is_some_and(|key| key.match_type == MatchType::Full)
    });
    let keep_full = handle.keep_constraint(constraint, |one, now: bool| {
        foreign_key_of(one, |key| {
            key.match_type = if now {
                MatchType::Full
            } else {
                MatchType::Simple
            };
        });
    });
    view! {
        <Target handle=handle constraint=constraint />
        <Property label="On delete">
            <ChoiceField value=on_delete label="On delete" choices=Signal::stored(choices(ACTIONS)) keep=keep_delete />
        </Property>
        <Property label="On update">
            <ChoiceField value=on_update label="On update" choices=Signal::stored(choices(ACTIONS)) keep=keep_update />
        </Property>
        <Property label="Nulls">
            <label class="check-row">
                <CheckField checked=full label="All or none are null (MATCH FULL)" keep=keep_full />
                <span>"in all columns or none"</span>
            </label>
        </Property>
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
        <Property label="References">
            <button class="li" title="Go there" on:click=move |_| {
                if let Some(table) = target.get_untracked() {
                    session.go_to(ObjectRef::Table(table));
                }
            }><span class="n">{name}</span></button>
        </Property>
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
                </div>
            }
        }).collect_view()}
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

/// Whether it is checked now, and when.
#[component]
fn State(handle: Handle, constraint: ConstraintId, form: Memo<Form>) -> impl IntoView {
    let deferrable = handle.read_constraint(constraint, |_, one| {
        match one.deferrable {
            Deferrable::No => "",
            Deferrable::InitiallyImmediate => "immediate",
            Deferrable::InitiallyDeferred => "deferred",
        }
        .to_string()
    });
    let keep_deferrable = handle.keep_constraint(constraint, |one, value: String| {
        one.deferrable = match value.as_str() {
            "immediate" => Deferrable::InitiallyImmediate,
            "deferred" => Deferrable::InitiallyDeferred,
            _ => Deferrable::No,
        };
    });
    let not_valid = handle.read_constraint(constraint, |_, one| !one.validated);
    let keep_not_valid = handle.keep_constraint(constraint, |one, now: bool| one.validated = !now);
    let may_defer = move || !matches!(form.get(), Form::Check);
    let may_wait = move || matches!(form.get(), Form::Check | Form::ForeignKey);
    view! {
        <Show when=may_defer>
            <Property label="Checked">
                <ChoiceField
                    value=deferrable
                    label="When it is checked"
                    choices=Signal::stored(choices(&[
                        ("", "at once"),
                        ("immediate", "at once, can be deferred"),
                        ("deferred", "at the end of the transaction"),
                    ]))
                    keep=keep_deferrable
                />
            </Property>
        </Show>
        <Show when=may_wait>
            <Property label="Old rows">
                <label class="check-row">
                    <CheckField checked=not_valid label="Old rows are not checked (NOT VALID)" keep=keep_not_valid />
                    <span>"not checked (NOT VALID)"</span>
                </label>
            </Property>
        </Show>
    }
}
