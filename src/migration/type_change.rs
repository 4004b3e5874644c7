//! What changing a column's type costs, and the expression that converts its values.
//!
//! The costs are measured on PostgreSQL 15.18 with an index on the column; what is not known here counts as a rewrite.

use super::locks::Operation;
use crate::model::*;
use crate::sql::types::{self, Family};

/// The operation a type change is, told by what it costs. Types defined by the schema count as a rewrite.
pub fn operation(before: &Column, after: &Column) -> Operation {
    if before.data_type == after.data_type {
        // Only the collation differs: values stay, their order does not.
        return Operation::TypeIndexes;
    }
    let (old, new) = (&before.data_type, &after.data_type);
    if old.dimensions > 0 || new.dimensions > 0 || old.schema.is_some() || new.schema.is_some() {
        return Operation::TypeRewrite;
    }
    let widened = match (old.name.as_str(), new.name.as_str()) {
        ("character varying", "character varying") => grows(old, new),
        ("character varying", "text") | ("xml", "text") | ("cidr", "inet") => true,
        ("text", "character varying") => new.modifiers.is_empty(),
        ("numeric", "numeric") => numeric_grows(old, new),
        ("bit varying", "bit varying") => grows(old, new),
        (left, right) if left == right && is_timed(left) => grows(old, new),
        _ => false,
    };
    let indexes_only = matches!(
        (old.name.as_str(), new.name.as_str()),
        ("text", "citext") | ("citext", "text")
    );
    if widened {
        Operation::TypeCatalog
    } else if indexes_only {
        Operation::TypeIndexes
    } else {
        Operation::TypeRewrite
    }
}

fn is_timed(name: &str) -> bool {
    name.starts_with("time") || name == "interval"
}

/// Whether the one modifier grows or goes; more than one (interval fields) is not known to.
fn grows(old: &DataType, new: &DataType) -> bool {
    match (old.modifiers.as_slice(), new.modifiers.as_slice()) {
        (_, []) => true,
        ([old], [new]) => match (old.parse::<u32>(), new.parse::<u32>()) {
            (Ok(old), Ok(new)) => new >= old,
            _ => false,
        },
        _ => false,
    }
}

/// Whether the precision grows at the same scale, or both limits go.
fn numeric_grows(old: &DataType, new: &DataType) -> bool {
    let number = |modifiers: &[String], place: usize| {
        modifiers
            .get(place)
            .map_or(Ok(0), |text| text.parse::<i32>())
    };
    if new.modifiers.is_empty() {
        return true;
    }
    if old.modifiers.is_empty() {
        return false;
    }
    match (
        number(&old.modifiers, 0),
        number(&new.modifiers, 0),
        number(&old.modifiers, 1),
        number(&new.modifiers, 1),
    ) {
        (Ok(old), Ok(new), Ok(old_scale), Ok(new_scale)) => new >= old && old_scale == new_scale,
        _ => false,
    }
}

/// Whether values of the old type may not fit the new one, so that the change may fail or cut.
pub fn narrows(before: &DataType, after: &DataType) -> bool {
    if before == after {
        return false;
    }
    let rank = |name: &str| match name {
        "smallint" => 1,
        "integer" => 2,
        "bigint" => 3,
        "numeric" => 4,
        _ => 0,
    };
    if after.is("text") && before.dimensions == 0 {
        return false;
    }
    let (old, new) = (rank(&before.name), rank(&after.name));
    if old > 0 && new > 0 && old != new {
        return new < old || (new == 4 && !after.modifiers.is_empty());
    }
    if before.name == after.name {
        return if before.name == "numeric" {
            !numeric_grows(before, after)
        } else {
            !grows(before, after)
        };
    }
    !(before.name == "character varying" && after.name == "text")
}

/// The USING expression, where PostgreSQL has no cast it would apply by itself.
pub(super) fn using(
    column: &str,
    before: &DataType,
    after: &DataType,
    written: &str,
) -> Option<String> {
    if assigns(before, after) {
        return None;
    }
    let seconds = matches!(
        types::family(before),
        Family::Integer | Family::Numeric | Family::Float
    ) && before.dimensions == 0;
    match types::family(after) {
        _ if casts(before, after) => Some(format!("{column}::{written}")),
        Family::TimestampTz if seconds => Some(format!("to_timestamp({column})")),
        Family::Timestamp if seconds => Some(format!("to_timestamp({column}) AT TIME ZONE 'UTC'")),
        Family::Integer | Family::Numeric | Family::Float
            if matches!(
                types::family(before),
                Family::TimestampTz | Family::Timestamp
            ) && after.dimensions == 0 =>
        {
            Some(format!("extract(epoch FROM {column})::{written}"))
        }
        Family::Integer if before.is("boolean") => Some(format!("{column}::integer::{written}")),
        Family::Boolean if seconds => Some(format!("{column}::integer::{written}")),
        // Where there is no cast, every type still reads and writes text; a value that does not read stops the statement.
        _ => Some(format!("{column}::text::{written}")),
    }
}

/// Whether `x::type` is written in PostgreSQL's own casts (`pg_cast`, and text through input and output).
fn casts(before: &DataType, after: &DataType) -> bool {
    let is_text = |one: &DataType| one.dimensions == 0 && types::family(one) == Family::Text;
    if is_text(before) || is_text(after) {
        return true;
    }
    if before.dimensions != after.dimensions || is_named(before) || is_named(after) {
        return false;
    }
    if before.dimensions > 0 {
        return casts(&before.element(), &after.element());
    }
    let (old, new) = (types::family(before), types::family(after));
    let number =
        |family: Family| matches!(family, Family::Integer | Family::Numeric | Family::Float);
    old == new
        || (number(old) && number(new))
        || matches!(
            (old, new),
            (Family::Money, Family::Numeric)
                | (Family::Numeric | Family::Integer, Family::Money)
                | (Family::Json, Family::Jsonb)
                | (Family::Jsonb, Family::Json | Family::Boolean)
                | (
                    Family::Jsonb,
                    Family::Integer | Family::Numeric | Family::Float
                )
                | (Family::Time, Family::Interval)
                | (Family::Interval, Family::Time)
                | (
                    Family::Timestamp | Family::TimestampTz,
                    Family::Time | Family::Date
                )
                | (Family::Timestamp, Family::TimestampTz)
                | (Family::TimestampTz, Family::Timestamp)
                | (Family::Date, Family::Timestamp | Family::TimestampTz)
        )
        || (old == Family::Boolean && after.is("integer"))
        || (before.is("integer") && new == Family::Boolean)
}

fn is_named(data_type: &DataType) -> bool {
    !types::is_built_in(data_type)
}

/// Whether PostgreSQL assigns the one type to the other without being told (`pg_cast`, contexts `i` and `a`).
fn assigns(before: &DataType, after: &DataType) -> bool {
    if before.dimensions != after.dimensions {
        return false;
    }
    if before.name == after.name && before.schema == after.schema {
        return true;
    }
    if before.dimensions > 0 {
        return false;
    }
    let number =
        |family: Family| matches!(family, Family::Integer | Family::Numeric | Family::Float);
    let dated = |family: Family| {
        matches!(
            family,
            Family::Timestamp | Family::TimestampTz | Family::Date
        )
    };
    if is_named(before) && !before.is("citext") {
        return false;
    }
    let (old, new) = (types::family(before), types::family(after));
    if is_named(after) && !after.is("citext") {
        return false;
    }
    new == Family::Text
        || (number(old) && number(new))
        || (dated(old) && dated(new) && new != Family::Date)
        || (dated(old) && new == Family::Date)
        || (before.is("cidr") && after.is("inet"))
}

/// Whether a default of the old type must be dropped around the change: PostgreSQL may not convert it, and where it does it
/// keeps the old type's cast in it.
pub(super) fn default_must_step_aside(before: &DataType, after: &DataType) -> bool {
    before.name != after.name || before.dimensions != after.dimensions
}

/// Whether a foreign key may not compare the old type with the new one, so that it must be off while only one side changed.
pub(super) fn breaks_foreign_keys(before: &DataType, after: &DataType) -> bool {
    before.dimensions != after.dimensions || types::family(before) != types::family(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(text: &str) -> Column {
        Column::new(ColumnId(1), "c", types::parse(text).unwrap())
    }

    #[test]
    fn costs_are_as_measured() {
        let cases = [
            ("varchar(10)", "varchar(20)", Operation::TypeCatalog),
            ("varchar(10)", "text", Operation::TypeCatalog),
            ("varchar(20)", "varchar(10)", Operation::TypeRewrite),
            ("text", "varchar", Operation::TypeCatalog),
            ("text", "varchar(20)", Operation::TypeRewrite),
            ("numeric(10,2)", "numeric(12,2)", Operation::TypeCatalog),
            ("numeric(10,2)", "numeric", Operation::TypeCatalog),
            ("numeric(10,2)", "numeric(12,3)", Operation::TypeRewrite),
            ("timestamp(3)", "timestamp(6)", Operation::TypeCatalog),
            ("timestamp", "timestamptz", Operation::TypeRewrite),
            ("integer", "bigint", Operation::TypeRewrite),
            ("varchar(5)[]", "varchar(10)[]", Operation::TypeRewrite),
            ("text", "citext", Operation::TypeIndexes),
            ("cidr", "inet", Operation::TypeCatalog),
        ];
        for (before, after, expected) in cases {
            assert_eq!(
                operation(&column(before), &column(after)),
                expected,
                "{before} to {after}"
            );
        }
    }

    #[test]
    fn values_that_may_not_fit_are_told() {
        let parse = |text: &str| types::parse(text).unwrap();
        assert!(narrows(&parse("bigint"), &parse("integer")));
        assert!(!narrows(&parse("integer"), &parse("bigint")));
        assert!(narrows(&parse("varchar(20)"), &parse("varchar(10)")));
        assert!(!narrows(&parse("uuid"), &parse("text")));
        assert!(narrows(&parse("text"), &parse("uuid")));
    }

    #[test]
    fn conversions_are_written_where_postgresql_needs_them() {
        let parse = |text: &str| types::parse(text).unwrap();
        let using_of = |before: &str, after: &str| using("c", &parse(before), &parse(after), after);
        assert_eq!(using_of("integer", "bigint"), None);
        assert_eq!(using_of("integer", "text"), None);
        assert_eq!(using_of("text", "integer").as_deref(), Some("c::integer"));
        assert_eq!(using_of("text", "uuid").as_deref(), Some("c::uuid"));
        assert_eq!(using_of("text", "mood").as_deref(), Some("c::mood"));
        assert_eq!(
            using_of("mood", "feeling").as_deref(),
            Some("c::text::feeling")
        );
        assert_eq!(
            using_of("integer", "timestamptz").as_deref(),
            Some("to_timestamp(c)")
        );
        assert_eq!(
            using_of("jsonb", "text[]").as_deref(),
            Some("c::text::text[]")
        );
        assert_eq!(using_of("text[]", "uuid[]").as_deref(), Some("c::uuid[]"));
        assert_eq!(
            using_of("boolean", "bigint").as_deref(),
            Some("c::integer::bigint")
        );
    }
}
