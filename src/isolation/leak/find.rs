//! Finding leak paths: the ways in which a row belongs to a tenant, and whether they can disagree.

use crate::model::tenancy::{Tenancy, is_actor};
use crate::model::{
    ColumnId, Constraint, ForeignKey, ReferentialAction, Schema, Table, TableId, TenancyClass,
};
use crate::rules::shape;

use super::{Leak, LeakKind, Stop};

/// How far a column is followed along foreign keys to the row it comes from. Real chains are short; the bound guards against
/// keys that go in a circle.
const FOLLOWED: usize = 16;

/// Looks for paths in one schema.
pub(super) struct Finder<'a> {
    pub(super) schema: &'a Schema,
    pub(super) tenancy: &'a Tenancy,
}

/// One way in which a row of a table belongs to a tenant, as pairs of own column and the column it stands for.
struct Tie<'a> {
    key: Option<(&'a Constraint, &'a ForeignKey)>,
    pairs: Vec<(ColumnId, (TableId, ColumnId))>,
}

impl<'a> Finder<'a> {
    fn table(&self, id: TableId) -> Option<&'a Table> {
        self.schema.table(id).map(AsRef::as_ref)
    }

    fn own_column(&self, table: &Table) -> Option<ColumnId> {
        match self.tenancy.class(table.id) {
            TenancyClass::TenantScoped | TenancyClass::Bridge => self.tenancy.column_of(table),
            _ => None,
        }
    }

    fn is_tenants(&self, table: TableId) -> bool {
        matches!(
            self.tenancy.class(table),
            TenancyClass::TenantScoped | TenancyClass::Bridge
        )
    }

    /// The column at the end of the foreign keys that begin at this one: equal ends mean the same value in the same row.
    fn origin(&self, table: TableId, column: ColumnId) -> (TableId, ColumnId) {
        let mut at = (table, column);
        for _ in 0..FOLLOWED {
            let next = self.table(at.0).and_then(|table| {
                table.foreign_keys().find_map(|(_, key)| {
                    let place = key.columns.iter().position(|own| *own == at.1)?;
                    let target = key.target.table()?;
                    let column = key.target.columns().get(place)?;
                    (self.is_tenants(target) || self.tenancy.root == Some(target))
                        .then_some((target, *column))
                })
            });
            match next {
                Some(next) if next != at => at = next,
                _ => break,
            }
        }
        at
    }

    /// What a foreign key's columns stand for over there.
    fn tie(&self, constraint: &'a Constraint, key: &'a ForeignKey, target: TableId) -> Tie<'a> {
        let pairs = key.columns.iter().zip(key.target.columns());
        Tie {
            key: Some((constraint, key)),
            pairs: pairs
                .map(|(own, theirs)| (*own, self.origin(target, *theirs)))
                .filter(|(_, end)| self.tells_tenant(*end))
                .collect(),
        }
    }

    /// Whether a value of the column leaves no choice of the tenant: the tenant column, or one that tells rows apart.
    fn tells_tenant(&self, (table, column): (TableId, ColumnId)) -> bool {
        self.tenancy.root == Some(table)
            || self.table(table).is_some_and(|table| {
                self.own_column(table) == Some(column) || shape::tells_apart(table, &[column])
            })
    }

    /// The paths that begin at a row of the table and its foreign keys.
    pub(super) fn of_table(&self, table: &'a Table, found: &mut Vec<Leak>) {
        if !self.is_tenants(table.id) {
            return;
        }
        let own = self.own_column(table);
        let mut ties: Vec<Tie> = Vec::new();
        if let Some(own) = own {
            // The column may have no key of its own: it stands for the tenant all the same.
            ties.push(Tie {
                key: None,
                pairs: vec![(own, self.origin(table.id, own))],
            });
        }
        let mut keys: Vec<(&Constraint, &ForeignKey, TableId)> = table
            .foreign_keys()
            .filter_map(|(constraint, key)| Some((constraint, key, key.target.table()?)))
            .filter(|(constraint, _, target)| constraint.enforced && self.is_tenants(*target))
            .collect();
        // Of several, the one that says whose a row is comes first: one that is required and not about who acted.
        keys.sort_by_key(|(_, key, target)| {
            let required = key
                .columns
                .iter()
                .all(|id| table.column(*id).is_some_and(|column| column.not_null));
            (*target == table.id, !required, is_actor(table, key))
        });
        for (constraint, key, target) in keys {
            let shares_key =
                own.is_some() && shape::same_set(&key.columns, table.primary_key_columns());
            let tie = self.tie(constraint, key, target);
            let carried = own.is_some_and(|own| self.carries(own, key, target));
            let held = ties.iter().any(|other| agree(other, &tie));
            if !ties.is_empty() && !carried && !held && !shares_key && !replaced(table, key) {
                found.extend(self.crossing(table, own, &ties, constraint, key));
            }
            ties.push(tie);
        }
    }

    /// Whether a key pairs the tenant column with the tenant column over there.
    fn carries(&self, own: ColumnId, key: &ForeignKey, target: TableId) -> bool {
        let theirs = self.table(target).and_then(|table| self.own_column(table));
        let pairs = key.columns.iter().zip(key.target.columns());
        theirs.is_some()
            && pairs
                .into_iter()
                .any(|(a, b)| *a == own && Some(*b) == theirs)
    }

    fn crossing(
        &self,
        table: &Table,
        own: Option<ColumnId>,
        ties: &[Tie<'_>],
        constraint: &Constraint,
        key: &ForeignKey,
    ) -> Option<Leak> {
        let target = key.target.table()?;
        let stop = |table: TableId, columns: &[ColumnId]| Stop {
            table,
            columns: columns.to_vec(),
        };
        let here = stop(table.id, &key.columns);
        let there = stop(target, key.target.columns());
        let mut ends = vec![table.id, target];
        let (kind, stops, keys) = match own {
            Some(_) => (LeakKind::Reference, vec![here, there], vec![constraint.id]),
            None => {
                let (walked, first) = ties.first()?.key?;
                let first_target = first.target.table()?;
                ends.push(first_target);
                let begin = stop(first_target, first.target.columns());
                let joined = stop(table.id, &first.columns);
                (
                    LeakKind::Junction,
                    vec![begin, joined, here, there],
                    vec![walked.id, constraint.id],
                )
            }
        };
        Some(Leak {
            kind,
            stops,
            keys,
            key: (table.id, constraint.id),
            on_delete: changing(key),
            guarded: ends.into_iter().all(|id| self.is_guarded(id)),
        })
    }

    /// A row that names someone all tenants share, past the table that says which of them are the tenant's own.
    pub(super) fn of_shared(&self, table: &'a Table, bridges: &[&'a Table], found: &mut Vec<Leak>) {
        let Some(own) = self.own_column(table) else {
            return;
        };
        for (constraint, key) in table.foreign_keys() {
            let Some(shared) = key.target.table() else {
                continue;
            };
            if self.tenancy.class(shared) != TenancyClass::Global
                || is_actor(table, key)
                || !constraint.enforced
            {
                continue;
            }
            let bridge = bridges
                .iter()
                .copied()
                .find_map(|bridge| Some((bridge, self.membership(bridge, shared)?)));
            let Some((bridge, (walked, membership))) = bridge else {
                continue;
            };
            // Another membership says by itself who belongs where.
            if self.membership(table, shared).is_some() {
                continue;
            }
            // A key to the bridge itself over the tenant and the same columns holds the two together.
            let held = table.foreign_keys().any(|(_, other)| {
                other.target.table() == Some(bridge.id)
                    && other.columns.contains(&own)
                    && key
                        .columns
                        .iter()
                        .all(|column| other.columns.contains(column))
            });
            if held {
                continue;
            }
            found.push(Leak {
                kind: LeakKind::Shared,
                stops: vec![
                    Stop {
                        table: table.id,
                        columns: key.columns.clone(),
                    },
                    Stop {
                        table: shared,
                        columns: key.target.columns().to_vec(),
                    },
                    Stop {
                        table: bridge.id,
                        columns: membership.columns.clone(),
                    },
                ],
                keys: vec![constraint.id, walked.id],
                key: (table.id, constraint.id),
                on_delete: changing(key),
                guarded: self.is_guarded(table.id) && self.is_guarded(bridge.id),
            });
        }
    }

    /// The key by which a table says which of the shared rows belong to which tenant: the pair tells its rows apart.
    fn membership(
        &self,
        table: &'a Table,
        shared: TableId,
    ) -> Option<(&'a Constraint, &'a ForeignKey)> {
        let own = self.own_column(table)?;
        let mut keys = table.foreign_keys();
        keys.find(|(_, key)| {
            let mut pair = key.columns.clone();
            pair.push(own);
            key.target.table() == Some(shared) && shape::is_unique_over(table, &pair)
        })
    }

    fn is_guarded(&self, table: TableId) -> bool {
        self.table(table).is_some_and(|table| {
            let state = table.row_security;
            state.enabled && state.forced && !table.policies.is_empty()
        })
    }
}

/// Whether two ties come from the same row: a column they share stands for the same column at the end.
fn agree(left: &Tie<'_>, right: &Tie<'_>) -> bool {
    left.pairs
        .iter()
        .any(|pair| right.pairs.iter().any(|other| pair == other))
}

/// Whether another foreign key to the same table holds these columns and more: the simple one is then on its way out.
fn replaced(table: &Table, key: &ForeignKey) -> bool {
    table.foreign_keys().any(|(_, other)| {
        other.columns.len() > key.columns.len()
            && other.target.table() == key.target.table()
            && key
                .columns
                .iter()
                .all(|column| other.columns.contains(column))
    })
}

/// What a key does to the referencing row when the other is deleted, where that is more than refusing.
fn changing(key: &ForeignKey) -> Option<ReferentialAction> {
    key.on_delete.clone().filter(|action| {
        !matches!(
            action,
            ReferentialAction::NoAction | ReferentialAction::Restrict
        )
    })
}
