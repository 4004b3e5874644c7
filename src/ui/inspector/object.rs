//! An object other than a table: its properties, and what of it is SQL text.

use leptos::prelude::*;

use crate::editor::{definition, edit, property};
use crate::model::{Object, ObjectRef, TypeId, UserTypeKind};
use crate::ui::explorer::{icon_of, name_of};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{CodeBlock, Icon, TextArea, TextField};

use super::form::Form;
use super::section::Head;

/// The panel of one object.
#[component]
pub fn ObjectInspector(object: ObjectRef) -> impl IntoView {
    let session = use_session();
    let now = Memo::new(move |_| {
        session.track_list();
        session.document(|document| document.schema.object(object))
    });
    let name = Memo::new(move |_| {
        session.track_list();
        session.document(|document| name_of(document, object))
    });
    let word = Memo::new(move |_| now.with(|now| now.as_ref().map(word_of).unwrap_or_default()));
    let is_enum = Memo::new(move |_| {
        now.with(|now| matches!(now, Some(Object::Type(one)) if matches!(one.kind, UserTypeKind::Enum { .. })))
    });
    view! {
        <div class="in-head">
            <Icon name=icon_of(object) class="lg dim" />
            <div class="ih"><b>{name}</b><small>{word}</small></div>
            <button class="ib" aria-label="Delete" title="Delete" on:click=move |_| session.delete_selection()><Icon name="trash" /></button>
        </div>
        <div class="in-body">
            <Show when=move || now.with(|now| now.is_some())>
                <section class="in-form">
                    <Form object=object />
                </section>
                {move || match (object, is_enum.get()) {
                    (ObjectRef::Type(id), true) => view! { <Labels session=session id=id now=now /> }.into_any(),
                    _ => ().into_any(),
                }}
                <Texts object=object now=now />
                {move || match object {
                    ObjectRef::Type(id) => view! { <Users session=session id=id /> }.into_any(),
                    _ => ().into_any(),
                }}
            </Show>
        </div>
    }
}

/// What it is, in words.
fn word_of(object: &Object) -> String {
    let (word, schema) = match object {
        Object::Namespace(_) => ("schema", None),
        Object::Extension(one) => ("extension", one.schema.as_deref()),
        Object::Type(one) => {
            let word = match one.kind {
                UserTypeKind::Enum { .. } => "enum",
                UserTypeKind::Domain { .. } => "domain",
                UserTypeKind::Composite { .. } => "composite type",
                UserTypeKind::Range { .. } => "range type",
            };
            (word, Some(one.schema.as_str()))
        }
        Object::Sequence(one) => ("sequence", Some(one.schema.as_str())),
        Object::Table(one) => ("table", Some(one.schema.as_str())),
        Object::View(one) if one.materialized => ("materialized view", Some(one.schema.as_str())),
        Object::View(one) => ("view", Some(one.schema.as_str())),
        Object::Function(one) => (
            crate::sql::writer::function_word(one.kind),
            Some(one.schema.as_str()),
        ),
        Object::Role(_) => ("role", None),
        Object::Grant(one) => (if one.revoke { "revoke" } else { "grant" }, None),
        Object::DefaultPrivilege(_) => ("default privileges", None),
        Object::Statistics(one) => ("extended statistics", Some(one.schema.as_str())),
        Object::Verbatim(one) => (one.kind.as_str(), None),
    };
    let word = word.to_lowercase();
    match schema {
        Some(schema) => format!("{schema} · {word}"),
        None => word,
    }
}

/// What is edited as SQL text: a query, a statement; and for what a form makes, the statement it comes to.
#[component]
fn Texts(object: ObjectRef, now: Memo<Option<Object>>) -> impl IntoView {
    match object {
        ObjectRef::View(_) => view! {
            <Definition property="view.query" object=object now=now />
            <Definition property="view.indexes" object=object now=now />
            <Definition property="view.triggers" object=object now=now />
        }
        .into_any(),
        ObjectRef::Function(_) => {
            view! { <Definition property="function.definition" object=object now=now /> }.into_any()
        }
        ObjectRef::Statistics(_) => {
            view! { <Definition property="statistics.definition" object=object now=now /> }
                .into_any()
        }
        ObjectRef::Verbatim(_) => {
            view! { <Definition property="verbatim.sql" object=object now=now /> }.into_any()
        }
        _ => view! { <Statement now=now /> }.into_any(),
    }
}

/// The statement a form comes to.
#[component]
fn Statement(now: Memo<Option<Object>>) -> impl IntoView {
    let session = use_session();
    let text = Memo::new(move |_| {
        now.with(|now| {
            let now = now.as_ref()?;
            Some(session.document(|document| definition::statement_of(&document.schema, now)))
        })
        .unwrap_or_default()
    });
    let empty = Memo::new(move |_| text.with(String::is_empty));
    view! {
        <Show when=move || !empty.get()>
            <section class="in-sql">
                <h3>"SQL"</h3>
                {move || view! { <CodeBlock text=text.get() /> }}
            </section>
        </Show>
    }
}

/// SQL text that is edited and read again. What cannot have such a text shows none.
#[component]
fn Definition(
    property: &'static str,
    object: ObjectRef,
    now: Memo<Option<Object>>,
) -> impl IntoView {
    let session = use_session();
    let text = Memo::new(move |_| {
        now.with(|now| {
            let now = now.as_ref()?;
            session.document(|document| definition::text_of(&document.schema, now, property))
        })
    });
    let shown = Memo::new(move |_| text.with(Option::is_some));
    let value = Signal::derive(move || text.get().unwrap_or_default());
    let label = property::named(property).map_or("", |one| one.label);
    let keep = Callback::new(move |text: String| keep_definition(session, object, property, &text));
    let rows = match property {
        "view.indexes" | "view.triggers" | "statistics.definition" => 4,
        _ => 14,
    };
    view! {
        <Show when=move || shown.get()>
            <section class="in-definition">
                <Head property=property count=Signal::stored(0)><span></span></Head>
                <TextArea value=value label=label keep=keep class="inp mono" rows=rows />
                <p class="pnote">"Ctrl Enter or leaving the field keeps it, Escape puts it back."</p>
            </section>
        </Show>
    }
}

/// Keeps the text, and shows what a statement kept as written became.
fn keep_definition(
    session: Session,
    object: ObjectRef,
    property: &str,
    text: &str,
) -> Result<(), String> {
    let became = session
        .try_edit(|draft| definition::keep(draft, object, property, text))
        .map_err(|error| error.to_string())?;
    if became != object {
        session.go_to(became);
    }
    Ok(())
}

/// The labels of an enum in their order.
#[component]
fn Labels(session: Session, id: TypeId, now: Memo<Option<Object>>) -> impl IntoView {
    let labels = Memo::new(move |_| {
        now.with(|now| match now {
            Some(Object::Type(one)) => match &one.kind {
                UserTypeKind::Enum { labels } => labels.clone(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        })
    });
    let count = Memo::new(move |_| labels.with(Vec::len));
    let fresh = RwSignal::new(String::new());
    let keep_new = Callback::new(move |text: String| {
        let result = session.try_edit(|draft| edit::add_enum_label(draft, id, text.trim(), None));
        result.map_err(|error| error.to_string())
    });
    view! {
        <section>
            <Head property="type.enum.labels" count=count><span></span></Head>
            {move || (0..count.get()).map(|position| view! { <Label session=session id=id labels=labels position=position count=count /> }).collect_view()}
            <div class="ixkey">
                <TextField value=fresh label="New label" keep=keep_new placeholder="new label" />
            </div>
        </section>
    }
}

#[component]
fn Label(
    session: Session,
    id: TypeId,
    labels: Memo<Vec<String>>,
    position: usize,
    count: Memo<usize>,
) -> impl IntoView {
    let label =
        Memo::new(move |_| labels.with(|labels| labels.get(position).cloned().unwrap_or_default()));
    let keep = Callback::new(move |text: String| {
        let result =
            session.try_edit(|draft| edit::rename_enum_label(draft, id, position, text.trim()));
        result.map_err(|error| error.to_string())
    });
    let up = move || {
        session
            .edit(|draft| edit::move_enum_label(draft, id, position, position.saturating_sub(1)));
    };
    let down = move || {
        session.edit(|draft| edit::move_enum_label(draft, id, position, position + 1));
    };
    let last = Memo::new(move |_| position + 1 >= count.get());
    let remove = move || {
        session.edit(|draft| edit::remove_enum_label(draft, id, position));
    };
    view! {
        <div class="ixkey">
            <TextField value=label label="Label" keep=keep />
            <button class="ib s turned" aria-label="Move up" title="Move up" disabled=position == 0 on:click=move |_| up()><Icon name="down" class="xs" /></button>
            <button class="ib s" aria-label="Move down" title="Move down" disabled=last on:click=move |_| down()><Icon name="down" class="xs" /></button>
            <button class="ib s" aria-label="Remove" title="Remove" on:click=move |_| remove()><Icon name="cross" /></button>
        </div>
    }
}

/// The columns of a type.
#[component]
fn Users(session: Session, id: TypeId) -> impl IntoView {
    let users = Memo::new(move |_| {
        session.track_list();
        session.document(|document| definition::columns_of_type(&document.schema, id))
    });
    view! {
        <section>
            <h3>"Used by"<em>{move || users.with(Vec::len)}</em></h3>
            {move || users.get().into_iter().map(|(column, name)| view! {
                <button class="li" on:click=move |_| session.go_to(column)><Icon name="column" /><span class="n">{name}</span></button>
            }).collect_view()}
        </section>
    }
}
