//! Where the canvas looks, and going to an object.

use leptos::prelude::*;

use crate::editor::drawing::{Drawing, HubKey};
use crate::editor::edit;
use crate::editor::{EditError, Editor, Effect, Item, Response, Selection, Template};
use crate::layout::arrange::place_new;
use crate::layout::viewport::Viewport;
use crate::layout::{Point, Rect, Size};
use crate::model::{ObjectRef, TableId};
use crate::platform::clock::measured;
use crate::ui::interface::{Grid, Panel, View};

use super::Session;
use super::judging::after_paint;

/// Free ground around what is fitted into view, in screen pixels.
const PADDING: f64 = 48.0;
/// More lines than this are found after the cards have been shown.
const ROUTED_AT_ONCE: usize = 300;
/// What is gone to is shown at least this large, so that its rows can be read.
const READABLE: f64 = 0.7;

impl Session {
    /// Shows another part of the world, at once.
    pub fn show(&self, viewport: Viewport) {
        if self.viewport.get_untracked() != viewport {
            self.viewport.set(viewport);
        }
    }

    /// Zooms around the middle of the canvas.
    pub fn zoom_by(&self, factor: f64) {
        self.zoom_to(self.viewport.get_untracked().zoom * factor);
    }

    /// Zooms to a factor around the middle of the canvas; 1 is 100 %.
    pub fn zoom_to(&self, zoom: f64) {
        let screen = self.screen.get_untracked();
        self.show(
            self.viewport
                .get_untracked()
                .zoom_at(Point::new(screen.width / 2.0, screen.height / 2.0), zoom),
        );
    }

    /// Shows all of the drawing.
    pub fn fit_all(&self) {
        let everything = self.document(|document| {
            let areas = document
                .areas
                .values()
                .map(|area| Rect::new(area.x, area.y, area.width, area.height));
            let notes = document
                .notes
                .values()
                .map(|note| Rect::new(note.x, note.y, note.width, note.height));
            areas.chain(notes).reduce(|all, rect| all.union(&rect))
        });
        let cards = self.drawing(Drawing::bounds);
        if let Some(rect) = [cards, everything]
            .into_iter()
            .flatten()
            .reduce(|all, rect| all.union(&rect))
        {
            self.fit(&rect);
        }
    }

    /// Shows what is selected.
    pub fn fit_selection(&self) {
        let tables = self.editor(|editor| editor.selection().touched_tables());
        match self.drawing(|drawing| drawing.bounds_of(tables)) {
            Some(rect) => self.fit(&rect),
            None => self.fit_all(),
        }
    }

    /// Shows these tables, on the canvas.
    pub fn fit_tables(&self, tables: impl IntoIterator<Item = TableId>) {
        self.interface.view.set(View::Canvas);
        if let Some(rect) = self.drawing(|drawing| drawing.bounds_of(tables)) {
            self.fit(&rect);
        }
    }

    /// What of the canvas no panel covers, where panels stand over it (under 1180 pixels they do, at its right).
    fn uncovered(&self) -> Size {
        let screen = self.screen.get_untracked();
        let left_of = |selector: &str| {
            let found = document().query_selector(selector).ok().flatten()?;
            let rect = found.get_bounding_client_rect();
            Some((rect.left(), rect.right()))
        };
        let canvas = left_of("#canvas");
        let panel = left_of(".v-editor > :is(.inspector, .findings)");
        match (canvas, panel) {
            (Some((left, right)), Some((panel, _))) if panel > left && panel < right => {
                Size::new(panel - left, screen.height)
            }
            _ => screen,
        }
    }

    fn fit(&self, rect: &Rect) {
        let screen = self.uncovered();
        let mut viewport = Viewport::fit(rect, screen, PADDING);
        if viewport.zoom > 1.0 {
            viewport = Viewport::centred(rect.center(), screen, 1.0);
        }
        self.show(viewport);
    }

    /// Brings a point of the world to the middle of the canvas.
    pub fn center_on(&self, point: Point) {
        self.show(Viewport::centred(
            point,
            self.screen.get_untracked(),
            self.viewport.get_untracked().zoom,
        ));
    }

    /// Goes to an object: selects it, and shows it on the canvas where it stands on it.
    pub fn go_to(&self, object: ObjectRef) {
        if object == ObjectRef::Whole {
            return;
        }
        if let ObjectRef::Query(id) = object {
            self.interface.query.set(Some(id));
            self.interface.show_grid(Grid::Queries);
            return;
        }
        self.select(Selection::one(object));
        if self.interface.panel.get_untracked() == Panel::Hidden {
            self.interface.panel.set(Panel::Inspector);
        }
        let Some(table) = object.table() else { return };
        self.interface.view.set(View::Canvas);
        let place = self.drawing(|drawing| {
            let card = drawing.card(table)?;
            let row = object.column().map(|column| card.port_of(column));
            Some((card.rect, row))
        });
        if let Some((rect, row)) = place {
            self.bring_into_view(&rect, row);
        }
        let name = self.document(|document| document.schema.display_name(object));
        if let Some(name) = name {
            self.interface.speak(match place {
                Some(_) => name,
                None => format!("{name}, not on the drawing"),
            });
        }
    }

    /// Moves the view as little as needed to show a card; a card too tall for the view shows the row that is meant.
    fn bring_into_view(&self, rect: &Rect, row: Option<f64>) {
        let screen = self.uncovered();
        let now = self.viewport.get_untracked();
        let seen = now.view(screen).inflate(-24.0 / now.zoom);
        let point = Point::new(rect.center().x, rect.y + row.unwrap_or(16.0));
        let meant = Rect::new(rect.x, point.y - 12.0, rect.width, 24.0);
        if now.zoom >= READABLE && seen.contains_rect(&meant) {
            return;
        }
        let zoom = now.zoom.max(READABLE);
        let tall = rect.height * zoom > screen.height - 48.0;
        let center = if tall { point } else { rect.center() };
        self.show(Viewport::centred(center, screen, zoom));
    }

    /// Finds the lines that changed; cheap when none did. Very many are found after the cards have been shown, and drawn then.
    pub fn route(&self) {
        let waiting = self.drawing(Drawing::lines_to_find);
        if waiting <= ROUTED_AT_ONCE {
            return self.change(|state| state.drawing.route());
        }
        let session = *self;
        after_paint(move || {
            // Of several that asked while the page was shown, one does the work.
            if session.drawing(Drawing::lines_to_find) > 0 {
                session.change(|state| measured("all lines", || state.drawing.route()));
                session.drawn.notify();
            }
        });
    }

    /// Folds or unfolds the relationships to a key.
    pub fn toggle_hub(&self, key: HubKey) {
        let cards = self.change(|state| state.drawing.toggle_hub(state.editor.document(), key));
        self.wake(&cards);
        self.drawn.notify();
    }

    /// Wakes what shows the selection.
    pub fn selection_changed(&self) {
        self.selection.notify();
    }

    /// Lets the editor answer the pointer, wakes what it changed, and gives back what is left to do.
    pub fn respond(
        &self,
        act: impl FnOnce(&mut Editor, &Drawing) -> Result<Response, EditError>,
    ) -> Vec<Effect> {
        match self.change(|state| act(&mut state.editor, &state.drawing)) {
            Ok(response) => {
                if let Some(change) = response.change {
                    self.after(&change);
                }
                response.effects
            }
            Err(error) => {
                self.interface.complain(error.to_string());
                Vec::new()
            }
        }
    }

    /// The template a new table is made of unless another is chosen: the tenant's where there is a tenant root.
    pub fn usual_template(&self) -> Template {
        if self.review(|review| review.tenancy().root.is_some()) {
            Template::TenantScoped
        } else {
            Template::Blank
        }
    }

    /// Makes a table of the usual template at a point, and lets the user name it.
    pub fn place_table(&self, at: Point) {
        self.new_table(self.usual_template(), Some(at));
    }

    /// Makes a table, at a point or where there is room in view, selects it and lets the user name it.
    pub fn new_table(&self, template: Template, at: Option<Point>) {
        let place = at.unwrap_or_else(|| self.free_place());
        let made = self.edit(|draft| edit::create_table(draft, &template, None, place.snapped()));
        if let Some(table) = made {
            self.interface.view.set(View::Canvas);
            match at {
                // Where the user points is in view already: nothing moves.
                Some(_) => self.select(Selection::one(table)),
                None => self.go_to(ObjectRef::Table(table)),
            }
            self.naming.set(Some(ObjectRef::Table(table)));
        }
    }

    /// Adds a column at the end of a table and lets the user name it.
    pub fn add_column(&self, table: TableId) {
        let made = self.edit(|draft| edit::add_column(draft, table, None, None, None));
        if let Some(column) = made {
            let object = ObjectRef::Column(table, column);
            self.go_to(object);
            self.naming.set(Some(object));
        }
    }

    /// Adds a column to the one table that is selected, itself or by one of its parts.
    pub fn add_column_to_selected(&self) {
        let tables = self.editor(|editor| editor.selection().touched_tables());
        if let Some(table) = tables.first() {
            self.add_column(*table);
        }
    }

    fn free_place(&self) -> Point {
        let view = self
            .viewport
            .get_untracked()
            .view(self.screen.get_untracked());
        self.drawing(|drawing| {
            let rects: Vec<Rect> = drawing.cards().map(|card| card.rect).collect();
            place_new(&rects, Size::new(240.0, 200.0), None, &view)
        })
    }

    /// Duplicates the selected tables and selects the copies.
    pub fn duplicate(&self) {
        let tables = self.editor(|editor| editor.selection().tables());
        if tables.is_empty() {
            return;
        }
        if let Some(copies) = self.edit(|draft| edit::duplicate_tables(draft, &tables)) {
            self.select(Selection::tables_of(copies));
        }
    }

    /// Removes what is selected, with what depends on it, as one undo step.
    pub fn delete_selection(&self) {
        let items: Vec<Item> = self.editor(|editor| editor.selection().items().to_vec());
        let tables = self.editor(|editor| editor.selection().tables());
        if items.is_empty() {
            return;
        }
        let dropped = self.edit(|draft| {
            let mut with_it = Vec::new();
            let mut mentions = Vec::new();
            let mut take = |dropped: edit::Dropped| {
                with_it.extend(dropped.with_it);
                mentions.extend(dropped.mentions);
            };
            if !tables.is_empty() {
                take(edit::drop_tables(draft, &tables)?);
            }
            for item in &items {
                match item {
                    Item::Object(ObjectRef::Table(_)) => {}
                    // A table that went before may have taken it along.
                    Item::Object(object) if !draft.schema().contains(*object) => {}
                    Item::Object(ObjectRef::Column(table, column)) => {
                        take(edit::drop_columns(draft, *table, &[*column])?)
                    }
                    Item::Object(object) => take(edit::drop_object(draft, *object)?),
                    Item::Note(note) => edit::drop_note(draft, *note)?,
                    Item::Area(area) => edit::drop_area(draft, *area)?,
                }
            }
            Ok((with_it, mentions))
        });
        if let Some((with_it, mentions)) = dropped {
            self.interface
                .tell(removal_words(items.len(), &with_it, &mentions), true);
        }
    }
}

fn removal_words(count: usize, with_it: &[String], mentions: &[String]) -> String {
    let mut words = format!("{} removed", crate::ui::widgets::counted(count, "object"));
    if !with_it.is_empty() {
        words.push_str(&format!(
            ", with {}",
            crate::ui::widgets::counted(with_it.len(), "dependent")
        ));
    }
    if let Some(first) = mentions.first() {
        words.push_str(&format!("; {first} still mentions it"));
    }
    words
}
