//! Keys, checks and foreign keys.

use super::Writer;
use crate::model::*;
use crate::sql::foreign::{key, quote};

impl Writer<'_> {
    /// The constraint's line within its table; `None` where it is left out or follows later.
    pub(super) fn constraint(&mut self, table: &Table, constraint: &Constraint) -> Option<String> {
        let object = format!(
            "constraint {} on {}",
            constraint.name,
            table.qualified_name()
        );
        self.constraint_losses(constraint, &object);
        self.check_name(&object, &constraint.name);
        match &constraint.kind {
            ConstraintKind::PrimaryKey(one) => {
                let name =
                    self.constraint_name(table, constraint, &object, self.to == Dialect::Sqlite);
                let parts = self.key_parts(table, one);
                Some(format!(
                    "{name}PRIMARY KEY ({parts}){}",
                    self.key_options(one, constraint)
                ))
            }
            ConstraintKind::Unique(one) => self.unique(table, constraint, one, &object),
            ConstraintKind::Check(check) => {
                let refused = self.is_refused(table, &check.expression);
                let written = self.expression(table, &check.expression);
                let Some(expression) = written.filter(|_| !refused) else {
                    self.losses
                        .dropped(object, &format!("CHECK ({})", check.expression));
                    return None;
                };
                let name = self.constraint_name(table, constraint, &object, true);
                let enforced = if constraint.enforced || self.to != Dialect::Mysql {
                    ""
                } else {
                    " NOT ENFORCED"
                };
                Some(format!("{name}CHECK ({expression}){enforced}"))
            }
            ConstraintKind::ForeignKey(one) => self.foreign_key(table, constraint, one, &object),
            ConstraintKind::Exclusion(_) => {
                self.losses.dropped(object, "EXCLUDE");
                None
            }
        }
    }

    /// Whether MySQL refuses a check for the columns it names: the one that is numbered, and those that a foreign key changes.
    fn is_refused(&self, table: &Table, check: &str) -> bool {
        if self.to != Dialect::Mysql || self.same() {
            return false;
        }
        let changes = |one: &ForeignKey| {
            matches!(
                one.on_delete,
                Some(ReferentialAction::SetNull(_) | ReferentialAction::SetDefault(_))
            ) || matches!(one.on_update, Some(ref action) if !matches!(action, ReferentialAction::NoAction | ReferentialAction::Restrict))
        };
        crate::sql::expression::identifiers(check)
            .iter()
            .filter_map(|name| table.column_named(name))
            .any(|column| {
                self.numbers_itself(table, column)
                    || table
                        .foreign_keys()
                        .any(|(_, one)| changes(one) && one.columns.contains(&column.id))
            })
    }

    /// `CONSTRAINT name `; empty where the author gave none and the database names it as before.
    pub(super) fn constraint_name(
        &mut self,
        table: &Table,
        constraint: &Constraint,
        object: &str,
        has_name: bool,
    ) -> String {
        if !has_name || (self.same() && !constraint.named) {
            return String::new();
        }
        let name = if self.same() {
            constraint.name.clone()
        } else {
            self.free_name(object, &table.name, &constraint.name)
        };
        format!("CONSTRAINT {} ", self.quote(&name))
    }

    fn key_parts(&self, table: &Table, one: &Key) -> String {
        let part = |place: usize, id: &ColumnId| {
            let mut part = self.column_list(table, &[*id]);
            let option = |name: &str| {
                key::get(&one.options, &format!("{name} {}", place + 1)).filter(|_| self.same())
            };
            if let Some(prefix) = option("prefix") {
                part.push_str(&format!("({prefix})"));
            }
            if let Some(collation) = option("collate") {
                part.push_str(&format!(" COLLATE {}", self.quote(collation)));
            }
            if option("descending").is_some() {
                part.push_str(" DESC");
            }
            part
        };
        let parts: Vec<String> = one
            .columns
            .iter()
            .enumerate()
            .map(|(place, id)| part(place, id))
            .collect();
        parts.join(", ")
    }

    /// Options of a key within a table of the same dialect.
    fn key_options(&self, one: &Key, constraint: &Constraint) -> String {
        let mut text = String::new();
        if self.same() {
            for (name, value) in &one.options {
                text.push_str(&super::indexes::option(self.to, name, value));
            }
        }
        if let (Dialect::Mysql, Some(comment)) = (self.to, &constraint.comment) {
            text.push_str(&format!(" COMMENT {}", quote::literal(self.to, comment)));
        }
        text
    }

    fn unique(
        &mut self,
        table: &Table,
        constraint: &Constraint,
        one: &Key,
        object: &str,
    ) -> Option<String> {
        if one.without_overlaps {
            self.losses.changed(
                object.to_string(),
                "WITHOUT OVERLAPS",
                "a key that only equal periods break",
            );
        }
        if one.nulls_not_distinct {
            self.losses.changed(
                object.to_string(),
                "NULLS NOT DISTINCT",
                "a key that nulls never break",
            );
        }
        if self.to == Dialect::Mysql && !self.fits_key(table, &one.columns) {
            self.losses
                .dropped(object.to_string(), "a unique key longer than 3,072 bytes");
            return None;
        }
        let parts = self.key_parts(table, one);
        let options = self.key_options(one, constraint);
        Some(match self.to {
            Dialect::Mysql => {
                let name = if self.same() && !constraint.named {
                    String::new()
                } else {
                    format!(" {}", self.quote(&constraint.name))
                };
                format!("UNIQUE KEY{name} ({parts}){options}")
            }
            _ => {
                let name = self.constraint_name(table, constraint, object, true);
                format!("{name}UNIQUE ({parts}){options}")
            }
        })
    }

    fn constraint_losses(&mut self, constraint: &Constraint, object: &str) {
        let deferrable = constraint.deferrable != Deferrable::No;
        let holds = self.to == Dialect::Sqlite && constraint.foreign_key().is_some();
        if deferrable && !holds {
            self.losses.dropped(object.to_string(), "DEFERRABLE");
        }
        if !constraint.validated {
            self.losses.changed(
                object.to_string(),
                "NOT VALID",
                "a constraint that holds for all rows",
            );
        }
        if constraint.no_inherit {
            self.losses.dropped(object.to_string(), "NO INHERIT");
        }
        let held = self.to == Dialect::Mysql && matches!(constraint.kind, ConstraintKind::Check(_));
        if !(constraint.enforced || held) {
            self.losses.changed(
                object.to_string(),
                "NOT ENFORCED",
                "a constraint that is enforced",
            );
        }
        if constraint.comment.is_some()
            && (self.to == Dialect::Sqlite || constraint.key().is_none())
        {
            self.losses.dropped(object.to_string(), "its comment");
        }
        if let Some(one) = constraint.key() {
            if !one.include.is_empty() {
                self.losses.dropped(object.to_string(), "INCLUDE");
            }
            if !self.same() {
                for (name, value) in &one.options {
                    self.losses
                        .dropped(object.to_string(), format!("{name} {value}").trim_end());
                }
            }
            if one.tablespace.is_some() {
                self.losses.dropped(object.to_string(), "TABLESPACE");
            }
        }
    }

    /// Whether a key of InnoDB holds the columns: 3,072 bytes, four for each character.
    pub(super) fn fits_key(&self, table: &Table, columns: &[ColumnId]) -> bool {
        let bytes = |id: &ColumnId| {
            let text = self.types.get(id).map_or("", String::as_str);
            let length = text
                .split_once('(')
                .and_then(|(_, rest)| rest.split(')').next())
                .and_then(|length| length.parse::<usize>().ok());
            match length {
                Some(length) if text.starts_with("VARBINARY") => length,
                Some(length) if text.contains("CHAR") => length * 4,
                _ => 8,
            }
        };
        let _ = table;
        self.same() || columns.iter().map(bytes).sum::<usize>() <= 3072
    }
}
