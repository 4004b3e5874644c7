//! What PostgreSQL refuses to leave in place while a column changes its type or goes: views, policies, triggers, and what
//! compares its values with literals of the old type.

use std::collections::BTreeSet;

use crate::diff::text;
use crate::model::*;

/// The views of a schema and the words of their queries, to ask of many columns.
pub(super) struct ViewWords<'a> {
    schema: &'a Schema,
    words: Vec<(&'a View, BTreeSet<String>)>,
}

impl<'a> ViewWords<'a> {
    pub(super) fn of(schema: &'a Schema) -> Self {
        let views = schema.views.values();
        let words = views.map(|view| {
            let words = text::words(&view.query).into_iter().collect();
            (view.as_ref(), words)
        });
        ViewWords {
            schema,
            words: words.collect(),
        }
    }

    /// Views that read one of the columns, and views over those, in the order in which they can be created.
    ///
    /// Told by names: a view that names the table and either the column or `*` is taken to read it. That may name a view too
    /// many, which costs a needless rebuild and nothing else.
    pub(super) fn over(&self, columns: &[(TableId, ColumnId)]) -> Vec<ViewId> {
        let reads = |view: &View, words: &BTreeSet<String>| {
            columns.iter().any(|(table, column)| {
                self.schema.tables.get(table).is_some_and(|table| {
                    words.contains(&table.name)
                        && table.column(*column).is_some_and(|column| {
                            words.contains(&column.name) || view.query.contains('*')
                        })
                })
            })
        };
        let found = self.words.iter().filter(|(view, words)| reads(view, words));
        let found: BTreeSet<ViewId> = found.map(|(view, _)| view.id).collect();
        with_views_above(self.schema, found)
    }
}

/// [`ViewWords::over`] for one question.
pub(super) fn views_over(schema: &Schema, columns: &[(TableId, ColumnId)]) -> Vec<ViewId> {
    match columns {
        [] => Vec::new(),
        _ => ViewWords::of(schema).over(columns),
    }
}

/// The views and all that read them, in the order in which they can be created.
pub(super) fn with_views_above(schema: &Schema, mut found: BTreeSet<ViewId>) -> Vec<ViewId> {
    while !found.is_empty() {
        let names: BTreeSet<&str> = found
            .iter()
            .filter_map(|id| schema.views.get(id))
            .map(|view| view.name.as_str())
            .collect();
        let more: Vec<ViewId> = schema
            .views
            .values()
            .filter(|view| !found.contains(&view.id))
            .filter(|view| {
                text::words(&view.query)
                    .iter()
                    .any(|word| names.contains(word.as_str()))
            })
            .map(|view| view.id)
            .collect();
        if more.is_empty() {
            break;
        }
        found.extend(more);
    }
    let found: Vec<ViewId> = found.into_iter().collect();
    super::order::views(schema, &found)
}

/// Policies whose expressions name one of the columns.
pub(super) fn policies_over(
    schema: &Schema,
    columns: &[(TableId, ColumnId)],
) -> Vec<(TableId, PolicyId)> {
    let mut found = Vec::new();
    for table in schema.tables.values() {
        for policy in &table.policies {
            let words: BTreeSet<String> = [&policy.using, &policy.with_check]
                .into_iter()
                .flatten()
                .flat_map(|expression| text::words(expression))
                .collect();
            let names = columns.iter().any(|(owner, column)| {
                schema.tables.get(owner).is_some_and(|owner| {
                    (owner.id == table.id || words.contains(&owner.name))
                        && owner
                            .column(*column)
                            .is_some_and(|column| words.contains(&column.name))
                })
            });
            if names {
                found.push((table.id, policy.id));
            }
        }
    }
    found
}

/// Triggers that are bound to one of the columns (`UPDATE OF c`, `WHEN (...)`).
pub(super) fn triggers_over(
    schema: &Schema,
    columns: &[(TableId, ColumnId)],
) -> Vec<(TableId, TriggerId)> {
    let mut found = Vec::new();
    for (id, column) in columns {
        let Some(table) = schema.tables.get(id) else {
            continue;
        };
        let Some(column) = table.column(*column) else {
            continue;
        };
        for trigger in table.triggers.iter().filter(|one| !one.inherited) {
            let bound = trigger
                .events
                .iter()
                .any(|event| text::names(event, &column.name))
                || text::names(&trigger.clause, &column.name);
            if bound {
                found.push((*id, trigger.id));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Checks, exclusions and indexes of a table whose expressions name the column: they hold literals of its old type.
pub(super) fn expressions_over(table: &Table, column: &Column) -> Vec<ObjectRef> {
    let mut found = Vec::new();
    for constraint in table.constraints.iter().filter(|one| !one.inherited) {
        let names = match &constraint.kind {
            ConstraintKind::Check(check) => text::names(&check.expression, &column.name),
            ConstraintKind::Exclusion(exclusion) => {
                exclusion
                    .predicate
                    .as_ref()
                    .is_some_and(|one| text::names(one, &column.name))
                    || exclusion
                        .elements
                        .iter()
                        .any(|element| key_names(&element.key, column))
            }
            _ => false,
        };
        if names {
            found.push(ObjectRef::Constraint(table.id, constraint.id));
        }
    }
    for index in table.indexes.iter().filter(|one| !one.inherited) {
        let names = index
            .predicate
            .as_ref()
            .is_some_and(|one| text::names(one, &column.name))
            || index.keys.iter().any(|key| key_names(key, column));
        if names {
            found.push(ObjectRef::Index(table.id, index.id));
        }
    }
    found
}

fn key_names(key: &IndexKey, column: &Column) -> bool {
    match &key.source {
        IndexKeySource::Expression(expression) => text::names(expression, &column.name),
        // An operator class of the old type does not fit the new one.
        IndexKeySource::Column(id) => *id == column.id && key.operator_class.is_some(),
    }
}

/// Foreign keys on either side of the column.
pub(super) fn foreign_keys_over(
    schema: &Schema,
    table: TableId,
    column: ColumnId,
) -> Vec<(TableId, ConstraintId)> {
    let mut found = Vec::new();
    for owner in schema.tables.values() {
        for (constraint, key) in owner.foreign_keys() {
            let own = owner.id == table && key.columns.contains(&column);
            let referenced =
                key.target.table() == Some(table) && key.target.columns().contains(&column);
            if (own || referenced) && !constraint.inherited {
                found.push((owner.id, constraint.id));
            }
        }
    }
    found
}

/// Foreign keys that rely on a unique key over exactly these columns of the table, whatever their order.
pub(super) fn foreign_keys_relying_on(
    schema: &Schema,
    table: TableId,
    columns: &[ColumnId],
) -> Vec<(TableId, ConstraintId)> {
    let wanted: BTreeSet<ColumnId> = columns.iter().copied().collect();
    let mut found = Vec::new();
    for owner in schema.tables.values() {
        for (constraint, key) in owner.foreign_keys() {
            let referenced: BTreeSet<ColumnId> = key.target.columns().iter().copied().collect();
            if key.target.table() == Some(table) && referenced == wanted && !constraint.inherited {
                found.push((owner.id, constraint.id));
            }
        }
    }
    found
}

/// Columns of a user type, arrays of it included.
pub(super) fn columns_of_type(schema: &Schema, user_type: &UserType) -> Vec<(TableId, ColumnId)> {
    let mut found = Vec::new();
    for table in schema.tables.values() {
        for column in table.columns.iter().filter(|column| !column.inherited) {
            if column.data_type.name == user_type.name
                && schema
                    .user_type(&column.data_type)
                    .is_some_and(|one| one.id == user_type.id)
            {
                found.push((table.id, column.id));
            }
        }
    }
    found
}

/// Constraints and indexes of a table that hold the column itself.
pub(super) fn parts_holding(table: &Table, column: ColumnId) -> Vec<ObjectRef> {
    let constraints = table
        .constraints
        .iter()
        .filter(|one| !one.inherited && one.columns().contains(&column))
        .map(|one| ObjectRef::Constraint(table.id, one.id));
    let indexes = table
        .indexes
        .iter()
        .filter(|one| !one.inherited)
        .filter(|one| {
            one.include.contains(&column) || one.keys.iter().any(|key| key.column() == Some(column))
        })
        .map(|one| ObjectRef::Index(table.id, one.id));
    constraints.chain(indexes).collect()
}
