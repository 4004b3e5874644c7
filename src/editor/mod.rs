//! Document, history, selection and tools: everything the page does to a document, without the page.
//!
//! No DOM, no IO, no clock. A user's intent becomes operations on a [`Draft`]; [`Editor::edit`] makes them one undo step and
//! says in a [`Change`] what to save and what to draw and judge again.

pub mod clip;
pub mod command;
pub mod definition;
mod draft;
pub mod drawing;
pub mod edit;
mod error;
pub mod gesture;
pub mod history;
mod name;
pub mod property;
mod sample;
pub mod search;
mod selection;
pub mod sheet;
pub mod shown;
pub mod template;
mod tenant;
pub mod tool;

use crate::model::{Document, Op, Touched};

pub use draft::{Draft, Plan};
pub use drawing::Drawing;
pub use error::EditError;
pub use gesture::{Effect, Gesture, Response};
use history::{History, Step};
pub use sample::sample_sql;
pub use selection::{Item, Selection};
pub use template::Template;
pub use tool::{Button, Modifiers, PointerInput, Target, Tool};

/// What an edit, an undo or a redo did.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What the step is called.
    pub label: String,
    /// The operations as applied, for the autosave journal: applied in order to the document before, they give the one after.
    pub ops: Vec<Op>,
    /// What is to be drawn and judged again.
    pub touched: Touched,
    /// What still says a name that is no more, and needs a look.
    pub left: Vec<String>,
    /// The editor's [`Editor::change_count`] after the change.
    pub revision: u64,
}

/// A document being edited.
#[derive(Clone, Debug)]
pub struct Editor {
    document: Document,
    history: History,
    selection: Selection,
    tool: Tool,
    gesture: Option<Gesture>,
    hovered: Option<Target>,
    revision: u64,
}

impl Editor {
    /// An editor on a document, with nothing selected and nothing to undo.
    pub fn new(document: Document) -> Self {
        Editor {
            document,
            history: History::default(),
            selection: Selection::default(),
            tool: Tool::default(),
            gesture: None,
            hovered: None,
            revision: 0,
        }
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Counts every change, undo and redo; equal numbers mean an equal document.
    pub fn change_count(&self) -> u64 {
        self.revision
    }

    /// Plans with `steps` and applies the plan as one undo step, named by the first [`Draft::say`].
    ///
    /// A plan without operations changes nothing and records no step; its `Change` is empty.
    ///
    /// # Errors
    /// What `steps` returns; the document is then unchanged.
    pub fn edit<T>(
        &mut self,
        steps: impl FnOnce(&mut Draft) -> Result<T, EditError>,
    ) -> Result<(T, Change), EditError> {
        let (result, plan) = Draft::plan(&self.document, steps)?;
        Ok((result, self.commit(plan, None)))
    }

    /// As [`Editor::edit`]; steps with the same key that follow each other directly become one undo step.
    ///
    /// # Errors
    /// As [`Editor::edit`].
    pub fn edit_joined<T>(
        &mut self,
        key: &str,
        steps: impl FnOnce(&mut Draft) -> Result<T, EditError>,
    ) -> Result<(T, Change), EditError> {
        let (result, plan) = Draft::plan(&self.document, steps)?;
        Ok((result, self.commit(plan, Some(key.to_string()))))
    }

    /// Applies ready operations as one undo step: quick fixes, merges.
    ///
    /// # Errors
    /// When one does not apply; the document is then unchanged.
    pub fn apply(&mut self, label: &str, ops: Vec<Op>) -> Result<Change, EditError> {
        let ((), change) = self.edit(|draft| {
            draft.say(|| label.to_string());
            ops.into_iter().try_for_each(|op| draft.apply(op))
        })?;
        Ok(change)
    }

    /// Takes back the last step. A gesture under way is given up first.
    pub fn undo(&mut self) -> Option<Change> {
        if self.gesture.is_some() {
            self.cancel();
        }
        let step = self.history.take_done()?;
        let touched = self.replay(&step.inverses)?;
        let change = self.changed(step.label.clone(), step.inverses.clone(), touched);
        self.history.keep_undone(step);
        Some(change)
    }

    /// Brings back the step undone last. A gesture under way is given up first.
    pub fn redo(&mut self) -> Option<Change> {
        if self.gesture.is_some() {
            self.cancel();
        }
        let step = self.history.take_undone()?;
        let touched = self.replay(&step.ops)?;
        let change = self.changed(step.label.clone(), step.ops.clone(), touched);
        self.history.keep_done(step);
        Some(change)
    }

    /// What [`Editor::undo`] would take back.
    pub fn undo_label(&self) -> Option<&str> {
        self.history.undo_label()
    }

    /// What [`Editor::redo`] would bring back.
    pub fn redo_label(&self) -> Option<&str> {
        self.history.redo_label()
    }

    /// Ends joining of steps: the next nudge is a step of its own. Called when the key goes up.
    pub fn end_joining(&mut self) {
        self.history.seal();
    }

    /// What is selected.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Selects; what does not exist is left out. Not an undo step.
    pub fn select(&mut self, selection: Selection) {
        self.selection = selection;
        self.selection.prune(&self.document);
        self.history.seal();
    }

    fn commit(&mut self, plan: Plan, key: Option<String>) -> Change {
        if plan.ops.is_empty() {
            return Change {
                label: plan.label,
                ops: Vec::new(),
                touched: Touched::default(),
                left: Vec::new(),
                revision: self.revision,
            };
        }
        self.document = plan.document;
        self.history.push(Step {
            label: plan.label.clone(),
            ops: plan.ops.clone(),
            inverses: plan.inverses,
            key,
        });
        let mut change = self.changed(plan.label, plan.ops, plan.touched);
        change.left = plan.left;
        change
    }

    /// Applies the operations of a step of the history.
    fn replay(&mut self, ops: &[Op]) -> Option<Touched> {
        // A step applies to the very state it was recorded for, so this does not fail; if it did, nothing would change.
        let (_, touched) = Op::apply_all(ops.to_vec(), &mut self.document).ok()?;
        Some(touched)
    }

    fn changed(&mut self, label: String, ops: Vec<Op>, touched: Touched) -> Change {
        self.revision += 1;
        self.selection.prune(&self.document);
        Change {
            label,
            ops,
            touched,
            left: Vec::new(),
            revision: self.revision,
        }
    }
}
