//! MySQL and SQLite without a server: no text breaks their reader, what is read can be written in every format and read
//! again, and the setting is undone like any other.

use std::ops::ControlFlow;

use cadastre::export::{FORMATS, format};
use cadastre::import::{self, Import, Options, Source};
use cadastre::model::{Dialect, Document, Op, Settings};
use cadastre::review::Review;
use proptest::prelude::*;

const CASES: [&str; 6] = [
    include_str!("golden/import/mysql_broken.sql"),
    include_str!("golden/import/mysql_dump.sql"),
    include_str!("golden/import/sqlite_broken.sql"),
    include_str!("golden/import/sqlite_schema.sql"),
    include_str!("../databases/cases/shop.mysql.sql"),
    include_str!("../databases/cases/library.sqlite.sql"),
];

fn read(text: &str, dialect: Dialect) -> Import {
    let source = Source {
        name: "case.sql".to_string(),
        text: text.to_string(),
    };
    let options = Options {
        dialect: Some(dialect),
        ..Options::default()
    };
    import::read(&[source], &options, &mut |_| ControlFlow::Continue(())).unwrap()
}

fn document(import: Import) -> Document {
    let mut document = Document::new("case", import.schema);
    document.settings.dialect = import.dialect;
    document
}

/// Every id leads somewhere, every format can be written, and its own SQL reads as the same again.
fn assert_whole(text: &str, dialect: Dialect) {
    let import = read(text, dialect);
    let schema = &import.schema;
    for table in schema.tables.values() {
        for constraint in &table.constraints {
            for column in constraint.columns() {
                assert!(table.column(column).is_some(), "{constraint:?}");
            }
            if let Some(key) = constraint.foreign_key() {
                let target = key
                    .target
                    .table()
                    .map(|target| schema.table(target).unwrap());
                for column in key.target.columns() {
                    assert!(target.unwrap().column(*column).is_some(), "{constraint:?}");
                }
            }
        }
        for index in &table.indexes {
            for column in index.leading_columns() {
                assert!(table.column(column).is_some(), "{index:?}");
            }
        }
    }
    for object in import.report.origins.keys() {
        assert!(schema.contains(*object), "{object:?}");
    }
    for statement in &import.report.statements {
        assert!(text.get(statement.range.clone()).is_some(), "{statement:?}");
    }
    let first = document(import);
    Review::full(&first);
    for format in FORMATS {
        format.write(&first);
        format.losses(&first);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_of_statements_in_any_order(pieces in prop::collection::vec((0..CASES.len(), 0usize..3000, 1usize..300), 1..12), mysql: bool) {
        let mut text = String::new();
        for (case, start, length) in pieces {
            let case = CASES[case];
            let start = case.floor_char_boundary(start.min(case.len()));
            let end = case.floor_char_boundary((start + length).min(case.len()));
            text.push_str(&case[start..end]);
        }
        assert_whole(&text, if mysql { Dialect::Mysql } else { Dialect::Sqlite });
    }

    #[test]
    fn statements_shuffled(order in prop::collection::vec((0..CASES.len(), 0usize..40), 1..40), mysql: bool) {
        let mut text = String::new();
        for (case, number) in order {
            let statements: Vec<&str> = CASES[case].split_inclusive(";\n").collect();
            text.push_str(statements[number % statements.len()]);
        }
        assert_whole(&text, if mysql { Dialect::Mysql } else { Dialect::Sqlite });
    }

    #[test]
    fn words_and_marks_at_random(words in prop::collection::vec(prop::sample::select(vec![
        "CREATE", "TABLE", "ALTER", "DROP", "t", "u", "(", ")", ",", ";", "'", "\"", "`", "/*!40101", "/*", "*/", "--", "#", "\n", "id", "int",
        "PRIMARY", "KEY", "REFERENCES", "CHECK", "DEFAULT", "NULL", "NOT", "INDEX", "ON", "USING", "AS", "SELECT", "é", "\\", "[",
        "]", ".", "=", "1", "DELIMITER", "$$", "TRIGGER", "BEGIN", "END", "CASE", "IF", "RENAME", "TO", "COLUMN", "ENGINE", "ENUM", "UNIQUE",
        "ADD", "CONSTRAINT", "MODIFY", "CHANGE", "FIRST", "AFTER", "UPDATE", "COMMENT", "COLLATE", "PARTITION", "BY", "EXISTS", "VIEW", "LIKE",
    ]), 0..200), mysql: bool) {
        assert_whole(&words.join(" "), if mysql { Dialect::Mysql } else { Dialect::Sqlite });
    }

    #[test]
    fn any_text(text in "\\PC{0,400}", mysql: bool) {
        assert_whole(&text, if mysql { Dialect::Mysql } else { Dialect::Sqlite });
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
        "/*!40101 ".repeat(many),
        "/*".repeat(many * 10),
        "'\nCREATE TABLE a (b int)\n".repeat(many),
        "`".repeat(many + 1),
        "CREATE TRIGGER t BEGIN CASE\n".repeat(many),
        "DELIMITER ;\n".repeat(many),
        "DELIMITER CREATE\n".repeat(many),
        "CREATE TABLE t (id int);\n".repeat(many),
        format!("CREATE TABLE t ({}a int);", "a int, ".repeat(many)),
        format!(
            "CREATE TABLE t (id int{});",
            ", CHECK (id > 0)".repeat(many)
        ),
        format!("CREATE TABLE t (id int{});", ", UNIQUE (id)".repeat(many)),
        format!(
            "CREATE TABLE t (id int);{}",
            "CREATE TABLE IF NOT EXISTS u (id int REFERENCES t(id)); DROP TABLE u;\n"
                .repeat(many / 4)
        ),
        format!(
            "CREATE TABLE t (id int);{}",
            "ALTER TABLE t RENAME COLUMN id TO b; ALTER TABLE t RENAME COLUMN b TO id;\n"
                .repeat(many / 4)
        ),
        format!("CREATE TABLE t (e ENUM({}'z'));", "'a',".repeat(many)),
    ];
    for text in texts {
        for dialect in [Dialect::Mysql, Dialect::Sqlite] {
            read(&text, dialect);
        }
    }
}

#[test]
fn what_is_written_reads_as_the_same_schema() {
    for (place, name, dialect) in [
        (1, "mysql", Dialect::Mysql),
        (3, "sqlite", Dialect::Sqlite),
        (4, "mysql", Dialect::Mysql),
        (5, "sqlite", Dialect::Sqlite),
    ] {
        let format = format(name).unwrap();
        let first = format.write(&document(read(CASES[place], dialect)));
        let second = document(read(&first, dialect));
        assert_eq!(first, format.write(&second), "{name}");
        // Once read in the order it is written in, the schema itself is equal, its ids included.
        let third = document(read(&format.write(&second), dialect));
        assert_eq!(second.schema, third.schema, "{name}");
    }
}

#[test]
fn the_dialect_is_a_setting_that_is_undone() {
    let mut document = document(read("CREATE TABLE t (id int);", Dialect::Mysql));
    let before = document.clone();
    let settings = Settings {
        dialect: Dialect::Sqlite,
        ..document.settings.clone()
    };
    let (inverse, touched) = Op::SetSettings(settings).apply(&mut document).unwrap();
    assert!(touched.settings);
    assert_eq!(document.settings.dialect, Dialect::Sqlite);
    inverse.apply(&mut document).unwrap();
    assert_eq!(document, before);
    // What is PostgreSQL's is not written into the file.
    let saved = |dialect| {
        serde_json::to_string(&Settings {
            dialect,
            ..Settings::default()
        })
        .unwrap()
    };
    assert!(!saved(Dialect::Postgresql).contains("dialect"));
    assert!(saved(Dialect::Mysql).contains("\"dialect\":\"mysql\""));
}

#[test]
fn rules_of_postgresql_do_not_fire_elsewhere() {
    let text = "CREATE TABLE orgs (id INTEGER PRIMARY KEY); CREATE TABLE \"user\" (id char(36), org_id INT REFERENCES orgs (id), at TIMESTAMP, d JSON);";
    let named = |dialect| -> Vec<&'static str> {
        let mut document = document(read(text, Dialect::Sqlite));
        document.settings.dialect = dialect;
        Review::full(&document)
            .findings()
            .iter()
            .map(|finding| finding.rule)
            .collect()
    };
    let (own, other) = (named(Dialect::Postgresql), named(Dialect::Sqlite));
    for rule in ["rls-missing", "reserved-word", "uuid-as-text"] {
        assert!(own.contains(&rule), "{own:?}");
        assert!(!other.contains(&rule), "{other:?}");
    }
    for rule in [
        "require-primary-key",
        "fk-on-delete-implicit",
        "tenant-column-nullable",
    ] {
        assert!(other.contains(&rule), "{other:?}");
    }
}
