//! Press, move, release: the gestures of the pointer, each a small state that ends in at most one edit.
//!
//! Nothing of a gesture is in the document before the release, so [`Editor::cancel`] restores exactly, from anywhere.

use crate::layout::{Point, Rect};
use crate::model::{ColumnId, Document, ObjectRef, TableId};

use super::drawing::Drawing;
use super::edit;
use super::selection::{Item, Selection};
use super::tool::{Button, PointerInput, Target, Tool};
use super::{Change, EditError, Editor};

/// Screen pixels the pointer may stray before a press becomes a drag.
pub const DRAG_THRESHOLD: f64 = 4.0;

/// Width and height of a note placed by a click, in world pixels.
pub const NOTE_SIZE: (f64, f64) = (208.0, 96.0);

/// Width and height of an area placed by a click, in world pixels.
pub const AREA_SIZE: (f64, f64) = (480.0, 320.0);

/// What the pointer is doing. The page draws its preview from this.
#[derive(Clone, Debug, PartialEq)]
pub enum Gesture {
    /// Pressed, not moved yet.
    Press {
        /// The press.
        input: PointerInput,
        /// The selection before the press.
        before: Selection,
    },
    /// The ground moves with the pointer.
    Pan {
        /// Screen point of the press.
        from: Point,
        /// Screen point now.
        at: Point,
    },
    /// A rectangle selects the cards it touches.
    Marquee {
        /// World point of the press.
        from: Point,
        /// World point now.
        at: Point,
        /// The selection before the press.
        before: Selection,
        /// Whether what was selected stays so.
        adds: bool,
    },
    /// Cards, notes and areas move.
    Move {
        /// What moves, with its place before.
        items: Vec<(Item, Point)>,
        /// World point of the press.
        from: Point,
        /// How far everything moved, in world pixels, on the grid.
        offset: Point,
        /// The selection before the press.
        before: Selection,
    },
    /// A note or area changes its size by its lower right corner.
    Resize {
        /// The note or area.
        item: Item,
        /// Its rectangle now.
        rect: Rect,
        /// The selection before the press.
        before: Selection,
    },
    /// A relationship is drawn.
    Relate {
        /// The referencing table.
        table: TableId,
        /// The referencing column; a new one is made without it.
        column: Option<ColumnId>,
        /// World point now.
        at: Point,
        /// The table under the pointer, where the relationship would end.
        over: Option<TableId>,
        /// The row under the pointer.
        over_column: Option<ColumnId>,
        /// The selection before the press.
        before: Selection,
    },
    /// A note or area is drawn.
    Draw {
        /// World point of the press.
        from: Point,
        /// World point now.
        at: Point,
    },
}

impl Gesture {
    /// The rectangle being drawn: marquee, new note or new area.
    pub fn rect(&self) -> Option<Rect> {
        match self {
            Gesture::Marquee { from, at, .. } | Gesture::Draw { from, at } => {
                Some(Rect::between(*from, *at))
            }
            Gesture::Resize { rect, .. } => Some(*rect),
            _ => None,
        }
    }

    /// How far an item is moved by the gesture, in world pixels.
    pub fn offset_of(&self, item: Item) -> Option<Point> {
        match self {
            Gesture::Move { items, offset, .. } => items
                .iter()
                .any(|(moved, _)| *moved == item)
                .then_some(*offset),
            _ => None,
        }
    }
}

/// Something the page does after a pointer event, beside waking what a change touched.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// The selection changed.
    Selection,
    /// The preview in [`Editor::gesture`] changed.
    Preview,
    /// The ground moves by so many screen pixels.
    Pan(Point),
    /// The tool changed.
    Tool,
    /// A table was made: let the user name it in place.
    Name(TableId),
    /// A note or area was made: let the user write in it.
    Write(Item),
    /// The context menu opens for what is selected.
    Menu(Target),
}

/// What came of a pointer event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response {
    /// The edit, if one was made.
    pub change: Option<Change>,
    /// What else the page does, in order.
    pub effects: Vec<Effect>,
}

impl Response {
    fn of(effects: &[Effect]) -> Self {
        Response {
            change: None,
            effects: effects.to_vec(),
        }
    }
}

impl Editor {
    /// What the pointer is doing, for the preview.
    pub fn gesture(&self) -> Option<&Gesture> {
        self.gesture.as_ref()
    }

    /// The tool in hand.
    pub fn tool(&self) -> Tool {
        self.tool
    }

    /// Takes another tool; a gesture under way is given up.
    pub fn set_tool(&mut self, tool: Tool) -> Response {
        let mut response = self.cancel();
        self.tool = tool;
        response.effects.push(Effect::Tool);
        response
    }

    /// What lies under the pointer while nothing is dragged.
    pub fn hovered(&self) -> Option<Target> {
        self.hovered
    }

    /// Tells what lies under the pointer; true when that is something else than before.
    pub fn hover(&mut self, target: Option<Target>) -> bool {
        let target = target.filter(|target| *target != Target::Canvas);
        let changed = self.hovered != target;
        self.hovered = target;
        changed
    }

    /// A button goes down.
    pub fn pointer_down(&mut self, input: &PointerInput) -> Response {
        if self.gesture.is_some() {
            return Response::default();
        }
        if input.button == Button::Secondary {
            return self.menu(input.target);
        }
        let pans =
            input.button == Button::Middle || input.modifiers.space || self.tool == Tool::Hand;
        if pans {
            self.gesture = Some(Gesture::Pan {
                from: input.screen,
                at: input.screen,
            });
            return Response::of(&[Effect::Preview]);
        }
        let before = self.selection.clone();
        let mut effects = Vec::new();
        if self.tool == Tool::Select {
            self.select_on_press(input);
        }
        if self.selection != before {
            effects.push(Effect::Selection);
        }
        self.gesture = Some(Gesture::Press {
            input: *input,
            before,
        });
        Response {
            change: None,
            effects,
        }
    }

    /// The pointer moves with the button down. Without a press nothing happens; use [`Editor::hover`].
    pub fn pointer_move(&mut self, input: &PointerInput, drawing: &Drawing) -> Response {
        let Some(gesture) = self.gesture.take() else {
            return Response::default();
        };
        let gesture = match gesture {
            Gesture::Press {
                input: press,
                before,
            } => {
                if press.screen.distance(input.screen) < DRAG_THRESHOLD {
                    self.gesture = Some(Gesture::Press {
                        input: press,
                        before,
                    });
                    return Response::default();
                }
                self.start(&press, before, drawing)
            }
            other => other,
        };
        let mut effects = vec![Effect::Preview];
        self.gesture = Some(self.follow(gesture, input, drawing, &mut effects));
        Response {
            change: None,
            effects,
        }
    }

    /// The button goes up: the gesture becomes an edit, or a click.
    ///
    /// # Errors
    /// When the edit is refused; the document is then unchanged and the gesture over.
    pub fn pointer_up(
        &mut self,
        input: &PointerInput,
        drawing: &Drawing,
    ) -> Result<Response, EditError> {
        let moved = self.pointer_move(input, drawing);
        let Some(gesture) = self.gesture.take() else {
            return Ok(Response::default());
        };
        let mut response = self.finish(gesture)?;
        for effect in moved.effects {
            if !response.effects.contains(&effect) {
                response.effects.push(effect);
            }
        }
        if !response.effects.contains(&Effect::Preview) {
            response.effects.push(Effect::Preview);
        }
        Ok(response)
    }

    /// Gives the gesture up and restores what was (Escape, a lost pointer). Without a gesture a tool is put back, then the
    /// selection is cleared.
    pub fn cancel(&mut self) -> Response {
        let Some(gesture) = self.gesture.take() else {
            if self.tool != Tool::Select {
                self.tool = Tool::Select;
                return Response::of(&[Effect::Tool]);
            }
            if self.selection.is_empty() {
                return Response::default();
            }
            self.select(Selection::none());
            return Response::of(&[Effect::Selection]);
        };
        match gesture {
            Gesture::Pan { from, at } => Response::of(&[
                Effect::Pan(Point::new(from.x - at.x, from.y - at.y)),
                Effect::Preview,
            ]),
            Gesture::Press { before, .. }
            | Gesture::Marquee { before, .. }
            | Gesture::Move { before, .. }
            | Gesture::Resize { before, .. }
            | Gesture::Relate { before, .. } => {
                self.selection = before;
                Response::of(&[Effect::Selection, Effect::Preview])
            }
            Gesture::Draw { .. } => Response::of(&[Effect::Preview]),
        }
    }

    /// Moves what is selected by `dx`, `dy` world pixels (arrow keys). Nudges that follow each other are one undo step.
    ///
    /// # Errors
    /// When nothing movable is selected.
    pub fn nudge(&mut self, drawing: &Drawing, dx: f64, dy: f64) -> Result<Change, EditError> {
        let items = self.movable(drawing);
        if items.is_empty() {
            return Err(EditError::NothingSelected);
        }
        let places = shifted(&items, Point::new(dx, dy));
        let ((), change) = self.edit_joined("nudge", |draft| edit::move_items(draft, &places))?;
        Ok(change)
    }

    /// The context menu: what it is opened on is selected, unless it is part of what is.
    fn menu(&mut self, target: Target) -> Response {
        let mut effects = Vec::new();
        let item = target.item();
        let part = target
            .table()
            .is_some_and(|table| self.selection.contains(table));
        match item {
            Some(item) if !self.selection.contains(item) && !part => {
                self.select(Selection::one(item));
                effects.push(Effect::Selection);
            }
            None if !self.selection.is_empty() => {
                self.select(Selection::none());
                effects.push(Effect::Selection);
            }
            _ => {}
        }
        effects.push(Effect::Menu(target));
        Response {
            change: None,
            effects,
        }
    }

    /// A press selects at once what it meets, so that it can be dragged; a press on what is selected waits for the release.
    fn select_on_press(&mut self, input: &PointerInput) {
        let adds = input.modifiers.shift || input.modifiers.control;
        let Some(item) = input.target.item() else {
            return;
        };
        // Part of a selection of several: a drag moves them all.
        let carried = input
            .target
            .movable()
            .is_some_and(|item| self.selection.contains(item));
        if adds {
            let item = match input.target {
                Target::Row(table, _) => Item::from(table),
                _ => item,
            };
            self.selection.toggle(item);
        } else if !self.selection.contains(item) && !carried {
            self.selection = Selection::one(item);
        }
        self.history.seal();
    }

    /// The press becomes a drag.
    fn start(&self, press: &PointerInput, before: Selection, drawing: &Drawing) -> Gesture {
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
                    items,
                    from,
                    offset: Point::default(),
                    before,
                }
            }
            _ => marquee(press, before),
        }
    }

    /// The drag goes on.
    fn follow(
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
                ..
            } => {
                let by = Point::new(input.world.x - from.x, input.world.y - from.y);
                let offset = items.first().map_or(by, |(_, origin)| {
                    let to = origin.moved(by.x, by.y).snapped();
                    Point::new(to.x - origin.x, to.y - origin.y)
                });
                Gesture::Move {
                    items,
                    from,
                    offset,
                    before,
                }
            }
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

    /// The release.
    fn finish(&mut self, gesture: Gesture) -> Result<Response, EditError> {
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
                .filter(|note| Rect::new(note.x, note.y, note.width, note.height).intersects(rect))
                .map(|note| Item::Note(note.id)),
        );
        items.extend(
            self.document
                .areas
                .values()
                .filter(|area| {
                    rect.contains_rect(&Rect::new(area.x, area.y, area.width, area.height))
                })
                .map(|area| Item::Area(area.id)),
        );
        items
    }

    /// What is selected and can be moved, with its place; a selected row stands for its card.
    fn movable(&self, drawing: &Drawing) -> Vec<(Item, Point)> {
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
                let rect = Rect::new(note.x, note.y, note.width, note.height);
                (Item::Note(id), rect)
            }),
            Target::AreaCorner(id) => self.document.areas.get(&id).map(|area| {
                let rect = Rect::new(area.x, area.y, area.width, area.height);
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

fn changed(change: Change, effects: Vec<Effect>) -> Response {
    Response {
        change: (!change.ops.is_empty()).then_some(change),
        effects,
    }
}

fn shifted(items: &[(Item, Point)], by: Point) -> Vec<(Item, Point)> {
    items
        .iter()
        .map(|(item, origin)| (*item, origin.moved(by.x, by.y)))
        .collect()
}

/// Where items stand, each once. An area carries the cards and notes that lie wholly in it.
fn origins(document: &Document, drawing: &Drawing, items: &[Item]) -> Vec<(Item, Point)> {
    let mut found: Vec<(Item, Point)> = Vec::new();
    let mut add = |item: Item, at: Point| {
        if !found.iter().any(|(other, _)| *other == item) {
            found.push((item, at));
        }
    };
    for item in items {
        match item {
            Item::Object(reference) => {
                if let Some(card) = reference.table().and_then(|table| drawing.card(table)) {
                    add(Item::from(card.table), card.rect.origin());
                }
            }
            Item::Note(id) => {
                if let Some(note) = document.notes.get(id) {
                    add(*item, Point::new(note.x, note.y));
                }
            }
            Item::Area(id) => {
                let Some(area) = document.areas.get(id) else {
                    continue;
                };
                add(*item, Point::new(area.x, area.y));
                let rect = Rect::new(area.x, area.y, area.width, area.height);
                for card in drawing
                    .cards()
                    .filter(|card| rect.contains_rect(&card.rect))
                {
                    add(Item::from(card.table), card.rect.origin());
                }
                for note in document.notes.values() {
                    if rect.contains_rect(&Rect::new(note.x, note.y, note.width, note.height)) {
                        add(Item::Note(note.id), Point::new(note.x, note.y));
                    }
                }
            }
        }
    }
    found
}
