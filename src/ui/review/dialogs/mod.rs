//! The dialogs of the room.

mod evidence;
mod export;
mod link;
mod merge;
mod person;
mod proposal;
mod score;
mod share;

use leptos::prelude::*;

use crate::rules::Rules;
use crate::ui::chunks;
use crate::ui::interface::ReviewDialog;
use crate::ui::session::use_session;
use crate::ui::widgets::Icon;

/// A dialog of the room.
pub fn dialog(which: ReviewDialog) -> AnyView {
    match which {
        ReviewDialog::New => view! { <proposal::ProposalDialog id=None /> }.into_any(),
        ReviewDialog::Describe(id) => view! { <proposal::ProposalDialog id=Some(id) /> }.into_any(),
        ReviewDialog::Person => view! { <person::PersonDialog /> }.into_any(),
        ReviewDialog::Score(id) => view! { <score::ScoreDialog id=id /> }.into_any(),
        ReviewDialog::Evidence(id) => view! { <evidence::EvidenceDialog id=id /> }.into_any(),
        ReviewDialog::Export => view! { <export::ExportReviewDialog /> }.into_any(),
        ReviewDialog::Share(id) => view! { <share::ShareDialog id=id /> }.into_any(),
        ReviewDialog::Merge => view! { <merge::MergeDialog /> }.into_any(),
        ReviewDialog::Link(fragment) => view! { <link::LinkDialog fragment=fragment /> }.into_any(),
    }
}

/// Closes whichever dialog is open.
fn closing() -> Callback<()> {
    let session = use_session();
    Callback::new(move |()| session.interface.dialog.set(None))
}

/// Title and close button.
#[component]
fn Head(#[prop(into)] title: String) -> impl IntoView {
    let close = closing();
    view! {
        <div class="dhead">
            <h2>{title}</h2>
            <span class="grow"></span>
            <button class="ib" aria-label="Close" on:click=move |_| close.run(())><Icon name="cross" /></button>
        </div>
    }
}

/// Why something is refused, beside the field of this id.
#[component]
fn Refused(reason: RwSignal<Option<String>>, #[prop(into)] id: String) -> impl IntoView {
    view! {
        <span class="err" id=id role="alert">
            {move || reason.get().map(|reason| view! { <Icon name="error" class="error" />{reason} })}
        </span>
    }
}

/// The rules, fetched where need be.
fn rules() -> RwSignal<Option<Rules>> {
    let rules = RwSignal::new(chunks::rules_here());
    if rules.get_untracked().is_none() {
        leptos::task::spawn_local(async move {
            if let Ok(fetched) = chunks::fetch_rules().await {
                let _ = rules.try_set(Some(fetched));
            }
        });
    }
    rules
}
