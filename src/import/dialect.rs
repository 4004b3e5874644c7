//! Recognises whose SQL a text is: PostgreSQL's, MySQL's, SQLite's, or of a database that is not read.

use crate::model::Dialect;
use crate::sql::tokens::{self, Kind, Token};

use super::read::Source;
use super::report::{Outcome, Report};

/// Words, with what each counts for the database that has it.
const MARKS: &[(Dialect, &str, u32)] = &[
    (Dialect::Mysql, "auto_increment", 2),
    (Dialect::Mysql, "engine", 2),
    (Dialect::Mysql, "unsigned", 1),
    (Dialect::Mysql, "charset", 1),
    (Dialect::Mysql, "fulltext", 1),
    (Dialect::Mysql, "mediumtext", 1),
    (Dialect::Mysql, "longtext", 1),
    (Dialect::Mysql, "mediumblob", 1),
    (Dialect::Mysql, "longblob", 1),
    (Dialect::Mysql, "tinyint", 1),
    (Dialect::Mysql, "mediumint", 1),
    (Dialect::Mysql, "datetime", 1),
    (Dialect::Mysql, "delimiter", 1),
    (Dialect::Sqlite, "autoincrement", 4),
    (Dialect::Sqlite, "pragma", 4),
    (Dialect::Sqlite, "rowid", 4),
    (Dialect::Sqlite, "virtual", 2),
    (Dialect::Sqlite, "fts5", 4),
    (Dialect::Sqlite, "strftime", 2),
    (Dialect::Sqlite, "nocase", 2),
    (Dialect::Sqlite, "sqlite_sequence", 4),
    (Dialect::Sqlite, "datetime", 1),
    (Dialect::Sqlite, "blob", 1),
    (Dialect::Postgresql, "jsonb", 2),
    (Dialect::Postgresql, "timestamptz", 2),
    (Dialect::Postgresql, "bytea", 2),
    (Dialect::Postgresql, "serial", 2),
    (Dialect::Postgresql, "bigserial", 2),
    (Dialect::Postgresql, "plpgsql", 4),
    (Dialect::Postgresql, "pg_catalog", 4),
    (Dialect::Postgresql, "search_path", 4),
    (Dialect::Postgresql, "nextval", 4),
    (Dialect::Postgresql, "extension", 2),
    (Dialect::Postgresql, "policy", 2),
    (Dialect::Postgresql, "owner", 2),
    (Dialect::Postgresql, "domain", 1),
    (Dialect::Postgresql, "zone", 1),
    (Dialect::Postgresql, "concurrently", 2),
    (Dialect::Postgresql, "identity", 1),
    (Dialect::Postgresql, "gen_random_uuid", 4),
];

/// Marks that count only beside another word, which comes before or after: PostgreSQL has virtual columns, and a column may be
/// named rowid.
const BESIDE: [(&str, &str); 2] = [("virtual", "table"), ("rowid", "without")];

/// Marks that count only where a value is given to them: they are names of columns as well.
const ASSIGNED: [&str; 2] = ["engine", "charset"];

/// What another database must count before its SQL is not taken for PostgreSQL's.
const ENOUGH: u32 = 2;

/// Marks of SQL Server, upper case.
const SQL_SERVER: [&str; 5] = [
    "[DBO].",
    "NVARCHAR(",
    "IDENTITY(1,1)",
    "\nGO\n",
    "SET ANSI_NULLS",
];

/// How much text is looked at.
const SAMPLE: usize = 1 << 18;

/// The database whose SQL the sources hold, as far as their words tell.
pub(super) fn detect(sources: &[Source]) -> Dialect {
    let mut scores = Scores::default();
    let mut left = SAMPLE;
    for source in sources {
        let sample = beginning(&source.text, left);
        scores.count(sample);
        left -= sample.len();
    }
    scores.winner()
}

fn beginning(text: &str, length: usize) -> &str {
    let mut end = text.len().min(length);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// Whether the mark at this place says whose SQL it is.
fn stands(mark: &str, all: &[Token], place: usize, text: &str) -> bool {
    let after = || all.iter().skip(place + 1).find(|next| next.counts());
    let before = || all.iter().take(place).rev().find(|last| last.counts());
    let is = |token: Option<&Token>, word: &str| {
        token.is_some_and(|token| token.text(text).eq_ignore_ascii_case(word))
    };
    if ASSIGNED.contains(&mark) {
        return is(after(), "=");
    }
    match BESIDE.iter().find(|(beside, _)| *beside == mark) {
        Some((_, word)) => is(after(), word) || is(before(), word),
        None => true,
    }
}

/// Which marks were seen; each counts once.
#[derive(Default)]
struct Scores {
    seen: std::collections::BTreeSet<(Dialect, &'static str)>,
    total: [u32; 3],
}

impl Scores {
    fn add(&mut self, dialect: Dialect, mark: &'static str, weight: u32) {
        if self.seen.insert((dialect, mark)) {
            let at = Dialect::ALL.iter().position(|one| *one == dialect);
            if let Some(total) = at.and_then(|at| self.total.get_mut(at)) {
                *total += weight;
            }
        }
    }

    fn count(&mut self, text: &str) {
        let all: Vec<Token> = tokens::tokens(text);
        let mut words = 0;
        let mut trigger = false;
        for (place, token) in all.iter().enumerate() {
            let sql = token.text(text);
            match token.kind {
                Kind::Word => {
                    for (dialect, mark, weight) in MARKS {
                        if mark.eq_ignore_ascii_case(sql) && stands(mark, &all, place, text) {
                            self.add(*dialect, mark, *weight);
                        }
                    }
                    // The body of a trigger stands in it in SQLite; PostgreSQL calls a function.
                    let is = |word: &str| sql.eq_ignore_ascii_case(word);
                    if is("trigger") {
                        trigger = true;
                    } else if is("execute") {
                        trigger = false;
                    } else if trigger && is("begin") {
                        self.add(Dialect::Sqlite, "trigger body", 2);
                        trigger = false;
                    }
                    words += 1;
                }
                Kind::Mark if sql == ";" => trigger = false,
                Kind::Comment if sql.starts_with("/*!") => self.add(Dialect::Mysql, "/*!", 4),
                Kind::Text if sql.starts_with('$') => self.add(Dialect::Postgresql, "$$", 4),
                Kind::Operator if sql.contains("::") => self.add(Dialect::Postgresql, "::", 2),
                Kind::Operator if sql.contains('`') => self.add(Dialect::Mysql, "`", 2),
                Kind::CopyData | Kind::Command if words > 0 => {
                    self.add(Dialect::Postgresql, "psql", 4)
                }
                _ => {}
            }
        }
    }

    fn winner(&self) -> Dialect {
        let [postgresql, mysql, sqlite] = self.total;
        // SQLite takes any word for a type, MySQL's too; so its own marks decide first.
        if sqlite >= ENOUGH && sqlite > postgresql && (sqlite >= mysql || sqlite >= 4) {
            Dialect::Sqlite
        } else if mysql >= ENOUGH && mysql > postgresql {
            Dialect::Mysql
        } else {
            Dialect::Postgresql
        }
    }
}

/// Remarks on the sources as a whole.
pub(super) fn notes(sources: &[Source], report: &Report) -> Vec<String> {
    let unreadable = |number: usize| {
        report.statements.iter().any(|statement| {
            statement.source == number && matches!(statement.outcome, Outcome::Unreadable { .. })
        })
    };
    let mut notes = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        if unreadable(number) && is_sql_server(&source.text) {
            notes.push(format!(
                "{} looks like SQL Server. Cadastre reads PostgreSQL, MySQL and SQLite; what they would not accept is listed as not readable.",
                source.name
            ));
        }
    }
    notes
}

/// How the sources were read, where not as PostgreSQL's.
pub(super) fn note(dialect: Dialect, told: bool) -> String {
    let why = if told {
        "as told"
    } else {
        "by the words in it"
    };
    format!("Read as {}, {why}.", dialect.title())
}

fn is_sql_server(text: &str) -> bool {
    let sample = beginning(text, SAMPLE).to_ascii_uppercase();
    SQL_SERVER
        .iter()
        .filter(|mark| sample.contains(*mark))
        .count()
        >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect_of(text: &str) -> Dialect {
        detect(&[Source {
            name: String::new(),
            text: text.to_string(),
        }])
    }

    #[test]
    fn databases_are_known_by_their_words() {
        let cases = [
            ("CREATE TABLE `a` (`id` int)", Dialect::Mysql),
            (
                "CREATE TABLE a (id int unsigned, c longtext)",
                Dialect::Mysql,
            ),
            (
                "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT)",
                Dialect::Sqlite,
            ),
            (
                "CREATE TABLE a (n INT UNSIGNED);CREATE VIRTUAL TABLE b USING fts5(n);",
                Dialect::Sqlite,
            ),
            (
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END",
                Dialect::Sqlite,
            ),
            (
                "CREATE TABLE a (id bigint PRIMARY KEY)",
                Dialect::Postgresql,
            ),
            ("DROP TRIGGER t ON a; BEGIN; COMMIT;", Dialect::Postgresql),
            (
                "CREATE TABLE a (id bigserial, engine text, charset text) -- AUTO_INCREMENT",
                Dialect::Postgresql,
            ),
            (
                "CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f(); CREATE FUNCTION g() AS $$ BEGIN END $$",
                Dialect::Postgresql,
            ),
        ];
        for (text, dialect) in cases {
            assert_eq!(dialect_of(text), dialect, "{text}");
        }
    }

    #[test]
    fn sql_server_is_named() {
        assert!(is_sql_server("CREATE TABLE [dbo].[a] (n nvarchar(3))"));
        assert!(!is_sql_server("CREATE TABLE a (n varchar(3))"));
    }
}
