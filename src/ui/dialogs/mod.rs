//! The dialogs: one at a time over the page.

mod ask;
mod documents;
mod export;
mod help;
mod paste;
mod settings;
mod shortcuts;

use leptos::prelude::*;

use crate::ui::findings::{RulePage, WaiveDialog};
use crate::ui::interface::Dialog;
use crate::ui::session::use_session;
use crate::ui::widgets::Icon;

use ask::{ConfirmDialog, ProblemDialog};
use documents::DocumentsDialog;
use export::ExportDialog;
use help::HelpDialog;
use paste::PasteDialog;
use settings::SettingsDialog;
use shortcuts::ShortcutsDialog;

/// The dialog that is open, if any.
#[component]
pub fn Dialogs() -> impl IntoView {
    let session = use_session();
    Effect::new(move |_| {
        // What a toast offers is under the dialog now.
        if session.interface.dialog.with(Option::is_some) {
            session.interface.toast.set(None);
        }
    });
    view! {
        {move || session.interface.dialog.get().map(|dialog| match dialog {
            Dialog::Export => view! { <ExportDialog /> }.into_any(),
            Dialog::Paste(text) => view! { <PasteDialog text=text /> }.into_any(),
            Dialog::Documents => view! { <DocumentsDialog /> }.into_any(),
            Dialog::Shortcuts => view! { <ShortcutsDialog /> }.into_any(),
            Dialog::Help => view! { <HelpDialog /> }.into_any(),
            Dialog::Settings => view! { <SettingsDialog /> }.into_any(),
            Dialog::Rule(name) => view! { <RulePage name=name /> }.into_any(),
            Dialog::Waive(finding) => view! { <WaiveDialog finding=finding /> }.into_any(),
            Dialog::Confirm { title, text, verb, action } => {
                view! { <ConfirmDialog title=title text=text verb=verb action=action /> }.into_any()
            }
            Dialog::Problem { title, text } => view! { <ProblemDialog title=title text=text /> }.into_any(),
        })}
    }
}

/// Closes whichever dialog is open.
fn closing() -> Callback<()> {
    let session = use_session();
    Callback::new(move |()| session.interface.dialog.set(None))
}

/// Title and close button of a dialog that has no question to answer.
#[component]
fn Head(title: &'static str) -> impl IntoView {
    let close = closing();
    view! {
        <div class="dhead">
            <h2>{title}</h2>
            <span class="grow"></span>
            <button class="ib" aria-label="Close" on:click=move |_| close.run(())><Icon name="cross" /></button>
        </div>
    }
}
