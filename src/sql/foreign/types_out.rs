//! The types of MySQL and SQLite that hold what a type of PostgreSQL holds, and what each does not hold.
//!
//! Facts: as in [`super::types`]; MySQL manual, "Storage Requirements" for the limits.

use crate::model::{DataType, Dialect};
use crate::sql::types::{self, Family};

/// The longest `VARCHAR` of four-byte characters that a row of 65,535 bytes holds.
const LONGEST_VARCHAR: u32 = 16_383;
/// What a text in a key becomes: InnoDB's keys hold 3,072 bytes.
const KEY_TEXT: &str = "VARCHAR(255)";

/// A type in another dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The type as SQL.
    pub sql: String,
    /// What is lost or held otherwise, as the end of a sentence that begins with the type; `None` where nothing is.
    pub loss: Option<String>,
}

fn exact(sql: impl Into<String>) -> Written {
    Written {
        sql: sql.into(),
        loss: None,
    }
}

fn changed(sql: impl Into<String>, loss: &str) -> Written {
    Written {
        sql: sql.into(),
        loss: Some(loss.to_string()),
    }
}

/// A built-in type of PostgreSQL in the dialect. `in_key`: the column is part of a key or index, where MySQL takes no
/// unbounded text. Types of the schema (enums, domains, composite types) are the caller's.
pub fn write_type(dialect: Dialect, data_type: &DataType, in_key: bool) -> Written {
    match dialect {
        Dialect::Sqlite => sqlite(data_type),
        _ => mysql(data_type, in_key),
    }
}

fn number(text: Option<&String>) -> Option<u32> {
    text.and_then(|text| text.parse().ok())
}

fn mysql(data_type: &DataType, in_key: bool) -> Written {
    let first = data_type.modifiers.first();
    let precision = number(first).unwrap_or(6).min(6);
    let text = |loss: &str| changed(if in_key { KEY_TEXT } else { "LONGTEXT" }, loss);
    match types::family(data_type) {
        Family::Integer => exact(match data_type.name.as_str() {
            "smallint" | "smallserial" => "SMALLINT",
            "integer" | "serial" => "INT",
            _ => "BIGINT",
        }),
        Family::Numeric => mysql_numeric(data_type),
        Family::Float if data_type.name == "real" => exact("FLOAT"),
        Family::Float => exact("DOUBLE"),
        Family::Money => changed("DECIMAL(19,2)", "a number without a currency"),
        Family::Text => mysql_text(data_type, in_key),
        Family::Boolean => exact("TINYINT(1)"),
        Family::Timestamp => exact(format!("DATETIME({precision})")),
        Family::TimestampTz => changed(
            format!("DATETIME({precision})"),
            "without a time zone: write it in UTC",
        ),
        Family::Date => exact("DATE"),
        Family::Time if data_type.name == "time with time zone" => {
            changed(format!("TIME({precision})"), "without a time zone")
        }
        Family::Time => exact(format!("TIME({precision})")),
        Family::Interval => changed("VARCHAR(64)", "a text"),
        Family::Uuid => changed("CHAR(36)", "a text"),
        Family::Json => exact("JSON"),
        Family::Jsonb => exact("JSON"),
        Family::Bytea if in_key => {
            changed("VARBINARY(255)", "255 bytes at most, as it is in a key")
        }
        Family::Bytea => exact("LONGBLOB"),
        Family::Bit => match number(first) {
            Some(bits @ 1..=64) if data_type.name == "bit" => exact(format!("BIT({bits})")),
            _ => text("a text"),
        },
        Family::Network => changed("VARCHAR(43)", "a text that is not checked"),
        Family::Range => changed("VARCHAR(255)", "a text that is not checked"),
        Family::TextSearch => changed(
            "LONGTEXT",
            "a text; use a FULLTEXT index on the columns it is made of",
        ),
        Family::Array => changed("JSON", "a JSON list"),
        Family::Geometry | Family::Other => text("a text that is not checked"),
    }
}

fn mysql_numeric(data_type: &DataType) -> Written {
    let precision = number(data_type.modifiers.first());
    let scale = number(data_type.modifiers.get(1)).unwrap_or(0);
    match precision {
        Some(precision) if precision <= 65 && scale <= 30 && scale <= precision => {
            exact(format!("DECIMAL({precision},{scale})"))
        }
        _ => changed(
            "DECIMAL(65,30)",
            "35 digits before the point and 30 after it at most",
        ),
    }
}

fn mysql_text(data_type: &DataType, in_key: bool) -> Written {
    let length = number(data_type.modifiers.first());
    match (data_type.name.as_str(), length) {
        ("character varying", Some(length)) if length <= LONGEST_VARCHAR => {
            exact(format!("VARCHAR({length})"))
        }
        ("character", Some(length)) if length <= 255 => exact(format!("CHAR({length})")),
        ("character", Some(length)) if length <= LONGEST_VARCHAR => {
            changed(format!("VARCHAR({length})"), "not padded with blanks")
        }
        ("\"char\"", _) => exact("CHAR(1)"),
        ("name", _) => exact("VARCHAR(64)"),
        _ if in_key => changed(KEY_TEXT, "255 characters at most, as it is in a key"),
        _ => exact("LONGTEXT"),
    }
}

fn sqlite(data_type: &DataType) -> Written {
    let list = |name: &str| match data_type.modifiers.as_slice() {
        [] => name.to_string(),
        modifiers => format!("{name}({})", modifiers.join(",")),
    };
    match types::family(data_type) {
        Family::Integer => exact(match data_type.name.as_str() {
            "smallint" | "smallserial" => "SMALLINT",
            "integer" | "serial" => "INTEGER",
            _ => "BIGINT",
        }),
        Family::Numeric => changed(
            list("DECIMAL"),
            "a number of 15 digits, which are not checked",
        ),
        Family::Float => exact(if data_type.name == "real" {
            "REAL"
        } else {
            "DOUBLE PRECISION"
        }),
        Family::Money => changed("DECIMAL(19,2)", "a number of 15 digits without a currency"),
        Family::Text => match data_type.name.as_str() {
            "character varying" if !data_type.modifiers.is_empty() => {
                changed(list("VARCHAR"), "a text of any length")
            }
            "character" => changed(list("CHARACTER"), "a text of any length"),
            "citext" => exact("TEXT COLLATE NOCASE"),
            _ => exact("TEXT"),
        },
        Family::Boolean => changed("BOOLEAN", "0 or 1, which is not checked"),
        Family::Timestamp
        | Family::TimestampTz
        | Family::Date
        | Family::Time
        | Family::Interval => changed("TEXT", "a text that is not checked"),
        Family::Bytea => exact("BLOB"),
        Family::Json | Family::Jsonb => changed("TEXT", "a text that is not checked"),
        Family::Array => changed("TEXT", "a text, such as a JSON list"),
        Family::Uuid
        | Family::Bit
        | Family::Network
        | Family::Range
        | Family::TextSearch
        | Family::Geometry
        | Family::Other => changed("TEXT", "a text that is not checked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_with_what_they_lose() {
        let sql = |dialect, text: &str, key| {
            let written = write_type(dialect, &types::parse(text).unwrap(), key);
            format!(
                "{}{}",
                written.sql,
                if written.loss.is_some() { " !" } else { "" }
            )
        };
        for (text, key, mysql, sqlite) in [
            ("bigint", false, "BIGINT", "BIGINT"),
            ("uuid", true, "CHAR(36) !", "TEXT !"),
            ("text", false, "LONGTEXT", "TEXT"),
            ("text", true, "VARCHAR(255) !", "TEXT"),
            ("varchar(80)", true, "VARCHAR(80)", "VARCHAR(80) !"),
            ("numeric(12,2)", false, "DECIMAL(12,2)", "DECIMAL(12,2) !"),
            ("numeric", false, "DECIMAL(65,30) !", "DECIMAL !"),
            ("timestamptz", false, "DATETIME(6) !", "TEXT !"),
            ("timestamp(3)", false, "DATETIME(3)", "TEXT !"),
            ("jsonb", false, "JSON", "TEXT !"),
            ("text[]", false, "JSON !", "TEXT !"),
            ("bytea", false, "LONGBLOB", "BLOB"),
        ] {
            assert_eq!(sql(Dialect::Mysql, text, key), mysql, "{text}");
            assert_eq!(sql(Dialect::Sqlite, text, key), sqlite, "{text}");
        }
    }
}
