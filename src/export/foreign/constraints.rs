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

    /// The pairs of a foreign key in the order of the key they reference, which MySQL asks for; `None` where there is no key.
    fn paired(
        &self,
        one: &ForeignKey,
        other: &Table,
        columns: &[ColumnId],
    ) -> Option<(Vec<ColumnId>, Vec<ColumnId>)> {
        let as_written = || (one.columns.clone(), columns.to_vec());
        if self.to != Dialect::Mysql || self.same() {
            return Some(as_written());
        }
        let keys = other
            .constraints
            .iter()
            .filter_map(Constraint::key)
            .map(|key| key.columns.clone());
        let indexes = other
            .indexes
            .iter()
            .filter(|index| index.unique && index.predicate.is_none())
            .map(|index| index.leading_columns());
        let key = keys
            .chain(indexes)
            .find(|key| key.len() == columns.len() && key.iter().all(|id| columns.contains(id)))?;
        let own = |id: &ColumnId| {
            let place = columns.iter().position(|column| column == id)?;
            one.columns.get(place).copied()
        };
        let referencing: Option<Vec<ColumnId>> = key.iter().map(own).collect();
        Some((referencing?, key))
    }

    /// `CONSTRAINT name `; empty where the author gave none and the database names it as before.
    fn constraint_name(
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

    fn foreign_key(
        &mut self,
        table: &Table,
        constraint: &Constraint,
        one: &ForeignKey,
        object: &str,
    ) -> Option<String> {
        let (target, columns) = match &one.target {
            ReferenceTarget::Table { table, columns } => (*table, columns.clone()),
            ReferenceTarget::External {
                table: name,
                columns,
            } => {
                return self.external(table, constraint, one, name, columns, object);
            }
        };
        let other = self.schema.table(target)?;
        let Some((own, columns)) = self.paired(one, other, &columns) else {
            self.losses
                .dropped(object.to_string(), "a foreign key to columns without a key");
            return None;
        };
        let one = &ForeignKey {
            columns: own,
            ..one.clone()
        };
        let list = self.column_list(other, &columns);
        if !self.same()
            && self.to == Dialect::Mysql
            && !self.same_types(table, one, other, &columns)
        {
            self.losses.dropped(
                object.to_string(),
                "a foreign key between columns of two types",
            );
            return None;
        }
        let reference = format!("{} ({list})", self.table_name(target));
        let line = self.reference(table, constraint, one, &reference, object);
        // SQLite looks for the table only when rows come.
        let there =
            self.to == Dialect::Sqlite || target == table.id || self.written.contains(&target);
        if there {
            return Some(line);
        }
        self.late.push(format!(
            "ALTER TABLE {} ADD {line}",
            self.table_name(table.id)
        ));
        None
    }

    /// A foreign key to a table that is not in the schema.
    fn external(
        &mut self,
        table: &Table,
        constraint: &Constraint,
        one: &ForeignKey,
        name: &QualifiedName,
        columns: &[String],
        object: &str,
    ) -> Option<String> {
        if self.to != Dialect::Sqlite {
            self.losses.dropped(
                object.to_string(),
                &format!("a foreign key to {name}, which is not in the schema,"),
            );
            return None;
        }
        let list = if columns.is_empty() {
            String::new()
        } else {
            format!(" ({})", quote::list(self.to, columns))
        };
        let reference = format!("{}{list}", self.quote(&name.name));
        Some(self.reference(table, constraint, one, &reference, object))
    }

    fn reference(
        &mut self,
        table: &Table,
        constraint: &Constraint,
        one: &ForeignKey,
        reference: &str,
        object: &str,
    ) -> String {
        let name = self.constraint_name(table, constraint, object, true);
        let mut line = format!(
            "{name}FOREIGN KEY ({}) REFERENCES {reference}",
            self.column_list(table, &one.columns)
        );
        if one.match_type == MatchType::Full {
            if self.same() {
                line.push_str(" MATCH FULL");
            } else {
                self.losses
                    .changed(object.to_string(), "MATCH FULL", "MATCH SIMPLE");
            }
        }
        for (word, action) in [("DELETE", &one.on_delete), ("UPDATE", &one.on_update)] {
            if let Some(action) = action
                && let Some(sql) = self.action(table, one, action, object)
            {
                line.push_str(&format!(" ON {word} {sql}"));
            }
        }
        if self.to == Dialect::Sqlite {
            line.push_str(match constraint.deferrable {
                Deferrable::No => "",
                Deferrable::InitiallyImmediate => " DEFERRABLE INITIALLY IMMEDIATE",
                Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
            });
        }
        line
    }

    fn action(
        &mut self,
        table: &Table,
        one: &ForeignKey,
        action: &ReferentialAction,
        object: &str,
    ) -> Option<&'static str> {
        let (sql, columns) = match action {
            ReferentialAction::NoAction => return Some("NO ACTION"),
            ReferentialAction::Restrict => return Some("RESTRICT"),
            ReferentialAction::Cascade => return Some("CASCADE"),
            ReferentialAction::SetNull(columns) => ("SET NULL", columns),
            ReferentialAction::SetDefault(columns) => ("SET DEFAULT", columns),
        };
        // InnoDB refuses SET DEFAULT, and SET NULL of a column that takes no null.
        let refused = self.to == Dialect::Mysql
            && !self.same()
            && (sql == "SET DEFAULT"
                || one
                    .columns
                    .iter()
                    .any(|id| table.column(*id).is_some_and(|column| column.not_null)));
        if refused || !columns.is_empty() {
            let what = if columns.is_empty() {
                sql.to_string()
            } else {
                format!("{sql} of some of its columns")
            };
            self.losses.changed(object.to_string(), &what, "NO ACTION");
            return None;
        }
        Some(sql)
    }

    fn same_types(
        &self,
        table: &Table,
        one: &ForeignKey,
        other: &Table,
        columns: &[ColumnId],
    ) -> bool {
        one.columns.iter().zip(columns).all(|(own, theirs)| {
            let data_type = |table: &Table, id: ColumnId| {
                table.column(id).map(|column| column.data_type.clone())
            };
            match (self.types.get(own), self.types.get(theirs)) {
                (Some(own), Some(theirs)) => own == theirs,
                // The other table is still to be written.
                _ => data_type(table, *own) == data_type(other, *theirs),
            }
        })
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
