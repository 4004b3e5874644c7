//! All access patterns of a document, judged: the verdict on each, the top five, and the indexes that are missing or idle.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::tenancy::Tenancy;
use crate::model::{AccessPattern, AccessPatternId, Document, IndexId, ObjectRef, TableId};

use super::{Ground, Judged, Serving, Suggestion, TenantFilter, per_second, suggest};

/// How many of the most frequent queries must be served (seed 002, line 151).
const TOP: usize = 5;

/// The word on a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// PostgreSQL would refuse it.
    Invalid,
    /// It reads or writes rows of more than one tenant.
    CrossesTenants,
    /// No index serves a table it reads.
    NotServed,
    /// An index finds the rows of the tenant, which are then looked through.
    Partly,
    /// It reads more than an index would, within its latency target.
    FastEnough,
    /// Indexes serve all it asks.
    Served,
}

impl Verdict {
    /// Whether the pattern counts as covered.
    pub fn is_covered(self) -> bool {
        matches!(self, Verdict::Served | Verdict::FastEnough)
    }

    /// What people read.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Invalid => "invalid",
            Verdict::CrossesTenants => "crosses tenants",
            Verdict::NotServed => "not served",
            Verdict::Partly => "partly served",
            Verdict::FastEnough => "fast enough",
            Verdict::Served => "served",
        }
    }
}

impl Judged {
    /// The word on the pattern.
    pub fn verdict(&self) -> Verdict {
        if !self.problems.is_empty() {
            return Verdict::Invalid;
        }
        if self
            .uses
            .iter()
            .any(|one| one.tenant == TenantFilter::Missing)
        {
            return Verdict::CrossesTenants;
        }
        let serves = |wanted: Serving| self.uses.iter().any(|one| one.serving == wanted);
        let none = serves(Serving::None);
        if !none && !serves(Serving::Part) && !serves(Serving::Coarse) {
            return Verdict::Served;
        }
        let known = self
            .uses
            .iter()
            .all(|one| one.serving.serves() || one.rows_read.is_some());
        let small = self.uses.iter().all(|one| {
            one.serving.serves() || one.rows_read.is_some_and(|rows| rows < super::SMALL)
        });
        let in_time = matches!((self.milliseconds, self.target), (Some(time), Some(target)) if time <= u64::from(target));
        if known && (small || in_time) {
            return Verdict::FastEnough;
        }
        if none {
            Verdict::NotServed
        } else {
            Verdict::Partly
        }
    }

    /// How the pattern as a whole is held to one tenant: the weakest of its tables.
    pub fn tenant(&self) -> TenantFilter {
        let order = [
            TenantFilter::Missing,
            TenantFilter::Global,
            TenantFilter::Member,
            TenantFilter::RowSecurity,
            TenantFilter::Value,
            TenantFilter::Given,
            TenantFilter::Joined,
            TenantFilter::Key,
        ];
        let found = order
            .into_iter()
            .find(|wanted| self.uses.iter().any(|one| one.tenant == *wanted));
        found.unwrap_or(TenantFilter::NotNeeded)
    }
}

/// Whether the queries that run most are served.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The patterns that run most, most frequent first, each with whether it is covered.
    pub top: Vec<(AccessPatternId, bool)>,
}

impl Evidence {
    /// How many of them are covered.
    pub fn covered(&self) -> usize {
        self.top.iter().filter(|(_, covered)| *covered).count()
    }

    /// Whether five queries are declared, and all of them are covered: what the checklist asks (seed 002, line 151).
    pub fn holds(&self) -> bool {
        self.top.len() == TOP && self.covered() == TOP
    }
}

/// The access patterns of a document, judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queries {
    judged: BTreeMap<AccessPatternId, Judged>,
}

impl Queries {
    /// Judges all patterns of a document.
    pub fn of(document: &Document, tenancy: &Tenancy) -> Self {
        if document.access_patterns.is_empty() {
            return Queries::default();
        }
        let ground = Ground::of(document, tenancy);
        let patterns = document.access_patterns.values();
        Queries {
            judged: patterns
                .map(|pattern| (pattern.id, ground.judge(pattern)))
                .collect(),
        }
    }

    /// Judges again the patterns that read one of some tables, were changed, or could not be bound; `changed` says which were.
    pub fn update(
        &mut self,
        document: &Document,
        tenancy: &Tenancy,
        tables: &BTreeSet<TableId>,
        changed: &BTreeSet<AccessPatternId>,
    ) {
        self.judged
            .retain(|id, _| document.access_patterns.contains_key(id));
        let stale: Vec<&AccessPattern> = document
            .access_patterns
            .values()
            .filter(|pattern| {
                changed.contains(&pattern.id)
                    || self.judged.get(&pattern.id).is_none_or(|judged| {
                        !judged.problems.is_empty()
                            || judged.uses.iter().any(|one| tables.contains(&one.table))
                    })
            })
            .collect();
        if stale.is_empty() {
            return;
        }
        let ground = Ground::of(document, tenancy);
        for pattern in stale {
            self.judged.insert(pattern.id, ground.judge(pattern));
        }
    }

    /// Whether no query is declared.
    pub fn is_empty(&self) -> bool {
        self.judged.is_empty()
    }

    /// What is said of a pattern.
    pub fn get(&self, id: AccessPatternId) -> Option<&Judged> {
        self.judged.get(&id)
    }

    /// All patterns, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (AccessPatternId, &Judged)> {
        self.judged.iter().map(|(id, judged)| (*id, judged))
    }

    /// The patterns of a document, most frequent first; those that say nothing of how often last, in the order they were made.
    pub fn by_frequency(document: &Document) -> Vec<AccessPatternId> {
        let mut all: Vec<(Option<f64>, AccessPatternId)> = document
            .access_patterns
            .values()
            .map(|pattern| (per_second(&pattern.frequency), pattern.id))
            .collect();
        all.sort_by(|(one, _), (other, _)| other.unwrap_or(-1.0).total_cmp(&one.unwrap_or(-1.0)));
        all.into_iter().map(|(_, id)| id).collect()
    }

    /// Whether the five that run most are covered.
    pub fn evidence(&self, document: &Document) -> Evidence {
        let covered = |id: &AccessPatternId| {
            self.get(*id)
                .is_some_and(|judged| judged.verdict().is_covered())
        };
        let top = Queries::by_frequency(document).into_iter().take(TOP);
        Evidence {
            top: top.map(|id| (id, covered(&id))).collect(),
        }
    }

    /// The indexes that are missing, each once for all patterns it serves.
    pub fn suggestions(&self) -> Vec<Suggestion> {
        suggest::merged(
            self.judged
                .values()
                .flat_map(|judged| judged.suggestions.iter().cloned())
                .collect(),
        )
    }

    /// Indexes of tables that patterns read, which no pattern uses and which enforce nothing.
    pub fn idle_indexes(&self, document: &Document) -> Vec<(TableId, IndexId)> {
        let read: BTreeSet<TableId> = self
            .judged
            .values()
            .flat_map(|judged| judged.uses.iter().map(|one| one.table))
            .collect();
        let used: BTreeSet<ObjectRef> = self
            .judged
            .values()
            .flat_map(|judged| judged.uses.iter().filter_map(|one| one.index))
            .collect();
        let tables = read.iter().filter_map(|id| document.schema.table(*id));
        tables
            .flat_map(|table| {
                table
                    .indexes
                    .iter()
                    .filter(|index| !index.unique)
                    .map(|index| (table.id, index.id))
            })
            .filter(|(table, index)| !used.contains(&ObjectRef::Index(*table, *index)))
            .collect()
    }
}
