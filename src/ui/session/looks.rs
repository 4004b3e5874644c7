//! What of the drawing is shown: focus, folded relationships, saved views.

use leptos::prelude::*;

use crate::editor::drawing::MOST_STEPS;
use crate::editor::edit;
use crate::layout::viewport::Viewport;
use crate::model::{Focus, ObjectRef, SavedViewId, TableId};
use crate::ui::interface::View;
use crate::ui::widgets::counted;

use super::Session;

impl Session {
    /// Puts tables with their neighbours in focus, or lets go with `None`.
    pub fn set_focus(&self, focus: Option<Focus>) {
        let before = self.drawing(|drawing| drawing.focus().is_some_and(|focus| focus.hides));
        let redrawn = self.change(|state| state.drawing.set_focus(state.editor.document(), focus));
        if redrawn {
            self.wake_cards();
        }
        self.drawn.notify();
        let words = self.drawing(|drawing| match drawing.focus() {
            Some(focus) => format!(
                "Focus: {}, {}",
                counted(drawing.within().len(), "table"),
                counted(usize::from(focus.steps), "step")
            ),
            None => "Focus let go".to_string(),
        });
        self.interface.speak(words);
        let hides = self.drawing(|drawing| drawing.focus().is_some_and(|focus| focus.hides));
        if hides || before {
            self.fit_all();
        }
    }

    /// Puts what is selected in focus; when that is in focus already, or nothing is selected, lets go.
    pub fn toggle_focus(&self) {
        let selected = self.editor(|editor| editor.selection().touched_tables());
        let now = self.drawing(|drawing| drawing.focus().cloned());
        let focus = match now {
            Some(now) if selected.is_empty() || now.tables == selected => None,
            _ if selected.is_empty() => {
                return self
                    .interface
                    .tell("Select the tables that the focus is on", false);
            }
            now => Some(Focus {
                tables: selected,
                steps: now.as_ref().map_or(1, |now| now.steps),
                hides: now.is_some_and(|now| now.hides),
            }),
        };
        self.interface.view.set(View::Canvas);
        self.set_focus(focus);
    }

    /// Reaches one step further, or one less far. Without a focus what is selected comes into it.
    pub fn widen_focus(&self, wider: bool) {
        let Some(mut focus) = self.drawing(|drawing| drawing.focus().cloned()) else {
            return self.toggle_focus();
        };
        focus.steps = match wider {
            true => focus.steps.saturating_add(1).min(MOST_STEPS),
            false => focus.steps.saturating_sub(1),
        };
        self.set_focus(Some(focus));
    }

    /// Hides what is not in focus, or dims it.
    pub fn toggle_focus_hides(&self) {
        if self.drawing(|drawing| drawing.focus().is_none()) {
            self.toggle_focus();
        }
        if let Some(mut focus) = self.drawing(|drawing| drawing.focus().cloned()) {
            focus.hides = !focus.hides;
            self.set_focus(Some(focus));
        }
    }

    /// Folds or unfolds the relationships to the selected tables.
    pub fn toggle_hubs(&self) {
        let selected = self.editor(|editor| editor.selection().touched_tables());
        let keys: Vec<_> = self.drawing(|drawing| {
            let of = |table: &TableId| drawing.hubs_of(*table);
            selected.iter().flat_map(of).collect()
        });
        if keys.is_empty() {
            return self
                .interface
                .tell("No relationships to what is selected fold", false);
        }
        for key in keys {
            self.toggle_hub(key);
        }
    }

    /// Gives what is seen a name.
    pub fn save_view(&self, name: &str) -> Result<SavedViewId, String> {
        let view = self.viewport.get_untracked();
        let focus = self.drawing(|drawing| drawing.focus().cloned());
        self.try_edit(|draft| edit::save_view(draft, name, (view.x, view.y, view.zoom), focus))
            .map_err(|error| error.to_string())
    }

    /// Shows what a saved view shows: its part of the world, its hidden tables, its focus.
    pub fn show_saved(&self, id: SavedViewId) {
        let Some(view) = self.document(|document| document.saved_views.get(&id).cloned()) else {
            return;
        };
        self.interface.view.set(View::Canvas);
        self.edit(|draft| edit::show_saved(draft, &view));
        self.set_focus(view.focus.clone());
        self.show(Viewport::new(view.x, view.y, view.zoom));
        self.interface.speak(format!("View {}", view.name));
    }

    /// Hides tables, and says how they come back.
    pub fn hide(&self, tables: &[TableId]) {
        let words = match tables {
            [table] => {
                let name = self
                    .document(|document| document.schema.display_name(ObjectRef::Table(*table)));
                format!("{} is hidden", name.unwrap_or_default())
            }
            _ => format!("{} hidden", counted(tables.len(), "table")),
        };
        if self
            .edit(|draft| edit::set_hidden(draft, tables, true))
            .is_some()
        {
            self.interface.tell(words, true);
        }
    }
}
