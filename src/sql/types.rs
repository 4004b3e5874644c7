//! Type names: reading them from SQL, writing them, and telling what family they belong to.
//!
//! Facts: PostgreSQL manual, chapter 8 and `format_type`; section 4.1 for the syntax.

use thiserror::Error;

use crate::model::DataType;

use super::{
    quote,
    tokens::{self, Kind, Token},
};

/// Types offered first when a column's type is picked, as people write them.
pub const COMMON: &[&str] = &[
    "uuid",
    "text",
    "varchar(255)",
    "citext",
    "boolean",
    "smallint",
    "integer",
    "bigint",
    "numeric(12,2)",
    "double precision",
    "timestamptz",
    "timestamp",
    "date",
    "time",
    "interval",
    "jsonb",
    "json",
    "bytea",
    "inet",
    "cidr",
    "tstzrange",
    "daterange",
    "int4range",
    "tsvector",
    "text[]",
    "uuid[]",
    "bigserial",
    "serial",
];

/// Why a text is not a type.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TypeError {
    /// Nothing was given.
    #[error("no type is given")]
    Empty,
    /// The text goes on where the type should end.
    #[error("`{0}` does not belong in a type")]
    Unexpected(String),
    /// A parenthesis or bracket is not closed.
    #[error("`{0}` is not closed")]
    Unclosed(char),
}

/// What a type is used for; what rules and editors go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// `smallint`, `integer`, `bigint` and the serial types.
    Integer,
    /// `numeric`.
    Numeric,
    /// `real`, `double precision`.
    Float,
    /// `money`.
    Money,
    /// `text`, `varchar`, `char`, `citext`, `name`.
    Text,
    /// `boolean`.
    Boolean,
    /// `timestamp` without time zone.
    Timestamp,
    /// `timestamp with time zone`.
    TimestampTz,
    /// `date`.
    Date,
    /// `time` with or without time zone.
    Time,
    /// `interval`.
    Interval,
    /// `uuid`.
    Uuid,
    /// `json`.
    Json,
    /// `jsonb`.
    Jsonb,
    /// `bytea`.
    Bytea,
    /// `bit`, `bit varying`.
    Bit,
    /// `inet`, `cidr`, `macaddr`, `macaddr8`.
    Network,
    /// Built-in ranges and multiranges.
    Range,
    /// `tsvector`, `tsquery`.
    TextSearch,
    /// Points, boxes, and PostGIS types.
    Geometry,
    /// An array of anything.
    Array,
    /// A type the schema or an extension defines: enum, domain, composite, ...
    Other,
}

/// Spellings PostgreSQL turns into others: `(spelling, canonical)`. Words are lower case, one blank between them.
const ALIASES: &[(&str, &str)] = &[
    ("int", "integer"),
    ("int4", "integer"),
    ("int2", "smallint"),
    ("int8", "bigint"),
    ("serial2", "smallserial"),
    ("serial4", "serial"),
    ("serial8", "bigserial"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("float", "double precision"),
    ("decimal", "numeric"),
    ("dec", "numeric"),
    ("bool", "boolean"),
    ("char", "character"),
    ("nchar", "character"),
    ("national char", "character"),
    ("national character", "character"),
    ("varchar", "character varying"),
    ("char varying", "character varying"),
    ("nchar varying", "character varying"),
    ("national char varying", "character varying"),
    ("national character varying", "character varying"),
    ("varbit", "bit varying"),
    ("timestamp", "timestamp without time zone"),
    ("timestamptz", "timestamp with time zone"),
    ("time", "time without time zone"),
    ("timetz", "time with time zone"),
];

/// Built-in types under their canonical names, without the pseudo-types.
const BUILT_IN: &[&str] = &[
    "smallint",
    "integer",
    "bigint",
    "smallserial",
    "serial",
    "bigserial",
    "numeric",
    "real",
    "double precision",
    "money",
    "text",
    "character",
    "character varying",
    "bpchar",
    "\"char\"",
    "name",
    "boolean",
    "timestamp without time zone",
    "timestamp with time zone",
    "date",
    "time without time zone",
    "time with time zone",
    "interval",
    "uuid",
    "json",
    "jsonb",
    "jsonpath",
    "bytea",
    "bit",
    "bit varying",
    "inet",
    "cidr",
    "macaddr",
    "macaddr8",
    "int4range",
    "int8range",
    "numrange",
    "tsrange",
    "tstzrange",
    "daterange",
    "int4multirange",
    "int8multirange",
    "nummultirange",
    "tsmultirange",
    "tstzmultirange",
    "datemultirange",
    "tsvector",
    "tsquery",
    "point",
    "line",
    "lseg",
    "box",
    "path",
    "polygon",
    "circle",
    "xml",
    "oid",
    "xid",
    "xid8",
    "cid",
    "tid",
    "regclass",
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
    "pg_lsn",
    "pg_snapshot",
    "txid_snapshot",
    "int2vector",
    "oidvector",
    "refcursor",
    "aclitem",
    "record",
    "void",
    "trigger",
    "event_trigger",
    "anyelement",
    "anyarray",
    "anyenum",
    "anyrange",
    "anycompatible",
    "cstring",
    "internal",
];

/// Words that begin a type of several words, with those that may follow.
const FOLLOWERS: &[(&str, &[&str])] = &[
    ("double", &["precision"]),
    ("character", &["varying"]),
    ("char", &["varying"]),
    ("nchar", &["varying"]),
    ("national", &["character", "char", "varying"]),
    ("bit", &["varying"]),
    (
        "interval",
        &["year", "month", "day", "hour", "minute", "second", "to"],
    ),
];

/// Reads a type: aliases become canonical, `pg_catalog` is left out, array bounds are dropped as PostgreSQL drops them.
///
/// `char` and `bit` get the length 1 they have. The serial types stay under their names for the caller to expand.
///
/// # Errors
/// When the text is empty, a parenthesis is left open, or something follows the type.
pub fn parse(text: &str) -> Result<DataType, TypeError> {
    let tokens = tokens::significant(text);
    let mut reader = Reader {
        text,
        tokens: &tokens,
        position: 0,
    };
    let data_type = reader.data_type()?;
    match reader.peek() {
        None => Ok(data_type),
        Some(token) => Err(TypeError::Unexpected(token.text(text).to_string())),
    }
}

/// Reads a type at the start of a text: the type, and the byte at which it ends.
///
/// # Errors
/// As [`parse`], but what follows the type is left to the caller.
pub fn parse_prefix(text: &str) -> Result<(DataType, usize), TypeError> {
    let tokens = tokens::significant(text);
    let mut reader = Reader {
        text,
        tokens: &tokens,
        position: 0,
    };
    let data_type = reader.data_type()?;
    let end = reader
        .position
        .checked_sub(1)
        .and_then(|last| tokens.get(last))
        .map_or(0, |token| token.range.end);
    Ok((data_type, end))
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    position: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.position)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self
            .peek()
            .is_some_and(|token| token.is_word(self.text, word));
        self.position += usize::from(found);
        found
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is(self.text, sign));
        self.position += usize::from(found);
        found
    }

    fn data_type(&mut self) -> Result<DataType, TypeError> {
        let (schema, mut name, bare) = self.name()?;
        if bare {
            self.following_words(&mut name);
        }
        let mut modifiers = self.modifiers()?;
        if bare && matches!(name.as_str(), "time" | "timestamp") {
            self.time_zone(&mut name);
        }
        if bare && name.starts_with("interval") && modifiers.is_empty() {
            self.following_words(&mut name);
            modifiers = self.modifiers()?;
        }
        let dimensions = self.dimensions()?;
        let mut data_type = DataType {
            schema,
            name,
            modifiers,
            dimensions,
        };
        canonicalise(&mut data_type, bare);
        Ok(data_type)
    }

    /// Schema, name, and whether the name was bare and unqualified, so that it may be a keyword of the type syntax.
    fn name(&mut self) -> Result<(Option<String>, String, bool), TypeError> {
        let mut parts = Vec::new();
        let quoted = loop {
            let Some(token) = self.peek() else {
                return Err(TypeError::Empty);
            };
            let Some(name) = token.name(self.text) else {
                return Err(TypeError::Unexpected(token.text(self.text).to_string()));
            };
            let quoted = token.kind == Kind::QuotedName;
            parts.push(name);
            self.position += 1;
            if !self.take_sign(".") {
                break quoted;
            }
        };
        let name = parts.pop().unwrap_or_default();
        let schema = parts.pop().filter(|schema| schema != "pg_catalog");
        let bare = !quoted && schema.is_none();
        // The one built-in type whose name needs its quotes (manual, section 8.3).
        if quoted && name == "char" && schema.is_none() {
            return Ok((None, "\"char\"".to_string(), false));
        }
        Ok((schema, name, bare))
    }

    fn following_words(&mut self, name: &mut String) {
        let Some((_, followers)) = FOLLOWERS
            .iter()
            .find(|(head, _)| name.split(' ').next() == Some(head))
        else {
            return;
        };
        while let Some(word) = self
            .peek()
            .filter(|token| token.kind == Kind::Word)
            .map(|token| token.text(self.text).to_ascii_lowercase())
            .filter(|word| followers.contains(&word.as_str()))
        {
            name.push(' ');
            name.push_str(&word);
            self.position += 1;
        }
    }

    fn time_zone(&mut self, name: &mut String) {
        let start = self.position;
        let with = self.take_word("with");
        if (with || self.take_word("without")) && self.take_word("time") && self.take_word("zone") {
            name.push_str(if with {
                " with time zone"
            } else {
                " without time zone"
            });
        } else {
            self.position = start;
        }
    }

    fn modifiers(&mut self) -> Result<Vec<String>, TypeError> {
        if !self.take_sign("(") {
            return Ok(Vec::new());
        }
        let mut modifiers = vec![String::new()];
        loop {
            let Some(token) = self.peek() else {
                return Err(TypeError::Unclosed('('));
            };
            let text = token.text(self.text);
            self.position += 1;
            match text {
                ")" => break,
                "," => modifiers.push(String::new()),
                "(" | ";" => return Err(TypeError::Unexpected(text.to_string())),
                _ => {
                    if let Some(last) = modifiers.last_mut() {
                        last.push_str(text);
                    }
                }
            }
        }
        if modifiers.iter().any(String::is_empty) {
            return Err(TypeError::Unexpected("()".to_string()));
        }
        Ok(modifiers)
    }

    fn dimensions(&mut self) -> Result<u8, TypeError> {
        let mut dimensions = u8::from(self.take_word("array"));
        let one = dimensions == 1;
        while self.take_sign("[") {
            if self.peek().is_some_and(|token| token.kind == Kind::Number) {
                self.position += 1;
            }
            if !self.take_sign("]") {
                return Err(match self.peek() {
                    Some(token) => TypeError::Unexpected(token.text(self.text).to_string()),
                    None => TypeError::Unclosed('['),
                });
            }
            if !one {
                dimensions = dimensions.saturating_add(1);
            }
        }
        Ok(dimensions)
    }
}

/// Turns spellings into the names `format_type` gives.
fn canonicalise(data_type: &mut DataType, bare: bool) {
    if data_type.schema.is_some() {
        return;
    }
    if data_type.name == "float"
        && let Some(precision) = data_type
            .modifiers
            .first()
            .and_then(|text| text.parse::<u32>().ok())
    {
        // float(1) to float(24) is real (manual, section 8.1.3).
        data_type.name = if precision <= 24 {
            "real"
        } else {
            "double precision"
        }
        .to_string();
        data_type.modifiers.clear();
    }
    if let Some((_, canonical)) = ALIASES.iter().find(|(alias, _)| *alias == data_type.name) {
        data_type.name = canonical.to_string();
    }
    let length_one = matches!(data_type.name.as_str(), "character" | "bit");
    if bare && length_one && data_type.modifiers.is_empty() {
        data_type.modifiers.push("1".to_string());
    }
    if data_type.name == "numeric" && data_type.modifiers.len() == 1 {
        data_type.modifiers.push("0".to_string());
    }
    if data_type.name == "bpchar" && !data_type.modifiers.is_empty() {
        data_type.name = "character".to_string();
    }
}

/// The shorter spelling PostgreSQL knows for a canonical name, with the place of the modifiers always at the end.
fn spelling(name: &str) -> &str {
    match name {
        "timestamp with time zone" => "timestamptz",
        "timestamp without time zone" => "timestamp",
        "time with time zone" => "timetz",
        "time without time zone" => "time",
        "character varying" => "varchar",
        "character" => "char",
        "bit varying" => "varbit",
        other => other,
    }
}

/// The type as SQL, in the spelling people write: `timestamptz`, `varchar(80)`, `billing.status[]`.
pub fn write(data_type: &DataType) -> String {
    let name = if let Some(schema) = &data_type.schema {
        quote::qualified(schema, &data_type.name)
    } else if is_built_in(data_type) {
        spelling(&data_type.name).to_string()
    } else {
        quote::identifier(&data_type.name)
    };
    with_suffixes(name, data_type)
}

/// The type for cards and lists: as [`write()`], without quotes and without `public`.
pub fn short(data_type: &DataType) -> String {
    let name = match data_type.schema.as_deref() {
        None | Some("public") => spelling(&data_type.name).to_string(),
        Some(schema) => format!("{schema}.{}", data_type.name),
    };
    with_suffixes(name, data_type)
}

fn with_suffixes(mut text: String, data_type: &DataType) -> String {
    if !data_type.modifiers.is_empty() {
        text.push('(');
        text.push_str(&data_type.modifiers.join(","));
        text.push(')');
    }
    for _ in 0..data_type.dimensions {
        text.push_str("[]");
    }
    text
}

/// Whether PostgreSQL itself has the type (its element, for an array).
pub fn is_built_in(data_type: &DataType) -> bool {
    data_type.schema.is_none()
        && (BUILT_IN.contains(&data_type.name.as_str()) || data_type.name.starts_with("interval "))
}

/// Whether the type is one of `smallserial`, `serial`, `bigserial`; the integer type behind it if so.
pub fn serial(data_type: &DataType) -> Option<&'static str> {
    if data_type.schema.is_some() || data_type.dimensions > 0 {
        return None;
    }
    match data_type.name.as_str() {
        "smallserial" => Some("smallint"),
        "serial" => Some("integer"),
        "bigserial" => Some("bigint"),
        _ => None,
    }
}

/// The family of a type.
pub fn family(data_type: &DataType) -> Family {
    if data_type.dimensions > 0 {
        return Family::Array;
    }
    match data_type.name.as_str() {
        // Extension types are told by name, whatever schema they stand in.
        "citext" => return Family::Text,
        "geometry" | "geography" => return Family::Geometry,
        _ if data_type.schema.is_some() => return Family::Other,
        _ => {}
    }
    match data_type.name.as_str() {
        "smallint" | "integer" | "bigint" | "smallserial" | "serial" | "bigserial" => {
            Family::Integer
        }
        "numeric" => Family::Numeric,
        "real" | "double precision" => Family::Float,
        "money" => Family::Money,
        "text" | "character" | "character varying" | "bpchar" | "\"char\"" | "name" => Family::Text,
        "boolean" => Family::Boolean,
        "timestamp without time zone" => Family::Timestamp,
        "timestamp with time zone" => Family::TimestampTz,
        "date" => Family::Date,
        "time without time zone" | "time with time zone" => Family::Time,
        "uuid" => Family::Uuid,
        "json" => Family::Json,
        "jsonb" => Family::Jsonb,
        "bytea" => Family::Bytea,
        "bit" | "bit varying" => Family::Bit,
        "inet" | "cidr" | "macaddr" | "macaddr8" => Family::Network,
        "tsvector" | "tsquery" => Family::TextSearch,
        "point" | "line" | "lseg" | "box" | "path" | "polygon" | "circle" => Family::Geometry,
        name if name.starts_with("interval") => Family::Interval,
        name if name.ends_with("range") && BUILT_IN.contains(&name) => Family::Range,
        _ => Family::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(text: &str) -> (String, String) {
        let data_type = parse(text).expect(text);
        (data_type.to_string(), write(&data_type))
    }

    #[test]
    fn aliases_become_canonical() {
        for (text, canonical, written) in [
            ("int4", "integer", "integer"),
            ("INT", "integer", "integer"),
            ("varchar(80)", "character varying(80)", "varchar(80)"),
            ("character varying", "character varying", "varchar"),
            (
                "national char varying (5)",
                "character varying(5)",
                "varchar(5)",
            ),
            (
                "timestamp(3) with time zone",
                "timestamp(3) with time zone",
                "timestamptz(3)",
            ),
            (
                "timestamptz(3)",
                "timestamp(3) with time zone",
                "timestamptz(3)",
            ),
            ("timestamp", "timestamp without time zone", "timestamp"),
            (
                "time(0) without time zone",
                "time(0) without time zone",
                "time(0)",
            ),
            ("char", "character(1)", "char(1)"),
            ("bpchar", "bpchar", "bpchar"),
            ("bpchar(3)", "character(3)", "char(3)"),
            ("\"char\"", "\"char\"", "\"char\""),
            ("bit varying(5)", "bit varying(5)", "varbit(5)"),
            ("float(24)", "real", "real"),
            ("float(25)", "double precision", "double precision"),
            ("decimal(10, 2)", "numeric(10,2)", "numeric(10,2)"),
            ("pg_catalog.int8", "bigint", "bigint"),
            (
                "interval day to second (3)",
                "interval day to second(3)",
                "interval day to second(3)",
            ),
            ("interval(6)", "interval(6)", "interval(6)"),
            ("integer[][3]", "integer[][]", "integer[][]"),
            ("int ARRAY[4]", "integer[]", "integer[]"),
            ("public.citext", "public.citext", "public.citext"),
            ("\"Status\"", "Status", "\"Status\""),
            ("my.\"Odd Type\"[]", "my.Odd Type[]", "my.\"Odd Type\"[]"),
            (
                "geometry(Point,4326)",
                "geometry(Point,4326)",
                "geometry(Point,4326)",
            ),
            ("numeric(5,-2)", "numeric(5,-2)", "numeric(5,-2)"),
            ("bigserial", "bigserial", "bigserial"),
        ] {
            assert_eq!(
                round(text),
                (canonical.to_string(), written.to_string()),
                "{text}"
            );
        }
    }

    #[test]
    fn written_types_read_back_the_same() {
        for text in COMMON {
            let data_type = parse(text).expect(text);
            assert_eq!(parse(&write(&data_type)), Ok(data_type.clone()), "{text}");
        }
    }

    #[test]
    fn what_is_no_type_is_refused() {
        assert_eq!(parse(" "), Err(TypeError::Empty));
        assert_eq!(parse("varchar(3"), Err(TypeError::Unclosed('(')));
        assert_eq!(parse("text; drop"), Err(TypeError::Unexpected(";".into())));
        assert_eq!(parse("int["), Err(TypeError::Unclosed('[')));
        assert_eq!(parse("3"), Err(TypeError::Unexpected("3".into())));
        assert_eq!(
            parse("text not null"),
            Err(TypeError::Unexpected("not".into()))
        );
    }

    #[test]
    fn a_type_before_other_text() {
        let text = "timestamp with time zone NOT NULL";
        let (data_type, end) = parse_prefix(text).expect("a type");
        assert_eq!(data_type.name, "timestamp with time zone");
        assert_eq!(&text[end..], " NOT NULL");
    }

    #[test]
    fn families() {
        let family_of = |text: &str| family(&parse(text).expect(text));
        assert_eq!(family_of("timestamptz"), Family::TimestampTz);
        assert_eq!(family_of("tstzrange"), Family::Range);
        assert_eq!(family_of("interval year to month"), Family::Interval);
        assert_eq!(family_of("orange"), Family::Other);
        assert_eq!(family_of("text[]"), Family::Array);
        assert_eq!(family_of("public.citext"), Family::Text);
    }
}
