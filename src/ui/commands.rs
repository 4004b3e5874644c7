//! Running a command, whoever asks for it: a key, the palette, a menu.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::editor::command::{self, Action, Command, Outcome, UiAction};
use crate::editor::gesture::{Effect, Response};
use crate::editor::{Item, Selection};
use crate::export::preview::object_sql;
use crate::model::ObjectRef;
use crate::platform::clipboard;
use crate::platform::files::{self, Pick};

use super::interface::{Dialog, Grid, Panel, ReviewDialog, View};
use super::session::Session;

/// Runs a command; what cannot run now is told to screen readers and changes nothing.
pub fn run(session: &Session, command: &'static Command) {
    if !session.editor(|editor| command.enabled(editor)) {
        return session
            .interface
            .speak(format!("{} cannot run now", command.title));
    }
    match command.action {
        Action::Ui(action) => act(session, action),
        Action::Undo => session.undo(),
        Action::Redo => session.redo(),
        Action::Delete => session.delete_selection(),
        Action::NewTable(template) => session.new_table(template, None),
        Action::ArrangeAll => arrange_all(session),
        Action::ArrangeSelection => session.arrange(),
        Action::AddColumn => session.add_column_to_selected(),
        Action::Hide => {
            session.hide(&session.editor(|editor| editor.selection().tables()));
        }
        _ => on_editor(session, command),
    }
}

/// Arranges everything, whatever is selected.
fn arrange_all(session: &Session) {
    session.select(Selection::none());
    session.arrange();
}

/// Lets the editor run the command, and does what is left to do.
fn on_editor(session: &Session, command: &Command) {
    let view = session
        .viewport
        .get_untracked()
        .view(session.screen.get_untracked());
    let effects =
        session.respond(
            |editor, drawing| match editor.run(command, drawing, view.center())? {
                Outcome::Done {
                    change, effects, ..
                } => Ok(Response { change, effects }),
                Outcome::Ui(_) | Outcome::Arrange => Ok(Response::default()),
            },
        );
    for effect in effects {
        match effect {
            Effect::Selection | Effect::Tool => session.selection_changed(),
            Effect::Name(table) => {
                session.interface.view.set(View::Canvas);
                session.naming.set(Some(ObjectRef::Table(table)));
            }
            Effect::Pan(by) => session.show(session.viewport.get_untracked().pan(by.x, by.y)),
            Effect::Preview | Effect::Write(_) | Effect::Menu(_) => {}
        }
    }
}

/// Does what the page itself does.
pub fn act(session: &Session, action: UiAction) {
    let interface = session.interface;
    let open = |dialog: Dialog| interface.dialog.set(Some(dialog));
    match action {
        UiAction::Fit => session.fit_all(),
        UiAction::FitSelection => session.fit_selection(),
        UiAction::ZoomIn => session.zoom_by(1.25),
        UiAction::ZoomOut => session.zoom_by(0.8),
        UiAction::ZoomActual => session.zoom_to(1.0),
        UiAction::Search => search(session),
        UiAction::Palette => interface.palette.set(true),
        UiAction::NewDocument => session.new_document(),
        UiAction::Documents => open(Dialog::Documents),
        UiAction::Import => bring(*session),
        UiAction::Paste => open(Dialog::Paste(String::new())),
        UiAction::Sample => session.open_sample(),
        UiAction::Save => session.save_file(),
        UiAction::Export => open(Dialog::Export),
        UiAction::Picture => open(Dialog::Picture),
        UiAction::CommitBase => session.commit_base(),
        UiAction::Changes => {
            session.interface.view.set(View::Canvas);
            session
                .interface
                .painting
                .update(|painting| *painting = !*painting);
        }
        UiAction::ViewCanvas => interface.view.set(View::Canvas),
        UiAction::ViewTables => interface.show_grid(Grid::Tables),
        UiAction::FollowDeletion => {
            // Of the selected table, else of the tenants.
            let selected = session.editor(|editor| editor.selection().tables().first().copied());
            match selected.or_else(|| session.review(|review| review.tenancy().root)) {
                Some(table) => interface.dialog.set(Some(Dialog::Deletion(table))),
                None => interface.complain("Select the table whose row is to be deleted."),
            }
        }
        UiAction::ViewRowSecurity => interface.show_grid(Grid::RowSecurity),
        UiAction::ViewQueries => interface.show_grid(Grid::Queries),
        UiAction::PasteQueries => open(Dialog::PasteQueries),
        UiAction::ViewMigration => interface.view.set(View::Migration),
        UiAction::ViewReview => interface.view.set(View::Review),
        UiAction::NewProposal => open(Dialog::Review(ReviewDialog::New)),
        UiAction::ShareProposal => {
            match session.document(|document| document.debate.opened.clone()) {
                Some(id) => open(Dialog::Review(ReviewDialog::Share(id))),
                None => interface
                    .complain("Make what is drawn a proposal first: a proposal is what is shared."),
            }
        }
        UiAction::MergeReviews => open(Dialog::Review(ReviewDialog::Merge)),
        UiAction::ViewFindings => show_panel(session, Panel::Findings),
        UiAction::Theme => interface.toggle_theme(),
        UiAction::Inspector => {
            let hidden = interface.panel.get_untracked() == Panel::Hidden;
            show_panel(
                session,
                if hidden {
                    Panel::Inspector
                } else {
                    Panel::Hidden
                },
            );
        }
        UiAction::SqlPane => {
            let open = interface.panel.get_untracked() == Panel::Sql
                && interface.view.get_untracked() == View::Canvas;
            show_panel(session, if open { Panel::Inspector } else { Panel::Sql });
        }
        UiAction::Explorer => interface.explorer_open.update(|open| *open = !*open),
        UiAction::NextFinding => walk_findings(session, true),
        UiAction::PreviousFinding => walk_findings(session, false),
        UiAction::ApplyFix => apply_fix(session),
        UiAction::Rename => rename(session),
        UiAction::Settings => open(Dialog::Settings),
        UiAction::Facts => open(Dialog::Facts),
        UiAction::CheckMigration => open(Dialog::CheckMigration),
        UiAction::CopySql => copy_sql(*session),
        UiAction::Copy => session.copy_by_menu(false),
        UiAction::Cut => session.copy_by_menu(true),
        UiAction::PasteClipboard => session.paste_by_menu(None),
        UiAction::EditType => {
            interface.view.set(View::Canvas);
            interface.typing_type.set(true);
            session
                .naming
                .set(session.editor(|editor| editor.selection().primary_object()));
        }
        UiAction::Focus => session.toggle_focus(),
        UiAction::FocusWider => session.widen_focus(true),
        UiAction::FocusNarrower => session.widen_focus(false),
        UiAction::FocusHides => session.toggle_focus_hides(),
        UiAction::SavedViews => open(Dialog::SavedViews),
        UiAction::Labels => {
            interface.labels.update(|labels| *labels = !*labels);
            interface.speak(match interface.labels.get_untracked() {
                true => "Labels of all relationships",
                false => "Label of the relationship looked at",
            });
        }
        UiAction::Hubs => session.toggle_hubs(),
        UiAction::Borders => {
            interface.view.set(View::Canvas);
            interface.borders.update(|borders| *borders = !*borders);
        }
        UiAction::ViewObjects => interface.show_grid(Grid::Objects),
        UiAction::Shortcuts => open(Dialog::Shortcuts),
        UiAction::Help => open(Dialog::Help),
    }
}

fn show_panel(session: &Session, panel: Panel) {
    session.interface.view.set(View::Canvas);
    session.interface.panel.set(panel);
}

fn bring(session: Session) {
    spawn_local(async move { session.bring(files::pick(Pick::Files).await) });
}

/// Puts the cursor in the explorer's filter where it shows, and opens the palette where it does not.
fn search(session: &Session) {
    let field = document()
        .query_selector(".explorer input")
        .ok()
        .flatten()
        .and_then(|field| field.dyn_into::<HtmlElement>().ok());
    match field.filter(|field| field.offset_width() > 0) {
        Some(field) => {
            let _ = field.focus();
        }
        None => session.interface.palette.set(true),
    }
}

/// Goes to the finding after, or before, those of the object that is selected.
fn walk_findings(session: &Session, forward: bool) {
    let selected = session.editor(|editor| editor.selection().primary_object());
    let object = session.review(|review| {
        let findings = review.findings();
        let here = |object: ObjectRef| selected == Some(object);
        let count = findings.len();
        let place = if forward {
            findings
                .iter()
                .rposition(|finding| here(finding.object))
                .map_or(0, |at| at + 1)
        } else {
            findings
                .iter()
                .position(|finding| here(finding.object))
                .unwrap_or(0)
                + count.saturating_sub(1)
        };
        let finding = findings.get(place.checked_rem(count)?)?;
        Some((finding.object, finding.message()))
    });
    match object {
        Some((object, message)) => {
            session.go_to(object);
            session.interface.speak(message);
        }
        None => session.interface.tell("Nothing to report", false),
    }
}

/// Presses the button of the finding that is open.
fn apply_fix(session: &Session) {
    let button = document()
        .query_selector("[data-apply]")
        .ok()
        .flatten()
        .and_then(|button| button.dyn_into::<HtmlElement>().ok());
    match button {
        Some(button) => button.click(),
        None => session
            .interface
            .tell("Open a finding that has a fix, then apply it", false),
    }
}

/// Lets the user type the name of what is selected: a table or column on its card, a note or area in its place.
fn rename(session: &Session) {
    let Some(item) = session.editor(|editor| editor.selection().primary()) else {
        return;
    };
    session.interface.view.set(View::Canvas);
    match item {
        Item::Object(object @ (ObjectRef::Table(_) | ObjectRef::Column(..))) => {
            session.naming.set(Some(object));
        }
        Item::Object(object) => session.go_to(object),
        Item::Note(_) | Item::Area(_) => session.interface.writing.set(Some(item)),
    }
}

impl Session {
    /// Runs the command of an id, if it can run now.
    pub fn run_command(&self, id: &str) {
        if let Some(command) = command::find(id) {
            run(self, command);
        }
    }
}

/// Puts the SQL of what is selected on the clipboard.
fn copy_sql(session: Session) {
    let text = session.document(|document| {
        let selection: Selection = session.editor(|editor| editor.selection().clone());
        let tables = selection.touched_tables();
        let statements: Vec<String> = tables
            .into_iter()
            .map(|table| object_sql(&document.schema, ObjectRef::Table(table)))
            .collect();
        statements.join("\n")
    });
    spawn_local(async move {
        if clipboard::write(&text).await {
            session.interface.tell("Copied as SQL", false);
        } else {
            session
                .interface
                .complain("The browser refused the clipboard.");
        }
    });
}
