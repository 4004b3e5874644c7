//! What a column is set to: defaults, and numbers it gets by itself.

use super::Writer;
use crate::model::*;
use crate::sql::foreign::{expression, key};
use crate::sql::tokens::{self, Kind};
use crate::sql::types::{self as standard, Family};

impl Writer<'_> {
    pub(super) fn default(
        &mut self,
        table: &Table,
        column: &Column,
        data_type: &str,
        object: &str,
    ) -> String {
        let Some(default) = &column.default else {
            return String::new();
        };
        if column.generated.is_some() || self.owned_sequence(table, column) {
            return String::new();
        }
        let written = if self.same() {
            Some(expression::write(self.to, default))
        } else {
            self.carried_default(table, column, default)
        };
        match written {
            Some(text) => format!("DEFAULT {}", self.placed(&text, data_type)),
            None => {
                self.losses
                    .dropped(object.to_string(), &format!("DEFAULT {default}"));
                String::new()
            }
        }
    }

    /// A default in another dialect, where its value is known to be one of the new type.
    fn carried_default(&self, table: &Table, column: &Column, default: &str) -> Option<String> {
        let family = standard::family(&column.data_type);
        if family == Family::Array {
            let empty =
                default.starts_with("'{}'") || default.to_ascii_uppercase().starts_with("ARRAY[]");
            return empty.then(|| "'[]'".to_string());
        }
        let columns = self.columns_of(table);
        let fraction = match self.to {
            Dialect::Mysql => fraction(self.types.get(&column.id)),
            _ => 0,
        };
        let text = expression::Translation {
            from: self.from,
            to: self.to,
            columns: &columns,
            fraction: Some(fraction),
        }
        .of(default)?;
        let fits = match family {
            Family::Timestamp | Family::TimestampTz | Family::Date | Family::Time => {
                !text.starts_with('\'')
            }
            Family::Bytea | Family::Bit | Family::Range | Family::Interval | Family::Geometry => {
                false
            }
            _ => true,
        };
        fits.then_some(text)
    }

    /// Constants stand bare, the rest in parentheses, and in MySQL those of long types as well.
    fn placed(&self, text: &str, data_type: &str) -> String {
        let upper = data_type.to_ascii_uppercase();
        let long = self.to == Dialect::Mysql
            && ["TEXT", "BLOB", "JSON", "GEOMETRY"]
                .iter()
                .any(|word| upper.contains(word))
            && !upper.starts_with("ENUM");
        if is_constant(text) && !long {
            text.to_string()
        } else {
            format!("({text})")
        }
    }

    /// Whether the column gets its numbers from an identity or from a sequence that is its own.
    pub(super) fn numbers_itself(&self, table: &Table, column: &Column) -> bool {
        let integer = standard::family(&column.data_type) == Family::Integer;
        integer && (column.identity.is_some() || self.owned_sequence(table, column))
    }

    fn owned_sequence(&self, table: &Table, column: &Column) -> bool {
        let calls = column
            .default
            .as_deref()
            .is_some_and(|default| default.starts_with("nextval("));
        calls
            && self
                .schema
                .sequences
                .values()
                .any(|sequence| sequence.owned_by == Some((table.id, column.id)))
    }

    pub(super) fn number(
        &mut self,
        table: &Table,
        column: &Column,
        own: bool,
        object: &str,
    ) -> String {
        if own {
            let conflict = table
                .primary_key()
                .and_then(Constraint::key)
                .and_then(|one| key::get(&one.options, key::ON_CONFLICT));
            let conflict = conflict.map_or(String::new(), |action| {
                format!(" ON CONFLICT {}", action.to_uppercase())
            });
            let name = table
                .primary_key()
                .filter(|one| one.named && self.same())
                .map(|one| format!("CONSTRAINT {} ", self.quote(&one.name)));
            let name = name.unwrap_or_default();
            // A sequence never gives a number twice; so does AUTOINCREMENT, and a plain row id may.
            let plain = self.same() && key::get(&column.options, key::AUTOINCREMENT).is_none();
            self.identity_losses(column, object);
            return format!(
                "{name}PRIMARY KEY{conflict}{}",
                if plain { "" } else { " AUTOINCREMENT" }
            );
        }
        if !(column.identity.is_some() || self.owned_sequence(table, column)) {
            return String::new();
        }
        let first = |columns: &[ColumnId]| columns.first() == Some(&column.id);
        let leads = table
            .constraints
            .iter()
            .filter_map(Constraint::key)
            .any(|one| first(&one.columns))
            || table.indexes.iter().any(|index| {
                index.method == "btree"
                    && first(&index.leading_columns())
                    && index.predicate.is_none()
            });
        let only = table
            .columns
            .iter()
            .filter(|other| self.numbers_itself(table, other))
            .count()
            == 1;
        if self.to == Dialect::Mysql
            && (self.same() || (leads && only && self.numbers_itself(table, column)))
        {
            self.identity_losses(column, object);
            return "AUTO_INCREMENT".to_string();
        }
        self.losses.dropped(object.to_string(), "numbering itself");
        String::new()
    }

    fn identity_losses(&mut self, column: &Column, object: &str) {
        let Some(identity) = &column.identity else {
            return;
        };
        if identity.always {
            self.losses.changed(
                object.to_string(),
                "GENERATED ALWAYS AS IDENTITY",
                "a number that may be given as well",
            );
        }
        let mut options = identity.options.clone();
        if self.to == Dialect::Mysql {
            options.start = None;
        }
        if options != SequenceOptions::default() {
            self.losses
                .dropped(object.to_string(), "the options of its sequence");
        }
    }
}

/// The digits of a second's fraction in `DATETIME(6)`.
fn fraction(data_type: Option<&String>) -> u32 {
    data_type
        .and_then(|text| text.split_once('('))
        .and_then(|(_, rest)| rest.trim_end_matches(')').parse().ok())
        .unwrap_or(0)
}

/// Whether a default may stand without parentheses.
fn is_constant(text: &str) -> bool {
    let all = tokens::significant(text);
    let kinds: Vec<Kind> = all.iter().map(|token| token.kind).collect();
    let time = all.first().is_some_and(|first| {
        let word = first.text(text).to_ascii_uppercase();
        [
            "CURRENT_TIMESTAMP",
            "CURRENT_DATE",
            "CURRENT_TIME",
            "NOW",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "TRUE",
            "FALSE",
            "NULL",
        ]
        .contains(&word.as_str())
    });
    match kinds.as_slice() {
        [Kind::Text | Kind::Number] | [Kind::Operator, Kind::Number] => true,
        [Kind::Word] => time,
        [Kind::Word, Kind::Text] => text.starts_with('_'),
        [Kind::Word, Kind::Mark, Kind::Mark]
        | [Kind::Word, Kind::Mark, Kind::Number, Kind::Mark] => time,
        _ => false,
    }
}
