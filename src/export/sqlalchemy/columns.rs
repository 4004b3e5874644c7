//! Columns as `mapped_column(...)`, or as `Column(...)` of a table without a key.

use std::collections::BTreeSet;

use super::names::{of_column, sql, string};
use super::{Context, types};
use crate::model::{Column, Identity, Table};

/// A column in Python.
pub(super) struct Written {
    /// The attribute's name.
    pub attribute: String,
    /// Annotation inside `Mapped[...]`.
    pub annotation: String,
    /// Arguments, without the name.
    pub arguments: Vec<String>,
    /// Imports it needs.
    pub imports: BTreeSet<String>,
}

impl Written {
    /// The line of a class.
    pub(super) fn line(&self, column: &Column) -> String {
        let mut arguments = self.arguments.clone();
        if self.attribute != column.name {
            arguments.insert(0, string(&column.name));
        }
        call(
            &format!(
                "    {}: Mapped[{}] = mapped_column",
                self.attribute, self.annotation
            ),
            &arguments,
            "    ",
        )
    }
}

/// `head(arguments)`, over several lines where one would be long.
pub(super) fn call(head: &str, arguments: &[String], indent: &str) -> String {
    let line = format!("{head}({})", arguments.join(", "));
    if line.chars().count() <= 100 {
        return format!("{line}\n");
    }
    let mut text = format!("{head}(\n");
    for argument in arguments {
        text.push_str(&format!("{indent}    {argument},\n"));
    }
    text.push_str(&format!("{indent})\n"));
    text
}

/// A column with all that the database knows of it.
pub(super) fn write(
    context: &Context,
    table: &Table,
    column: &Column,
    shared: Option<&str>,
) -> Written {
    let data_type = types::write(context.schema, &column.data_type, shared);
    let mut imports = data_type.imports;
    let mut arguments = vec![typed(&data_type.expression, column)];
    if let Some(identity) = &column.identity {
        imports.insert("from sqlalchemy import Identity".to_string());
        arguments.push(identity_of(identity));
    }
    if let Some(generated) = &column.generated {
        imports.insert("from sqlalchemy import Computed".to_string());
        arguments.push(format!(
            "Computed({}, persisted={})",
            sql(&generated.expression),
            if generated.stored { "True" } else { "False" }
        ));
    }
    let is_key = table.primary_key_columns().contains(&column.id);
    let never_null = column.not_null || is_key || column.identity.is_some();
    let nullable = !never_null && !types::is_never_null(context.schema, &column.data_type);
    arguments.push(format!(
        "nullable={}",
        if nullable { "True" } else { "False" }
    ));
    if let Some(default) = &column.default {
        imports.insert("from sqlalchemy import text".to_string());
        arguments.push(format!("server_default=text({})", sql(default)));
    }
    // Where no trigger does it (seed 003, line 237).
    if column.name == "updated_at" && column.default.is_some() && table.triggers.is_empty() {
        imports.insert("from sqlalchemy import func".to_string());
        arguments.push("onupdate=func.now()".to_string());
    }
    if let Some(comment) = &column.comment {
        arguments.push(format!("comment={}", string(comment)));
    }
    let optional = if nullable { " | None" } else { "" };
    Written {
        attribute: of_column(table, column),
        annotation: format!("{}{optional}", data_type.annotation),
        arguments,
        imports,
    }
}

/// The type with the column's collation, which SQLAlchemy keeps with the type.
fn typed(expression: &str, column: &Column) -> String {
    match &column.collation {
        Some(collation) if expression.starts_with("Text(") || expression.starts_with("String(") => {
            let name = crate::sql::quote::unquote(collation);
            let inside = expression.trim_end_matches(')');
            let comma = if inside.ends_with('(') { "" } else { ", " };
            format!("{inside}{comma}collation={})", string(&name))
        }
        _ => expression.to_string(),
    }
}

fn identity_of(identity: &Identity) -> String {
    let mut arguments = vec![format!(
        "always={}",
        if identity.always { "True" } else { "False" }
    )];
    let options = &identity.options;
    for (name, value) in [
        ("start", options.start),
        ("increment", options.increment),
        ("minvalue", options.minimum),
        ("maxvalue", options.maximum),
        ("cache", options.cache),
    ] {
        arguments.extend(value.map(|value| format!("{name}={value}")));
    }
    if options.cycle {
        arguments.push("cycle=True".to_string());
    }
    format!("Identity({})", arguments.join(", "))
}
