//! The evidence checklist and the success criteria of seed 002, lines 149 to 155 and 183 to 187: what can be computed is, and
//! how it was is told; the rest waits for a person.

use super::Judged;
use crate::model::TenancyMode;
use crate::model::debate::Debate;
use crate::rules::{Criterion, Severity};

/// Whether an item holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Computed, and it holds.
    Holds,
    /// Computed, and it does not hold.
    Fails,
    /// Only a person can tell, and these did.
    Ticked(Vec<String>),
    /// Only a person can tell, and none did.
    Waits,
}

/// An item of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its word in files.
    pub word: &'static str,
    /// The item, in the words of the list.
    pub title: &'static str,
    /// Whether it holds.
    pub state: State,
    /// How that was computed, or what a person would look at; a sentence.
    pub how: String,
}

impl Item {
    /// Whether it counts as evidence.
    pub fn is_ticked(&self) -> bool {
        matches!(self.state, State::Holds | State::Ticked(_))
    }

    /// Whether only a person can tell.
    pub fn is_for_people(&self) -> bool {
        matches!(self.state, State::Ticked(_) | State::Waits)
    }
}

/// The items of a proposal, in the order of the list. `debate`, `round` and `proposal` tell what people ticked: a tick speaks of
/// the proposal as it stood in its round.
pub fn checklist(judged: &Judged, debate: &Debate, round: u32, proposal: &str) -> Vec<Item> {
    let mut items = evidence(judged);
    items.extend(success(judged));
    let ticks = super::ticks(debate, round, proposal);
    for item in items.iter_mut().filter(|item| item.is_for_people()) {
        if let Some(given) = ticks.get(item.word) {
            let names = given.iter().map(|one| one.statement.by.clone());
            item.state = State::Ticked(names.collect());
        }
    }
    items
}

fn computed(word: &'static str, title: &'static str, holds: bool, how: String) -> Item {
    let state = match holds {
        true => State::Holds,
        false => State::Fails,
    };
    Item {
        word,
        title,
        state,
        how,
    }
}

fn for_people(word: &'static str, title: &'static str, how: String) -> Item {
    Item {
        word,
        title,
        state: State::Waits,
        how,
    }
}

fn evidence(judged: &Judged) -> Vec<Item> {
    let facts = &judged.document.settings.facts;
    let (tables, keyed, references, uniques) = keys(judged);
    let covered = judged.queries.covered();
    let declared = judged.queries.top.len();
    let unsaid = |what: &str, said: bool| match said {
        true => format!("Project facts say {what}."),
        false => format!("Project facts do not say {what}."),
    };
    let pool = facts.pool.mode.is_some() && facts.pool.max.is_some();
    let backup = &facts.backup;
    let backed = ![&backup.procedure, &backup.rpo, &backup.rto]
        .iter()
        .any(|text| text.trim().is_empty());
    vec![
        computed(
            "keys",
            "Schema includes primary keys and foreign keys",
            tables > 0 && keyed == tables && references > 0,
            format!("Tables with a primary key: {keyed} of {tables}; foreign keys: {references}."),
        ),
        for_people(
            "invariants",
            "Unique constraints for business invariants",
            format!(
                "Unique constraints and indexes: {uniques}. Which invariants the business has, a person must say."
            ),
        ),
        computed(
            "queries",
            "Indexes cover top 5 queries",
            judged.queries.holds(),
            format!("Most frequent queries declared: {declared} of 5; served: {covered}."),
        ),
        rollback(judged),
        computed(
            "pool",
            "Connection pool settings documented",
            pool,
            unsaid("how the pool works and how many connections it has", pool),
        ),
        computed(
            "backup",
            "Backup and recovery procedure defined",
            backed,
            unsaid(
                "the procedure, what may be lost and how long it takes",
                backed,
            ),
        ),
        isolation(judged),
    ]
}

/// Tables, those with a primary key, foreign keys, unique constraints and indexes.
fn keys(judged: &Judged) -> (usize, usize, usize, usize) {
    let (mut tables, mut keyed, mut references, mut uniques) = (0, 0, 0, 0);
    for table in judged.tables() {
        tables += 1;
        keyed += usize::from(table.primary_key().is_some());
        references += table.foreign_keys().count();
        let unique = table.constraints.iter();
        uniques += unique
            .filter(|one| matches!(one.kind, crate::model::ConstraintKind::Unique(_)))
            .count();
        uniques += table.indexes.iter().filter(|index| index.unique).count();
    }
    (tables, keyed, references, uniques)
}

fn rollback(judged: &Judged) -> Item {
    let title = "Migration plan includes rollback";
    match &judged.plan {
        Ok(plan) if plan.is_empty() => {
            let how = "There is nothing to migrate: the proposal equals its base.".to_string();
            computed("rollback", title, false, how)
        }
        Ok(plan) => {
            let how = format!(
                "Steps planned with their way down: {0} of {0}.",
                plan.steps.len()
            );
            computed("rollback", title, true, how)
        }
        Err(reason) => computed(
            "rollback",
            title,
            false,
            format!("There is no plan: {reason}"),
        ),
    }
}

fn isolation(judged: &Judged) -> Item {
    let errors = errors_of(judged, Criterion::MultiTenancy);
    let shared = judged.document.tenancy.mode == TenancyMode::Shared;
    let rooted = judged.review.tenancy().root.is_some();
    let how = match (shared, rooted) {
        (false, _) => "Tenants do not share tables.".to_string(),
        (true, false) => "No table of tenants is known.".to_string(),
        (true, true) => format!("Errors of tenancy: {errors}; leak paths: {}.", judged.leaks),
    };
    let holds = !shared || (rooted && errors == 0 && judged.leaks == 0);
    computed(
        "isolation",
        "Tenant isolation enforced at DB level",
        holds,
        how,
    )
}

fn errors_of(judged: &Judged, criterion: Criterion) -> usize {
    let errors = judged.errors();
    errors
        .filter(|finding| finding.severity == Severity::Error && finding.criterion == criterion)
        .count()
}

fn success(judged: &Judged) -> Vec<Item> {
    let facts = &judged.document.settings.facts;
    let target = match facts.latency.p95_milliseconds {
        Some(target) => {
            format!("The target is {target} ms; whether it is met is measured, not drawn.")
        }
        None => "No target is stated; whether it is met is measured, not drawn.".to_string(),
    };
    let weight = judged.weight();
    let losing = weight.as_ref().map(|weight| weight.losing);
    let broken = errors_of(judged, Criterion::DataIntegrity);
    let (needed, open) = judged.row_security;
    let restored = match facts.backup.restore_tested.trim() {
        "" => "Project facts do not say when a backup was last restored.".to_string(),
        day => format!("A backup was last restored on {day}."),
    };
    vec![
        for_people(
            "latency",
            "Queries meet latency targets (p95 < 200ms)",
            target,
        ),
        computed(
            "reversible",
            "Migrations are reversible and documented",
            losing == Some(0),
            match losing {
                Some(losing) => {
                    format!("Steps of the plan that lose something on the way down: {losing}.")
                }
                None => "There is no plan.".to_string(),
            },
        ),
        computed(
            "integrity",
            "Data integrity constraints enforced",
            broken == 0,
            format!("Errors of data integrity: {broken}."),
        ),
        computed(
            "guaranteed",
            "Tenant isolation guaranteed",
            needed > 0 && open == 0 && judged.leaks == 0,
            format!(
                "Tables where row security has a gap: {open} of {needed} that need it; leak paths: {}.",
                judged.leaks
            ),
        ),
        for_people("restore", "Backup/restore tested quarterly", restored),
    ]
}
