//! Expressions of MySQL and SQLite: into the model, out again, and from one dialect into another.
//!
//! In the model an expression stands in the standard's quotes, and names of columns are spelt as the column is, for these
//! databases do not tell `Id` from `id`. Between dialects only what is known to mean the same is carried over; the rest is
//! refused, so that nothing changes its meaning in silence.

use std::collections::HashMap;
use std::ops::Range;

use super::quote;
use crate::model::Dialect;
use crate::sql::tokens::{self, Kind, Token};
use crate::sql::types::{self, Family};

/// The columns an expression may name: lower case to the name itself.
pub type Columns = HashMap<String, String>;

/// The columns by their names in lower case.
pub fn columns<'a>(names: impl Iterator<Item = &'a str>) -> Columns {
    names
        .map(|name| (name.to_lowercase(), name.to_string()))
        .collect()
}

/// An expression for the model: columns in their own spelling. SQLite takes a quoted word that is no column for a text
/// (sqlite.org/quirks.html, section 8).
pub fn settle(dialect: Dialect, text: &str, columns: &Columns) -> String {
    let all = tokens::tokens(text);
    let mut settled = String::with_capacity(text.len());
    for (place, token) in all.iter().enumerate() {
        let written = token.text(text);
        let known = match token.kind {
            Kind::Word if opens(&all, place, text) => None,
            Kind::Word => columns.get(&written.to_lowercase()),
            Kind::QuotedName => columns.get(&unquoted(written).to_lowercase()),
            _ => None,
        };
        match known {
            Some(name) => settled.push_str(&crate::sql::quote::identifier(name)),
            None if token.kind == Kind::QuotedName && dialect == Dialect::Sqlite => {
                settled.push_str(&crate::sql::quote::literal(&unquoted(written)));
            }
            None => settled.push_str(written),
        }
    }
    settled
}

fn unquoted(name: &str) -> String {
    let inner = name.strip_prefix('"').unwrap_or(name);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    inner.replace("\"\"", "\"")
}

/// Whether a parenthesis follows: the word is a function's.
fn opens(all: &[Token], place: usize, text: &str) -> bool {
    all.get(place + 1).is_some_and(|token| token.is(text, "("))
}

/// SQL of the model in the quotes of its own dialect: expressions, queries, bodies of triggers.
pub fn write(dialect: Dialect, text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for token in tokens::tokens(text) {
        let sql = token.text(text);
        match token.kind {
            Kind::QuotedName => written.push_str(&quote::identifier(dialect, &unquoted(sql))),
            Kind::Text if dialect == Dialect::Mysql => written.push_str(&sql.replace('\\', "\\\\")),
            _ => written.push_str(sql),
        }
    }
    written
}

/// Words that mean the same in all three.
const WORDS: [&str; 16] = [
    "and",
    "or",
    "not",
    "is",
    "null",
    "in",
    "between",
    "like",
    "case",
    "when",
    "then",
    "else",
    "end",
    "true",
    "false",
    "current_date",
];

/// Operators that mean the same in all three.
const OPERATORS: [&str; 11] = ["=", "<>", "!=", "<", "<=", ">", ">=", "+", "-", "*", "%"];

/// Functions by their names in PostgreSQL, MySQL and SQLite; empty where there is none.
const FUNCTIONS: [[&str; 3]; 15] = [
    ["lower", "lower", "lower"],
    ["upper", "upper", "upper"],
    ["length", "char_length", "length"],
    ["char_length", "char_length", "length"],
    ["octet_length", "length", ""],
    ["coalesce", "coalesce", "coalesce"],
    ["coalesce", "ifnull", "ifnull"],
    ["nullif", "nullif", "nullif"],
    ["abs", "abs", "abs"],
    ["trim", "trim", "trim"],
    ["ltrim", "ltrim", "ltrim"],
    ["rtrim", "rtrim", "rtrim"],
    ["replace", "replace", "replace"],
    ["gen_random_uuid", "uuid", ""],
    ["uuid_generate_v4", "uuid", ""],
];

/// Ways to say what time it is.
const NOW: [&str; 6] = [
    "now",
    "current_timestamp",
    "localtimestamp",
    "localtime",
    "statement_timestamp",
    "transaction_timestamp",
];

fn position(dialect: Dialect) -> usize {
    match dialect {
        Dialect::Postgresql => 0,
        Dialect::Mysql => 1,
        Dialect::Sqlite => 2,
    }
}

/// Carries expressions from one dialect to another.
pub struct Translation<'a> {
    /// Dialect it is written in.
    pub from: Dialect,
    /// Dialect wanted.
    pub to: Dialect,
    /// Columns it may name.
    pub columns: &'a Columns,
    /// Digits of a second's fraction that the time now is wanted with; MySQL asks for those of the column. `None` where the
    /// time may not be asked for: a check or an index must say the same at any time.
    pub fraction: Option<u32>,
}

impl Translation<'_> {
    /// The expression, `None` where it is not known to mean the same.
    pub fn of(&self, text: &str) -> Option<String> {
        if self.from == self.to {
            return Some(write(self.to, text));
        }
        let all = without_casts(text)?;
        let mut written = String::new();
        let mut at = 0;
        while let Some(token) = all.get(at) {
            let (sql, passed) = self.token(text, &all, at)?;
            let tight = written.is_empty()
                || written.ends_with('(')
                || matches!(sql.as_str(), ")" | ",")
                || (token.is(text, "(") && at > 0 && self.is_function(text, &all, at - 1));
            if !tight {
                written.push(' ');
            }
            written.push_str(&sql);
            at += passed.max(1);
            debug_assert!(token.counts());
        }
        (!written.is_empty()).then_some(written)
    }

    fn is_function(&self, text: &str, all: &[Token], at: usize) -> bool {
        all.get(at).is_some_and(|token| {
            token.kind == Kind::Word
                && !WORDS.contains(&token.text(text).to_ascii_lowercase().as_str())
        })
    }

    /// The token's SQL, and how many tokens it stands for.
    fn token(&self, text: &str, all: &[Token], at: usize) -> Option<(String, usize)> {
        let token = all.get(at)?;
        let sql = token.text(text);
        match token.kind {
            Kind::Word | Kind::QuotedName => self.word(text, all, at),
            Kind::Number => Some((sql.to_string(), 1)),
            Kind::Text if sql.starts_with('\'') => {
                Some((quote::literal(self.to, &text_value(sql)), 1))
            }
            Kind::Mark if matches!(sql, "(" | ")" | ",") => Some((sql.to_string(), 1)),
            Kind::Operator if sql == "=" => Some(
                any_of(text, all, at)
                    .map_or_else(|| ("=".to_string(), 1), |passed| ("IN".to_string(), passed)),
            ),
            Kind::Operator if OPERATORS.contains(&sql) => Some((sql.to_string(), 1)),
            // MySQL reads it as OR.
            Kind::Operator
                if sql == "||" && self.from != Dialect::Mysql && self.to != Dialect::Mysql =>
            {
                Some((sql.to_string(), 1))
            }
            // The bracket of `ANY (ARRAY[...])`, which is an IN list here.
            Kind::Mark if sql == "[" => {
                let before = at.checked_sub(1).and_then(|before| all.get(before))?;
                before.is_word(text, "array").then(|| ("(".to_string(), 1))
            }
            Kind::Mark if sql == "]" => {
                let closing = all
                    .get(at + 1..)?
                    .iter()
                    .take_while(|token| token.is(text, ")"))
                    .count();
                let opened = opened_before(text, all, at);
                (opened <= closing).then(|| (")".to_string(), 1 + opened))
            }
            _ => None,
        }
    }

    fn word(&self, text: &str, all: &[Token], at: usize) -> Option<(String, usize)> {
        let token = all.get(at)?;
        let sql = token.text(text);
        let lower = sql.to_lowercase();
        let is_name = token.kind == Kind::QuotedName;
        let name = if is_name {
            unquoted(sql)
        } else {
            lower.clone()
        };
        let call = opens(all, at, text);
        if !is_name && NOW.contains(&lower.as_str()) {
            return self.now(text, all, at, call);
        }
        if !is_name && WORDS.contains(&lower.as_str()) {
            return Some((sql.to_string(), 1));
        }
        if call {
            let from = position(self.from);
            let row = FUNCTIONS
                .iter()
                .find(|row| row.get(from) == Some(&lower.as_str()))?;
            let wanted = row.get(position(self.to)).filter(|name| !name.is_empty())?;
            return Some(((*wanted).to_string(), 1));
        }
        let column = self.columns.get(&name.to_lowercase())?;
        let spelt = match self.to {
            Dialect::Postgresql => crate::sql::quote::identifier(column),
            other => quote::identifier(other, column),
        };
        Some((spelt, 1))
    }

    fn now(&self, text: &str, all: &[Token], at: usize, call: bool) -> Option<(String, usize)> {
        let fraction = self.fraction?;
        let closing = all.get(at..)?.iter().position(|token| token.is(text, ")"));
        // `now()` and `CURRENT_TIMESTAMP(3)`: nothing but digits may stand inside.
        let passed = match (call, closing) {
            (false, _) => 1,
            (true, Some(length)) if length <= 3 => length + 1,
            (true, _) => return None,
        };
        let sql = match self.to {
            Dialect::Postgresql | Dialect::Sqlite => "CURRENT_TIMESTAMP".to_string(),
            Dialect::Mysql if fraction == 0 => "CURRENT_TIMESTAMP".to_string(),
            Dialect::Mysql => format!("CURRENT_TIMESTAMP({fraction})"),
        };
        Some((sql, passed))
    }
}

fn text_value(sql: &str) -> String {
    let inner = sql.strip_prefix('\'').unwrap_or(sql);
    inner.strip_suffix('\'').unwrap_or(inner).replace("''", "'")
}

/// `= ANY (ARRAY[`: how many tokens stand before the bracket.
fn any_of(text: &str, all: &[Token], at: usize) -> Option<usize> {
    if !all.get(at + 1)?.is_word(text, "any") {
        return None;
    }
    let opening = all
        .get(at + 2..)?
        .iter()
        .take_while(|token| token.is(text, "("))
        .count();
    let array = at + 2 + opening;
    let is_list =
        opening > 0 && all.get(array)?.is_word(text, "array") && all.get(array + 1)?.is(text, "[");
    is_list.then_some(array - at + 1)
}

/// How many parentheses stand between `ANY` and the bracket that the one at `at` closes.
fn opened_before(text: &str, all: &[Token], at: usize) -> usize {
    let open = all
        .iter()
        .take(at)
        .rposition(|token| token.is(text, "["))
        .unwrap_or(0);
    let before = all.get(..open.saturating_sub(1)).unwrap_or(&[]);
    before
        .iter()
        .rev()
        .take_while(|token| token.is(text, "("))
        .count()
}

/// The tokens without the casts that say nothing in another dialect: of constants, and to texts. `None` where a cast does
/// something.
fn without_casts(text: &str) -> Option<Vec<Token>> {
    let mut kept: Vec<Token> = Vec::new();
    let mut skipped: Range<usize> = 0..0;
    for token in tokens::significant(text) {
        if skipped.contains(&token.range.start) {
            continue;
        }
        if !token.is(text, "::") {
            kept.push(token);
            continue;
        }
        let rest = text.get(token.range.end..)?;
        let (data_type, length) = types::parse_prefix(rest).ok()?;
        let constant = kept
            .last()
            .is_some_and(|last| matches!(last.kind, Kind::Text | Kind::Number));
        let closes = kept
            .last()
            .is_some_and(|last| last.is(text, "]") || last.is(text, ")"));
        let to_text =
            types::family(&data_type.element()) == Family::Text && data_type.modifiers.is_empty();
        if !(constant || to_text && (closes || data_type.dimensions == 0)) {
            return None;
        }
        skipped = token.range.end..token.range.end + length;
    }
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translated(from: Dialect, to: Dialect, text: &str) -> Option<String> {
        let columns = columns(["status", "Total", "a", "created_at"].into_iter());
        Translation {
            from,
            to,
            columns: &columns,
            fraction: Some(6),
        }
        .of(text)
    }

    #[test]
    fn columns_are_spelt_as_they_are() {
        let columns = columns(["userId", "a"].into_iter());
        assert_eq!(
            settle(Dialect::Mysql, "USERID > 0 and lower(A) <> 'a'", &columns),
            "\"userId\" > 0 and lower(a) <> 'a'"
        );
        assert_eq!(
            settle(Dialect::Sqlite, "json_extract(\"a\", \"$.b\")", &columns),
            "json_extract(a, '$.b')"
        );
    }

    #[test]
    fn own_quotes_come_back() {
        assert_eq!(
            write(Dialect::Mysql, "\"user`Id\" = 'it''s \\'"),
            "`user``Id` = 'it''s \\\\'"
        );
    }

    #[test]
    fn what_means_the_same_is_carried_over() {
        let cases = [
            (
                "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
                "((`status`) IN ('a', 'b'))",
            ),
            (
                "\"Total\" >= 0 AND length(a) < 5",
                "`Total` >= 0 AND char_length(`a`) < 5",
            ),
            ("now()", "CURRENT_TIMESTAMP(6)"),
            ("'{}'::jsonb", "'{}'"),
            ("a IN ('x', 'y')", "`a` IN ('x', 'y')"),
        ];
        for (text, wanted) in cases {
            assert_eq!(
                translated(Dialect::Postgresql, Dialect::Mysql, text).as_deref(),
                Some(wanted)
            );
        }
        assert_eq!(
            translated(
                Dialect::Mysql,
                Dialect::Postgresql,
                "a <> '' or ifnull(status, 0) = 1"
            )
            .as_deref(),
            Some("a <> '' or coalesce(status, 0) = 1")
        );
    }

    #[test]
    fn what_may_mean_something_else_is_refused() {
        for text in [
            "a ~ '^x'",
            "a || 'b'",
            "other > 1",
            "a::integer = 1",
            "f(a)",
            "a / 2",
            "E'\\n'",
            "x.a",
            "a[1]",
            "a = ANY (b)",
            "ARRAY[1]",
        ] {
            assert_eq!(
                translated(Dialect::Postgresql, Dialect::Mysql, text),
                None,
                "{text}"
            );
        }
        assert_eq!(
            translated(Dialect::Postgresql, Dialect::Sqlite, "a || 'b'").as_deref(),
            Some("\"a\" || 'b'")
        );
    }
}
