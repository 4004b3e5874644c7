//! The form of an object: one field for each of its properties, with what it does; those few need stay folded.

use leptos::prelude::*;

use crate::editor::property::{self, Field, Property};
use crate::editor::{Draft, EditError};
use crate::model::{ObjectRef, Schema};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{CheckField, ChoiceField, Keep, TextArea, TextField};

use super::rows::RowsField;
use super::section::Labelled;

/// The fields of all properties an object has that are no view of their own.
#[component]
pub fn Form(
    /// Which object.
    object: ObjectRef,
) -> impl IntoView {
    let session = use_session();
    let shown = move |more: bool| {
        Memo::new(move |_| {
            session.track_list();
            session.document(|document| {
                let all = property::of(object).iter().enumerate();
                all.filter(|(_, one)| one.more == more && one.applies(&document.schema, object))
                    .map(|(position, _)| position)
                    .collect::<Vec<_>>()
            })
        })
    };
    let (main, more) = (shown(false), shown(true));
    let folded = Memo::new(move |_| more.with(|more| !more.is_empty()));
    view! {
        <For each=move || main.get() key=|position| *position children=move |position| view! { <Line object=object position=position /> } />
        <Show when=move || folded.get()>
            <details class="in-more">
                <summary>"More properties"</summary>
                <div class="in-form">
                    <For each=move || more.get() key=|position| *position children=move |position| view! { <Line object=object position=position /> } />
                </div>
            </details>
        </Show>
    }
}

/// The field of one property, by its place among those of the object's kind.
#[component]
fn Line(object: ObjectRef, position: usize) -> impl IntoView {
    property::of(object)
        .get(position)
        .map(|one| view! { <PropertyField object=object property=one /> })
}

/// What a field reads and keeps. Handles only.
#[derive(Clone, Copy)]
struct Subject {
    session: Session,
    object: ObjectRef,
}

impl Subject {
    fn read<T>(self, read: fn(&Schema, ObjectRef) -> Option<T>) -> Memo<T>
    where
        T: Default + PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| {
            self.session.track_list();
            let value = self
                .session
                .document(|document| read(&document.schema, self.object));
            value.unwrap_or_default()
        })
    }

    fn keep<T: 'static>(
        self,
        change: impl Fn(&mut Draft, ObjectRef, T) -> Result<(), EditError> + Send + Sync + 'static,
    ) -> Keep<T> {
        Callback::new(move |value: T| {
            self.session
                .try_edit(|draft| change(draft, self.object, value))
                .map_err(|error| error.to_string())
        })
    }
}

/// The field of one property.
#[component]
pub fn PropertyField(
    /// Whose.
    object: ObjectRef,
    /// Which.
    property: &'static Property,
) -> impl IntoView {
    let session = use_session();
    let subject = Subject { session, object };
    let label = property.label;
    let text = move |change: property::ChangeText| {
        subject.keep(move |draft, object, text: String| change(draft, object, &text))
    };
    match property.field {
        Field::Own => ().into_any(),
        Field::Shown { read } => {
            let value = subject.read(read);
            view! { <Labelled property=property><span class="shown">{value}</span></Labelled> }.into_any()
        }
        Field::Line { hint, read, change } => view! {
            <Labelled property=property><TextField value=subject.read(read) label=label keep=text(change) placeholder=hint /></Labelled>
        }
        .into_any(),
        Field::Prose { read, change } => view! {
            <Labelled property=property><TextArea value=subject.read(read) label=label keep=text(change) rows=2 placeholder="No comment yet." /></Labelled>
        }
        .into_any(),
        Field::Sql { hint, read, change } => view! {
            <Labelled property=property><TextArea value=subject.read(read) label=label keep=text(change) class="inp mono" rows=3 placeholder=hint /></Labelled>
        }
        .into_any(),
        Field::Flag { words, read, change } => view! {
            <Labelled property=property>
                <label class="check-row">
                    <CheckField checked=subject.read(read) label=format!("{label}: {words}") keep=subject.keep(change) />
                    <span>{words}</span>
                </label>
            </Labelled>
        }
        .into_any(),
        Field::Choice { choices, read, change } => {
            let choices = Memo::new(move |_| {
                session.track_list();
                session.document(|document| choices(&document.schema, object))
            });
            view! {
                <Labelled property=property><ChoiceField value=subject.read(read) label=label choices=choices keep=text(change) /></Labelled>
            }
            .into_any()
        }
        Field::Rows { cells, read, change } => view! {
            <Labelled property=property wide=true>
                <RowsField cells=cells label=label value=subject.read(read) keep=subject.keep(change) />
            </Labelled>
        }
        .into_any(),
    }
}
