//! What the interface shows now: view, panels, dialogs, toast, theme. None of it is part of the document.

use std::sync::Arc;

use leptos::prelude::*;

use crate::editor::Item;
use crate::editor::drawing::Paint;
use crate::isolation::Leak;
use crate::layout::Point;
use crate::model::{AccessPatternId, TableId, WaiverId};
use crate::platform::clock;
use crate::platform::theme::{self, Theme};
use crate::rules::Finding;

/// Milliseconds between two things said to screen readers.
const SPEAK_EVERY: f64 = 1000.0;

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
    /// Proposals side by side, with what reviewers say.
    Review,
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
    /// Every object, a kind at a time.
    Objects,
}

/// What a context menu is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MenuOf {
    /// Empty ground, at a point of the world.
    Ground(Point),
    /// An object, a note, an area.
    Item(Item),
}

/// A context menu that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MenuAt {
    /// Where, in pixels of the window.
    pub place: (f64, f64),
    /// On what.
    pub of: MenuOf,
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

/// The dialogs of the reviewers' room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewDialog {
    /// Making what is drawn a proposal.
    New,
    /// Name, author and summary of a proposal.
    Describe(String),
    /// Who reviews.
    Person,
    /// Scoring a proposal.
    Score(String),
    /// The evidence checklist of a proposal.
    Evidence(String),
    /// The report, card and plan as files.
    Export,
    /// A proposal as a file or a link.
    Share(String),
    /// Reviews of other people's files.
    Merge,
    /// A link that was opened, by what stands behind `#`.
    Link(String),
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
    /// The saved views.
    SavedViews,
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
    /// A dialog of the reviewers' room.
    Review(ReviewDialog),
    /// Waiving a finding.
    Waive(Arc<Finding>),
    /// Changing a waiver.
    Waiver(WaiverId),
    /// Fixing several findings as one step, seen before it is done.
    Mend(Mending),
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

/// Findings to fix together.
#[derive(Clone, Debug)]
pub struct Mending {
    /// What they have in common (`Fix all of fk-unindexed`).
    pub title: String,
    /// The findings.
    pub findings: Arc<Vec<Arc<Finding>>>,
    /// Whether only fixes are taken that lose and refuse nothing.
    pub safe: bool,
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
    /// Whether the canvas is painted with what differs from the base.
    pub painting: RwSignal<bool>,
    /// What differs from the base, once it was compared; none while the canvas is not painted with it.
    pub paint: RwSignal<Option<Arc<Paint>>>,
    /// The query that is open in the list of queries.
    pub query: RwSignal<Option<AccessPatternId>>,
    /// The context menu that is open.
    pub menu: RwSignal<Option<MenuAt>>,
    /// Whether all relationships in view carry their label.
    pub labels: RwSignal<bool>,
    /// Whether the canvas shows where tenants' borders are missing or crossed.
    pub borders: RwSignal<bool>,
    /// A note or area whose text is to be typed: the canvas takes it and resets this.
    pub writing: RwSignal<Option<Item>>,
    /// Whether of the column that is to be named it is the type that is typed.
    pub typing_type: RwSignal<bool>,
    toast_number: StoredValue<u32>,
    spoken_at: StoredValue<f64>,
    to_speak: StoredValue<Option<String>>,
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
            painting: RwSignal::new(false),
            paint: RwSignal::new(None),
            query: RwSignal::new(None),
            menu: RwSignal::new(None),
            labels: RwSignal::new(false),
            borders: RwSignal::new(false),
            writing: RwSignal::new(None),
            typing_type: RwSignal::new(false),
            toast_number: StoredValue::new(0),
            spoken_at: StoredValue::new(f64::NEG_INFINITY),
            to_speak: StoredValue::new(None),
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

    /// Opens a context menu at a place of the window, in pixels.
    pub fn open_menu(&self, place: (f64, f64), of: MenuOf) {
        self.menu.set(Some(MenuAt { place, of }));
    }

    /// Says something to screen readers through the polite live region: at most once a second, the last that was asked.
    pub fn speak(&self, text: impl Into<String>) {
        let waiting = self.to_speak.with_value(Option::is_some);
        self.to_speak.set_value(Some(text.into()));
        if waiting {
            return;
        }
        let since = clock::elapsed() - self.spoken_at.get_value();
        if since >= SPEAK_EVERY {
            return self.say_it();
        }
        let interface = *self;
        let rest = std::time::Duration::from_millis((SPEAK_EVERY - since) as u64 + 1);
        set_timeout(move || interface.say_it(), rest);
    }

    fn say_it(&self) {
        if let Some(text) = self.to_speak.try_update_value(Option::take).flatten() {
            self.spoken_at.set_value(clock::elapsed());
            self.spoken.set(text);
        }
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
