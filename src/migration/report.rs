//! A plan in plain text, for the command line and for reading.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::step::Step;
use super::{Lock, Plan, Strategy, Work};

impl Plan {
    /// One sentence: how many steps, the strongest lock, what is lost.
    pub fn summary(&self) -> String {
        if self.is_empty() {
            return "Nothing to migrate: base and target are the same.".to_string();
        }
        let steps = match self.steps.len() {
            1 => "1 step".to_string(),
            count => format!("{count} steps"),
        };
        let files = match self.file_count() {
            1 => "1 file".to_string(),
            count => format!("{count} files"),
        };
        let lock = self.strongest_lock();
        let lossy = self
            .steps
            .iter()
            .filter(|step| step.loss.what().is_some())
            .count();
        let loss = match lossy {
            0 => "nothing is lost on the way down".to_string(),
            1 => "1 step cannot be undone without loss".to_string(),
            count => format!("{count} steps cannot be undone without loss"),
        };
        format!("{steps} in {files}; {lock}; {loss}.")
    }

    /// How many files the plan fills.
    pub fn file_count(&self) -> usize {
        self.steps.last().map_or(0, |step| step.file + 1)
    }

    /// The strongest lock and what it blocks, in words.
    fn strongest_lock(&self) -> String {
        let strongest = self
            .steps
            .iter()
            .map(|step| step.lock)
            .max()
            .unwrap_or_default();
        match strongest {
            Lock::None => "locks no table that exists".to_string(),
            lock => format!("strongest lock {lock}, which {}", lock.blocks()),
        }
    }

    /// The whole plan as text: every step with its phase, lock, cost and loss.
    pub fn to_text(&self) -> String {
        let mut text = self.summary();
        text.push('\n');
        for note in &self.notes {
            let _ = writeln!(text, "! {note}");
        }
        let mut file = None;
        let mut reasons = BTreeSet::new();
        for (number, step) in self.steps.iter().enumerate() {
            if file != Some(step.file) && self.file_count() > 1 {
                let mode = if step.transactional {
                    "one transaction"
                } else {
                    "outside a transaction"
                };
                let _ = writeln!(text, "\nFile {}, {mode}:", step.file + 1);
            }
            file = Some(step.file);
            let _ = write!(text, "{:>3}. {}", number + 1, step.title);
            let facts = facts(step, self.strategy);
            if !facts.is_empty() {
                let _ = write!(text, " ({})", facts.join("; "));
            }
            text.push('\n');
            // Many steps are made as they are for the same reason: it is said once.
            let why = Some(step.reason.as_str()).filter(|why| !why.is_empty());
            let why = why.filter(|why| reasons.insert(*why));
            let why = why.map(|why| format!("{why}."));
            let lines = why.as_deref().into_iter().chain(step.loss.what());
            for line in lines.chain(step.notes.iter().map(String::as_str)) {
                let _ = writeln!(text, "     {line}");
            }
        }
        text
    }
}

fn facts(step: &Step, strategy: Strategy) -> Vec<String> {
    let mut facts = Vec::new();
    if strategy == Strategy::Online {
        facts.push(step.phase.name().to_string());
    }
    for lock in &step.tables {
        facts.push(format!("{} on {}", lock.lock, lock.table));
    }
    if !step.tables.is_empty()
        && let Some(work) = work(step.work)
    {
        facts.push(work.to_string());
    }
    facts
}

/// What the rows that exist cost, in words; nothing where only the catalog changes.
pub(super) fn work(work: Work) -> Option<&'static str> {
    match work {
        Work::Catalog => None,
        Work::Scan => Some("reads every row"),
        Work::IndexBuild => Some("reads every row and builds an index"),
        Work::Rewrite => Some("writes every row again"),
    }
}
