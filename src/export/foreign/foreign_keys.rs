//! Foreign keys: in their table, or after all tables where theirs comes later.

use super::Writer;
use crate::model::*;
use crate::sql::foreign::quote;

impl Writer<'_> {
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

    pub(super) fn foreign_key(
        &mut self,
        table: &Table,
        constraint: &Constraint,
        one: &ForeignKey,
        object: &str,
    ) -> Option<String> {
        if one.period {
            self.losses
                .dropped(object.to_string(), "a foreign key over periods");
            return None;
        }
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
}
