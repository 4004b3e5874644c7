//! Findings as cards show them: the worst by column, and counts.

use std::collections::BTreeMap;

use crate::model::ColumnId;
use crate::rules::{Finding, Severity};

/// What to draw on one table's card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Worst severity of all findings on the table and its parts.
    pub worst: Option<Severity>,
    /// Worst severity by column.
    pub columns: BTreeMap<ColumnId, Severity>,
    /// Counts of all findings on the table and its parts.
    pub counts: Counts,
}

impl Marks {
    pub(super) fn add(&mut self, finding: &Finding) {
        self.counts.add(finding.severity);
        let worst =
            |old: Option<Severity>| old.map_or(finding.severity, |old| old.min(finding.severity));
        self.worst = Some(worst(self.worst));
        for column in &finding.columns {
            let severity = worst(self.columns.get(column).copied());
            self.columns.insert(*column, severity);
        }
    }
}

/// Findings by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Infos.
    pub infos: usize,
}

impl Counts {
    pub(super) fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
        }
    }

    /// All of them.
    pub fn total(&self) -> usize {
        self.errors + self.warnings + self.infos
    }
}
