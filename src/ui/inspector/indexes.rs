//! Indexes of a table: the list, and the pane of one.

use leptos::prelude::*;

use crate::editor::{Selection, edit};
use crate::model::{ColumnId, Index, IndexId, IndexKey, IndexKeySource, ObjectRef};
use crate::ui::widgets::{ChoiceField, Icon, TextField, choices};

use super::form::Form;
use super::handle::{Handle, some_text};
use super::keys::{Mark, PartLine, worst_cause};
use super::section::{About, ColumnPicker, Head, PartPane};
use super::words;

/// The section.
#[component]
pub fn Indexes(handle: Handle) -> impl IntoView {
    let session = handle.session;
    let ids = handle.read(|table| {
        table
            .indexes
            .iter()
            .map(|index| index.id)
            .collect::<Vec<_>>()
    });
    let add = move |_| {
        let chosen = session.editor(|editor| editor.selection().primary_object());
        let column = chosen
            .filter(|object| object.table() == Some(handle.id))
            .and_then(ObjectRef::column)
            .or_else(|| {
                session
                    .table_now(handle.id)?
                    .columns
                    .first()
                    .map(|column| column.id)
            });
        let Some(column) = column else { return };
        if let Some(index) = session.edit(|draft| edit::add_index(draft, handle.id, &[column])) {
            session.select(Selection::one(ObjectRef::Index(handle.id, index)));
        }
    };
    view! {
        <section>
            <Head property="table.indexes" count=Signal::derive(move || ids.with(|ids| ids.len()))>
                <button class="ib s" aria-label="Add index" title="Add index" on:click=add><Icon name="plus" /></button>
            </Head>
            <For each=move || ids.get() key=|id| *id children=move |id| view! { <Line handle=handle index=id /> } />
        </section>
    }
}

#[component]
fn Line(handle: Handle, index: IndexId) -> impl IntoView {
    let object = ObjectRef::Index(handle.id, index);
    let shown = handle.read_index(index, |table, index| {
        (
            words::index_keys(table, index),
            words::index_word(index),
            index.name.clone(),
        )
    });
    let worst = worst_cause(handle, object);
    move || {
        let (keys, word, name) = shown.get();
        view! {
            <PartLine handle=handle object=object title=name>
                <Icon name="index" />
                <span class="n">{keys}</span>
                <span class="ex">{word}</span>
                <Mark worst=worst />
            </PartLine>
        }
    }
}

/// The pane of one index.
#[component]
pub fn IndexPane(handle: Handle, index: IndexId) -> impl IntoView {
    let include = handle.read_index(index, |_, index| index.include.clone());
    let keep_include = handle.keep_index(index, |index, include: Vec<ColumnId>| {
        index.include = include
    });
    view! {
        <PartPane handle=handle object=ObjectRef::Index(handle.id, index) icon="index" title=Signal::stored("Index".to_string())>
            <KeyRows handle=handle index=index />
            <About property="index.include"><ColumnPicker handle=handle chosen=include label="Included columns" keep=keep_include /></About>
            <Form object=ObjectRef::Index(handle.id, index) />
        </PartPane>
    }
}

/// The keys in order, one row each, and what adds one.
#[component]
fn KeyRows(handle: Handle, index: IndexId) -> impl IntoView {
    let session = handle.session;
    let count = handle.read_index(index, |_, index| index.keys.len());
    let columns = handle.read(|table| {
        let columns = table.columns.iter();
        columns
            .map(|column| (column.id.0.to_string(), column.name.clone()))
            .collect::<Vec<_>>()
    });
    let change = move |change: &dyn Fn(&mut Index)| {
        session.edit(|draft| {
            let mut changed = draft.index(handle.id, index)?.clone();
            change(&mut changed);
            edit::change_index(draft, handle.id, changed)
        });
    };
    let add_column = move |_| {
        let unused = session.table_now(handle.id).and_then(|table| {
            let now = table.index(index)?;
            let free = table
                .columns
                .iter()
                .find(|column| !now.keys.iter().any(|key| key.column() == Some(column.id)));
            free.or(table.columns.first()).map(|column| column.id)
        });
        if let Some(column) = unused {
            change(&|index| index.keys.push(IndexKey::column_key(column)));
        }
    };
    let add_expression = move |_| {
        let first = session
            .table_now(handle.id)
            .and_then(|table| table.columns.first().map(|column| column.name.clone()));
        let expression = format!(
            "lower({})",
            crate::sql::quote::identifier(&first.unwrap_or_default())
        );
        change(&|index| {
            let mut key = IndexKey::column_key(ColumnId(0));
            key.source = IndexKeySource::Expression(expression.clone());
            index.keys.push(key);
        });
    };
    view! {
        <About property="index.keys" wide=true>
            <div class="ixkeys">
                {move || (0..count.get()).map(|position| view! {
                    <KeyRow handle=handle index=index position=position columns=columns count=count />
                }).collect_view()}
                <div class="in-actions">
                    <button class="btn small ghost" on:click=add_column><Icon name="plus" />"Column"</button>
                    <button class="btn small ghost" on:click=add_expression><Icon name="plus" />"Expression"</button>
                </div>
            </div>
        </About>
    }
}

#[component]
fn KeyRow(
    handle: Handle,
    index: IndexId,
    position: usize,
    columns: Memo<Vec<(String, String)>>,
    count: Memo<usize>,
) -> impl IntoView {
    let session = handle.session;
    let expression = handle.read_index(index, move |_, index| {
        match index.keys.get(position).map(|key| &key.source) {
            Some(IndexKeySource::Expression(text)) => Some(text.clone()),
            _ => None,
        }
    });
    let column = handle.read_index(index, move |_, index| {
        let column = index.keys.get(position).and_then(IndexKey::column);
        column
            .map(|column| column.0.to_string())
            .unwrap_or_default()
    });
    let keep_column = handle.keep_index(index, move |index, value: String| {
        if let (Ok(id), Some(key)) = (value.parse(), index.keys.get_mut(position)) {
            key.source = IndexKeySource::Column(ColumnId(id));
        }
    });
    let keep_expression = handle.keep_index(index, move |index, text: String| {
        if let Some(key) = index.keys.get_mut(position) {
            key.source = IndexKeySource::Expression(text);
        }
    });
    let order = handle.read_index(index, move |_, index| {
        index
            .keys
            .get(position)
            .map(order_value)
            .unwrap_or_default()
            .to_string()
    });
    let keep_order = handle.keep_index(index, move |index, value: String| {
        if let Some(key) = index.keys.get_mut(position) {
            (key.descending, key.nulls_first) = order_of(&value);
        }
    });
    let class = handle.read_index(index, move |_, index| {
        index
            .keys
            .get(position)
            .and_then(|key| key.operator_class.clone())
            .unwrap_or_default()
    });
    let keep_class = handle.keep_index(index, move |index, text: String| {
        if let Some(key) = index.keys.get_mut(position) {
            key.operator_class = some_text(&text);
        }
    });
    let collation = handle.read_index(index, move |_, index| {
        index
            .keys
            .get(position)
            .and_then(|key| key.collation.clone())
            .unwrap_or_default()
    });
    let keep_collation = handle.keep_index(index, move |index, text: String| {
        if let Some(key) = index.keys.get_mut(position) {
            key.collation = some_text(&text);
        }
    });
    let remove = move |_| {
        session.edit(|draft| {
            let mut changed = draft.index(handle.id, index)?.clone();
            if position < changed.keys.len() {
                changed.keys.remove(position);
            }
            edit::change_index(draft, handle.id, changed)
        });
    };
    let text = Signal::derive(move || expression.get().unwrap_or_default());
    let is_expression = Memo::new(move |_| expression.with(Option::is_some));
    view! {
        <div class="ixkey">
            {move || if is_expression.get() {
                view! { <TextField value=text label="Expression" keep=keep_expression /> }.into_any()
            } else {
                view! { <ChoiceField value=column label="Column" choices=columns keep=keep_column class="inp small sel mono" /> }.into_any()
            }}
            <ChoiceField value=order label="Order" choices=Signal::stored(choices(ORDERS)) keep=keep_order class="inp small sel ixorder" />
            <TextField value=class label="Operator class" keep=keep_class class="inp small mono ixclass" placeholder="class" />
            <TextField value=collation label="Collation" keep=keep_collation class="inp small mono ixcollation" placeholder="collation" />
            <button class="ib s" aria-label="Remove key" title="Remove key" disabled=move || count.get() < 2 on:click=remove><Icon name="cross" /></button>
        </div>
    }
}

const ORDERS: &[(&str, &str)] = &[
    ("asc", "asc"),
    ("desc", "desc"),
    ("asc first", "asc, nulls first"),
    ("desc last", "desc, nulls last"),
];

/// Ascending order ends with nulls and descending begins with them unless said otherwise (PostgreSQL manual, CREATE INDEX).
fn order_value(key: &IndexKey) -> &'static str {
    match (key.descending, key.nulls_first) {
        (false, Some(true)) => "asc first",
        (false, _) => "asc",
        (true, Some(false)) => "desc last",
        (true, _) => "desc",
    }
}

fn order_of(value: &str) -> (bool, Option<bool>) {
    match value {
        "desc" => (true, None),
        "asc first" => (false, Some(true)),
        "desc last" => (true, Some(false)),
        _ => (false, None),
    }
}
