//! What mending costs, and whether a migration can be taken back (seed 002, lines 175 to 177).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::script::{Action, Script};
use crate::rules::{Finding, Severity};

/// What it costs to mend all that stands (rules.md section 3: small counts 1, medium 3, large 8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cost {
    /// An afternoon: under 10 points.
    #[default]
    Low,
    /// Under 50 points.
    Medium,
    /// More.
    High,
}

impl Cost {
    /// The word of the position card.
    pub fn title(self) -> &'static str {
        match self {
            Cost::Low => "Low",
            Cost::Medium => "Medium",
            Cost::High => "High",
        }
    }

    /// The cost of findings. Those of one rule that Cadastre mends by itself are small work together; each that people must
    /// think through is medium, and large where it is an error.
    pub(super) fn of(findings: &[Arc<Finding>]) -> Cost {
        let mut mechanical: BTreeMap<&str, u64> = BTreeMap::new();
        let mut points = 0;
        for finding in findings {
            match (finding.fixable, finding.severity) {
                (true, _) => *mechanical.entry(finding.rule).or_default() = 1,
                // What is worth knowing need not be done.
                (false, Severity::Info) => {}
                (false, Severity::Warning) => points += 3,
                (false, Severity::Error) => points += 8,
            }
        }
        match points + mechanical.values().sum::<u64>() {
            0..10 => Cost::Low,
            10..50 => Cost::Medium,
            _ => Cost::High,
        }
    }
}

/// Whether migration files can be taken back: by the worst of their statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reversibility {
    /// Values are changed or cut, and stay so.
    Low,
    /// The structure comes back, its rows or values do not.
    Medium,
    /// Nothing is lost.
    High,
}

impl Reversibility {
    /// The word of the position card.
    pub fn title(self) -> &'static str {
        match self {
            Reversibility::Low => "Low",
            Reversibility::Medium => "Medium",
            Reversibility::High => "High",
        }
    }

    /// Of the files that are judged.
    pub(super) fn of(script: &Script) -> Reversibility {
        let files = script.files.iter().filter(|file| file.judged);
        let statements = files.flat_map(|file| &file.statements);
        let changes = statements.flat_map(|statement| &statement.changes);
        // What the same file made holds nothing yet.
        changes
            .filter(|change| change.existed)
            .map(|change| match &change.action {
                Action::Type { .. } if change.narrows => Reversibility::Low,
                Action::Update(_) | Action::Delete(_) => Reversibility::Low,
                Action::DropColumn(_)
                | Action::DropTable
                | Action::DropSchema(_)
                | Action::Truncate => Reversibility::Medium,
                _ => Reversibility::High,
            })
            .min()
            .unwrap_or(Reversibility::High)
    }
}
