//! Guards that make a statement safe to run again.
//!
//! A statement guards itself where that is sound: nothing in the plan takes away a name it speaks of, so that what it looks
//! for in the catalog tells whether it has run. A rename, a swap, values being filled, and whatever has no guard of its own
//! run under the record in `schema_migrations` instead.

use std::collections::BTreeSet;

use super::statement::Statement;
use crate::sql::quote;

/// How a statement is kept from running twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Guard {
    /// It may run as often as one likes, as it stands here.
    Itself(String),
    /// It runs if this condition holds.
    If {
        /// A condition of SQL.
        condition: String,
        /// The statement.
        statement: String,
    },
    /// It runs if the migration is not recorded yet (up) or still is (down).
    Record(String),
    /// The same for what PostgreSQL refuses inside a block.
    RecordAlone(String),
}

/// The names that come and go in the course of a plan, one way.
pub(super) struct Names {
    gone: BTreeSet<String>,
    made: BTreeSet<String>,
}

impl Names {
    pub(super) fn of<'a>(statements: impl Iterator<Item = &'a str>) -> Names {
        let mut names = Names {
            gone: BTreeSet::new(),
            made: BTreeSet::new(),
        };
        for text in statements {
            let statement = Statement::new(text);
            names.gone.extend(statement.takes_away());
            names.made.extend(statement.makes());
        }
        names
    }

    /// Whether the catalog tells of each name in the statement whether it has run.
    fn are_settled(&self, statement: &Statement) -> bool {
        let own = statement.takes_away();
        own.is_disjoint(&self.made)
            && statement
                .words()
                .iter()
                .all(|word| own.contains(word) || !self.gone.contains(word))
    }
}

/// The guard of a statement among those of its plan.
pub(super) fn guard(text: &str, names: &Names) -> Guard {
    let statement = Statement::new(text);
    // No block can be put around what must stand outside of a transaction.
    let alone = statement.has(&["CONCURRENTLY"]);
    let own = match statement.word(0).as_str() {
        _ if !names.are_settled(&statement) => None,
        "CREATE" => create(&statement),
        "DROP" => drop(&statement),
        "ALTER" => alter(&statement),
        "COMMENT" | "GRANT" | "REVOKE" => Some(Guard::Itself(text.to_string())),
        _ => None,
    };
    own.unwrap_or_else(|| match alone {
        true => Guard::RecordAlone(text.to_string()),
        false => Guard::Record(text.to_string()),
    })
}

fn create(statement: &Statement) -> Option<Guard> {
    let text = statement.text.to_string();
    let name = statement.name()?;
    match statement.kind().as_str() {
        _ if statement.begins(&["CREATE", "OR", "REPLACE"]) => Some(Guard::Itself(text)),
        _ if statement.has(&["IF", "NOT", "EXISTS"]) => Some(Guard::Itself(text)),
        "TABLE" | "INDEX" | "SEQUENCE" | "SCHEMA" | "EXTENSION" | "STATISTICS" => Some(
            Guard::Itself(statement.with(statement.kind_end(), "IF NOT EXISTS")),
        ),
        "VIEW" if statement.word(1) == "MATERIALIZED" => Some(Guard::Itself(
            statement.with(statement.kind_end(), "IF NOT EXISTS"),
        )),
        "VIEW" | "FUNCTION" | "PROCEDURE" => Some(Guard::Itself(statement.with(0, "OR REPLACE"))),
        "TRIGGER" if statement.word(1) == "TRIGGER" => {
            Some(Guard::Itself(statement.with(0, "OR REPLACE")))
        }
        "TYPE" | "DOMAIN" => Some(Guard::If {
            condition: format!("to_regtype({}) IS NULL", quote::literal(&name)),
            statement: text,
        }),
        "POLICY" => Some(Guard::If {
            condition: format!(
                "NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = {}::regclass AND polname = {})",
                quote::literal(&statement.on()?),
                quote::literal(&quote::unquote(&name))
            ),
            statement: text,
        }),
        _ => None,
    }
}

fn drop(statement: &Statement) -> Option<Guard> {
    let text = statement.text.to_string();
    if statement.has(&["IF", "EXISTS"]) {
        return Some(Guard::Itself(text));
    }
    match statement.kind().as_str() {
        "TABLE" | "INDEX" | "SEQUENCE" | "SCHEMA" | "EXTENSION" | "STATISTICS" | "VIEW"
        | "FUNCTION" | "PROCEDURE" | "TYPE" | "DOMAIN" | "POLICY" | "TRIGGER" => Some(
            Guard::Itself(statement.with(statement.kind_end(), "IF EXISTS")),
        ),
        _ => None,
    }
}

fn alter(statement: &Statement) -> Option<Guard> {
    let text = statement.text.to_string();
    let action = statement.action();
    match statement.kind().as_str() {
        "TABLE" => alter_table(statement, action),
        "TYPE" if statement.has(&["ADD", "VALUE"]) && !statement.has(&["EXISTS"]) => {
            Some(Guard::Itself(statement.with(action + 1, "IF NOT EXISTS")))
        }
        "SEQUENCE" if statement.word(action) == "OWNED" => Some(Guard::Itself(text)),
        "POLICY" | "DEFAULT" if !statement.has(&["RENAME"]) => Some(Guard::Itself(text)),
        _ => None,
    }
}

/// Actions of ALTER TABLE that change nothing when what they ask for is there already.
const SETTLED: &[&[&str]] = &[
    &["ENABLE"],
    &["DISABLE"],
    &["FORCE"],
    &["NO", "FORCE"],
    &["VALIDATE"],
    &["SET", "("],
    &["RESET"],
    &["REPLICA"],
];

/// Settings of a column that change nothing when they are there already.
const COLUMN_SETTINGS: &[&[&str]] = &[
    &["SET", "NOT", "NULL"],
    &["DROP", "NOT", "NULL"],
    &["SET", "DEFAULT"],
    &["DROP", "DEFAULT"],
    &["SET", "STATISTICS"],
    &["SET", "STORAGE"],
];

fn alter_table(statement: &Statement, action: usize) -> Option<Guard> {
    let at = |place: usize, words: &[&str]| {
        words
            .iter()
            .enumerate()
            .all(|(offset, word)| statement.word(place + offset) == *word)
    };
    let text = statement.text.to_string();
    if statement.has_several_actions() {
        return None;
    }
    if at(action, &["ADD", "COLUMN"]) {
        let guarded = match at(action + 2, &["IF"]) {
            true => text,
            false => statement.with(action + 1, "IF NOT EXISTS"),
        };
        return Some(Guard::Itself(guarded));
    }
    if at(action, &["ADD", "CONSTRAINT"]) {
        let (name, _) = statement.name_at(action + 2)?;
        return Some(Guard::If {
            condition: format!(
                "NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = {}::regclass AND conname = {})",
                quote::literal(&statement.name()?),
                quote::literal(&quote::unquote(&name))
            ),
            statement: text,
        });
    }
    if at(action, &["DROP", "COLUMN"]) || at(action, &["DROP", "CONSTRAINT"]) {
        let guarded = match at(action + 2, &["IF"]) {
            true => text,
            false => statement.with(action + 1, "IF EXISTS"),
        };
        return Some(Guard::Itself(guarded));
    }
    if at(action, &["ALTER", "COLUMN"]) {
        let (_, after) = statement.name_at(action + 2)?;
        // Not a type: even the type a column has already makes PostgreSQL build its indexes again.
        let settled = COLUMN_SETTINGS.iter().any(|words| at(after, words));
        return settled.then_some(Guard::Itself(text));
    }
    SETTLED
        .iter()
        .any(|words| at(action, words))
        .then_some(Guard::Itself(text))
}
