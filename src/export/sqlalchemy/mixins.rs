//! Columns that several tables have alike, as mixins (seed 003: BaseModel, MultiTenantModel, SoftDeleteModel).

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, columns};
use crate::model::{ColumnId, Table};

/// A mixin.
pub(super) struct Mixin {
    /// Name of the class.
    pub name: &'static str,
    /// The class.
    pub text: String,
    /// Its lines, by which a table is known to fit.
    lines: Vec<String>,
    /// Names of its columns.
    columns: Vec<String>,
    /// Imports it needs.
    pub imports: BTreeSet<String>,
}

impl Mixin {
    /// The columns of a table that the mixin stands for, if the table has them all, and alike.
    pub(super) fn fits(&self, context: &Context, table: &Table) -> Option<Vec<ColumnId>> {
        let (ids, lines, _) = lines(context, table, &self.columns)?;
        (lines == self.lines).then_some(ids)
    }
}

/// The mixins worth having: what at least two tables have alike.
pub(super) fn find(context: &Context, tenant: Option<&str>) -> Vec<Mixin> {
    let groups: [(&str, &str, &[&str]); 5] = [
        ("PrimaryKeyMixin", "The key of every row.", &["id"]),
        (
            "TimestampMixin",
            "When a row was made and changed.",
            &["created_at", "updated_at"],
        ),
        (
            "SoftDeleteMixin",
            "Rows that are hidden instead of deleted.",
            &["deleted_at", "is_deleted"],
        ),
        (
            "DeletedAtMixin",
            "Rows that are hidden instead of deleted.",
            &["deleted_at"],
        ),
        ("TenantMixin", "The tenant a row belongs to.", &[""]),
    ];
    let mut mixins = Vec::new();
    let mut given: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for (name, about, columns) in groups {
        let columns: Vec<String> = match (name, tenant) {
            ("TenantMixin", Some(tenant)) => vec![tenant.to_string()],
            ("TenantMixin", None) => continue,
            _ => columns.iter().map(|one| (*one).to_string()).collect(),
        };
        let taken = columns.first().and_then(|first| given.get(first.as_str()));
        let mut shapes: Vec<(Vec<String>, BTreeSet<String>, Vec<u32>)> = Vec::new();
        for table in &context.tables {
            if taken.is_some_and(|taken| taken.contains(&table.id.0)) {
                continue;
            }
            if let Some((_, lines, imports)) = lines(context, table, &columns) {
                match shapes.iter_mut().find(|(one, ..)| *one == lines) {
                    Some((_, _, tables)) => tables.push(table.id.0),
                    None => shapes.push((lines, imports, vec![table.id.0])),
                }
            }
        }
        // The first of those that most tables have.
        let most = shapes.iter().map(|(.., tables)| tables.len()).max();
        let Some((lines, imports, tables)) = shapes
            .into_iter()
            .find(|(.., tables)| Some(tables.len()) == most && tables.len() > 1)
        else {
            continue;
        };
        if name == "SoftDeleteMixin" {
            given.insert("deleted_at", tables.into_iter().collect());
        }
        let mut text = format!("\n\nclass {name}:\n    \"\"\"{about}\"\"\"\n\n");
        text.extend(lines.iter().map(String::as_str));
        mixins.push(Mixin {
            name,
            text,
            lines,
            columns,
            imports,
        });
    }
    mixins
}

type Lines = (Vec<ColumnId>, Vec<String>, BTreeSet<String>);

/// The lines of these columns of a table; nothing if it has not all of them, or one has a type of its schema.
fn lines(context: &Context, table: &Table, names: &[String]) -> Option<Lines> {
    let (mut ids, mut lines) = (Vec::new(), Vec::new());
    let mut imports: BTreeSet<String> = [
        "from sqlalchemy.orm import Mapped",
        "from sqlalchemy.orm import mapped_column",
    ]
    .map(str::to_string)
    .into();
    // A table without a key is no class.
    if table.primary_key_columns().is_empty() {
        return None;
    }
    for name in names {
        let column = table.column_named(name)?;
        if context
            .schema
            .user_type(&column.data_type.element())
            .is_some()
        {
            return None;
        }
        let written = columns::write(context, table, column, None);
        if written
            .imports
            .iter()
            .any(|import| import.starts_with("from ."))
        {
            return None;
        }
        lines.push(written.line(column));
        imports.extend(written.imports);
        ids.push(column.id);
    }
    Some((ids, lines, imports))
}
