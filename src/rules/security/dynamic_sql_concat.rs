//! `dynamic-sql-concat`.

use crate::rules::prelude::*;
use crate::sql::tokens::{Kind, Token, significant};

declare_rule! {
    /// # What
    /// A function that runs a statement it has put together quotes what it puts in.
    ///
    /// # Why
    /// With `EXECUTE 'DELETE FROM ' || name` the caller writes the statement: a name with a semicolon in it ends the first one and
    /// begins another, with the rights of the function.
    ///
    /// # When it is safe to ignore
    /// What is put in can never be text from outside. Left alone: format() with its own quoting, quote_ident and quote_literal,
    /// values handed over by USING, numbers, dates, and names the trigger is told (TG_TABLE_NAME).
    ///
    /// # Fix
    /// None by itself: use format() with %I for names and %L for values, or hand values over by USING.
    "dynamic-sql-concat", Group::Security, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["1:20", "1:22", "3:55", "3:114", "3:151", "3:268"],
    fail: "CREATE FUNCTION g(n text) RETURNS void LANGUAGE plpgsql AS $$BEGIN EXECUTE 'DELETE FROM '||n; END$$",
    pass: "CREATE FUNCTION g(n text) RETURNS void LANGUAGE plpgsql AS $$BEGIN EXECUTE format('DELETE FROM %I',n); END$$",
    check: Check::Schema(Reads::Programs, check),
    fix: None,
}

/// Functions whose result is quoted, or can hold no SQL.
const SAFE_CALLS: &[&str] = &[
    "quote_ident",
    "quote_literal",
    "quote_nullable",
    "format",
    "to_char",
    "chr",
    "md5",
    "length",
    "extract",
    "now",
    "date_part",
    "date_trunc",
    "nextval",
    "txid_current",
    "pg_typeof",
    "count",
    "floor",
    "ceil",
    "round",
    "abs",
    "mod",
];
const SAFE_WORDS: &[&str] = &[
    "current_date",
    "current_timestamp",
    "current_schema",
    "current_user",
    "session_user",
    "null",
    "true",
    "false",
    "tg_table_name",
    "tg_table_schema",
    "tg_relname",
    "tg_op",
    "tg_name",
    "tg_relid",
];
/// Types whose text holds no SQL.
const SAFE_TYPES: &[&str] = &[
    "int",
    "int2",
    "int4",
    "int8",
    "integer",
    "bigint",
    "smallint",
    "numeric",
    "real",
    "double",
    "boolean",
    "date",
    "timestamp",
    "timestamptz",
    "uuid",
    "oid",
    "regclass",
    "regtype",
    "regproc",
    "regprocedure",
    "interval",
    "time",
];

/// The body of a function as tokens, with what is declared in it.
struct Body<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    arguments: &'a str,
}

impl Body<'_> {
    fn word(&self, at: usize) -> Option<String> {
        let token = self.tokens.get(at)?;
        (token.kind == Kind::Word).then(|| token.text(self.text).to_lowercase())
    }

    fn is(&self, at: usize, sign: &str) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.is(self.text, sign))
    }

    /// Where the expression that begins at `start` ends.
    fn end(&self, start: usize) -> usize {
        let mut depth = 0i32;
        let mut at = start;
        while at < self.tokens.len() {
            depth += i32::from(self.is(at, "(")) - i32::from(self.is(at, ")"));
            let stops = self
                .word(at)
                .is_some_and(|word| matches!(word.as_str(), "into" | "using" | "loop"));
            if depth < 0 || (depth == 0 && (self.is(at, ";") || stops)) {
                break;
            }
            at += 1;
        }
        at
    }

    /// The first thing that is put in unquoted by an expression with `||` in it.
    fn put_in(&self, start: usize, end: usize) -> Option<String> {
        let mut depth = 0i32;
        let mut from = start;
        let mut operands = Vec::new();
        for at in start..end {
            depth += i32::from(self.is(at, "(")) - i32::from(self.is(at, ")"));
            if depth == 0 && self.is(at, "||") {
                operands.push((from, at));
                from = at + 1;
            }
        }
        operands.push((from, end));
        if operands.len() > 1 {
            return operands
                .into_iter()
                .find_map(|(from, to)| self.unquoted(from, to));
        }
        // A single operand in parentheses may be a sum inside.
        let inside = self.is(start, "(") && end > start + 1 && self.is(end - 1, ")");
        inside.then(|| self.put_in(start + 1, end - 1)).flatten()
    }

    /// What an operand puts in, unless it is a constant or quoted.
    fn unquoted(&self, from: usize, to: usize) -> Option<String> {
        let cast = (from..to).any(|at| {
            self.is(at, "::")
                && self
                    .word(at + 1)
                    .is_some_and(|word| SAFE_TYPES.contains(&word.as_str()))
        });
        if cast || from >= to {
            return None;
        }
        if self.is(from, "(") {
            return self.put_in(from, to);
        }
        let word = self.word(from)?;
        let call = self.is(from + 1, "(");
        // `pg_catalog.quote_ident(x)`.
        if word == "pg_catalog" && self.is(from + 1, ".") {
            return self.unquoted(from + 2, to);
        }
        let safe = if call {
            SAFE_CALLS.contains(&word.as_str())
        } else {
            SAFE_WORDS.contains(&word.as_str()) || self.is_plain(&word)
        };
        // A choice between constants is a constant.
        let constants = (from..to).any(|at| {
            self.tokens
                .get(at)
                .is_some_and(|token| token.kind == Kind::Text)
        });
        let choice = ["case", "coalesce"].contains(&word.as_str()) && constants;
        (!safe && !choice).then_some(word)
    }

    /// Whether a variable is declared with a type whose text holds no SQL.
    fn is_plain(&self, name: &str) -> bool {
        let declares = |text: &str, tokens: &[Token]| {
            tokens.windows(2).any(|pair| match pair {
                [first, second] => {
                    first.is_word(text, name)
                        && SAFE_TYPES.iter().any(|kind| second.is_word(text, kind))
                }
                _ => false,
            })
        };
        declares(self.text, &self.tokens) || declares(self.arguments, &significant(self.arguments))
    }

    /// What the statements it runs put in unquoted, directly or by way of a variable.
    fn fault(&self) -> Option<String> {
        (0..self.tokens.len()).find_map(|at| {
            let executes = self.word(at).as_deref() == Some("execute");
            let other = self
                .word(at + 1)
                .is_some_and(|next| matches!(next.as_str(), "function" | "procedure" | "on"));
            if !executes || other {
                return None;
            }
            let (start, end) = (at + 1, self.end(at + 1));
            match self.word(start).filter(|_| end == start + 1) {
                Some(variable) => self.assigned(&variable),
                None => self.put_in(start, end),
            }
        })
    }

    fn assigned(&self, variable: &str) -> Option<String> {
        (0..self.tokens.len()).find_map(|at| {
            let assigns = self.word(at).as_deref() == Some(variable) && self.is(at + 1, ":=");
            let found = assigns
                .then(|| self.put_in(at + 2, self.end(at + 2)))
                .flatten();
            // A statement that grows from itself is judged by its other parts.
            found.filter(|name| name != variable)
        })
    }
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for function in context.schema.functions.values() {
        if function.language != "plpgsql" {
            continue;
        }
        out.looked_at(1);
        if !function.body.contains("||") {
            continue;
        }
        let body = Body {
            text: &function.body,
            tokens: significant(&function.body),
            arguments: &function.arguments,
        };
        let Some(name) = body.fault() else {
            continue;
        };
        out.report(
            ObjectRef::Function(function.id),
            format!("runs a statement with {name} put in unquoted"),
            format!(
                "{} joins {name} to the statement it executes.",
                function.name
            ),
            format!(
                "Text in {name} becomes part of the statement, and runs with the rights of {}.",
                function.name
            ),
        )
        .advice("Use format() with %I for names and %L for values, or hand values over by USING.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(arguments: &str, text: &str) -> Option<String> {
        let tokens = significant(text);
        Body {
            text,
            tokens,
            arguments,
        }
        .fault()
    }

    #[test]
    fn only_unquoted_text_is_a_fault() {
        assert_eq!(fault("", "BEGIN EXECUTE 'a' || n; END"), Some("n".into()));
        assert_eq!(
            fault("", "BEGIN EXECUTE 'a' || quote_ident(n) || 'b'; END"),
            None
        );
        assert_eq!(fault("n integer", "BEGIN EXECUTE 'a' || n; END"), None);
        assert_eq!(fault("", "BEGIN EXECUTE 'a' || n::regclass; END"), None);
        assert_eq!(
            fault("", "BEGIN EXECUTE 'a' || $1 || 'b' USING n; END"),
            None
        );
        assert_eq!(
            fault("", "BEGIN q := 'a' || n; EXECUTE q; END"),
            Some("n".into())
        );
        assert_eq!(
            fault("", "BEGIN q := q || ' LIMIT 1'; EXECUTE q; END"),
            None
        );
        assert_eq!(
            fault("", "BEGIN m := 'a' || n; EXECUTE format('%I', m); END"),
            None
        );
        assert_eq!(
            fault("", "GRANT EXECUTE ON FUNCTION f TO x; SELECT 'a' || n;"),
            None
        );
    }
}
