//! A table as a class; as a plain `Table` where it has no key, for a class must have one.

use std::collections::{BTreeMap, BTreeSet};

use super::names::string;
use super::{Context, columns, constraints, import_lines, relationships};
use crate::model::{Column, ColumnId, IndexKeySource, PartitionMethod, Table};
use crate::sql::quote;

/// The model of one table.
pub(super) struct Module {
    /// Name of the file, without its ending.
    pub name: String,
    /// What it exports.
    pub exported: String,
    /// What is imported from elsewhere than the models.
    pub imports: BTreeSet<String>,
    /// What is imported from `base.py`.
    shared: BTreeSet<String>,
    /// Classes that only annotations name, with their modules.
    named: BTreeMap<String, String>,
    /// The class.
    pub body: String,
}

impl Module {
    /// The whole file.
    pub(super) fn file(&self) -> String {
        let mut imports = self.imports.clone();
        imports.extend(
            self.shared
                .iter()
                .map(|name| format!("from .base import {name}")),
        );
        if !self.named.is_empty() {
            imports.insert("from typing import TYPE_CHECKING".to_string());
        }
        let mut text = import_lines(&imports);
        if !self.named.is_empty() {
            text.push_str("\nif TYPE_CHECKING:\n");
            for (class, module) in &self.named {
                text.push_str(&format!("    from .{module} import {class}\n"));
            }
        }
        text.push_str(&self.body);
        text
    }
}

/// Writes the model of a table.
pub(super) fn module(context: &Context, table: &Table) -> Module {
    let mut module = Module {
        name: context.names.module(table.id).to_string(),
        exported: context.names.class(table.id).to_string(),
        imports: BTreeSet::new(),
        shared: ["Base".to_string()].into(),
        named: BTreeMap::new(),
        body: String::new(),
    };
    if table.primary_key_columns().is_empty() {
        plain(context, table, &mut module);
    } else {
        class(context, table, &mut module);
    }
    let mut shared = std::mem::take(&mut module.shared);
    module
        .imports
        .retain(|import| match import.strip_prefix("from .base import ") {
            Some(name) => {
                shared.insert(name.to_string());
                false
            }
            None => true,
        });
    module.shared = shared;
    module
}

fn class(context: &Context, table: &Table, module: &mut Module) {
    let mut inherited: BTreeSet<ColumnId> = BTreeSet::new();
    let mut parents = Vec::new();
    for mixin in &context.mixins {
        if let Some(columns) = mixin.fits(context, table)
            && columns.iter().all(|one| !inherited.contains(one))
        {
            inherited.extend(columns);
            parents.push(mixin.name);
            module.shared.insert(mixin.name.to_string());
        }
    }
    parents.push("Base");
    let mut body = format!("\n\nclass {}({}):\n", module.exported, parents.join(", "));
    if let Some(comment) = &table.header.comment {
        let line = comment.replace('\\', "\\\\").replace('"', "'");
        body.push_str(&format!("    \"\"\"{}\"\"\"\n\n", line.trim()));
    }
    body.push_str(&format!(
        "    __tablename__ = {}\n",
        string(&table.header.name)
    ));
    body.push_str(&arguments(context, table, module));
    let own: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| !inherited.contains(&column.id))
        .collect();
    if !own.is_empty() {
        body.push('\n');
        module
            .imports
            .insert("from sqlalchemy.orm import Mapped".to_string());
        module
            .imports
            .insert("from sqlalchemy.orm import mapped_column".to_string());
    }
    for column in own {
        let written = columns::write(context, table, column, Some(".base"));
        body.push_str(&written.line(column));
        module.imports.extend(written.imports);
    }
    let (lines, named) = relationships::lines(context, table);
    if !lines.is_empty() {
        body.push('\n');
        module
            .imports
            .insert("from sqlalchemy.orm import Mapped".to_string());
        module
            .imports
            .insert("from sqlalchemy.orm import relationship".to_string());
    }
    for line in lines {
        body.push_str(&line);
    }
    for other in named {
        module.named.insert(
            context.names.class(other).to_string(),
            context.names.module(other).to_string(),
        );
    }
    module.body = body;
}

/// `__table_args__`.
fn arguments(context: &Context, table: &Table, module: &mut Module) -> String {
    let written = constraints::write(context, table);
    module.imports.extend(written.imports);
    let mut text = String::from("    __table_args__ = (\n");
    for (name, arguments) in &written.calls {
        let call = columns::call(&format!("        {name}"), arguments, "        ");
        text.push_str(call.trim_end());
        text.push_str(",\n");
    }
    let options = options(table);
    if written.calls.is_empty() && options.is_empty() {
        return String::new();
    }
    if !options.is_empty() {
        let pairs: Vec<String> = options
            .iter()
            .map(|(name, value)| format!("{}: {value}", string(name)))
            .collect();
        text.push_str(&format!("        {{{}}},\n", pairs.join(", ")));
    }
    text.push_str("    )\n");
    text
}

/// Schema, comment, and how it is partitioned.
fn options(table: &Table) -> Vec<(&'static str, String)> {
    let mut options = Vec::new();
    if table.header.schema != "public" {
        options.push(("schema", string(&table.header.schema)));
    }
    if let Some(comment) = &table.header.comment {
        options.push(("comment", string(comment)));
    }
    if let Some(partitioning) = &table.header.partitioning {
        let keys: Vec<String> = partitioning
            .keys
            .iter()
            .map(|key| match &key.source {
                IndexKeySource::Column(id) => quote::list(&table.column_names(&[*id])),
                IndexKeySource::Expression(expression) => format!("({expression})"),
            })
            .collect();
        let method = match partitioning.method {
            PartitionMethod::Range => "RANGE",
            PartitionMethod::List => "LIST",
            PartitionMethod::Hash => "HASH",
        };
        options.push((
            "postgresql_partition_by",
            string(&format!("{method} ({})", keys.join(", "))),
        ));
    }
    options
}

fn plain(context: &Context, table: &Table, module: &mut Module) {
    module
        .imports
        .insert("from sqlalchemy import Column".to_string());
    module
        .imports
        .insert("from sqlalchemy import Table".to_string());
    let mut body = format!(
        "\n\n# Without a key there are no objects to keep apart: a table, not a class.\n{} = Table(\n    {},\n    Base.metadata,\n",
        module.exported,
        string(&table.header.name)
    );
    for column in &table.columns {
        let written = columns::write(context, table, column, Some(".base"));
        let mut arguments = vec![string(&column.name)];
        arguments.extend(written.arguments);
        // Without an annotation nothing of Python's own types is named.
        module
            .imports
            .extend(written.imports.into_iter().filter(|import| {
                import.starts_with("from .") || import.starts_with("from sqlalchemy")
            }));
        push(&mut body, "Column", &arguments);
    }
    let written = constraints::write(context, table);
    module.imports.extend(written.imports);
    for (name, arguments) in &written.calls {
        push(&mut body, name, arguments);
    }
    for (name, value) in options(table) {
        body.push_str(&format!("    {name}={value},\n"));
    }
    body.push_str(")\n");
    module.body = body;
}

fn push(body: &mut String, name: &str, arguments: &[String]) {
    let call = columns::call(&format!("    {name}"), arguments, "    ");
    body.push_str(call.trim_end());
    body.push_str(",\n");
}
