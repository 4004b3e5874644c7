//! A link that carries a proposal was opened: what it holds, before anything is made of it.

use leptos::prelude::*;

use crate::debate;
use crate::diff::{Matching, compare};
use crate::model::{Document, Schema};
use crate::ui::session::use_session;
use crate::ui::widgets::{Icon, Modal, counted};

use super::{Head, closing};

#[component]
pub(super) fn LinkDialog(fragment: String) -> impl IntoView {
    let session = use_session();
    let close = closing();
    match debate::read_link(&fragment) {
        Err(reason) => view! {
            <Modal label="This link cannot be opened" on_close=close>
                <h2 class="problem"><Icon name="error" class="error" />"This link cannot be opened"</h2>
                <p class="lead">{reason.to_string()}</p>
                <div class="dfoot">
                    <span class="grow"></span>
                    <button class="btn primary" data-first="" on:click=move |_| close.run(())>"Close"</button>
                </div>
            </Modal>
        }
        .into_any(),
        Ok(document) => {
            let lines = held(&document);
            let title = document.title.clone();
            let document = StoredValue::new(document);
            let open = move |_| {
                close.run(());
                session.open_document(document.get_value());
            };
            view! {
                <Modal label="A proposal was shared with you" on_close=close>
                    <Head title="A proposal was shared with you" />
                    <p class="lead"><b>{title}</b></p>
                    <ul class="lead lines">{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                    <div class="dfoot">
                        <span>"It becomes a document of its own; what is open stays in the list of documents."</span>
                        <span class="grow"></span>
                        <button class="btn" on:click=move |_| close.run(())>"Leave it"</button>
                        <button class="btn primary" data-first="" on:click=open>"Open as a new document"</button>
                    </div>
                </Modal>
            }
            .into_any()
        }
    }
}

/// What a shared document holds, as lines.
fn held(document: &Document) -> Vec<String> {
    let debate = &document.debate;
    let nothing = Schema::default();
    let base = document.base.as_deref().unwrap_or(&nothing);
    let changes = compare(base, &document.schema, Matching::Ids).changes.len();
    let mut lines = vec![format!(
        "{}, {} against the base",
        counted(document.schema.tables.len(), "table"),
        counted(changes, "change")
    )];
    for proposal in debate.proposals.values() {
        if !proposal.author.is_empty() {
            lines.push(format!("Proposed by {}", proposal.author));
        }
        if !proposal.summary.is_empty() {
            lines.push(proposal.summary.clone());
        }
    }
    let said = debate::live(debate).len();
    if said > 0 {
        lines.push(format!("{} of reviewers", counted(said, "statement")));
    }
    lines
}
