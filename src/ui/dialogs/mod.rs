//! The dialogs: one at a time over the page.

mod ask;
mod check_migration;
mod deletion;
mod documents;
mod export;
mod facts;
mod help;
mod paste;
mod saved_views;
mod settings;
mod shortcuts;

use leptos::prelude::*;

use crate::ui::chunks::{self, Chunk, Editing, Export, Fetched};
use crate::ui::interface::Dialog;
use crate::ui::session::use_session;
use crate::ui::widgets::Icon;

pub use check_migration::CheckMigrationDialog;
pub use deletion::DeletionDialog;
pub use documents::DocumentsDialog;
pub use export::ExportDialog;
pub use facts::FactsDialog;
pub use help::HelpDialog;
pub use paste::PasteDialog;
pub use saved_views::SavedViewsDialog;
pub use settings::SettingsDialog;
pub use shortcuts::ShortcutsDialog;

use ask::{ConfirmDialog, ProblemDialog};

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
            Dialog::Export => part(&chunks::EXPORT, || chunks::export(Export::Dialog)),
            Dialog::Picture => part(&chunks::EXPORT, || chunks::export(Export::Picture)),
            Dialog::Paste(text) => editing(move || Editing::Paste(text.clone())),
            Dialog::Query(id) => editing(move || Editing::Query(id)),
            Dialog::PasteQueries => editing(|| Editing::PasteQueries),
            Dialog::Documents => editing(|| Editing::Documents),
            Dialog::Shortcuts => editing(|| Editing::Shortcuts),
            Dialog::Help => editing(|| Editing::Help),
            Dialog::SavedViews => editing(|| Editing::SavedViews),
            Dialog::Settings => editing(|| Editing::Settings),
            Dialog::Facts => editing(|| Editing::Facts),
            Dialog::CheckMigration => part(&chunks::EXPORT, || chunks::export(Export::CheckMigration)),
            Dialog::Review(dialog) => part(&chunks::EXPORT, move || chunks::export(Export::ReviewDialog(dialog.clone()))),
            Dialog::Rule(name) => editing(move || Editing::Rule(name)),
            Dialog::Deletion(table) => editing(move || Editing::Deletion(table)),
            Dialog::Waive(finding) => editing(move || Editing::Waive(finding.clone())),
            Dialog::Waiver(id) => editing(move || Editing::Waiver(id)),
            Dialog::Mend(mending) => editing(move || Editing::Mend(mending.clone())),
            Dialog::Confirm { title, text, verb, action } => {
                view! { <ConfirmDialog title=title text=text verb=verb action=action /> }.into_any()
            }
            Dialog::Problem { title, text } => view! { <ProblemDialog title=title text=text /> }.into_any(),
        })}
    }
}

fn editing(which: impl Fn() -> Editing + Send + 'static) -> AnyView {
    part(&chunks::EDITING, move || chunks::editing(which()))
}

/// A dialog whose code is fetched when it is first asked for.
fn part<F>(chunk: &'static Chunk, build: impl Fn() -> F + Send + 'static) -> AnyView
where
    F: Future<Output = Fetched<AnyView>> + 'static,
{
    let failed = |_| {
        let title = "This dialog could not be opened".to_string();
        view! { <ProblemDialog title=title text=chunks::UNFETCHED.to_string() /> }.into_any()
    };
    chunks::shown(chunk, build, || ().into_any(), failed)
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
