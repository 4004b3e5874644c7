//! Making what is drawn a proposal, and describing one.

use leptos::prelude::*;

use crate::debate;
use crate::platform::{clock, person};
use crate::ui::session::use_session;
use crate::ui::widgets::Modal;

use super::{Head, Refused, closing};

/// Without an id it makes a new proposal.
#[component]
pub(super) fn ProposalDialog(id: Option<String>) -> impl IntoView {
    let session = use_session();
    let close = closing();
    let held = session.document(|document| {
        let proposal = id.as_ref().and_then(|id| document.debate.proposals.get(id));
        proposal.map(|one| (one.name.clone(), one.author.clone(), one.summary.clone()))
    });
    let is_new = id.is_none();
    let (name, author, summary) = held.unwrap_or_else(|| {
        let count = session.document(|document| document.debate.proposals.len());
        (
            format!("Proposal {}", count + 1),
            person::name(),
            String::new(),
        )
    });
    let [name, author, summary] = [name, author, summary].map(RwSignal::new);
    let refused = RwSignal::new(None::<String>);
    let keep = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (name, author) = (name.get_untracked(), author.get_untracked());
        let summary = summary.get_untracked();
        let ops = session.document(|document| {
            let made = id.clone().unwrap_or_else(clock::fresh_id);
            let mut ops = match &id {
                Some(_) => Vec::new(),
                None => debate::make(document, &made, &name, &author)?,
            };
            if id.is_some() || !summary.trim().is_empty() {
                let mut described = document.clone();
                for op in ops.clone() {
                    // What is described is the document as it will be.
                    let _ = op.apply(&mut described);
                }
                ops.extend(debate::rename(&described, &made, &name, &author, &summary)?);
            }
            Ok::<_, debate::Refusal>(ops)
        });
        match ops {
            Err(reason) => refused.set(Some(reason.to_string())),
            Ok(ops) => {
                let label = if is_new {
                    "Make a proposal"
                } else {
                    "Describe a proposal"
                };
                if session.apply(label, ops) {
                    close.run(());
                    let words = match is_new {
                        true => format!("{name} is drawn. What you change now belongs to it."),
                        false => format!("{name} is described anew."),
                    };
                    session.interface.tell(words, true);
                }
            }
        }
    };
    let title = if is_new {
        "Make what is drawn a proposal"
    } else {
        "Describe a proposal"
    };
    view! {
        <Modal label=title on_close=close>
            <Head title=title />
            <form on:submit=keep>
                <div class="two">
                    <label class="fld">
                        <span class="lab">"Name"</span>
                        <input
                            class="inp"
                            data-first=""
                            aria-describedby="proposal-refused"
                            aria-invalid=move || refused.get().map(|_| "true")
                            prop:value=move || name.get()
                            on:input=move |event| name.set(event_target_value(&event))
                        />
                    </label>
                    <label class="fld">
                        <span class="lab">"Author"</span>
                        <input class="inp" prop:value=move || author.get() on:input=move |event| author.set(event_target_value(&event)) />
                    </label>
                </div>
                <Refused reason=refused id="proposal-refused" />
                <label class="fld">
                    <span class="lab">"What it does, in a sentence or two"</span>
                    <textarea class="inp" rows="3" prop:value=move || summary.get() on:input=move |event| summary.set(event_target_value(&event))></textarea>
                </label>
                <div class="dfoot">
                    <span>"Claims and risks stand in the project facts."</span>
                    <span class="grow"></span>
                    <button type="button" class="btn" on:click=move |_| close.run(())>"Cancel"</button>
                    <button type="submit" class="btn primary">{if is_new { "Make proposal" } else { "Keep" }}</button>
                </div>
            </form>
        </Modal>
    }
}
