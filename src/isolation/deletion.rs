//! What goes with a row that is deleted: every table the foreign keys lead to, what happens to its rows, what stops it, and
//! what is left behind.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::model::tenancy::Tenancy;
use crate::model::{
    ColumnId, Constraint, ConstraintId, ForeignKey, ReferentialAction, Schema, Table, TableId,
    TenancyClass, naming,
};
use crate::rules::shape;
use crate::sql::types;

use super::leak::leaks;

/// What happens to the rows of a table that reference what is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// They are deleted too.
    Deleted,
    /// They stay, their reference set to null or to its default.
    Changed,
    /// They stop the deletion, if there are any.
    Blocking,
    /// They stop the deletion unless they went first: another key deletes them, and this one is asked at once (RESTRICT).
    MayBlock,
    /// They stay and name a row that is gone: no foreign key ties them.
    Orphaned,
}

impl Outcome {
    /// What people read.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Deleted => "deleted",
            Outcome::Changed => "changed",
            Outcome::Blocking => "blocks",
            Outcome::MayBlock => "may block",
            Outcome::Orphaned => "left behind",
        }
    }
}

/// A table that the deletion concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The table.
    pub table: TableId,
    /// What happens to its rows.
    pub outcome: Outcome,
    /// The columns that name what is deleted.
    pub columns: Vec<ColumnId>,
    /// The foreign key it happens by; `None` for rows that no key ties.
    pub key: Option<ConstraintId>,
    /// The table whose row the columns name.
    pub named: TableId,
    /// How many keys lie between it and the row that is deleted: 1 for a table that references it.
    pub distance: usize,
    /// Whether rows of several tenants, or of another tenant, may be among them.
    pub across_tenants: bool,
    /// Why, as a sentence with the objects' names.
    pub reason: String,
}

/// What the deletion of one row does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deletion {
    /// Every table it concerns, nearest first; a table stands once for each key that leads to it.
    pub hits: Vec<Hit>,
}

impl Deletion {
    /// Whether rows that may exist stop it.
    pub fn is_blocked(&self) -> bool {
        self.count(Outcome::Blocking) > 0
    }

    /// How many tables end in this way, each counted once.
    pub fn count(&self, outcome: Outcome) -> usize {
        let tables: BTreeSet<TableId> = self
            .hits
            .iter()
            .filter(|hit| hit.outcome == outcome)
            .map(|hit| hit.table)
            .collect();
        tables.len()
    }
}

/// Follows the deletion of a row of `table` through the foreign keys (PostgreSQL manual, 5.5.5 and CREATE TABLE, ON DELETE).
/// Time is linear in foreign keys.
pub fn simulate(schema: &Schema, tenancy: &Tenancy, table: TableId) -> Deletion {
    let walk = Walk {
        schema,
        tenancy,
        subject: table,
        incoming: incoming(schema),
        leaking: leaks(schema, tenancy).iter().map(|leak| leak.key).collect(),
    };
    let (distances, across) = walk.deleted();
    let mut hits = Vec::new();
    let mut order: Vec<(usize, TableId)> = distances
        .iter()
        .map(|(id, distance)| (*distance, *id))
        .collect();
    order.sort_by_key(|(distance, id)| (*distance, walk.name(*id)));
    for (distance, parent) in order {
        for (child, constraint, key) in walk.incoming.get(&parent).into_iter().flatten() {
            let crosses = walk.crosses(child, constraint, key, parent, across.contains(&parent));
            let outcome = walk.outcome(child, key, &distances, crosses);
            let named = schema.table(parent).map_or("", |table| table.name.as_str());
            hits.push(Hit {
                table: child.id,
                outcome,
                columns: key.columns.clone(),
                key: Some(constraint.id),
                named: parent,
                distance: distance + 1,
                across_tenants: crosses,
                reason: reason(child, constraint, key, named, outcome),
            });
        }
    }
    walk.orphans(&distances, &mut hits);
    Deletion { hits }
}

type Incoming<'a> = BTreeMap<TableId, Vec<(&'a Table, &'a Constraint, &'a ForeignKey)>>;

fn incoming(schema: &Schema) -> Incoming<'_> {
    let mut incoming: Incoming<'_> = BTreeMap::new();
    for table in schema.tables.values() {
        for (constraint, key) in table.foreign_keys() {
            // What a partition has from its parent is the parent's.
            if constraint.inherited || !constraint.enforced {
                continue;
            }
            if let Some(target) = key.target.table() {
                let list = incoming.entry(target).or_default();
                list.push((table.as_ref(), constraint, key));
            }
        }
    }
    for list in incoming.values_mut() {
        list.sort_by(|a, b| {
            (&a.0.schema, &a.0.name, &a.1.name).cmp(&(&b.0.schema, &b.0.name, &b.1.name))
        });
    }
    incoming
}

struct Walk<'a> {
    schema: &'a Schema,
    tenancy: &'a Tenancy,
    subject: TableId,
    incoming: Incoming<'a>,
    /// The foreign keys that lead across the border.
    leaking: BTreeSet<(TableId, ConstraintId)>,
}

impl Walk<'_> {
    fn name(&self, id: TableId) -> String {
        let table = self.schema.table(id);
        table.map_or_else(String::new, |table| table.qualified_name().to_string())
    }

    /// The tables whose rows go, with how many keys lie between, and those of them where rows of several tenants go.
    fn deleted(&self) -> (BTreeMap<TableId, usize>, BTreeSet<TableId>) {
        let mut distances = BTreeMap::from([(self.subject, 0)]);
        let mut across = BTreeSet::new();
        let mut open = VecDeque::from([self.subject]);
        while let Some(parent) = open.pop_front() {
            let distance = distances.get(&parent).copied().unwrap_or_default();
            for (child, constraint, key) in self.incoming.get(&parent).into_iter().flatten() {
                if !matches!(key.on_delete, Some(ReferentialAction::Cascade)) {
                    continue;
                }
                let crosses =
                    self.crosses(child, constraint, key, parent, across.contains(&parent));
                let known = distances.contains_key(&child.id);
                distances.entry(child.id).or_insert(distance + 1);
                // A table that is reached again across the border carries that on.
                if !known || (crosses && !across.contains(&child.id)) {
                    if crosses {
                        across.insert(child.id);
                    }
                    open.push_back(child.id);
                }
            }
        }
        (distances, across)
    }

    /// Whether a key may lead from the rows that go to rows of other tenants.
    fn crosses(
        &self,
        child: &Table,
        constraint: &Constraint,
        key: &ForeignKey,
        parent: TableId,
        already: bool,
    ) -> bool {
        let is_tenants = |id: TableId| {
            matches!(
                self.tenancy.class(id),
                TenancyClass::TenantScoped | TenancyClass::Bridge
            )
        };
        if !is_tenants(child.id) || self.tenancy.root.is_none() {
            return false;
        }
        if self.tenancy.root == Some(parent) {
            // The tenant column names the tenant whose row it is; another column may name another.
            let own = self.tenancy.column_of(child);
            return own.is_some_and(|own| !key.columns.contains(&own));
        }
        already || !is_tenants(parent) || self.leaking.contains(&(child.id, constraint.id))
    }

    fn outcome(
        &self,
        child: &Table,
        key: &ForeignKey,
        deleted: &BTreeMap<TableId, usize>,
        crosses: bool,
    ) -> Outcome {
        let refuses_null = |columns: &[ColumnId]| {
            let set = if columns.is_empty() {
                &key.columns
            } else {
                columns
            };
            set.iter()
                .any(|id| child.column(*id).is_some_and(|column| column.not_null))
        };
        // All rows of a tenant go together; rows of one table that name one user go by that key alone.
        let goes_too = self.tenancy.root == Some(self.subject)
            && child.id != self.subject
            && deleted.contains_key(&child.id)
            && !crosses;
        match &key.on_delete {
            Some(ReferentialAction::Cascade) => Outcome::Deleted,
            Some(ReferentialAction::SetNull(columns)) if refuses_null(columns) => Outcome::Blocking,
            Some(ReferentialAction::SetNull(_) | ReferentialAction::SetDefault(_)) => {
                Outcome::Changed
            }
            Some(ReferentialAction::Restrict) if goes_too => Outcome::MayBlock,
            // Asked at the end of the statement, when rows that go by another key are gone.
            None | Some(ReferentialAction::NoAction) if goes_too => Outcome::Deleted,
            _ => Outcome::Blocking,
        }
    }

    /// Columns named after a table that goes, of its key's type, that no foreign key ties.
    fn orphans(&self, deleted: &BTreeMap<TableId, usize>, hits: &mut Vec<Hit>) {
        let mut names: BTreeMap<String, TableId> = BTreeMap::new();
        for id in deleted.keys() {
            if let Some(table) = self.schema.table(*id) {
                let singular = naming::singular(&naming::snake(&table.name));
                names.insert(format!("{singular}_id"), *id);
            }
        }
        if let (Some(root), Some(column)) = (self.tenancy.root, &self.tenancy.column)
            && deleted.contains_key(&root)
        {
            names.insert(column.clone(), root);
        }
        let mut left: Vec<(&Table, ColumnId, TableId)> = Vec::new();
        for table in self.schema.tables.values() {
            if table.is_partition() || deleted.contains_key(&table.id) {
                continue;
            }
            let tied = shape::referencing_columns(table);
            for column in &table.columns {
                let named = names.get(&column.name).copied();
                let Some(named) = named.filter(|_| !tied.contains(&column.id)) else {
                    continue;
                };
                if self.is_key_type(named, &column.data_type) {
                    left.push((table.as_ref(), column.id, named));
                }
            }
        }
        left.sort_by(|a, b| (&a.0.schema, &a.0.name).cmp(&(&b.0.schema, &b.0.name)));
        for (table, column, named) in left {
            let distance = deleted.get(&named).map_or(1, |distance| distance + 1);
            let words = table.column_names(&[column]).join("");
            hits.push(Hit {
                table: table.id,
                outcome: Outcome::Orphaned,
                columns: vec![column],
                key: None,
                named,
                distance,
                across_tenants: false,
                reason: format!(
                    "{}.{words} has no foreign key, so its rows stay and name a row of {} that is gone.",
                    table.name,
                    self.schema.table(named).map_or("", |table| &table.name)
                ),
            });
        }
    }

    fn is_key_type(&self, table: TableId, data_type: &crate::model::DataType) -> bool {
        self.schema.table(table).is_some_and(|table| {
            let key = table.primary_key_columns();
            key.len() == 1
                && table
                    .column(key[0])
                    .is_some_and(|key| types::write(&key.data_type) == types::write(data_type))
        })
    }
}

fn reason(
    child: &Table,
    constraint: &Constraint,
    key: &ForeignKey,
    named: &str,
    outcome: Outcome,
) -> String {
    let columns = child.column_names(&key.columns).join(", ");
    let name = &child.name;
    let by = &constraint.name;
    match (outcome, &key.on_delete) {
        (Outcome::Deleted, Some(ReferentialAction::Cascade)) => {
            format!("{name} ({columns}) follows {named}: {by} says ON DELETE CASCADE.")
        }
        (Outcome::Deleted, _) => format!(
            "{by} refuses at the end, when another key has deleted the rows of {name} that name the same rows."
        ),
        (Outcome::Changed, Some(ReferentialAction::SetDefault(_))) => {
            format!("{name} ({columns}) gets its default: {by} says ON DELETE SET DEFAULT.")
        }
        (Outcome::Changed, _) => {
            format!("{name} ({columns}) becomes null: {by} says ON DELETE SET NULL.")
        }
        (Outcome::MayBlock, _) => format!(
            "{by} says ON DELETE RESTRICT, which is asked at once: it stops the deletion unless another key has deleted the rows of {name} before."
        ),
        (_, Some(ReferentialAction::SetNull(_))) => {
            format!("{by} sets {columns} to null, which {name} refuses: the deletion fails.")
        }
        _ => format!("Rows of {name} that name it by {columns} stop the deletion ({by})."),
    }
}
