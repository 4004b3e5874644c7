//! The documents of this browser.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::model::Op;
use crate::platform::clock;
use crate::platform::storage::Record;
use crate::ui::interface::Dialog;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, Modal, counted};

use super::{Head, closing};

#[component]
pub fn DocumentsDialog() -> impl IntoView {
    let session = use_session();
    let close = closing();
    let records = RwSignal::new(None::<Vec<Record>>);
    spawn_local(async move {
        let found = session.stored_documents().await;
        records.try_set(Some(found));
    });
    view! {
        <Modal label="Documents" class="dialog wide" on_close=close>
            <Head title="Documents" />
            <p class="lead">"They are kept in this browser, on this device. Save a document as a file to keep it elsewhere."</p>
            <Title />
            <div class="doclist">
                {move || match records.get() {
                    None => view! { <p class="pnote">"Looking"</p> }.into_any(),
                    Some(found) if found.is_empty() => view! { <p class="pnote">"Nothing is stored yet. What is drawn is stored within a second."</p> }.into_any(),
                    Some(found) => found.into_iter().map(|record| view! { <Line record=record /> }).collect_view().into_any(),
                }}
            </div>
            <div class="dfoot">
                <span class="grow"></span>
                <button
                    class="btn"
                    on:click=move |_| {
                        close.run(());
                        session.open_sample();
                    }
                >
                    "Open the sample"
                </button>
                <button
                    class="btn primary"
                    on:click=move |_| {
                        close.run(());
                        session.new_document();
                    }
                >
                    "New document"
                </button>
            </div>
        </Modal>
    }
}

/// The name of the open document, which can be changed here.
#[component]
fn Title() -> impl IntoView {
    let session = use_session();
    let title = move || {
        session.track_settings();
        session.document(|document| document.title.clone())
    };
    let rename = move |typed: String| {
        let typed = typed.trim().to_string();
        if !typed.is_empty() && typed != session.document(|document| document.title.clone()) {
            session.apply("Name the document", vec![Op::SetTitle(typed)]);
        }
    };
    view! {
        <label class="fld">
            <span class="lab">"Name of the open document"</span>
            <input
                class="inp"
                maxlength="120"
                prop:value=title
                on:change=move |event| rename(event_target_value(&event))
            />
        </label>
    }
}

#[component]
fn Line(record: Record) -> impl IntoView {
    let session = use_session();
    let close = closing();
    let id = StoredValue::new(record.id.clone());
    let current = session.document_id() == record.id;
    // What is stored of the open document may be a little behind it.
    let (title, tables) = if current {
        session.document(|document| (document.title.clone(), document.schema.tables.len()))
    } else {
        (record.title.clone(), record.tables)
    };
    let ago = ago(clock::now() - record.saved);
    let about = format!("{}, saved {ago}", counted(tables, "table"));
    let open = move |_| {
        // Taken before the dialog closes: what it holds goes with it.
        let id = id.get_value();
        close.run(());
        spawn_local(async move { session.open_stored(&id).await });
    };
    let label = format!("Delete {title}");
    let asked = title.clone();
    view! {
        <div class="docrow">
            <button class="rc" aria-current=current.then_some("true") on:click=open>
                <Icon name="file" class="dim" />
                <b>{title}</b>
                <span>{about}</span>
                <span class="grow"></span>
                {current.then(|| view! { <span class="chip">"open"</span> })}
            </button>
            <button class="ib" aria-label=label.clone() title=label on:click=move |_| ask_to_remove(session, id.get_value(), &asked)>
                <Icon name="trash" />
            </button>
        </div>
    }
}

fn ask_to_remove(session: Session, id: String, title: &str) {
    let remove = move |()| {
        let id = id.clone();
        spawn_local(async move {
            session.remove_stored(&id).await;
            session.interface.dialog.set(Some(Dialog::Documents));
        });
    };
    session.interface.dialog.set(Some(Dialog::Confirm {
        title: format!("Delete {title}"),
        text: "It is removed from this browser and cannot be brought back. A file saved from it stays.".to_string(),
        verb: "Delete".to_string(),
        action: session.lasting(|| Callback::new(remove)),
    }));
}

/// How long ago, in words.
fn ago(milliseconds: f64) -> String {
    let minutes = (milliseconds / 60_000.0) as usize;
    match minutes {
        0 => "just now".to_string(),
        1..60 => format!("{} ago", counted(minutes, "minute")),
        60..1_440 => format!("{} ago", counted(minutes / 60, "hour")),
        _ => format!("{} ago", counted(minutes / 1_440, "day")),
    }
}
