//! Running commands on an editor.

use std::collections::{BTreeMap, BTreeSet};

use super::{Action, Command, Outcome};
use crate::editor::drawing::Drawing;
use crate::editor::edit;
use crate::editor::gesture::{Effect, box_of, origins};
use crate::editor::selection::{Item, Selection};
use crate::editor::template::Template;
use crate::editor::{Change, EditError, Editor};
use crate::layout::align;
use crate::layout::card::CardMode;
use crate::layout::{Point, Rect};
use crate::model::{ColumnId, ObjectRef, Placement, TableId};

/// World pixels an arrow key moves; the grid's step.
const NUDGE: f64 = 8.0;

impl Editor {
    /// Runs a command. New tables are placed around `center`, the middle of the view in world pixels.
    ///
    /// # Errors
    /// When the edit is refused; the document is then unchanged.
    pub fn run(
        &mut self,
        command: &Command,
        drawing: &Drawing,
        center: Point,
    ) -> Result<Outcome, EditError> {
        match command.action {
            Action::Ui(action) => Ok(Outcome::Ui(action)),
            Action::Undo => Ok(history_outcome(self.undo())),
            Action::Redo => Ok(history_outcome(self.redo())),
            Action::Cancel => {
                let response = self.cancel();
                Ok(Outcome::effects(response.effects))
            }
            Action::Tool(tool) => Ok(Outcome::effects(self.set_tool(tool).effects)),
            Action::SelectAll => {
                let all = self.document.schema.tables.keys().copied();
                self.select(Selection::tables_of(all));
                Ok(Outcome::effects(vec![Effect::Selection]))
            }
            Action::Nudge(dx, dy) => {
                let change = self.nudge(drawing, f64::from(dx) * NUDGE, f64::from(dy) * NUDGE)?;
                Ok(Outcome::of(change, Vec::new()))
            }
            Action::Align(to) => self.line_up(drawing, |rects| align::align(rects, to), "Align"),
            Action::Distribute(axis) => {
                self.line_up(drawing, |rects| align::distribute(rects, axis), "Spread")
            }
            Action::Delete => self.delete_selection(),
            Action::Duplicate => self.duplicate_selection(),
            Action::ArrangeAll | Action::ArrangeSelection => Ok(Outcome::Arrange),
            Action::NewTable(template) => self.new_table(&template, free_place(drawing, center)),
            Action::NewJunction => match self.selection.tables().as_slice() {
                [first, second] => {
                    let template = Template::Junction(*first, *second);
                    self.new_table(&template, free_place(drawing, center))
                }
                _ => Err(EditError::JunctionTables),
            },
            action => self.run_on_tables(action),
        }
    }

    /// The commands on the selected tables that change them and no more.
    fn run_on_tables(&mut self, action: Action) -> Result<Outcome, EditError> {
        match action {
            Action::AddColumn => {
                let mut tables = self.selection.touched_tables().into_iter();
                let (Some(table), None) = (tables.next(), tables.next()) else {
                    return Err(EditError::NothingSelected);
                };
                let (column, change) =
                    self.edit(|draft| edit::add_column(draft, table, None, None, None))?;
                self.select(Selection::one(ObjectRef::Column(table, column)));
                Ok(Outcome::of(change, vec![Effect::Selection]))
            }
            Action::Relate => {
                let (from, to) = match self.selection.tables().as_slice() {
                    [from, to] => (*from, *to),
                    [only] => (*only, *only),
                    _ => return Err(EditError::NothingSelected),
                };
                let (related, change) = self.edit(|draft| edit::relate(draft, from, None, to))?;
                self.select(Selection::one(ObjectRef::Constraint(
                    related.table,
                    related.constraint,
                )));
                Ok(Outcome::of(change, vec![Effect::Selection]))
            }
            Action::SetClass(class) => {
                let tables = self.selected_tables()?;
                let ((), change) = self.edit(|draft| {
                    tables
                        .iter()
                        .try_for_each(|table| edit::set_class(draft, *table, class))
                })?;
                Ok(Outcome::of(change, Vec::new()))
            }
            Action::Pin => {
                let tables = self.selected_tables()?;
                let pinned = self.all_placed(&tables, |placement| placement.pinned);
                let ((), change) = self.edit(|draft| edit::set_pinned(draft, &tables, !pinned))?;
                Ok(Outcome::of(change, Vec::new()))
            }
            Action::Collapse => self.toggle_mode(CardMode::HeaderOnly),
            Action::KeysOnly => self.toggle_mode(CardMode::KeysOnly),
            Action::Hide => {
                let tables = self.selected_tables()?;
                let ((), change) = self.edit(|draft| edit::set_hidden(draft, &tables, true))?;
                self.select(Selection::none());
                Ok(Outcome::of(change, vec![Effect::Selection]))
            }
            Action::ShowHidden => {
                let tables: Vec<TableId> =
                    edit::hidden_tables(&self.document).into_iter().collect();
                let ((), change) = self.edit(|draft| edit::set_hidden(draft, &tables, false))?;
                self.select(Selection::tables_of(tables));
                Ok(Outcome::of(change, vec![Effect::Selection]))
            }
            Action::NotNull => self.toggle_not_null(),
            _ => Ok(Outcome::effects(Vec::new())),
        }
    }

    /// Shows the selected tables in a mode, or all rows again where they all are in it.
    fn toggle_mode(&mut self, mode: CardMode) -> Result<Outcome, EditError> {
        let tables = self.selected_tables()?;
        let already = self.all_placed(&tables, |placement| match mode {
            CardMode::Full => !placement.collapsed && !placement.keys_only,
            CardMode::KeysOnly => placement.keys_only && !placement.collapsed,
            CardMode::HeaderOnly => placement.collapsed,
        });
        let mode = if already { CardMode::Full } else { mode };
        let ((), change) = self.edit(|draft| edit::set_card_mode(draft, &tables, mode))?;
        Ok(Outcome::of(change, Vec::new()))
    }

    /// Lets the selected columns be null where all refuse it, and refuses it otherwise.
    fn toggle_not_null(&mut self) -> Result<Outcome, EditError> {
        let columns: Vec<(TableId, ColumnId)> = self
            .selection
            .items()
            .iter()
            .filter_map(|item| match item {
                Item::Object(ObjectRef::Column(table, column)) => Some((*table, *column)),
                _ => None,
            })
            .collect();
        let refuses = |(table, column): &(TableId, ColumnId)| {
            let table = self.document.schema.table(*table);
            table
                .and_then(|table| table.column(*column))
                .is_some_and(|column| column.not_null)
        };
        let not_null = !columns.iter().all(refuses);
        let ((), change) = self.edit(|draft| {
            columns.iter().try_for_each(|(table, column)| {
                edit::set_not_null(draft, *table, *column, not_null)
            })
        })?;
        Ok(Outcome::of(change, Vec::new()))
    }

    /// Moves what is selected as `places` says of its boxes. An area takes along what lies in it.
    fn line_up(
        &mut self,
        drawing: &Drawing,
        places: impl FnOnce(&[Rect]) -> Vec<Point>,
        verb: &str,
    ) -> Result<Outcome, EditError> {
        let chosen: Vec<(Item, Rect)> = self
            .selection
            .items()
            .iter()
            .filter(|item| match item {
                Item::Object(object) => matches!(object, ObjectRef::Table(_)),
                _ => true,
            })
            .filter_map(|item| Some((*item, box_of(&self.document, drawing, *item)?)))
            .collect();
        let rects: Vec<Rect> = chosen.iter().map(|(_, rect)| *rect).collect();
        let mut moved: BTreeMap<Item, Point> = BTreeMap::new();
        let named: BTreeSet<Item> = chosen.iter().map(|(item, _)| *item).collect();
        for ((item, rect), to) in chosen.iter().zip(places(&rects)) {
            let (dx, dy) = (to.x - rect.x, to.y - rect.y);
            for (carried, at) in origins(&self.document, drawing, &[*item]) {
                if carried == *item || !named.contains(&carried) {
                    moved.insert(carried, at.moved(dx, dy));
                }
            }
        }
        let moved: Vec<(Item, Point)> = moved.into_iter().collect();
        let ((), change) = self.edit(|draft| {
            draft.say(|| format!("{verb} {} items", chosen.len()));
            edit::move_items(draft, &moved)
        })?;
        Ok(Outcome::of(change, Vec::new()))
    }

    fn selected_tables(&self) -> Result<Vec<TableId>, EditError> {
        let tables = self.selection.tables();
        if tables.is_empty() {
            return Err(EditError::NothingSelected);
        }
        Ok(tables)
    }

    fn all_placed(&self, tables: &[TableId], is: impl Fn(&Placement) -> bool) -> bool {
        tables
            .iter()
            .all(|table| self.document.placements.get(table).is_some_and(&is))
    }

    fn new_table(&mut self, template: &Template, at: Point) -> Result<Outcome, EditError> {
        let (table, change) = self.edit(|draft| edit::create_table(draft, template, None, at))?;
        self.select(Selection::one(table));
        let effects = vec![Effect::Selection, Effect::Name(table)];
        Ok(Outcome::of(change, effects))
    }

    fn duplicate_selection(&mut self) -> Result<Outcome, EditError> {
        let tables = self.selected_tables()?;
        let (copies, change) = self.edit(|draft| edit::duplicate_tables(draft, &tables))?;
        self.select(Selection::tables_of(copies));
        Ok(Outcome::of(change, vec![Effect::Selection]))
    }

    /// Deletes what is selected, as one step; what goes along is told.
    fn delete_selection(&mut self) -> Result<Outcome, EditError> {
        if self.selection.is_empty() {
            return Err(EditError::NothingSelected);
        }
        let items: Vec<Item> = self.selection.items().to_vec();
        let (dropped, change) = self.edit(|draft| edit::drop_items(draft, &items))?;
        Ok(Outcome::Done {
            change: (!change.ops.is_empty()).then_some(change),
            effects: vec![Effect::Selection],
            dropped,
        })
    }
}

fn history_outcome(change: Option<Change>) -> Outcome {
    Outcome::Done {
        change,
        effects: vec![Effect::Selection],
        dropped: edit::Dropped::default(),
    }
}

/// World pixels a card of middling size takes, for finding it a free place.
const USUAL_CARD: (f64, f64) = (280.0, 200.0);

/// Steps tried in each direction.
const RINGS: i32 = 12;

/// The place nearest to `center` where a card of usual size covers no other.
fn free_place(drawing: &Drawing, center: Point) -> Point {
    let (width, height) = USUAL_CARD;
    let start = center.moved(-width / 2.0, -height / 2.0).snapped();
    let free = |at: Point| {
        let rect = Rect::new(at.x, at.y, width, height).inflate(24.0);
        drawing.tables_in(&rect).is_empty()
    };
    for ring in 0..=RINGS {
        for row in -ring..=ring {
            for column in -ring..=ring {
                if row.abs().max(column.abs()) != ring {
                    continue;
                }
                let at = start.moved(f64::from(column) * 64.0, f64::from(row) * 64.0);
                if free(at) {
                    return at;
                }
            }
        }
    }
    start
}
