//! Proves import and export on real schemas: what a folder's SQL builds in PostgreSQL, and what the `init.sql` exported of it
//! builds there, must dump alike. `make corpus CORPUS=folder`, with a folder in it for each schema: `schema.sql` or
//! `migrations/` as its authors wrote it, `canonical.sql` as pg_dump writes it, and `prelude.sql` where roles or schemas must
//! be there first. The rules' fixes are tried on each schema too, and between each two files of a folder of migrations the plan
//! is walked there and back. ONLY=folder chooses one, DETAIL=1 prints what differs, KEEP=folder keeps what was exported,
//! HISTORIES=1 walks the histories alone, HISTORIES=0 leaves them out, STRATEGY=single or online walks them in one of both, and
//! STEPS=word,word walks the files alone whose names hold one of these words.

// It ends at the first surprise, as a test does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

// The suites use the rest of it.
#[allow(dead_code)]
#[path = "../postgres/server.rs"]
mod server;

#[allow(dead_code)]
#[path = "../postgres/dumps.rs"]
mod dumps;
mod fixes;
mod histories;
#[allow(dead_code)]
#[path = "../postgres/journey.rs"]
mod journey;
#[allow(dead_code)]
#[path = "../postgres/round_trip.rs"]
mod round_trip;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use cadastre::diff::{Matching, compare};
use cadastre::import::{Counts, Source, order_sources};
use cadastre::model::{Document, Schema};

use round_trip::{Outcome, import, prove, same_bytes, script, source};
use server::Server;

/// The forms in which a folder holds its schema.
const FORMS: &[&str] = &["schema.sql", "migrations", "canonical.sql"];

/// At so many places on its way a folder of migrations is held too.
const STOPS: usize = 8;

/// What is held for one form of one schema.
struct Held {
    /// How its statements ended.
    counts: Counts,
    /// The round trip of what its authors wrote.
    written: Outcome,
    /// The round trip of what pg_dump writes of it.
    dumped: Outcome,
    /// Of a folder of migrations: how far along it was held as well, and where that differed.
    prefixes: Vec<(usize, Outcome)>,
    /// What differs between the schema and itself, read once and read twice: nothing should.
    differences: usize,
    /// Whether export, import, export gives the same bytes, of the one and of the other.
    bytes: [Result<(), String>; 2],
}

impl Held {
    fn holds(&self) -> bool {
        self.differences == 0
            && self.written.is_equal()
            && self.dumped.is_equal()
            && self.bytes.iter().all(Result::is_ok)
            && self.prefixes.iter().all(|(_, outcome)| outcome.is_equal())
    }
}

/// What is counted over all schemas.
#[derive(Default)]
struct Totals {
    equal: usize,
    differ: usize,
    passed_over: usize,
    counts: Counts,
}

fn main() -> ExitCode {
    // cargo adds `--bench` to the arguments.
    let arguments: Vec<String> = env::args()
        .skip(1)
        .filter(|one| one != "--bench" && !one.is_empty())
        .collect();
    let [corpus, only @ ..] = arguments.as_slice() else {
        eprintln!("Which folder of schemas? make corpus CORPUS=folder");
        return ExitCode::from(2);
    };
    let mut folders: Vec<_> = fs::read_dir(corpus)
        .unwrap_or_else(|error| panic!("{corpus}: {error}"))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let mut totals = Totals::default();
    let wanted = env::var("HISTORIES").unwrap_or_default();
    let (histories_alone, without_histories) = (wanted == "1", wanted == "0");
    let mut histories = BTreeMap::new();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if !only.is_empty() && !only.contains(&name) {
            continue;
        }
        if folder.join("migrations").exists() && !without_histories {
            let prelude = fs::read_to_string(folder.join("prelude.sql")).unwrap_or_default();
            let walked = histories::walk(&sources(&folder.join("migrations")), &prelude);
            histories.insert(name.clone(), walked);
        }
        if histories_alone {
            continue;
        }
        for form in FORMS.iter().filter(|form| folder.join(form).exists()) {
            form_of(&folder, &format!("{name}/{form}"), form, &mut totals);
        }
        print_fixes(&folder, &name);
    }
    let all_walk = histories::print(&histories);
    println!(
        "{} equal, {} not, {} passed over; {}",
        totals.equal,
        totals.differ,
        totals.passed_over,
        of_statements(&totals.counts)
    );
    match totals.differ {
        0 if all_walk => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn form_of(folder: &Path, name: &str, form: &str, totals: &mut Totals) {
    match hold(folder, form) {
        Err(error) => {
            totals.passed_over += 1;
            println!("{name:<34} passed over  {}", first_line(&error));
        }
        Ok(held) => {
            let counter = match held.holds() {
                true => &mut totals.equal,
                false => &mut totals.differ,
            };
            *counter += 1;
            add(&mut totals.counts, &held.counts);
            print(name, &held);
        }
    }
}

/// Tries the rules' fixes on the schema as its dump has it, or as its authors wrote it where there is none.
fn print_fixes(folder: &Path, name: &str) {
    let Some(form) = FORMS.iter().rev().find(|form| folder.join(form).exists()) else {
        return;
    };
    let import = import(&sources(&folder.join(form)));
    let (tried, wrong) = fixes::prove(&Document::new("Corpus", import.schema));
    println!(
        "{name:<36}  {:<12} {tried} tried, {} wrong",
        "fixes",
        wrong.len()
    );
    if detailed() {
        wrong.iter().for_each(|line| println!("  {line}"));
    }
}

fn print(name: &str, held: &Held) {
    let on_the_way = match held.prefixes.len() {
        0 => String::new(),
        all => {
            let equal = held
                .prefixes
                .iter()
                .filter(|(_, outcome)| outcome.is_equal());
            format!("; on the way {} of {all} equal", equal.count())
        }
    };
    println!(
        "{name:<34} {}; dumped {}{on_the_way}; bytes {}; {} differences from itself; {}",
        in_short(&held.written),
        in_short(&held.dumped),
        match held.bytes.iter().all(Result::is_ok) {
            true => "the same",
            false => "differ",
        },
        held.differences,
        of_statements(&held.counts)
    );
    if detailed() {
        print!("{}{}", held.written.detail(), held.dumped.detail());
        for (files, outcome) in held
            .prefixes
            .iter()
            .filter(|(_, outcome)| !outcome.is_equal())
        {
            println!("after {files} files:\n{}", outcome.detail());
        }
        for difference in held.bytes.iter().filter_map(|bytes| bytes.as_ref().err()) {
            println!("{difference}");
        }
    }
}

fn detailed() -> bool {
    env::var_os("DETAIL").is_some_and(|value| !value.is_empty())
}

fn in_short(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Equal(statements) => format!("equal ({statements})"),
        Outcome::Differs(missing, extra) => {
            format!("differs ({} missing, {} added)", missing.len(), extra.len())
        }
        Outcome::Refused(error, _) => format!("not loaded ({})", first_line(error)),
    }
}

/// Statements that say nothing about the schema are counted beside the percentage, not in it.
fn of_statements(counts: &Counts) -> String {
    let definitions = counts.statements - counts.skipped;
    let percentage = match definitions {
        0 => 100.0,
        all => 100.0 * counts.understood as f64 / all as f64,
    };
    format!(
        "{percentage:.2} % of {definitions} understood, {} verbatim, {} unreadable, {} skipped",
        counts.verbatim, counts.unreadable, counts.skipped
    )
}

fn add(total: &mut Counts, counts: &Counts) {
    total.statements += counts.statements;
    total.understood += counts.understood;
    total.verbatim += counts.verbatim;
    total.skipped += counts.skipped;
    total.unreadable += counts.unreadable;
}

/// # Errors
/// When PostgreSQL does not take the original: there is nothing to hold the export against.
fn hold(folder: &Path, form: &str) -> Result<Held, String> {
    let sources = sources(&folder.join(form));
    let prelude = fs::read_to_string(folder.join("prelude.sql")).unwrap_or_default();
    let makes_roles = |text: &str| text.to_uppercase().contains("CREATE ROLE");
    // Roles belong to a whole server: where some are made, each side has a server to itself.
    let apart = makes_roles(&prelude) || sources.iter().any(|source| makes_roles(&source.text));
    let database = || match apart {
        true => Server::alone().database(),
        false => Server::get().database(),
    };
    let original = database();
    original.run(&prelude)?;
    let mut prefixes = Vec::new();
    for (number, one) in sources.iter().enumerate() {
        original.run(&one.text)?;
        let done = number + 1;
        if done < sources.len() && done.is_multiple_of(sources.len().div_ceil(STOPS)) {
            let prefix = &sources[..done];
            prefixes.push((done, prove(&original, prefix, &prelude, &database())));
        }
    }
    let dump = source(&original.raw_dump());
    if let Some(kept) = env::var_os("KEEP") {
        let name = folder.file_name().unwrap().to_string_lossy();
        let name = format!("{name}-{form}").replace(".sql", "");
        let text = script(import(&sources));
        fs::write(Path::new(&kept).join(format!("{name}.sql")), text).unwrap();
    }
    Ok(Held {
        differences: differences(&sources) + differences(&dump),
        counts: import(&sources).report.counts(),
        written: prove(&original, &sources, &prelude, &database()),
        prefixes,
        dumped: prove(&original, &dump, &prelude, &database()),
        bytes: [same_bytes(&sources), same_bytes(&dump)],
    })
}

/// How many objects differ between a schema and itself, by id and by name, read once and read twice.
fn differences(sources: &[Source]) -> usize {
    let (first, second) = (import(sources).schema, import(sources).schema);
    let by = |matching: Matching, other: &Schema| {
        let found = compare(&first, other, matching);
        found.changes.len() + found.suspected_renames.len()
    };
    by(Matching::Ids, &first) + by(Matching::Names, &first) + by(Matching::Names, &second)
}

/// A file, or a folder's files in the order in which they apply.
fn sources(path: &Path) -> Vec<Source> {
    if path.is_file() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        return vec![Source { name, text }];
    }
    let mut found = Vec::new();
    gather(path, "", &mut found);
    order_sources(found)
}

fn gather(folder: &Path, within: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{within}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            gather(&path, &format!("{name}/"), found);
        } else if name.ends_with(".sql") {
            let text = fs::read_to_string(&path).unwrap();
            found.push(Source { name, text });
        }
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_string()
}
