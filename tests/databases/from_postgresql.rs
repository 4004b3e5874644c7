//! PostgreSQL's schemas, the importer's and the exporter's own cases among them, in MariaDB and SQLite.

use std::fs;
use std::path::Path;

use cadastre::export::format;
use cadastre::model::Dialect;

use crate::cases::{document, read};
use crate::mariadb::Database;
use crate::sqlite;

fn schemas() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut schemas = Vec::new();
    for name in [
        "columns",
        "keys",
        "meetings",
        "names",
        "partitions",
        "programs",
    ] {
        let path = root.join(format!("tests/native/golden/export/{name}.init.sql"));
        schemas.push((name.to_string(), fs::read_to_string(path).unwrap()));
    }
    schemas.push((
        "holds".to_string(),
        include_str!("cases/holds.postgresql.sql").to_string(),
    ));
    schemas
}

#[test]
fn exports_load_into_mariadb() {
    for (name, text) in schemas() {
        let document = document(read(&text, Some(Dialect::Postgresql)));
        let script = format("mysql").unwrap().write(&document);
        Database::new()
            .run(&script)
            .unwrap_or_else(|error| panic!("{name}: {error}\n{script}"));
    }
}

#[test]
fn exports_load_into_sqlite() {
    for (name, text) in schemas() {
        let document = document(read(&text, Some(Dialect::Postgresql)));
        let script = format("sqlite").unwrap().write(&document);
        sqlite::load(&script, "").unwrap_or_else(|error| panic!("{name}: {error}\n{script}"));
    }
}

#[test]
fn what_is_carried_over_holds() {
    let document = document(read(
        include_str!("cases/holds.postgresql.sql"),
        Some(Dialect::Postgresql),
    ));
    let rows = "INSERT INTO account (name) VALUES ('a');\n\
        INSERT INTO invoice (account_id, status, total) VALUES (1, 'open', 2);\n";
    let refused = [
        "INSERT INTO account (name) VALUES ('a');",
        "INSERT INTO invoice (account_id, status, total) VALUES (7, 'open', 2);",
        "INSERT INTO invoice (account_id, status, total) VALUES (1, 'lost', 2);",
        "INSERT INTO invoice (account_id, status, total) VALUES (1, 'open', -1);",
        "INSERT INTO invoice (account_id, status) VALUES (1, 'open');",
        "DELETE FROM account;",
    ];
    let database = Database::new();
    database
        .run(&format("mysql").unwrap().write(&document))
        .unwrap();
    database.run(rows).unwrap();
    let sqlite_script = format!("{}\n{rows}", format("sqlite").unwrap().write(&document));
    sqlite::load(&sqlite_script, "").unwrap();
    for sql in refused {
        assert!(database.run(sql).is_err(), "MariaDB takes {sql}");
        assert!(
            sqlite::load(&sqlite_script, sql).is_err(),
            "SQLite takes {sql}"
        );
    }
    let question = "SELECT id, status, note FROM invoice;";
    assert_eq!(database.run(question).unwrap(), "1\topen\tnone\n");
    assert!(
        sqlite::load(&sqlite_script, question)
            .unwrap()
            .ends_with("1,'open','none'\n")
    );
}
