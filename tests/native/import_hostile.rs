//! No text makes the importer panic or run away.

use std::ops::ControlFlow;

use cadastre::import::{self, Import, Options, Source};
use proptest::prelude::*;

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

fn read(text: String) -> Import {
    let source = Source {
        name: "hostile.sql".to_string(),
        text,
    };
    import::read(&[source], &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap()
}

/// Every foreign key, sequence owner and partition points at what is there.
fn assert_whole(import: &Import) {
    let schema = &import.schema;
    for table in schema.tables.values() {
        for constraint in &table.constraints {
            for column in constraint.columns() {
                assert!(table.column(column).is_some(), "{constraint:?}");
            }
            if let Some(target) = constraint.foreign_key().and_then(|key| key.target.table()) {
                assert!(schema.table(target).is_some(), "{constraint:?}");
            }
        }
        if let Some(partition) = &table.partition_of {
            assert!(schema.table(partition.parent).is_some());
        }
    }
    for sequence in schema.sequences.values() {
        if let Some((table, column)) = sequence.owned_by {
            assert!(schema.table(table).unwrap().column(column).is_some());
        }
    }
    for object in import.report.origins.keys() {
        assert!(schema.contains(*object), "{object:?}");
    }
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
        assert_whole(&read(text));
    }

    #[test]
    fn statements_shuffled(order in prop::collection::vec((0..CASES.len(), 0usize..40), 1..40)) {
        let mut text = String::new();
        for (case, number) in order {
            let statements: Vec<&str> = CASES[case].split_inclusive(";\n").collect();
            text.push_str(statements[number % statements.len()]);
        }
        assert_whole(&read(text));
    }

    #[test]
    fn words_and_marks_at_random(words in prop::collection::vec(prop::sample::select(vec![
        "CREATE", "TABLE", "ALTER", "DROP", "t", "u", "(", ")", ",", ";", "'", "\"", "$$", "/*", "*/", "--", "\n", "id", "int",
        "PRIMARY", "KEY", "REFERENCES", "CHECK", "DEFAULT", "NULL", "NOT", "INDEX", "ON", "USING", "AS", "SELECT", "é", "\\", "E'", "[",
        "]", ".", "::", "1", "COPY", "FROM", "stdin", "FUNCTION", "BEGIN", "ATOMIC", "END", "CASCADE", "RENAME", "TO", "COLUMN", "`",
        "U&'", "ADD", "CONSTRAINT", "TYPE", "ENUM", "PARTITION", "OF", "BY", "RANGE", "ATTACH", "INHERITS", "DO", "IF", "EXISTS",
    ]), 0..200)) {
        assert_whole(&read(words.join(" ")));
    }

    #[test]
    fn any_text(text in "\\PC{0,400}") {
        assert_whole(&read(text));
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
        assert_whole(&read(text));
    }
}
