//! One step of the plan: what it locks and costs, whether it comes back, why it is made so, and the other ways.

use leptos::prelude::*;

use crate::migration::{Lock, Loss, Step, Way, Work};
use crate::ui::session::use_session;
use crate::ui::widgets::{Icon, sentence_about};

use super::Shown;

/// A step. `told` says that the step before it belongs to the same change and has said why.
#[component]
pub(super) fn StepView(shown: Shown, step: Step, position: usize, told: bool) -> impl IntoView {
    let choose = move |_| {
        shown.step.set(Some(position));
        shown.file.set(step.file);
    };
    let selected = move || shown.step.get() == Some(position);
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
    let reason = (!told && !step.reason.is_empty())
        .then(|| view! { <span class="s3">{sentence_about(&step.reason, &names)}</span> });
    let more = step.clone();
    view! {
        <button
            class="step"
            class:is-selected=selected
            aria-pressed=move || selected().to_string()
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
                {reason}
            </span>
        </button>
        {move || selected().then(|| details(&more))}
    }
}

/// What is said of the chosen step beneath it: loss, notes, and the ways there are.
fn details(step: &Step) -> AnyView {
    let session = use_session();
    let lines: Vec<String> = step
        .loss
        .what()
        .into_iter()
        .map(str::to_string)
        .chain(step.notes.iter().cloned())
        .collect();
    if lines.is_empty() && step.other_ways.is_empty() {
        return ().into_any();
    }
    let ways = step.subject.filter(|_| !step.other_ways.is_empty()).map(|subject| {
        let mut all: Vec<Way> = step.other_ways.clone();
        all.push(step.way);
        all.sort();
        all.dedup();
        let current = step.way;
        let button = move |way: Way| {
            let (label, title) = words(way);
            view! {
                <button
                    class="seg"
                    title=title
                    aria-pressed=(way == current).to_string()
                    on:click=move |_| super::choose(&session, "Choose how a change is made", |choices| {
                        choices.choose(subject, way);
                    })
                >
                    {label}
                </button>
            }
        };
        view! { <div class="switch" role="group" aria-label="How this change is made">{all.into_iter().map(button).collect_view()}</div> }
    });
    view! {
        <div class="stepx">
            {lines.iter().map(|line| view! { <p>{sentence_about(line, &[])}</p> }).collect_view()}
            {ways}
        </div>
    }
    .into_any()
}

/// A way on its button, and what it means.
fn words(way: Way) -> (&'static str, &'static str) {
    match way {
        Way::Phased => (
            "In phases",
            "Beside the running application: expand, backfill, switch, contract",
        ),
        Way::Direct => (
            "At once",
            "By the direct statement, which the running application notices",
        ),
        Way::Keep => (
            "Keep as deprecated",
            "Renamed instead of dropped: nothing is lost, and a later migration drops it",
        ),
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
