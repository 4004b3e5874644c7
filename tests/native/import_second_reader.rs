//! The importer beside a second reader, `sqlparser`: what it reads, the importer reads too, and alike.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use cadastre::editor::sample_sql;
use cadastre::import::{self, Import, Options, Outcome, Source};
use sqlparser::ast::{ColumnDef, ColumnOption, Statement};
use sqlparser::dialect::{Dialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;

fn read(text: &str) -> Import {
    let source = Source {
        name: "case.sql".to_string(),
        text: text.to_string(),
    };
    import::read(&[source], &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap()
}

/// How deep the second reader may go; it goes as deep as parentheses do.
const DEEPEST: usize = 50;

fn second(statement: &str) -> Option<Statement> {
    second_of(&PostgreSqlDialect {}, statement)
}

fn second_of(dialect: &dyn Dialect, statement: &str) -> Option<Statement> {
    let parser = Parser::new(dialect).with_recursion_limit(DEEPEST);
    let mut statements = parser
        .try_with_sql(statement)
        .ok()?
        .parse_statements()
        .ok()?;
    (statements.len() == 1).then(|| statements.remove(0))
}

#[test]
fn what_the_second_reader_reads_is_never_unreadable() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/native/golden/import");
    let mut agreed = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        // Other dialects and broken texts are read to be refused.
        if !name.ends_with(".sql")
            || ["mysql", "sqlite", "broken"]
                .iter()
                .any(|start| name.starts_with(start))
        {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for statement in read(&text).report.statements {
            let sql = &text[statement.range.clone()];
            if second(sql).is_none() {
                continue;
            }
            agreed += 1;
            // The second reader looks at the syntax alone: names taken twice and the like it does not see.
            if let Outcome::Unreadable { reason, .. } = &statement.outcome {
                let refused = [
                    "already",
                    "twice",
                    "more than one",
                    "primary key",
                    "does not exist",
                ];
                let by_meaning = refused.iter().any(|word| reason.contains(word));
                assert!(by_meaning, "{name}:{}: {reason}: {sql}", statement.line);
            }
        }
    }
    assert!(
        agreed > 100,
        "only {agreed} statements were read by the second reader"
    );
}

#[test]
fn tables_have_the_columns_that_the_second_reader_sees() {
    let text = sample_sql();
    let import = read(text);
    let mut compared = 0;
    for statement in &import.report.statements {
        let Some(Statement::CreateTable(table)) = second(&text[statement.range.clone()]) else {
            continue;
        };
        let name = table.name.0.last().unwrap().to_string();
        let ours = import.schema.table_named("public", &name).unwrap();
        let ours: Vec<&str> = ours.columns.iter().map(|column| &*column.name).collect();
        let theirs: Vec<&str> = table
            .columns
            .iter()
            .map(|column| &*column.name.value)
            .collect();
        assert_eq!(ours, theirs, "{name}");
        compared += 1;
    }
    assert_eq!(compared, 8);
}

#[test]
fn other_databases_have_the_columns_that_the_second_reader_sees() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let cases: [(&str, &dyn Dialect); 4] = [
        ("native/golden/import/mysql_dump.sql", &MySqlDialect {}),
        ("databases/cases/shop.mysql.sql", &MySqlDialect {}),
        ("native/golden/import/sqlite_schema.sql", &SQLiteDialect {}),
        ("databases/cases/library.sqlite.sql", &SQLiteDialect {}),
    ];
    let mut compared = 0;
    for (path, dialect) in cases {
        let text = fs::read_to_string(root.join(path)).unwrap();
        for statement in read(&text).report.statements {
            let sql = &text[statement.range.clone()];
            let Some(Statement::CreateTable(theirs)) = second_of(dialect, sql) else {
                continue;
            };
            // By itself, so that what alters the table later has no say.
            let options = Options {
                dialect: Some(if path.contains("mysql") {
                    cadastre::model::Dialect::Mysql
                } else {
                    cadastre::model::Dialect::Sqlite
                }),
                ..Options::default()
            };
            let source = Source {
                name: String::new(),
                text: sql.to_string(),
            };
            let ours =
                import::read(&[source], &options, &mut |_| ControlFlow::Continue(())).unwrap();
            let Some(ours) = ours.schema.tables.values().next() else {
                continue;
            };
            let ours: Vec<(&str, bool)> = ours
                .columns
                .iter()
                .map(|column| (&*column.name, column.default.is_some()))
                .collect();
            let has_default = |column: &ColumnDef| {
                column.options.iter().any(|one| match &one.option {
                    ColumnOption::Default(value) => !value.to_string().eq_ignore_ascii_case("null"),
                    _ => false,
                })
            };
            let theirs: Vec<(&str, bool)> = theirs
                .columns
                .iter()
                .map(|column| (&*column.name.value, has_default(column)))
                .collect();
            assert_eq!(ours, theirs, "{sql}");
            compared += 1;
        }
    }
    assert!(
        compared > 8,
        "only {compared} tables were read by the second reader"
    );
}
