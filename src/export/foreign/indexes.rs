//! Indexes: within the table in MySQL, after it in SQLite.

use super::Writer;
use crate::model::*;
use crate::sql::foreign::{expression, key, quote};

impl Writer<'_> {
    /// MySQL's, as lines of their table.
    pub(super) fn inner_indexes(&mut self, table: &Table) -> Vec<String> {
        if self.to != Dialect::Mysql {
            return Vec::new();
        }
        let mut lines = Vec::new();
        for index in &table.indexes {
            let object = format!("index {} on {}", index.name, table.qualified_name());
            self.check_name(&object, &index.name);
            let Some(parts) = self.parts(table, index, &object) else {
                continue;
            };
            let kind = match (index.method.as_str(), index.unique) {
                ("fulltext", _) => "FULLTEXT KEY",
                ("spatial", _) => "SPATIAL KEY",
                (_, true) => "UNIQUE KEY",
                _ => "KEY",
            };
            let name = if self.same() && !index.named {
                String::new()
            } else {
                format!(" {}", self.quote(&index.name))
            };
            let options = self.options(index, &object);
            lines.push(format!("{kind}{name} ({parts}){options}"));
        }
        lines
    }

    /// SQLite's, as statements of their own.
    pub(super) fn outer_indexes(&mut self, table: &Table) {
        if self.to != Dialect::Sqlite {
            return;
        }
        for index in &table.indexes {
            let object = format!("index {} on {}", index.name, table.qualified_name());
            self.check_name(&object, &index.name);
            let Some(parts) = self.parts(table, index, &object) else {
                continue;
            };
            let predicate = match &index.predicate {
                None => String::new(),
                Some(text) => match self.expression(table, text) {
                    Some(predicate) => format!(" WHERE {predicate}"),
                    None => {
                        self.losses
                            .dropped(object, &format!("an index WHERE {text}"));
                        continue;
                    }
                },
            };
            let _ = self.options(index, &object);
            let table_name = self.names.get(&table.id).cloned().unwrap_or_default();
            let name = self.free_name(&object, &table_name, &index.name);
            let unique = if index.unique { "UNIQUE " } else { "" };
            let sql = format!(
                "CREATE {unique}INDEX {} ON {} ({parts}){predicate};\n",
                self.quote(&name),
                self.quote(&table_name)
            );
            self.script.push_str(&sql);
        }
    }

    /// What the index is over; `None`, and listed, where the database cannot have it.
    fn parts(&mut self, table: &Table, index: &Index, object: &str) -> Option<String> {
        if !self.can_have(table, index, object) {
            return None;
        }
        let mut parts = Vec::new();
        for one in &index.keys {
            let part = match &one.source {
                IndexKeySource::Column(id) => {
                    let name = self.column_list(table, &[*id]);
                    match one.prefix.filter(|_| self.same()) {
                        Some(length) => format!("{name}({length})"),
                        None => name,
                    }
                }
                IndexKeySource::Expression(text) => match self.expression(table, text) {
                    // MySQL asks for parentheses around an expression.
                    Some(sql) if self.to == Dialect::Mysql => format!("({sql})"),
                    Some(sql) => sql,
                    None => {
                        self.losses
                            .dropped(object.to_string(), &format!("an index on {text}"));
                        return None;
                    }
                },
            };
            parts.push(format!("{part}{}", self.part_order(one, object)));
        }
        Some(parts.join(", "))
    }

    fn part_order(&mut self, one: &IndexKey, object: &str) -> String {
        let mut text = String::new();
        if let Some(collation) = &one.collation {
            if self.same() {
                text.push_str(&format!(" COLLATE {}", self.quote(collation)));
            } else {
                self.losses
                    .dropped(object.to_string(), &format!("COLLATE {collation}"));
            }
        }
        if let Some(class) = &one.operator_class {
            self.losses
                .dropped(object.to_string(), &format!("the operator class {class}"));
        }
        if let (Some(length), false) = (one.prefix, self.same()) {
            self.losses.changed(
                object.to_string(),
                &format!("its first {length} characters"),
                "the whole column",
            );
        }
        if one.descending {
            text.push_str(" DESC");
        }
        // Both have nulls first in ascending order and last in descending order; PostgreSQL's default is the other way round.
        if one.nulls_first.is_some_and(|first| first == one.descending) {
            self.losses.dropped(
                object.to_string(),
                if one.descending {
                    "NULLS FIRST"
                } else {
                    "NULLS LAST"
                },
            );
        }
        text
    }

    /// Whether the database has such indexes; what it has otherwise is listed.
    fn can_have(&mut self, table: &Table, index: &Index, object: &str) -> bool {
        let mysql = self.to == Dialect::Mysql;
        let expressions = index.keys.iter().any(|one| one.column().is_none());
        let columns = index.leading_columns();
        let json = columns
            .iter()
            .any(|id| self.types.get(id).is_some_and(|one| one == "JSON"));
        let refused = match index.method.as_str() {
            "fulltext" | "spatial" if mysql && self.same() => None,
            "btree" | "hash" => {
                if mysql && expressions && !self.same() {
                    Some("an index on an expression, which MariaDB has not,".to_string())
                } else if mysql && json {
                    Some("an index on JSON".to_string())
                } else if mysql && index.unique && index.predicate.is_some() {
                    let predicate = index.predicate.as_deref().unwrap_or_default();
                    Some(format!("a key unique WHERE {predicate}"))
                } else if mysql && !self.fits_key(table, &columns) {
                    Some("an index longer than 3,072 bytes".to_string())
                } else {
                    None
                }
            }
            method => Some(format!("a {method} index")),
        };
        if let Some(what) = refused {
            self.losses.dropped(object.to_string(), &what);
            return false;
        }
        if index.method == "hash" && !(mysql && self.same()) {
            self.losses
                .changed(object.to_string(), "a hash index", "an ordered one");
        }
        if let (true, Some(predicate)) = (mysql, &index.predicate) {
            self.losses.changed(
                object.to_string(),
                &format!("WHERE {predicate}"),
                "an index of all rows",
            );
        }
        true
    }

    /// Options behind the columns; in another dialect they are listed.
    fn options(&mut self, index: &Index, object: &str) -> String {
        let mut text = String::new();
        for (name, value) in &index.options {
            if self.same() {
                text.push_str(&option(self.to, name, value));
            } else {
                self.losses
                    .dropped(object.to_string(), format!("{name} {value}").trim_end());
            }
        }
        let settings = [
            ("INCLUDE", !index.include.is_empty()),
            ("NULLS NOT DISTINCT", index.nulls_not_distinct),
            ("TABLESPACE", index.tablespace.is_some()),
        ];
        for (what, _) in settings.into_iter().filter(|(_, set)| *set) {
            self.losses.dropped(object.to_string(), what);
        }
        match (&index.comment, self.to) {
            (Some(comment), Dialect::Mysql) => {
                text.push_str(&format!(" COMMENT {}", quote::literal(self.to, comment)))
            }
            (Some(_), _) => self.losses.dropped(object.to_string(), "its comment"),
            (None, _) => {}
        }
        text
    }
}

/// An option of a key or index in its own dialect.
pub(super) fn option(dialect: Dialect, name: &str, value: &str) -> String {
    match (dialect, name) {
        (Dialect::Sqlite, key::ON_CONFLICT) => format!(" ON CONFLICT {}", value.to_uppercase()),
        (Dialect::Sqlite, _) => String::new(),
        (_, key::USING) => format!(" USING {}", value.to_uppercase()),
        (_, key::PARSER) => format!(" WITH PARSER {}", expression::write(dialect, value)),
        (_, key::INVISIBLE) => " INVISIBLE".to_string(),
        (_, key::IGNORED) => " IGNORED".to_string(),
        (_, "key_block_size") => format!(" KEY_BLOCK_SIZE={value}"),
        _ => String::new(),
    }
}
