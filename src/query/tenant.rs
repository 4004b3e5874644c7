//! Whether every use of a tenant table is held to one tenant: by a value, by a join, by a key, by row security.

use std::collections::BTreeSet;

use crate::model::{Column, ColumnId, Table, TenancyClass};

use super::facts::{Access, ColumnRef, Facts, Operator, SourceUse, Test};
use super::{Ground, TenantFilter};

impl Ground<'_> {
    /// The tenant column of a table whose rows belong to one tenant.
    pub(super) fn tenant_column<'t>(&self, table: &'t Table) -> Option<&'t Column> {
        match self.tenancy.class(table.id) {
            TenancyClass::TenantScoped | TenancyClass::Bridge => self
                .tenancy
                .column_of(table)
                .and_then(|id| table.column(id)),
            _ => None,
        }
    }

    /// How each source is held to its tenant, in the order of the sources.
    pub(super) fn tenant_filters(&self, facts: &Facts) -> Vec<TenantFilter> {
        let mut equalities = equalities(facts);
        self.add_key_equalities(facts, &mut equalities);
        let known = self.known_columns(facts, &equalities);
        let sources = facts.sources.iter().enumerate();
        sources
            .map(|(position, source)| self.tenant_filter(position, source, &equalities, &known))
            .collect()
    }

    fn tenant_filter(
        &self,
        position: usize,
        source: &SourceUse,
        equalities: &[Equality],
        known: &BTreeSet<ColumnRef>,
    ) -> TenantFilter {
        let Some(table) = source.table.and_then(|id| self.table(id)) else {
            return TenantFilter::NotNeeded;
        };
        let Some(column) = self.tenant_column(table) else {
            return TenantFilter::NotNeeded;
        };
        if source.access == Access::Insert {
            return if source.given.contains(&column.id)
                || column.default.is_some()
                || column.generated.is_some()
            {
                TenantFilter::Given
            } else {
                TenantFilter::Missing
            };
        }
        let own = ColumnRef {
            source: position,
            column: column.id,
        };
        let mut joined = None;
        for equality in equalities.iter().filter(|equality| equality.column == own) {
            match equality.other {
                None => return TenantFilter::Value,
                Some(other) if other.source != position && known.contains(&other) => {
                    joined = Some(if equality.by_key {
                        TenantFilter::Key
                    } else {
                        TenantFilter::Joined
                    });
                }
                Some(_) => {}
            }
        }
        if let Some(joined) = joined {
            return joined;
        }
        if self.tenancy.class(table.id) == TenancyClass::Bridge
            && self.is_by_member(table, position, known)
        {
            return TenantFilter::Member;
        }
        if is_held_by_policy(table, &column.name) {
            return TenantFilter::RowSecurity;
        }
        TenantFilter::Missing
    }

    /// A membership read by its person: the organizations of one user.
    fn is_by_member(&self, table: &Table, source: usize, known: &BTreeSet<ColumnRef>) -> bool {
        table.foreign_keys().any(|(_, key)| {
            let global = key.target.table().is_some_and(|target| {
                matches!(
                    self.tenancy.class(target),
                    TenancyClass::Global | TenancyClass::Reference | TenancyClass::Unclassified
                )
            });
            let held = key.columns.iter().all(|column| {
                known.contains(&ColumnRef {
                    source,
                    column: *column,
                })
            });
            global && held
        })
    }

    /// A foreign key that holds the tenant column keeps two joined rows in one tenant.
    fn add_key_equalities(&self, facts: &Facts, equalities: &mut Vec<Equality>) {
        let mut found = Vec::new();
        for (position, source) in facts.sources.iter().enumerate() {
            let Some(table) = source.table.and_then(|id| self.table(id)) else {
                continue;
            };
            let Some(tenant) = self.tenant_column(table) else {
                continue;
            };
            for (_, key) in table
                .foreign_keys()
                .filter(|(_, key)| key.columns.contains(&tenant.id))
            {
                let others = facts.sources.iter().enumerate();
                for (target, _) in others
                    .filter(|(_, other)| other.table.is_some() && other.table == key.target.table())
                {
                    let pairs = || key.columns.iter().zip(key.target.columns());
                    let equal = |(one, other): (&ColumnId, &ColumnId)| {
                        *one == tenant.id
                            || is_equal(equalities, (position, *one), (target, *other))
                    };
                    if key.columns.len() > 1 && target != position && pairs().all(equal) {
                        let theirs = pairs().find(|(one, _)| **one == tenant.id);
                        if let Some((_, theirs)) = theirs {
                            let (one, other) = (at(position, tenant.id), at(target, *theirs));
                            found.push(Equality::by_key(one, other));
                            found.push(Equality::by_key(other, one));
                        }
                    }
                }
            }
        }
        equalities.append(&mut found);
    }

    /// Columns that have one value, or a few, in all rows the statement reads: those compared with values, those equal to such
    /// a column, and all of a row found by its key.
    fn known_columns(&self, facts: &Facts, equalities: &[Equality]) -> BTreeSet<ColumnRef> {
        let mut known: BTreeSet<ColumnRef> = equalities
            .iter()
            .filter(|equality| equality.other.is_none())
            .map(|equality| equality.column)
            .collect();
        let mut whole = vec![false; facts.sources.len()];
        // Each round finds a column more, or is the last.
        for _ in 0..=equalities.len() + facts.sources.len() {
            let before = known.len();
            for equality in equalities {
                if equality.other.is_some_and(|other| known.contains(&other)) {
                    known.insert(equality.column);
                }
            }
            for (position, source) in facts.sources.iter().enumerate() {
                let done = whole.get(position).copied().unwrap_or(true);
                let Some(table) = source.table.filter(|_| !done).and_then(|id| self.table(id))
                else {
                    continue;
                };
                let holds = |columns: &[ColumnId]| {
                    !columns.is_empty()
                        && columns
                            .iter()
                            .all(|column| known.contains(&at(position, *column)))
                };
                let by_key = table
                    .constraints
                    .iter()
                    .filter_map(|one| one.key())
                    .any(|key| holds(&key.columns))
                    || table.indexes.iter().any(|index| {
                        let columns = index.leading_columns();
                        index.unique && columns.len() == index.keys.len() && holds(&columns)
                    });
                if by_key {
                    known.extend(table.columns.iter().map(|column| at(position, column.id)));
                    if let Some(done) = whole.get_mut(position) {
                        *done = true;
                    }
                }
            }
            if known.len() == before {
                break;
            }
        }
        known
    }
}

/// A column that a condition makes equal to a value, or to another column.
#[derive(Clone, Copy)]
struct Equality {
    column: ColumnRef,
    other: Option<ColumnRef>,
    by_key: bool,
}

impl Equality {
    fn by_key(column: ColumnRef, other: ColumnRef) -> Self {
        Equality {
            column,
            other: Some(other),
            by_key: true,
        }
    }
}

fn at(source: usize, column: ColumnId) -> ColumnRef {
    ColumnRef { source, column }
}

fn is_equal(equalities: &[Equality], one: (usize, ColumnId), other: (usize, ColumnId)) -> bool {
    let (one, other) = (at(one.0, one.1), at(other.0, other.1));
    equalities.iter().any(|equality| {
        (equality.column == one && equality.other == Some(other))
            || (equality.column == other && equality.other == Some(one))
    })
}

/// The equalities that hold for the rows of their source.
fn equalities(facts: &Facts) -> Vec<Equality> {
    let mut found = Vec::new();
    for condition in facts.conditions() {
        let Test::Column {
            column,
            operator: Operator::Equal | Operator::Any,
            value,
        } = &condition.test
        else {
            continue;
        };
        let limited = condition
            .only
            .as_ref()
            .is_none_or(|only| only.contains(&column.source));
        if !limited || !facts.reaches(condition.block, column.source) {
            continue;
        }
        if value.depends.is_empty() {
            found.push(Equality {
                column: *column,
                other: None,
                by_key: false,
            });
        }
        found.extend(value.columns.iter().map(|other| Equality {
            column: *column,
            other: Some(*other),
            by_key: false,
        }));
    }
    found
}

/// Whether row security is on and a policy compares the tenant column.
fn is_held_by_policy(table: &Table, column: &str) -> bool {
    table.row_security.enabled
        && table.policies.iter().any(|policy| {
            let using = policy.using.as_deref().unwrap_or_default();
            crate::sql::expression::identifiers(using)
                .iter()
                .any(|name| name == column)
        })
}
