//! What a plan costs and whether it can be taken back, in the words of the position card (seed 002, lines 175 to 177).

use crate::migration::{Loss, Plan, Work};

/// Low, medium or high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
}

impl Level {
    /// The word on a position card.
    pub fn word(self) -> &'static str {
        match self {
            Level::Low => "Low",
            Level::Medium => "Medium",
            Level::High => "High",
        }
    }
}

/// What a plan weighs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weight {
    /// How much work it is.
    pub cost: Level,
    /// How well it can be taken back: high when nothing is lost, medium when rows are, low when values are changed or refused.
    pub reversibility: Level,
    /// Points of work: a step 1, one that reads every row of a table 3, one that writes every row 8.
    pub points: usize,
    /// Steps that lose something on the way down.
    pub losing: usize,
}

/// From so many points on the cost is medium: more than a handful of steps, or more than one table written.
const MEDIUM: usize = 10;
/// From so many points on the cost is high.
const HIGH: usize = 40;

/// Weighs a plan.
pub fn weight(plan: &Plan) -> Weight {
    let mut points = 0;
    let mut reversibility = Level::High;
    let mut losing = 0;
    for step in &plan.steps {
        // What the plan itself makes has no rows to read.
        points += match step.work {
            _ if step.tables.is_empty() => 1,
            Work::Catalog => 1,
            Work::Scan | Work::IndexBuild => 3,
            Work::Rewrite => 8,
        };
        let left = match step.loss {
            Loss::None => Level::High,
            Loss::StructureOnly { .. } => Level::Medium,
            Loss::Lossy { .. } => Level::Low,
        };
        losing += usize::from(left != Level::High);
        reversibility = reversibility.min(left);
    }
    let cost = match points {
        HIGH.. => Level::High,
        MEDIUM.. => Level::Medium,
        _ => Level::Low,
    };
    Weight {
        cost,
        reversibility,
        points,
        losing,
    }
}

impl Weight {
    /// What is lost on the way down, in a few words.
    pub fn reversal(&self) -> String {
        match self.losing {
            0 => "lossless".to_string(),
            1 => "one lossy step".to_string(),
            count => format!("{count} lossy steps"),
        }
    }
}
