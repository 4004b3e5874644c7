//! The statements of an import: four counts that filter, and the list.

use std::sync::Arc;

use leptos::prelude::*;

use crate::import::Outcome;
use crate::ui::widgets::{Icon, Rows, grouped};

use super::{Ending, Shown};

/// Height of a row in pixels (look.md section 11).
const ROW: f64 = 26.0;

/// A row of the list.
#[derive(Clone, Copy)]
enum Row {
    Head(Ending, usize),
    Statement(usize),
}

#[component]
pub(super) fn Statements(shown: Shown) -> impl IntoView {
    let endings: Vec<Ending> = shown.read.with_value(|read| {
        read.report
            .statements
            .iter()
            .map(|one| Ending::of(&one.outcome))
            .collect()
    });
    let endings = Arc::new(endings);
    let count = {
        let endings = endings.clone();
        move |ending: Ending| endings.iter().filter(|one| **one == ending).count()
    };
    let counts = [
        Ending::Understood,
        Ending::Verbatim,
        Ending::Skipped,
        Ending::Unreadable,
    ]
    .map(|ending| (ending, count(ending)));
    let rows = Memo::new(move |_| Listed(Arc::new(listed(&endings, shown.only.get()))));
    let version = RwSignal::new(0_usize);
    Effect::new(move |_| {
        rows.track();
        version.update(|version| *version += 1);
    });
    let reveal = Signal::derive(move || {
        let chosen = shown.chosen.get()?;
        rows.with(|rows| {
            rows.0
                .iter()
                .position(|row| matches!(row, Row::Statement(position) if *position == chosen))
        })
    });
    let summary = shown.read.with_value(|read| {
        let notes: Vec<String> = read.report.notes.clone();
        (read.report.summary(), notes)
    });
    let row = move |position: usize| {
        let row = rows.with_untracked(|rows| rows.0.get(position).copied());
        match row {
            Some(Row::Head(ending, count)) => view! {
                <h3 class="th">{ending.title()}<span class="grow"></span><em>{grouped(count)}</em></h3>
            }
            .into_any(),
            Some(Row::Statement(statement)) => view! { <Statement shown=shown position=statement /> }.into_any(),
            None => ().into_any(),
        }
    };
    view! {
        <section class="il" aria-label="Statements">
            <div class="ics" role="group" aria-label="Filter statements">
                {counts.map(|(ending, count)| view! { <Counter shown=shown ending=ending count=count /> }).collect_view()}
            </div>
            <p class="isay">{summary.0}</p>
            {summary.1.into_iter().map(|note| view! { <p class="isay">{note}</p> }).collect_view()}
            <Rows
                count=Signal::derive(move || rows.with(|rows| rows.0.len()))
                height=ROW
                version=version
                reveal=reveal
                label=Signal::derive(|| Some("List of statements".to_string()))
                row=row
            />
        </section>
    }
}

#[derive(Clone)]
struct Listed(Arc<Vec<Row>>);

impl PartialEq for Listed {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Statements under the heads of how they ended, those that need a look first.
fn listed(endings: &[Ending], only: Option<Ending>) -> Vec<Row> {
    let mut rows = Vec::new();
    for ending in Ending::LISTED {
        if only.is_some_and(|only| only != ending) {
            continue;
        }
        let of_ending: Vec<usize> = (0..endings.len())
            .filter(|position| endings.get(*position) == Some(&ending))
            .collect();
        if of_ending.is_empty() {
            continue;
        }
        rows.push(Row::Head(ending, of_ending.len()));
        rows.extend(of_ending.into_iter().map(Row::Statement));
    }
    rows
}

#[component]
fn Counter(shown: Shown, ending: Ending, count: usize) -> impl IntoView {
    let (icon, class) = match (ending, count) {
        (Ending::Understood, 1..) => ("tick", "ok"),
        (Ending::Unreadable, 0) => ("error", "off"),
        (ending, _) => ending.icon(),
    };
    let pressed = move || shown.only.get() == Some(ending);
    let word = ending.title().to_lowercase();
    view! {
        <button
            class="ic"
            aria-pressed=move || pressed().to_string()
            disabled=count == 0
            on:click=move |_| shown.only.update(|only| *only = if *only == Some(ending) { None } else { Some(ending) })
        >
            <b class:no=count == 0>{grouped(count)}</b>
            <span><Icon name=icon class=class />{word}</span>
        </button>
    }
}

#[component]
fn Statement(shown: Shown, position: usize) -> impl IntoView {
    let one = shown.statement(position);
    one.map(|one| {
        let (icon, class) = Ending::of(&one.outcome).icon();
        let (line, reason) = match &one.outcome {
            Outcome::Unreadable { reason, line, .. } => (*line, reason.clone()),
            _ => (one.line, one.note.clone()),
        };
        let spoken = format!(
            "line {line}, {}: {} {} {reason}",
            Ending::of(&one.outcome).title(),
            one.kind,
            one.name
        );
        view! {
            <button
                class="is"
                class:is-selected=move || shown.chosen.get() == Some(position)
                aria-pressed=move || (shown.chosen.get() == Some(position)).to_string()
                aria-label=spoken.clone()
                title=spoken
                on:click=move |_| shown.chosen.set(Some(position))
                on:keydown=move |event| walk(&event)
            >
                <u>{line}</u>
                <Icon name=icon class=class />
                <span class="ik">{one.kind}</span>
                <span class="n">{one.name}</span>
                <span class="cx">{reason}</span>
            </button>
        }
    })
}

/// Arrows walk the list; the statement walked to is looked at.
fn walk(event: &leptos::ev::KeyboardEvent) {
    use wasm_bindgen::JsCast;
    let forward = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    event.prevent_default();
    let mut at = event
        .current_target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    while let Some(element) = at {
        at = if forward {
            element.next_element_sibling()
        } else {
            element.previous_element_sibling()
        };
        let button = at
            .as_ref()
            .filter(|next| next.class_list().contains("is"))
            .and_then(|next| next.dyn_ref::<web_sys::HtmlElement>());
        if let Some(button) = button {
            let _ = button.focus();
            return;
        }
    }
}
