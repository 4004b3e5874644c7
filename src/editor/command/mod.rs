//! Every command once: what it is called, its keys, when it can run, what it does. Palette, menus, shortcuts and help are
//! made from this list.

mod list;
mod run;
mod shortcut;

use crate::layout::align::{Alignment, Axis};
use crate::model::{ObjectRef, TenancyClass};

use super::edit;
use super::gesture::Effect;
use super::selection::{Item, Selection};
use super::template::Template;
use super::tool::Tool;
use super::{Change, Editor};

pub use list::COMMANDS;
pub use shortcut::Shortcut;

/// Where a command is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Undo, delete, rename, ...
    Edit,
    /// What is created.
    Create,
    /// The pointer's tools.
    Tools,
    /// Zoom, panels, views.
    View,
    /// How cards stand and what of them is shown.
    Arrange,
    /// Findings, tenancy.
    Review,
    /// Documents, import, export.
    Document,
    /// Help.
    Help,
}

impl Group {
    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Group::Edit => "Edit",
            Group::Create => "Create",
            Group::Tools => "Tools",
            Group::View => "View",
            Group::Arrange => "Arrange",
            Group::Review => "Review",
            Group::Document => "Document",
            Group::Help => "Help",
        }
    }
}

/// What the page itself does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UiAction {
    /// Show all of the drawing.
    Fit,
    /// Show what is selected.
    FitSelection,
    /// Zoom in a step.
    ZoomIn,
    /// Zoom out a step.
    ZoomOut,
    /// Zoom to 100 %.
    ZoomActual,
    /// Open the search for objects.
    Search,
    /// Open the palette.
    Palette,
    /// Start a new document.
    NewDocument,
    /// Show the documents of this browser.
    Documents,
    /// Pick SQL files or a document to read.
    Import,
    /// Paste SQL.
    Paste,
    /// Open the sample.
    Sample,
    /// Save the document as a file.
    Save,
    /// Open the export.
    Export,
    /// Save the drawing as a picture.
    Picture,
    /// Make what is drawn the base of the next migration.
    CommitBase,
    /// Paint the canvas with what differs from the base, or stop.
    Changes,
    /// Show the canvas.
    ViewCanvas,
    /// Show the tables.
    ViewTables,
    /// Show what deleting a row takes along.
    FollowDeletion,
    /// Show the queries.
    ViewQueries,
    /// Paste a file of queries.
    PasteQueries,
    /// Show what row security lets each role reach.
    ViewRowSecurity,
    /// Show the migration.
    ViewMigration,
    /// Show the proposals side by side.
    ViewReview,
    /// Make what is drawn a proposal.
    NewProposal,
    /// Share the proposal that is drawn.
    ShareProposal,
    /// Take in the reviews of other people's files.
    MergeReviews,
    /// Show the review.
    ViewFindings,
    /// Switch between light and dark.
    Theme,
    /// Show or hide the inspector.
    Inspector,
    /// Show or hide the SQL pane.
    SqlPane,
    /// Show or hide the explorer.
    Explorer,
    /// Go to the next finding.
    NextFinding,
    /// Go to the finding before.
    PreviousFinding,
    /// Apply the fix of the finding that is open.
    ApplyFix,
    /// Rename what is selected, in place.
    Rename,
    /// Open the settings.
    Settings,
    /// Tell the project's facts.
    Facts,
    /// Judge a migration written by hand.
    CheckMigration,
    /// Copy what is selected as SQL.
    CopySql,
    /// Copy what is selected, to be pasted here or into another document.
    Copy,
    /// Copy what is selected and remove it.
    Cut,
    /// Paste what was copied, or SQL.
    PasteClipboard,
    /// Change the type of the selected column, in place.
    EditType,
    /// Put the selected tables with their neighbours in focus, or let go.
    Focus,
    /// Reach a step further from what is in focus.
    FocusWider,
    /// Reach a step less far.
    FocusNarrower,
    /// Hide what is not in focus, or dim it.
    FocusHides,
    /// Show, make and go to saved views.
    SavedViews,
    /// Label all relationships, or only the one looked at.
    Labels,
    /// Fold or unfold the relationships to the selected tables.
    Hubs,
    /// Draw where tenants' borders are missing or crossed.
    Borders,
    /// Show every object of one kind.
    ViewObjects,
    /// Show the shortcuts.
    Shortcuts,
    /// Show the help.
    Help,
}

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The page does it.
    Ui(UiAction),
    /// Undo.
    Undo,
    /// Redo.
    Redo,
    /// Delete what is selected.
    Delete,
    /// Duplicate the selected tables.
    Duplicate,
    /// Select all tables.
    SelectAll,
    /// Give up the gesture, put the tool back or clear the selection.
    Cancel,
    /// Arrange all tables that are not pinned.
    ArrangeAll,
    /// Arrange the selected tables.
    ArrangeSelection,
    /// Pin or unpin the selected tables.
    Pin,
    /// Collapse or expand the selected tables.
    Collapse,
    /// Show of the selected tables only the keys, or all rows.
    KeysOnly,
    /// Take the selected tables off the drawing.
    Hide,
    /// Put all hidden tables back.
    ShowHidden,
    /// Line up what is selected.
    Align(Alignment),
    /// Spread what is selected evenly.
    Distribute(Axis),
    /// Let the selected columns be null, or refuse it.
    NotNull,
    /// Take a tool.
    Tool(Tool),
    /// Make a table in the middle of the view.
    NewTable(Template),
    /// Make a junction of the two selected tables.
    NewJunction,
    /// Add a column to the selected table.
    AddColumn,
    /// Relate the first selected table to the second.
    Relate,
    /// Set the class of the selected tables; `None` lets it be inferred.
    SetClass(Option<TenancyClass>),
    /// Move what is selected by so many world pixels.
    Nudge(i8, i8),
}

/// Identity of a command; stable, so that the page can name one.
pub type CommandId = &'static str;

/// A command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    /// Identity.
    pub id: CommandId,
    /// What it is called: a verb first, sentence case, "…" when a question follows.
    pub title: &'static str,
    /// Where it is listed.
    pub group: Group,
    /// Name of its icon in the sprite, without `i-`; empty without one.
    pub icon: &'static str,
    /// Its keys, the one to show first.
    pub shortcuts: &'static [Shortcut],
    /// What it does.
    pub action: Action,
}

/// What running a command came to.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "one is made for each command and looked at once"
)]
pub enum Outcome {
    /// The editor did it; there may have been nothing to change.
    Done {
        /// The edit, if one was made.
        change: Option<Change>,
        /// What else the page does.
        effects: Vec<Effect>,
        /// What went along with something deleted, and what still mentions it.
        dropped: edit::Dropped,
    },
    /// The page does it.
    Ui(UiAction),
    /// The page has places found for the tables and keeps them by [`edit::arrange`]: it takes a while where they are many.
    Arrange,
}

impl Outcome {
    fn of(change: Change, effects: Vec<Effect>) -> Self {
        Outcome::Done {
            change: (!change.ops.is_empty()).then_some(change),
            effects,
            dropped: edit::Dropped::default(),
        }
    }

    fn effects(effects: Vec<Effect>) -> Self {
        Outcome::Done {
            change: None,
            effects,
            dropped: edit::Dropped::default(),
        }
    }
}

/// The command with an id.
pub fn find(id: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.id == id)
}

/// The command for keys pressed, whether or not it can run now; the parameters are those of [`Shortcut::matches`].
pub fn for_keys(
    key: &str,
    code: &str,
    control: bool,
    shift: bool,
    alt: bool,
) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| {
        command
            .shortcuts
            .iter()
            .any(|shortcut| shortcut.matches(key, code, control, shift, alt))
    })
}

impl Command {
    /// The keys to show, if it has any.
    pub fn keys(&self) -> Option<String> {
        self.shortcuts.first().map(Shortcut::to_string)
    }

    /// Whether it can run now. What the page alone can tell (a finding is open) is left to the page.
    pub fn enabled(&self, editor: &Editor) -> bool {
        let selection = editor.selection();
        let tables = selection.tables().len();
        let movable = selection.items().iter().filter(|item| {
            let part =
                matches!(item, Item::Object(object) if !matches!(object, ObjectRef::Table(_)));
            !part
        });
        match self.action {
            Action::Undo => editor.undo_label().is_some(),
            Action::Redo => editor.redo_label().is_some(),
            Action::Delete | Action::Nudge(..) => !selection.is_empty(),
            Action::Duplicate
            | Action::Pin
            | Action::Collapse
            | Action::KeysOnly
            | Action::Hide
            | Action::ArrangeSelection
            | Action::SetClass(_) => tables > 0,
            Action::ShowHidden => !edit::hidden_tables(editor.document()).is_empty(),
            Action::Align(_) => movable.count() > 1,
            Action::Distribute(_) => movable.count() > 2,
            Action::NotNull => selected_column(selection).is_some(),
            Action::Ui(UiAction::EditType) => selected_column(selection).is_some(),
            Action::AddColumn => selection.touched_tables().len() == 1,
            Action::NewJunction => tables == 2,
            Action::Relate => tables == 1 || tables == 2,
            Action::SelectAll | Action::ArrangeAll => !editor.document().schema.tables.is_empty(),
            Action::Ui(UiAction::Fit | UiAction::Export | UiAction::Picture) => {
                !editor.document().schema.tables.is_empty()
            }
            Action::Ui(
                UiAction::FitSelection
                | UiAction::Rename
                | UiAction::CopySql
                | UiAction::Copy
                | UiAction::Cut,
            ) => !selection.is_empty(),
            Action::Ui(_) | Action::Cancel | Action::Tool(_) | Action::NewTable(_) => true,
        }
    }
}

/// The column that is selected last.
fn selected_column(selection: &Selection) -> Option<ObjectRef> {
    selection
        .primary_object()
        .filter(|object| matches!(object, ObjectRef::Column(..)))
}
