//! No text makes the importer panic or run away.

use proptest::prelude::*;

use crate::whole::{assert_whole, read};
use crate::work;

const CASES: [&str; 12] = [
    include_str!("golden/import/alter.sql"),
    include_str!("golden/import/broken.sql"),
    include_str!("golden/import/columns.sql"),
    include_str!("golden/import/comments.sql"),
    include_str!("golden/import/constraints.sql"),
    include_str!("golden/import/drops.sql"),
    include_str!("golden/import/guards.sql"),
    include_str!("golden/import/indexes.sql"),
    include_str!("golden/import/partitions.sql"),
    include_str!("golden/import/privileges.sql"),
    include_str!("golden/import/programs.sql"),
    include_str!("golden/import/types.sql"),
];

/// Reads a text, of which the model must be whole.
fn read_whole(text: &str) {
    assert_whole(text, &read(text, None));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_of_statements_in_any_order(pieces in prop::collection::vec((0..CASES.len(), 0usize..2000, 1usize..300), 1..12)) {
        let mut text = String::new();
        for (case, start, length) in pieces {
            let case = CASES[case];
            let start = case.floor_char_boundary(start.min(case.len()));
            let end = case.floor_char_boundary((start + length).min(case.len()));
            text.push_str(&case[start..end]);
        }
        read_whole(&text);
    }

    #[test]
    fn statements_shuffled(order in prop::collection::vec((0..CASES.len(), 0usize..40), 1..40)) {
        let mut text = String::new();
        for (case, number) in order {
            let statements: Vec<&str> = CASES[case].split_inclusive(";\n").collect();
            text.push_str(statements[number % statements.len()]);
        }
        read_whole(&text);
    }

    #[test]
    fn words_and_marks_at_random(words in prop::collection::vec(prop::sample::select(vec![
        "CREATE", "TABLE", "ALTER", "DROP", "t", "u", "(", ")", ",", ";", "'", "\"", "$$", "/*", "*/", "--", "\n", "id", "int",
        "PRIMARY", "KEY", "REFERENCES", "CHECK", "DEFAULT", "NULL", "NOT", "INDEX", "ON", "USING", "AS", "SELECT", "é", "\\", "E'", "[",
        "]", ".", "::", "1", "COPY", "FROM", "stdin", "FUNCTION", "BEGIN", "ATOMIC", "END", "CASCADE", "RENAME", "TO", "COLUMN", "`",
        "U&'", "ADD", "CONSTRAINT", "TYPE", "ENUM", "PARTITION", "OF", "BY", "RANGE", "ATTACH", "INHERITS", "DO", "IF", "EXISTS",
    ]), 0..200)) {
        read_whole(&words.join(" "));
    }

    #[test]
    fn any_text(text in "\\PC{0,400}") {
        read_whole(&text);
    }
}

/// Each text is long enough that work growing with its square would take minutes.
#[test]
fn long_texts_of_one_kind_end() {
    let many = 20_000;
    let texts = [
        "(".repeat(many * 10),
        format!(
            "CREATE TABLE t (a int CHECK {}1{});",
            "(".repeat(many),
            ")".repeat(many)
        ),
        format!(
            "CREATE TABLE t (a int DEFAULT {}1{});",
            "(".repeat(many),
            ")".repeat(many)
        ),
        format!("CREATE TABLE t (a int{});", "[]".repeat(many)),
        format!("SELECT {}", "/*".repeat(many * 10)),
        "'\nCREATE TABLE a (b int)\n".repeat(many),
        "CREATE TABLE a (b int\n".repeat(many),
        "$a$ $b$ $c$\nCREATE TABLE x (\n".repeat(many),
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;\n".repeat(many),
        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1;\n".repeat(many),
        "COPY t FROM stdin;\n".repeat(many),
        "CREATE TABLE t (id int);\n".repeat(many),
        format!("CREATE TABLE t ({});", "a int, ".repeat(many)),
        format!(
            "DO $$ BEGIN {} END $$;",
            "IF EXISTS (SELECT 1) THEN ".repeat(many)
        ),
        format!(
            "CREATE TABLE t (id int);{}",
            "ALTER TABLE t ADD CHECK (id > 0);\n".repeat(many / 10)
        ),
        format!(
            "CREATE TABLE t (id int);{}",
            "CREATE INDEX ON t (id);\n".repeat(many / 10)
        ),
        format!(
            "CREATE TABLE t (id int);{}",
            "ALTER TABLE t RENAME id TO id2; ALTER TABLE t RENAME id2 TO id;\n".repeat(many / 4)
        ),
        "DROP TABLE IF EXISTS t CASCADE;\n".repeat(many),
        format!(
            "CREATE TABLE t ({});",
            (0..1_600)
                .map(|n| format!("c{n} int UNIQUE"))
                .collect::<Vec<_>>()
                .join(",")
        ),
    ];
    for text in texts {
        read_whole(&text);
    }
}

/// Statements whose effect could reach everything that was read before, `many` of each.
fn far_reaching(many: usize) -> Vec<(&'static str, String)> {
    let each =
        |statement: &dyn Fn(usize) -> String| -> String { (0..many).map(statement).collect() };
    let tables =
        each(&|n| format!("CREATE TABLE t{n} (id int PRIMARY KEY, a int CHECK (a > 0));\n"));
    vec![
        ("tables", tables.clone()),
        (
            "renames of tables",
            tables.clone() + &each(&|n| format!("ALTER TABLE t{n} RENAME TO u{n};\n")),
        ),
        (
            "renames of columns",
            tables.clone() + &each(&|n| format!("ALTER TABLE t{n} RENAME id TO key{n};\n")),
        ),
        (
            "tables dropped with their views",
            tables.clone()
                + &each(&|n| format!("CREATE VIEW v{n} AS SELECT id FROM t{n};\n"))
                + &each(&|n| format!("DROP TABLE t{n} CASCADE;\n")),
        ),
        (
            "views over views",
            "CREATE VIEW v0 AS SELECT 1 AS one;\n".to_string()
                + &each(&|n| format!("CREATE VIEW v{} AS SELECT one FROM v{n};\n", n + 1))
                + "DROP VIEW v0 CASCADE;\n",
        ),
        (
            "domains over domains",
            "CREATE DOMAIN d0 AS int;\n".to_string()
                + &each(&|n| format!("CREATE DOMAIN d{} AS d{n};\n", n + 1))
                + "DROP DOMAIN d0 CASCADE;\n",
        ),
        (
            "functions that call one another",
            "CREATE FUNCTION f0() RETURNS int LANGUAGE sql RETURN 1;\n".to_string()
                + &each(&|n| {
                    format!(
                        "CREATE FUNCTION f{}() RETURNS int LANGUAGE sql RETURN f{n}();\n",
                        n + 1
                    )
                })
                + "DROP FUNCTION f0() CASCADE;\n",
        ),
        (
            "partitions of partitions",
            "CREATE TABLE p0 (a int) PARTITION BY LIST (a);\n".to_string()
                + &each(&|n| {
                    format!(
                        "CREATE TABLE p{} PARTITION OF p{n} DEFAULT PARTITION BY LIST (a);\n",
                        n + 1
                    )
                })
                + "DROP TABLE p0;\n",
        ),
        (
            "checks of one name",
            "CREATE TABLE t (a int);\n".to_string()
                + &each(&|_| "CREATE INDEX ON t (a);\n".to_string()),
        ),
        (
            "a search path of its own",
            "CREATE SCHEMA app; SET search_path TO app;\n".to_string()
                + &tables
                + &each(&|n| format!("ALTER TABLE t{n} ADD CHECK (id > {n});\n")),
        ),
        (
            "functions altered and renamed",
            each(&|n| {
                format!(
                    "CREATE FUNCTION f{n}() RETURNS int LANGUAGE sql AS 'SELECT 1';\nALTER FUNCTION f{n}() STABLE;\nALTER FUNCTION f{n}() RENAME TO g{n};\n"
                )
            }),
        ),
        (
            "types renamed",
            each(&|n| {
                format!(
                    "CREATE TYPE e{n} AS ENUM ('a');\nCREATE TABLE t{n} (e e{n});\nALTER TYPE e{n} RENAME TO f{n};\n"
                )
            }),
        ),
    ]
}

#[test]
fn work_grows_with_the_text_and_no_faster() {
    let small = far_reaching(300);
    let large = far_reaching(1_200);
    for ((name, small), (_, large)) in small.into_iter().zip(large) {
        let work = |text: String| work::of(|| read_whole(&text));
        let (once, four_times) = (work(small), work(large));
        assert!(
            four_times < once * 6,
            "{name}: {once} allocations, and {four_times} for four times the text"
        );
    }
}

/// A chain of things that hang on one another is longer than any stack.
#[test]
fn chains_do_not_exhaust_the_stack() {
    let hanging = [
        "views over views",
        "domains over domains",
        "functions that call one another",
        "partitions of partitions",
    ];
    for (name, text) in far_reaching(5_000) {
        if hanging.contains(&name) {
            read_whole(&text);
        }
    }
}
