//! What moves with a drag, and what it lines up with.

use std::collections::BTreeSet;

use crate::editor::Editor;
use crate::editor::drawing::Drawing;
use crate::editor::selection::Item;
use crate::editor::tool::PointerInput;
use crate::layout::geometry::bounds;
use crate::layout::guides::{self, Guide};
use crate::layout::{Point, Rect};
use crate::model::{Area, Document, Note};

/// Screen pixels from which a box is drawn to what it lines up with.
const PULL: f64 = 6.0;

/// What a drag lines up with: the boxes around, and the box around what moves, as they stood at its beginning.
#[derive(Debug, Default, PartialEq)]
pub struct Among {
    /// The box around what moves.
    pub bounds: Rect,
    /// Cards and notes near it that stay.
    pub around: Vec<Rect>,
}

impl Editor {
    /// The boxes around what moves: cards and notes in view and a view's width beyond, those nearest to the pointer.
    pub(super) fn among(
        &self,
        items: &[(Item, Point)],
        view: &Rect,
        at: Point,
        drawing: &Drawing,
    ) -> Among {
        let moved: BTreeSet<Item> = items.iter().map(|(item, _)| *item).collect();
        let boxes: Vec<Rect> = items
            .iter()
            .filter_map(|(item, _)| box_of(&self.document, drawing, *item))
            .collect();
        let near = view.inflate_by(view.width, view.height);
        let cards = drawing
            .cards()
            .filter(|card| !moved.contains(&Item::from(card.table)))
            .map(|card| card.rect);
        let notes = self
            .document
            .notes
            .values()
            .filter(|note| !moved.contains(&Item::Note(note.id)))
            .map(box_of_note);
        let around = cards
            .chain(notes)
            .filter(|rect| rect.intersects(&near))
            .collect();
        Among {
            bounds: bounds(&boxes).unwrap_or_default(),
            around: guides::around(around, at),
        }
    }
}

impl Among {
    /// How far what moves is to go, and what it lines up with then. What is grabbed keeps to the grid where nothing draws it;
    /// Ctrl lets it go anywhere, Shift keeps it on one line.
    pub(super) fn follow(
        &self,
        origin: Point,
        from: Point,
        input: &PointerInput,
    ) -> (Point, Vec<Guide>) {
        let mut by = Point::new(input.world.x - from.x, input.world.y - from.y);
        let (across, down) = match input.modifiers.shift {
            true => (by.x.abs() >= by.y.abs(), by.x.abs() < by.y.abs()),
            false => (true, true),
        };
        by = Point::new(
            if across { by.x } else { 0.0 },
            if down { by.y } else { 0.0 },
        );
        if input.modifiers.control {
            return (Point::new(by.x.round(), by.y.round()), Vec::new());
        }
        let to = origin.moved(by.x, by.y).snapped();
        let moving = self.bounds.moved(by.x, by.y);
        let drawn = guides::draw(&moving, &self.around, PULL / input.zoom.max(0.01));
        let x = match drawn.x {
            _ if !across => 0.0,
            Some(more) => by.x + more,
            None => to.x - origin.x,
        };
        let y = match drawn.y {
            _ if !down => 0.0,
            Some(more) => by.y + more,
            None => to.y - origin.y,
        };
        (Point::new(x.round(), y.round()), drawn.guides)
    }
}

pub(super) fn box_of_note(note: &Note) -> Rect {
    Rect::new(note.x, note.y, note.width, note.height)
}

pub(super) fn box_of_area(area: &Area) -> Rect {
    Rect::new(area.x, area.y, area.width, area.height)
}

/// The box of a card, note or area.
pub(in crate::editor) fn box_of(
    document: &Document,
    drawing: &Drawing,
    item: Item,
) -> Option<Rect> {
    match item {
        Item::Object(reference) => Some(drawing.card(reference.table()?)?.rect),
        Item::Note(id) => document.notes.get(&id).map(box_of_note),
        Item::Area(id) => document.areas.get(&id).map(box_of_area),
    }
}

/// Where items stand, each once. An area carries the cards and notes whose middle lies in it.
pub(in crate::editor) fn origins(
    document: &Document,
    drawing: &Drawing,
    items: &[Item],
) -> Vec<(Item, Point)> {
    let mut found: Vec<(Item, Point)> = Vec::new();
    let mut known = BTreeSet::new();
    let mut add = |item: Item, at: Point| {
        if known.insert(item) {
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
                let rect = box_of_area(area);
                for card in drawing
                    .cards()
                    .filter(|card| rect.contains(card.rect.center()))
                {
                    add(Item::from(card.table), card.rect.origin());
                }
                for note in document.notes.values() {
                    if rect.contains(box_of_note(note).center()) {
                        add(Item::Note(note.id), Point::new(note.x, note.y));
                    }
                }
            }
        }
    }
    found
}
