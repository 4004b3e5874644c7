//! Types of columns: how SQLAlchemy names them and what Python holds.

use std::collections::BTreeSet;

use super::names::{attribute, list, string};
use super::{Context, names};
use crate::model::{DataType, Schema, UserType, UserTypeKind};
use crate::sql::types;

/// A type in Python.
pub(super) struct Written {
    /// Expression of the SQLAlchemy type.
    pub expression: String,
    /// Annotation of the attribute.
    pub annotation: &'static str,
    /// Imports it needs.
    pub imports: BTreeSet<String>,
}

fn written(expression: impl Into<String>, annotation: &'static str, imports: &[&str]) -> Written {
    let mut all: BTreeSet<String> = imports.iter().map(|one| (*one).to_string()).collect();
    let needed = match annotation.split('.').next().unwrap_or_default() {
        "datetime" => Some("import datetime"),
        "uuid" => Some("import uuid"),
        "decimal" => Some("import decimal"),
        "Any" => Some("from typing import Any"),
        _ => None,
    };
    all.extend(needed.map(str::to_string));
    Written {
        expression: expression.into(),
        annotation,
        imports: all,
    }
}

/// The type of a column. `shared` is where the types of this schema are imported from; nothing inside their own module.
pub(super) fn write(schema: &Schema, data_type: &DataType, shared: Option<&str>) -> Written {
    if data_type.dimensions > 0 {
        let element = write(schema, &data_type.element(), shared);
        let mut imports = element.imports;
        imports.insert("from sqlalchemy.dialects import postgresql".to_string());
        imports.insert("from typing import Any".to_string());
        return Written {
            expression: format!("postgresql.ARRAY({})", element.expression),
            annotation: "list[Any]",
            imports,
        };
    }
    if let Some(user_type) = schema.user_type(data_type) {
        let name = variable(schema, user_type);
        let annotation = match &user_type.kind {
            UserTypeKind::Enum { .. } => "str",
            UserTypeKind::Domain { base, .. } => write(schema, base, shared).annotation,
            _ => "Any",
        };
        let import = shared.map(|module| format!("from {module} import {name}"));
        let imports: Vec<&str> = import.iter().map(String::as_str).collect();
        return written(name, annotation, &imports);
    }
    built_in(data_type)
}

fn built_in(data_type: &DataType) -> Written {
    let name = types::serial(data_type).unwrap_or(&data_type.name);
    let with = |class: &str| match data_type.modifiers.is_empty() {
        true => format!("{class}()"),
        false => format!("{class}({})", data_type.modifiers.join(", ")),
    };
    let core = |expression: String, annotation, class: &str| {
        written(
            expression,
            annotation,
            &[&format!("from sqlalchemy import {class}")],
        )
    };
    let own = |expression: &str, annotation| {
        written(
            format!("postgresql.{expression}"),
            annotation,
            &["from sqlalchemy.dialects import postgresql"],
        )
    };
    match name {
        "smallint" => core(with("SmallInteger"), "int", "SmallInteger"),
        "integer" => core(with("Integer"), "int", "Integer"),
        "bigint" => core(with("BigInteger"), "int", "BigInteger"),
        "boolean" => core(with("Boolean"), "bool", "Boolean"),
        "text" => core(with("Text"), "str", "Text"),
        "character varying" => core(with("String"), "str", "String"),
        "character" => core(with("CHAR"), "str", "CHAR"),
        "uuid" => core(with("Uuid"), "uuid.UUID", "Uuid"),
        "numeric" => core(with("Numeric"), "decimal.Decimal", "Numeric"),
        "real" => core("REAL()".to_string(), "float", "REAL"),
        "double precision" => core("Double()".to_string(), "float", "Double"),
        "bytea" => core("LargeBinary()".to_string(), "bytes", "LargeBinary"),
        "date" => core("Date()".to_string(), "datetime.date", "Date"),
        "json" => core("JSON()".to_string(), "Any", "JSON"),
        "jsonb" => own("JSONB()", "Any"),
        "timestamp with time zone"
        | "timestamp without time zone"
        | "time with time zone"
        | "time without time zone" => time(data_type),
        "inet" => own("INET()", "Any"),
        "cidr" => own("CIDR()", "Any"),
        "macaddr" => own("MACADDR()", "str"),
        "macaddr8" => own("MACADDR8()", "str"),
        "money" => own("MONEY()", "str"),
        "oid" => own("OID()", "int"),
        "regclass" => own("REGCLASS()", "str"),
        "tsvector" => own("TSVECTOR()", "str"),
        "tsquery" => own("TSQUERY()", "str"),
        "int4range" => own("INT4RANGE()", "Any"),
        "int8range" => own("INT8RANGE()", "Any"),
        "numrange" => own("NUMRANGE()", "Any"),
        "daterange" => own("DATERANGE()", "Any"),
        "tsrange" => own("TSRANGE()", "Any"),
        "tstzrange" => own("TSTZRANGE()", "Any"),
        "int4multirange" => own("INT4MULTIRANGE()", "Any"),
        "int8multirange" => own("INT8MULTIRANGE()", "Any"),
        "nummultirange" => own("NUMMULTIRANGE()", "Any"),
        "datemultirange" => own("DATEMULTIRANGE()", "Any"),
        "tsmultirange" => own("TSMULTIRANGE()", "Any"),
        "tstzmultirange" => own("TSTZMULTIRANGE()", "Any"),
        "bit" => own(&with("BIT"), "Any"),
        "bit varying" => {
            let length = data_type.modifiers.join(", ");
            match length.is_empty() {
                true => own("BIT(varying=True)", "Any"),
                false => own(&format!("BIT({length}, varying=True)"), "Any"),
            }
        }
        "citext" => own("CITEXT()", "str"),
        "hstore" => own("HSTORE()", "Any"),
        name if name == "interval" || name.starts_with("interval ") => interval(data_type),
        _ => written(
            format!("Named({})", string(&types::write(data_type))),
            "Any",
            &["from .base import Named"],
        ),
    }
}

fn time(data_type: &DataType) -> Written {
    let zone = data_type.name.ends_with("with time zone");
    let (class, dialect, annotation) = match data_type.name.starts_with("timestamp") {
        true => ("DateTime", "TIMESTAMP", "datetime.datetime"),
        false => ("Time", "TIME", "datetime.time"),
    };
    let timezone = if zone { "timezone=True" } else { "" };
    match data_type.modifiers.first() {
        None => written(
            format!("{class}({timezone})"),
            annotation,
            &[&format!("from sqlalchemy import {class}")],
        ),
        Some(precision) => {
            let timezone = if zone { "timezone=True, " } else { "" };
            written(
                format!("postgresql.{dialect}({timezone}precision={precision})"),
                annotation,
                &["from sqlalchemy.dialects import postgresql"],
            )
        }
    }
}

fn interval(data_type: &DataType) -> Written {
    let mut arguments = Vec::new();
    if let Some(fields) = data_type.name.strip_prefix("interval ") {
        arguments.push(format!("fields={}", string(&fields.to_uppercase())));
    }
    arguments.extend(
        data_type
            .modifiers
            .first()
            .map(|precision| format!("precision={precision}")),
    );
    written(
        format!("postgresql.INTERVAL({})", arguments.join(", ")),
        "datetime.timedelta",
        &["from sqlalchemy.dialects import postgresql"],
    )
}

/// The name that a type of the schema has in `base.py`.
fn variable(schema: &Schema, user_type: &UserType) -> String {
    let alone = schema
        .types
        .values()
        .filter(|other| other.name == user_type.name)
        .count()
        < 2;
    let name = match alone {
        true => user_type.name.clone(),
        false => format!("{}_{}", user_type.schema, user_type.name),
    };
    attribute(&name).to_uppercase()
}

/// Types the columns of models have, bases of domains before them.
fn used<'a>(context: &Context<'a>) -> Vec<&'a UserType> {
    let mut used: Vec<&UserType> = Vec::new();
    let mut waiting: Vec<DataType> = context
        .tables
        .iter()
        .flat_map(|table| &table.columns)
        .map(|column| column.data_type.clone())
        .collect();
    while let Some(data_type) = waiting.pop() {
        let Some(user_type) = context.schema.user_type(&data_type.element()) else {
            continue;
        };
        if used.iter().any(|one| one.id == user_type.id) {
            continue;
        }
        if let UserTypeKind::Domain { base, .. } = &user_type.kind {
            waiting.push(base.clone());
        }
        used.push(user_type);
    }
    // A domain over a domain stands after it.
    used.sort_by_key(|one| {
        (
            depth(context.schema, one),
            one.schema.clone(),
            one.name.clone(),
        )
    });
    used
}

/// Whether a domain refuses null, itself or the one it is made of.
pub(super) fn is_never_null(schema: &Schema, data_type: &DataType) -> bool {
    let mut this = Some(data_type.clone()).filter(|one| one.dimensions == 0);
    for _ in 0..=schema.types.len() {
        let found = this.as_ref().and_then(|one| schema.user_type(one));
        match found.map(|one| &one.kind) {
            Some(UserTypeKind::Domain { not_null: true, .. }) => return true,
            Some(UserTypeKind::Domain { base, .. }) => this = Some(base.clone()),
            _ => return false,
        }
    }
    false
}

fn depth(schema: &Schema, user_type: &UserType) -> usize {
    let mut depth = 0;
    let mut this = Some(user_type);
    while let Some(UserTypeKind::Domain { base, .. }) = this.map(|one| &one.kind) {
        depth += 1;
        this = schema.user_type(&base.element()).map(|one| &**one);
        if depth > schema.types.len() {
            break;
        }
    }
    depth
}

/// Whether some column has a type that SQLAlchemy does not know.
fn needs_named(context: &Context) -> bool {
    let plain = context
        .tables
        .iter()
        .flat_map(|table| &table.columns)
        .map(|column| write(context.schema, &column.data_type, None));
    let of_types = used(context).into_iter().any(|one| {
        matches!(
            one.kind,
            UserTypeKind::Composite { .. } | UserTypeKind::Range { .. }
        )
    });
    of_types
        || plain
            .into_iter()
            .any(|written| written.expression.contains("Named("))
}

pub(super) fn shared_imports(context: &Context) -> BTreeSet<String> {
    let mut imports = BTreeSet::new();
    if needs_named(context) {
        imports.insert("from sqlalchemy.types import UserDefinedType".to_string());
    }
    for one in used(context) {
        match &one.kind {
            UserTypeKind::Enum { .. } => {
                imports.insert("from sqlalchemy.dialects import postgresql".to_string());
            }
            UserTypeKind::Domain { base, .. } => {
                imports.insert("from sqlalchemy.dialects import postgresql".to_string());
                imports.extend(write(context.schema, base, None).imports);
            }
            _ => {}
        }
    }
    imports.retain(|import| !import.starts_with("from .") && import != "from typing import Any");
    imports.retain(|import| {
        !matches!(
            import.as_str(),
            "import datetime" | "import uuid" | "import decimal"
        )
    });
    imports
}

/// The types of the schema, made by migrations and not by SQLAlchemy.
pub(super) fn shared(context: &Context) -> String {
    let mut text = String::new();
    if needs_named(context) {
        text.push_str(
            "
class Named(UserDefinedType):
    \"\"\"A type known by its name alone.\"\"\"

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **options: object) -> str:
        return self.name

",
        );
    }
    let mut any = false;
    for one in used(context) {
        let schema = match one.schema.as_str() {
            "public" => String::new(),
            other => format!(", schema={}", string(other)),
        };
        let name = names::string(&one.name);
        let value = match &one.kind {
            UserTypeKind::Enum { labels } => {
                let labels = list(labels);
                let labels = labels.trim_start_matches('[').trim_end_matches(']');
                let comma = if labels.is_empty() { "" } else { ", " };
                format!("postgresql.ENUM({labels}{comma}name={name}{schema}, create_type=False)")
            }
            UserTypeKind::Domain { base, .. } => format!(
                "postgresql.DOMAIN({name}, {}{schema}, create_type=False)",
                write(context.schema, base, None).expression
            ),
            _ => format!(
                "Named({})",
                string(&crate::sql::quote::unless_public(&one.schema, &one.name))
            ),
        };
        any = true;
        text.push_str(&format!("\n{} = {value}", variable(context.schema, one)));
    }
    if any {
        text.push('\n');
    }
    text
}
