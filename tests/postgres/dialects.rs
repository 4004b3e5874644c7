//! Schemas of MySQL and SQLite, written for PostgreSQL.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use cadastre::export::format;
use cadastre::import::{self, Options, Source};
use cadastre::model::{Dialect, Document};

use crate::server::Server;

#[test]
fn what_mysql_and_sqlite_hold_loads() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let cases = [
        ("databases/cases/shop.mysql.sql", Dialect::Mysql),
        ("native/golden/import/mysql_dump.sql", Dialect::Mysql),
        ("databases/cases/library.sqlite.sql", Dialect::Sqlite),
        ("native/golden/import/sqlite_schema.sql", Dialect::Sqlite),
    ];
    for (path, dialect) in cases {
        let source = Source {
            name: path.to_string(),
            text: fs::read_to_string(root.join(path)).unwrap(),
        };
        let options = Options {
            dialect: Some(dialect),
            ..Options::default()
        };
        let read = import::read(&[source], &options, &mut |_| ControlFlow::Continue(())).unwrap();
        let mut document = Document::new(path, read.schema);
        document.settings.dialect = read.dialect;
        let script = format("sql").unwrap().write(&document);
        let database = Server::get().database();
        database
            .run(&script)
            .unwrap_or_else(|error| panic!("{path}: {error}\n{script}"));
        let tables = database
            .run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            .unwrap();
        assert_eq!(tables.trim(), document.schema.tables.len().to_string());
    }
}
