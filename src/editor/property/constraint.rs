//! The properties of keys, checks, foreign keys and exclusions.

use super::constraint_parts::{
    ACTIONS, action_of, action_word, both, change, check, exclusion, foreign_key, in_exclusion,
    in_foreign_key, in_key, key, one, own_table,
};
use super::{Property, cell, elsewhere, fixed, option_rows, options_of};
use crate::editor::{EditError, edit};
use crate::model::{
    Check, Constraint, ConstraintKind, Deferrable, MatchType, ObjectRef, ReferenceTarget,
    ReferentialAction,
};
use crate::sql::{quote, writer};

pub(super) const ALL: &[Property] = &[
    Property::line(
        "constraint.name",
        "Name",
        "Its name in the table, by which it is changed and dropped. Generated as PostgreSQL does where none was given.",
        "",
        |schema, object| one(schema, object).map(|one| one.name.clone()),
        |draft, object, text| match object {
            ObjectRef::Constraint(table, id) => edit::rename_constraint(draft, table, id, text),
            _ => Err(elsewhere()),
        },
    ),
    Property::own("constraint.kind", "Kind", "What it holds the rows to."),
    Property::own(
        "constraint.key.columns",
        "Columns",
        "The columns whose values together are in one row only, in the order of the index behind them.",
    ),
    Property::own(
        "constraint.key.include",
        "Include",
        "Columns the index behind the key carries too, so that reading them needs no look at the table. They are not part of the key.",
    ),
    Property::flag(
        "constraint.key.nulls_not_distinct",
        "Nulls",
        "Two nulls count as the same value, so that a row without a value is there once too (PostgreSQL 15).",
        "equal to each other",
        |schema, object| {
            key(schema, object)
                .filter(|_| one(schema, object).is_some_and(|one| !one.is_primary_key()))
                .map(|key| key.nulls_not_distinct)
        },
        |draft, object, now| in_key(draft, object, |key| key.nulls_not_distinct = now),
    ),
    Property::flag(
        "constraint.key.without_overlaps",
        "Overlaps",
        "Rows alike in the other columns may not overlap in the last one, which is a range (PostgreSQL 18).",
        "not in the last column",
        |schema, object| {
            key(schema, object)
                .filter(|key| key.columns.len() > 1)
                .map(|key| key.without_overlaps)
        },
        |draft, object, now| in_key(draft, object, |key| key.without_overlaps = now),
    )
    .more(),
    Property::sql(
        "constraint.check.expression",
        "Expression",
        "What must not be false for any row. Null counts as not false.",
        "ends_at > starts_at",
        |schema, object| check(schema, object).map(|one| one.expression.clone()),
        |draft, object, text| {
            change(draft, object, |one| {
                one.kind = ConstraintKind::Check(Check {
                    expression: text.to_string(),
                })
            })
        },
    ),
    Property::own(
        "constraint.foreign_key.target",
        "References",
        "The table and the columns its values must be found in. A key or unique index must be over those columns.",
    ),
    Property::own(
        "constraint.foreign_key.columns",
        "Columns",
        "The columns that refer, pair by pair with those referred to.",
    ),
    Property::choice(
        "constraint.foreign_key.on_delete",
        "On delete",
        "What happens to a row when the row it refers to goes. Not stated, PostgreSQL refuses the deletion.",
        |_, _| fixed(ACTIONS),
        |schema, object| {
            foreign_key(schema, object).map(|key| action_word(key.on_delete.as_ref()).to_string())
        },
        |draft, object, text| {
            in_foreign_key(draft, object, |key| {
                key.on_delete = action_of(text, key.on_delete.as_ref())
            })
        },
    ),
    Property::line(
        "constraint.foreign_key.on_delete.columns",
        "Sets only",
        "The columns that are set when the row referred to goes; the tenant column is best left out (PostgreSQL 15).",
        "all of its columns",
        |schema, object| match (
            both(schema, object)?.0,
            foreign_key(schema, object)?.on_delete.as_ref()?,
        ) {
            (
                table,
                ReferentialAction::SetNull(columns) | ReferentialAction::SetDefault(columns),
            ) => Some(quote::list(&table.column_names(columns))),
            _ => None,
        },
        |draft, object, text| {
            let table = draft.table(own_table(object)?)?.clone();
            let mut columns = Vec::new();
            for name in edit::names_of(text) {
                let column = table.column_named(&name);
                columns.push(
                    column
                        .ok_or_else(|| {
                            EditError::Expression(format!("There is no column `{name}`."))
                        })?
                        .id,
                );
            }
            in_foreign_key(draft, object, |key| {
                if let Some(ReferentialAction::SetNull(old) | ReferentialAction::SetDefault(old)) =
                    &mut key.on_delete
                {
                    *old = columns;
                }
            })
        },
    ),
    Property::choice(
        "constraint.foreign_key.on_update",
        "On update",
        "What happens to a row when the key it refers to changes.",
        |_, _| fixed(ACTIONS),
        |schema, object| {
            foreign_key(schema, object).map(|key| action_word(key.on_update.as_ref()).to_string())
        },
        |draft, object, text| {
            in_foreign_key(draft, object, |key| key.on_update = action_of(text, None))
        },
    ),
    Property::flag(
        "constraint.foreign_key.match_type",
        "Nulls",
        "A row must have nulls in all its referring columns or in none. Otherwise one null is enough for the row to refer to nothing.",
        "in all columns or none",
        |schema, object| foreign_key(schema, object).map(|key| key.match_type == MatchType::Full),
        |draft, object, now| {
            in_foreign_key(draft, object, |key| {
                key.match_type = if now {
                    MatchType::Full
                } else {
                    MatchType::Simple
                }
            })
        },
    ),
    Property::flag(
        "constraint.foreign_key.period",
        "Period",
        "The last column is a range, and every moment of it must be in a row referred to. The key there is one without overlaps (PostgreSQL 18).",
        "the last column",
        |schema, object| {
            foreign_key(schema, object)
                .filter(|key| key.columns.len() > 1)
                .map(|key| key.period)
        },
        |draft, object, now| in_foreign_key(draft, object, |key| key.period = now),
    )
    .more(),
    Property::shown(
        "constraint.foreign_key.external",
        "Columns there",
        "Columns of a table the document does not hold, kept by their names.",
        |schema, object| match &foreign_key(schema, object)?.target {
            ReferenceTarget::External { columns, .. } if columns.is_empty() => {
                Some("its primary key".to_string())
            }
            ReferenceTarget::External { columns, .. } => Some(columns.join(", ")),
            ReferenceTarget::Table { .. } => None,
        },
    ),
    Property::line(
        "constraint.exclusion.method",
        "Method",
        "The kind of index that finds rows in conflict: gist for ranges and shapes, btree for plain equality.",
        "gist",
        |schema, object| exclusion(schema, object).map(|one| one.method.clone()),
        |draft, object, text| {
            in_exclusion(draft, object, |one| one.method = text.trim().to_lowercase())
        },
    ),
    Property::rows(
        "constraint.exclusion.elements",
        "Elements",
        "No two rows may have all of these comparisons true at once. Each is a column or an expression and an operator, such as && for overlaps.",
        &["Column or expression", "Operator"],
        |schema, object| {
            let table = both(schema, object)?.0;
            let element = |one: &crate::model::ExclusionElement| {
                vec![writer::index_key(table, &one.key), one.operator.clone()]
            };
            Some(
                exclusion(schema, object)?
                    .elements
                    .iter()
                    .map(element)
                    .collect(),
            )
        },
        |draft, object, rows| {
            let table = draft.table(own_table(object)?)?.clone();
            let mut elements = Vec::new();
            for row in rows
                .iter()
                .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
            {
                elements.push(crate::model::ExclusionElement {
                    key: edit::index_key_of(&table, cell(row, 0))?,
                    operator: cell(row, 1).to_string(),
                });
            }
            in_exclusion(draft, object, |one| one.elements = elements)
        },
    ),
    Property::own(
        "constraint.exclusion.include",
        "Include",
        "Columns the index behind it carries too.",
    ),
    Property::line(
        "constraint.exclusion.predicate",
        "Where",
        "Only rows for which this holds can be in conflict.",
        "all rows",
        |schema, object| {
            exclusion(schema, object).map(|one| one.predicate.clone().unwrap_or_default())
        },
        |draft, object, text| in_exclusion(draft, object, |one| one.predicate = super::some(text)),
    ),
    Property::choice(
        "constraint.deferrable",
        "Checked",
        "When it is checked: after each statement, or at the end of the transaction, so that it may be broken in between.",
        |_, _| {
            fixed(&[
                ("", "at once"),
                ("immediate", "at once, can be deferred"),
                ("deferred", "at the end of the transaction"),
            ])
        },
        |schema, object| {
            let one = one(schema, object)?;
            let word = match one.deferrable {
                Deferrable::No => "",
                Deferrable::InitiallyImmediate => "immediate",
                Deferrable::InitiallyDeferred => "deferred",
            };
            (!matches!(one.kind, ConstraintKind::Check(_))).then(|| word.to_string())
        },
        |draft, object, text| {
            change(draft, object, |one| {
                one.deferrable = match text {
                    "immediate" => Deferrable::InitiallyImmediate,
                    "deferred" => Deferrable::InitiallyDeferred,
                    _ => Deferrable::No,
                };
            })
        },
    ),
    Property::flag(
        "constraint.validated",
        "Old rows",
        "Rows that were there before are not checked until the constraint is validated. New ones are.",
        "not checked (NOT VALID)",
        |schema, object| {
            may_wait(one(schema, object)?)
                .then(|| one(schema, object).is_some_and(|one| !one.validated))
        },
        |draft, object, now| change(draft, object, |one| one.validated = !now),
    ),
    Property::flag(
        "constraint.no_inherit",
        "Children",
        "Tables that inherit from this one are not held to it.",
        "do not inherit it",
        |schema, object| {
            check(schema, object)
                .and(one(schema, object))
                .map(|one| one.no_inherit)
        },
        |draft, object, now| change(draft, object, |one| one.no_inherit = now),
    ),
    Property::flag(
        "constraint.enforced",
        "Not enforced",
        "The server checks no row and only takes note of it (PostgreSQL 18).",
        "noted only",
        |schema, object| {
            may_wait(one(schema, object)?)
                .then(|| one(schema, object).is_some_and(|one| !one.enforced))
        },
        |draft, object, now| change(draft, object, |one| one.enforced = !now),
    )
    .more(),
    Property::shown(
        "constraint.inherited",
        "From",
        "It comes from the parent table and is changed there.",
        |schema, object| {
            one(schema, object)?
                .inherited
                .then(|| "the parent table".to_string())
        },
    ),
    Property::rows(
        "constraint.options",
        "Parameters",
        "Storage parameters of the index behind it, such as fillfactor.",
        &["Name", "Value"],
        |schema, object| {
            let options = key(schema, object).map(|one| &one.options);
            options
                .or(exclusion(schema, object).map(|one| &one.options))
                .map(|options| option_rows(options))
        },
        |draft, object, rows| {
            let options = options_of(rows);
            change(draft, object, |one| match &mut one.kind {
                ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                    key.options = options
                }
                ConstraintKind::Exclusion(exclusion) => exclusion.options = options,
                ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) => {}
            })
        },
    )
    .more(),
    Property::line(
        "constraint.key.tablespace",
        "Tablespace",
        "Where on the server the index behind the key lies.",
        "the database's",
        |schema, object| key(schema, object).map(|one| one.tablespace.clone().unwrap_or_default()),
        |draft, object, text| in_key(draft, object, |key| key.tablespace = super::some(text)),
    )
    .more(),
    Property::line(
        "constraint.exclusion.tablespace",
        "Tablespace",
        "Where on the server the index behind it lies.",
        "the database's",
        |schema, object| {
            exclusion(schema, object).map(|one| one.tablespace.clone().unwrap_or_default())
        },
        |draft, object, text| in_exclusion(draft, object, |one| one.tablespace = super::some(text)),
    )
    .more(),
    Property::line(
        "constraint.comment",
        "Comment",
        "What it is for. It is kept in the database and stands in the documentation.",
        "",
        |schema, object| one(schema, object).map(|one| one.comment.clone().unwrap_or_default()),
        |draft, object, text| edit::set_comment(draft, object, Some(text)),
    ),
];

/// Checks and foreign keys may wait to be checked, or not be enforced.
fn may_wait(constraint: &Constraint) -> bool {
    matches!(
        constraint.kind,
        ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_)
    )
}
