//! Enums, domains, composite and range types; schemas and extensions.

use crate::model::{
    CompositeField, DomainCheck, Extension, Namespace, Schema, UserType, UserTypeKind,
};
use crate::sql::{quote, types};

use super::{INDENT, data_type, default_expression, enclosed};

/// A type's name as SQL.
pub fn type_reference(user_type: &UserType) -> String {
    quote::unless_public(&user_type.schema, &user_type.name)
}

/// `CREATE SCHEMA`.
pub fn create_namespace(namespace: &Namespace) -> String {
    format!("CREATE SCHEMA {}", quote::identifier(&namespace.name))
}

/// `CREATE EXTENSION IF NOT EXISTS`.
pub fn create_extension(extension: &Extension) -> String {
    let mut text = format!(
        "CREATE EXTENSION IF NOT EXISTS {}",
        quote::identifier(&extension.name)
    );
    if let Some(schema) = &extension.schema {
        text.push_str(&format!(" WITH SCHEMA {}", quote::identifier(schema)));
    }
    if let Some(version) = &extension.version {
        text.push_str(&format!(" VERSION {}", quote::literal(version)));
    }
    if extension.cascade {
        text.push_str(" CASCADE");
    }
    text
}

/// `CREATE TYPE` or `CREATE DOMAIN`. Checks of a domain that are not valid yet come by [`add_domain_check`].
pub fn create_type(schema: &Schema, user_type: &UserType) -> String {
    let name = type_reference(user_type);
    match &user_type.kind {
        UserTypeKind::Enum { labels } => {
            let labels: Vec<String> = labels.iter().map(|label| quote::literal(label)).collect();
            listed(&format!("CREATE TYPE {name} AS ENUM"), &labels)
        }
        UserTypeKind::Composite { fields } => {
            let fields: Vec<String> = fields
                .iter()
                .map(|field| composite_field(schema, field))
                .collect();
            listed(&format!("CREATE TYPE {name} AS"), &fields)
        }
        UserTypeKind::Range { options } => {
            let options: Vec<String> = options
                .iter()
                .map(|(option, value)| format!("{option} = {value}"))
                .collect();
            listed(&format!("CREATE TYPE {name} AS RANGE"), &options)
        }
        UserTypeKind::Domain {
            base,
            collation,
            default,
            not_null,
            checks,
        } => {
            let mut text = format!("CREATE DOMAIN {name} AS {}", data_type(schema, base));
            if let Some(collation) = collation {
                text.push_str(&format!(" COLLATE {collation}"));
            }
            if let Some(default) = default {
                text.push_str(&format!(" DEFAULT {}", default_expression(default)));
            }
            if *not_null {
                text.push_str(" NOT NULL");
            }
            for check in checks.iter().filter(|check| check.validated) {
                text.push_str(&format!("\n{INDENT}{}", domain_check(check)));
            }
            text
        }
    }
}

/// `ALTER DOMAIN d DROP DEFAULT`, for one without a default over one with: it takes that over when it is made.
pub fn default_taken_over(schema: &Schema, domain: &UserType) -> Option<String> {
    let UserTypeKind::Domain {
        base,
        default: None,
        ..
    } = &domain.kind
    else {
        return None;
    };
    let mut types = schema.types.values();
    let below = types.find(|own| {
        own.name == base.name && own.schema == base.schema.as_deref().unwrap_or("public")
    })?;
    let has_one = matches!(
        &below.kind,
        UserTypeKind::Domain {
            default: Some(_),
            ..
        }
    );
    (has_one && base.dimensions == 0)
        .then(|| format!("ALTER DOMAIN {} DROP DEFAULT", type_reference(domain)))
}

fn listed(head: &str, items: &[String]) -> String {
    if items.is_empty() {
        return format!("{head} ()");
    }
    format!(
        "{head} (\n{INDENT}{}\n)",
        items.join(&format!(",\n{INDENT}"))
    )
}

fn composite_field(schema: &Schema, field: &CompositeField) -> String {
    let mut text = format!(
        "{} {}",
        quote::identifier(&field.name),
        data_type(schema, &field.data_type)
    );
    if let Some(collation) = &field.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    text
}

fn domain_check(check: &DomainCheck) -> String {
    format!(
        "CONSTRAINT {} CHECK {}",
        quote::identifier(&check.name),
        enclosed(&check.expression)
    )
}

/// `ALTER DOMAIN d ADD CONSTRAINT ...`.
pub fn add_domain_check(domain: &UserType, check: &DomainCheck) -> String {
    format!(
        "ALTER DOMAIN {} ADD {}{}",
        type_reference(domain),
        domain_check(check),
        if check.validated { "" } else { " NOT VALID" }
    )
}

/// Where a new enum label goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelPlace<'a> {
    /// At the end.
    Last,
    /// Before this label.
    Before(&'a str),
    /// After this label.
    After(&'a str),
}

/// `ALTER TYPE e ADD VALUE 'x' BEFORE 'y'`.
pub fn add_enum_label(user_type: &UserType, label: &str, place: LabelPlace) -> String {
    let place = match place {
        LabelPlace::Last => String::new(),
        LabelPlace::Before(other) => format!(" BEFORE {}", quote::literal(other)),
        LabelPlace::After(other) => format!(" AFTER {}", quote::literal(other)),
    };
    format!(
        "ALTER TYPE {} ADD VALUE {}{place}",
        type_reference(user_type),
        quote::literal(label)
    )
}

/// `ALTER TYPE e RENAME VALUE 'x' TO 'y'`.
pub fn rename_enum_label(user_type: &UserType, old: &str, new: &str) -> String {
    format!(
        "ALTER TYPE {} RENAME VALUE {} TO {}",
        type_reference(user_type),
        quote::literal(old),
        quote::literal(new)
    )
}

/// Names of the types a user type is made of.
pub fn type_parts(user_type: &UserType) -> Vec<&crate::model::DataType> {
    match &user_type.kind {
        UserTypeKind::Domain { base, .. } => vec![base],
        UserTypeKind::Composite { fields } => fields.iter().map(|field| &field.data_type).collect(),
        UserTypeKind::Enum { .. } | UserTypeKind::Range { .. } => Vec::new(),
    }
}

/// The subtype of a range type, if it is one and its options name it.
pub fn range_subtype(user_type: &UserType) -> Option<crate::model::DataType> {
    let UserTypeKind::Range { options } = &user_type.kind else {
        return None;
    };
    let (_, value) = options
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("subtype"))?;
    types::parse(value).ok()
}
