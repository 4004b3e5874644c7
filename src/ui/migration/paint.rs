//! What differs from the base, painted on the canvas: the comparing, and the legend that says what the colours mean.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use crate::diff::{self, Change, ChangeKind, Diff};
use crate::editor::drawing::{CardPaint, GhostCard, GhostRow, Paint, Sign};
use crate::layout::Rect;
use crate::layout::card::{CardContent, CardMode, RowContent, card_size};
use crate::model::{ObjectRef, Schema, Table};
use crate::sql::types;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::Icon;

use super::made::{sign_of, word_of};

/// How long the drawing must rest before it is compared again.
const REST: Duration = Duration::from_millis(200);
/// Between the drawing and the outlines of tables that went, and between these.
const GAP: f64 = 48.0;

/// The legend; while it stands, the canvas is painted.
#[component]
pub fn PaintLegend() -> impl IntoView {
    let session = use_session();
    let paint = session.interface.paint;
    let waiting = StoredValue::new_local(None::<TimeoutHandle>);
    Effect::new(move |painted: Option<()>| {
        session.track_list();
        session.track_drawing();
        session.track_settings();
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        let rest = if painted.is_some() {
            REST
        } else {
            Duration::ZERO
        };
        let compare = move || {
            let fresh = compared(&session);
            if paint.with_untracked(|old| old.as_deref() != Some(&fresh)) {
                paint.set(Some(Arc::new(fresh)));
            }
        };
        waiting.set_value(set_timeout_with_handle(compare, rest).ok());
    });
    on_cleanup(move || {
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        paint.set(None);
    });
    let count = move |sign: Sign| {
        paint.with(|paint| {
            let (added, removed, changed) = paint.as_ref().map_or((0, 0, 0), |paint| paint.counts);
            match sign {
                Sign::Added => added,
                Sign::Removed => removed,
                Sign::Changed => changed,
            }
        })
    };
    let entry = move |sign: Sign| {
        view! {
            <span class="key">
                <span class=format!("sign {}", sign.class())>{sign.text()}</span>
                {sign.class()}
                <b>{move || count(sign)}</b>
            </span>
        }
    };
    let words = move || {
        let has_base = session.document(|document| document.base.is_some());
        let nothing = paint.with(|paint| {
            paint
                .as_ref()
                .is_some_and(|paint| paint.counts == (0, 0, 0))
        });
        match (has_base, nothing) {
            (false, _) => Some("There is no base: everything is new"),
            (true, true) => Some("What is drawn equals its base"),
            _ => None,
        }
    };
    view! {
        <div class="float paint" role="group" aria-label="Changes against the base" on:pointerdown=|event| event.stop_propagation()>
            <b>"Against the base"</b>
            {entry(Sign::Added)}
            {entry(Sign::Changed)}
            {entry(Sign::Removed)}
            {move || words().map(|words| view! { <span class="key">{words}</span> })}
            <button class="ib" aria-label="Hide the changes" title="Hide the changes" on:click=move |_| session.interface.painting.set(false)>
                <Icon name="cross" />
            </button>
        </div>
    }
}

/// Compares what is drawn with its base.
fn compared(session: &Session) -> Paint {
    let diff = session.document(|document| {
        let nothing = Schema::default();
        let base = document.base.as_deref().unwrap_or(&nothing);
        diff::compare_answered(base, &document.schema, &document.migration.renames).0
    });
    let ground = session.drawing(|drawing| {
        let mut ground: Option<Rect> = None;
        for card in drawing.cards() {
            let rect = card.rect;
            ground = Some(ground.map_or(rect, |all| {
                let (x, y) = (all.x.min(rect.x), all.y.min(rect.y));
                let (right, bottom) = (
                    all.right().max(rect.right()),
                    all.bottom().max(rect.bottom()),
                );
                Rect::new(x, y, right - x, bottom - y)
            }));
        }
        ground.unwrap_or_default()
    });
    paint_of(&diff, ground)
}

/// The paint of a difference; the outlines of tables that went stand in a row under the ground of all cards.
pub fn paint_of(diff: &Diff, ground: Rect) -> Paint {
    let counts = diff.counts();
    let mut paint = Paint {
        counts: (counts.added, counts.removed, counts.changed),
        ..Paint::default()
    };
    let mut x = ground.x;
    let y = ground.bottom() + GAP;
    for change in &diff.changes {
        let Some(table) = change.object.table() else {
            continue;
        };
        if change.object == ObjectRef::Table(table) && change.kind == ChangeKind::Removed {
            if let Some(old) = diff.base.table(table) {
                let ghost = ghost_card(old, x, y);
                x = ghost.rect.right() + GAP;
                paint.gone.push(ghost);
            }
            continue;
        }
        let Some(drawn) = diff.original(ObjectRef::Table(table)).table() else {
            continue;
        };
        note(diff, change, paint.cards.entry(drawn).or_default());
    }
    paint
}

/// Notes a change of a table or a part of it on its card.
fn note(diff: &Diff, change: &Change, card: &mut CardPaint) {
    let sign = sign_of(change);
    let own = matches!(change.object, ObjectRef::Table(_));
    if card.sign != Some(Sign::Added) {
        card.sign = Some(if own { sign } else { Sign::Changed });
    }
    let name = change.name.rsplit('.').next().unwrap_or(&change.name);
    match (change.object, &change.kind) {
        (ObjectRef::Column(table, id), ChangeKind::Removed) => {
            if let Some(column) = diff.base.table(table).and_then(|one| one.column(id)) {
                card.gone.push(GhostRow {
                    name: column.name.clone(),
                    data_type: types::short(&column.data_type),
                });
            }
        }
        (ObjectRef::Column(..), _) => {
            if let ObjectRef::Column(_, drawn) = diff.original(change.object) {
                card.rows.insert(drawn, (sign, properties(change)));
            }
        }
        (ObjectRef::Table(_), ChangeKind::Added) => {}
        (ObjectRef::Table(_), _) => card.parts.push((sign, properties(change))),
        (object, ChangeKind::Changed(_)) => {
            let words = format!("{} {name}: {}", word_of(object), properties(change));
            card.parts.push((sign, words));
        }
        (object, _) => card
            .parts
            .push((sign, format!("{} {name}", word_of(object)))),
    }
}

/// What of an object differs, property by property.
fn properties(change: &Change) -> String {
    let ChangeKind::Changed(properties) = &change.kind else {
        return String::new();
    };
    let said = properties
        .iter()
        .map(|one| match (one.before.as_str(), one.after.as_str()) {
            ("", after) => format!("{} {after}", one.property),
            (before, "") => format!("{} {before} removed", one.property),
            (before, after) => format!("{} {before} \u{2192} {after}", one.property),
        });
    said.collect::<Vec<_>>().join(", ")
}

fn ghost_card(table: &Table, x: f64, y: f64) -> GhostCard {
    let title = table.qualified_name().to_string();
    let rows: Vec<GhostRow> = table
        .columns
        .iter()
        .map(|column| GhostRow {
            name: column.name.clone(),
            data_type: types::short(&column.data_type),
        })
        .collect();
    let content = CardContent {
        mode: CardMode::Full,
        table: &title,
        rows: rows
            .iter()
            .map(|row| RowContent {
                name: &row.name,
                data_type: &row.data_type,
                has_chip: false,
                is_key: false,
            })
            .collect(),
    };
    let size = card_size(&content);
    GhostCard {
        rect: Rect::new(x, y, size.width, size.height),
        title,
        rows,
    }
}
