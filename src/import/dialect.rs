//! Recognises SQL of other databases, so that the report can say what the text is.

use super::read::Source;
use super::report::{Outcome, Report};

/// Marks of MySQL and MariaDB, upper case.
const MYSQL: [&str; 6] = [
    "ENGINE=",
    "ENGINE =",
    "AUTO_INCREMENT",
    " UNSIGNED",
    "CHARSET=",
    "/*!40",
];

/// Marks of SQLite.
const SQLITE: [&str; 4] = [
    "AUTOINCREMENT",
    "PRAGMA ",
    "WITHOUT ROWID",
    "CREATE VIRTUAL TABLE",
];

/// Marks of SQL Server.
const SQL_SERVER: [&str; 5] = [
    "[DBO].",
    "NVARCHAR(",
    "IDENTITY(1,1)",
    "\nGO\n",
    "SET ANSI_NULLS",
];

/// How much of a text is looked at.
const SAMPLE: usize = 1 << 18;

/// Remarks on the sources as a whole.
pub(super) fn notes(sources: &[Source], report: &Report) -> Vec<String> {
    let broken = report
        .statements
        .iter()
        .any(|statement| matches!(statement.outcome, Outcome::Unreadable { .. }));
    if !broken {
        return Vec::new();
    }
    let mut notes = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        let unreadable = report.statements.iter().any(|statement| {
            statement.source == number && matches!(statement.outcome, Outcome::Unreadable { .. })
        });
        let Some(dialect) = dialect_of(&source.text).filter(|_| unreadable) else {
            continue;
        };
        notes.push(format!(
            "{} looks like {dialect}. Cadastre reads PostgreSQL; what PostgreSQL would not accept is listed as not readable.",
            source.name
        ));
    }
    notes
}

/// The other database whose marks stand in the text, if there are enough of them.
fn dialect_of(text: &str) -> Option<&'static str> {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = text.get(..end)?.to_ascii_uppercase();
    let marks = |marks: &[&str]| marks.iter().filter(|mark| sample.contains(*mark)).count();
    let backticks = usize::from(sample.matches('`').count() > 3);
    // SQLite takes any word for a type, MySQL's too; so its own marks decide first.
    if marks(&SQLITE) >= 1 {
        Some("SQLite")
    } else if marks(&MYSQL) + 2 * backticks >= 2 {
        Some("MySQL")
    } else if marks(&SQL_SERVER) >= 2 {
        Some("SQL Server")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_databases_are_known_by_their_marks() {
        assert_eq!(
            dialect_of("CREATE TABLE `a` (`id` int unsigned AUTO_INCREMENT) ENGINE=InnoDB"),
            Some("MySQL")
        );
        assert_eq!(
            dialect_of("CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT)"),
            Some("SQLite")
        );
        assert_eq!(
            dialect_of(
                "CREATE TABLE a (n INT UNSIGNED AUTO_INCREMENT);CREATE VIRTUAL TABLE b USING fts5(n);"
            ),
            Some("SQLite")
        );
        assert_eq!(dialect_of("CREATE TABLE a (id bigint PRIMARY KEY)"), None);
    }
}
