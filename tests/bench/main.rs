//! Prints what the main steps cost on a schema of real size, natively: `make bench`, or `make bench CORPUS=folder`.
//! Figures, not checks: a wall clock decides nothing about a build.

// A benchmark ends at the first surprise, as a test does.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::env;
use std::fs;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use cadastre::editor::drawing::{Drawing, place_all};
use cadastre::import::{Import, Options, Source, read};
use cadastre::model::{Document, Op};
use cadastre::review::Review;

/// Each step is done so many times; the middle one counts.
const REPETITIONS: usize = 5;
/// So many edits, spread over all tables.
const EDITS: usize = 100;

fn main() {
    // cargo adds `--bench` to the arguments.
    let path = env::args()
        .skip(1)
        .find(|argument| !argument.starts_with("--"))
        .expect("the path of a .sql file");
    let text = fs::read_to_string(&path).expect("a readable file");
    println!("{path}: {:.1} MB", text.len() as f64 / 1e6);
    let sources = [Source { name: path, text }];

    let (import, taken) = timed(|| import_of(&sources));
    let counts = import.report.counts();
    println!(
        "  {} tables, {} statements: {} understood, {} verbatim, {} skipped, {} unreadable",
        import.schema.tables.len(),
        counts.statements,
        counts.understood,
        counts.verbatim,
        counts.skipped,
        counts.unreadable
    );
    print("text to model", taken, "1 s");

    let document = Document::new("Bench", import.schema);
    let (mut document, taken) = timed(|| {
        let mut placed = document.clone();
        place_all(&mut placed);
        placed
    });
    print("automatic arrangement", taken, "-");
    let (drawing, taken) = timed(|| {
        let mut drawing = Drawing::new(&document, None);
        drawing.route();
        drawing
    });
    println!("  {} relationships", drawing.relationship_count());
    print("cards and routes", taken, "-");
    let (review, taken) = timed(|| Review::full(&document));
    println!("  {} findings", review.findings().len());
    print("full review", taken, "-");
    edits(&mut document, review);
}

fn import_of(sources: &[Source]) -> Import {
    read(sources, &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .expect("nothing cancels")
}

/// A default is set on one column of a table after the other, and the review follows each.
fn edits(document: &mut Document, mut review: Review) {
    let step = (document.schema.tables.len() / EDITS).max(1);
    let tables: Vec<_> = document
        .schema
        .tables
        .keys()
        .copied()
        .step_by(step)
        .collect();
    let mut taken = Vec::new();
    let judged = review.rejudged;
    for id in tables {
        let Some(column) = document
            .schema
            .table(id)
            .and_then(|table| table.columns.last())
        else {
            continue;
        };
        let mut column = column.clone();
        column.not_null = !column.not_null;
        let edit = Op::PutColumn {
            table: id,
            column: Box::new(column),
            position: None,
        };
        let started = Instant::now();
        let (_, touched) = edit.apply(document).expect("the column exists");
        review.update(document, &touched);
        taken.push(started.elapsed());
    }
    println!(
        "  {} objects judged again in {} edits",
        review.rejudged - judged,
        taken.len()
    );
    taken.sort();
    print(
        "an edit and its review, median",
        taken[taken.len() / 2],
        "16 ms in the browser",
    );
    print(
        "an edit and its review, slowest",
        taken[taken.len() - 1],
        "16 ms in the browser",
    );
}

/// The last result of several runs, and the middle duration.
fn timed<T>(mut step: impl FnMut() -> T) -> (T, Duration) {
    let mut taken = Vec::new();
    loop {
        let started = Instant::now();
        let result = black_box(step());
        taken.push(started.elapsed());
        if taken.len() == REPETITIONS {
            taken.sort();
            return (result, taken[REPETITIONS / 2]);
        }
    }
}

fn print(step: &str, taken: Duration, goal: &str) {
    println!(
        "{step:<36}{:>10.2} ms   goal {goal}",
        taken.as_secs_f64() * 1e3
    );
}
