//! Relationships: all that are in view in three elements, and the hovered and selected ones above the cards.
//!
//! One path for all lines costs the page less than a group for each, and a pointer is matched to a line by geometry.

use std::collections::BTreeSet;
use std::fmt::Write;

use leptos::prelude::*;

use crate::editor::Item;
use crate::editor::drawing::Drawing;
use crate::layout::card::HEADER_HEIGHT;
use crate::layout::ends::{EndGlyph, end_glyph};
use crate::layout::path::svg_path;
use crate::layout::route::{Route, route_quick};
use crate::layout::{Point, Rect};
use crate::model::{ConstraintId, ObjectRef, TableId};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::class_of_tenancy;

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
    let all = Memo::new(move |_| {
        let window = window.get();
        let dragged = state.dragged.get();
        session.track_drawing();
        session.route();
        session.drawing(|drawing| lines_in(drawing, &window, &dragged))
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
    let layer = |class: &'static str, lines: Memo<Lines>| {
        view! {
            <svg class=class role="presentation" aria-hidden="true">
                <g class=if class == "edges is-over" { "edge is-hot" } else { "edge" }>
                    <path class="line" d=move || lines.with(|lines| lines.lines.clone())></path>
                    <path d=move || lines.with(|lines| lines.feet.clone())></path>
                    <path class="ring-end" d=move || lines.with(|lines| lines.rings.clone())></path>
                </g>
            </svg>
        }
    };
    view! {
        {layer("edges", all)}
        {layer("edges", moving)}
        {layer("edges is-over", over)}
        <Hubs />
        <Label />
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

fn lines_in(drawing: &Drawing, window: &Rect, dragged: &BTreeSet<TableId>) -> Lines {
    let mut lines = Lines::default();
    for (constraint, route) in drawing.routes_in(window) {
        if dragged.contains(&TableId(route.from)) || dragged.contains(&TableId(route.to)) {
            continue;
        }
        lines.add_route(route);
        if let Some(edge) = drawing.edge(constraint) {
            lines.add_end(&end_glyph(route.start(), route.from_side, edge.child_end()));
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
            lines.add_end(&end_glyph(trunk.point, trunk.side, trunk.kind));
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

/// The badges of folded hubs.
#[component]
fn Hubs() -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let hubs = Memo::new(move |_| {
        session.track_drawing();
        session.track_review();
        let window = state.scene.with(|scene| scene.window);
        session.drawing(|drawing| {
            drawing
                .hubs()
                .into_iter()
                .filter(|hub| window.contains(hub.at))
                .map(|hub| {
                    let class = session.review(|review| review.tenancy().class(hub.key.table));
                    let name = session
                        .table_now(hub.key.table)
                        .map_or(String::new(), |table| table.name.clone());
                    (hub, class, name)
                })
                .collect::<Vec<_>>()
        })
    });
    view! {
        {move || hubs.get().into_iter().map(|(hub, class, name)| {
            let key = hub.key;
            let at = hub.at;
            let dragged = Memo::new(move |_| state.dragged.with(|tables| tables.contains(&key.table)));
            let transform = move || {
                let by = if dragged.get() { state.drag_offset.get() } else { Point::default() };
                format!("translate({:.1}px,{:.1}px)", at.x + 8.0 + by.x, at.y - 10.0 + by.y)
            };
            let words = if hub.folded { "folded: click to show them" } else { "shown: click to fold them" };
            view! {
                <button
                    class=format!("hubbadge {}", class_of_tenancy(class))
                    style:transform=transform
                    style="top:0;left:0"
                    aria-expanded=(!hub.folded).to_string()
                    aria-label=format!("{} relationships to {name}, {words}", hub.count)
                    title=format!("{} relationships to {name}, {words}", hub.count)
                    tabindex="-1"
                    on:pointerdown=|event| event.stop_propagation()
                    on:click=move |event| {
                        event.stop_propagation();
                        session.toggle_hub(key);
                    }
                >
                    <i class="glyph"></i>
                    {hub.count}
                </button>
            }
        }).collect_view()}
    }
}

/// The name of the relationship that is hovered or selected, beside the middle of its line.
#[component]
fn Label() -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let label = Memo::new(move |_| {
        let hovered = state.hovered_edge.get();
        let selected = match session.selected().primary() {
            Some(Item::Object(ObjectRef::Constraint(_, constraint))) => Some(constraint),
            _ => None,
        };
        session.track_drawing();
        let constraint = hovered.or(selected)?;
        session.editor(|editor| {
            session.drawing(|drawing| {
                let edge = drawing.edge(constraint)?;
                let route = drawing.route_of(constraint)?;
                let text = edge_words(editor.document(), edge.from, constraint)?;
                Some((label_place(route, &text), text))
            })
        })
    });
    view! {
        {move || label.get().map(|(at, text)| view! {
            <div class="edgelabel" style=format!("transform:translate({:.1}px,{:.1}px);top:0;left:0", at.x, at.y)><b>{text}</b></div>
        })}
    }
}

/// `participants_meeting_id_fkey on delete cascade`.
fn edge_words(
    document: &crate::model::Document,
    table: TableId,
    constraint: ConstraintId,
) -> Option<String> {
    let table = document.schema.table(table)?;
    let constraint = table.constraint(constraint)?;
    let mut words = constraint.name.clone();
    let action = constraint
        .foreign_key()?
        .on_delete
        .as_ref()
        .map(|action| match action {
            crate::model::ReferentialAction::NoAction => "no action",
            crate::model::ReferentialAction::Restrict => "restrict",
            crate::model::ReferentialAction::Cascade => "cascade",
            crate::model::ReferentialAction::SetNull(_) => "set null",
            crate::model::ReferentialAction::SetDefault(_) => "set default",
        });
    if let Some(action) = action {
        let _ = write!(words, " on delete {action}");
    }
    Some(words)
}

/// Beside the longest leg of the line, over empty ground.
fn label_place(route: &Route, text: &str) -> Point {
    let longest = route
        .legs()
        .max_by(|a, b| (a.width + a.height).total_cmp(&(b.width + b.height)))
        .unwrap_or_default();
    let middle = longest.center();
    let width = 6.6 * crate::layout::card::display_width(text) as f64 + 14.0;
    if longest.width > longest.height {
        Point::new(middle.x - width / 2.0, middle.y - HEADER_HEIGHT + 6.0)
    } else {
        Point::new(middle.x + 6.0, middle.y - 11.0)
    }
}
