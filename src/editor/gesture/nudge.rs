//! What is selected moved by the keyboard.

use super::drag;
use crate::editor::drawing::Drawing;
use crate::editor::edit;
use crate::editor::selection::Item;
use crate::editor::{Change, EditError, Editor};
use crate::layout::Point;
use crate::model::ObjectRef;

impl Editor {
    /// Moves what is selected by `dx`, `dy` world pixels (arrow keys). Nudges that follow each other are one undo step.
    ///
    /// # Errors
    /// When nothing movable is selected.
    pub fn nudge(&mut self, drawing: &Drawing, dx: f64, dy: f64) -> Result<Change, EditError> {
        if let Some(change) = self.nudge_column(dx, dy)? {
            return Ok(change);
        }
        let items = self.movable(drawing);
        if items.is_empty() {
            return Err(EditError::NothingSelected);
        }
        let places = drag::shifted(&items, Point::new(dx, dy));
        let ((), change) = self.edit_joined("nudge", |draft| edit::move_items(draft, &places))?;
        Ok(change)
    }

    /// A column that alone is selected goes up or down among the columns of its table.
    fn nudge_column(&mut self, dx: f64, dy: f64) -> Result<Option<Change>, EditError> {
        let [Item::Object(ObjectRef::Column(table, column))] = *self.selection.items() else {
            return Ok(None);
        };
        if dx != 0.0 {
            return Ok(None);
        }
        let now = self.document.schema.table(table).and_then(|table| {
            let mut columns = table.columns.iter();
            columns.position(|other| other.id == column)
        });
        let now = now.ok_or(EditError::Missing("column"))?;
        let to = if dy < 0.0 {
            now.saturating_sub(1)
        } else {
            now + 1
        };
        let ((), change) = self.edit_joined("move column", |draft| {
            edit::move_column(draft, table, column, to)
        })?;
        Ok(Some(change))
    }
}
