//! The score with its reasons: the number, the band in words, what holds it down, and the five criteria against the base.

use leptos::prelude::*;

use crate::review::{self as change, Band, Score};
use crate::ui::session::use_session;

use super::{Scope, Shown};

/// Total, band and criterion bars, above the findings.
#[component]
pub(super) fn ScoreBox(shown: Shown) -> impl IntoView {
    let session = use_session();
    // Of what the change brings when only that is listed, else of the whole.
    let scores = move || {
        session.track_review();
        let of_change = shown.scope.get() == Scope::New;
        session.reviews(|review, base| {
            let change = session.document(|document| change::of_change(document, review, base));
            review.is_judged().then(|| match (of_change, change) {
                (true, Some(change)) => {
                    (change, None, Some(("Whole schema", review.score().total)))
                }
                (_, change) => (
                    review.score().clone(),
                    base.map(|base| base.score().clone()),
                    change.map(|change| ("This change", change.total)),
                ),
            })
        })
    };
    view! {
        <div class="scorebox">
            {move || {
                scores().map(|(now, before, other)| view! {
                    <Total score=now.clone() other=other />
                    <Bars now=now before=before />
                })
            }}
        </div>
    }
}

#[component]
fn Total(score: Score, other: Option<(&'static str, i32)>) -> impl IntoView {
    view! {
        <div class="big">
            <div class="num">{score.total}</div>
            <div class=format!("bw band-{}", band_number(score.total))>{score.band.title()}</div>
            <div class="bx2">{score.band.sentence()}</div>
            {score.cap.map(|cap| view! { <div class="cap">{cap}</div> })}
            {other.map(|(name, total)| view! {
                <div class="cap other">
                    {format!("{name}: ")}
                    <b class=format!("bw band-{}", band_number(total))>{total}</b>
                    {format!(" {}", Band::of(total).title())}
                </div>
            })}
        </div>
    }
}

#[component]
fn Bars(now: Score, before: Option<Score>) -> impl IntoView {
    let based = before.is_some();
    let bars = now.criteria.iter().map(|part| {
        let title = part.criterion.title();
        let question = part.criterion.question();
        let Some(score) = part.score else {
            return view! {
                <div class="br" title=question>
                    <span class="bn">{title}</span>
                    <span class="cap">"not judged"</span>
                    <b></b>
                    <span class="delta"></span>
                </div>
            }
            .into_any();
        };
        let was = before
            .as_ref()
            .and_then(|before| before.criteria.iter().find(|old| old.criterion == part.criterion))
            .and_then(|old| old.score);
        let change = was.map(|was| score - was);
        let spoken = match change {
            Some(change) if change != 0 => format!("{title}: {score}, {} against the base", signed(change)),
            _ => format!("{title}: {score}"),
        };
        view! {
            <div class="br" title=question aria-label=spoken role="img">
                <span class="bn">{title}</span>
                <span class=format!("sbar band-{}", band_number(score))>
                    <span class="fill" style:width=format!("{score}%")></span>
                    {was.map(|was| view! { <span class="was" style:left=format!("{was}%")></span> })}
                </span>
                <b>{score}</b>
                <span class=match change {
                    None | Some(0) => "delta",
                    Some(1..) => "delta up",
                    Some(_) => "delta dn",
                }>{change.map(signed)}</span>
            </div>
        }
        .into_any()
    });
    view! {
        <div class="bars">
            {bars.collect_view()}
            <div class="br scale" aria-hidden="true">
                <span></span>
                <span class="ticks">
                    {[0, 30, 50, 70, 90].map(|tick| view! { <i style:left=format!("{tick}%")>{tick}</i> }).collect_view()}
                </span>
                <b></b>
                <span class="delta">{based.then_some("vs base")}</span>
            </div>
        </div>
    }
}

/// The number of a score's band in the style sheets: 1 is the lowest, 5 the highest.
pub fn band_number(score: i32) -> u8 {
    match Band::of(score) {
        Band::Flawed => 1,
        Band::MajorConcerns => 2,
        Band::Workable => 3,
        Band::Good => 4,
        Band::Perfect => 5,
    }
}

/// A change with its sign: `+2`, `−3`, `0`.
pub fn signed(change: i32) -> String {
    match change {
        1.. => format!("+{change}"),
        0 => "0".to_string(),
        _ => format!("\u{2212}{}", change.unsigned_abs()),
    }
}
