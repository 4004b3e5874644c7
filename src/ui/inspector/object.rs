//! An object other than a table: its name, what defines it, its comment.

use leptos::prelude::*;

use crate::editor::edit;
use crate::model::{Object, ObjectRef, TypeId, UserTypeKind};
use crate::ui::explorer::{icon_of, name_of};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, TextArea, TextField};

use super::definition;
use super::section::Property;

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
                    <NameField session=session object=object now=now />
                    <CommentField session=session object=object now=now />
                </section>
                {move || match (object, is_enum.get()) {
                    (ObjectRef::Type(id), true) => view! { <Labels session=session id=id now=now /> }.into_any(),
                    _ => view! { <Definition session=session object=object now=now /> }.into_any(),
                }}
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

/// The name as a field, for objects that nothing refers to by text of ours.
#[component]
fn NameField(session: Session, object: ObjectRef, now: Memo<Option<Object>>) -> impl IntoView {
    let bare = Memo::new(move |_| {
        now.with(|now| match now.as_ref()? {
            Object::Type(one) => Some(one.name.clone()),
            Object::View(one) => Some(one.name.clone()),
            Object::Sequence(one) => Some(one.name.clone()),
            _ => None,
        })
    });
    let keep = Callback::new(move |text: String| {
        let text = text.trim().to_string();
        let result = session.try_edit(|draft| match object {
            ObjectRef::Type(id) => edit::rename_type(draft, id, &text),
            _ => definition::rename(draft, object, &text),
        });
        result.map_err(|error| error.to_string())
    });
    let shown = Memo::new(move |_| bare.with(Option::is_some));
    view! {
        <Show when=move || shown.get()>
            <Property label="Name"><TextField value=Signal::derive(move || bare.get().unwrap_or_default()) label="Name" keep=keep /></Property>
        </Show>
    }
}

#[component]
fn CommentField(session: Session, object: ObjectRef, now: Memo<Option<Object>>) -> impl IntoView {
    let comment = Memo::new(move |_| {
        now.with(|now| {
            let comment = match now.as_ref()? {
                Object::Namespace(one) => &one.comment,
                Object::Extension(one) => &one.comment,
                Object::Type(one) => &one.comment,
                Object::Sequence(one) => &one.comment,
                Object::View(one) => &one.comment,
                Object::Function(one) => &one.comment,
                Object::Role(one) => &one.comment,
                Object::Statistics(one) => &one.comment,
                Object::Table(_)
                | Object::Grant(_)
                | Object::DefaultPrivilege(_)
                | Object::Verbatim(_) => return None,
            };
            Some(comment.clone().unwrap_or_default())
        })
    });
    let keep = Callback::new(move |text: String| {
        session
            .try_edit(|draft| edit::set_comment(draft, object, Some(&text)))
            .map_err(|error| error.to_string())
    });
    let shown = Memo::new(move |_| comment.with(Option::is_some));
    view! {
        <Show when=move || shown.get()>
            <Property label="Comment">
                <TextArea value=Signal::derive(move || comment.get().unwrap_or_default()) label="Comment" keep=keep placeholder="No comment yet." />
            </Property>
        </Show>
    }
}

/// The statement that makes it, edited as text and read again.
#[component]
fn Definition(session: Session, object: ObjectRef, now: Memo<Option<Object>>) -> impl IntoView {
    let text = Memo::new(move |_| {
        now.with(|now| {
            let now = now.as_ref()?;
            Some(session.document(|document| definition::text_of(&document.schema, now)))
        })
        .unwrap_or_default()
    });
    let title = if matches!(object, ObjectRef::View(_)) {
        "Query"
    } else {
        "Definition"
    };
    let keep = Callback::new(move |text: String| definition::keep(&session, object, &text));
    let empty = Memo::new(move |_| text.with(String::is_empty));
    view! {
        <Show when=move || !empty.get()>
            <section class="in-definition">
                <h3>{title}</h3>
                <TextArea value=text label=title keep=keep class="inp mono" rows=14 />
                <p class="pnote">"Ctrl Enter or leaving the field keeps it, Escape puts it back."</p>
            </section>
        </Show>
    }
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
            <h3>"Labels"<em>{count}</em></h3>
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
