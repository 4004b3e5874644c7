//! What the interface shows now: view, panels, dialogs, toast, theme. None of it is part of the document.

use std::sync::Arc;

use leptos::prelude::*;

use crate::editor::drawing::Paint;
use crate::isolation::Leak;
use crate::migration::Strategy;
use crate::model::{AccessPatternId, TableId};
use crate::platform::theme::{self, Theme};
use crate::rules::Finding;

use super::migration::Answers;

/// The views of the top bar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The drawing.
    #[default]
    Canvas,
    /// Every object in a grid.
    Tables,
    /// The migration from the base to what is drawn.
    Migration,
    /// Reading an import: statements, source, where it goes.
    Import,
}

/// The grids of [`View::Tables`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grid {
    /// Every table.
    #[default]
    Tables,
    /// What row security lets each role reach.
    RowSecurity,
    /// The queries of the application.
    Queries,
}

/// What stands at the right of the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Panel {
    /// The selected object, in full.
    #[default]
    Inspector,
    /// All findings and the score, wide.
    Findings,
    /// The schema as text, edited beside the drawing.
    Sql,
    /// Nothing: the canvas takes the room.
    Hidden,
}

/// A dialog over the page.
#[derive(Clone, Debug)]
pub enum Dialog {
    /// Export: formats, preview, download.
    Export,
    /// The drawing as a picture.
    Picture,
    /// Paste SQL.
    Paste(String),
    /// Writing a query; a new one without its id.
    Query(Option<AccessPatternId>),
    /// Pasting a file of queries.
    PasteQueries,
    /// The documents of this browser.
    Documents,
    /// Every shortcut.
    Shortcuts,
    /// Help.
    Help,
    /// Tenancy, profile, server version.
    Settings,
    /// What the project says of how it is run.
    Facts,
    /// Judging a migration that was written by hand.
    CheckMigration,
    /// The page of a rule, by its name.
    Rule(&'static str),
    /// What deleting a row of this table takes along.
    Deletion(TableId),
    /// Waiving a finding.
    Waive(Arc<Finding>),
    /// A question with one consequence, asked before something that is hard to see undone.
    Confirm {
        /// Title.
        title: String,
        /// What will happen.
        text: String,
        /// The verb on the button.
        verb: String,
        /// What to do.
        action: Callback<()>,
    },
    /// Something went wrong: what happened, where, what to do.
    Problem {
        /// Title.
        title: String,
        /// Explanation.
        text: String,
    },
}

/// A short word at the bottom of the canvas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What happened.
    pub text: String,
    /// Whether Undo is offered.
    pub undo: bool,
    /// Whether it tells of a failure.
    pub failed: bool,
}

/// The state of the interface. All fields are signals, so the struct is copied freely.
#[derive(Clone, Copy)]
pub struct Interface {
    /// The view.
    pub view: RwSignal<View>,
    /// The leak path that is drawn over the canvas.
    pub leak: RwSignal<Option<Arc<Leak>>>,
    /// Which grid [`View::Tables`] shows.
    pub grid: RwSignal<Grid>,
    /// The panel at the right.
    pub panel: RwSignal<Panel>,
    /// Whether the explorer is opened over the canvas (widths under 1180, where it is a rail otherwise).
    pub explorer_open: RwSignal<bool>,
    /// The dialog, if one is open.
    pub dialog: RwSignal<Option<Dialog>>,
    /// Whether the command palette is open.
    pub palette: RwSignal<bool>,
    /// The toast, if one is shown.
    pub toast: RwSignal<Option<Toast>>,
    /// The last words for screen readers.
    pub spoken: RwSignal<String>,
    /// Light, dark or as the system says.
    pub theme: RwSignal<Theme>,
    /// Whether the system is dark now.
    pub system_dark: RwSignal<bool>,
    /// How the migration treats tables that hold rows.
    pub strategy: RwSignal<Strategy>,
    /// What the user said of the migration: renames, and how changes are made.
    pub answers: RwSignal<Answers>,
    /// Whether the canvas is painted with what differs from the base.
    pub painting: RwSignal<bool>,
    /// What differs from the base, once it was compared; none while the canvas is not painted with it.
    pub paint: RwSignal<Option<Arc<Paint>>>,
    /// The name the user gave the migration; the plan proposes one otherwise.
    pub migration_name: RwSignal<Option<String>>,
    /// The name of the layout the user chose for migrations; a folder that is open tells otherwise.
    pub layout: RwSignal<Option<&'static str>>,
    /// The query that is open in the list of queries.
    pub query: RwSignal<Option<AccessPatternId>>,
    toast_number: StoredValue<u32>,
}

impl Interface {
    /// The state of a page just opened.
    pub fn new() -> Self {
        let stored = theme::stored();
        theme::set(stored);
        let system_dark = RwSignal::new(theme::is_dark(Theme::System));
        theme::watch_system(move |dark| system_dark.set(dark));
        Interface {
            view: RwSignal::new(View::default()),
            leak: RwSignal::new(None),
            grid: RwSignal::new(Grid::default()),
            panel: RwSignal::new(Panel::default()),
            explorer_open: RwSignal::new(false),
            dialog: RwSignal::new(None),
            palette: RwSignal::new(false),
            toast: RwSignal::new(None),
            spoken: RwSignal::new(String::new()),
            theme: RwSignal::new(stored),
            system_dark,
            strategy: RwSignal::new(Strategy::Online),
            answers: RwSignal::new(Answers::default()),
            painting: RwSignal::new(false),
            paint: RwSignal::new(None),
            migration_name: RwSignal::new(None),
            layout: RwSignal::new(None),
            query: RwSignal::new(None),
            toast_number: StoredValue::new(0),
        }
    }

    /// Shows one of the grids.
    pub fn show_grid(&self, grid: Grid) {
        self.grid.set(grid);
        self.view.set(View::Tables);
    }

    /// Shows a toast for six seconds and speaks it.
    pub fn tell(&self, text: impl Into<String>, undo: bool) {
        self.show(Toast {
            text: text.into(),
            undo,
            failed: false,
        });
    }

    /// Shows a failure: longer, because it says what to do.
    pub fn complain(&self, text: impl Into<String>) {
        self.show(Toast {
            text: text.into(),
            undo: false,
            failed: true,
        });
    }

    fn show(&self, toast: Toast) {
        let seconds = if toast.failed { 12 } else { 6 };
        self.speak(toast.text.clone());
        self.toast.set(Some(toast));
        self.toast_number.update_value(|number| *number += 1);
        let number = self.toast_number.get_value();
        let interface = *self;
        set_timeout(
            move || {
                // A later toast has its own time.
                if interface.toast_number.try_get_value() == Some(number) {
                    interface.toast.set(None);
                }
            },
            std::time::Duration::from_secs(seconds),
        );
    }

    /// Says something to screen readers through the polite live region.
    pub fn speak(&self, text: impl Into<String>) {
        self.spoken.set(text.into());
    }

    /// Switches between light and dark.
    pub fn toggle_theme(&self) {
        let next = if theme::is_dark(self.theme.get_untracked()) {
            Theme::Light
        } else {
            Theme::Dark
        };
        theme::set(next);
        self.theme.set(next);
    }
}

impl Default for Interface {
    fn default() -> Self {
        Self::new()
    }
}
