//! How each partition is written: `PARTITION OF` where that makes the very same table, else on its own and attached.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Constraint, ConstraintId, ConstraintKind, ForeignKey, Schema, Table, TableId};
use crate::sql::{names, writer::PartitionForm};

use super::same_type;

/// What is decided about partitions before anything is written.
#[derive(Default)]
pub(super) struct Partitions {
    forms: BTreeMap<TableId, PartitionForm>,
    /// Tables that have partitions.
    parents: BTreeSet<TableId>,
    /// Constraints PostgreSQL makes with the partition.
    from_parent: BTreeSet<(TableId, ConstraintId)>,
    /// How many parents stand above a table.
    depth: BTreeMap<TableId, usize>,
}

impl Partitions {
    pub(super) fn of(schema: &Schema) -> Self {
        let mut partitions = Partitions::default();
        for table in schema.tables.values() {
            let Some(parent) = parent_of(schema, table) else {
                continue;
            };
            partitions.parents.insert(parent.id);
            partitions.depth.insert(table.id, depth(schema, table));
            let form = if same_shape(table, parent) && keys_match(table, parent) {
                PartitionForm::Of
            } else {
                PartitionForm::Attached
            };
            partitions.forms.insert(table.id, form);
            if form == PartitionForm::Of {
                let made = table
                    .constraints
                    .iter()
                    .filter(|constraint| counterpart(table, parent, constraint).is_some());
                partitions
                    .from_parent
                    .extend(made.map(|constraint| (table.id, constraint.id)));
            }
        }
        partitions
    }

    pub(super) fn form(&self, table: TableId) -> PartitionForm {
        self.forms.get(&table).copied().unwrap_or(PartitionForm::Of)
    }

    pub(super) fn has_partitions(&self, table: TableId) -> bool {
        self.parents.contains(&table)
    }

    pub(super) fn depth(&self, table: TableId) -> usize {
        self.depth.get(&table).copied().unwrap_or(0)
    }

    /// Whether PostgreSQL makes the constraint with the partition.
    pub(super) fn comes_from_parent(&self, table: &Table, constraint: &Constraint) -> bool {
        self.from_parent.contains(&(table.id, constraint.id))
    }
}

fn parent_of<'a>(schema: &'a Schema, table: &Table) -> Option<&'a Table> {
    let partition = table.partition_of.as_ref()?;
    schema.table(partition.parent).map(|parent| &**parent)
}

fn depth(schema: &Schema, table: &Table) -> usize {
    let mut depth = 0;
    let mut current = table;
    // A circle of parents is no table PostgreSQL would hold; it must not hang the export.
    while let Some(parent) = parent_of(schema, current) {
        depth += 1;
        current = parent;
        if depth > schema.tables.len() {
            break;
        }
    }
    depth
}

/// Whether `PARTITION OF` gives the partition the columns it has.
fn same_shape(table: &Table, parent: &Table) -> bool {
    table.columns.len() == parent.columns.len()
        && table
            .columns
            .iter()
            .zip(&parent.columns)
            .all(|(column, above)| {
                column.name == above.name
                    && same_type(&column.data_type, &above.data_type)
                    && column.collation == above.collation
                    && column.compression == above.compression
                    && column.generated == above.generated
                    // Partitions got no identity of their own before PostgreSQL 17.
                && (column.identity.is_none() || column.identity == above.identity)
                    && (column.not_null || !above.not_null)
                    && (column.default.is_some() || above.default.is_none())
            })
}

/// Whether every key of the parent has the name in the partition that PostgreSQL gives it there.
fn keys_match(table: &Table, parent: &Table) -> bool {
    let generated = |constraint: &Constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey(_) => Some(names::primary_key(&table.name, &|_| false)),
        ConstraintKind::Unique(key) => {
            let mut columns = table.column_names(&key.columns);
            columns.extend(table.column_names(&key.include));
            // The copy of a key without overlaps is named as the exclusion that it is underneath.
            Some(match key.without_overlaps {
                true => names::exclusion(&table.name, &columns, &|_| false),
                false => names::unique(&table.name, &columns, &|_| false),
            })
        }
        _ => None,
    };
    let own = table.constraints.iter().all(|constraint| {
        counterpart(table, parent, constraint).is_none_or(|above| match generated(constraint) {
            Some(name) => constraint.name == name,
            None => constraint.name == above.name,
        })
    });
    let complete = parent.constraints.iter().all(|above| {
        let checked = matches!(
            above.kind,
            ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) | ConstraintKind::Exclusion(_)
        );
        !checked
            || table
                .constraints
                .iter()
                .any(|constraint| counterpart(table, parent, constraint).is_some_and(|found| found.id == above.id))
            // Left unsaid, it is what PostgreSQL makes.
            || !table.constraints.iter().any(|constraint| same_kind(constraint, above))
    });
    own && complete
        && !parent
            .constraints
            .iter()
            .any(|above| matches!(above.kind, ConstraintKind::Exclusion(_)))
}

fn same_kind(a: &Constraint, b: &Constraint) -> bool {
    std::mem::discriminant(&a.kind) == std::mem::discriminant(&b.kind)
}

/// The parent's constraint that this one of the partition comes from.
fn counterpart<'a>(
    table: &Table,
    parent: &'a Table,
    constraint: &Constraint,
) -> Option<&'a Constraint> {
    parent
        .constraints
        .iter()
        .find(|above| match (&constraint.kind, &above.kind) {
            (ConstraintKind::PrimaryKey(own), ConstraintKind::PrimaryKey(other))
            | (ConstraintKind::Unique(own), ConstraintKind::Unique(other)) => {
                table.column_names(&own.columns) == parent.column_names(&other.columns)
                    && table.column_names(&own.include) == parent.column_names(&other.include)
            }
            (ConstraintKind::Check(_), ConstraintKind::Check(_)) => {
                constraint.name == above.name && !above.no_inherit
            }
            (ConstraintKind::ForeignKey(own), ConstraintKind::ForeignKey(other)) => {
                same_key(table, own, parent, other)
            }
            _ => false,
        })
}

fn same_key(table: &Table, own: &ForeignKey, parent: &Table, other: &ForeignKey) -> bool {
    own.target == other.target
        && table.column_names(&own.columns) == parent.column_names(&other.columns)
}
