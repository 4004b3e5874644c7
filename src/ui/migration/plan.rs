//! The plan: phases, steps, what each locks and whether it can be taken back.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use crate::migration::{Lock, Loss, Phase, Step, Strategy, Work};
use crate::rules::{Finding, Severity};
use crate::ui::findings::severity_icon;
use crate::ui::interface::Dialog;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, counted, grouped, sentence_about};

use super::Shown;
use super::made::Made;

/// Steps mounted at first, and with each "Show more".
const PAGE: usize = 150;

#[component]
pub(super) fn PlanList(shown: Shown, with_files: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let limit = RwSignal::new(PAGE);
    let strategy = move |value: Strategy, label: &'static str, title: &'static str| {
        view! {
            <button
                class="seg"
                title=title
                aria-pressed=move || (shown.strategy.get() == value).to_string()
                on:click=move |_| shown.strategy.set(value)
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

#[component]
fn Refused(reason: String) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="error" class="lg error" />
            <p>{sentence_about(&format!("No plan can be made. {reason}"), &[])}</p>
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
            rows.push(
                view! { <StepView shown=shown step=step.clone() position=position /> }.into_any(),
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
        (_, Phase::Contract) => Some("Wait until no server runs the old version"),
        (Phase::Expand, Phase::Backfill) => Some("Deploy the version that writes the new columns"),
        _ => None,
    }
}

#[component]
fn StepView(shown: Shown, step: Step, position: usize) -> impl IntoView {
    let choose = move |_| {
        shown.step.set(Some(position));
        shown.file.set(step.file);
    };
    let tables: Vec<String> = step.tables.iter().map(|lock| lock.table.clone()).collect();
    let names: Vec<&str> = tables.iter().map(String::as_str).collect();
    let title = sentence_about(&step.title, &names);
    let lock = step.lock;
    let spoken = format!("{}; {}", lock.name(), lock.blocks());
    let on_tables = match tables.as_slice() {
        [] => None,
        [one] => Some(format!("on {one}")),
        [one, two] => Some(format!("on {one}, {two}")),
        [one, rest @ ..] => Some(format!("on {one} and {} more", rest.len())),
    };
    let work = match step.work {
        Work::Catalog => "no scan",
        Work::Scan => "reads every row",
        Work::IndexBuild => "builds an index",
        Work::Rewrite => "writes every row again",
    };
    let (reversal, icon, word) = match &step.loss {
        Loss::None => ("rv r-ok", "reversible", "reversible"),
        // Going down and up again keeps what was there before; what was written in between is gone.
        Loss::Lossy { .. } => ("rv r-rows", "reversible", "loses new values"),
        Loss::StructureOnly { .. } => ("rv r-lossy", "irreversible", "lossy"),
    };
    let why = step
        .loss
        .what()
        .unwrap_or("Going down brings back what was")
        .to_string();
    view! {
        <button
            class="step"
            class:is-selected=move || shown.step.get() == Some(position)
            aria-pressed=move || (shown.step.get() == Some(position)).to_string()
            title=step.notes.join(" ")
            on:click=choose
        >
            <span class="sn">{position + 1}</span>
            <span class="sb">
                <span class="s1">{title}</span>
                <span class="s2">
                    <span class=format!("lock {}", lock_class(lock)) title=spoken>
                        <i></i><i></i><i></i>
                        {lock.name()}
                    </span>
                    {on_tables.map(|on| view! { <span class="mt">{on}</span> })}
                    <span class="mt">{work}</span>
                    {(!step.transactional).then(|| view! { <span class="mt">"own file"</span> })}
                    <span class="grow"></span>
                    <span class=reversal title=why><Icon name=icon />{word}</span>
                </span>
            </span>
        </button>
    }
}

/// Weakest to strongest as the style sheets name them (look.md section 6).
fn lock_class(lock: Lock) -> &'static str {
    match lock {
        Lock::None | Lock::AccessShare => "l-none",
        Lock::RowShare | Lock::RowExclusive | Lock::ShareUpdateExclusive => "l-share",
        Lock::Share | Lock::ShareRowExclusive | Lock::Exclusive => "l-write",
        Lock::AccessExclusive => "l-all",
    }
}

/// "11 steps in 3 files", and what they cost at worst.
fn summary(made: &Made) -> (String, String) {
    let Ok(plan) = &made.plan else {
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
