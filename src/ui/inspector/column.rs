//! The pane of one column: what its row in the grid does not show.

use leptos::prelude::*;

use crate::editor::edit;
use crate::model::{ColumnId, Generated, Identity, ObjectRef};
use crate::ui::widgets::{ChoiceField, Icon, TextField, choices};

use super::columns::move_column;
use super::form::Form;
use super::handle::Handle;
use super::section::{About, PartPane, Property};

/// The pane.
#[component]
pub fn ColumnPane(handle: Handle, column: ColumnId) -> impl IntoView {
    let name = handle.read_column(column, |column| column.name.clone());
    view! {
        <PartPane
            handle=handle
            object=ObjectRef::Column(handle.id, column)
            icon="column"
            title=Signal::derive(move || format!("Column {}", name.get()))
        >
            <Source handle=handle column=column />
            <Form object=ObjectRef::Column(handle.id, column) />
            <References handle=handle column=column />
            <div class="in-actions">
                <button class="btn small" title="Alt ↑" on:click=move |_| move_column(handle, column, false, 1)>"Move up"</button>
                <button class="btn small" title="Alt ↓" on:click=move |_| move_column(handle, column, true, 1)>"Move down"</button>
            </div>
            <Shortcuts handle=handle column=column />
        </PartPane>
    }
}

/// Where values come from: typed in, an identity, or computed.
#[component]
fn Source(handle: Handle, column: ColumnId) -> impl IntoView {
    let source = handle.read_column(column, |column| {
        let identity = column.identity.as_ref().map(|identity| {
            if identity.always {
                "always"
            } else {
                "by_default"
            }
        });
        let generated = column
            .generated
            .as_ref()
            .map(|one| if one.stored { "stored" } else { "virtual" });
        identity.or(generated).unwrap_or("plain").to_string()
    });
    let expression = handle.read_column(column, |column| {
        column
            .generated
            .as_ref()
            .map(|one| one.expression.clone())
            .unwrap_or_default()
    });
    // Choosing "computed" only opens the field of the expression: a computed column without one cannot be.
    let asked = RwSignal::new(None::<bool>);
    let keep_source = {
        let keep = handle.keep(move |draft, table, choice: String| {
            let old = draft.column(table, column)?.clone();
            let identity = |always| {
                let old = old.identity.clone().unwrap_or_default();
                Some(Identity { always, ..old })
            };
            if old.generated.is_some() && choice != "stored" && choice != "virtual" {
                edit::set_generated(draft, table, column, None)?;
            }
            match choice.as_str() {
                "always" => edit::set_identity(draft, table, column, identity(true)),
                "by_default" => edit::set_identity(draft, table, column, identity(false)),
                "plain" => edit::set_identity(draft, table, column, None),
                stored => match old.generated {
                    Some(generated) => edit::set_generated(
                        draft,
                        table,
                        column,
                        Some(Generated {
                            stored: stored == "stored",
                            ..generated
                        }),
                    ),
                    None => Ok(()),
                },
            }
        });
        Callback::new(move |choice: String| {
            asked.set(match choice.as_str() {
                "stored" => Some(true),
                "virtual" => Some(false),
                _ => None,
            });
            keep.run(choice)
        })
    };
    let keep_expression = handle.keep(move |draft, table, text: String| {
        let stored = draft
            .column(table, column)?
            .generated
            .as_ref()
            .map(|one| one.stored)
            .or(asked.get_untracked())
            .unwrap_or(true);
        let expression = text.trim().to_string();
        edit::set_generated(draft, table, column, Some(Generated { expression, stored }))
    });
    let generated =
        move || asked.get().is_some() || matches!(source.get().as_str(), "stored" | "virtual");
    view! {
        <About property="column.identity">
            <ChoiceField
                value=source
                label="Where values come from"
                choices=Signal::stored(choices(&[
                    ("plain", "given, or the default"),
                    ("always", "identity, always"),
                    ("by_default", "identity, by default"),
                    ("stored", "computed, stored"),
                    ("virtual", "computed when read (18)"),
                ]))
                keep=keep_source
            />
        </About>
        <Show when=generated>
            <About property="column.generated">
                <TextField value=expression label="Expression" keep=keep_expression placeholder="price * quantity" />
            </About>
        </Show>
    }
}

/// What the column refers to; a press goes to the foreign key.
#[component]
fn References(handle: Handle, column: ColumnId) -> impl IntoView {
    let session = handle.session;
    let keys = handle.read(move |table| {
        table
            .foreign_keys()
            .filter(|(_, key)| key.columns.contains(&column))
            .map(|(constraint, key)| (constraint.id, key.target.clone()))
            .collect::<Vec<_>>()
    });
    move || {
        let keys = keys.get();
        (!keys.is_empty()).then(|| {
            keys.into_iter()
                .map(|(id, target)| {
                    let name = session.document(|document| super::words::target_name(&document.schema, &target));
                    view! {
                        <Property label="References">
                            <button class="li" on:click=move |_| session.go_to(ObjectRef::Constraint(handle.id, id))>
                                <Icon name="fk" class="k-fk" />
                                <span class="n">{name}</span>
                            </button>
                        </Property>
                    }
                })
                .collect_view()
        })
    }
}

/// Keys and indexes made of this column alone.
#[component]
fn Shortcuts(handle: Handle, column: ColumnId) -> impl IntoView {
    let session = handle.session;
    view! {
        <div class="in-actions">
            <button class="btn small ghost" on:click=move |_| {
                session.edit(|draft| edit::set_primary_key(draft, handle.id, &[column]));
            }><Icon name="key" />"Primary key"</button>
            <button class="btn small ghost" on:click=move |_| {
                session.edit(|draft| edit::add_unique(draft, handle.id, &[column]));
            }><Icon name="unique" />"Unique"</button>
            <button class="btn small ghost" on:click=move |_| {
                session.edit(|draft| edit::add_index(draft, handle.id, &[column]));
            }><Icon name="index" />"Index"</button>
        </div>
    }
}
