//! The properties of enums, domains, composite and range types.

use super::objects::COMMENT;
use super::{Property, cell, elsewhere, option_rows, options_of, schemas};
use crate::editor::{Draft, EditError, edit};
use crate::model::{CompositeField, DomainCheck, ObjectRef, Schema, UserType, UserTypeKind};
use crate::sql::types;

fn user_type(schema: &Schema, object: ObjectRef) -> Option<&UserType> {
    match object {
        ObjectRef::Type(id) => schema.types.get(&id).map(|one| &**one),
        _ => None,
    }
}

fn kind(schema: &Schema, object: ObjectRef) -> Option<&UserTypeKind> {
    user_type(schema, object).map(|one| &one.kind)
}

fn change(
    draft: &mut Draft,
    object: ObjectRef,
    change: impl FnOnce(&mut UserTypeKind) -> Result<(), EditError>,
) -> Result<(), EditError> {
    match object {
        ObjectRef::Type(id) => edit::change_type(draft, id, change),
        _ => Err(elsewhere()),
    }
}

pub(super) const ALL: &[Property] = &[
    Property::line(
        "type.name",
        "Name",
        "Its name in its schema. Columns, domains and fields of the type follow.",
        "",
        |schema, object| user_type(schema, object).map(|one| one.name.clone()),
        |draft, object, text| match object {
            ObjectRef::Type(id) => edit::rename_type(draft, id, text),
            _ => Err(elsewhere()),
        },
    ),
    Property::choice(
        "type.schema",
        "Schema",
        "The schema it stands in. Columns, domains and fields of the type follow.",
        |schema, object| {
            schemas(
                schema,
                user_type(schema, object).map_or("public", |one| &one.schema),
            )
        },
        |schema, object| user_type(schema, object).map(|one| one.schema.clone()),
        |draft, object, text| match object {
            ObjectRef::Type(id) => edit::set_type_schema(draft, id, text),
            _ => Err(elsewhere()),
        },
    ),
    Property::prose(
        "type.comment",
        "Comment",
        COMMENT,
        |schema, object| {
            user_type(schema, object).map(|one| one.comment.clone().unwrap_or_default())
        },
        |draft, object, text| edit::set_comment(draft, object, Some(text)),
    ),
    Property::own(
        "type.kind",
        "Kind",
        "An enum lists its values, a domain narrows another type, a composite has fields, a range spans two values.",
    ),
    Property::own(
        "type.enum.labels",
        "Labels",
        "The values, in the order in which they sort. PostgreSQL adds and renames them in place; for removing one the migration builds the type anew.",
    ),
    Property::line(
        "type.domain.base",
        "Type",
        "The type whose values it narrows.",
        "text",
        |schema, object| match kind(schema, object)? {
            UserTypeKind::Domain { base, .. } => Some(types::write(base)),
            _ => None,
        },
        |draft, object, text| {
            let parsed = edit::type_of(text)?;
            change(draft, object, |kind| {
                if let UserTypeKind::Domain { base, .. } = kind {
                    *base = parsed;
                }
                Ok(())
            })
        },
    ),
    Property::flag(
        "type.domain.not_null",
        "Not null",
        "Columns of the domain must have a value. A not-null column is plainer, as an outer join can still give a null.",
        "a value is required",
        |schema, object| match kind(schema, object)? {
            UserTypeKind::Domain { not_null, .. } => Some(*not_null),
            _ => None,
        },
        |draft, object, now| {
            change(draft, object, |kind| {
                if let UserTypeKind::Domain { not_null, .. } = kind {
                    *not_null = now;
                }
                Ok(())
            })
        },
    ),
    Property::line(
        "type.domain.default",
        "Default",
        "What a column of the domain gets when a writer says nothing and the column has no default of its own.",
        "none",
        |schema, object| match kind(schema, object)? {
            UserTypeKind::Domain { default, .. } => Some(default.clone().unwrap_or_default()),
            _ => None,
        },
        |draft, object, text| {
            change(draft, object, |kind| {
                if let UserTypeKind::Domain { default, .. } = kind {
                    *default = super::some(text);
                }
                Ok(())
            })
        },
    ),
    Property::line(
        "type.domain.collation",
        "Collation",
        "How its text is sorted and compared.",
        "the type's",
        |schema, object| match kind(schema, object)? {
            UserTypeKind::Domain { collation, .. } => Some(collation.clone().unwrap_or_default()),
            _ => None,
        },
        |draft, object, text| {
            change(draft, object, |kind| {
                if let UserTypeKind::Domain { collation, .. } = kind {
                    *collation = super::some(text);
                }
                Ok(())
            })
        },
    ),
    Property::rows(
        "type.domain.checks",
        "Checks",
        "What must hold for each value, which the expression calls VALUE. In the state not valid, values that were there before are not checked.",
        &["Name", "Expression", "State", "Comment"],
        |schema, object| match kind(schema, object)? {
            UserTypeKind::Domain { checks, .. } => Some(
                checks
                    .iter()
                    .map(|check| {
                        let waits = if check.validated { "" } else { "not valid" };
                        vec![
                            check.name.clone(),
                            check.expression.clone(),
                            waits.to_string(),
                            check.comment.clone().unwrap_or_default(),
                        ]
                    })
                    .collect(),
            ),
            _ => None,
        },
        |draft, object, rows| {
            change(draft, object, |kind| {
                if let UserTypeKind::Domain { checks, .. } = kind {
                    *checks = rows
                        .iter()
                        .map(|row| check_of(row))
                        .collect::<Result<_, _>>()?;
                }
                Ok(())
            })
        },
    ),
    Property::rows(
        "type.composite.fields",
        "Fields",
        "What a value is made of, in order. A collation is written for text alone.",
        &["Name", "Type", "Collation", "Comment"],
        |schema, object| match kind(schema, object)? {
            UserTypeKind::Composite { fields } => Some(
                fields
                    .iter()
                    .map(|field| {
                        vec![
                            field.name.clone(),
                            types::write(&field.data_type),
                            field.collation.clone().unwrap_or_default(),
                            field.comment.clone().unwrap_or_default(),
                        ]
                    })
                    .collect(),
            ),
            _ => None,
        },
        |draft, object, rows| {
            change(draft, object, |kind| {
                if let UserTypeKind::Composite { fields } = kind {
                    let given = rows
                        .iter()
                        .filter(|row| !(cell(row, 0).is_empty() && cell(row, 1).is_empty()));
                    *fields = given.map(|row| field_of(row)).collect::<Result<_, _>>()?;
                }
                Ok(())
            })
        },
    ),
    Property::rows(
        "type.range.options",
        "Options",
        "The type whose values it spans (subtype), and where needed its operator class, collation, and the functions that make it canonical and measure it.",
        &["Name", "Value"],
        |schema, object| match kind(schema, object)? {
            UserTypeKind::Range { options } => Some(option_rows(options)),
            _ => None,
        },
        |draft, object, rows| {
            change(draft, object, |kind| {
                if let UserTypeKind::Range { options } = kind {
                    *options = options_of(rows);
                }
                Ok(())
            })
        },
    ),
];

fn check_of(row: &[String]) -> Result<DomainCheck, EditError> {
    let validated = match cell(row, 2).to_lowercase().as_str() {
        "" | "no" | "valid" => true,
        "not valid" | "yes" => false,
        other => {
            return Err(EditError::Expression(format!(
                "Write not valid, or leave the cell empty; `{other}` is neither."
            )));
        }
    };
    Ok(DomainCheck {
        name: cell(row, 0).to_string(),
        expression: cell(row, 1).to_string(),
        validated,
        comment: super::some(cell(row, 3)),
    })
}

fn field_of(row: &[String]) -> Result<CompositeField, EditError> {
    Ok(CompositeField {
        name: cell(row, 0).to_string(),
        data_type: edit::type_of(cell(row, 1))?,
        collation: super::some(cell(row, 2)),
        comment: super::some(cell(row, 3)),
    })
}
