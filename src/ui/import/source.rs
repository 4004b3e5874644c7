//! The source around the statement looked at, with line numbers, what became of each statement, and what is wrong where.

use leptos::prelude::*;

use crate::import::{Outcome, StatementReport};
use crate::ui::session::Reading;
use crate::ui::widgets::{Icon, Lines, Rows, coloured, sentence_about};

use super::{Ending, Shown};

/// Height of a line in pixels (`.sl`).
const LINE: f64 = 20.0;

#[component]
pub(super) fn SourcePane(shown: Shown, reading: Reading) -> impl IntoView {
    let chosen = Memo::new(move |_| shown.chosen.get());
    let source = Memo::new(move |_| {
        chosen
            .get()
            .and_then(|position| shown.statement(position))
            .map_or(0, |one| one.source)
    });
    let text = Memo::new(move |_| {
        let position = source.get();
        SourceText {
            position,
            lines: reading.sources.with_value(|sources| {
                let text = sources.get(position).map_or("", |one| one.text.as_str());
                Lines::parted(text, true, &starts_in(shown, position))
            }),
        }
    });
    let version = RwSignal::new(0_usize);
    Effect::new(move |_| {
        text.track();
        version.update(|version| *version += 1);
    });
    let reveal = Signal::derive(move || {
        let one = shown.statement(chosen.get()?)?;
        Some(fault_line(&one).saturating_sub(1) as usize)
    });
    let row = move |line: usize| line_view(shown, text, line);
    let many = reading.sources.with_value(|sources| sources.len() > 1);
    let name = move || {
        reading
            .sources
            .with_value(|sources| sources.get(source.get()).map(|one| one.name.clone()))
    };
    view! {
        <section class="isrc" aria-label="Source">
            {many.then(|| view! { <div class="isrc-name"><Icon name="file" class="dim" /><code>{name}</code></div> })}
            {move || chosen.get().and_then(|position| shown.statement(position)).map(|one| view! { <Fault one=one /> })}
            <Rows
                class="sqled"
                count=Signal::derive(move || text.with(|text| text.lines.count()))
                height=LINE
                version=version
                reveal=reveal
                focusable=true
                label=Signal::derive(move || Some(name().unwrap_or_default()))
                row=row
            />
        </section>
    }
}

#[derive(Clone)]
struct SourceText {
    position: usize,
    lines: Lines,
}

impl PartialEq for SourceText {
    fn eq(&self, other: &Self) -> bool {
        self.position == other.position
    }
}

/// Where the statements of a source begin: each is coloured by itself, so that an open quote ends where reading went on.
fn starts_in(shown: Shown, source: usize) -> Vec<usize> {
    shown.read.with_value(|read| {
        let statements = read.report.statements.iter();
        statements
            .filter(|one| one.source == source && one.range.start > 0)
            .map(|one| one.range.start)
            .collect()
    })
}

/// The line to look at, from 1.
fn fault_line(one: &StatementReport) -> u32 {
    match one.outcome {
        Outcome::Unreadable { line, .. } => line,
        _ => one.line,
    }
}

fn line_view(shown: Shown, text: Memo<SourceText>, line: usize) -> AnyView {
    let (source, pieces, range) = text.with_untracked(|text| {
        (
            text.position,
            text.lines.pieces(line),
            text.lines.range(line),
        )
    });
    let number = line as u32 + 1;
    let (mark, bad) = shown.read.with_value(|read| {
        let statements = &read.report.statements;
        // Statements stand in the order of sources and lines.
        let first = statements.partition_point(|one| (one.source, one.line) < (source, number));
        let starts = statements
            .get(first)
            .filter(|one| one.source == source && one.line == number);
        let last = statements
            .get(first)
            .filter(|one| one.source == source && one.line == number)
            .map_or(first, |_| first + 1);
        let bad = statements
            .get(last.saturating_sub(1))
            .filter(|one| one.source == source)
            .is_some_and(
                |one| matches!(one.outcome, Outcome::Unreadable { line, .. } if line == number),
            );
        (starts.map(|one| Ending::of(&one.outcome)), bad)
    });
    let here = move || {
        let Some(one) = shown
            .chosen
            .get()
            .and_then(|position| shown.statement(position))
        else {
            return false;
        };
        one.source == source
            && one.range.start <= range.end
            && range.start < one.range.end.max(one.range.start + 1)
    };
    let mark = if bad {
        Some(Ending::Unreadable)
    } else {
        mark.filter(|mark| *mark != Ending::Unreadable)
    };
    view! {
        <span class="sl" class:is-bad=bad class:is-at=move || !bad && here()>
            <u>{number}</u>
            <span class="sg">{mark.map(|mark| {
                let (icon, class) = mark.icon();
                view! { <Icon name=icon class=class /> }
            })}</span>
            <span class="sc">{coloured(pieces)}</span>
        </span>
    }
    .into_any()
}

/// What is wrong with the statement looked at, and what to do about it; nothing for one that was read.
#[component]
fn Fault(one: StatementReport) -> impl IntoView {
    let shown = match &one.outcome {
        Outcome::Unreadable {
            reason,
            advice,
            line,
            column,
            resumed_at,
        } => {
            let went_on = resumed_at.map(|line| {
                format!("Reading went on at line {line}, so nothing after it is lost.")
            });
            let rest = "The rest of the file is not touched by it.".to_string();
            Some((
                "error",
                "error",
                format!("Line {line}, column {column}: {reason}"),
                format!("{advice} {}", went_on.unwrap_or(rest)),
            ))
        }
        Outcome::Verbatim => Some((
            "sql",
            "dim",
            format!("Line {}: kept as written", one.line),
            format!(
                "{} It is written out again in its place, word for word.",
                one.note
            ),
        )),
        _ if !one.note.is_empty() => Some((
            "info",
            "info",
            format!("Line {}", one.line),
            one.note.clone(),
        )),
        _ => None,
    };
    shown.map(|(icon, class, title, text)| {
        view! {
            <div class="ibad" role="note">
                <div><Icon name=icon class=class /><b>{sentence_about(&title, &[])}</b></div>
                <p>{sentence_about(text.trim(), &[])}</p>
            </div>
        }
    })
}
