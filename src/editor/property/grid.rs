//! The properties that a grid of objects adds to those of the forms: what a form shows in a view of its own, on one line.

use super::constraint_parts::one;
use super::{Property, column, elsewhere};
use crate::editor::edit;
use crate::model::{
    Column, ConstraintKind, Index, IndexKeySource, ObjectRef, Schema, Table, UserTypeKind,
};
use crate::sql::foreign::shown_type;
use crate::sql::types;

/// What the grid of an object's kind shows, in order: its own columns first, then the properties of its form that are not
/// among them and that many need.
pub fn grid_of(object: ObjectRef) -> Vec<&'static Property> {
    let own: &'static [Property] = match object {
        ObjectRef::Table(_) => TABLE,
        ObjectRef::Column(..) => COLUMN,
        ObjectRef::Constraint(..) => CONSTRAINT,
        ObjectRef::Index(..) => INDEX,
        ObjectRef::Type(_) => TYPE,
        _ => &[],
    };
    let known = |name: &str| own.iter().any(|one| one.name == name);
    let (mut first, mut rest): (Vec<&Property>, Vec<&Property>) = super::of(object)
        .iter()
        .filter(|one| !one.more && !known(one.name) && !matches!(one.field, super::Field::Own))
        .partition(|one| one.name.ends_with(".name"));
    first.extend(own);
    // What an object is for is read last.
    rest.sort_by_key(|one| one.name.ends_with(".comment"));
    first.extend(rest);
    first
}

fn held_column(schema: &Schema, object: ObjectRef) -> Option<&Column> {
    match object {
        ObjectRef::Column(table, id) => schema.table(table)?.column(id),
        _ => None,
    }
}

fn held_table(schema: &Schema, object: ObjectRef) -> Option<&Table> {
    match object {
        ObjectRef::Table(id) => schema.table(id).map(|table| &**table),
        _ => None,
    }
}

fn names(table: &Table, columns: &[crate::model::ColumnId]) -> String {
    let names: Vec<&str> = columns
        .iter()
        .filter_map(|column| Some(table.column(*column)?.name.as_str()))
        .collect();
    names.join(", ")
}

const TABLE: &[Property] = &[
    Property::line(
        "table.name",
        "Name",
        "Its name in its schema.",
        "",
        |schema, object| held_table(schema, object).map(|one| one.name.clone()),
        |draft, object, text| match object {
            ObjectRef::Table(id) => edit::rename_table(draft, id, text),
            _ => Err(elsewhere()),
        },
    ),
    Property::shown(
        "table.columns",
        "Columns",
        "How many columns it has.",
        |schema, object| held_table(schema, object).map(|one| one.columns.len().to_string()),
    ),
    Property::line(
        "table.comment",
        "Comment",
        "What one row is.",
        "",
        |schema, object| {
            held_table(schema, object).map(|one| one.comment.clone().unwrap_or_default())
        },
        |draft, object, text| match object {
            ObjectRef::Table(id) => edit::set_table_comment(draft, id, Some(text)),
            _ => Err(elsewhere()),
        },
    ),
];

const COLUMN: &[Property] = &[
    Property::line(
        "column.name",
        "Name",
        "Its name in the table.",
        "",
        |schema, object| held_column(schema, object).map(|one| one.name.clone()),
        |draft, object, text| {
            let (table, id) = column::ids(object)?;
            edit::rename_column(draft, table, id, text)
        },
    ),
    Property::line(
        "column.data_type",
        "Type",
        "What values it takes.",
        "",
        |schema, object| {
            held_column(schema, object)
                .map(|one| shown_type(crate::model::Dialect::Postgresql, schema, one))
        },
        |draft, object, text| {
            let (table, id) = column::ids(object)?;
            edit::set_type(draft, table, id, text)
        },
    ),
    Property::flag(
        "column.not_null",
        "Not null",
        "Every row must have a value.",
        "every row has a value",
        |schema, object| held_column(schema, object).map(|one| one.not_null),
        |draft, object, not_null| {
            let (table, id) = column::ids(object)?;
            edit::set_not_null(draft, table, id, not_null)
        },
    ),
    Property::line(
        "column.default",
        "Default",
        "The expression a row gets its value from when a writer says nothing.",
        "",
        |schema, object| {
            held_column(schema, object).map(|one| one.default.clone().unwrap_or_default())
        },
        |draft, object, text| {
            let (table, id) = column::ids(object)?;
            edit::set_default(draft, table, id, Some(text))
        },
    ),
];

const CONSTRAINT: &[Property] = &[
    Property::shown(
        "constraint.kind",
        "Kind",
        "What it holds.",
        |schema, object| {
            one(schema, object).map(|one| {
                match one.kind {
                    ConstraintKind::PrimaryKey(_) => "primary key",
                    ConstraintKind::Unique(_) => "unique",
                    ConstraintKind::ForeignKey(_) => "foreign key",
                    ConstraintKind::Check(_) => "check",
                    ConstraintKind::Exclusion(_) => "exclusion",
                }
                .to_string()
            })
        },
    ),
    Property::shown(
        "constraint.columns",
        "Columns",
        "The columns it is of, in its order.",
        |schema, object| {
            let table = schema.table(object.table()?)?;
            match &one(schema, object)?.kind {
                ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                    Some(names(table, &key.columns))
                }
                ConstraintKind::ForeignKey(key) => Some(names(table, &key.columns)),
                _ => Some(String::new()),
            }
        },
    ),
    Property::shown(
        "constraint.target",
        "References",
        "The table and columns it refers to.",
        |schema, object| {
            let key = one(schema, object)?.foreign_key()?;
            let table = schema.table(key.target.table()?)?;
            Some(format!(
                "{} ({})",
                table.qualified_name(),
                names(table, key.target.columns())
            ))
        },
    ),
];

fn held_index(schema: &Schema, object: ObjectRef) -> Option<(&Table, &Index)> {
    match object {
        ObjectRef::Index(table, id) => {
            let table = schema.table(table)?;
            Some((table, table.index(id)?))
        }
        _ => None,
    }
}

const INDEX: &[Property] = &[Property::shown(
    "index.columns",
    "Keys",
    "What it is ordered by.",
    |schema, object| {
        let (table, index) = held_index(schema, object)?;
        let keys: Vec<String> = index
            .keys
            .iter()
            .map(|key| match &key.source {
                IndexKeySource::Column(id) => names(table, &[*id]),
                IndexKeySource::Expression(text) => text.clone(),
            })
            .collect();
        Some(keys.join(", "))
    },
)];

const TYPE: &[Property] = &[Property::shown(
    "type.made_of",
    "Made of",
    "The labels of an enum, the fields of a composite type.",
    |schema, object| {
        let ObjectRef::Type(id) = object else {
            return None;
        };
        match &schema.types.get(&id)?.kind {
            UserTypeKind::Enum { labels } => Some(labels.join(", ")),
            UserTypeKind::Composite { fields } => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|field| format!("{} {}", field.name, types::short(&field.data_type)))
                    .collect();
                Some(fields.join(", "))
            }
            _ => None,
        }
    },
)];
