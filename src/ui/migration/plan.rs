//! The plan: phases, steps, what each locks and whether it can be taken back.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use crate::migration::{Loss, Phase, Step, Strategy};
use crate::rules::{Finding, Severity};
use crate::ui::findings::severity_icon;
use crate::ui::interface::Dialog;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, counted, grouped, sentence_about};

use super::made::Made;
use super::step::StepView;
use super::{Shown, choose};

/// Steps mounted at first, and with each "Show more".
const PAGE: usize = 150;

#[component]
pub(super) fn PlanList(shown: Shown, with_files: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let limit = RwSignal::new(PAGE);
    let chosen = Memo::new(move |_| {
        session.track_settings();
        session.document(crate::model::Document::strategy)
    });
    let strategy = move |value: Strategy, label: &'static str, title: &'static str| {
        view! {
            <button
                class="seg"
                title=title
                aria-pressed=move || (chosen.get() == value).to_string()
                on:click=move |_| choose(&session, "Choose the strategy", |choices| choices.strategy = Some(value))
            >
                {label}
            </button>
        }
    };
    view! {
        <section class="mg-mid" aria-label="Plan">
            <div class="ph">
                <h2>"Plan"</h2>
                <div class="switch" role="group" aria-label="Strategy">
                    {strategy(Strategy::Online, "Online", "Expand, backfill, contract: several files, each safe while the application works")}
                    {strategy(Strategy::Single, "Single file", "One transaction, for small or unreleased tables")}
                </div>
                <span class="grow"></span>
                <Proved shown=shown />
                <button
                    class="btn small"
                    title="Judge a migration that was written by hand"
                    on:click=move |_| session.interface.dialog.set(Some(Dialog::CheckMigration))
                >
                    "Check a file…"
                </button>
                <button
                    class="btn small mg-turn"
                    aria-pressed=move || with_files.get().to_string()
                    on:click=move |_| with_files.update(|shows| *shows = !*shows)
                >
                    {move || if with_files.get() { "Changes" } else { "Files" }}
                </button>
            </div>
            <div class="scroll">
                {move || shown.made.get().map(|made| match &made.plan {
                    Ok(_) => view! { <Steps shown=shown made=made limit=limit /> }.into_any(),
                    Err(reason) => view! { <Refused reason=reason.clone() /> }.into_any(),
                })}
            </div>
            <div class="mfoot">
                {move || shown.made.get().map(|made| {
                    let (head, about) = summary(&made);
                    view! { <div class="mf"><b>{head}</b><span>{about}</span></div> }
                })}
                <span class="grow"></span>
                <button
                    class="btn"
                    title="The next migration then starts from what is drawn now"
                    on:click=move |_| session.commit_base()
                >
                    "Make this the base"
                </button>
            </div>
        </section>
    }
}

/// What trying the plan on the model showed: up ends at the target, down at the base, up again at the target.
#[component]
fn Proved(shown: Shown) -> impl IntoView {
    let ask = move |_| {
        if let Some(made) = shown.made.get_untracked() {
            super::prove(shown, &made);
        }
    };
    let view = move || {
        let planned = shown
            .made
            .with(|made| made.as_ref().is_some_and(|made| made.plan.is_ok()));
        match shown.proof.get() {
            _ if !planned => ().into_any(),
            None => view! { <button class="btn small" title="Read base and plan as SQL, up, down and up again, and compare" on:click=ask>"Prove"</button> }.into_any(),
            Some(proof) if proof.holds() => view! {
                <span class="proved" title="Read as SQL on the model: up ends at the target, down at the base, up again at the target">
                    <Icon name="ok" />
                    "up, down, up proved"
                </span>
            }
            .into_any(),
            Some(proof) => {
                let told: Vec<String> = proof
                    .legs
                    .iter()
                    .filter(|leg| !leg.holds())
                    .map(|leg| format!("{} does not end at {}: {}", leg.name, leg.goal, leg.differences.join("; ")))
                    .collect();
                let legs = counted(told.len(), "way");
                view! { <span class="proved is-wrong" title=told.join("\n")><Icon name="error" />{format!("{legs} not proved")}</span> }.into_any()
            }
        }
    };
    view! { <span aria-live="polite">{view}</span> }
}

#[component]
fn Refused(reason: String) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="error" class="lg error" />
            <p>{sentence_about(&reason, &[])}</p>
        </div>
    }
}

#[component]
fn Steps(shown: Shown, made: Arc<Made>, limit: RwSignal<usize>) -> impl IntoView {
    let all = made.steps();
    let session = use_session();
    let found = findings_of_steps(session, made.clone());
    let rows = move || {
        let Ok(plan) = &made.plan else {
            return Vec::new();
        };
        let phased = plan.strategy == Strategy::Online;
        let mut rows: Vec<AnyView> = Vec::new();
        let mut phase = None;
        let mut last = None;
        for (position, step) in plan.steps.iter().take(limit.get()).enumerate() {
            if phased && phase != Some(step.phase) {
                if let Some(gate) = phase.and_then(|before| gate(before, step.phase)) {
                    rows.push(
                        view! { <div class="gate"><Icon name="clock" />{gate}</div> }.into_any(),
                    );
                }
                phase = Some(step.phase);
                rows.push(phase_view(step.phase, &plan.steps));
            }
            let told = step.subject.is_some() && step.subject == last;
            last = step.subject;
            rows.push(
                view! { <StepView shown=shown step=step.clone() position=position told=told /> }
                    .into_any(),
            );
            let found =
                move || found.with(|found| found.get(&position).cloned().unwrap_or_default());
            rows.push(
                (move || {
                    found()
                        .iter()
                        .map(|finding| finding_view(&session, finding))
                        .collect_view()
                })
                .into_any(),
            );
        }
        rows.extend(
            plan.notes
                .iter()
                .map(|note| view! { <p class="mnote">{sentence_about(note, &[])}</p> }.into_any()),
        );
        rows
    };
    view! {
        {move || rows().collect_view()}
        <Show when=move || { all > limit.get() }>
            <button class="btn small ghost more" on:click=move |_| limit.update(|limit| *limit += PAGE)>
                {move || format!("Show {} more of {} steps", PAGE.min(all.saturating_sub(limit.get())), grouped(all))}
            </button>
        </Show>
    }
}

/// What the rules say of each step, by its place.
fn findings_of_steps(
    session: Session,
    made: Arc<Made>,
) -> Memo<BTreeMap<usize, Vec<Arc<Finding>>>> {
    Memo::new(move |_| {
        session.track_review();
        let mut of_steps: BTreeMap<usize, Vec<Arc<Finding>>> = BTreeMap::new();
        session.review(|review| {
            for finding in review.findings() {
                let step = finding.place.as_ref().and_then(|place| made.step_of(place));
                if let Some(step) = step {
                    of_steps.entry(step).or_default().push(finding.clone());
                }
            }
        });
        of_steps
    })
}

/// A finding as a line that opens the page of its rule.
pub fn finding_view(session: &Session, finding: &Finding) -> AnyView {
    let interface = session.interface;
    let rule = finding.rule;
    let icon = severity_icon(finding.severity);
    let severity = match finding.severity {
        Severity::Error => "sev error",
        Severity::Warning => "sev warning",
        Severity::Info => "sev info",
    };
    let fix = finding.fix_text.clone().unwrap_or_default();
    let whole = format!("{} {} {fix}", finding.what, finding.why);
    view! {
        <button class="mfind" title=whole on:click=move |_| interface.dialog.set(Some(Dialog::Rule(rule)))>
            <Icon name=icon class=Signal::stored(severity) />
            <span>{finding.message()}</span>
            <span class="grow"></span>
            <code>{rule}</code>
        </button>
    }
    .into_any()
}

fn phase_view(phase: Phase, steps: &[Step]) -> AnyView {
    let (number, title, about) = match phase {
        Phase::Expand => (1, "Expand", "safe beside the running version"),
        Phase::Backfill => (2, "Backfill", "in batches, can be stopped and resumed"),
        Phase::Switch => (3, "Switch", "what was built beside takes its place"),
        Phase::Contract => (4, "Contract", "after the old version is gone"),
    };
    let files: std::collections::BTreeSet<usize> = steps
        .iter()
        .filter(|step| step.phase == phase)
        .map(|step| step.file)
        .collect();
    view! {
        <div class="phase">
            <b>{format!("{number} {title}")}</b>
            <span>{about}</span>
            <span class="grow"></span>
            <em>{counted(files.len(), "file")}</em>
        </div>
    }
    .into_any()
}

/// What must happen between two phases.
fn gate(before: Phase, after: Phase) -> Option<&'static str> {
    match (before, after) {
        (_, Phase::Switch) => Some("Deploy the version that works with both forms"),
        (_, Phase::Contract) => Some("Wait until no server runs the old version"),
        (Phase::Expand, Phase::Backfill) => Some("Deploy the version that writes the new columns"),
        _ => None,
    }
}

/// "11 steps in 3 files", and what they cost at worst.
fn summary(made: &Made) -> (String, String) {
    let Ok(plan) = &made.plan else {
        if made.waits() {
            return ("No plan yet".to_string(), "a question is open".to_string());
        }
        return (
            "No plan".to_string(),
            "the change must be drawn another way".to_string(),
        );
    };
    let files = plan.steps.last().map_or(0, |step| step.file + 1);
    let head = format!(
        "{} in {}",
        counted(plan.steps.len(), "step"),
        counted(files, "file")
    );
    let strongest = plan
        .steps
        .iter()
        .map(|step| step.lock)
        .max()
        .unwrap_or_default();
    let lossy = plan
        .steps
        .iter()
        .filter(|step| step.loss != Loss::None)
        .count();
    let back = match lossy {
        0 => "all can be reversed".to_string(),
        1 => "1 step loses rows or values".to_string(),
        lossy => format!("{} lose rows or values", counted(lossy, "step")),
    };
    (
        head,
        format!("strongest lock: {}; {back}", strongest.name()),
    )
}
