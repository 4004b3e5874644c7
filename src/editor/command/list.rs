//! The list of all commands.

use super::shortcut::{alt, alt_shift, control, control_shift, plain, shift};
use super::{Action, Command, Group, UiAction};
use crate::editor::template::Template;
use crate::editor::tool::Tool;
use crate::layout::align::{Alignment, Axis};
use crate::model::TenancyClass;

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
        "edit-type", "Change the column's type", "column", [shift("F2")], Action::Ui(UiAction::EditType);
        "not-null", "Refuse or allow null", "", [shift("N")], Action::NotNull;
        "copy", "Copy", "copy", [control("C")], Action::Ui(UiAction::Copy);
        "cut", "Cut", "", [control("X")], Action::Ui(UiAction::Cut);
        "paste-here", "Paste", "", [control("V")], Action::Ui(UiAction::PasteClipboard);
        "copy-sql", "Copy as SQL", "sql", [control_shift("C")], Action::Ui(UiAction::CopySql);
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
        "focus", "Focus on the selected tables or let go", "focus", [plain("F")], Action::Ui(UiAction::Focus);
        "focus-wider", "Focus one step wider", "", [plain("]")], Action::Ui(UiAction::FocusWider);
        "focus-narrower", "Focus one step narrower", "", [plain("[")], Action::Ui(UiAction::FocusNarrower);
        "focus-hides", "Hide or dim what is not in focus", "", [shift("F")], Action::Ui(UiAction::FocusHides);
        "saved-views", "Saved views…", "branch", [shift("V")], Action::Ui(UiAction::SavedViews);
        "labels", "Show or hide relationship labels", "", [plain("L")], Action::Ui(UiAction::Labels);
        "hubs", "Fold or unfold the relationships to a table", "", [plain("U")], Action::Ui(UiAction::Hubs);
        "view-canvas", "Show canvas", "layout", [alt("1")], Action::Ui(UiAction::ViewCanvas);
        "view-tables", "Show tables", "grid", [alt("2")], Action::Ui(UiAction::ViewTables);
        "view-row-security", "Show row security", "shield", [], Action::Ui(UiAction::ViewRowSecurity);
        "view-migration", "Show migration", "branch", [alt("3")], Action::Ui(UiAction::ViewMigration);
        "view-findings", "Show findings", "shield", [alt("4")], Action::Ui(UiAction::ViewFindings);
        "view-queries", "Show queries", "search", [alt("5")], Action::Ui(UiAction::ViewQueries);
        "view-objects", "Show all objects", "grid", [alt("7")], Action::Ui(UiAction::ViewObjects);
        "view-review", "Show review", "comment", [alt("6")], Action::Ui(UiAction::ViewReview);
        "paste-queries", "Paste queries", "import", [], Action::Ui(UiAction::PasteQueries);
        "toggle-changes", "Show or hide changes against the base", "branch", [shift("D")], Action::Ui(UiAction::Changes);
        "toggle-sql", "Show or hide the SQL pane", "sql", [alt("8")], Action::Ui(UiAction::SqlPane);
        "toggle-explorer", "Show or hide the explorer", "panelleft", [control("B")], Action::Ui(UiAction::Explorer);
        "toggle-inspector", "Show or hide the inspector", "panel", [control_shift("B")], Action::Ui(UiAction::Inspector);
        "toggle-theme", "Switch between light and dark", "moon", [], Action::Ui(UiAction::Theme);
        "search", "Find", "search", [control("F"), plain("/")], Action::Ui(UiAction::Search);
        "palette", "Search or run a command", "search", [control("K")], Action::Ui(UiAction::Palette);
    Arrange:
        "arrange-all", "Arrange all", "layout", [shift("A")], Action::ArrangeAll;
        "arrange-selection", "Arrange selection", "layout", [shift("L")], Action::ArrangeSelection;
        "pin", "Pin in place or unpin", "pin", [plain("P")], Action::Pin;
        "collapse", "Collapse or expand", "chevron", [plain("X")], Action::Collapse;
        "keys-only", "Show keys only or all rows", "key", [shift("X")], Action::KeysOnly;
        "hide", "Hide the selected tables", "", [shift("H")], Action::Hide;
        "show-hidden", "Show all hidden tables", "", [shift("U")], Action::ShowHidden;
        "align-left", "Align left edges", "", [alt("A")], Action::Align(Alignment::Left);
        "align-center", "Align middles in a column", "", [alt("H")], Action::Align(Alignment::Center);
        "align-right", "Align right edges", "", [alt("D")], Action::Align(Alignment::Right);
        "align-top", "Align top edges", "", [alt("W")], Action::Align(Alignment::Top);
        "align-middle", "Align middles in a row", "", [alt("V")], Action::Align(Alignment::Middle);
        "align-bottom", "Align bottom edges", "", [alt("S")], Action::Align(Alignment::Bottom);
        "distribute-across", "Spread evenly across", "", [alt_shift("H")], Action::Distribute(Axis::Across);
        "distribute-down", "Spread evenly down", "", [alt_shift("V")], Action::Distribute(Axis::Down);
    Review:
        "next-finding", "Next finding", "down", [plain("F8")], Action::Ui(UiAction::NextFinding);
        "previous-finding", "Previous finding", "", [shift("F8")], Action::Ui(UiAction::PreviousFinding);
        "follow-deletion", "Follow a deletion", "trash", [], Action::Ui(UiAction::FollowDeletion);
        "borders", "Show or hide open borders between tenants", "leak", [plain("B")], Action::Ui(UiAction::Borders);
        "apply-fix", "Apply the fix", "wand", [control(".")], Action::Ui(UiAction::ApplyFix);
        "new-proposal", "Make what is drawn a proposal…", "branch", [], Action::Ui(UiAction::NewProposal);
        "share-proposal", "Share the proposal…", "share", [], Action::Ui(UiAction::ShareProposal);
        "merge-reviews", "Merge reviews from files…", "import", [], Action::Ui(UiAction::MergeReviews);
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
