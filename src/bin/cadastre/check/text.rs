//! Findings and score for people.

use std::fmt::Write as _;

use cadastre::review::{Counts, Review};

use crate::output::{aligned, counted};

use super::{Placed, Told};

/// Findings, sum and score for people.
pub fn text(told: &Told) -> String {
    let review = &told.review;
    let rows: Vec<Vec<String>> = told.findings.iter().map(row).collect();
    let mut text = aligned(&rows);
    if !rows.is_empty() {
        text.push('\n');
    }
    text.push_str(&sum(told));
    text.push_str(&told.evidence);
    text.push_str(&score(review));
    text
}

fn row(placed: &Placed) -> Vec<String> {
    let finding = &placed.finding;
    vec![
        finding.severity.word().to_string(),
        format!("{}:{}", placed.file, placed.line),
        finding.rule.to_string(),
        finding.message(),
    ]
}

/// A waived finding with who accepts it and why.
fn waived_row(placed: &Placed) -> Vec<String> {
    let finding = &placed.finding;
    let words = placed.waived.as_ref().map(|waiver| waiver.words());
    vec![
        format!("  {}", finding.rule),
        finding.subject.clone(),
        words.unwrap_or_default(),
    ]
}

/// How much was found, and how much looked.
fn sum(told: &Told) -> String {
    let review = &told.review;
    let looked_at = match (told.files, told.tables) {
        (Some(files), None) => counted(files, "file"),
        (Some(files), Some(tables)) => {
            format!(
                "{} and {}",
                counted(tables, "table"),
                counted(files, "file")
            )
        }
        (None, tables) => counted(tables.unwrap_or_default(), "table"),
    };
    let mut text = match by_severity(told.counts()) {
        Some(counts) => format!("{counts} on {looked_at}."),
        None => format!("Nothing to report on {looked_at}."),
    };
    let _ = write!(text, " {}", review.score().coverage());
    text.push('\n');
    if !review.waived().is_empty() {
        let waived = counted(review.waived().len(), "finding");
        let _ = writeln!(text, "{waived} accepted by a waiver:");
        let rows: Vec<Vec<String>> = told.waived.iter().map(waived_row).collect();
        text.push_str(&aligned(&rows));
    }
    if told.old > 0 {
        let old = counted(told.old, "finding");
        let _ = writeln!(text, "{old} of the base not shown.");
    }
    let fixable = told
        .findings
        .iter()
        .filter(|one| one.finding.fixable)
        .count();
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
    let _ = writeln!(
        text,
        "Confidence {} %. Cost of the fixes: {}.",
        score.confidence,
        score.cost.title().to_lowercase()
    );
    text
}
