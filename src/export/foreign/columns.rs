//! A column: its type, what it is set to, what it refuses.

use super::Writer;
use super::tables::remark;
use crate::model::*;
use crate::sql::foreign::{expression, key, quote, types, write_type};
use crate::sql::types as standard;

impl Writer<'_> {
    /// The column's line. `row_id`: the column that SQLite numbers by itself, if the table has one.
    pub(super) fn column(
        &mut self,
        table: &Table,
        column: &Column,
        row_id: Option<ColumnId>,
    ) -> String {
        let object = format!("column {}.{}", table.qualified_name(), column.name);
        let own = row_id == Some(column.id);
        self.check_name(&object, &column.name);
        let mut data_type = self.column_type(column, &object);
        if own {
            data_type = "INTEGER".to_string();
        }
        self.types.insert(column.id, data_type.clone());
        let mut line = self.quote(&column.name);
        let mut add = |part: &str| {
            if !part.is_empty() {
                line.push(' ');
                line.push_str(part);
            }
        };
        add(&data_type);
        add(&self.text_options(column, &object));
        let generated = self.generated(table, column, &object);
        add(&generated);
        add(&self.null(table, column, own, !generated.is_empty(), &object));
        add(&self.default(table, column, &data_type, &object));
        add(&self.number(table, column, own, &object));
        add(&self.last_options(column, &object));
        if let (Dialect::Sqlite, Some(comment)) = (self.to, &column.comment) {
            self.losses
                .changed(object, "its comment", "a remark in the script");
            line = format!("{}    {line}", remark(comment, "    ").trim_start());
        }
        line
    }

    fn column_type(&mut self, column: &Column, object: &str) -> String {
        if self.same()
            && let Some(native) = types::reads_as(self.to, column)
        {
            return expression::write(self.to, native);
        }
        let mut data_type = column.data_type.clone();
        // A domain over a domain over ...: as deep as there are types.
        for _ in 0..=self.schema.types.len() {
            let user_type = self
                .schema
                .user_type(&data_type)
                .filter(|_| data_type.dimensions == 0);
            let Some(user_type) = user_type.cloned() else {
                break;
            };
            let name = format!("its type {}", user_type.name);
            match &user_type.kind {
                UserTypeKind::Enum { labels } if self.to == Dialect::Mysql => {
                    return format!("ENUM({})", self.literals(labels));
                }
                UserTypeKind::Enum { labels } => {
                    let check = format!(
                        "TEXT CHECK ({} IN ({}))",
                        self.quote(&column.name),
                        self.literals(labels)
                    );
                    self.losses.changed(
                        object.to_string(),
                        &name,
                        "TEXT with a CHECK of its values",
                    );
                    return check;
                }
                UserTypeKind::Domain {
                    base,
                    checks,
                    default,
                    ..
                } => {
                    self.losses
                        .changed(object.to_string(), &name, &standard::write(base));
                    for check in checks {
                        self.losses.dropped(
                            object.to_string(),
                            &format!("the check {} of its domain", check.name),
                        );
                    }
                    if default.is_some() {
                        self.losses
                            .dropped(object.to_string(), "the default of its domain");
                    }
                    data_type = base.clone();
                }
                _ => break,
            }
        }
        let written = write_type(self.to, &data_type, self.keyed.contains(&column.id));
        if let Some(loss) = &written.loss {
            let what = format!("its type {}", standard::write(&data_type));
            self.losses.changed(
                object.to_string(),
                &what,
                &format!("{}, {loss}", written.sql),
            );
        }
        written.sql
    }

    fn literals(&self, labels: &[String]) -> String {
        let labels: Vec<String> = labels
            .iter()
            .map(|label| quote::literal(self.to, label))
            .collect();
        labels.join(", ")
    }

    /// Character set and collation, which stand right behind the type.
    fn text_options(&mut self, column: &Column, object: &str) -> String {
        let mut parts = Vec::new();
        let set =
            key::get(&column.options, key::CHARACTER_SET).map(|set| format!("CHARACTER SET {set}"));
        let collation = column.collation.as_ref().map(|name| match self.to {
            Dialect::Sqlite if self.same() => format!("COLLATE {}", self.quote(name)),
            _ => format!("COLLATE {name}"),
        });
        for part in set.into_iter().chain(collation) {
            if self.same() {
                parts.push(part);
            } else {
                self.losses.dropped(object.to_string(), &part);
            }
        }
        parts.join(" ")
    }

    fn generated(&mut self, table: &Table, column: &Column, object: &str) -> String {
        let Some(generated) = &column.generated else {
            return String::new();
        };
        let kind = if generated.stored {
            "STORED"
        } else {
            "VIRTUAL"
        };
        let written = self.expression(table, &generated.expression);
        match written.filter(|_| !self.reads_numbers(table, generated)) {
            Some(expression) => format!("GENERATED ALWAYS AS ({expression}) {kind}"),
            None => {
                let what = format!("GENERATED ALWAYS AS ({})", generated.expression);
                self.losses
                    .changed(object.to_string(), &what, "an ordinary column");
                String::new()
            }
        }
    }

    /// Whether MySQL refuses what a column is computed from: one that it numbers itself.
    fn reads_numbers(&self, table: &Table, generated: &Generated) -> bool {
        self.to == Dialect::Mysql
            && !self.same()
            && crate::sql::expression::identifiers(&generated.expression)
                .iter()
                .filter_map(|name| table.column_named(name))
                .any(|column| self.numbers_itself(table, column))
    }

    fn null(
        &mut self,
        table: &Table,
        column: &Column,
        own: bool,
        generated: bool,
        object: &str,
    ) -> String {
        let keyed = table.primary_key_columns().contains(&column.id);
        // MariaDB gives a bare TIMESTAMP a default and NOT NULL.
        let timestamp = self.to == Dialect::Mysql
            && self.types.get(&column.id).is_some_and(|one| {
                one.get(..9)
                    .is_some_and(|head| head.eq_ignore_ascii_case("timestamp"))
            });
        if !column.not_null {
            return if timestamp && !generated { "NULL" } else { "" }.to_string();
        }
        if own || key::get(&column.options, key::NULL_KEY).is_some() {
            return String::new();
        }
        if generated && self.to == Dialect::Mysql && !self.same() {
            if !keyed {
                self.losses
                    .dropped(object.to_string(), "NOT NULL of a generated column");
            }
            return String::new();
        }
        let conflict = key::get(&column.options, key::ON_CONFLICT).filter(|_| self.same());
        match conflict {
            Some(action) => format!("NOT NULL ON CONFLICT {}", action.to_uppercase()),
            None => "NOT NULL".to_string(),
        }
    }

    /// What stands at the end of the line, and what has no place there.
    fn last_options(&mut self, column: &Column, object: &str) -> String {
        let mut parts = Vec::new();
        for (name, value) in &column.options {
            let sql = match name.as_str() {
                key::CHARACTER_SET | key::AUTOINCREMENT | key::NULL_KEY => continue,
                key::ON_CONFLICT if self.same() => continue,
                key::ON_UPDATE => format!("ON UPDATE {value}"),
                name => format!("{} {value}", name.to_uppercase())
                    .trim_end()
                    .to_string(),
            };
            if self.same() {
                parts.push(sql);
            } else {
                self.losses.dropped(object.to_string(), &sql);
            }
        }
        let settings = [
            (
                "its storage setting",
                column.storage.is_some() || column.compression.is_some(),
            ),
            ("its statistics target", column.statistics.is_some()),
        ];
        for (what, _) in settings.into_iter().filter(|(_, set)| *set) {
            self.losses.dropped(object.to_string(), what);
        }
        if let (Dialect::Mysql, Some(comment)) = (self.to, &column.comment) {
            parts.push(format!("COMMENT {}", quote::literal(self.to, comment)));
        }
        parts.join(" ")
    }
}
