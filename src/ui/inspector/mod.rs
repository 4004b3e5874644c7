//! The inspector: the selected object in full, edited in place.

mod add_key;
mod cells;
mod column;
mod columns;
mod constraint;
mod findings;
mod form;
mod handle;
mod indexes;
mod keys;
mod leaks;
mod object;
mod partitions;
mod properties;
mod rows;
mod scale;
mod section;
mod security;
mod several;
mod sql;
mod summary;
mod table;
mod triggers;
mod words;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::editor::{Item, Selection};
use crate::model::{ObjectRef, TableId};
use crate::ui::session::use_session;

pub use cells::{
    DefaultCell, FindingMark, KeyCell, NameCell, NotNullCell, TypeCell, TypeList, worst_of,
};
pub use handle::Handle;
pub use scale::keep_rows;
pub use words::{action_word, column_list, index_keys, target_name};

use object::ObjectInspector;
use several::{OnCanvas, Several};
use summary::Summary;
use table::{Tab, TableInspector};

/// What the inspector shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    Document,
    Table(TableId),
    Object(ObjectRef),
    OnCanvas(Item),
    Several,
}

impl Subject {
    /// Parts of one table show the table.
    fn of(selection: &Selection) -> Self {
        let tables = selection.touched_tables();
        match (selection.items(), selection.primary()) {
            (_, None) => Subject::Document,
            ([_, _, ..], _) if tables.len() != 1 || selection.tables().len() > 1 => {
                Subject::Several
            }
            (_, Some(Item::Object(object))) => match object.table() {
                Some(table) => Subject::Table(table),
                None => Subject::Object(object),
            },
            (_, Some(item)) => Subject::OnCanvas(item),
        }
    }
}

/// The inspector.
#[component]
pub fn Inspector() -> impl IntoView {
    let session = use_session();
    // The rules may have been out of reach when the document was opened.
    session.judge();
    let subject = Memo::new(move |_| Subject::of(&session.selected()));
    let part = Memo::new(move |_| {
        let object = session.selected().primary_object()?;
        (object.table().is_some() && !matches!(object, ObjectRef::Table(_))).then_some(object)
    });
    let tab = RwSignal::new(Tab::default());
    view! {
        <aside class="inspector" aria-label="Inspector" tabindex="-1">
            <h2 class="sr-only">"Inspector"</h2>
            {move || match subject.get() {
                Subject::Document => view! { <Summary /> }.into_any(),
                Subject::Table(table) => view! { <TableInspector table=table part=part tab=tab /> }.into_any(),
                Subject::Object(object) => view! { <ObjectInspector object=object /> }.into_any(),
                Subject::OnCanvas(item) => view! { <OnCanvas item=item /> }.into_any(),
                Subject::Several => view! { <Several /> }.into_any(),
            }}
        </aside>
    }
}

/// Where a menu opens: under the button that was pressed, in pixels of the window.
pub fn below(event: &leptos::ev::MouseEvent) -> (f64, f64) {
    let button = event
        .current_target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    button.map_or((0.0, 0.0), |button| {
        let rect = button.get_bounding_client_rect();
        (rect.left(), rect.bottom() + 4.0)
    })
}

/// Gives the focus to the first element a selector finds.
fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = element.focus();
    }
}
