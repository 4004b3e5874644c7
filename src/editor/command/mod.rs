//! Every command once: what it is called, its keys, when it can run, what it does. Palette, menus, shortcuts and help are
//! made from this list.

mod run;
mod shortcut;

use crate::model::TenancyClass;

use super::edit;
use super::gesture::Effect;
use super::template::Template;
use super::tool::Tool;
use super::{Change, Editor};

pub use shortcut::Shortcut;
use shortcut::{alt, control, control_shift, plain, shift};

/// Where a command is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Undo, delete, rename, ...
    Edit,
    /// What is created.
    Create,
    /// The pointer's tools.
    Tools,
    /// Zoom, arrangement, panels, views.
    View,
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

macro_rules! commands {
    ($($group:ident: $($id:literal, $title:literal, $icon:literal, [$($key:expr),*], $action:expr;)*)*) => {
        /// All commands, by group.
        pub const COMMANDS: &[Command] = &[$($(
            Command {
                id: $id,
                title: $title,
                group: Group::$group,
                icon: $icon,
                shortcuts: &[$($key),*],
                action: $action,
            },
        )*)*];
    };
}

commands! {
    Edit:
        "undo", "Undo", "undo", [control("Z")], Action::Undo;
        "redo", "Redo", "redo", [control_shift("Z"), control("Y")], Action::Redo;
        "rename", "Rename", "rename", [plain("F2")], Action::Ui(UiAction::Rename);
        "duplicate", "Duplicate", "copy", [control("D")], Action::Duplicate;
        "copy-sql", "Copy as SQL", "sql", [control("C")], Action::Ui(UiAction::CopySql);
        "delete", "Delete", "trash", [plain("Delete"), plain("Backspace")], Action::Delete;
        "select-all", "Select all tables", "cursor", [control("A")], Action::SelectAll;
        "cancel", "Cancel or clear the selection", "cross", [plain("Escape")], Action::Cancel;
        "nudge-left", "Move left", "", [alt("ArrowLeft")], Action::Nudge(-1, 0);
        "nudge-right", "Move right", "", [alt("ArrowRight")], Action::Nudge(1, 0);
        "nudge-up", "Move up", "", [alt("ArrowUp")], Action::Nudge(0, -1);
        "nudge-down", "Move down", "", [alt("ArrowDown")], Action::Nudge(0, 1);
    Create:
        "new-tenant-scoped", "New tenant-scoped table", "t-tenant", [], Action::NewTable(Template::TenantScoped);
        "new-reference", "New reference table", "t-reference", [], Action::NewTable(Template::Reference);
        "new-audit-log", "New audit log", "clock", [], Action::NewTable(Template::AuditLog);
        "new-junction", "New junction of two selected tables", "t-bridge", [], Action::NewJunction;
        "new-root", "New tenant root", "t-root", [], Action::NewTable(Template::TenantRoot);
        "new-blank", "New blank table", "table", [], Action::NewTable(Template::Blank);
        "add-column", "Add column", "column", [shift("Enter")], Action::AddColumn;
        "relate", "Add relationship between two selected tables", "relation", [shift("R")], Action::Relate;
    Tools:
        "tool-select", "Select", "cursor", [plain("V")], Action::Tool(Tool::Select);
        "tool-hand", "Pan", "hand", [plain("H")], Action::Tool(Tool::Hand);
        "tool-table", "Table", "table", [plain("T")], Action::Tool(Tool::NewTable(Template::TenantScoped));
        "tool-relate", "Relationship", "relation", [plain("R")], Action::Tool(Tool::Relate);
        "tool-note", "Note", "note", [plain("N")], Action::Tool(Tool::Note);
        "tool-area", "Area", "area", [plain("A")], Action::Tool(Tool::Area);
    View:
        "fit", "Fit all", "fit", [shift("1")], Action::Ui(UiAction::Fit);
        "fit-selection", "Fit selection", "focus", [shift("2")], Action::Ui(UiAction::FitSelection);
        "zoom-in", "Zoom in", "plus", [plain("="), plain("+"), control("="), control("+")], Action::Ui(UiAction::ZoomIn);
        "zoom-out", "Zoom out", "minus", [plain("-"), control("-")], Action::Ui(UiAction::ZoomOut);
        "zoom-actual", "Zoom to 100 %", "", [shift("0"), control("0")], Action::Ui(UiAction::ZoomActual);
        "arrange-all", "Arrange all", "layout", [shift("A")], Action::ArrangeAll;
        "arrange-selection", "Arrange selection", "layout", [shift("L")], Action::ArrangeSelection;
        "pin", "Pin in place or unpin", "pin", [plain("P")], Action::Pin;
        "collapse", "Collapse or expand", "chevron", [plain("X")], Action::Collapse;
        "view-canvas", "Show canvas", "layout", [alt("1")], Action::Ui(UiAction::ViewCanvas);
        "view-tables", "Show tables", "grid", [alt("2")], Action::Ui(UiAction::ViewTables);
        "view-row-security", "Show row security", "shield", [], Action::Ui(UiAction::ViewRowSecurity);
        "view-migration", "Show migration", "branch", [alt("3")], Action::Ui(UiAction::ViewMigration);
        "view-findings", "Show findings", "shield", [alt("4")], Action::Ui(UiAction::ViewFindings);
        "view-queries", "Show queries", "search", [alt("5")], Action::Ui(UiAction::ViewQueries);
        "paste-queries", "Paste queries", "import", [], Action::Ui(UiAction::PasteQueries);
        "toggle-changes", "Show or hide changes against the base", "branch", [shift("D")], Action::Ui(UiAction::Changes);
        "toggle-explorer", "Show or hide the explorer", "panelleft", [control("B")], Action::Ui(UiAction::Explorer);
        "toggle-inspector", "Show or hide the inspector", "panel", [control_shift("B")], Action::Ui(UiAction::Inspector);
        "toggle-sql", "Show or hide the SQL pane", "sql", [alt("6")], Action::Ui(UiAction::SqlPane);
        "toggle-theme", "Switch between light and dark", "moon", [], Action::Ui(UiAction::Theme);
        "search", "Find", "search", [control("F"), plain("/")], Action::Ui(UiAction::Search);
        "palette", "Search or run a command", "search", [control("K")], Action::Ui(UiAction::Palette);
    Review:
        "next-finding", "Next finding", "down", [plain("F8")], Action::Ui(UiAction::NextFinding);
        "previous-finding", "Previous finding", "", [shift("F8")], Action::Ui(UiAction::PreviousFinding);
        "follow-deletion", "Follow a deletion", "trash", [], Action::Ui(UiAction::FollowDeletion);
        "apply-fix", "Apply the fix", "wand", [control(".")], Action::Ui(UiAction::ApplyFix);
        "class-root", "Mark as tenant root", "t-root", [], Action::SetClass(Some(TenancyClass::Root));
        "class-tenant-scoped", "Mark as tenant-scoped", "t-tenant", [], Action::SetClass(Some(TenancyClass::TenantScoped));
        "class-bridge", "Mark as bridge", "t-bridge", [], Action::SetClass(Some(TenancyClass::Bridge));
        "class-reference", "Mark as reference", "t-reference", [], Action::SetClass(Some(TenancyClass::Reference));
        "class-global", "Mark as global", "t-global", [], Action::SetClass(Some(TenancyClass::Global));
        "class-inferred", "Let the class be inferred", "t-unclassified", [], Action::SetClass(None);
    Document:
        "new-document", "New document", "plus", [alt("N")], Action::Ui(UiAction::NewDocument);
        "documents", "Documents…", "folder", [control("O")], Action::Ui(UiAction::Documents);
        "import", "Import files…", "import", [control("I")], Action::Ui(UiAction::Import);
        "paste", "Paste SQL…", "sql", [control_shift("V")], Action::Ui(UiAction::Paste);
        "sample", "Open the sample", "template", [], Action::Ui(UiAction::Sample);
        "save", "Save as a file", "file", [control("S")], Action::Ui(UiAction::Save);
        "export", "Export…", "export", [control("E")], Action::Ui(UiAction::Export);
        "picture", "Save as a picture…", "export", [control_shift("E")], Action::Ui(UiAction::Picture);
        "commit-base", "Make this the base", "branch", [], Action::Ui(UiAction::CommitBase);
        "check-migration", "Check a migration…", "branch", [], Action::Ui(UiAction::CheckMigration);
        "facts", "Project facts…", "info", [], Action::Ui(UiAction::Facts);
        "settings", "Settings…", "settings", [control(",")], Action::Ui(UiAction::Settings);
    Help:
        "shortcuts", "Shortcuts", "info", [plain("?")], Action::Ui(UiAction::Shortcuts);
        "help", "Help", "info", [plain("F1")], Action::Ui(UiAction::Help);
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
        match self.action {
            Action::Undo => editor.undo_label().is_some(),
            Action::Redo => editor.redo_label().is_some(),
            Action::Delete | Action::Nudge(..) => !selection.is_empty(),
            Action::Duplicate
            | Action::Pin
            | Action::Collapse
            | Action::ArrangeSelection
            | Action::SetClass(_) => tables > 0,
            Action::AddColumn => selection.touched_tables().len() == 1,
            Action::NewJunction => tables == 2,
            Action::Relate => tables == 1 || tables == 2,
            Action::SelectAll | Action::ArrangeAll => !editor.document().schema.tables.is_empty(),
            Action::Ui(UiAction::Fit | UiAction::Export | UiAction::Picture) => {
                !editor.document().schema.tables.is_empty()
            }
            Action::Ui(UiAction::FitSelection | UiAction::Rename | UiAction::CopySql) => {
                !selection.is_empty()
            }
            Action::Ui(_) | Action::Cancel | Action::Tool(_) | Action::NewTable(_) => true,
        }
    }
}
