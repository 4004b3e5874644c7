//! The names of relationships: of the one that is hovered or selected, and of all in view where the user wants them.

use std::fmt::Write;

use leptos::prelude::*;

use crate::editor::Item;
use crate::editor::drawing::Drawing;
use crate::layout::card::display_width;
use crate::layout::level::Level;
use crate::layout::route::Route;
use crate::layout::{Point, Rect};
use crate::model::{ConstraintId, Document, ObjectRef, ReferentialAction, TableId};
use crate::ui::session::{Session, use_session};

use super::state::{CanvasState, use_canvas};

/// Height of a label, in world pixels.
const HEIGHT: f64 = 22.0;
/// Width of a character of a label: 11 px mono.
const CHARACTER: f64 = 6.6;
/// Most labels at once: more would say nothing.
const MOST: usize = 200;

/// A label and where it stands.
#[derive(Clone, Debug, PartialEq)]
struct Label {
    at: Point,
    text: String,
}

/// The labels.
#[component]
pub fn Labels() -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let one = Memo::new(move |_| {
        let hovered = state.hovered_edge.get();
        let selected = match session.selected().primary() {
            Some(Item::Object(ObjectRef::Constraint(_, constraint))) => Some(constraint),
            _ => None,
        };
        session.track_drawing();
        let constraint = hovered.or(selected)?;
        label_of(&session, constraint, &[])
    });
    let all = Memo::new(move |_| {
        let wanted = session.interface.labels.get();
        let readable = state.scene.with(|scene| scene.level == Level::Full);
        if !(wanted && readable) {
            return Vec::new();
        }
        session.track_drawing();
        every_label(&session, &state)
    });
    let shown = |label: Label, class: &'static str| {
        view! {
            <div class=class style=format!("transform:translate({:.1}px,{:.1}px);top:0;left:0", label.at.x, label.at.y)><b>{label.text}</b></div>
        }
    };
    view! {
        {move || all.get().into_iter().map(|label| shown(label, "edgelabel is-quiet")).collect_view()}
        {move || one.get().map(|label| shown(label, "edgelabel"))}
    }
}

/// Labels for what is in view, each over empty ground: where there is none, the relationship keeps its name to itself until it
/// is looked at.
fn every_label(session: &Session, state: &CanvasState) -> Vec<Label> {
    let window = state.scene.with(|scene| scene.window);
    let (constraints, mut taken) = session.drawing(|drawing| {
        let lines: Vec<ConstraintId> = drawing
            .routes_in(&window)
            .map(|(constraint, _)| constraint)
            .take(MOST)
            .collect();
        let cards: Vec<Rect> = drawing
            .cards()
            .map(|card| card.rect)
            .filter(|rect| rect.intersects(&window))
            .collect();
        (lines, cards)
    });
    let mut labels = Vec::new();
    for constraint in constraints {
        if let Some(label) = label_of(session, constraint, &taken) {
            let room = box_of(label.at, &label.text);
            if taken.iter().any(|other| other.intersects(&room)) {
                continue;
            }
            taken.push(room);
            labels.push(label);
        }
    }
    labels
}

fn label_of(session: &Session, constraint: ConstraintId, taken: &[Rect]) -> Option<Label> {
    session.editor(|editor| {
        session.drawing(|drawing: &Drawing| {
            let edge = drawing.edge(constraint)?;
            let route = drawing.route_of(constraint)?;
            let text = edge_words(editor.document(), edge.from, constraint)?;
            Some(Label {
                at: place(route, &text, taken),
                text,
            })
        })
    })
}

/// `participants_meeting_id_fkey on delete cascade`.
fn edge_words(document: &Document, table: TableId, constraint: ConstraintId) -> Option<String> {
    let table = document.schema.table(table)?;
    let constraint = table.constraint(constraint)?;
    let mut words = constraint.name.clone();
    let action = constraint
        .foreign_key()?
        .on_delete
        .as_ref()
        .map(|action| match action {
            ReferentialAction::NoAction => "no action",
            ReferentialAction::Restrict => "restrict",
            ReferentialAction::Cascade => "cascade",
            ReferentialAction::SetNull(_) => "set null",
            ReferentialAction::SetDefault(_) => "set default",
        });
    if let Some(action) = action {
        let _ = write!(words, " on delete {action}");
    }
    Some(words)
}

fn box_of(at: Point, text: &str) -> Rect {
    let width = CHARACTER * display_width(text) as f64 + 14.0;
    // Four free pixels around it, so that it does not touch a card.
    Rect::new(at.x, at.y, width, HEIGHT).inflate(4.0)
}

/// Beside the legs of the line, the longest first: the first place where nothing stands, or else beside the longest.
fn place(route: &Route, text: &str, taken: &[Rect]) -> Point {
    let mut legs: Vec<Rect> = route.legs().collect();
    legs.sort_by(|a, b| (b.width + b.height).total_cmp(&(a.width + a.height)));
    let width = box_of(Point::default(), text).width;
    let beside = |leg: &Rect| {
        let middle = leg.center();
        match leg.width > leg.height {
            true => [
                Point::new(middle.x - width / 2.0, middle.y - HEIGHT - 4.0),
                Point::new(middle.x - width / 2.0, middle.y + 4.0),
            ],
            false => [
                Point::new(middle.x + 6.0, middle.y - HEIGHT / 2.0),
                Point::new(middle.x - 6.0 - width, middle.y - HEIGHT / 2.0),
            ],
        }
    };
    let places: Vec<Point> = legs.iter().flat_map(beside).collect();
    let free = |at: &&Point| {
        let room = box_of(**at, text);
        !taken.iter().any(|other| other.intersects(&room))
    };
    let found = places.iter().find(free).or(places.first());
    found.copied().unwrap_or_default()
}
