//! A schema of MySQL or SQLite as PostgreSQL can have it, and the list of what it cannot.

use std::collections::HashSet;
use std::sync::Arc;

use super::losses::{Loss, Losses, remark};
use crate::model::*;
use crate::sql::foreign::expression::{self, Columns, Translation};
use crate::sql::foreign::{key, types};
use crate::sql::tokens;
use crate::sql::types::{self as standard, Family};

/// The schema for PostgreSQL, with what is lost on the way. A schema that is PostgreSQL's loses nothing.
pub fn convert(document: &Document) -> (Schema, Vec<Loss>) {
    let mut schema = document.schema.clone();
    let from = document.settings.dialect;
    if from == Dialect::Postgresql {
        return (schema, Vec::new());
    }
    let mut conversion = Conversion {
        from,
        losses: Losses::default(),
        booleans: HashSet::new(),
        used: schema
            .tables
            .values()
            .map(|table| table.name.clone())
            .collect(),
    };
    for table in schema.tables.values_mut() {
        conversion.table(Arc::make_mut(table));
    }
    for view in std::mem::take(&mut schema.views).into_values() {
        conversion.losses.whole(format!("view {}", view.name));
    }
    for one in std::mem::take(&mut schema.verbatim).into_values() {
        let object = format!("{} {}", one.kind, one.name);
        conversion.losses.whole(object.trim_end().to_string());
    }
    (schema, conversion.losses.into_list())
}

/// What PostgreSQL does not hold of the document.
pub fn losses(document: &Document) -> Vec<Loss> {
    convert(document).1
}

/// The list as a remark at the head of the script.
pub fn head(losses: &[Loss]) -> String {
    remark(Dialect::Postgresql, losses)
}

struct Conversion {
    from: Dialect,
    losses: Losses,
    /// The boolean columns of the table at hand, in lower case.
    booleans: HashSet<String>,
    /// Names of tables and indexes, which share one space in PostgreSQL.
    used: HashSet<String>,
}

impl Conversion {
    fn table(&mut self, table: &mut Table) {
        let object = format!("table {}", table.name);
        for (name, value) in std::mem::take(&mut table.header.options) {
            self.losses
                .dropped(object.clone(), format!("{name} {value}").trim_end());
        }
        for trigger in std::mem::take(&mut table.triggers) {
            self.losses
                .whole(format!("trigger {} on {}", trigger.name, table.name));
        }
        let columns = expression::columns(table.columns.iter().map(|column| column.name.as_str()));
        self.booleans = table
            .columns
            .iter()
            .filter(|column| column.data_type.is("boolean"))
            .map(|column| column.name.to_lowercase())
            .collect();
        let name = table.name.clone();
        for column in &mut table.columns {
            self.column(column, &columns, &format!("column {name}.{}", column.name));
        }
        let mut kept = Vec::new();
        for constraint in std::mem::take(&mut table.constraints) {
            kept.extend(self.constraint(&name, constraint, &columns));
        }
        table.constraints = kept;
        let mut kept = Vec::new();
        for index in std::mem::take(&mut table.indexes) {
            kept.extend(self.index(&name, index, &columns));
        }
        table.indexes = kept;
    }

    /// The expression for PostgreSQL; `None` where it is not known to mean the same, or holds a boolean against a number.
    fn translated(&self, text: &str, columns: &Columns) -> Option<String> {
        let names_boolean = crate::sql::expression::identifiers(text)
            .iter()
            .any(|name| self.booleans.contains(&name.to_lowercase()));
        let has_number = tokens::significant(text)
            .iter()
            .any(|token| token.kind == tokens::Kind::Number);
        if names_boolean && has_number {
            return None;
        }
        Translation {
            from: self.from,
            to: Dialect::Postgresql,
            columns,
            fraction: Some(0),
        }
        .of(text)
    }

    fn column(&mut self, column: &mut Column, columns: &Columns, object: &str) {
        let own = types::reads_as(self.from, column).map(str::to_ascii_lowercase);
        if let Some(own) = own
            && let Some(loss) = type_loss(self.from, &own)
        {
            let instead = format!("{}, {loss}", standard::write(&column.data_type));
            self.losses
                .changed(object.to_string(), &format!("its type {own}"), &instead);
        }
        column.native_type = None;
        for (name, value) in std::mem::take(&mut column.options) {
            if !matches!(name.as_str(), key::AUTOINCREMENT | key::NULL_KEY) {
                self.losses.dropped(
                    object.to_string(),
                    format!("{} {value}", name.to_uppercase()).trim_end(),
                );
            }
        }
        if let Some(collation) = column.collation.take() {
            self.losses
                .dropped(object.to_string(), &format!("COLLATE {collation}"));
        }
        if let Some(generated) = &mut column.generated {
            match self.translated(&generated.expression, columns) {
                Some(text) => {
                    generated.expression = text;
                    if !generated.stored {
                        self.losses.changed(object.to_string(), "VIRTUAL", "STORED");
                        generated.stored = true;
                    }
                }
                None => {
                    let what = format!("GENERATED ALWAYS AS ({})", generated.expression);
                    self.losses
                        .changed(object.to_string(), &what, "an ordinary column");
                    column.generated = None;
                }
            }
        }
        if standard::family(&column.data_type) != Family::Integer
            && column.identity.take().is_some()
        {
            self.losses.dropped(object.to_string(), "numbering itself");
        }
        self.default(column, columns, object);
    }

    fn default(&mut self, column: &mut Column, columns: &Columns, object: &str) {
        let Some(default) = column.default.take() else {
            return;
        };
        let family = standard::family(&column.data_type);
        let bare = default.trim_matches(['b', 'B', '\'']);
        let zero_date = default.starts_with("'0000");
        column.default = match (family, bare) {
            (Family::Boolean, "0") => Some("false".to_string()),
            (Family::Boolean, "1") => Some("true".to_string()),
            (Family::Timestamp | Family::TimestampTz | Family::Date, _) if zero_date => None,
            // SQLite's affinity takes a text for any type; PostgreSQL takes one of the type only.
            (Family::Bytea | Family::Bit | Family::Geometry, _) => None,
            _ => self.translated(&default, columns),
        };
        if column.default.is_none() {
            self.losses
                .dropped(object.to_string(), &format!("DEFAULT {default}"));
        }
    }

    fn free(&mut self, object: &str, table: &str, name: &mut String) {
        if self.used.insert(name.clone()) {
            return;
        }
        *name = format!("{table}_{name}");
        while !self.used.insert(name.clone()) {
            name.push('_');
        }
        self.losses.changed(
            object.to_string(),
            "its name",
            &crate::sql::quote::identifier(name),
        );
    }

    fn constraint(
        &mut self,
        table: &str,
        mut constraint: Constraint,
        columns: &Columns,
    ) -> Option<Constraint> {
        let object = format!("constraint {} on {table}", constraint.name);
        if !constraint.enforced {
            self.losses
                .changed(object.clone(), "NOT ENFORCED", "NOT VALID");
            (constraint.enforced, constraint.validated) = (true, false);
        }
        match &mut constraint.kind {
            ConstraintKind::PrimaryKey(one) | ConstraintKind::Unique(one) => {
                for (name, value) in std::mem::take(&mut one.options) {
                    if name != key::USING {
                        self.losses
                            .dropped(object.clone(), format!("{name} {value}").trim_end());
                    }
                }
                if constraint.name == "PRIMARY" {
                    constraint.name = format!("{table}_pkey");
                }
                self.free(&object, table, &mut constraint.name);
            }
            ConstraintKind::Check(check) => match self.translated(&check.expression, columns) {
                Some(text) => check.expression = text,
                None => {
                    self.losses
                        .dropped(object, &format!("CHECK ({})", check.expression));
                    return None;
                }
            },
            ConstraintKind::ForeignKey(one) if one.target.table().is_none() => {
                self.losses
                    .dropped(object, "a foreign key to a table that is not in the schema");
                return None;
            }
            _ => {}
        }
        Some(constraint)
    }

    fn index(&mut self, table: &str, mut index: Index, columns: &Columns) -> Option<Index> {
        let object = format!("index {} on {table}", index.name);
        if matches!(index.method.as_str(), "fulltext" | "spatial") {
            self.losses
                .dropped(object, &format!("a {} index", index.method));
            return None;
        }
        for (name, value) in std::mem::take(&mut index.options) {
            if name != key::USING {
                self.losses
                    .dropped(object.clone(), format!("{name} {value}").trim_end());
            }
        }
        for one in &mut index.keys {
            if let Some(length) = one.prefix.take() {
                self.losses.changed(
                    object.clone(),
                    &format!("its first {length} characters"),
                    "the whole column",
                );
            }
            if let Some(collation) = one.collation.take() {
                self.losses
                    .dropped(object.clone(), &format!("COLLATE {collation}"));
            }
            if let IndexKeySource::Expression(text) = &mut one.source {
                match self.translated(text, columns) {
                    Some(sql) => *text = sql,
                    None => {
                        self.losses.dropped(object, &format!("an index on {text}"));
                        return None;
                    }
                }
            }
        }
        if let Some(predicate) = &mut index.predicate {
            match self.translated(predicate, columns) {
                Some(sql) => *predicate = sql,
                None => {
                    self.losses
                        .dropped(object, &format!("an index WHERE {predicate}"));
                    return None;
                }
            }
        }
        self.free(&object, table, &mut index.name);
        Some(index)
    }
}

/// What PostgreSQL's type does not hold of the author's own; `None` where it holds it all.
fn type_loss(from: Dialect, own: &str) -> Option<&'static str> {
    let has = |word: &str| own.contains(word);
    match from {
        Dialect::Mysql if own.starts_with("set") => Some("a text that is not checked"),
        Dialect::Mysql if has("bigint") && has("unsigned") => {
            Some("half the numbers, and those below zero")
        }
        Dialect::Mysql if has("unsigned") || has("zerofill") => {
            Some("which takes numbers below zero as well")
        }
        Dialect::Mysql
            if ["geometry", "linestring", "multi"]
                .iter()
                .any(|word| own.starts_with(word)) =>
        {
            Some("a text that is not checked")
        }
        _ => None,
    }
}
