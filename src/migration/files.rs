//! A plan as files a migration runner takes.

use std::fmt::Write as _;

use super::step::Step;
use super::{Lock, Plan, names, report};

/// How files are named and headed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// `NNN_name.up.sql` and `NNN_name.down.sql`, as sqlx and golang-migrate read them.
    #[default]
    UpDown,
}

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Name, relative to the folder of migrations.
    pub path: String,
    /// Content, ending in a line break.
    pub text: String,
}

/// Lays the plan out. `number` is that of the first file; `name` in place of the proposed one. An empty plan has no files.
///
/// Where the plan fills several files, each after the first is told by its phase and by what its first step does.
pub fn files(plan: &Plan, layout: Layout, number: impl Into<u64>, name: Option<&str>) -> Vec<File> {
    let Layout::UpDown = layout;
    // Folders numbered by time have numbers of 14 digits.
    let first_number: u64 = number.into();
    let name = names::slug(name.unwrap_or(&plan.name));
    let mut files = Vec::new();
    for file in 0..plan.file_count() {
        let steps: Vec<&Step> = plan.steps.iter().filter(|step| step.file == file).collect();
        let Some(first) = steps.first() else {
            continue;
        };
        let suffix = if plan.file_count() == 1 {
            String::new()
        } else {
            format!("_{}", suffix(file, first))
        };
        let number = first_number.saturating_add(u64::try_from(file).unwrap_or(u64::MAX));
        let stem = format!("{number:03}_{name}{suffix}");
        files.push(File {
            path: format!("{stem}.up.sql"),
            text: text(&steps, true),
        });
        files.push(File {
            path: format!("{stem}.down.sql"),
            text: text(&steps, false),
        });
    }
    files
}

/// What a file of several does, in one word.
fn suffix(file: usize, first: &Step) -> &'static str {
    use super::step::Place;
    match first.place {
        Place::Precheck => "precheck",
        Place::Values => "values",
        Place::Expand if file <= 1 => "expand",
        Place::Expand => "rest",
        Place::Indexes | Place::LateIndexes => "index",
        Place::NotValid | Place::LateNotValid => "constrain",
        Place::Backfill => "backfill",
        Place::Validate | Place::LateValidate | Place::SwitchValidate => "validate",
        Place::Enforce => "enforce",
        Place::Switch => "switch",
        Place::Return => "return",
        Place::DropIndexes => "drop_index",
        Place::Contract => "contract",
    }
}

/// The SQL of one file in one direction.
fn text(steps: &[&Step], up: bool) -> String {
    let mut text = String::new();
    let transactional = steps.iter().all(|step| step.transactional);
    if !transactional {
        // sqlx and diesel read this only on the very first line.
        text.push_str("-- no-transaction\n");
    }
    header(&mut text, steps, up);
    let mut ordered: Vec<&&Step> = steps.iter().collect();
    if !up {
        ordered.reverse();
    }
    if transactional {
        text.push_str("\nBEGIN;\nSET LOCAL lock_timeout = '2s';\n");
    }
    let is_empty = steps.iter().all(|step| {
        if up {
            step.up.is_empty()
        } else {
            step.down.is_empty()
        }
    });
    if is_empty {
        text.push_str("\n-- Nothing to run: other files do it.\n");
    }
    for step in ordered {
        let statements = if up { &step.up } else { &step.down };
        if statements.is_empty() {
            continue;
        }
        let title = comment_line(&step.title);
        let _ = if up {
            writeln!(text, "\n-- {title}")
        } else {
            writeln!(text, "\n-- Undo: {title}")
        };
        for statement in statements {
            let _ = writeln!(text, "{};", statement_text(statement));
        }
    }
    if transactional {
        text.push_str("\nCOMMIT;\n");
    }
    text
}

/// A statement whose last line is a comment must not swallow the semicolon.
fn statement_text(statement: &str) -> String {
    let statement = statement.trim_end();
    let last = statement.rsplit('\n').next().unwrap_or(statement);
    if last.contains("--") {
        format!("{statement}\n")
    } else {
        statement.to_string()
    }
}

/// Text that stays in one comment line.
fn comment_line(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

/// What the file does, what it locks, what cannot come back.
fn header(text: &mut String, steps: &[&Step], up: bool) {
    let mut titles: Vec<String> = steps.iter().map(|step| comment_line(&step.title)).collect();
    if !up {
        titles.reverse();
    }
    for title in titles {
        let _ = if up {
            writeln!(text, "-- {title}")
        } else {
            writeln!(text, "-- Undo: {title}")
        };
    }
    let strongest = steps.iter().map(|step| step.lock).max().unwrap_or_default();
    if strongest != Lock::None {
        let mut tables: Vec<&str> = steps
            .iter()
            .flat_map(|step| &step.tables)
            .filter(|lock| lock.lock == strongest)
            .map(|lock| lock.table.as_str())
            .collect();
        tables.sort_unstable();
        tables.dedup();
        let list = comment_line(&tables.join(", "));
        let _ = writeln!(
            text,
            "-- Locks: {strongest} on {list}: {}.",
            strongest.blocks()
        );
    }
    if up {
        for step in steps {
            if !step.tables.is_empty()
                && let Some(work) = report::work(step.work)
            {
                let _ = writeln!(text, "-- Cost: {} {work}.", comment_line(&step.title));
            }
        }
    }
    for step in steps {
        if let Some(what) = step.loss.what() {
            let _ = writeln!(text, "-- Loss: {}", comment_line(what));
        }
        if up {
            for note in &step.notes {
                let _ = writeln!(text, "-- Note: {}", comment_line(note));
            }
        }
    }
}
