//! A file of queries, taken apart into access patterns.
//!
//! A comment `-- name: get_user :one` (as sqlc writes it) or `-- @name Upcoming meetings` begins a pattern, which has all
//! statements up to the next. Where no comment names them, each statement is a pattern, and so is all between BEGIN and COMMIT.
//! `-- @freq 42 / s`, `-- @latency 20 ms`, `-- @global why` and `-- @per-row` say the rest.

use crate::model::{AccessPattern, AccessPatternId};
use crate::sql::tokens::{self, Kind};

use super::ast::StatementKind;
use super::parse;

/// A pattern of a file, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The pattern; its id is not one of a document's.
    pub pattern: AccessPattern,
    /// The byte of the file at which its text begins.
    pub start: usize,
}

/// The patterns of a file, in order.
pub fn read_file(text: &str) -> Vec<Declared> {
    let mut reader = Reader::default();
    let mut start = None;
    let mut end = 0;
    for token in tokens::tokens(text) {
        match token.kind {
            Kind::Space | Kind::Command | Kind::CopyData => {}
            Kind::Comment => {
                // A comment inside a statement is part of it; hints may still stand there.
                let hints = hints(token.text(text));
                if hints.iter().any(|(key, _)| *key == "name") && start.is_none() {
                    reader.close(text);
                }
                reader.hints.extend(
                    hints
                        .into_iter()
                        .map(|(key, value)| (key, value.to_string())),
                );
            }
            Kind::Mark if token.text(text) == ";" => {
                if let Some(start) = start.take() {
                    reader.statement(text, start, token.range.end);
                }
            }
            _ => {
                start = start.or(Some(token.range.start));
                end = token.range.end;
            }
        }
    }
    if let Some(start) = start {
        reader.statement(text, start, end);
    }
    reader.close(text);
    reader.declared
}

#[derive(Default)]
struct Reader {
    declared: Vec<Declared>,
    hints: Vec<(&'static str, String)>,
    /// The statements of the pattern that is open.
    open: Option<(usize, usize)>,
    transaction: bool,
    path: Vec<String>,
}

impl Reader {
    fn statement(&mut self, text: &str, start: usize, end: usize) {
        let own = text.get(start..end).unwrap_or_default();
        let kind = parse::statements(own)
            .into_iter()
            .next()
            .and_then(Result::ok)
            .map(|statement| statement.kind);
        if let (Some(StatementKind::SearchPath(path)), None) = (&kind, &self.open) {
            self.path.clone_from(path);
            self.hints.clear();
            return;
        }
        let named = self.hints.iter().any(|(key, _)| *key == "name");
        self.transaction |= matches!(kind, Some(StatementKind::Begin));
        self.open = Some((self.open.map_or(start, |(first, _)| first), end));
        if matches!(kind, Some(StatementKind::End)) {
            self.transaction = false;
        }
        if !named && !self.transaction {
            self.close(text);
        }
    }

    fn close(&mut self, text: &str) {
        self.transaction = false;
        let hints = std::mem::take(&mut self.hints);
        let Some((start, end)) = self.open.take() else {
            return;
        };
        let sql = text
            .get(start..end)
            .unwrap_or_default()
            .trim()
            .trim_end_matches(';')
            .trim_end();
        let hint = |key: &str| {
            hints
                .iter()
                .find(|(own, _)| *own == key)
                .map(|(_, value)| value.clone())
        };
        let name = hint("name").unwrap_or_else(|| headline(sql));
        let mut pattern = AccessPattern::new(AccessPatternId(0), &name, sql);
        pattern.frequency = hint("freq").unwrap_or_default();
        pattern.latency_milliseconds = hint("latency").as_deref().and_then(milliseconds);
        pattern.global = hint("global");
        pattern.per_row = hint("per-row").is_some();
        pattern.search_path.clone_from(&self.path);
        self.declared.push(Declared { pattern, start });
    }
}

/// What a comment says of the query after it.
fn hints(comment: &str) -> Vec<(&'static str, &str)> {
    let inner = comment
        .trim_start_matches("--")
        .trim_start_matches("/*")
        .trim_end_matches("*/");
    let mut found = Vec::new();
    for line in inner.lines() {
        let line = line.trim().trim_start_matches("* ").trim();
        if let Some(name) = line
            .strip_prefix("name:")
            .or_else(|| line.strip_prefix("@name"))
        {
            // sqlc's `:one`, `:many` and others say how many rows come back.
            let name = name.trim();
            let name = name
                .rsplit_once(" :")
                .filter(|(_, kind)| !kind.contains(' '))
                .map_or(name, |(name, _)| name);
            found.push((
                "name",
                name.trim().trim_end_matches(['!', '^', '$', '*', '<', '#']),
            ));
        }
        for (word, key) in [
            ("@freq", "freq"),
            ("@frequency", "freq"),
            ("@latency", "latency"),
            ("@global", "global"),
            ("@per-row", "per-row"),
        ] {
            let rest = line
                .strip_prefix(word)
                .filter(|rest| rest.is_empty() || rest.starts_with([' ', ':', '\t']));
            if let Some(rest) = rest {
                found.push((key, rest.trim_start_matches([':', ' ', '\t'])));
            }
        }
    }
    found
}

/// `20 ms`, `1.5 s`, `20`: milliseconds.
pub(super) fn milliseconds(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: f64 = number.parse().ok()?;
    let factor = match unit.trim().split_whitespace().next().unwrap_or("ms") {
        "ms" | "milliseconds" | "millisecond" => 1.0,
        "s" | "sec" | "second" | "seconds" => 1e3,
        "min" | "minute" | "minutes" => 6e4,
        _ => return None,
    };
    let value = (number * factor).round();
    // The comparison keeps the cast exact.
    (0.0..=f64::from(u32::MAX))
        .contains(&value)
        .then_some(value as u32)
}

/// A name for a query that has none: its first words.
fn headline(sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().take(8).collect();
    let mut line: String = words.join(" ").chars().take(60).collect();
    if sql.split_whitespace().count() > words.len() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_name_queries_and_say_how_often_they_run() {
        let text = "-- name: GetUser :one\n-- @freq 42 / s\n-- @latency 20 ms\nSELECT 1;\n\n-- @name Two of them\n-- @global nightly\n\
                    UPDATE t SET a = 1;\nDELETE FROM t;\n-- name: Last :many\nSELECT 2";
        let found = read_file(text);
        let names: Vec<&str> = found.iter().map(|one| one.pattern.name.as_str()).collect();
        assert_eq!(names, ["GetUser", "Two of them", "Last"]);
        assert_eq!(found[0].pattern.frequency, "42 / s");
        assert_eq!(found[0].pattern.latency_milliseconds, Some(20));
        assert_eq!(found[1].pattern.sql, "UPDATE t SET a = 1;\nDELETE FROM t");
        assert_eq!(found[1].pattern.global.as_deref(), Some("nightly"));
        assert!(text[found[2].start..].starts_with("SELECT 2"));
    }

    #[test]
    fn without_names_each_statement_stands_alone_and_a_transaction_together() {
        let found = read_file(
            "SELECT 1; BEGIN; UPDATE t SET a = 1; INSERT INTO t VALUES (1); COMMIT; SET search_path TO app; SELECT 2;",
        );
        let texts: Vec<&str> = found.iter().map(|one| one.pattern.sql.as_str()).collect();
        assert_eq!(
            texts,
            [
                "SELECT 1",
                "BEGIN; UPDATE t SET a = 1; INSERT INTO t VALUES (1); COMMIT",
                "SELECT 2"
            ]
        );
        assert_eq!(found[2].pattern.search_path, ["app"]);
    }

    #[test]
    fn times_are_milliseconds() {
        assert_eq!(milliseconds("1.5 s"), Some(1500));
        assert_eq!(milliseconds("200"), Some(200));
        assert_eq!(milliseconds("soon"), None);
    }
}
