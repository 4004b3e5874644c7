//! `cadastre check`: findings and score, of a schema and of migration files.

mod github;
mod rewrite;
mod sarif;
mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

use cadastre::lint;
use cadastre::model::{Dialect, Document, ObjectRef, Schema, Waiver, WaiverId};
use cadastre::review::{Counts, Review};
use cadastre::rules::profile::{PROFILES, profile};
use cadastre::rules::{Finding, Severity, Stances};
use serde::Serialize;

use crate::Verdict;
use crate::arguments::{CheckArguments, CheckFormat};
use crate::clock::today;
use crate::config::{self, Config};
use crate::failure::Failure;
use crate::input::{self, Input, source_name};
use crate::migrations;
use crate::output::{print, print_json, say};
use crate::queries;

/// A finding and where it stands.
pub struct Placed {
    /// The finding.
    pub finding: Arc<Finding>,
    /// Its object with the schema (`public.meetings.slug`).
    pub object: String,
    /// The file; a document where it stands in one.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, where it is known.
    pub column: Option<u32>,
    /// The waiver that accepts it.
    pub waived: Option<Waiver>,
}

/// All that is told of a check.
pub struct Told {
    /// The review.
    pub review: Review,
    /// The findings to show, worst first.
    pub findings: Vec<Placed>,
    /// Findings accepted by a waiver.
    pub waived: Vec<Placed>,
    /// Waivers that accept nothing.
    pub unused: Vec<Waiver>,
    /// Waivers whose day has passed.
    pub expired: Vec<Waiver>,
    /// Findings left out because the base has them too.
    pub old: usize,
    /// Tables judged, where a schema was.
    pub tables: Option<usize>,
    /// Migration files judged, where there were any.
    pub files: Option<usize>,
    /// How migration files would be written beside a running application; empty where nobody asks.
    pub rewrites: String,
    /// What is told of the queries that run most; empty without queries.
    pub evidence: String,
}

impl Told {
    /// The findings shown, by severity.
    pub fn counts(&self) -> Counts {
        let of = |severity| {
            let found = self.findings.iter();
            found.filter(|one| one.finding.severity == severity).count()
        };
        Counts {
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            infos: of(Severity::Info),
        }
    }
}

#[derive(Serialize)]
struct Printed<'a> {
    score: i32,
    band: &'static str,
    criteria: Vec<PrintedCriterion>,
    findings: Vec<PrintedFinding<'a>>,
    // What only documents with waivers have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waived: Vec<PrintedWaived<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unused_waivers: Vec<PrintedWaiver<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    expired_waivers: Vec<PrintedWaiver<'a>>,
}

#[derive(Serialize)]
struct PrintedWaived<'a> {
    rule: &'static str,
    object: &'a str,
    message: String,
    #[serde(flatten)]
    waiver: Option<PrintedWaiver<'a>>,
}

#[derive(Serialize)]
struct PrintedWaiver<'a> {
    waiver: &'a str,
    reason: &'a str,
    author: &'a str,
    expires: Option<&'a str>,
}

fn printed_waiver(waiver: &Waiver) -> PrintedWaiver<'_> {
    PrintedWaiver {
        waiver: &waiver.rule,
        reason: &waiver.reason,
        author: &waiver.author,
        expires: waiver.expires.as_deref(),
    }
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
    object: &'a str,
    message: String,
    file: &'a str,
    line: u32,
    fix: bool,
}

/// Judges what the paths hold.
pub fn run(arguments: &CheckArguments) -> Result<Verdict, Failure> {
    let mut config = config::load(arguments.config.as_deref())?;
    if let Some(name) = arguments.profile.as_deref() {
        config.profile = Some(known_profile(name)?.to_string());
    }
    let told = tell(arguments, &config)?;
    match arguments.format {
        CheckFormat::Json => print_json(&printed(&told))?,
        CheckFormat::Text => print(&format!("{}{}", text::text(&told), told.rewrites))?,
        CheckFormat::Sarif => print_json(&sarif::log(&told))?,
        CheckFormat::Github => print(&github::commands(&told))?,
    }
    Ok(match told.counts().errors {
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

/// Reads and judges all that the arguments name.
fn tell(arguments: &CheckArguments, config: &Config) -> Result<Told, Failure> {
    if arguments.paths.is_empty() {
        let Some(folder) = &arguments.migrations else {
            return Err(Failure::NothingToCheck);
        };
        let mut settings = Document::default();
        config.settle(&mut settings);
        let mut read = migrations::read(folder, arguments.base.as_deref(), arguments.dialect)?;
        read.files.rows = config.rows.clone();
        let stances = Stances::of(&settings.settings);
        let (script, report) = lint::files(&read.files, &stances);
        input::warn(&report);
        let rewrites = match arguments.rewrite {
            true => rewrite::told(&read.files, &settings.settings),
            false => String::new(),
        };
        let mut document = Document::new("migrations", (*script.after).clone());
        config.settle(&mut document);
        config.place(&mut document)?;
        let review = Review::of_script(&document, &script, &today());
        let input = Input {
            document,
            report: None,
            sources: Vec::new(),
            queries: BTreeMap::new(),
            first: folder.display().to_string(),
        };
        let files = script.files.iter().filter(|file| file.judged).count();
        let told = place_all(&input, review, &read.folder);
        return Ok(Told {
            files: Some(files),
            rewrites,
            ..told
        });
    }
    schema(arguments, config)
}

/// Judges a schema, and with it the migration files where some are named.
fn schema(arguments: &CheckArguments, config: &Config) -> Result<Told, Failure> {
    let mut input = input::read(&arguments.paths, arguments.dialect)?;
    config.settle(&mut input.document);
    config.place(&mut input.document)?;
    for path in &arguments.queries {
        queries::add(&mut input, path)?;
    }
    let mut review = Review::on(&input.document, &today());
    let mut files = None;
    let mut rewrites = String::new();
    let mut folder = String::new();
    if let Some(path) = &arguments.migrations {
        let mut read = migrations::read(path, arguments.base.as_deref(), arguments.dialect)?;
        read.files.rows = lint::rows(&input.document, &input.document.schema);
        let (script, report) = lint::files(&read.files, review.stances());
        input::warn(&report);
        files = Some(script.files.iter().filter(|file| file.judged).count());
        if arguments.rewrite {
            rewrites = rewrite::told(&read.files, &input.document.settings);
        }
        review.judge_script(&input.document, Some(&script));
        folder = read.folder;
    } else {
        judge_text(&mut review, &input);
    }
    let evidence = queries::evidence(&input.document, &review);
    let mut told = place_all(&input, review, &folder);
    if let Some(base) = &arguments.base {
        let mut before = input::read_base(std::slice::from_ref(base), arguments.dialect)?;
        config.settle(&mut before.document);
        config.place(&mut before.document)?;
        leave_out(&mut told, &before, files.is_none());
    }
    Ok(Told {
        files,
        rewrites,
        evidence,
        tables: Some(input.document.schema.tables.len()),
        ..told
    })
}

/// Judges how the SQL of a schema is written, where it was read from SQL.
fn judge_text(review: &mut Review, input: &Input) {
    if !input.sources.is_empty() && input.document.settings.dialect == Dialect::Postgresql {
        let script = lint::written(&input.sources);
        review.judge_script(&input.document, Some(&script));
    }
}

/// Takes out the findings that the base has too: of the same rule, on the same object, in the same words. Findings of
/// migration files are never the base's; those of the schema's own files (`of_schema`) may be.
fn leave_out(told: &mut Told, base: &Input, of_schema: bool) {
    let mut review = Review::on(&base.document, &today());
    judge_text(&mut review, base);
    let mut known: BTreeMap<(&str, String, String), usize> = BTreeMap::new();
    for finding in review.findings() {
        let object = match &finding.place {
            Some(_) => finding.subject.clone(),
            None => object_path(&base.document.schema, finding.object),
        };
        *known
            .entry((finding.rule, object, finding.message()))
            .or_default() += 1;
    }
    let before = told.findings.len();
    told.findings.retain(|placed| {
        let key = (
            placed.finding.rule,
            placed.object.clone(),
            placed.finding.message(),
        );
        match known.get_mut(&key) {
            Some(count) if *count > 0 && (placed.finding.place.is_none() || of_schema) => {
                *count -= 1;
                false
            }
            _ => true,
        }
    });
    told.old = before - told.findings.len();
}

/// The findings with their places.
fn place_all(input: &Input, review: Review, folder: &str) -> Told {
    let placed = |finding: &Arc<Finding>| {
        let (file, line, column) = match &finding.place {
            Some(place) => (
                migrations::path_in(folder, &place.file),
                place.line,
                Some(place.column),
            ),
            None => {
                let (file, line) = place(input, finding);
                (file, line, None)
            }
        };
        Placed {
            finding: finding.clone(),
            object: match (&finding.place, finding.object) {
                (Some(_), _) => finding.subject.clone(),
                (None, ObjectRef::Query(_)) => format!("query {}", finding.subject),
                (None, _) => object_path(&input.document.schema, finding.object),
            },
            file,
            line,
            column,
            waived: None,
        }
    };
    let findings = review.findings().iter().map(placed).collect();
    let waived = review
        .waived()
        .iter()
        .map(|(finding, waiver)| Placed {
            waived: input.document.waivers.get(waiver).cloned(),
            ..placed(finding)
        })
        .collect();
    let named = |ids: &[WaiverId]| -> Vec<Waiver> {
        let all = ids.iter().filter_map(|id| input.document.waivers.get(id));
        all.cloned().collect()
    };
    let unused = named(&review.unused_waivers());
    let expired = named(review.expired_waivers());
    for waiver in &unused {
        say(&format!(
            "The waiver of {} ({}) accepts nothing.",
            waiver.rule, waiver.reason
        ));
    }
    for waiver in &expired {
        say(&format!(
            "The waiver of {} ({}) has expired.",
            waiver.rule, waiver.reason
        ));
    }
    Told {
        findings,
        waived,
        unused,
        expired,
        review,
        old: 0,
        tables: None,
        files: None,
        rewrites: String::new(),
        evidence: String::new(),
    }
}

fn printed(told: &Told) -> Printed<'_> {
    let score = told.review.score();
    let findings = told.findings.iter().map(|placed| PrintedFinding {
        rule: placed.finding.rule,
        severity: placed.finding.severity.word(),
        criterion: placed.finding.criterion.id(),
        object: &placed.object,
        message: placed.finding.message(),
        file: &placed.file,
        line: placed.line,
        fix: placed.finding.fixable,
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
        waived: told
            .waived
            .iter()
            .map(|placed| PrintedWaived {
                rule: placed.finding.rule,
                object: &placed.object,
                message: placed.finding.message(),
                waiver: placed.waived.as_ref().map(printed_waiver),
            })
            .collect(),
        unused_waivers: told.unused.iter().map(printed_waiver).collect(),
        expired_waivers: told.expired.iter().map(printed_waiver).collect(),
    }
}

/// Where a finding's object was made: that of the part itself, else of what is at fault, else of the table. What has no
/// line of its own stands at the first line of the first file.
fn place(input: &Input, finding: &Finding) -> (String, u32) {
    if let ObjectRef::Query(id) = finding.object
        && let Some((file, line)) = input.queries.get(&id)
    {
        return (file.clone(), *line);
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
        Some((source_name(report, *source).to_string(), *line))
    });
    origin.unwrap_or((input.first.clone(), 1))
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
