//! What a release makes of a gesture: one edit, or a click.

use super::drag::shifted;
use super::{AREA_SIZE, Effect, Gesture, NOTE_SIZE, Response};
use crate::editor::edit;
use crate::editor::selection::{Item, Selection};
use crate::editor::tool::{PointerInput, Tool};
use crate::editor::{Change, EditError, Editor};
use crate::layout::Rect;
use crate::model::{ColumnId, ObjectRef, TableId};

impl Editor {
    /// The release.
    pub(super) fn finish(&mut self, gesture: Gesture) -> Result<Response, EditError> {
        match gesture {
            Gesture::Press { input, before } => self.click(&input, &before),
            Gesture::Pan { .. } => Ok(Response::default()),
            Gesture::Marquee { .. } => {
                self.history.seal();
                Ok(Response::of(&[Effect::Selection]))
            }
            Gesture::Move { items, offset, .. } => {
                let places = shifted(&items, offset);
                let ((), change) = self.edit(|draft| edit::move_items(draft, &places))?;
                Ok(changed(change, Vec::new()))
            }
            Gesture::Reorder {
                table,
                column,
                slot,
                ..
            } => {
                let ((), change) =
                    self.edit(|draft| edit::move_column_to_slot(draft, table, column, slot))?;
                Ok(changed(change, Vec::new()))
            }
            Gesture::Resize { item, rect, .. } => self.resize(item, rect),
            Gesture::Relate {
                table,
                column,
                over,
                over_column,
                ..
            } => match over {
                Some(over) => self.release_relation((table, column), (over, over_column)),
                None => Ok(Response::default()),
            },
            Gesture::Draw { .. } => {
                let rect = gesture.rect().unwrap_or_default();
                self.draw_box(rect)
            }
        }
    }

    /// A press and release in one place.
    fn click(&mut self, input: &PointerInput, before: &Selection) -> Result<Response, EditError> {
        let adds = input.modifiers.shift || input.modifiers.control;
        match self.tool {
            Tool::NewTable(template) => {
                let (table, change) =
                    self.edit(|draft| edit::create_table(draft, &template, None, input.world))?;
                self.tool = Tool::Select;
                self.select(Selection::one(table));
                Ok(changed(
                    change,
                    vec![Effect::Tool, Effect::Selection, Effect::Name(table)],
                ))
            }
            Tool::Note => self.place_note(Rect::new(
                input.world.x,
                input.world.y,
                NOTE_SIZE.0,
                NOTE_SIZE.1,
            )),
            Tool::Area => self.place_area(Rect::new(
                input.world.x,
                input.world.y,
                AREA_SIZE.0,
                AREA_SIZE.1,
            )),
            Tool::Select if !adds => {
                self.selection = input
                    .target
                    .item()
                    .map_or_else(Selection::none, Selection::one);
                let effects = if self.selection == *before {
                    Vec::new()
                } else {
                    vec![Effect::Selection]
                };
                Ok(Response {
                    change: None,
                    effects,
                })
            }
            Tool::Select | Tool::Hand | Tool::Relate => Ok(Response::default()),
        }
    }

    fn resize(&mut self, item: Item, rect: Rect) -> Result<Response, EditError> {
        let ((), change) = self.edit(|draft| match item {
            Item::Note(id) => edit::change_note(draft, id, |note| {
                (note.width, note.height) = (rect.width, rect.height);
            }),
            Item::Area(id) => edit::change_area(draft, id, |area| {
                (area.width, area.height) = (rect.width, rect.height);
            }),
            Item::Object(_) => Ok(()),
        })?;
        Ok(changed(change, Vec::new()))
    }

    /// The relationship is made. From a table's own key it leads to the table let go over, which then refers to that key;
    /// from anything else it leads the other way.
    fn release_relation(
        &mut self,
        from: (TableId, Option<ColumnId>),
        over: (TableId, Option<ColumnId>),
    ) -> Result<Response, EditError> {
        let free = |(table, column): (TableId, Option<ColumnId>)| {
            column.filter(|column| !self.is_own_key(table, *column))
        };
        let is_key = from.1.is_some_and(|column| self.is_own_key(from.0, column));
        let (child, column, parent) = if is_key && from.0 != over.0 {
            (over.0, free(over), from.0)
        } else {
            (from.0, free(from), over.0)
        };
        let (related, change) = self.edit(|draft| edit::relate(draft, child, column, parent))?;
        self.tool = Tool::Select;
        self.select(Selection::one(ObjectRef::Constraint(
            related.table,
            related.constraint,
        )));
        Ok(changed(change, vec![Effect::Selection, Effect::Tool]))
    }

    /// Whether a column alone is its table's primary key and refers to nothing itself.
    fn is_own_key(&self, table: TableId, column: ColumnId) -> bool {
        self.document.schema.table(table).is_some_and(|table| {
            table.primary_key_columns() == [column]
                && !table
                    .foreign_keys()
                    .any(|(_, key)| key.columns.contains(&column))
        })
    }

    fn draw_box(&mut self, rect: Rect) -> Result<Response, EditError> {
        match self.tool {
            Tool::Area => self.place_area(rect),
            _ => self.place_note(rect),
        }
    }

    fn place_note(&mut self, rect: Rect) -> Result<Response, EditError> {
        let (id, change) = self.edit(|draft| edit::add_note(draft, rect, ""))?;
        Ok(self.placed(Item::Note(id), change))
    }

    fn place_area(&mut self, rect: Rect) -> Result<Response, EditError> {
        let (id, change) = self.edit(|draft| edit::add_area(draft, rect, "Area"))?;
        Ok(self.placed(Item::Area(id), change))
    }

    fn placed(&mut self, item: Item, change: Change) -> Response {
        self.tool = Tool::Select;
        self.select(Selection::one(item));
        changed(
            change,
            vec![Effect::Tool, Effect::Selection, Effect::Write(item)],
        )
    }
}

fn changed(change: Change, effects: Vec<Effect>) -> Response {
    Response {
        change: (!change.ops.is_empty()).then_some(change),
        effects,
    }
}
