//! MySQL and SQLite without a server: no text breaks their reader, what is read can be written in every format and read
//! again, and the setting is undone like any other.

use cadastre::editor::{Drawing, Editor, edit};
use cadastre::export::{FORMATS, format};
use cadastre::import::Import;
use cadastre::model::{ColumnId, Dialect, Document, Op, Settings};
use cadastre::review::Review;
use proptest::prelude::*;

use crate::editor_edits::done;
use crate::whole;

const CASES: [&str; 6] = [
    include_str!("golden/import/mysql_broken.sql"),
    include_str!("golden/import/mysql_dump.sql"),
    include_str!("golden/import/sqlite_broken.sql"),
    include_str!("golden/import/sqlite_schema.sql"),
    include_str!("../databases/cases/shop.mysql.sql"),
    include_str!("../databases/cases/library.sqlite.sql"),
];

fn read(text: &str, dialect: Dialect) -> Import {
    whole::read(text, Some(dialect))
}

fn document(import: Import) -> Document {
    let mut document = Document::new("case", import.schema);
    document.settings.dialect = import.dialect;
    document
}

/// Every id leads somewhere, and every format can be written.
fn assert_whole(text: &str, dialect: Dialect) {
    let import = read(text, dialect);
    whole::assert_whole(text, &import);
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

/// A column of the first table, its type as the card shows it.
fn on_the_card(document: &Document, column: &str) -> String {
    let drawing = Drawing::new(document, None);
    let card = drawing.cards().next().unwrap();
    let row = card.rows.iter().find(|row| row.name == column).unwrap();
    row.data_type.clone()
}

#[test]
fn cards_and_docs_say_types_in_the_words_of_their_author() {
    let text = "CREATE TABLE t (id INT(10) UNSIGNED, state ENUM('new','paid'), at DATETIME(3), raw VARBINARY(16)) ENGINE=InnoDB;";
    let mut document = document(read(text, Dialect::Mysql));
    for (column, shown) in [
        ("id", "INT(10) UNSIGNED"),
        ("state", "enum('new','paid')"),
        ("at", "DATETIME(3)"),
        ("raw", "VARBINARY(16)"),
    ] {
        assert_eq!(on_the_card(&document, column), shown);
        let docs = format("markdown").unwrap().write(&document);
        assert!(docs.contains(shown), "{docs}");
    }
    // Another dialect is chosen: the cards that are drawn follow.
    let mut drawing = Drawing::new(&document, None);
    let settings = Settings {
        dialect: Dialect::Postgresql,
        ..document.settings.clone()
    };
    let (_, touched) = Op::SetSettings(settings).apply(&mut document).unwrap();
    drawing.update(&document, &touched, None);
    let card = drawing.cards().next().unwrap();
    assert_eq!(card.rows[2].data_type, "timestamp(3)");
}

#[test]
fn a_type_is_chosen_in_the_words_of_the_database() {
    let text = "CREATE TABLE t (id int, state int, other int) ENGINE=InnoDB;";
    let mut editor = Editor::new(document(read(text, Dialect::Mysql)));
    let table = *editor.document().schema.tables.keys().next().unwrap();
    let columns: Vec<ColumnId> = {
        let table = editor.document().schema.table(table).unwrap();
        table.columns.iter().map(|column| column.id).collect()
    };
    let set = |editor: &mut Editor, column: usize, text: &str| {
        done(editor, |draft| {
            edit::set_type(draft, table, columns[column], text)
        });
        let written = format("mysql").unwrap().write(editor.document());
        let line = written
            .lines()
            .find(|line| line.contains(["`id`", "`state`", "`other`"][column]));
        line.unwrap().trim().trim_end_matches(',').to_string()
    };
    assert_eq!(
        set(&mut editor, 0, " bigint   unsigned"),
        "`id` bigint unsigned"
    );
    // It means the same number to PostgreSQL, and is another type for all that.
    assert_eq!(set(&mut editor, 0, "bigint"), "`id` bigint");
    assert_eq!(
        set(&mut editor, 1, "enum('new', 'paid')"),
        "`state` ENUM('new', 'paid')"
    );
    assert_eq!(
        set(&mut editor, 1, "ENUM('new','it\'\'s')"),
        "`state` ENUM('new', 'it\'\'s')"
    );
    assert_eq!(editor.document().schema.types.len(), 1);
    // What only PostgreSQL has is taken too; the script says what becomes of it.
    assert_eq!(set(&mut editor, 2, "timestamptz"), "`other` DATETIME(6)");
    let refused = editor.edit(|draft| edit::set_type(draft, table, columns[2], "int, x int"));
    assert!(refused.is_err());

    let mut editor = Editor::new(document(read("CREATE TABLE t (id);", Dialect::Sqlite)));
    let (table, column) = {
        let table = editor.document().schema.tables.values().next().unwrap();
        (table.id, table.columns[0].id)
    };
    done(&mut editor, |draft| {
        edit::set_type(draft, table, column, "FLAG")
    });
    let written = format("sqlite").unwrap().write(editor.document());
    assert!(
        written.contains("\"id\" FLAG") || written.contains("id FLAG"),
        "{written}"
    );
}
