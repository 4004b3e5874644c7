//! A migration that was written by hand, written again: what changes the schema as the planner would have it beside a running
//! application, everything else as it stands.

use std::collections::BTreeSet;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use super::{Files, files, shown};
use crate::diff::{self, Matching};
use crate::import::{self, Source};
use crate::migration::layout::{Layout, Numbering, Start};
use crate::migration::{self, Options, Plan, Step, Strategy};
use crate::model::script::{Action, Script, ScriptFile, Statement};
use crate::model::{Document, Schema, Settings};
use crate::repository::unified;
use crate::review::Review;
use crate::rules::migrations::mig_file_name::names_what_it_does;
use crate::rules::{Finding, Severity, Stances};

/// A migration and what could stand in its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewrite {
    /// The files as they are, the way back after its migration.
    pub before: Vec<Source>,
    /// The files in their place, each way back after its migration.
    pub after: Vec<Source>,
    /// Rules whose findings are gone then.
    pub mended: Vec<&'static str>,
    /// What to know, one sentence each.
    pub notes: Vec<String>,
}

/// What a statement is to a rewrite.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It changes the schema: the planner writes it anew.
    Planned,
    /// It runs as it stands.
    Kept,
    /// The layout writes it itself: transactions and timeouts.
    OfLayout,
}

/// Writes one migration of `all` again, in files of `layout`.
///
/// # Errors
/// Why there is nothing better to write, as a sentence.
pub fn rewrite(
    all: &Files,
    place: usize,
    settings: &Settings,
    layout: &Layout,
) -> Result<Rewrite, String> {
    let stances = Stances::of(settings);
    let (script, _) = files(all, &stances);
    let (Some(pair), Some(file)) = (all.pairs.get(place), script.files.get(place)) else {
        return Err("There is no such file.".to_string());
    };
    if all.recorded.contains_key(&pair.up.name) {
        return Err(
            "It was applied already: write a new migration in place of changing it.".to_string(),
        );
    }
    let plan = whole_plan(all, place, file, settings)?;
    let (start, name) = start(&pair.up.name);
    let written = migration::files(&plan, layout, start, name.as_deref());
    let after: Vec<Source> = written
        .into_iter()
        .map(|file| Source {
            name: file.path,
            text: file.text,
        })
        .collect();
    let mut changed = all.clone();
    let new = import::pair_sources(after.clone());
    let count = new.len();
    changed.pairs.splice(place..=place, new);
    let old_findings = judged(settings, script, place..place + 1);
    let (mut script, _) = files(&changed, &stances);
    for down in script
        .files
        .iter_mut()
        .filter_map(|file| file.down.as_mut())
    {
        // As of every plan: its ways back are proved by its own tests, and text alone knows less than they.
        down.left_over.clear();
    }
    let new_findings = judged(settings, script, place..place + count);
    let mended = compare(&old_findings, &new_findings)?;
    let down = pair.down.iter().cloned();
    Ok(Rewrite {
        before: std::iter::once(pair.up.clone()).chain(down).collect(),
        after,
        mended,
        notes: plan.notes,
    })
}

/// The rules whose findings are gone.
fn compare(before: &[Finding], after: &[Finding]) -> Result<Vec<&'static str>, String> {
    let rules = |findings: &[Finding]| -> BTreeSet<&'static str> {
        findings.iter().map(|finding| finding.rule).collect()
    };
    let (old, new) = (rules(before), rules(after));
    let worse: BTreeSet<&str> = after
        .iter()
        .filter(|finding| finding.severity == Severity::Error && !old.contains(finding.rule))
        .map(|finding| finding.rule)
        .collect();
    if !worse.is_empty() {
        let names: Vec<&str> = worse.into_iter().collect();
        return Err(format!("Written again it would have {}.", names.join(", ")));
    }
    let gone: Vec<&'static str> = old.difference(&new).copied().collect();
    match gone.is_empty() {
        true => Err("Written again it would be no better.".to_string()),
        false => Ok(gone),
    }
}

/// What the rules say of some of the files.
fn judged(settings: &Settings, script: Script, places: Range<usize>) -> Vec<Finding> {
    let mut document = Document::new("migration", (*script.after).clone());
    document.settings = settings.clone();
    let names: BTreeSet<&str> = script
        .files
        .get(places)
        .unwrap_or_default()
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    let review = Review::of_script(&document, &script, "");
    let of_files = |finding: &&Arc<Finding>| {
        let place = finding.place.as_ref();
        place.is_some_and(|place| names.contains(place.file.as_str()))
    };
    let found = review.findings().iter().filter(of_files);
    found.map(|finding| (**finding).clone()).collect()
}

/// The plans of all runs of statements that change the schema, one after the other, with what is kept between them.
fn whole_plan(
    all: &Files,
    place: usize,
    file: &ScriptFile,
    settings: &Settings,
) -> Result<Plan, String> {
    let mut whole = Plan {
        strategy: Strategy::Online,
        steps: Vec::new(),
        notes: Vec::new(),
        kept: Vec::new(),
        name: String::new(),
    };
    let earlier = all.pairs.iter().take(place).map(|pair| &pair.up);
    let given: Vec<Source> = all.given.iter().chain(earlier).cloned().collect();
    let mut passed = String::new();
    let mut before = schema(&given, &passed);
    let runs = file
        .statements
        .chunk_by(|one, next| kind(one) == kind(next) && is_in_one(one, next));
    for run in runs {
        let Some(first) = run.first() else {
            continue;
        };
        if let Some(reason) = run.iter().find_map(obstacle) {
            return Err(reason);
        }
        for statement in run {
            passed.push_str(&statement.text);
            passed.push_str("\n;\n");
        }
        match kind(first) {
            Kind::OfLayout => {}
            Kind::Kept => {
                let statements = run.iter().map(|one| one.text.clone()).collect();
                append(
                    &mut whole,
                    vec![Step::written(statements, first.transaction.is_some())],
                );
            }
            Kind::Planned => {
                let after = schema(&given, &passed);
                let plan = planned(&before, &after, all, settings)?;
                whole.notes.extend(plan.notes);
                if whole.name.is_empty() {
                    whole.name = plan.name;
                }
                append(&mut whole, plan.steps);
                before = after;
            }
        }
    }
    if whole.steps.is_empty() {
        return Err("It changes nothing that could be written otherwise.".to_string());
    }
    if whole.name.is_empty() {
        whole.name = "change_rows".to_string();
    }
    Ok(whole)
}

/// Whether two statements may share a file: what is kept runs in its own transaction, as it did.
fn is_in_one(one: &Statement, next: &Statement) -> bool {
    kind(one) != Kind::Kept || one.transaction == next.transaction && one.transaction.is_some()
}

/// Puts steps into files after those that are there.
fn append(whole: &mut Plan, steps: Vec<Step>) {
    let next = whole.steps.last().map_or(0, |last| last.file + 1);
    whole.steps.extend(steps.into_iter().map(|mut step| {
        step.file += next;
        step
    }));
}

fn kind(statement: &Statement) -> Kind {
    let of_layout = |action: &Action| match action {
        Action::Begin | Action::Commit => true,
        Action::Set(name) => name == "lock_timeout" || name == "statement_timeout",
        _ => false,
    };
    let of_rows = |action: &Action| {
        matches!(
            action,
            Action::Insert
                | Action::Update(_)
                | Action::Delete(_)
                | Action::Truncate
                | Action::Query
                | Action::Maintenance(_)
                | Action::Block { .. }
        )
    };
    let mut actions = statement.changes.iter().map(|change| &change.action);
    if !statement.fault.is_empty() || actions.clone().any(of_rows) {
        Kind::Kept
    } else if !statement.changes.is_empty() && actions.all(of_layout) {
        Kind::OfLayout
    } else {
        Kind::Planned
    }
}

/// Why a statement keeps its file from being written again, as a sentence.
fn obstacle(statement: &Statement) -> Option<String> {
    let line = statement.line;
    let mut actions = statement.changes.iter().map(|change| &change.action);
    if actions.clone().any(|action| *action == Action::Rollback) {
        return Some(format!("Line {line} rolls back what stands before it."));
    }
    let sets = actions.find_map(|action| match action {
        Action::Set(name) if kind(statement) != Kind::OfLayout => Some(name),
        _ => None,
    });
    let copies = statement.text.trim_start().get(..5);
    if copies.is_some_and(|word| word.eq_ignore_ascii_case("copy ")) {
        return Some(format!("Line {line} copies rows that stand in the file."));
    }
    sets.map(|name| format!("Line {line} sets {name}, which the statements after it rest on."))
}

fn schema(given: &[Source], passed: &str) -> Schema {
    let mut sources = given.to_vec();
    sources.push(Source {
        name: "passed.sql".to_string(),
        text: passed.to_string(),
    });
    let read = import::read(&sources, &import::Options::default(), &mut |_| {
        ControlFlow::Continue(())
    });
    read.map(|read| read.schema).unwrap_or_default()
}

/// The plan from one schema to the next, beside a running application.
fn planned(
    before: &Schema,
    after: &Schema,
    all: &Files,
    settings: &Settings,
) -> Result<Plan, String> {
    // Both were read from the same words up to the first of the run, so what they share has one identity.
    let diff = diff::compare(before, after, Matching::Ids);
    let rows = before.tables.values().filter_map(|table| {
        let rows = all.rows.get(&table.qualified_name().to_string())?;
        Some((table.id, *rows))
    });
    let options = Options {
        strategy: Strategy::Online,
        postgresql: settings.postgresql,
        rows: rows.collect(),
        ..Options::default()
    };
    migration::plan(&diff, &options).map_err(|error| format!("{error}."))
}

/// Where the files begin and what they are called, from the name of the file; no name where it says nothing.
fn start(path: &str) -> (Start, Option<String>) {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let stem = file.strip_suffix(".sql").unwrap_or(file);
    let stem = stem.strip_suffix(".up").unwrap_or(stem);
    let end = stem
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(stem.len());
    let (version, words) = stem.split_at(end);
    let (numbering, first) =
        Numbering::read(version).unwrap_or((Numbering::Sequence { digits: 3 }, 1));
    let start = Start {
        numbering,
        first,
        previous: None,
        date: None,
    };
    let words = words.trim_start_matches(['_', '-']);
    let name = names_what_it_does(path).then(|| words.to_string());
    (start, name.filter(|name| !name.is_empty()))
}

impl Rewrite {
    /// What differs, file by file, as `diff -u` writes it.
    pub fn diff(&self) -> String {
        let names = |files: &[Source]| -> BTreeSet<String> {
            files.iter().map(|file| file.name.clone()).collect()
        };
        let text = |files: &[Source], name: &str| {
            let found = files.iter().find(|file| file.name == name);
            found.map_or_else(String::new, |file| file.text.clone())
        };
        let mut all: Vec<String> = names(&self.before)
            .union(&names(&self.after))
            .cloned()
            .collect();
        // Each file before its way back.
        all.sort_by_key(|name| (name.replace(".down.", ".up."), name.contains(".down.")));
        let mut diff = String::new();
        for name in &all {
            let (old, new) = (text(&self.before, name), text(&self.after, name));
            diff.push_str(&format!("{name}\n{}", unified(&old, &new)));
        }
        diff
    }

    /// The files in the form of a text that can be pasted again: each under its name.
    pub fn text(&self) -> String {
        let pairs = import::pair_sources(self.after.clone());
        pairs.iter().map(shown).collect()
    }
}
