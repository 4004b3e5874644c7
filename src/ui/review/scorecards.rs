//! Everyone's scores in the round that is shown, the machine's first.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::debate::{self, Scorecard};
use crate::model::debate::Said;
use crate::rules::Criterion;
use crate::ui::interface::ReviewDialog;

use super::ask;
use super::room::{Room, Side, reviewer};
use super::sides::band_class;

/// The two letters over a column.
fn short(criterion: Criterion) -> &'static str {
    match criterion {
        Criterion::DataIntegrity => "DI",
        Criterion::QueryPerformance => "QP",
        Criterion::SchemaClarity => "SC",
        Criterion::MigrationImpact => "MI",
        Criterion::MultiTenancy => "MT",
    }
}

/// One cell: the scores given, more than one where files disagree.
type Cell = Vec<i32>;

#[derive(Clone, PartialEq)]
struct Row {
    name: String,
    role: String,
    /// By side: the five criteria and the total.
    cells: Vec<(Vec<Cell>, Option<i32>)>,
    /// Reasons, each with what it is for.
    reasons: Vec<(String, String)>,
}

#[component]
pub(super) fn Scorecards(room: Room) -> impl IntoView {
    let session = room.session;
    let rows = Memo::new(move |_| {
        session.track_debate();
        let round = room.shown_round();
        let sides = room.sides.get();
        session.document(|document| {
            let mut rows = vec![machine(&sides)];
            let cards: Vec<Vec<Scorecard>> = sides
                .iter()
                .map(|side| debate::scorecards(&document.debate, round, &side.id))
                .collect();
            let names: BTreeSet<&String> = cards.iter().flatten().map(|card| &card.name).collect();
            rows.extend(names.into_iter().map(|name| person(name, &sides, &cards)));
            rows
        })
    });
    let conflicts = move || {
        rows.with(|rows| {
            let cells = rows.iter().flat_map(|row| &row.cells);
            cells
                .flat_map(|(cells, _)| cells)
                .filter(|cell| cell.len() > 1)
                .count()
        })
    };
    let score = move |_| {
        if let Some(side) = room.sides.get_untracked().first() {
            ask(&session, ReviewDialog::Score(side.id.clone()));
        }
    };
    let as_whom = move || {
        session.track_debate();
        match reviewer().role.as_str() {
            "" => "Give your scores".to_string(),
            role => format!("Score as {role}"),
        }
    };
    view! {
        <section class="cards" aria-label="Scorecards">
            <div class="ph">
                <h2>"Scorecards"</h2>
                <em>"each score carries its reason"</em>
                <span class="grow"></span>
                <button class="btn small primary" disabled=move || room.round.get().is_some() on:click=score>{as_whom}</button>
            </div>
            {move || (conflicts() > 0).then(|| view! {
                <p class="pnote conflict" role="status">"Where two numbers stand, files give different scores by one name. Both are kept until that reviewer scores again."</p>
            })}
            <div class="tscroll" tabindex="0" role="region" aria-label="Scores of everyone">
                <table>
                    <thead><tr>
                        <th scope="col"><span class="sr-only">"Reviewer"</span></th>
                        {move || room.sides.get().iter().map(head).collect_view()}
                        <th scope="col" class="why">"Reason given"</th>
                    </tr></thead>
                    <tbody>{move || rows.get().into_iter().map(|row| view! { <Line row=row /> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

fn head(side: &Side) -> AnyView {
    let letter = side.letter.clone();
    let heads = Criterion::ALL.into_iter().map(|criterion| {
        let title = format!("{}, proposal {letter}", criterion.title());
        view! { <th scope="col" title=title.clone()><abbr title=title.clone()>{short(criterion)}</abbr></th> }
    });
    view! {
        {heads.collect_view()}
        <th scope="col" class="tot" title=format!("Overall, proposal {letter}")>{letter.clone()}</th>
    }
    .into_any()
}

fn machine(sides: &[Side]) -> Row {
    let profile = sides.first();
    let cells = sides.iter().map(|side| {
        let score = side.judged.review.score();
        let cells = score.criteria.iter();
        let cells = cells.map(|one| one.score.into_iter().collect()).collect();
        (cells, Some(score.total))
    });
    let reasons = sides.iter().filter_map(|side| {
        let cap = side.judged.review.score().cap.clone()?;
        Some((side.letter.clone(), cap))
    });
    Row {
        name: "Machine".to_string(),
        role: profile
            .map(|side| side.judged.document.settings.profile.clone())
            .unwrap_or_default(),
        cells: cells.collect(),
        reasons: reasons.collect(),
    }
}

fn person(name: &str, sides: &[Side], cards: &[Vec<Scorecard>]) -> Row {
    let mut roles = BTreeSet::new();
    let mut reasons = Vec::new();
    let mut cells = Vec::new();
    for (side, cards) in sides.iter().zip(cards) {
        let card = cards.iter().find(|card| card.name == name);
        let mut line = Vec::new();
        for criterion in Criterion::ALL {
            let given = card.and_then(|card| card.scores.get(criterion.id()));
            let mut cell = Vec::new();
            for one in given.into_iter().flatten() {
                if let Said::Score {
                    score, rationale, ..
                } = &one.statement.said
                {
                    cell.push(i32::from(*score));
                    let what = format!("{} {} {score}", side.letter, criterion.title());
                    reasons.push((what, rationale.clone()));
                }
            }
            line.push(cell);
        }
        roles.extend(card.into_iter().flat_map(|card| card.roles.iter().cloned()));
        cells.push((line, card.and_then(Scorecard::total)));
    }
    Row {
        name: name.to_string(),
        role: roles.into_iter().collect::<Vec<_>>().join(", "),
        cells,
        reasons,
    }
}

#[component]
fn Line(row: Row) -> impl IntoView {
    let cell = |cell: &Cell| match cell.as_slice() {
        [] => view! { <td class="none">"·"</td> }.into_any(),
        [one] => view! { <td class=band_class(*one)>{*one}</td> }.into_any(),
        several => {
            let all: Vec<String> = several.iter().map(i32::to_string).collect();
            view! { <td class="conflict" title="Files disagree">{all.join(" / ")}</td> }.into_any()
        }
    };
    let cells = row.cells.iter().map(|(cells, total)| {
        let total = match total {
            Some(total) => {
                view! { <td class=format!("tot {}", band_class(*total))>{*total}</td> }.into_any()
            }
            None => view! { <td class="tot none">"·"</td> }.into_any(),
        };
        view! { {cells.iter().map(cell).collect_view()} {total} }
    });
    let reasons = row.reasons.clone();
    let first = reasons.first().map(|(_, reason)| reason.clone());
    let why = match reasons.len() {
        0 | 1 => view! { <span>{first}</span> }.into_any(),
        count => {
            let lines = reasons.into_iter().map(|(what, reason)| {
                view! { <li><b>{what}</b>" "{reason}</li> }
            });
            view! {
                <details>
                    <summary>{first}<span class="vs">{format!(" and {} more", count - 1)}</span></summary>
                    <ul>{lines.collect_view()}</ul>
                </details>
            }
            .into_any()
        }
    };
    view! {
        <tr>
            <th scope="row"><b>{row.name}</b><small>{row.role}</small></th>
            {cells.collect_view()}
            <td class="why">{why}</td>
        </tr>
    }
}
