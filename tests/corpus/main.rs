//! Proves import and export on real schemas: what a folder's SQL builds in PostgreSQL, and what the `init.sql` exported of it
//! builds there, must dump alike. `make corpus CORPUS=folder`, with a folder in it for each schema: `schema.sql` or
//! `migrations/` as its authors wrote it, `canonical.sql` as pg_dump writes it, and `prelude.sql` where roles or schemas must
//! be there first. The rules' fixes are tried on each schema too. ONLY=folder chooses one, DETAIL=1 prints what differs, KEEP=folder keeps what was exported.

// It ends at the first surprise, as a test does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

// The suites use the rest of it.
#[allow(dead_code)]
#[path = "../postgres/server.rs"]
mod server;

mod fixes;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use cadastre::export;
use cadastre::import::{Options, Source, order_sources, read};
use cadastre::model::Document;

use server::{Database, Server, statements_of_dump};

/// The forms in which a folder holds its schema.
const FORMS: &[&str] = &["schema.sql", "migrations", "canonical.sql"];

/// What became of a schema.
enum Outcome {
    /// Both dumps are alike; so many statements.
    Equal(usize),
    /// Statements only the original makes, and only the export makes.
    Differs(Vec<String>, Vec<String>),
    /// The export does not load.
    Refused(String),
    /// PostgreSQL does not take the original, so there is nothing to hold the export against.
    NotPostgres(String),
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
    let detail = env::var_os("DETAIL").is_some_and(|value| !value.is_empty());
    let (mut equal, mut differ, mut passed_over) = (0, 0, 0);
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if !only.is_empty() && !only.contains(&name) {
            continue;
        }
        for form in FORMS.iter().filter(|form| folder.join(form).exists()) {
            let name = format!("{name}/{form}");
            let outcome = prove(&folder, form);
            match &outcome {
                Outcome::Equal(_) => equal += 1,
                Outcome::Differs(..) | Outcome::Refused(_) => differ += 1,
                Outcome::NotPostgres(_) => passed_over += 1,
            }
            print(&name, &outcome, detail);
        }
        print_fixes(&folder, &name, detail);
    }
    println!("{equal} equal, {differ} not, {passed_over} passed over");
    match differ {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn print(name: &str, outcome: &Outcome, detail: bool) {
    let (word, said) = match outcome {
        Outcome::Equal(statements) => ("equal", format!("{statements} statements in the dump")),
        Outcome::Differs(missing, extra) => (
            "differs",
            format!(
                "{} statements missing, {} added",
                missing.len(),
                extra.len()
            ),
        ),
        Outcome::Refused(error) if detail => ("not loaded", error.clone()),
        Outcome::Refused(error) => ("not loaded", first_line(error)),
        Outcome::NotPostgres(error) => ("passed over", first_line(error)),
    };
    println!("{name:<36}  {word:<12} {said}");
    if let (Outcome::Differs(missing, extra), true) = (outcome, detail) {
        missing.iter().for_each(|one| print_signed('-', one));
        extra.iter().for_each(|one| print_signed('+', one));
    }
}

/// Tries the rules' fixes on the schema as its dump has it, or as its authors wrote it where there is none.
fn print_fixes(folder: &Path, name: &str, detail: bool) {
    let Some(form) = FORMS.iter().rev().find(|form| folder.join(form).exists()) else {
        return;
    };
    let import = read(
        &sources(&folder.join(form)),
        &Options::default(),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    let (tried, wrong) = fixes::prove(&Document::new("Corpus", import.schema));
    println!(
        "{name:<36}  {:<12} {tried} tried, {} wrong",
        "fixes",
        wrong.len()
    );
    if detail {
        wrong.iter().for_each(|line| println!("  {line}"));
    }
}

fn prove(folder: &Path, form: &str) -> Outcome {
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
    let texts = sources.iter().map(|source| source.text.as_str());
    if let Err(error) = load(&original, &prelude, texts) {
        return Outcome::NotPostgres(error);
    }
    let import = read(&sources, &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    let script = export::sql::document(&Document::new("Corpus", import.schema));
    if let Some(kept) = env::var_os("KEEP") {
        let name = folder.file_name().unwrap().to_string_lossy();
        let name = format!("{name}-{form}").replace(".sql", "");
        fs::write(Path::new(&kept).join(format!("{name}.sql")), &script).unwrap();
    }
    let exported = database();
    if let Err(error) = load(&exported, &prelude, [script.as_str()].into_iter()) {
        return Outcome::Refused(error);
    }
    let (before, after) = (counted(&original), counted(&exported));
    let missing = more(&before, &after);
    let extra = more(&after, &before);
    if missing.is_empty() && extra.is_empty() {
        Outcome::Equal(before.values().sum())
    } else {
        Outcome::Differs(missing, extra)
    }
}

/// Runs scripts one after the other, each as its author would with psql.
fn load<'a>(
    database: &Database,
    prelude: &str,
    texts: impl Iterator<Item = &'a str>,
) -> Result<(), String> {
    database.run(prelude)?;
    for text in texts {
        database.run(text)?;
    }
    Ok(())
}

/// How often a dump has each statement.
fn counted(database: &Database) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for statement in statements_of_dump(&database.dump()) {
        *counts.entry(statement).or_default() += 1;
    }
    counts
}

/// The statements of which the one has more than the other.
fn more(one: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>) -> Vec<String> {
    one.iter()
        .filter(|(statement, count)| other.get(*statement).is_none_or(|found| found < *count))
        .map(|(statement, _)| statement.clone())
        .collect()
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

fn print_signed(sign: char, statement: &str) {
    for line in statement.lines() {
        println!("  {sign} {line}");
    }
}
