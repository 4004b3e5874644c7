//! What the exporters write, held against PostgreSQL: the script loads into an empty database, and the database it makes is
//! the one the author's own script makes.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::OnceLock;

use cadastre::import::{self, Source};
use cadastre::model::{DataType, Document};
use cadastre::sql::{keywords, names, quote, types};

use crate::server::{Database, Server};

/// A server of these tests' own: their schemas make roles.
fn server() -> &'static Server {
    static SERVER: OnceLock<&'static Server> = OnceLock::new();
    SERVER.get_or_init(Server::alone)
}

fn export(name: &str, text: &str) -> String {
    let source = Source {
        name: name.to_string(),
        text: text.to_string(),
    };
    let read = import::read(&[source], &import::Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    cadastre::export::sql::document(&Document::new(name, read.schema))
}

fn same_database(name: &str, text: &str) {
    let (original, ours) = (server().database(), server().database());
    original
        .run(text)
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let script = export(name, text);
    ours.run(&script)
        .unwrap_or_else(|error| panic!("{name}: {error}\n{script}"));
    assert_eq!(original.dump_sorted(), ours.dump_sorted(), "{name}");
    // What pg_dump writes of it is read as well as what its author wrote.
    let again = server().database();
    again
        .run(&export(name, &original.dump()))
        .unwrap_or_else(|error| panic!("{name}, dumped: {error}"));
    assert_eq!(
        original.dump_sorted(),
        again.dump_sorted(),
        "{name}, dumped"
    );
}

#[test]
fn exported_scripts_make_the_same_database() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/native/golden/export");
    let mut inputs: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.strip_suffix(".sql")
                .is_some_and(|stem| !stem.contains('.'))
        })
        .collect();
    inputs.sort();
    assert!(inputs.len() >= 5);
    for input in inputs {
        let text = fs::read_to_string(&input).unwrap();
        same_database(input.file_name().unwrap().to_str().unwrap(), &text);
    }
    same_database("the sample", include_str!("../../src/editor/sample.sql"));
}

#[test]
fn keywords_are_those_of_the_server() {
    let list = server()
        .database()
        .run("SELECT word, catcode FROM pg_get_keywords()")
        .unwrap();
    for line in list.lines() {
        let (word, category) = line.split_once('|').unwrap();
        let needs = category != "U";
        // Words that became keywords in a later version are quoted for all.
        assert!(
            keywords::needs_quotes(word) == needs || (!needs && server().version() < 18),
            "{word}"
        );
    }
    let quoted = server()
        .database()
        .run("SELECT word, quote_ident(word) FROM pg_get_keywords() WHERE catcode <> 'U'")
        .unwrap();
    for line in quoted.lines() {
        let (word, written) = line.split_once('|').unwrap();
        assert_eq!(quote::identifier(word), written);
    }
}

#[test]
fn types_are_named_as_the_server_names_them() {
    let database = server().database();
    database.run("CREATE EXTENSION citext").unwrap();
    let written = [
        "int",
        "int2",
        "int4",
        "int8",
        "float",
        "float4",
        "float8",
        "float(24)",
        "float(25)",
        "decimal(8,3)",
        "dec",
        "numeric(5)",
        "bool",
        "char",
        "char(7)",
        "nchar(3)",
        "character varying",
        "varchar(9)",
        "national character(4)",
        "bpchar",
        "bpchar(2)",
        "\"char\"",
        "bit",
        "bit(4)",
        "bit varying(6)",
        "varbit",
        "time",
        "timetz(2)",
        "time(1) with time zone",
        "timestamp",
        "timestamp(4)",
        "timestamp with time zone",
        "timestamptz(0)",
        "interval",
        "interval(3)",
        "interval year to month",
        "interval day to second(2)",
        "interval hour",
        "text[]",
        "int[3][4]",
        "int array",
        "varchar(5)[]",
        "pg_catalog.int8",
        "pg_catalog.\"timestamp\"",
        "name",
        "money",
        "xml",
        "citext",
        "tstzmultirange",
    ];
    for text in written.iter().chain(types::COMMON) {
        let data_type = types::parse(text).unwrap();
        let data_type = DataType {
            name: types::serial(&data_type).map_or(data_type.name.clone(), str::to_string),
            ..data_type
        };
        let named = |text: &str| {
            let statements = format!(
                "CREATE TEMP TABLE t (c {text}); SELECT format_type(atttypid, atttypmod), attndims FROM pg_attribute \
                 WHERE attrelid = 't'::regclass AND attname = 'c'; DROP TABLE t"
            );
            database.run(&statements).unwrap().trim().to_string()
        };
        let (theirs, dimensions) = named(text)
            .rsplit_once('|')
            .map(|(a, b)| (a.to_string(), b.to_string()))
            .unwrap();
        assert_eq!(
            data_type.element().to_string(),
            theirs.trim_end_matches("[]"),
            "{text}"
        );
        assert_eq!(data_type.dimensions.to_string(), dimensions, "{text}");
        assert_eq!(
            named(&types::write(&data_type)),
            format!("{theirs}|{dimensions}"),
            "{text}"
        );
    }
}

/// A table whose names are `table` and `columns` long, with a letter each to tell them apart.
fn generated_names(database: &Database, table: &str, columns: &[String]) -> Vec<(String, String)> {
    let quoted: Vec<String> = columns
        .iter()
        .map(|column| quote::identifier(column))
        .collect();
    let t = quote::identifier(table);
    let (a, b) = (&quoted[0], &quoted[1]);
    let all = quoted.join(", ");
    let sql = format!(
        "CREATE TABLE {t} ({a} serial PRIMARY KEY, {b} text UNIQUE CHECK ({b} <> ''), {} int, UNIQUE ({all}),
         CHECK (length({b}) > {a}), FOREIGN KEY ({a}) REFERENCES {t}, EXCLUDE ({a} WITH =));
         ALTER TABLE {t} ADD UNIQUE ({all});
         CREATE INDEX ON {t} ({all}); CREATE INDEX ON {t} ({all}); CREATE INDEX ON {t} (lower({b}), ({a} + 1), ({a} + 2)) INCLUDE ({a});",
        quoted[2]
    );
    database.run(&sql).unwrap();
    let none = |_: &str| false;
    let names_of = |columns: &[String]| columns.to_vec();
    let mixed = [
        "lower".to_string(),
        "expr".to_string(),
        "expr".to_string(),
        columns[0].clone(),
    ];
    let first = names::unique(table, columns, &none);
    let index = names::index(table, columns, &none);
    let expected = [
        names::primary_key(table, &none),
        names::unique(table, &names_of(&columns[1..2]), &none),
        first.clone(),
        names::unique(table, columns, &|name| name == first),
        names::check(table, Some(&columns[1]), &none),
        names::check(table, None, &none),
        names::foreign_key(table, &columns[..1], &none),
        names::exclusion(table, &columns[..1], &none),
        index.clone(),
        names::index(table, columns, &|name| name == index),
        names::index(table, &mixed, &none),
        names::sequence(table, &columns[0], &none),
    ];
    let found = database
        .run(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('i', 'S')
             UNION SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        )
        .unwrap();
    let mut found: Vec<String> = found.lines().map(str::to_string).collect();
    let mut expected = expected.to_vec();
    found.sort();
    expected.sort();
    expected.into_iter().zip(found).collect()
}

#[test]
fn names_are_those_the_server_generates() {
    for (table, column) in [
        (1, 1),
        (20, 20),
        (40, 40),
        (63, 3),
        (3, 62),
        (61, 61),
        (30, 61),
    ] {
        for letter in ["t", "é", "🙂"] {
            let fill = |length: usize, mark: &str| {
                let mut name = mark.to_string();
                while name.len() + letter.len() <= length {
                    name.push_str(letter);
                }
                name
            };
            let columns: Vec<String> = ["a", "b", "c"]
                .iter()
                .map(|mark| fill(column, mark))
                .collect();
            let database = server().database();
            for (ours, theirs) in generated_names(&database, &fill(table, "t"), &columns) {
                assert_eq!(ours, theirs, "{table} {column} {letter}");
            }
        }
    }
}

#[test]
fn index_expressions_are_named_as_the_server_names_them() {
    let database = server().database();
    database
        .run("CREATE TABLE n (a text, b text, data jsonb, at timestamptz, d date)")
        .unwrap();
    let expressions = [
        "lower(a)",
        "(a || b)",
        "(a::varchar)",
        "((data ->> 'x')::int)",
        "coalesce(a, b)",
        "(at AT TIME ZONE 'utc')",
        "lower(a) COLLATE \"C\"",
        "(CASE WHEN a = 'x' THEN 'y' ELSE 'z' END)",
        "CAST(a AS varchar)",
        "trim(a)",
        "ltrim(a)",
        "trim(trailing from a)",
        "(a IS NULL)",
        "(a)",
        "nullif(a, b)",
        "greatest(a, b)",
        "extract(year from d)",
        "(data['a'])",
        "(ARRAY[a])",
        "(d > '2020-01-01'::date)",
        "substring(a from 1 for 2)",
        "position('x' in a)",
        "(data #>> '{a,b}')",
        "pg_catalog.upper(b)",
        "(NOT a = b)",
        "(a LIKE 'x%')",
        "(-extract(year from d))",
    ];
    for expression in expressions {
        let made = database
            .run(&format!(
                "CREATE INDEX ON n ({expression}); SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'n'::regclass"
            ))
            .unwrap();
        let made = made.trim().to_string();
        assert_eq!(
            names::index("n", &[names::expression_name(expression)], &|_| false),
            made,
            "{expression}"
        );
        database.run(&format!("DROP INDEX {made}")).unwrap();
    }
}
