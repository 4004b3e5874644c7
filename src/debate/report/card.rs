//! The position card and the database plan of a proposal (seed 002, lines 76 to 83 and 160 to 178), filled with what was
//! computed and with what the project says.

use super::super::checklist::checklist;
use super::super::weight;
use super::Entry;
use crate::migration::Lock;
use crate::model::{Document, EVIDENCE};

/// At most so many lines of plan and of risks stand on a card.
const MOST_LINES: usize = 12;

/// A position card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Whose position it is.
    pub role: String,
    /// What the proposal claims, one sentence each.
    pub claims: Vec<String>,
    /// What it does.
    pub plan: Vec<String>,
    /// What speaks for the claims.
    pub evidence: Vec<String>,
    /// What may go wrong.
    pub risks: Vec<String>,
    /// 0 to 1, two digits.
    pub confidence: String,
    /// Low, Medium or High.
    pub cost: &'static str,
    /// Low, Medium or High.
    pub reversibility: &'static str,
}

/// The card of a proposal in a role; `Database Expert`, the seed's own, where none is given.
pub fn card(document: &Document, entry: &Entry, role: &str) -> Card {
    let judged = &entry.judged;
    let facts = &judged.document.settings.facts;
    let items = checklist(
        judged,
        &document.debate,
        super::super::current(&document.debate),
        &entry.id,
    );
    let held = || items.iter().filter(|item| item.is_ticked());
    let mut claims = facts.claims.clone();
    if claims.is_empty() {
        claims.extend(held().map(|item| item.title.to_string()));
    }
    let mut plan = Vec::new();
    if !entry.summary.is_empty() {
        plan.push(entry.summary.clone());
    }
    match &judged.plan {
        Ok(made) => plan.extend(made.steps.iter().map(|step| step.title.clone())),
        Err(reason) => plan.push(reason.clone()),
    }
    let mut evidence: Vec<String> = held()
        .map(|item| format!("{}: {}", item.title, item.how))
        .collect();
    let tried = EVIDENCE.iter();
    let tried = tried.filter(|(word, _)| facts.evidence.contains(*word));
    evidence.extend(tried.map(|(_, title)| format!("{title}.")));
    let (cost, reversibility) = judged.cost_and_reversibility();
    Card {
        role: match role.trim() {
            "" => "Database Expert".to_string(),
            role => role.to_string(),
        },
        claims,
        plan: shortened(plan, "steps"),
        evidence,
        risks: shortened(risks(entry), "risks"),
        confidence: judged.confidence(),
        cost: cost.word(),
        reversibility: reversibility.word(),
    }
}

/// What may go wrong: what the project says, what is lost on the way down, what blocks readers, and the errors that stand.
fn risks(entry: &Entry) -> Vec<String> {
    let judged = &entry.judged;
    let mut risks = judged.document.settings.facts.risks.clone();
    if let Ok(plan) = &judged.plan {
        for step in &plan.steps {
            if let Some(what) = step.loss.what() {
                risks.push(format!("{}: {what}", step.title));
            }
        }
        let blocking = plan.steps.iter().filter(|step| {
            step.lock == Lock::AccessExclusive && step.work != crate::migration::Work::Catalog
        });
        risks.extend(blocking.map(|step| {
            format!(
                "{} holds {} while it reads or writes rows.",
                step.title, step.lock
            )
        }));
    }
    risks.extend(judged.errors().map(|finding| finding.message()));
    risks
}

fn shortened(mut lines: Vec<String>, what: &str) -> Vec<String> {
    if lines.len() > MOST_LINES {
        let more = lines.len() - MOST_LINES + 1;
        lines.truncate(MOST_LINES - 1);
        lines.push(format!("{more} more {what}"));
    }
    lines
}

/// The five parts of the database plan, each in a sentence or two.
pub fn plan_lines(entry: &Entry) -> [(&'static str, String); 5] {
    let judged = &entry.judged;
    let facts = &judged.document.settings.facts;
    let (mut tables, mut columns, mut constraints, mut indexes, mut composite) = (0, 0, 0, 0, 0);
    for table in judged.tables() {
        tables += 1;
        columns += table.columns.len();
        constraints += table.constraints.len();
        indexes += table.indexes.len();
        let several = table.indexes.iter().filter(|index| index.keys.len() > 1);
        composite += several.count();
    }
    let counts = judged.diff.counts();
    let said = |text: &str, what: &str| match text.trim() {
        "" => format!("{what} not stated"),
        text => format!("{what} {text}"),
    };
    let migration = match &judged.plan {
        Ok(plan) => {
            let weight = weight(plan);
            format!(
                "{} Cost {}, reversibility {}.",
                plan.summary(),
                weight.cost.word(),
                weight.reversibility.word()
            )
        }
        Err(reason) => reason.clone(),
    };
    let backup = &facts.backup;
    let watched = [
        (facts.monitoring.statements, "pg_stat_statements"),
        (facts.monitoring.slow_milliseconds.is_some(), "slow queries"),
        (facts.monitoring.index_usage, "use of indexes"),
        (facts.monitoring.locks, "waits for locks"),
    ];
    let watched: Vec<&str> = watched
        .iter()
        .filter(|(on, _)| *on)
        .map(|(_, name)| *name)
        .collect();
    let watched = match watched.as_slice() {
        [] => "not stated".to_string(),
        watched => watched.join(", "),
    };
    [
        (
            "schema_design",
            format!(
                "tables: {tables}, columns: {columns}, constraints: {constraints}; objects added: {}, removed: {}, changed: {}",
                counts.added, counts.removed, counts.changed
            ),
        ),
        (
            "index_strategy",
            format!(
                "indexes beside the keys: {indexes}, composite: {composite}; most frequent queries served: {} of {}",
                judged.queries.covered(),
                judged.queries.top.len()
            ),
        ),
        ("migration_plan", migration),
        (
            "transaction_strategy",
            format!(
                "{}; {}",
                said(&facts.isolation, "isolation level"),
                said(&facts.guard, "guard against concurrent writers")
            ),
        ),
        (
            "operational_plan",
            format!(
                "{}; {}; {}; monitoring: {watched}",
                said(&backup.procedure, "backups"),
                said(&backup.rpo, "recovery point"),
                said(&backup.rto, "recovery time"),
            ),
        ),
    ]
}
