//! CREATE TABLE with all that stands in it.

use super::Writer;
use crate::model::*;
use crate::sql::foreign::{expression, key, quote};

impl Writer<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        let object = format!("table {}", table.qualified_name());
        if table.columns.is_empty() {
            self.losses.dropped(object, "a table without columns");
            return;
        }
        self.table_losses(table, &object);
        let mut lines: Vec<String> = Vec::new();
        let row_id = self.row_id(table);
        let descending = self.descending_key(table);
        for column in &table.columns {
            let mut line = self.column(table, column, row_id);
            if let Some((_, key)) = descending.as_ref().filter(|(id, _)| *id == column.id) {
                line.push_str(key);
            }
            lines.push(line);
        }
        for constraint in &table.constraints {
            if (row_id.is_some() || descending.is_some()) && constraint.is_primary_key() {
                continue;
            }
            lines.extend(self.constraint(table, constraint));
        }
        lines.extend(self.inner_indexes(table));
        let mut sql = String::new();
        if let (Dialect::Sqlite, Some(comment)) = (self.to, &table.comment) {
            sql.push_str(&remark(comment, ""));
        }
        sql.push_str(&format!("CREATE TABLE {} (\n", self.table_name(table.id)));
        let last = lines.len().saturating_sub(1);
        for (place, line) in lines.iter().enumerate() {
            let comma = if place == last { "" } else { "," };
            sql.push_str(&format!("    {line}{comma}\n"));
        }
        sql.push_str(&format!("){}", self.table_options(table)));
        self.script.push_str(&format!("\n{sql};\n"));
        self.written.insert(table.id);
        self.outer_indexes(table);
    }

    /// SQLite: the column that is the row's own number, if the primary key is one such column.
    fn row_id(&self, table: &Table) -> Option<ColumnId> {
        if self.to != Dialect::Sqlite || key::get(&table.options, key::WITHOUT_ROWID).is_some() {
            return None;
        }
        let [only] = table.primary_key_columns() else {
            return None;
        };
        let column = table.column(*only)?;
        self.numbers_itself(table, column).then_some(*only)
    }

    /// SQLite: `INTEGER PRIMARY KEY DESC` numbers no rows where it stands with its column, and does where it stands by itself
    /// (sqlite.org/lang_createtable.html, section 5). The column, and what its line ends in.
    fn descending_key(&self, table: &Table) -> Option<(ColumnId, String)> {
        if self.to != Dialect::Sqlite || !self.same() || self.row_id(table).is_some() {
            return None;
        }
        let constraint = table.primary_key()?;
        let key = constraint.key()?;
        let [only] = key.columns.as_slice() else {
            return None;
        };
        let native = table.column(*only)?.native_type.as_deref()?;
        let is_descending = key::get(&key.options, "descending 1").is_some();
        if !is_descending || !native.eq_ignore_ascii_case("integer") {
            return None;
        }
        let name = match constraint.named {
            true => format!(" CONSTRAINT {}", self.quote(&constraint.name)),
            false => String::new(),
        };
        let conflict = key::get(&key.options, key::ON_CONFLICT)
            .map(|action| format!(" ON CONFLICT {}", action.to_uppercase()))
            .unwrap_or_default();
        Some((*only, format!("{name} PRIMARY KEY DESC{conflict}")))
    }

    fn table_options(&self, table: &Table) -> String {
        let mut parts = Vec::new();
        let mut partition = String::new();
        if self.same() {
            for (name, value) in &table.options {
                match (self.to, name.as_str()) {
                    (Dialect::Sqlite, name) => parts.push(name.to_uppercase()),
                    (_, key::PARTITION) => {
                        partition = format!("\nPARTITION BY {}", expression::write(self.to, value));
                    }
                    (_, name) => parts.push(mysql_option(name, value)),
                }
            }
        }
        if self.to == Dialect::Mysql {
            if !self.same() {
                parts.extend(
                    self.first_number(table)
                        .map(|first| format!("AUTO_INCREMENT={first}")),
                );
            }
            if let Some(comment) = &table.comment {
                parts.push(format!("COMMENT={}", quote::literal(self.to, comment)));
            }
        }
        let comma = if self.to == Dialect::Sqlite {
            ", "
        } else {
            " "
        };
        let text = parts.join(comma);
        if text.is_empty() {
            partition
        } else {
            format!(" {text}{partition}")
        }
    }

    fn first_number(&self, table: &Table) -> Option<i64> {
        table
            .columns
            .iter()
            .find_map(|column| column.identity.as_ref()?.options.start)
    }

    /// What belongs to the table as a whole and stays behind.
    fn table_losses(&mut self, table: &Table, object: &str) {
        let object = || object.to_string();
        if table.persistence == Persistence::Unlogged {
            self.losses.dropped(object(), "UNLOGGED");
        }
        if table.partitioning.is_some() {
            self.losses
                .changed(object(), "its partitioning", "one table for all rows");
        }
        if table.partition_of.is_some() {
            self.losses
                .changed(object(), "being a partition", "a table of its own");
        }
        if !table.inherits.is_empty() || !table.inherits_external.is_empty() {
            self.losses
                .changed(object(), "INHERITS", "columns of its own");
        }
        if table.row_security.enabled {
            self.losses.dropped(object(), "row security");
        }
        for policy in &table.policies {
            self.losses.whole(format!(
                "policy {} on {}",
                policy.name,
                table.qualified_name()
            ));
        }
        let foreign = table.options.iter().filter(|_| !self.same());
        for (name, value) in foreign.collect::<Vec<_>>() {
            self.losses
                .dropped(object(), format!("{name} {value}").trim_end());
        }
        let settings = [
            ("OF its type", table.of_type.is_some()),
            ("TABLESPACE", table.tablespace.is_some()),
            ("its access method", table.access_method.is_some()),
            ("REPLICA IDENTITY", table.replica_identity.is_some()),
            ("CLUSTER ON", table.cluster_on.is_some()),
        ];
        for (what, _) in settings.into_iter().filter(|(_, set)| *set) {
            self.losses.dropped(object(), what);
        }
        if self.to == Dialect::Sqlite && table.comment.is_some() {
            self.losses
                .changed(object(), "its comment", "a remark in the script");
        }
    }
}

fn mysql_option(name: &str, value: &str) -> String {
    let name = name.to_uppercase();
    if value.is_empty() {
        return name;
    }
    // Their values are texts even where they look like words (MySQL manual, CREATE TABLE).
    let is_text = [
        "COMPRESSION",
        "CONNECTION",
        "ENCRYPTION",
        "PASSWORD",
        "ENGINE_ATTRIBUTE",
        "SECONDARY_ENGINE_ATTRIBUTE",
    ]
    .contains(&name.as_str());
    let bare = !is_text
        && (value.starts_with('(')
            || value
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')));
    if bare {
        format!("{name}={value}")
    } else {
        format!("{name}={}", quote::literal(Dialect::Mysql, value))
    }
}

/// A comment as a remark in the script.
pub(super) fn remark(comment: &str, indent: &str) -> String {
    let lines = comment.split(['\n', '\r', '\u{b}', '\u{c}']);
    lines.map(|line| format!("{indent}-- {line}\n")).collect()
}
