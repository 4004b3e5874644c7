//! `cadastre check`: findings and score.

use std::fmt::Write as _;
use std::sync::Arc;

use cadastre::model::{Document, ObjectRef, Schema};
use cadastre::review::{Counts, Review};
use cadastre::rules::Finding;
use cadastre::rules::profile::{PROFILES, profile};
use serde::Serialize;

use crate::Verdict;
use crate::arguments::{CheckArguments, ReportFormat};
use crate::failure::Failure;
use crate::input::{self, Input, source_name};
use crate::output::{aligned, counted, print, print_json};
use crate::queries;

#[derive(Serialize)]
struct Printed<'a> {
    score: i32,
    band: &'static str,
    criteria: Vec<PrintedCriterion>,
    findings: Vec<PrintedFinding<'a>>,
}

#[derive(Serialize)]
struct PrintedCriterion {
    id: &'static str,
    score: i32,
}

#[derive(Serialize)]
struct PrintedFinding<'a> {
    rule: &'static str,
    severity: &'static str,
    criterion: &'static str,
    object: String,
    message: String,
    file: &'a str,
    line: u32,
    fix: bool,
}

/// Judges what the paths hold.
pub fn run(arguments: &CheckArguments) -> Result<Verdict, Failure> {
    let profile = arguments
        .profile
        .as_deref()
        .map(known_profile)
        .transpose()?;
    let mut input = input::read(&arguments.paths, arguments.dialect)?;
    if let Some(profile) = profile {
        input.document.settings.profile = profile.to_string();
    }
    for path in &arguments.queries {
        queries::add(&mut input, path)?;
    }
    let review = Review::full(&input.document);
    match arguments.format {
        ReportFormat::Json => print_json(&printed(&input, &review))?,
        ReportFormat::Text => print(&text(&input, &review))?,
    }
    Ok(match review.counts().errors {
        0 => Verdict::Good,
        _ => Verdict::Errors,
    })
}

fn known_profile(name: &str) -> Result<&'static str, Failure> {
    let found = profile(name).map(|profile| profile.name);
    found.ok_or_else(|| Failure::Profile {
        name: name.to_string(),
        known: PROFILES
            .iter()
            .map(|profile| profile.name)
            .collect::<Vec<_>>()
            .join(", "),
    })
}

fn printed<'a>(input: &'a Input, review: &Review) -> Printed<'a> {
    let score = review.score();
    let findings = review.findings().iter().map(|finding| {
        let (file, line) = place(input, finding);
        PrintedFinding {
            rule: finding.rule,
            severity: finding.severity.word(),
            criterion: finding.criterion.id(),
            object: match finding.object {
                ObjectRef::Query(_) => format!("query {}", finding.subject),
                object => object_path(&input.document.schema, object),
            },
            message: finding.message(),
            file,
            line,
            fix: finding.fixable,
        }
    });
    Printed {
        score: score.total,
        band: score.band.title(),
        // Of a criterion that nothing was judged by, there is no number to tell.
        criteria: score
            .criteria
            .iter()
            .filter_map(|criterion| {
                Some(PrintedCriterion {
                    id: criterion.criterion.id(),
                    score: criterion.score?,
                })
            })
            .collect(),
        findings: findings.collect(),
    }
}

/// Where a finding's object was made: that of the part itself, else of what is at fault, else of the table. What has no
/// line of its own stands at the first line of the first file.
fn place<'a>(input: &'a Input, finding: &Finding) -> (&'a str, u32) {
    if let ObjectRef::Query(id) = finding.object
        && let Some((file, line)) = input.queries.get(&id)
    {
        return (file, *line);
    }
    let table = finding.object.table().map(ObjectRef::Table);
    let origin = input.report.as_ref().and_then(|report| {
        let candidates = match finding.object {
            // The part at fault says more than the table it belongs to.
            ObjectRef::Table(_) | ObjectRef::Whole => [Some(finding.cause), None, table],
            object => [Some(object), Some(finding.cause), table],
        };
        let mut known = candidates
            .into_iter()
            .flatten()
            .filter_map(|object| report.origins.get(&object));
        let (source, line) = known.next()?;
        Some((source_name(report, *source), *line))
    });
    origin.unwrap_or((&input.first, 1))
}

/// The name with its schema: `public.meetings.slug`; what has no schema is called as people call it.
fn object_path(schema: &Schema, object: ObjectRef) -> String {
    let name = schema.display_name(object).unwrap_or_default();
    let home = match object {
        ObjectRef::Type(id) => schema.types.get(&id).map(|object| &object.schema),
        ObjectRef::Sequence(id) => schema.sequences.get(&id).map(|object| &object.schema),
        ObjectRef::View(id) => schema.views.get(&id).map(|object| &object.schema),
        ObjectRef::Function(id) => schema.functions.get(&id).map(|object| &object.schema),
        ObjectRef::Statistics(id) => schema.statistics.get(&id).map(|object| &object.schema),
        object => object
            .table()
            .and_then(|id| schema.table(id))
            .map(|table| &table.header.schema),
    };
    match home.map(String::as_str) {
        // Display names leave `public` out.
        Some("public") => format!("public.{name}"),
        _ => name,
    }
}

fn text(input: &Input, review: &Review) -> String {
    let rows: Vec<Vec<String>> = review
        .findings()
        .iter()
        .map(|finding| row(input, finding))
        .collect();
    let mut text = aligned(&rows);
    if !rows.is_empty() {
        text.push('\n');
    }
    text.push_str(&sum(&input.document, review));
    text.push_str(&queries::evidence(&input.document, review));
    text.push_str(&score(review));
    text
}

fn row(input: &Input, finding: &Arc<Finding>) -> Vec<String> {
    let (file, line) = place(input, finding);
    vec![
        finding.severity.word().to_string(),
        format!("{file}:{line}"),
        finding.rule.to_string(),
        finding.message(),
    ]
}

/// How much was found, and how much looked.
fn sum(document: &Document, review: &Review) -> String {
    let tables = counted(document.schema.tables.len(), "table");
    let mut text = match by_severity(review.counts()) {
        Some(counts) => format!("{counts} on {tables}."),
        None => format!("Nothing to report on {tables}."),
    };
    let _ = write!(text, " {}", review.score().coverage());
    text.push('\n');
    if !review.waived().is_empty() {
        let waived = counted(review.waived().len(), "finding");
        let _ = writeln!(text, "{waived} accepted by a waiver.");
    }
    let fixable = review.findings().iter().filter(|one| one.fixable).count();
    if fixable > 0 {
        let _ = writeln!(
            text,
            "{fixable} have a fix that Cadastre applies by itself."
        );
    }
    text
}

/// `3 errors, 1 warning`; `None` without a finding.
fn by_severity(counts: Counts) -> Option<String> {
    let all = [
        (counts.errors, "error"),
        (counts.warnings, "warning"),
        (counts.infos, "info"),
    ];
    let words: Vec<String> = all
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| counted(count, word))
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// The score with its reasons.
fn score(review: &Review) -> String {
    let score = review.score();
    let mut text = format!(
        "\nScore {} of 100: {}\n",
        score.total,
        score.band.sentence()
    );
    if let Some(cap) = &score.cap {
        let _ = writeln!(text, "{cap}");
    }
    let rows: Vec<Vec<String>> = score
        .criteria
        .iter()
        .map(|criterion| {
            let reasons: Vec<String> = criterion
                .reasons
                .iter()
                .map(|(rule, count)| format!("{rule} {count}"))
                .collect();
            let number = criterion.score.map(|score| format!("{score:>3}"));
            vec![
                format!("  {}", criterion.criterion.title()),
                number.unwrap_or_else(|| "  -".to_string()),
                match (criterion.score, reasons.as_slice()) {
                    (None, _) => "nothing to judge it by".to_string(),
                    (Some(_), reasons) => reasons.join(", "),
                },
            ]
        })
        .collect();
    text.push_str(&aligned(&rows));
    text
}
