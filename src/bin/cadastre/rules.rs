//! `cadastre rules`: what is judged, and why.

use std::fmt::Write as _;

use cadastre::rules::declare::{Group, Rule};
use cadastre::rules::pages::{self, severity_word};
use cadastre::rules::{registry, rule};
use serde::Serialize;

use crate::Verdict;
use crate::arguments::{PageFormat, RulesArguments};
use crate::failure::Failure;
use crate::output::{aligned, print, print_json};

#[derive(Serialize)]
struct Printed {
    name: &'static str,
    group: &'static str,
    severity: &'static str,
    criterion: &'static str,
    what: String,
    why: String,
    ignore: String,
    fix: String,
    fixable: bool,
    flagged: &'static str,
    passed: &'static str,
    sources: &'static [&'static str],
}

impl Printed {
    fn of(rule: &Rule) -> Printed {
        let section = |heading| {
            let words = rule
                .page()
                .section(heading)
                .unwrap_or_default()
                .split_whitespace();
            words.collect::<Vec<_>>().join(" ")
        };
        Printed {
            name: rule.name,
            group: rule.group.title(),
            severity: severity_word(rule),
            criterion: rule.criterion.id(),
            what: section("What"),
            why: section("Why"),
            ignore: section("When it is safe to ignore"),
            fix: section("Fix"),
            fixable: rule.fix.is_some(),
            flagged: rule.page().fail,
            passed: rule.page().pass,
            sources: rule.page().sources,
        }
    }
}

/// Prints the list, one page, or all pages.
pub fn run(arguments: &RulesArguments) -> Result<Verdict, Failure> {
    match arguments.name.as_deref() {
        Some(name) => {
            let rule = rule(name).ok_or_else(|| unknown(name))?;
            match arguments.format {
                PageFormat::Json => print_json(&Printed::of(rule))?,
                PageFormat::Text | PageFormat::Markdown => print(&pages::page(rule, "#"))?,
            }
        }
        None => match arguments.format {
            PageFormat::Json => {
                let all: Vec<Printed> = registry().iter().map(|rule| Printed::of(rule)).collect();
                print_json(&all)?;
            }
            PageFormat::Markdown => print(&pages::markdown())?,
            PageFormat::Text => print(&list())?,
        },
    }
    Ok(Verdict::Good)
}

/// The names with severity and the first line of their page, group by group.
fn list() -> String {
    let mut text = String::new();
    for group in Group::ALL {
        let rows: Vec<Vec<String>> = pages::of_group(group)
            .map(|rule| {
                let words = rule
                    .page()
                    .section("What")
                    .unwrap_or_default()
                    .split_whitespace();
                let what = words.collect::<Vec<_>>().join(" ");
                let first = what
                    .split_once(". ")
                    .map_or(what.as_str(), |(first, _)| first);
                vec![
                    format!("  {}", severity_word(rule)),
                    rule.name.to_string(),
                    first.trim_end_matches('.').to_string(),
                ]
            })
            .collect();
        let _ = write!(text, "{}\n{}\n", group.title(), aligned(&rows));
    }
    let _ = writeln!(
        text,
        "{} rules. `cadastre rules NAME` prints the page of one.",
        registry().len()
    );
    text
}

/// The refusal of a name, with the rule that shares most of its words.
fn unknown(name: &str) -> Failure {
    let asked: Vec<&str> = name
        .split(['-', '_', ' '])
        .filter(|word| !word.is_empty())
        .collect();
    let shared = |rule: &Rule| {
        rule.name
            .split('-')
            .filter(|word| asked.contains(word))
            .count()
    };
    let nearest = registry()
        .iter()
        .max_by_key(|rule| shared(rule))
        .filter(|rule| shared(rule) > 0);
    Failure::Rule {
        name: name.to_string(),
        nearest: nearest.map_or_else(String::new, |rule| {
            format!(" Perhaps {} is meant.", rule.name)
        }),
    }
}
