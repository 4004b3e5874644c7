//! A schema as SQL of MySQL or SQLite, and the list of what they cannot hold.
//!
//! The list and the script come from one walk over the schema, so that nothing is changed that is not listed.

mod columns;
mod constraints;
mod foreign_keys;
mod indexes;
mod losses;
mod rest;
mod tables;
pub(super) mod to_postgresql;
mod values;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::model::*;
use crate::sql::foreign::expression::{self, Columns, Translation};
use crate::sql::foreign::quote;
use crate::sql::order;

pub use losses::Loss;
use losses::Losses;

/// A script, and what it does not hold.
pub struct Written {
    /// SQL.
    pub text: String,
    /// What is left out or held otherwise.
    pub losses: Vec<Loss>,
}

/// The document's schema in the dialect.
pub fn write(document: &Document, to: Dialect) -> Written {
    let mut writer = Writer::new(document, to);
    writer.before_tables();
    writer.tables();
    writer.rest();
    let losses = writer.losses.into_list();
    let mut text = head(document, to, &losses);
    text.push_str(&writer.script);
    for statement in writer.late {
        text.push_str(&format!("\n{statement};\n"));
    }
    text.push_str(&writer.last);
    Written { text, losses }
}

fn head(document: &Document, to: Dialect, losses: &[Loss]) -> String {
    let mut text = String::new();
    let title = document
        .title
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if !title.is_empty() {
        text.push_str(&format!("-- {title}\n"));
    }
    let database = match to {
        Dialect::Mysql => "MySQL 8 or MariaDB 10.6, or later",
        _ => "SQLite 3.37 or later",
    };
    text.push_str(&format!(
        "-- Loads into an empty database of {database}. Written by Cadastre.\n"
    ));
    text.push_str(&losses::remark(to, losses));
    text
}

/// Walks the schema and writes.
struct Writer<'a> {
    schema: &'a Schema,
    from: Dialect,
    to: Dialect,
    /// Tables by the names they are written under.
    names: BTreeMap<TableId, String>,
    /// Columns that are part of a key or index.
    keyed: BTreeSet<ColumnId>,
    /// Types as written, to hold both ends of a foreign key against each other.
    types: BTreeMap<ColumnId, String>,
    /// Names of constraints and indexes in use, in lower case.
    used: HashSet<String>,
    /// Tables written so far.
    written: BTreeSet<TableId>,
    script: String,
    /// Statements that must follow all tables.
    late: Vec<String>,
    /// Views, triggers and what is kept word for word.
    last: String,
    losses: Losses,
}

impl<'a> Writer<'a> {
    fn new(document: &'a Document, to: Dialect) -> Self {
        let schema = &document.schema;
        let mut writer = Writer {
            schema,
            from: document.settings.dialect,
            to,
            names: BTreeMap::new(),
            keyed: keyed(schema),
            types: BTreeMap::new(),
            used: HashSet::new(),
            written: BTreeSet::new(),
            script: String::new(),
            late: Vec::new(),
            last: String::new(),
            losses: Losses::default(),
        };
        writer.name_tables();
        writer
    }

    /// Whether the schema is of the dialect already, so that the author's own words hold.
    fn same(&self) -> bool {
        self.from == self.to
    }

    fn quote(&self, name: &str) -> String {
        quote::identifier(self.to, name)
    }

    fn table_name(&self, id: TableId) -> String {
        self.quote(self.names.get(&id).map_or("", String::as_str))
    }

    /// There are no schemas within a database: their names become part of the table's.
    fn name_tables(&mut self) {
        let mut taken: HashSet<String> = HashSet::new();
        let mut tables: Vec<&Table> = self.schema.tables.values().map(|table| &**table).collect();
        // A table of `public` keeps its name.
        tables.sort_by_key(|table| table.schema != "public");
        for table in tables {
            let mut name = table.name.clone();
            if table.schema != "public" {
                name = format!("{}_{name}", table.schema);
            }
            name = self.shortened(&name, 0);
            let mut number = 1;
            while !taken.insert(name.to_lowercase()) {
                number += 1;
                name = format!("{}_{number}", self.shortened(&name, 4));
            }
            if name != table.name {
                let new = self.quote(&name);
                self.losses.changed(
                    format!("table {}", table.qualified_name()),
                    "its name",
                    &new,
                );
            }
            self.check_name(&format!("table {}", table.qualified_name()), &name);
            self.names.insert(table.id, name);
        }
    }

    /// A name that is free in the database; where it must differ, that is listed.
    fn free_name(&mut self, object: &str, table: &str, wanted: &str) -> String {
        let mut name = wanted.to_string();
        if !self.used.insert(name.to_lowercase()) {
            let stem = self.shortened(&format!("{table}_{wanted}"), 0);
            name = stem.clone();
            let mut number = 1;
            while !self.used.insert(name.to_lowercase()) {
                number += 1;
                name = format!("{}_{number}", self.shortened(&stem, 6));
            }
            let new = self.quote(&name);
            self.losses.changed(object.to_string(), "its name", &new);
        }
        name
    }

    /// A name cut to the 64 characters MySQL has, with `room` left for what follows.
    fn shortened(&self, name: &str, room: usize) -> String {
        match self.to {
            Dialect::Mysql => name.chars().take(64 - room).collect(),
            _ => name.to_string(),
        }
    }

    /// Lists a name that the database cannot have as it is.
    fn check_name(&mut self, object: &str, name: &str) {
        if !quote::fits(self.to, name) {
            let new = self.quote(name);
            self.losses.changed(object.to_string(), "its name", &new);
        }
    }

    fn columns_of(&self, table: &Table) -> Columns {
        expression::columns(table.columns.iter().map(|column| column.name.as_str()))
    }

    /// An expression in the dialect wanted, `None` where it is not known to mean the same there.
    fn expression(&self, table: &Table, text: &str) -> Option<String> {
        let columns = self.columns_of(table);
        Translation {
            from: self.from,
            to: self.to,
            columns: &columns,
            fraction: None,
        }
        .of(text)
    }

    fn column_list(&self, table: &Table, ids: &[ColumnId]) -> String {
        quote::list(self.to, &table.column_names(ids))
    }

    fn tables(&mut self) {
        let schema = self.schema;
        for id in order::tables_in_order(schema) {
            if let Some(table) = schema.table(id) {
                self.table(table);
            }
        }
    }
}

/// Columns of keys and of the indexes that are written.
fn keyed(schema: &Schema) -> BTreeSet<ColumnId> {
    let mut keyed = BTreeSet::new();
    for table in schema.tables.values() {
        for constraint in &table.constraints {
            keyed.extend(constraint.columns());
            if let Some(key) = constraint.foreign_key() {
                keyed.extend(key.target.columns());
            }
        }
        for index in table
            .indexes
            .iter()
            .filter(|index| matches!(index.method.as_str(), "btree" | "hash"))
        {
            keyed.extend(index.keys.iter().filter_map(IndexKey::column));
        }
    }
    keyed
}
