//! Prints what the main steps cost on a schema of real size, natively: `make bench`, or `make bench CORPUS=folder`.
//! Figures, not checks: a wall clock decides nothing about a build.

// A benchmark ends at the first surprise, as a test does.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod memory;
mod migration;

use std::env;
use std::fs;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use cadastre::editor::drawing::{Drawing, place_all};
use cadastre::import::{Import, Options, Source, read};
use cadastre::model::{AccessPattern, AccessPatternId, Document, Op, tenancy};
use cadastre::query::Ground;
use cadastre::review::Review;
use cadastre::sql::quote;

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
    growth(&text);
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

    migration::measure(&import.schema);

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
    queries(&document);
    edits(&mut document, review);
}

/// A query over each table in turn, joined to a table it references where there is one.
fn queries(document: &Document) {
    let mut patterns = Vec::new();
    for table in document.schema.tables.values() {
        let Some(column) = table.columns.first() else {
            continue;
        };
        let name = quote::table(table);
        let own = quote::identifier(&column.name);
        let join = table.foreign_keys().find_map(|(_, key)| {
            let target = document.schema.table(key.target.table()?)?;
            let from = table.column(*key.columns.first()?)?;
            let to = target.column(*key.target.columns().first()?)?;
            let (from, to) = (quote::identifier(&from.name), quote::identifier(&to.name));
            Some(format!(
                " JOIN {} b ON b.{to} = a.{from}",
                quote::table(target)
            ))
        });
        let sql = format!(
            "WITH recent AS (SELECT * FROM {name} WHERE {own} > $2) SELECT a.{own}, count(*) OVER () FROM {name} a{} \
             WHERE a.{own} = $1 AND EXISTS (SELECT 1 FROM recent r WHERE r.{own} = a.{own}) ORDER BY a.{own} LIMIT 20",
            join.unwrap_or_default()
        );
        patterns.push(AccessPattern::new(AccessPatternId(1), &name, &sql));
    }
    let tenancy = tenancy::infer(&document.schema, &document.tenancy);
    let (ground, taken) = timed(|| Ground::of(document, &tenancy));
    print("names for queries", taken, "-");
    let (problems, taken) = timed(|| {
        let judged = patterns.iter().map(|pattern| ground.judge(pattern));
        judged.map(|judged| judged.problems.len()).sum::<usize>()
    });
    println!(
        "  {} queries judged, {problems} problems: {:.0} a second   goal 1000 a second",
        patterns.len(),
        patterns.len() as f64 / taken.as_secs_f64()
    );
}

/// The text once, twice, four and eight times, each copy under other names: time and work grow with it, and no faster.
fn growth(text: &str) {
    println!("import    bytes      time    per MB   allocations per kB   peak memory   kept");
    for times in [1, 2, 4, 8] {
        let mut long = String::with_capacity(text.len() * times + 64 * times);
        for copy in 0..times {
            long.push_str(&renamed(text, copy));
            // The copies are texts of their own, as files of a folder are.
            long.push_str("\n;\n");
        }
        let megabytes = long.len() as f64 / 1e6;
        let bytes = long.len();
        let sources = [Source {
            name: "growth.sql".to_string(),
            text: long,
        }];
        let started = processor_time();
        let (import, used) = memory::counted(|| import_of(&sources));
        let taken = processor_time().saturating_sub(started);
        println!(
            "{times:>4} x {:>8.1} MB {:>7.0} ms {:>6.0} ms {:>20.1} {:>8.1} x text {:>4.1} x text   {} tables",
            megabytes,
            taken.as_secs_f64() * 1e3,
            taken.as_secs_f64() * 1e3 / megabytes,
            used.calls as f64 / (bytes as f64 / 1e3),
            used.peak as f64 / bytes as f64,
            used.kept as f64 / bytes as f64,
            import.schema.tables.len()
        );
    }
}

/// The text with its schemas called otherwise, so that a copy of it makes objects of its own.
fn renamed(text: &str, copy: usize) -> String {
    if copy == 0 {
        return text.to_string();
    }
    let other = format!("copy{copy}");
    let path = format!("CREATE SCHEMA {other};\nSET search_path TO {other};\n");
    path + &text
        .replace("public.", &format!("{other}."))
        .replace("gitlab_partitions_", &format!("{other}_partitions_"))
}

/// Processor time of this process, which what else runs on the machine does not disturb. Zero where the system does not tell.
fn processor_time() -> Duration {
    let statistics = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = statistics
        .split(' ')
        .next()
        .and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
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
