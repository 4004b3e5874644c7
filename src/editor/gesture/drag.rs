//! How a press becomes a drag, and what the drag shows on its way.

use std::sync::Arc;

use super::among::{box_of_area, box_of_note, origins};
use super::{Effect, Gesture};
use crate::editor::Editor;
use crate::editor::drawing::Drawing;
use crate::editor::selection::{Item, Selection};
use crate::editor::tool::{PointerInput, Target, Tool};
use crate::layout::card::CardMode;
use crate::layout::{Point, Rect};
use crate::model::ObjectRef;

impl Editor {
    /// The press becomes a drag.
    pub(super) fn start(
        &self,
        press: &PointerInput,
        before: Selection,
        drawing: &Drawing,
    ) -> Gesture {
        let from = press.world;
        match self.tool {
            Tool::Note | Tool::Area => return Gesture::Draw { from, at: from },
            Tool::Relate => {
                if let Some(table) = press.target.table() {
                    return Gesture::Relate {
                        table,
                        column: press.target.column(),
                        at: from,
                        over: None,
                        over_column: None,
                        before,
                    };
                }
            }
            Tool::Select | Tool::Hand | Tool::NewTable(_) => {}
        }
        match press.target {
            Target::Port(table, column) => Gesture::Relate {
                table,
                column: Some(column),
                at: from,
                over: None,
                over_column: None,
                before,
            },
            Target::NoteCorner(_) | Target::AreaCorner(_) => match self.box_of(press.target) {
                Some((item, rect)) => Gesture::Resize { item, rect, before },
                None => marquee(press, before),
            },
            Target::Row(table, column)
                if self.tool == Tool::Select
                    && before.primary() == Some(Item::from(ObjectRef::Column(table, column)))
                    && drawing
                        .card(table)
                        .is_some_and(|card| card.mode == CardMode::Full) =>
            {
                let slot = drawing.card(table).map_or(0, |card| card.slot_at(from.y));
                Gesture::Reorder {
                    table,
                    column,
                    slot,
                    before,
                }
            }
            Target::Card(_) | Target::Row(..) | Target::Note(_) | Target::Area(_)
                if self.tool == Tool::Select =>
            {
                let mut items = self.movable(drawing);
                // The grabbed item stands first: it is the one that keeps to the grid.
                if let Some(grabbed) = press.target.movable() {
                    if !items.iter().any(|(item, _)| *item == grabbed) {
                        items = origins(&self.document, drawing, &[grabbed]);
                    }
                    items.sort_by_key(|(item, _)| *item != grabbed);
                }
                Gesture::Move {
                    among: Arc::new(self.among(&items, &press.view, from, drawing)),
                    items,
                    from,
                    offset: Point::default(),
                    guides: Vec::new(),
                    before,
                }
            }
            _ => marquee(press, before),
        }
    }

    /// The drag goes on.
    pub(super) fn follow(
        &mut self,
        gesture: Gesture,
        input: &PointerInput,
        drawing: &Drawing,
        effects: &mut Vec<Effect>,
    ) -> Gesture {
        match gesture {
            Gesture::Pan { from, at } => {
                let by = Point::new(input.screen.x - at.x, input.screen.y - at.y);
                effects.push(Effect::Pan(by));
                Gesture::Pan {
                    from,
                    at: input.screen,
                }
            }
            Gesture::Marquee {
                from, before, adds, ..
            } => {
                let at = input.world;
                let mut items: Vec<Item> = if adds {
                    before.items().to_vec()
                } else {
                    Vec::new()
                };
                items.extend(self.touched_by(&Rect::between(from, at), drawing));
                let selection: Selection = items.into_iter().collect();
                if selection != self.selection {
                    self.selection = selection;
                    effects.push(Effect::Selection);
                }
                Gesture::Marquee {
                    from,
                    at,
                    before,
                    adds,
                }
            }
            Gesture::Move {
                items,
                from,
                before,
                among,
                ..
            } => {
                let origin = items.first().map_or(from, |(_, origin)| *origin);
                let (offset, guides) = among.follow(origin, from, input);
                Gesture::Move {
                    items,
                    from,
                    offset,
                    among,
                    guides,
                    before,
                }
            }
            Gesture::Reorder {
                table,
                column,
                before,
                ..
            } => Gesture::Reorder {
                table,
                column,
                slot: drawing
                    .card(table)
                    .map_or(0, |card| card.slot_at(input.world.y)),
                before,
            },
            Gesture::Resize { item, rect, before } => {
                let to = input.world.snapped();
                let rect = Rect::new(
                    rect.x,
                    rect.y,
                    (to.x - rect.x).max(48.0),
                    (to.y - rect.y).max(48.0),
                );
                Gesture::Resize { item, rect, before }
            }
            Gesture::Relate {
                table,
                column,
                before,
                ..
            } => Gesture::Relate {
                table,
                column,
                before,
                at: input.world,
                over: input.target.table(),
                over_column: input.target.column(),
            },
            Gesture::Draw { from, .. } => Gesture::Draw {
                from,
                at: input.world,
            },
            press @ Gesture::Press { .. } => press,
        }
    }

    /// The cards and notes that a rectangle touches, and the areas it holds.
    fn touched_by(&self, rect: &Rect, drawing: &Drawing) -> Vec<Item> {
        let mut items: Vec<Item> = drawing
            .tables_in(rect)
            .into_iter()
            .map(Item::from)
            .collect();
        items.extend(
            self.document
                .notes
                .values()
                .filter(|note| box_of_note(note).intersects(rect))
                .map(|note| Item::Note(note.id)),
        );
        items.extend(
            self.document
                .areas
                .values()
                .filter(|area| rect.contains_rect(&box_of_area(area)))
                .map(|area| Item::Area(area.id)),
        );
        items
    }

    /// What is selected and can be moved, with its place; a selected row stands for its card.
    pub(super) fn movable(&self, drawing: &Drawing) -> Vec<(Item, Point)> {
        let items: Vec<Item> = self
            .selection
            .items()
            .iter()
            .filter_map(|item| match item {
                Item::Object(ObjectRef::Table(_) | ObjectRef::Column(..)) => match item {
                    Item::Object(reference) => reference.table().map(Item::from),
                    _ => None,
                },
                Item::Object(_) => None,
                Item::Note(_) | Item::Area(_) => Some(*item),
            })
            .collect();
        origins(&self.document, drawing, &items)
    }

    /// The rectangle of a note or area whose corner is grabbed.
    fn box_of(&self, target: Target) -> Option<(Item, Rect)> {
        match target {
            Target::NoteCorner(id) => self.document.notes.get(&id).map(|note| {
                let rect = box_of_note(note);
                (Item::Note(id), rect)
            }),
            Target::AreaCorner(id) => self.document.areas.get(&id).map(|area| {
                let rect = box_of_area(area);
                (Item::Area(id), rect)
            }),
            _ => None,
        }
    }
}

fn marquee(press: &PointerInput, before: Selection) -> Gesture {
    Gesture::Marquee {
        from: press.world,
        at: press.world,
        before,
        adds: press.modifiers.shift || press.modifiers.control,
    }
}

pub(super) fn shifted(items: &[(Item, Point)], by: Point) -> Vec<(Item, Point)> {
    items
        .iter()
        .map(|(item, origin)| (*item, origin.moved(by.x, by.y)))
        .collect()
}
