//! A card: header and rows of one table, drawn again only when what it shows has changed.

use leptos::prelude::*;

use crate::editor::Item;
use crate::editor::drawing::{Card, CardPaint, CardRow, IndexMark, KeyMark, Sign};
use crate::layout::Point;
use crate::layout::card::{header_name_columns, short_name};
use crate::layout::level::Level;
use crate::model::{ColumnId, ObjectRef, TableId, TenancyClass};
use crate::rules::Severity;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{class_of_severity, class_of_tenancy, counted};

use super::rename::NameField;
use super::state::{Renaming, use_canvas};

/// What a card shows, apart from where it stands: compared, so that the card is drawn again only when it differs.
#[derive(Clone, Debug, PartialEq)]
struct Face {
    card: Card,
    class: TenancyClass,
    /// Worst finding on each row, as the rows stand.
    rows: Vec<Option<Severity>>,
    /// Folded parents' classes, as the rows stand.
    chips: Vec<Vec<TenancyClass>>,
    /// Worst finding on the table itself.
    own: Option<Severity>,
    /// Worst finding on the table or any of its parts, and how many.
    worst: Option<(Severity, usize)>,
    /// What differs from the base, while the canvas is painted with it.
    paint: Option<CardPaint>,
}

/// The card of a table.
#[component]
pub fn CardView(table: TableId, level: Memo<Level>) -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let face = Memo::new(move |_| face(&session, table));
    let rect = Memo::new(move |_| {
        session.track_table(table);
        session
            .drawing(|drawing| drawing.card(table).map(|card| card.rect))
            .unwrap_or_default()
    });
    let dragged = Memo::new(move |_| state.dragged.with(|tables| tables.contains(&table)));
    let selected = Memo::new(move |_| state.chosen.with(|chosen| chosen.contains(&table)));
    let dim = Memo::new(move |_| {
        state.bright.with(|bright| {
            bright
                .as_ref()
                .is_some_and(|bright| !bright.contains(&table))
        })
    });
    let here = Memo::new(move |_| {
        state.keyboard.get()
            && selected.get()
            && session.selected().primary() == Some(Item::from(table))
    });
    let column = Memo::new(move |_| match session.selected().primary() {
        Some(Item::Object(ObjectRef::Column(of, column))) if of == table => Some(column),
        _ => None,
    });
    let hot = Memo::new(move |_| hot_columns(&session, &state, table));
    let place = move || {
        let rect = rect.get();
        let by = if dragged.get() {
            state.drag_offset.get()
        } else {
            Point::default()
        };
        format!("translate({:.1}px,{:.1}px)", rect.x + by.x, rect.y + by.y)
    };
    view! {
        <div
            class=move || face.with(|face| face.as_ref().map_or("card".to_string(), class_of_face))
            class:is-selected=move || selected.get()
            class:is-dragged=move || dragged.get()
            class:is-dim=move || dim.get()
            class:is-focus=move || here.get()
            style:transform=place
            style:width=move || format!("{}px", rect.get().width)
            style:height=move || format!("{}px", rect.get().height)
            role="group"
            id=format!("card-{}", table.0)
            aria-label=move || face.with(|face| face.as_ref().map(spoken))
        >
            {move || face.get().map(|face| match level.get() {
                Level::Header => header_only(&face).into_any(),
                _ => full(table, face, column, hot).into_any(),
            })}
        </div>
    }
}

fn face(session: &Session, table: TableId) -> Option<Face> {
    session.track_table(table);
    session.track_review();
    let mut card = session.drawing(|drawing| drawing.card(table).cloned())?;
    let paint = session.interface.paint.with(|paint| {
        let paint = paint.as_ref()?;
        paint.cards.get(&table).cloned()
    });
    // Where it stands is told by the style, not by the face.
    card.rect.x = 0.0;
    card.rect.y = 0.0;
    Some(session.review(|review| {
        let tenancy = review.tenancy();
        let marks = review.marks(table);
        Face {
            class: tenancy.class(table),
            rows: card
                .rows
                .iter()
                .map(|row| marks.columns.get(&row.column).copied())
                .collect(),
            chips: card
                .rows
                .iter()
                .map(|row| {
                    row.folded
                        .iter()
                        .map(|parent| tenancy.class(*parent))
                        .collect()
                })
                .collect(),
            own: review
                .findings_of_table(table)
                .filter(|finding| finding.columns.is_empty())
                .map(|finding| finding.severity)
                .min(),
            worst: marks.worst.map(|severity| (severity, marks.counts.total())),
            paint,
            card,
        }
    }))
}

/// The rows that light up: both ends of the hovered and of the selected relationship.
fn hot_columns(
    session: &Session,
    state: &super::state::CanvasState,
    table: TableId,
) -> Vec<ColumnId> {
    let hovered = state.hovered_edge.get();
    let selected = match session.selected().primary() {
        Some(Item::Object(ObjectRef::Constraint(_, constraint))) => Some(constraint),
        _ => None,
    };
    session.drawing(|drawing| {
        let mut columns = Vec::new();
        for edge in [hovered, selected]
            .into_iter()
            .flatten()
            .filter_map(|constraint| drawing.edge(constraint))
        {
            if edge.from == table {
                columns.extend(&edge.columns);
            }
            if edge.to == table {
                columns.extend(&edge.target_columns);
            }
        }
        columns
    })
}

fn class_of_face(face: &Face) -> String {
    let sign = face.paint.as_ref().and_then(|paint| paint.sign);
    let sign = sign.map_or(String::new(), |sign| format!(" d-{}", sign.class()));
    format!("card {}{sign}", class_of_tenancy(face.class))
}

fn spoken(face: &Face) -> String {
    let findings = face.worst.map_or("no findings".to_string(), |(_, count)| {
        counted(count, "finding")
    });
    let sign = face.paint.as_ref().and_then(|paint| paint.sign);
    let sign = sign.map_or(String::new(), |sign| format!(", {}", sign.class()));
    format!(
        "{}, {}, {}, {findings}{sign}",
        face.card.title,
        face.class.title(),
        counted(face.card.rows.len(), "column")
    )
}

fn header_only(face: &Face) -> impl IntoView + use<> {
    let ticks = face
        .rows
        .iter()
        .zip(&face.card.rows)
        .filter(|(_, row)| face.card.shows(row))
        .filter_map(|(severity, row)| severity.map(|severity| (severity, row.port)))
        .map(|(severity, port)| view! { <i class=format!("tick {}", class_of_severity(severity)) style=format!("top:{port}px")></i> })
        .collect_view();
    let title = face.card.title.clone();
    view! {
        <div class="chead" title=title.clone()><b>{title.clone()}</b></div>
        {ticks}
    }
}

fn full(
    table: TableId,
    face: Face,
    selected: Memo<Option<ColumnId>>,
    hot: Memo<Vec<ColumnId>>,
) -> impl IntoView {
    let state = use_canvas();
    let renaming = Memo::new(move |_| state.renaming.get() == Some(Renaming::Table(table)));
    let title = face.card.title.clone();
    let short = short_name(&title, header_name_columns(face.card.rect.width));
    let own = face.own;
    let paint = face.paint.unwrap_or_default();
    let row_paint = paint.rows;
    let sign = paint
        .sign
        .map(|sign| view! { <span class=format!("sign {}", sign.class())>{sign.text()}</span> });
    let worst = face.worst;
    let header = view! {
        <div class="chead" title=title.clone()>
            {move || if renaming.get() {
                view! { <NameField renaming=Renaming::Table(table) /> }.into_any()
            } else {
                view! { <b>{short.clone()}</b> }.into_any()
            }}
            {sign}
            <span class="grow"></span>
            {own.map(|severity| view! { <i class=format!("mark {}", class_of_severity(severity))></i> })}
            {worst.map(|(severity, count)| view! { <span class=format!("count n-{}", class_of_severity(severity))>{count}</span> })}
        </div>
    };
    let here = Memo::new(move |_| state.keyboard.get());
    let shown: Vec<bool> = face
        .card
        .rows
        .iter()
        .map(|row| face.card.shows(row))
        .collect();
    let pinned = face.card.pinned;
    let rows = face
        .card
        .rows
        .into_iter()
        .zip(face.rows)
        .zip(face.chips)
        .zip(shown)
        .filter_map(|(row, shown)| shown.then_some(row))
        .map(|((row, severity), chips)| {
            let paint = row_paint.get(&row.column).cloned();
            row_view(table, row, severity, chips, paint, (selected, hot, here))
        })
        .collect_view();
    view! {
        {header}
        {pinned.then(|| view! { <i class="pinned" title="Pinned: automatic arrangement leaves it here"></i> })}
        {rows}
    }
}

/// What is typed in a row now.
#[derive(Clone, Copy, PartialEq)]
enum Typing {
    Nothing,
    Name,
    Type,
}

fn row_view(
    table: TableId,
    row: CardRow,
    severity: Option<Severity>,
    chips: Vec<TenancyClass>,
    paint: Option<(Sign, String)>,
    (selected, hot, keyboard): (Memo<Option<ColumnId>>, Memo<Vec<ColumnId>>, Memo<bool>),
) -> impl IntoView {
    let state = use_canvas();
    let id = row.column;
    let typing = Memo::new(move |_| match state.renaming.get() {
        Some(Renaming::Column(of, column)) if (of, column) == (table, id) => Typing::Name,
        Some(Renaming::Type(of, column)) if (of, column) == (table, id) => Typing::Type,
        _ => Typing::Nothing,
    });
    let key = match row.key {
        KeyMark::None => None,
        KeyMark::Primary => Some("pk"),
        KeyMark::Foreign => Some("fk"),
        KeyMark::Both => Some("both"),
    };
    let index = match row.index {
        IndexMark::None => None,
        IndexMark::Index => Some("index"),
        IndexMark::Unique => Some("unique"),
    };
    let title = match &paint {
        Some((_, words)) if !words.is_empty() => {
            format!("{} {}: {words}", row.name, row.data_type)
        }
        _ => format!("{} {}", row.name, row.data_type),
    };
    let class = paint.map_or("row".to_string(), |(sign, _)| {
        format!("row d-{}", sign.class())
    });
    let (name, data_type) = (row.name, row.data_type);
    view! {
        <div
            class=class
            class:is-selected=move || selected.get() == Some(id)
            class:is-focus=move || keyboard.get() && selected.get() == Some(id)
            class:is-hot=move || hot.with(|hot| hot.contains(&id))
            data-key=key
            data-index=index
            data-null=if row.not_null { "no" } else { "yes" }
            data-mark=severity.map(class_of_severity)
            title=title
        >
            {move || match typing.get() {
                Typing::Name => view! { <NameField renaming=Renaming::Column(table, id) /> }.into_any(),
                _ => view! { <span class="n">{name.clone()}</span> }.into_any(),
            }}
            {chips.into_iter().map(|class| view! { <i class=format!("fold {}", class_of_tenancy(class))></i> }).collect_view()}
            {move || match typing.get() {
                Typing::Type => view! { <NameField renaming=Renaming::Type(table, id) /> }.into_any(),
                _ => view! { <span class="ty">{data_type.clone()}</span> }.into_any(),
            }}
        </div>
    }
}
