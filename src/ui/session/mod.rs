//! The bridge between the editor, which knows no signals, and the views, which know nothing else.
//!
//! One trigger per table and one per kind of change: an edit wakes exactly the views of what it touched. Views read through
//! the methods here, which track; event handlers call the methods that change.

mod arrangement;
mod autosave;
mod clipboard;
mod documents;
mod judging;
mod looks;
mod navigation;
mod reading;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use leptos::prelude::*;

use crate::editor::drawing::Drawing;
use crate::editor::{Change, Draft, EditError, Editor, Selection};
use crate::layout::Size;
use crate::layout::viewport::Viewport;
use crate::model::{Document, ObjectRef, Op, Table, TableId, Touched};
use crate::platform::clock;
use crate::platform::tabs::Tabs;
use crate::platform::worker::Background;
use crate::review::Review;

use super::chunks;
use super::interface::Interface;

pub use autosave::SaveState;
pub use reading::{ReadDocument, Reading, Stage, answer, read_sources};

/// Documents of more tables are shown before they are judged.
const JUDGED_AT_ONCE: usize = 200;

/// Everything the views of one page share. All fields are handles, so the struct is copied freely.
#[derive(Clone, Copy)]
pub struct Session {
    state: StoredValue<State>,
    tables: StoredValue<HashMap<TableId, ArcTrigger>>,
    /// What the interface shows.
    pub interface: Interface,
    /// Objects were created, removed or renamed.
    list: Trigger,
    /// The selection changed.
    selection: Trigger,
    /// Undo and redo changed.
    history: Trigger,
    /// Findings, score or tenancy classes changed.
    judged: Trigger,
    /// Cards, edges, notes or areas moved.
    drawn: Trigger,
    /// Title, settings, tenancy, base or other things beside the schema changed.
    beside: Trigger,
    /// Proposals, rounds or what reviewers say changed.
    debated: Trigger,
    /// What part of the world the canvas shows.
    pub viewport: RwSignal<Viewport>,
    /// Size of the canvas on screen, in pixels.
    pub screen: RwSignal<Size>,
    /// Whether everything is stored.
    pub saved: RwSignal<SaveState>,
    /// The import that runs or waits to be decided, if any.
    pub reading: RwSignal<Option<Reading>>,
    /// Whether the document that was open last has been looked for: before that nothing is shown, not even the welcome.
    pub started: RwSignal<bool>,
    /// A document was just opened: the canvas shows all of it and resets this.
    pub after_open: RwSignal<bool>,
    /// A table or column was just made: the canvas lets the user name it and resets this.
    pub naming: RwSignal<Option<ObjectRef>>,
    /// Cards move to the places that arrangement gave them.
    pub arranging: RwSignal<bool>,
    arranger: StoredValue<Option<Background>, LocalStorage>,
    autosave: StoredValue<autosave::Autosave, LocalStorage>,
    tabs: StoredValue<Option<Tabs>, LocalStorage>,
    owner: StoredValue<Option<Owner>>,
}

/// What the handle holds.
struct State {
    editor: Editor,
    drawing: Drawing,
    review: Review,
    /// What changed since the review was brought up to date; empty but for the moment until the next picture.
    behind: Touched,
    /// The review of the base, for the change of the score; `None` without a base.
    base_review: Option<Review>,
}

impl Session {
    /// A session on an empty document, nothing stored yet.
    pub fn new(interface: Interface) -> Self {
        let document = Document::new("Untitled", crate::model::Schema::default());
        Session {
            state: StoredValue::new(State::new(document)),
            tables: StoredValue::new(HashMap::new()),
            interface,
            list: Trigger::new(),
            selection: Trigger::new(),
            history: Trigger::new(),
            judged: Trigger::new(),
            drawn: Trigger::new(),
            beside: Trigger::new(),
            debated: Trigger::new(),
            viewport: RwSignal::new(Viewport::new(0.0, 0.0, 1.0)),
            screen: RwSignal::new(Size::new(1.0, 1.0)),
            saved: RwSignal::new(SaveState::Saved),
            reading: RwSignal::new(None),
            started: RwSignal::new(false),
            after_open: RwSignal::new(false),
            naming: RwSignal::new(None),
            arranging: RwSignal::new(false),
            arranger: StoredValue::new_local(None),
            autosave: StoredValue::new_local(autosave::Autosave::default()),
            tabs: StoredValue::new_local(None),
            owner: StoredValue::new(Owner::current()),
        }
    }

    /// Makes signals and callbacks that live as long as the page, whichever part of it asks: what a dialog makes for itself
    /// goes when it closes.
    pub fn lasting<R>(&self, make: impl FnOnce() -> R) -> R {
        match self.owner.get_value() {
            Some(owner) => owner.with(make),
            None => make(),
        }
    }

    // Reading, without tracking.

    /// Reads the document as it is now; tracks nothing.
    pub fn document<R>(&self, read: impl FnOnce(&Document) -> R) -> R {
        self.state.with_value(|state| read(state.editor.document()))
    }

    /// Reads the editor as it is now; tracks nothing.
    pub fn editor<R>(&self, read: impl FnOnce(&Editor) -> R) -> R {
        self.state.with_value(|state| read(&state.editor))
    }

    /// Reads the drawing as it is now; tracks nothing.
    pub fn drawing<R>(&self, read: impl FnOnce(&Drawing) -> R) -> R {
        self.state.with_value(|state| read(&state.drawing))
    }

    /// Reads the review as it is now; tracks nothing.
    pub fn review<R>(&self, read: impl FnOnce(&Review) -> R) -> R {
        self.state.with_value(|state| read(&state.review))
    }

    /// Reads the review and the base's review as they are now; tracks nothing.
    pub fn reviews<R>(&self, read: impl FnOnce(&Review, Option<&Review>) -> R) -> R {
        self.state
            .with_value(|state| read(&state.review, state.base_review.as_ref()))
    }

    /// The table as it is now; tracks nothing.
    pub fn table_now(&self, id: TableId) -> Option<Arc<Table>> {
        self.document(|document| document.schema.table(id).cloned())
    }

    // Tracking.

    /// The table, tracked: the caller runs again when this table changes, and only then.
    pub fn table(&self, id: TableId) -> Option<Arc<Table>> {
        self.track_table(id);
        self.table_now(id)
    }

    /// Tracks one table.
    pub fn track_table(&self, id: TableId) {
        self.trigger(id).track();
    }

    /// Tracks creation, removal and renaming of objects.
    pub fn track_list(&self) {
        self.list.track();
    }

    /// Tracks the selection.
    pub fn track_selection(&self) {
        self.selection.track();
    }

    /// Tracks undo and redo.
    pub fn track_history(&self) {
        self.history.track();
    }

    /// Tracks findings, score and tenancy classes.
    pub fn track_review(&self) {
        self.judged.track();
    }

    /// Tracks where cards, edges, notes and areas stand.
    pub fn track_drawing(&self) {
        self.drawn.track();
    }

    /// Tracks title, settings, tenancy and base.
    pub fn track_settings(&self) {
        self.beside.track();
    }

    /// Tracks proposals, rounds and what reviewers say.
    pub fn track_debate(&self) {
        self.debated.track();
    }

    /// Whether nothing is drawn yet, tracked.
    pub fn is_empty(&self) -> bool {
        self.list.track();
        self.drawn.track();
        self.document(|document| {
            let schema = &document.schema;
            schema.tables.is_empty()
                && schema.views.is_empty()
                && schema.types.is_empty()
                && document.notes.is_empty()
                && document.areas.is_empty()
        })
    }

    /// The selection, tracked.
    pub fn selected(&self) -> Selection {
        self.selection.track();
        self.editor(|editor| editor.selection().clone())
    }

    fn trigger(&self, id: TableId) -> ArcTrigger {
        if let Some(trigger) = self.tables.with_value(|tables| tables.get(&id).cloned()) {
            return trigger;
        }
        let trigger = ArcTrigger::new();
        self.tables.update_value(|tables| {
            tables.insert(id, trigger.clone());
        });
        trigger
    }

    // Changing.

    /// Plans an edit and applies it as one undo step. A refusal is told in a toast, and gives `None`.
    pub fn edit<T>(&self, steps: impl FnOnce(&mut Draft) -> Result<T, EditError>) -> Option<T> {
        self.try_edit(steps)
            .map_err(|error| self.interface.complain(error.to_string()))
            .ok()
    }

    /// As [`Session::edit`], but the refusal comes back, for a field that shows it beside itself.
    ///
    /// # Errors
    /// What the plan refused; nothing has changed then.
    pub fn try_edit<T>(
        &self,
        steps: impl FnOnce(&mut Draft) -> Result<T, EditError>,
    ) -> Result<T, EditError> {
        let (result, change) = self.change(|state| state.editor.edit(steps))?;
        self.after(&change);
        Ok(result)
    }

    /// As [`Session::edit`], where steps with the same key that follow each other are one undo step (nudging).
    pub fn edit_joined<T>(
        &self,
        key: &str,
        steps: impl FnOnce(&mut Draft) -> Result<T, EditError>,
    ) -> Option<T> {
        match self.change(|state| state.editor.edit_joined(key, steps)) {
            Ok((result, change)) => {
                self.after(&change);
                Some(result)
            }
            Err(error) => {
                self.interface.complain(error.to_string());
                None
            }
        }
    }

    /// Applies ready operations as one undo step: quick fixes, merges. True when they applied.
    pub fn apply(&self, label: &str, ops: Vec<Op>) -> bool {
        match self.change(|state| state.editor.apply(label, ops)) {
            Ok(change) => {
                self.after(&change);
                true
            }
            Err(error) => {
                self.interface.complain(error.to_string());
                false
            }
        }
    }

    /// Ends joining of steps: the next one stands by itself.
    pub fn end_joining(&self) {
        self.change(|state| state.editor.end_joining());
    }

    /// Undoes the last step.
    pub fn undo(&self) {
        let change = self.change(|state| state.editor.undo());
        match change {
            Some(change) => {
                self.after(&change);
                self.interface.speak(format!("Undone: {}", change.label));
            }
            None => self.interface.speak("Nothing to undo"),
        }
    }

    /// Redoes the last undone step.
    pub fn redo(&self) {
        let change = self.change(|state| state.editor.redo());
        match change {
            Some(change) => {
                self.after(&change);
                self.interface.speak(format!("Redone: {}", change.label));
            }
            None => self.interface.speak("Nothing to redo"),
        }
    }

    /// Selects.
    pub fn select(&self, selection: Selection) {
        self.change(|state| state.editor.select(selection));
        self.selection.notify();
    }

    /// Runs something on the editor that may change the document or the selection, and wakes what it touched.
    pub fn with_editor<R>(&self, run: impl FnOnce(&mut Editor) -> (R, Option<Change>)) -> R {
        let (result, change) = self.change(|state| run(&mut state.editor));
        match change {
            Some(change) => self.after(&change),
            None => self.selection.notify(),
        }
        result
    }

    fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let mut result = None;
        self.state
            .update_value(|state| result = Some(change(state)));
        match result {
            Some(result) => result,
            // The state lives as long as the page.
            None => unreachable!("the session is gone"),
        }
    }

    fn notify(&self, touched: &Touched, drawn: &BTreeSet<TableId>, judged: bool) {
        // Cards that look otherwise because of another table's change are woken with it.
        let mut cards: BTreeSet<TableId> =
            touched.tables.union(&touched.placements).copied().collect();
        cards.extend(drawn);
        self.wake(&cards);
        if touched.list || !touched.objects.is_empty() || !touched.tables.is_empty() {
            self.list.notify();
        }
        if judged && touched.schema_changed() {
            self.judged.notify();
        }
        if touched.settings {
            self.beside.notify();
        }
        if touched.debate {
            self.debated.notify();
        }
        self.drawn.notify();
        self.history.notify();
        self.selection.notify();
    }

    /// Wakes what shows these tables.
    fn wake(&self, tables: &BTreeSet<TableId>) {
        let woken: Vec<ArcTrigger> = self.tables.with_value(|triggers| {
            tables
                .iter()
                .filter_map(|id| triggers.get(id).cloned())
                .collect()
        });
        for trigger in woken {
            trigger.notify();
        }
    }

    /// Wakes every card.
    fn wake_cards(&self) {
        let woken: Vec<ArcTrigger> = self
            .tables
            .with_value(|tables| tables.values().cloned().collect());
        for trigger in woken {
            trigger.notify();
        }
    }

    /// Puts another document in the place of the open one and wakes everything. Nothing is stored by this.
    fn replace(&self, document: Document) {
        self.state.set_value(State::new(document));
        // The first picture waits neither for the findings of many tables nor for the base's score.
        self.judge();
        let woken: Vec<ArcTrigger> = self
            .tables
            .try_update_value(|tables| tables.drain().map(|(_, trigger)| trigger).collect())
            .unwrap_or_default();
        for trigger in woken {
            trigger.notify();
        }
        for trigger in [
            self.list,
            self.beside,
            self.debated,
            self.judged,
            self.drawn,
            self.history,
            self.selection,
        ] {
            trigger.notify();
        }
    }
}

impl State {
    fn new(document: Document) -> Self {
        let mut review = Review::unjudged(&document, &clock::today());
        if let Some(rules) = chunks::rules_here()
            && document.schema.tables.len() <= JUDGED_AT_ONCE
        {
            review.judge(rules, &document);
        }
        State {
            drawing: Drawing::new(&document, review.tenancy().root),
            review,
            behind: Touched::default(),
            base_review: None,
            editor: Editor::new(document),
        }
    }
}

/// The session of the page.
pub fn use_session() -> Session {
    expect_context::<Session>()
}
