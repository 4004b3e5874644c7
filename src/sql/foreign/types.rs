//! What the types of MySQL and SQLite mean, said in PostgreSQL's types.
//!
//! Facts: MySQL manual, chapter 11 "Data Types"; MariaDB, "Data Types"; sqlite.org/datatype3.html, where any word is a type
//! and its letters decide how values are stored.

use crate::model::{Column, DataType, Dialect};

/// A type as written, taken apart.
pub(super) struct Parts {
    /// Words in lower case with one blank between them, `unsigned` and the like left out.
    name: String,
    arguments: Vec<String>,
    unsigned: bool,
}

pub(super) fn parts(text: &str) -> Parts {
    let (head, rest) = text.split_once('(').unwrap_or((text, ""));
    let (inner, tail) = rest.rsplit_once(')').unwrap_or(("", ""));
    let mut name = Vec::new();
    let mut unsigned = false;
    for word in head.split_whitespace().chain(tail.split_whitespace()) {
        match word.to_ascii_lowercase().as_str() {
            "unsigned" | "zerofill" => unsigned = true,
            "signed" | "binary" | "ascii" | "unicode" | "byte" if !name.is_empty() => {}
            word => name.push(word.to_string()),
        }
    }
    Parts {
        name: name.join(" "),
        arguments: inner
            .split(',')
            .map(|argument| argument.trim().to_string())
            .filter(|argument| !argument.is_empty())
            .collect(),
        unsigned,
    }
}

/// The type of the model that means the same, or the nearest that holds all its values.
///
/// `ENUM` is the caller's: it becomes a type of the schema.
pub fn read_type(dialect: Dialect, text: &str) -> DataType {
    let parts = parts(text);
    match dialect {
        Dialect::Sqlite => sqlite(&parts),
        _ => mysql(&parts),
    }
}

/// The author's type, as long as it still means the column's type: one chosen since then wins.
pub fn reads_as(dialect: Dialect, column: &Column) -> Option<&str> {
    let native = column.native_type.as_deref()?;
    (read_type(dialect, native) == column.data_type).then_some(native)
}

fn typed(name: &str, arguments: &[String]) -> DataType {
    DataType {
        name: name.to_string(),
        modifiers: arguments.to_vec(),
        ..DataType::default()
    }
}

/// The first argument as a length, `1` where none is given.
fn length(parts: &Parts) -> Vec<String> {
    match parts.arguments.first() {
        Some(length) => vec![length.clone()],
        None => vec!["1".to_string()],
    }
}

fn mysql(parts: &Parts) -> DataType {
    known_to_mysql(parts).unwrap_or_else(|| match parts.name.as_str() {
        "serial" => DataType::named("bigint"),
        _ => DataType::named("text"),
    })
}

pub(super) fn known_to_mysql(parts: &Parts) -> Option<DataType> {
    let none: &[String] = &[];
    let first: &[String] = parts.arguments.get(..1).unwrap_or(none);
    Some(match parts.name.as_str() {
        "bool" | "boolean" => DataType::named("boolean"),
        "tinyint" if first == ["1"] && !parts.unsigned => DataType::named("boolean"),
        "tinyint" | "int1" | "year" => DataType::named("smallint"),
        "smallint" | "int2" if parts.unsigned => DataType::named("integer"),
        "smallint" | "int2" => DataType::named("smallint"),
        "mediumint" | "middleint" | "int3" => DataType::named("integer"),
        "int" | "integer" | "int4" if !parts.unsigned => DataType::named("integer"),
        "int" | "integer" | "int4" | "bigint" | "int8" => DataType::named("bigint"),
        "decimal" | "numeric" | "dec" | "fixed" => numeric(&parts.arguments, &["10", "0"]),
        "float" if parts.arguments.len() == 1 && first != ["24"] => {
            let precision = first.first().and_then(|text| text.parse::<u32>().ok());
            let double = precision.is_some_and(|precision| precision > 24);
            DataType::named(if double { "double precision" } else { "real" })
        }
        "float" | "float4" => DataType::named("real"),
        "double" | "double precision" | "real" | "float8" => DataType::named("double precision"),
        "bit" => typed("bit", &length(parts)),
        "date" => DataType::named("date"),
        "datetime" => typed("timestamp without time zone", first),
        "timestamp" => typed("timestamp with time zone", first),
        "time" => typed("time without time zone", first),
        "char" | "character" | "national char" | "national character" | "nchar" => {
            typed("character", &length(parts))
        }
        "varchar"
        | "character varying"
        | "char varying"
        | "varcharacter"
        | "nvarchar"
        | "national varchar"
        | "national character varying"
        | "national char varying"
        | "nchar varchar"
        | "nchar varying" => typed("character varying", first),
        "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" | "char byte"
        | "long varbinary" => DataType::named("bytea"),
        "json" => DataType::named("jsonb"),
        "uuid" => DataType::named("uuid"),
        "inet4" | "inet6" => DataType::named("inet"),
        "point" | "polygon" => DataType::named(&parts.name),
        "tinytext" | "text" | "mediumtext" | "longtext" | "long" | "long varchar" | "set"
        | "geometry" | "linestring" | "multipoint" | "multilinestring" | "multipolygon"
        | "geometrycollection" | "geomcollection" | "vector" | "xmltype" => DataType::named("text"),
        _ => return None,
    })
}

fn numeric(arguments: &[String], default: &[&str]) -> DataType {
    match arguments {
        [] => DataType::with_modifiers("numeric", default),
        [precision] => DataType::with_modifiers("numeric", &[precision, "0"]),
        _ => typed("numeric", arguments.get(..2).unwrap_or(arguments)),
    }
}

pub(super) fn sqlite(parts: &Parts) -> DataType {
    let none: &[String] = &[];
    let first: &[String] = parts.arguments.get(..1).unwrap_or(none);
    match parts.name.as_str() {
        "bool" | "boolean" => return DataType::named("boolean"),
        "tinyint" if first == ["1"] => return DataType::named("boolean"),
        "smallint" | "int2" | "tinyint" => return DataType::named("smallint"),
        "varchar" | "varying character" | "nvarchar" | "character varying" => {
            return typed("character varying", first);
        }
        "char" | "character" | "nchar" | "native character" if !first.is_empty() => {
            return typed("character", first);
        }
        "date" => return DataType::named("date"),
        "datetime" | "timestamp" => return DataType::named("timestamp without time zone"),
        "timestamptz" => return DataType::named("timestamp with time zone"),
        "time" => return DataType::named("time without time zone"),
        "json" | "jsonb" => return DataType::named("jsonb"),
        "uuid" => return DataType::named("uuid"),
        "binary" | "varbinary" | "bytea" => return DataType::named("bytea"),
        "decimal" | "numeric" if !parts.arguments.is_empty() => {
            return numeric(&parts.arguments, &[]);
        }
        "" | "any" => return DataType::named("text"),
        _ => {}
    }
    // The order of sqlite.org/datatype3.html, section 3.1.
    let has = |letters: &[&str]| letters.iter().any(|one| parts.name.contains(one));
    DataType::named(if has(&["int"]) {
        "bigint"
    } else if has(&["char", "clob", "text"]) {
        "text"
    } else if has(&["blob"]) {
        "bytea"
    } else if has(&["real", "floa", "doub"]) {
        "double precision"
    } else {
        "numeric"
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ColumnId;

    #[test]
    fn types_mean_what_they_hold() {
        let cases = [
            (Dialect::Mysql, "int(10) unsigned", "bigint"),
            (Dialect::Mysql, "TINYINT(1)", "boolean"),
            (Dialect::Mysql, "tinyint(4)", "smallint"),
            (
                Dialect::Mysql,
                "datetime(6)",
                "timestamp(6) without time zone",
            ),
            (Dialect::Mysql, "decimal(10)", "numeric(10,0)"),
            (Dialect::Mysql, "decimal(10, 2) unsigned", "numeric(10,2)"),
            (Dialect::Mysql, "double(8,2)", "double precision"),
            (
                Dialect::Mysql,
                "varchar(20) binary",
                "character varying(20)",
            ),
            (Dialect::Mysql, "binary(16)", "bytea"),
            (Dialect::Mysql, "set('a','b')", "text"),
            (Dialect::Sqlite, "UNSIGNED BIG INT", "bigint"),
            (
                Dialect::Sqlite,
                "VARYING CHARACTER(70)",
                "character varying(70)",
            ),
            (Dialect::Sqlite, "MEDIUMBLOB", "bytea"),
            (Dialect::Sqlite, "DOUBLE PRECISION", "double precision"),
            (Dialect::Sqlite, "MONEYISH", "numeric"),
            (Dialect::Sqlite, "", "text"),
        ];
        for (dialect, written, meant) in cases {
            assert_eq!(read_type(dialect, written).to_string(), meant, "{written}");
        }
    }

    #[test]
    fn a_type_chosen_since_wins() {
        let mut column = Column::new(ColumnId(1), "a", DataType::named("bigint"));
        column.native_type = Some("int unsigned".to_string());
        assert_eq!(reads_as(Dialect::Mysql, &column), Some("int unsigned"));
        column.data_type = DataType::named("uuid");
        assert_eq!(reads_as(Dialect::Mysql, &column), None);
    }
}
