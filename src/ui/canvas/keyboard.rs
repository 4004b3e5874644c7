//! The canvas by keyboard: arrows go to the nearest card, Enter goes into its rows, Escape comes out.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::editor::drawing::Edge;
use crate::editor::{Editor, Item, Selection};
use crate::layout::Point;
use crate::model::{ColumnId, ConstraintId, ObjectRef, TableId};
use crate::ui::session::Session;

use super::pointer;
use super::state::{CanvasState, Renaming};

/// How far an arrow with Alt moves what is selected, in world pixels.
const STEP: f64 = 8.0;

/// A key while the canvas has the focus. What is not handled here goes on to the page's shortcuts.
pub fn pressed(session: &Session, state: &CanvasState, event: &KeyboardEvent) {
    let plain = !event.ctrl_key() && !event.meta_key();
    if !state.keyboard.get_untracked() && event.key() != " " {
        state.keyboard.set(true);
    }
    let handled = match event.key().as_str() {
        " " => {
            hold_space(state);
            true
        }
        "Escape" => {
            escape(session, state);
            true
        }
        "Enter" if plain && !event.shift_key() => enter(session),
        "F2" if event.shift_key() => false,
        "F2" => rename(session, state),
        "Delete" | "Backspace" if plain => {
            session.delete_selection();
            true
        }
        "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" if plain => {
            arrow(session, state, &event.key(), event.alt_key());
            true
        }
        _ => false,
    };
    if handled {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// While the space bar is down the hand pans; it is released wherever the focus is by then.
fn hold_space(state: &CanvasState) {
    if state.space.get_value() {
        return;
    }
    state.space.set_value(true);
    let space = state.space;
    let handle = StoredValue::new_local(None::<WindowListenerHandle>);
    let listener = window_event_listener(leptos::ev::keyup, move |event| {
        if event.key() == " " {
            space.try_set_value(false);
            if let Some(handle) = handle.try_update_value(Option::take).flatten() {
                handle.remove();
            }
        }
    });
    handle.set_value(Some(listener));
}

fn escape(session: &Session, state: &CanvasState) {
    // From a row out to its card first, then to nothing.
    let selected =
        session.editor(|editor| (editor.gesture().is_some(), editor.selection().primary()));
    match selected {
        (
            false,
            Some(Item::Object(object @ (ObjectRef::Column(..) | ObjectRef::Constraint(..)))),
        ) => {
            if let Some(table) = object.table() {
                focus(session, ObjectRef::Table(table));
            }
        }
        _ => pointer::cancel(session, state),
    }
}

/// Into the rows of the selected card; from a row along its relationship to the other end.
fn enter(session: &Session) -> bool {
    let Some(object) = session.editor(|editor| editor.selection().primary_object()) else {
        return false;
    };
    let next = match object {
        ObjectRef::Table(table) => session.drawing(|drawing| {
            let row = drawing.card(table)?.shown().next()?;
            Some(ObjectRef::Column(table, row.column))
        }),
        ObjectRef::Column(table, column) => session.drawing(|drawing| {
            let edge = drawing
                .edges_of(table)
                .find(|edge| edge.from == table && edge.columns.contains(&column))?;
            Some(ObjectRef::Column(edge.to, edge.to_column))
        }),
        _ => None,
    };
    if let Some(next) = next {
        focus(session, next);
    }
    true
}

fn rename(session: &Session, state: &CanvasState) -> bool {
    match session.editor(|editor| editor.selection().primary()) {
        Some(Item::Object(ObjectRef::Table(table))) => {
            state.renaming.set(Some(Renaming::Table(table)))
        }
        Some(Item::Object(ObjectRef::Column(table, column))) => {
            state.renaming.set(Some(Renaming::Column(table, column)))
        }
        Some(item @ (Item::Note(_) | Item::Area(_))) => state.write(item),
        _ => return false,
    }
    true
}

fn arrow(session: &Session, state: &CanvasState, key: &str, moves: bool) {
    let (x, y) = match key {
        "ArrowLeft" => (-1.0, 0.0),
        "ArrowRight" => (1.0, 0.0),
        "ArrowUp" => (0.0, -1.0),
        _ => (0.0, 1.0),
    };
    if moves {
        session.nudge(x * STEP, y * STEP);
        return;
    }
    let selected = session.editor(|editor| editor.selection().primary_object());
    let next = match selected {
        Some(ObjectRef::Column(table, column)) if y != 0.0 => beside_row(session, table, column, y),
        Some(ObjectRef::Column(table, column)) => match relationship_of(session, table, column) {
            Some(edge) => {
                state.came_from.set_value(Some(table));
                Some(edge)
            }
            None => nearest(session, Some(table), x, y).map(ObjectRef::Table),
        },
        Some(ObjectRef::Constraint(_, constraint)) => {
            along_relationship(session, state, constraint, x, y)
        }
        other => nearest(session, other.and_then(ObjectRef::table), x, y).map(ObjectRef::Table),
    };
    if let Some(next) = next {
        focus(session, next);
    }
}

/// The row above or below one, of those that are drawn.
fn beside_row(session: &Session, table: TableId, column: ColumnId, y: f64) -> Option<ObjectRef> {
    session.drawing(|drawing| {
        let rows: Vec<ColumnId> = drawing.card(table)?.shown().map(|row| row.column).collect();
        let at = rows.iter().position(|row| *row == column)?;
        let to = if y > 0.0 { at + 1 } else { at.checked_sub(1)? };
        rows.get(to).map(|row| ObjectRef::Column(table, *row))
    })
}

/// The first relationship that begins or ends at a row.
fn relationship_of(session: &Session, table: TableId, column: ColumnId) -> Option<ObjectRef> {
    session.drawing(|drawing| {
        let at = |edge: &&Edge| {
            (edge.from == table && edge.columns.contains(&column))
                || (edge.to == table && edge.target_columns.contains(&column))
        };
        let edge = drawing.edges_of(table).find(at)?;
        Some(ObjectRef::Constraint(edge.from, edge.constraint))
    })
}

/// From a relationship: right to the end one did not come from, left back, up and down to the others of that table.
fn along_relationship(
    session: &Session,
    state: &CanvasState,
    constraint: ConstraintId,
    x: f64,
    y: f64,
) -> Option<ObjectRef> {
    let came_from = state.came_from.get_value();
    session.drawing(|drawing| {
        let edge = drawing.edge(constraint)?;
        let from = came_from.filter(|table| [edge.from, edge.to].contains(table));
        let at_child = from.unwrap_or(edge.from) == edge.from;
        if y == 0.0 {
            return Some(match (x > 0.0) == at_child {
                true => ObjectRef::Column(edge.to, edge.to_column),
                false => ObjectRef::Column(edge.from, edge.from_column),
            });
        }
        let table = if at_child { edge.from } else { edge.to };
        let all: Vec<&Edge> = drawing.edges_of(table).collect();
        let at = all.iter().position(|one| one.constraint == constraint)?;
        let to = if y > 0.0 { at + 1 } else { at.checked_sub(1)? };
        let next = all.get(to)?;
        Some(ObjectRef::Constraint(next.from, next.constraint))
    })
}

/// The card nearest in a direction: straight ahead counts more than aside.
fn nearest(session: &Session, from: Option<TableId>, x: f64, y: f64) -> Option<TableId> {
    session.drawing(|drawing| {
        let Some(here) = from.and_then(|from| drawing.card(from)) else {
            let view = session
                .viewport
                .get_untracked()
                .view(session.screen.get_untracked());
            let middle = view.center();
            return drawing
                .cards()
                .min_by(|a, b| {
                    a.rect
                        .center()
                        .distance(middle)
                        .total_cmp(&b.rect.center().distance(middle))
                })
                .map(|card| card.table);
        };
        let center = here.rect.center();
        let cost = |to: Point| {
            let (dx, dy) = (to.x - center.x, to.y - center.y);
            let ahead = dx * x + dy * y;
            let aside = (dx * y).abs() + (dy * x).abs();
            (ahead > 1.0).then_some(ahead + 2.0 * aside)
        };
        drawing
            .cards()
            .filter(|card| card.table != here.table)
            .filter_map(|card| cost(card.rect.center()).map(|cost| (cost, card.table)))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, table)| table)
    })
}

fn focus(session: &Session, object: ObjectRef) {
    session.go_to(object);
    session.interface.speak(spoken(session, object));
}

/// What a screen reader hears of an object: `slug, text, not null, 1 finding: is unique across all organizations`.
fn spoken(session: &Session, object: ObjectRef) -> String {
    let name = session
        .document(|document| document.schema.display_name(object))
        .unwrap_or_default();
    let mut words = vec![name];
    if let ObjectRef::Constraint(_, constraint) = object {
        words.extend(ends_of(session, constraint));
    }
    if let ObjectRef::Column(table, column) = object {
        let about = session.table_now(table).and_then(|table| {
            let column = table.column(column)?;
            Some((column.data_type.to_string(), column.not_null))
        });
        if let Some((data_type, not_null)) = about {
            words.push(data_type);
            words.push(if not_null { "not null" } else { "nullable" }.to_string());
        }
    }
    let titles: Vec<String> = session.review(|review| {
        let of = |finding: &crate::rules::Finding| {
            finding.object == object
                || object
                    .column()
                    .is_some_and(|column| finding.columns.contains(&column))
        };
        object
            .table()
            .map(|table| {
                review
                    .findings_of_table(table)
                    .filter(|finding| of(finding))
                    .map(|finding| finding.title.clone())
                    .collect()
            })
            .unwrap_or_default()
    });
    words.extend(titles);
    words.join(", ")
}

/// Where a relationship begins and ends, in words.
fn ends_of(session: &Session, constraint: ConstraintId) -> Option<String> {
    let (from, to) = session.drawing(|drawing| {
        let edge = drawing.edge(constraint)?;
        Some((
            ObjectRef::Column(edge.from, edge.from_column),
            ObjectRef::Column(edge.to, edge.to_column),
        ))
    })?;
    let name = |object| session.document(|document| document.schema.display_name(object));
    Some(format!(
        "relationship from {} to {}",
        name(from)?,
        name(to)?
    ))
}

impl Session {
    /// Moves what is selected; nudges that follow each other are one undo step.
    pub fn nudge(&self, dx: f64, dy: f64) {
        self.respond(|editor: &mut Editor, drawing| {
            let change = editor.nudge(drawing, dx, dy)?;
            Ok(crate::editor::Response {
                change: Some(change),
                effects: Vec::new(),
            })
        });
    }

    /// Selects every table.
    pub fn select_all(&self) {
        let tables: Vec<TableId> =
            self.document(|document| document.schema.tables.keys().copied().collect());
        self.select(Selection::tables_of(tables));
    }
}
