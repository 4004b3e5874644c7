//! A plan tried on the model: the base and the plan's own SQL are read as anybody's SQL is, up, down and up again, and what
//! comes out is held against the target and the base.
//!
//! This proves structure, not rows: the way down of a dropped column brings back the column, and its values only where the
//! plan says so.

mod privileges;

use std::ops::ControlFlow;

use crate::diff::{self, Change, ChangeKind, Diff, Matching};
use crate::export;
use crate::import::{self, Options, Outcome, Source};
use crate::migration::{Plan, Step};
use crate::model::{Dialect, ObjectRef, Schema};

/// One way of a plan and where it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// `up`, `down`, `up again`.
    pub name: &'static str,
    /// What it must end at: `the target` or `the base`.
    pub goal: &'static str,
    /// What differs from the goal where it ends, one name each; empty when it ends there exactly.
    pub differences: Vec<String>,
}

impl Leg {
    /// Whether it ends where it must.
    pub fn holds(&self) -> bool {
        self.differences.is_empty()
    }
}

/// What trying a plan showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Up, down, up again.
    pub legs: Vec<Leg>,
}

impl Proof {
    /// Whether every leg ends where it must.
    pub fn holds(&self) -> bool {
        self.legs.iter().all(Leg::holds)
    }
}

/// Runs the plan of a diff on the model: up, down, and up again.
///
/// What a plan keeps under another name, as its user chose, is no difference.
pub fn prove(diff: &Diff, plan: &Plan) -> Proof {
    let base = export::sql::write(&diff.base, "base");
    let (up, down) = (up_text(&plan.steps), down_text(&plan.steps));
    let ways: [(&str, &str, Vec<&str>, &Schema); 3] = [
        ("up", "the target", vec![&up], &diff.target),
        ("down", "the base", vec![&up, &down], &diff.base),
        (
            "up again",
            "the target",
            vec![&up, &down, &up],
            &diff.target,
        ),
    ];
    let legs = ways.into_iter().map(|(name, goal, texts, expected)| {
        let mut sources = vec![source(&base)];
        sources.extend(texts.into_iter().map(source));
        Leg {
            name,
            goal,
            differences: run(&sources, expected, &plan.kept),
        }
    });
    Proof {
        legs: legs.collect(),
    }
}

fn source(text: &str) -> Source {
    Source {
        name: "plan.sql".to_string(),
        text: text.to_string(),
    }
}

/// The statements up, in the order of the steps.
fn up_text(steps: &[Step]) -> String {
    joined(steps.iter().flat_map(|step| &step.up))
}

/// The statements down, from the last step to the first.
fn down_text(steps: &[Step]) -> String {
    joined(steps.iter().rev().flat_map(|step| &step.down))
}

fn joined<'a>(statements: impl Iterator<Item = &'a String>) -> String {
    let mut text = String::new();
    for statement in statements {
        text.push_str(statement);
        // A statement may end in a comment.
        text.push_str("\n;\n");
    }
    text
}

/// Reads the texts and names what differs from what is expected, and what could not be read.
fn run(sources: &[Source], expected: &Schema, kept: &[String]) -> Vec<String> {
    let options = Options {
        dialect: Some(Dialect::Postgresql),
        ..Options::default()
    };
    let read = import::read(sources, &options, &mut |_| ControlFlow::Continue(()));
    let Ok(import) = read else {
        return vec!["the reading was stopped".to_string()];
    };
    let unread = import
        .report
        .statements
        .iter()
        .filter_map(|one| match &one.outcome {
            Outcome::Unreadable { reason, .. } => Some(format!("statement not readable: {reason}")),
            _ => None,
        });
    let mut differences: Vec<String> = unread.collect();
    let found = diff::compare(&import.schema, expected, Matching::Names);
    let told = found
        .changes
        .iter()
        .filter(|change| !kept.contains(&change.name) && is_told(change));
    differences.extend(told.map(|change| match &change.kind {
        ChangeKind::Added => format!("{} is missing", change.name),
        ChangeKind::Removed => format!("{} is left over", change.name),
        ChangeKind::Changed(properties) => {
            let names: Vec<&str> = properties.iter().map(|one| one.property).collect();
            format!("{} differs in {}", change.name, names.join(", "))
        }
    }));
    let (granted, wanted) = (
        privileges::in_effect(&import.schema),
        privileges::in_effect(expected),
    );
    differences.extend(
        granted
            .difference(&wanted)
            .map(|one| format!("{one} is left over")),
    );
    differences.extend(
        wanted
            .difference(&granted)
            .map(|one| format!("{one} is missing")),
    );
    differences
}

/// Whether a difference is one of structure. Grants are held against each other by what they come to. Whether a column came
/// with its partition or was there when that was attached says how it came, not what it is, as does whether an index was made
/// with those of its partitions, which are held against each other by themselves; and a storage mode that is set
/// back to the type's own is as good as none.
fn is_told(change: &Change) -> bool {
    let as_good_as_equal = match &change.kind {
        ChangeKind::Changed(properties) => properties.iter().all(|one| {
            let unset = one.before.is_empty() || one.after.is_empty();
            ["inherited", "on partitions too"].contains(&one.property)
                || one.property == "storage" && unset
        }),
        _ => false,
    };
    !as_good_as_equal && !matches!(change.object, ObjectRef::Grant(_))
}
