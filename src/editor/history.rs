//! Undo and redo: steps with their operations and inverses.

use std::collections::VecDeque;

use crate::model::Op;

/// Steps kept; the oldest are forgotten first.
pub const STEPS: usize = 1_000;

/// One step of the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it is called in "Undo ...".
    pub label: String,
    /// Operations, in order.
    pub ops: Vec<Op>,
    /// What undoes them, in the order in which to apply it.
    pub inverses: Vec<Op>,
    /// Steps with the same key that follow each other directly become one (nudging with the arrow keys).
    pub key: Option<String>,
}

/// What was done and what was undone.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: VecDeque<Step>,
    undone: Vec<Step>,
}

impl History {
    /// Records a step; what was undone before can then not be redone any more.
    pub fn push(&mut self, step: Step) {
        let joins = step.key.is_some() && self.undone.is_empty();
        self.undone.clear();
        if joins
            && let Some(last) = self.done.back_mut()
            && last.key == step.key
        {
            last.ops.extend(step.ops);
            let older = std::mem::replace(&mut last.inverses, step.inverses);
            last.inverses.extend(older);
            return;
        }
        self.done.push_back(step);
        if self.done.len() > STEPS {
            self.done.pop_front();
        }
    }

    /// Ends joining: the next step stands by itself even with the same key.
    pub fn seal(&mut self) {
        if let Some(last) = self.done.back_mut() {
            last.key = None;
        }
    }

    /// Takes the step to undo.
    pub fn take_done(&mut self) -> Option<Step> {
        self.done.pop_back()
    }

    /// Takes the step to redo.
    pub fn take_undone(&mut self) -> Option<Step> {
        self.undone.pop()
    }

    /// Keeps a step that was undone.
    pub fn keep_undone(&mut self, step: Step) {
        self.undone.push(step);
    }

    /// Keeps a step that was redone; it joins nothing any more.
    pub fn keep_done(&mut self, step: Step) {
        self.done.push_back(Step { key: None, ..step });
    }

    /// The label of the step that undo takes back.
    pub fn undo_label(&self) -> Option<&str> {
        self.done.back().map(|step| step.label.as_str())
    }

    /// The label of the step that redo brings back.
    pub fn redo_label(&self) -> Option<&str> {
        self.undone.last().map(|step| step.label.as_str())
    }

    /// Number of steps that can be undone.
    pub fn len(&self) -> usize {
        self.done.len()
    }

    /// Whether nothing can be undone.
    pub fn is_empty(&self) -> bool {
        self.done.is_empty()
    }
}
