//! The status bar: what is stored, how the schema is judged, what is selected, what was found.

use leptos::prelude::*;

use crate::model::Dialect;
use crate::ui::interface::{Dialog, Panel, View};
use crate::ui::session::{SaveState, use_session};
use crate::ui::widgets::{Icon, counted};

/// The bar along the bottom edge.
#[component]
pub fn StatusBar() -> impl IntoView {
    let session = use_session();
    let interface = session.interface;
    let settings = move || {
        session.track_settings();
        session.document(|document| {
            let settings = &document.settings;
            let database = match settings.dialect {
                Dialect::Postgresql => format!("PostgreSQL {}", settings.postgresql),
                other => other.title().to_string(),
            };
            (database, settings.profile.clone())
        })
    };
    let column = move || {
        session.track_review();
        session.review(|review| review.tenancy().column.clone())
    };
    let counts = move || {
        session.track_review();
        let counts = session.review(|review| review.counts());
        (counts.errors, counts.warnings, counts.infos)
    };
    let open_settings = move |_| interface.dialog.set(Some(Dialog::Settings));
    view! {
        <footer class="status">
            {move || match session.saved.get() {
                SaveState::Saved => view! { <span class="st"><Icon name="ok" class="ok" />"Saved on this device"</span> }.into_any(),
                SaveState::Saving => view! { <span class="st"><Icon name="clock" />"Saving"</span> }.into_any(),
                SaveState::Failed(why) => view! {
                    <span class="st" title=why><Icon name="error" class="error" />"Not saved: save the document as a file"</span>
                }.into_any(),
            }}
            <button class="st" title="Settings" on:click=open_settings>{move || settings().0}</button>
            <button class="st" title="Settings" on:click=open_settings>"Profile "<b>{move || settings().1}</b></button>
            {move || column().map(|column| view! {
                <button class="st" title="Settings" on:click=open_settings>"Tenant column "<code>{column}</code></button>
            })}
            <span class="grow"></span>
            <span class="st">{move || selection_words(&session)}</span>
            <span class="st">{move || relationship_words(&session)}</span>
            <button
                class="st sevs"
                aria-label=move || {
                    let (errors, warnings, notes) = counts();
                    format!("{}, {}, {}", counted(errors, "error"), counted(warnings, "warning"), counted(notes, "note"))
                }
                on:click=move |_| {
                    interface.view.set(View::Canvas);
                    interface.panel.set(Panel::Findings);
                }
            >
                <Icon name="error" class="error" /><b>{move || counts().0}</b>
                <Icon name="warning" class="warning" /><b>{move || counts().1}</b>
                <Icon name="info" class="info" /><b>{move || counts().2}</b>
            </button>
        </footer>
    }
}

fn selection_words(session: &crate::ui::Session) -> Option<String> {
    let selected = session.selected().touched_tables().len();
    session.track_list();
    let tables = session.document(|document| document.schema.tables.len());
    match (selected, tables) {
        (_, 0) => None,
        (0, tables) => Some(counted(tables, "table")),
        (selected, tables) => Some(format!(
            "{selected} of {} selected",
            counted(tables, "table")
        )),
    }
}

fn relationship_words(session: &crate::ui::Session) -> Option<String> {
    session.track_drawing();
    let (all, folded) =
        session.drawing(|drawing| (drawing.relationship_count(), drawing.folded_count()));
    match (all, folded) {
        (0, _) => None,
        (all, 0) => Some(counted(all, "relationship")),
        (all, folded) => Some(format!("{}, {folded} folded", counted(all, "relationship"))),
    }
}
