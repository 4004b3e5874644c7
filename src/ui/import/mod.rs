//! Reading an import: what was read statement by statement, the source, and where it goes. What is open stays until the user chooses.

mod contents;
mod merge;
mod running;
mod source;
mod statements;

use std::sync::Arc;

use leptos::prelude::*;

use crate::import::{Outcome, StatementReport};
use crate::platform::clipboard;
use crate::ui::interface::View;
use crate::ui::session::{ReadDocument, Reading, Session, Stage, use_session};
use crate::ui::widgets::{Icon, lasted, sized};

use contents::Contents;
use running::Running;
use source::SourcePane;
use statements::Statements;

/// How a statement ended, without the reasons: what the four counts filter by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Understood,
    Verbatim,
    Skipped,
    Unreadable,
}

impl Ending {
    /// As listed: what needs a look first.
    const LISTED: [Ending; 4] = [
        Ending::Unreadable,
        Ending::Verbatim,
        Ending::Skipped,
        Ending::Understood,
    ];

    fn of(outcome: &Outcome) -> Ending {
        match outcome {
            Outcome::Understood => Ending::Understood,
            Outcome::Verbatim => Ending::Verbatim,
            Outcome::Skipped => Ending::Skipped,
            Outcome::Unreadable { .. } => Ending::Unreadable,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Ending::Understood => "Understood",
            Ending::Verbatim => "Kept as written",
            Ending::Skipped => "Skipped",
            Ending::Unreadable => "Not readable",
        }
    }

    fn icon(self) -> (&'static str, &'static str) {
        match self {
            Ending::Understood => ("tick", "dim"),
            Ending::Verbatim => ("sql", "dim"),
            Ending::Skipped => ("minus", "dim"),
            Ending::Unreadable => ("error", "error"),
        }
    }
}

/// The import view.
#[component]
pub fn ImportView() -> impl IntoView {
    let session = use_session();
    view! {
        {move || match session.reading.get() {
            None => view! { <Nothing /> }.into_any(),
            Some(reading) => view! { <Read reading=reading /> }.into_any(),
        }}
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let session = use_session();
    view! {
        <main class="view v-whole" aria-label="Import">
            <div class="empty">
                <Icon name="import" class="lg" />
                <p>"Nothing is being imported. Drop SQL files, a folder of migrations or a document on the page."</p>
                <button class="btn" on:click=move |_| session.interface.view.set(View::Canvas)>"Back to the canvas"</button>
            </div>
        </main>
    }
}

#[component]
fn Read(reading: Reading) -> impl IntoView {
    // Progress comes many times a second: the page is built anew only when the stage is another one.
    let kind = Memo::new(move |_| match reading.stage.get() {
        Stage::Running { .. } => 0,
        Stage::Read(_) => 1,
        Stage::Failed(_) => 2,
    });
    view! {
        {move || match (kind.get(), reading.stage.get_untracked()) {
            (0, _) => view! { <Running reading=reading /> }.into_any(),
            (_, Stage::Read(read)) => view! { <Report reading=reading read=read /> }.into_any(),
            (_, Stage::Failed(reason)) => view! { <Failed reason=reason /> }.into_any(),
            (_, Stage::Running { .. }) => ().into_any(),
        }}
    }
}

#[component]
fn Failed(reason: String) -> impl IntoView {
    let session = use_session();
    view! {
        <main class="view v-whole" aria-label="Import">
            <div class="empty">
                <Icon name="error" class="lg error" />
                <p>{reason}" What was open stays open."</p>
                <button class="btn" on:click=move |_| session.cancel_reading()>"Back to the canvas"</button>
            </div>
        </main>
    }
}

/// What the columns of the report share.
#[derive(Clone, Copy)]
struct Shown {
    read: StoredValue<Arc<ReadDocument>>,
    /// The statement looked at.
    chosen: RwSignal<Option<usize>>,
    /// Only statements that ended so.
    only: RwSignal<Option<Ending>>,
}

impl Shown {
    fn statement(&self, position: usize) -> Option<StatementReport> {
        self.read
            .with_value(|read| read.report.statements.get(position).cloned())
    }
}

#[component]
fn Report(reading: Reading, read: Arc<ReadDocument>) -> impl IntoView {
    let session = use_session();
    let statements = &read.report.statements;
    let worst = statements
        .iter()
        .position(|one| Ending::of(&one.outcome) == Ending::Unreadable);
    let first = worst.or_else(|| {
        statements
            .iter()
            .position(|one| Ending::of(&one.outcome) != Ending::Skipped)
    });
    let shown = Shown {
        read: StoredValue::new(read.clone()),
        chosen: RwSignal::new(first),
        only: RwSignal::new(None),
    };
    let with_source = RwSignal::new(false);
    let about = reading.sources.with_value(|sources| {
        let bytes: usize = sources.iter().map(|source| source.text.len()).sum();
        let many = if sources.len() > 1 {
            format!("{} files, ", sources.len())
        } else {
            String::new()
        };
        format!(
            "{many}{}, read in {}",
            sized(bytes),
            lasted(read.milliseconds)
        )
    });
    view! {
        <main class="view v-import" class:shows-source=move || with_source.get() aria-label="Import">
            <div class="gbar">
                <h2>"Import"</h2>
                <code class="fname">{reading.title.get_value()}</code>
                <span class="vs">{about}</span>
                <span class="grow"></span>
                <button
                    class="btn small imp-turn"
                    aria-pressed=move || with_source.get().to_string()
                    on:click=move |_| with_source.update(|shows| *shows = !*shows)
                >
                    {move || if with_source.get() { "Result" } else { "Source" }}
                </button>
                <button class="btn ghost" on:click=move |_| copy_report(session, shown)>
                    <Icon name="copy" />
                    "Copy report"
                </button>
                <button class="ib" aria-label="Cancel the import (Escape)" title="Cancel the import  Esc" on:click=move |_| session.cancel_reading()>
                    <Icon name="cross" />
                </button>
            </div>
            <Statements shown=shown />
            <SourcePane shown=shown reading=reading />
            <Contents read=read />
        </main>
    }
}

fn copy_report(session: Session, shown: Shown) {
    let text = shown.read.with_value(|read| {
        let mut text = format!("{}\n", read.report.summary());
        for note in &read.report.notes {
            text.push_str(&format!("{note}\n"));
        }
        for one in &read.report.statements {
            let source = read
                .report
                .sources
                .get(one.source)
                .map_or("", String::as_str);
            let place = format!("{source}:{}", one.line);
            let what = format!("{} {}", one.kind, one.name);
            match &one.outcome {
                Outcome::Unreadable {
                    reason,
                    advice,
                    line,
                    column,
                    ..
                } => {
                    text.push_str(&format!(
                        "{source}:{line}:{column} not readable: {} ({reason}) {advice}\n",
                        what.trim()
                    ));
                }
                Outcome::Verbatim => {
                    text.push_str(&format!("{place} kept as written: {}\n", what.trim()))
                }
                Outcome::Skipped => text.push_str(&format!("{place} skipped: {}\n", what.trim())),
                // What was understood is on the canvas.
                Outcome::Understood => {}
            }
        }
        text
    });
    leptos::task::spawn_local(async move {
        if clipboard::write(&text).await {
            session.interface.tell("The report is copied", false);
        } else {
            session
                .interface
                .complain("The browser refused the clipboard.");
        }
    });
}
