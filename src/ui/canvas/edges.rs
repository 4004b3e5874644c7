//! Relationships: all that are in view in three elements, and the hovered and selected ones above the cards.
//!
//! One path for all lines costs the page less than a group for each, and a pointer is matched to a line by geometry.

use std::collections::BTreeSet;
use std::fmt::Write;

use leptos::prelude::*;

use crate::editor::Item;
use crate::editor::drawing::{Drawing, HubKey};
use crate::layout::ends::{EndGlyph, end_glyph};
use crate::layout::path::svg_path;
use crate::layout::route::{Route, route_quick};
use crate::layout::{Point, Rect};
use crate::model::{ConstraintId, ObjectRef, TableId};
use crate::ui::session::{Session, use_session};

use super::hubs::Hubs;
use super::labels::Labels;
use super::state::{CanvasState, use_canvas};

/// SVG path data of a group of relationships.
#[derive(Clone, Debug, Default, PartialEq)]
struct Lines {
    lines: String,
    feet: String,
    rings: String,
}

impl Lines {
    fn add_route(&mut self, route: &Route) {
        self.lines.push_str(&svg_path(&route.points));
    }

    fn add_end(&mut self, glyph: &EndGlyph) {
        self.feet.push_str(&glyph.lines_svg());
        self.rings.push_str(&glyph.rings_svg());
    }
}

/// The relationships in view, the hubs' badges, and the label of the one that is looked at.
#[component]
pub fn Edges() -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let window = Memo::new(move |_| state.scene.with(|scene| scene.window));
    let both = Memo::new(move |_| {
        let window = window.get();
        let dragged = state.dragged.get();
        let bright = state.bright.get();
        session.track_drawing();
        session.route();
        session.drawing(|drawing| lines_in(drawing, &window, &dragged, bright.as_deref()))
    });
    let all = Memo::new(move |_| both.with(|(lines, _)| lines.clone()));
    let dim = Memo::new(move |_| both.with(|(_, dim)| dim.clone()));
    let hub = Memo::new(move |_| {
        let key = state.hovered_hub.get();
        let window = window.get();
        session.track_drawing();
        key.map_or_else(Lines::default, |key| {
            session.drawing(|drawing| hub_lines(drawing, &key, &window))
        })
    });
    let moving = Memo::new(move |_| {
        let dragged = state.dragged.get();
        if dragged.is_empty() {
            return Lines::default();
        }
        let by = state.drag_offset.get();
        session.drawing(|drawing| dragged_lines(drawing, &dragged, by))
    });
    let over = Memo::new(move |_| {
        let looked_at = looked_at(&session, &state);
        let dragged = state.dragged.get();
        session.track_drawing();
        session.drawing(|drawing| single_lines(drawing, &looked_at, &dragged))
    });
    let layer = |class: &'static str, edge: &'static str, lines: Memo<Lines>| {
        view! {
            <svg class=class role="presentation" aria-hidden="true">
                <g class=edge>
                    <path class="line" d=move || lines.with(|lines| lines.lines.clone())></path>
                    <path d=move || lines.with(|lines| lines.feet.clone())></path>
                    <path class="ring-end" d=move || lines.with(|lines| lines.rings.clone())></path>
                </g>
            </svg>
        }
    };
    view! {
        {layer("edges", "edge is-dim", dim)}
        {layer("edges", "edge", all)}
        {layer("edges", "edge", moving)}
        {layer("edges is-over", "edge is-folded", hub)}
        {layer("edges is-over", "edge is-hot", over)}
        <Hubs />
        <Labels />
    }
}

/// The relationships that are hovered or selected, those of a selected column or table too.
fn looked_at(session: &Session, state: &CanvasState) -> BTreeSet<ConstraintId> {
    let mut found: BTreeSet<ConstraintId> = state.hovered_edge.get().into_iter().collect();
    let selection = session.selected();
    session.drawing(|drawing| {
        for item in selection.items() {
            match item {
                Item::Object(ObjectRef::Constraint(_, constraint)) => {
                    found.insert(*constraint);
                }
                Item::Object(ObjectRef::Column(table, column)) => found.extend(
                    drawing
                        .edges_of(*table)
                        .filter(|edge| {
                            (edge.from == *table && edge.columns.contains(column))
                                || (edge.to == *table && edge.target_columns.contains(column))
                        })
                        .map(|edge| edge.constraint),
                ),
                _ => {}
            }
        }
    });
    found
}

/// The lines in view, and apart from them those that are dimmed: those that leave what is in focus.
fn lines_in(
    drawing: &Drawing,
    window: &Rect,
    dragged: &BTreeSet<TableId>,
    bright: Option<&BTreeSet<TableId>>,
) -> (Lines, Lines) {
    let (mut lines, mut dim) = (Lines::default(), Lines::default());
    let is_bright = |table| bright.is_none_or(|bright| bright.contains(&table));
    for (constraint, route) in drawing.routes_in(window) {
        if dragged.contains(&TableId(route.from)) || dragged.contains(&TableId(route.to)) {
            continue;
        }
        let into = match is_bright(TableId(route.from)) && is_bright(TableId(route.to)) {
            true => &mut lines,
            false => &mut dim,
        };
        into.add_route(route);
        if let Some(edge) = drawing.edge(constraint) {
            into.add_end(&end_glyph(route.start(), route.from_side, edge.child_end()));
        }
    }
    for hub in drawing.hubs() {
        if !hub.folded || !window.contains(hub.at) || dragged.contains(&hub.key.table) {
            continue;
        }
        // The stub between the key's row and its badge.
        let _ = write!(lines.lines, "M{:.1},{:.1}h8", hub.at.x, hub.at.y);
    }
    for trunk in drawing.trunks_in(window) {
        if !dragged.contains(&TableId(trunk.to)) {
            let into = match is_bright(TableId(trunk.to)) {
                true => &mut lines,
                false => &mut dim,
            };
            into.add_end(&end_glyph(trunk.point, trunk.side, trunk.kind));
        }
    }
    (lines, dim)
}

/// The relationships of a hub to what is in view, each by the quick way: they go again with the pointer.
fn hub_lines(drawing: &Drawing, key: &HubKey, window: &Rect) -> Lines {
    let mut lines = Lines::default();
    for edge in drawing.members_in(key, window) {
        let ends = (drawing.card(edge.from), drawing.card(edge.to));
        if let ((Some(from), Some(to)), Some(request)) = (ends, drawing.request_of(edge)) {
            lines.add_route(&route_quick(&request, from.rect, to.rect));
        }
    }
    lines
}

/// While cards are dragged their relationships take the quick way, anew at every step.
fn dragged_lines(drawing: &Drawing, dragged: &BTreeSet<TableId>, by: Point) -> Lines {
    let mut lines = Lines::default();
    let place = |table: TableId| {
        let rect = drawing.card(table)?.rect;
        Some(if dragged.contains(&table) {
            rect.moved(by.x, by.y)
        } else {
            rect
        })
    };
    let mut seen = BTreeSet::new();
    for table in dragged {
        for edge in drawing.edges_of(*table) {
            if drawing.route_of(edge.constraint).is_none() || !seen.insert(edge.constraint) {
                continue;
            }
            let (Some(from), Some(to), Some(request)) =
                (place(edge.from), place(edge.to), drawing.request_of(edge))
            else {
                continue;
            };
            let route = route_quick(&request, from, to);
            lines.add_route(&route);
            lines.add_end(&end_glyph(
                route.start(),
                route.from_side,
                request.from_end(),
            ));
            lines.add_end(&end_glyph(route.end(), route.to_side, request.to_end()));
        }
    }
    lines
}

/// Relationships drawn whole, each with its own ends.
fn single_lines(
    drawing: &Drawing,
    constraints: &BTreeSet<ConstraintId>,
    dragged: &BTreeSet<TableId>,
) -> Lines {
    let mut lines = Lines::default();
    for edge in constraints
        .iter()
        .filter_map(|constraint| drawing.edge(*constraint))
    {
        if dragged.contains(&edge.from) || dragged.contains(&edge.to) {
            continue;
        }
        let Some(request) = drawing.request_of(edge) else {
            continue;
        };
        // A folded one has no line: its two rows light up instead.
        let Some(route) = drawing.route_of(edge.constraint) else {
            continue;
        };
        lines.add_route(route);
        lines.add_end(&end_glyph(
            route.start(),
            route.from_side,
            request.from_end(),
        ));
        lines.add_end(&end_glyph(route.end(), route.to_side, request.to_end()));
    }
    lines
}
