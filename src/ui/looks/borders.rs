//! Where tenants' borders are missing or crossed, over the drawing: a table without its border has a dashed edge and says what
//! is missing, a relationship that leads from one tenant to another is dashed.

use std::fmt::Write;

use leptos::prelude::*;

use crate::editor::drawing::Drawing;
use crate::isolation::row_security::matrix;
use crate::isolation::{Leak, leaks};
use crate::layout::Rect;
use crate::layout::path::svg_path;
use crate::layout::route::route_quick;
use crate::model::TableId;
use crate::ui::session::{Session, use_session};

/// A table whose border is open, and why.
pub type OpenBorder = (TableId, String);

/// The tables whose rows belong to tenants and are not kept to them, and the paths from one tenant to another.
pub fn open_borders(session: &Session) -> (Vec<OpenBorder>, Vec<Leak>) {
    session.document(|document| {
        session.review(|review| {
            let schema = &document.schema;
            let open = matrix(schema, review.tenancy())
                .rows
                .into_iter()
                .filter(|row| row.needed && !row.gaps.is_empty())
                .map(|row| {
                    let words: Vec<&str> = row.gaps.iter().map(|gap| gap.words()).collect();
                    (row.table, words.join(", "))
                })
                .collect();
            (open, leaks(schema, review.tenancy()))
        })
    })
}

/// What is drawn, in world coordinates.
#[derive(Clone, Debug, Default, PartialEq)]
struct Drawn {
    open: Vec<(Rect, String)>,
    crossed: String,
}

/// The overlay.
#[component]
pub fn Borders() -> impl IntoView {
    let session = use_session();
    let found = Memo::new_with_compare(
        move |_| {
            session.track_review();
            session.track_list();
            open_borders(&session)
        },
        |_, _| true,
    );
    let drawn = Memo::new(move |_| {
        session.track_drawing();
        found.with(|(open, leaks)| session.drawing(|drawing| drawn(drawing, open, leaks)))
    });
    view! {
        {move || drawn.get().open.into_iter().map(|(rect, words)| view! {
            <div
                class="openborder"
                style=format!("transform:translate({:.1}px,{:.1}px);top:0;left:0;width:{:.1}px;height:{:.1}px", rect.x, rect.y, rect.width, rect.height)
            ><b>{words}</b></div>
        }).collect_view()}
        <svg class="leakpath" role="presentation" aria-hidden="true">
            <path d=move || drawn.with(|drawn| drawn.crossed.clone())></path>
        </svg>
    }
}

fn drawn(drawing: &Drawing, open: &[OpenBorder], leaks: &[Leak]) -> Drawn {
    let mut drawn = Drawn::default();
    for (table, words) in open {
        if let Some(card) = drawing.card(*table) {
            drawn.open.push((card.rect, words.clone()));
        }
    }
    for leak in leaks {
        let (_, key) = leak.key;
        let Some(edge) = drawing.edge(key) else {
            continue;
        };
        let line = match drawing.route_of(key) {
            Some(route) => Some(svg_path(&route.points)),
            // Folded into a badge it has no line of its own: here it gets the quick one.
            None => drawing.request_of(edge).and_then(|request| {
                let (from, to) = (drawing.card(edge.from)?.rect, drawing.card(edge.to)?.rect);
                Some(svg_path(&route_quick(&request, from, to).points))
            }),
        };
        if let Some(line) = line {
            let _ = write!(drawn.crossed, "{line}");
        }
    }
    drawn
}
