//! One of the proposals that are compared: scores against the base, what it changes, what it costs.

use leptos::prelude::*;

use crate::debate;
use crate::diff::{Change, ChangeKind};
use crate::model::Op;
use crate::review::Score;
use crate::ui::interface::{ReviewDialog, View};
use crate::ui::widgets::{Icon, counted};

use super::ask;
use super::room::{Room, Side};

/// Changes listed at once.
const LISTED: usize = 8;

/// The style class of a score's band.
pub(super) fn band_class(score: i32) -> &'static str {
    match score {
        90.. => "band-5",
        70.. => "band-4",
        50.. => "band-3",
        30.. => "band-2",
        _ => "band-1",
    }
}

#[component]
pub(super) fn SideCard(room: Room, side: Side) -> impl IntoView {
    let session = room.session;
    let score = side.judged.review.score().clone();
    let changes = side.judged.diff.changes.len();
    let by = match side.author.is_empty() {
        true => counted(changes, "change"),
        false => format!("{}, {}", side.author, counted(changes, "change")),
    };
    let drawn = {
        let id = side.id.clone();
        move || {
            session.track_debate();
            session.document(|document| document.debate.opened.as_ref() == Some(&id))
        }
    };
    let (opened, scored) = (side.id.clone(), side.id.clone());
    let label = format!("Open {}", side.name);
    let open = move |_| {
        if session.document(|document| document.debate.opened.as_ref() != Some(&opened)) {
            session.apply(&label, vec![Op::OpenProposal(Some(opened.clone()))]);
        }
        session.interface.view.set(View::Canvas);
    };
    view! {
        <section class="prop" aria-label=format!("Proposal {}: {}", side.letter, side.name)>
            <div class="pph">
                <span class="plet" aria-hidden="true">{side.letter.clone()}</span>
                <div>
                    <h3>{side.name.clone()}</h3>
                    <small>{by}{move || drawn().then_some(", drawn")}</small>
                </div>
                <span class="grow"></span>
                <div class="pnum">
                    <span class="num">{score.total}</span>
                    <span class=format!("bw {}", band_class(score.total))>{score.band.title()}</span>
                </div>
            </div>
            <Bars score=score.clone() base=side.judged.base.as_ref().map(|base| base.score().clone()) />
            {score.cap.clone().map(|cap| view! { <p class="pnote">{cap}</p> })}
            <Facts side=side.clone() />
            <Changes room=room side=side.clone() />
            <div class="fa">
                <button class="btn small" on:click=move |_| ask(&session, ReviewDialog::Score(scored.clone()))>
                    {format!("Score {}", side.letter)}
                </button>
                <button class="btn small ghost" on:click=open>"Open on the canvas"</button>
            </div>
        </section>
    }
}

#[component]
fn Bars(score: Score, base: Option<Score>) -> impl IntoView {
    let before = |criterion| {
        let base = base.as_ref()?;
        let found = base.criteria.iter().find(|one| one.criterion == criterion);
        found?.score
    };
    let bars = score.criteria.iter().map(|part| {
        let title = part.criterion.title();
        let Some(now) = part.score else {
            return view! {
                <li class="br" title=part.criterion.question()>
                    <span class="bn">{title}</span>
                    <span class="cap">"not judged"</span>
                </li>
            }
            .into_any();
        };
        let change = before(part.criterion).map(|before| now - before);
        let (class, delta, spoken) = match change {
            Some(0) => ("delta", "=".to_string(), ", as the base".to_string()),
            Some(more) if more > 0 => (
                "delta up",
                format!("+{more}"),
                format!(", {more} above the base"),
            ),
            Some(less) => (
                "delta dn",
                format!("\u{2212}{}", -less),
                format!(", {} below the base", -less),
            ),
            None => ("delta", String::new(), String::new()),
        };
        let against = part.reasons.iter().take(3);
        let against: Vec<String> = against
            .map(|(rule, count)| format!("{rule} × {count}"))
            .collect();
        let why = match against.is_empty() {
            true => part.criterion.question().to_string(),
            false => format!("{} {}", part.criterion.question(), against.join(", ")),
        };
        view! {
            <li class="br" title=why>
                <span class="bn">{title}</span>
                <span class=format!("sbar {}", band_class(now)) aria-hidden="true">
                    <span class="fill" style=format!("width:{now}%")></span>
                </span>
                <b>{now}<span class="sr-only">{spoken}</span></b>
                <span class=class aria-hidden="true">{delta}</span>
            </li>
        }
        .into_any()
    });
    view! { <ul class="bars" aria-label="Scores by criterion">{bars.collect_view()}</ul> }
}

#[component]
fn Facts(side: Side) -> impl IntoView {
    let judged = &side.judged;
    let told = judged
        .base
        .as_ref()
        .map(|base| debate::against(&judged.review, base));
    let findings = match &told {
        Some(told) => view! {
            <span class="up" title=listed(&told.lost)>{format!("{} solved", told.lost.len())}</span>
            <span class="dn" title=listed(&told.gained)>{format!("{} new", told.gained.len())}</span>
        }
        .into_any(),
        None => view! { <span>"no base"</span> }.into_any(),
    };
    let (cost, reversibility) = judged.cost_and_reversibility();
    let reversal = judged
        .weight()
        .map_or_else(|| "no plan".to_string(), |weight| weight.reversal());
    let changes = counted(judged.diff.changes.len(), "object");
    let refused = judged.plan.as_ref().err().cloned();
    view! {
        <dl class="facts">
            <div><dt>"Findings"</dt><dd>{findings}</dd></div>
            <div><dt>"Changes"</dt><dd>{changes}</dd></div>
            <div><dt>"Cost"</dt><dd>{cost.word()}</dd></div>
            <div><dt>"Reversal"</dt><dd title=format!("Reversibility {}", reversibility.word())>{reversal}</dd></div>
        </dl>
        {refused.map(|reason| view! { <p class="pnote">{reason}</p> })}
    }
}

fn listed(findings: &[(crate::rules::Severity, String)]) -> String {
    let lines = findings.iter().take(20).map(|(_, message)| message.clone());
    lines.collect::<Vec<_>>().join("\n")
}

/// What it changes; each can be remarked on.
#[component]
fn Changes(room: Room, side: Side) -> impl IntoView {
    let changes = &side.judged.diff.changes;
    if changes.is_empty() {
        return view! { <p class="pnote">"It equals its base."</p> }.into_any();
    }
    let more = changes.len().saturating_sub(LISTED);
    let rows: Vec<AnyView> = changes
        .iter()
        .take(LISTED)
        .map(|change| change_row(room, &side, change))
        .collect();
    view! {
        <h4 class="sr-only">"Changed objects"</h4>
        <ul class="frag">
            {rows}
            {(more > 0).then(|| view! { <li class="pnote">{format!("and {more} more")}</li> })}
        </ul>
    }
    .into_any()
}

fn change_row(room: Room, side: &Side, change: &Change) -> AnyView {
    let (class, sign, word) = match change.kind {
        ChangeKind::Added => ("added", "+", "added"),
        ChangeKind::Removed => ("removed", "\u{2212}", "removed"),
        ChangeKind::Changed(_) => ("changed", "~", "changed"),
    };
    let name = change.name.clone();
    let (id, pinned) = (side.id.clone(), change.name.clone());
    view! {
        <li>
            <span class=format!("sign {class}") aria-hidden="true">{sign}</span>
            <code class="n">{name.clone()}</code>
            <span class="vs">{format!("{} {word}", change.object.word())}</span>
            <span class="grow"></span>
            <button
                class="ib s"
                aria-label=format!("Remark on {name}")
                title=format!("Remark on {name}")
                on:click=move |_| {
                    room.pin.set((id.clone(), pinned.clone()));
                    room.shows_rounds.set(false);
                    super::remarks::focus();
                }
            >
                <Icon name="pin" />
            </button>
        </li>
    }
    .into_any()
}
