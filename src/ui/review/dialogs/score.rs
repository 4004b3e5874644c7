//! Scoring a proposal: five criteria, each with the machine's score and what stands against it, one's own score and its reason.

use leptos::prelude::*;

use crate::debate::{self, Refusal};
use crate::model::debate::Said;
use crate::platform::person;
use crate::review::CriterionScore;
use crate::rules::Criterion;
use crate::ui::session::use_session;
use crate::ui::widgets::Modal;

use super::super::room::{judged_in_slices, reviewer};
use super::person::PersonFields;
use super::{Head, Refused, closing, rules};

/// What is typed for a criterion.
#[derive(Clone, Copy)]
struct Typed {
    criterion: Criterion,
    score: RwSignal<String>,
    reason: RwSignal<String>,
    refused: RwSignal<Option<String>>,
}

#[component]
pub(super) fn ScoreDialog(id: String) -> impl IntoView {
    let session = use_session();
    let close = closing();
    let rules = rules();
    let (name, role) = (RwSignal::new(person::name()), RwSignal::new(person::role()));
    let title = session.document(|document| debate::title_of(&document.debate, &id).to_string());
    let before = given_before(&id);
    let typed = Criterion::ALL.map(|criterion| {
        let held = before.iter().find(|(one, ..)| *one == criterion.id());
        let (score, reason) = held.map_or_else(Default::default, |(_, score, reason)| {
            (score.clone(), reason.clone())
        });
        Typed {
            criterion,
            score: RwSignal::new(score),
            reason: RwSignal::new(reason),
            refused: RwSignal::new(None),
        }
    });
    let nobody = RwSignal::new(None::<String>);
    let whole = judged_in_slices(id.clone(), rules);
    let judged = Memo::new(move |_| {
        whole.with(|judged| Some(judged.as_ref()?.review.score().criteria.clone()))
    });
    let changed = move |one: &Typed| {
        let held = before.iter().find(|(id, ..)| *id == one.criterion.id());
        let now = (one.score.get_untracked(), one.reason.get_untracked());
        match held {
            Some((_, score, reason)) => (score, reason) != (&now.0, &now.1),
            None => !now.0.trim().is_empty() || !now.1.trim().is_empty(),
        }
    };
    let give = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        person::remember(&name.get_untracked(), &role.get_untracked());
        nobody.set(None);
        let mut ops = Vec::new();
        let mut refused = false;
        for one in typed.iter() {
            one.refused.set(None);
            if !changed(one) {
                continue;
            }
            let (score, reason) = (one.score.get_untracked(), one.reason.get_untracked());
            let said = session.document(|document| {
                debate::score(document, &reviewer(), &id, one.criterion, &score, &reason)
            });
            match said {
                Ok(op) => ops.push(op),
                Err(Refusal::NoName) => {
                    nobody.set(Some(Refusal::NoName.to_string()));
                    refused = true;
                }
                Err(reason) => {
                    one.refused.set(Some(reason.to_string()));
                    refused = true;
                }
            }
        }
        if refused {
            return;
        }
        if ops.is_empty() {
            return nobody.set(Some("Give a score for at least one criterion.".to_string()));
        }
        if session.apply("Score a proposal", ops) {
            close.run(());
            session
                .interface
                .tell("Your scores are kept in this round", true);
        }
    };
    view! {
        <Modal label=format!("Score {title}") class="dialog wide scoring" on_close=close>
            <Head title=format!("Score {title}") />
            <form on:submit=give>
                <PersonFields name=name role=role />
                <Refused reason=nobody id="score-nobody" />
                <div class="srows" tabindex="0" role="region" aria-label="Criteria">
                    {typed.map(|one| view! { <Row one=one judged=judged /> })}
                </div>
                <div class="dfoot">
                    <span>"0 to 100; what you leave empty is not scored."</span>
                    <span class="grow"></span>
                    <button type="button" class="btn" on:click=move |_| close.run(())>"Cancel"</button>
                    <button type="submit" class="btn primary">"Give scores"</button>
                </div>
            </form>
        </Modal>
    }
}

/// What this reviewer gave in this round: criterion, score and reason.
fn given_before(id: &str) -> Vec<(String, String, String)> {
    let session = use_session();
    let name = reviewer().name;
    session.document(|document| {
        let round = debate::current(&document.debate);
        let cards = debate::scorecards(&document.debate, round, id);
        let own = cards.into_iter().filter(|card| card.name == name);
        let given = own.flat_map(|card| card.scores.into_values().flatten());
        given
            .filter_map(|given| match &given.statement.said {
                Said::Score {
                    criterion,
                    score,
                    rationale,
                } => Some((criterion.clone(), score.to_string(), rationale.clone())),
                _ => None,
            })
            .collect()
    })
}

#[component]
fn Row(one: Typed, judged: Memo<Option<Vec<CriterionScore>>>) -> impl IntoView {
    let criterion = one.criterion;
    let machine = move || {
        let found = judged
            .get()?
            .into_iter()
            .find(|part| part.criterion == criterion)?;
        let against: Vec<String> = found
            .reasons
            .iter()
            .take(4)
            .map(|(rule, count)| format!("{rule} × {count}"))
            .collect();
        let score = match found.score {
            Some(score) => format!("Machine {score}"),
            None => "Machine: not judged".to_string(),
        };
        Some(match against.is_empty() {
            true => format!("{score}, nothing stands against it"),
            false => format!("{score}: {}", against.join(", ")),
        })
    };
    let refused = format!("refused-{}", criterion.id());
    view! {
        <fieldset class="srow">
            <legend>{criterion.title()}</legend>
            <p class="pnote">{criterion.question()}" "<b>{move || machine().unwrap_or_else(|| "Judging".to_string())}</b></p>
            <input
                class="inp small"
                inputmode="numeric"
                aria-label=format!("Score for {}", criterion.title())
                aria-describedby=refused.clone()
                aria-invalid=move || one.refused.get().map(|_| "true")
                placeholder="0–100"
                prop:value=move || one.score.get()
                on:input=move |event| one.score.set(event_target_value(&event))
            />
            <textarea
                class="inp"
                rows="2"
                aria-label=format!("Reason for {}", criterion.title())
                placeholder="What in this design earns it"
                prop:value=move || one.reason.get()
                on:input=move |event| one.reason.set(event_target_value(&event))
            ></textarea>
            <Refused reason=one.refused id=refused />
        </fieldset>
    }
}
