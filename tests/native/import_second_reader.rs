//! The importer beside a second reader of PostgreSQL, `sqlparser`: what it reads, the importer reads too, and alike.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use cadastre::editor::sample_sql;
use cadastre::import::{self, Import, Options, Outcome, Source};
use sqlparser::ast::Statement;
use sqlparser::dialect::PostgreSqlDialect;
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

fn second(statement: &str) -> Option<Statement> {
    let mut statements = Parser::parse_sql(&PostgreSqlDialect {}, statement).ok()?;
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
        if !name.ends_with(".sql") || ["mysql.sql", "sqlite.sql", "broken.sql"].contains(&name) {
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
