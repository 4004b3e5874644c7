//! What an SQL expression names, and renaming it there, without parsing it: expressions are kept as their author's text.
//!
//! Told apart by the tokens around a name: calls are followed by `(`, types by `::` or `AS` before them, tables by `FROM`.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{
    keywords::{self, Category},
    quote,
    tokens::{self, Kind, Token},
    types,
};

/// A column-like name in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// What stands before it (`t` of `t.a`), unquoted.
    pub qualifier: Option<String>,
    /// The name, unquoted.
    pub name: String,
    /// Where the name itself stands, in bytes.
    pub range: Range<usize>,
    /// Where the qualifier's last part stands.
    pub qualifier_range: Option<Range<usize>>,
    /// Whether it stands inside a subquery, where bare names may belong to other tables.
    pub in_subquery: bool,
}

/// The column-like identifiers an expression names, unquoted, each once, in order of appearance. Function names, types,
/// tables after `FROM` and their aliases are left out; of `t.a`, `a` is given.
pub fn identifiers(expression: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names(expression)
        .into_iter()
        .filter(|name| seen.insert(name.name.clone()))
        .map(|name| name.name)
        .collect()
}

/// The expression with the column `old` called `new`; names inside subqueries are left alone, as they may belong to
/// another table.
pub fn rename(expression: &str, old: &str, new: &str) -> String {
    rename_where(expression, new, |name| {
        name.name == old && !name.in_subquery
    })
}

/// The expression with the column `old` of `table` called `new`, inside subqueries too where it is written `table.old`.
pub fn rename_column(expression: &str, table: &str, old: &str, new: &str) -> String {
    rename_where(expression, new, |name| {
        name.name == old
            && match name.qualifier.as_deref() {
                Some(qualifier) => qualifier == table || !name.in_subquery,
                None => !name.in_subquery,
            }
    })
}

fn rename_where(expression: &str, new: &str, which: impl Fn(&Name) -> bool) -> String {
    let mut written = String::with_capacity(expression.len());
    let mut done = 0;
    for name in names(expression).into_iter().filter(which) {
        written.push_str(expression.get(done..name.range.start).unwrap_or_default());
        written.push_str(&quote::identifier(new));
        done = name.range.end;
    }
    written.push_str(expression.get(done..).unwrap_or_default());
    written
}

/// The names of functions an expression calls, as written but unquoted and with their schema left out, each once.
pub fn functions(expression: &str) -> Vec<String> {
    let tokens = tokens::significant(expression);
    let mut found = Vec::new();
    for pair in tokens.windows(2) {
        let [name, next] = pair else { continue };
        if !next.is(expression, "(") {
            continue;
        }
        let Some(name) = callable(expression, name) else {
            continue;
        };
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// Every name that stands in a text as a word or quoted name, unquoted, each once, sorted: what an object's text may refer to.
pub fn words(text: &str) -> BTreeSet<String> {
    tokens::tokens(text)
        .iter()
        .filter_map(|token| token.name(text))
        .collect()
}

/// Whether an expression holds more than one value or call, so that it needs parentheses where the grammar wants one.
pub fn is_single(expression: &str) -> bool {
    let tokens = tokens::significant(expression);
    match tokens.as_slice() {
        [] => true,
        [first, .., last] if last.is(expression, ")") => {
            // `f(...)`, `s.f(...)` or `(...)`, with nothing after the first closing.
            let mut depth = 0i32;
            let open = tokens.iter().position(|token| token.is(expression, "("));
            let head_is_name = open.is_some_and(|open| {
                tokens
                    .iter()
                    .take(open)
                    .all(|token| token.name(expression).is_some() || token.is(expression, "."))
            });
            let closes_at_end = tokens.iter().enumerate().all(|(position, token)| {
                depth +=
                    i32::from(token.is(expression, "(")) - i32::from(token.is(expression, ")"));
                depth > 0 || open.is_none_or(|open| position < open) || position + 1 == tokens.len()
            });
            head_is_name && closes_at_end && !first.is_word(expression, "not")
        }
        [_] => true,
        _ => false,
    }
}

/// Takes off parentheses that enclose the whole expression.
pub fn without_outer_parentheses(expression: &str) -> &str {
    let mut text = expression.trim();
    while let Some(inner) = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        let mut depth = 0i32;
        let enclosed = tokens::significant(inner).iter().all(|token| {
            depth += i32::from(token.is(inner, "(")) - i32::from(token.is(inner, ")"));
            depth >= 0
        });
        if !enclosed || depth != 0 {
            break;
        }
        text = inner.trim();
    }
    text
}

fn callable(source: &str, token: &Token) -> Option<String> {
    let name = token.name(source)?;
    let keyword = token.kind == Kind::Word && keywords::category(&name) == Some(Category::Reserved);
    (!keyword).then_some(name)
}

/// What an opening parenthesis belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Plain,
    Subquery,
    /// `extract(field FROM ...)`: the field is no column, and its `FROM` names no table.
    Extract,
    /// A call with its own syntax, whose `FROM` names no table.
    Call,
    /// `CAST(... AS type)`.
    Cast,
}

/// All column-like names of an expression, in order.
pub fn names(expression: &str) -> Vec<Name> {
    let tokens = tokens::significant(expression);
    let mut walk = Walk {
        source: expression,
        tokens: &tokens,
        position: 0,
        groups: Vec::new(),
        found: Vec::new(),
    };
    while walk.position < tokens.len() {
        walk.step();
    }
    walk.found
}

struct Walk<'a> {
    source: &'a str,
    tokens: &'a [Token],
    position: usize,
    groups: Vec<Group>,
    found: Vec<Name>,
}

impl Walk<'_> {
    fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.position + ahead)
    }

    fn is(&self, ahead: usize, sign: &str) -> bool {
        self.token(ahead)
            .is_some_and(|token| token.is(self.source, sign))
    }

    fn is_word(&self, ahead: usize, word: &str) -> bool {
        self.token(ahead)
            .is_some_and(|token| token.is_word(self.source, word))
    }

    fn previous_is(&self, word: &str) -> bool {
        self.position
            .checked_sub(1)
            .and_then(|position| self.tokens.get(position))
            .is_some_and(|token| token.is_word(self.source, word))
    }

    fn step(&mut self) {
        let Some(token) = self.token(0) else { return };
        match (token.kind, token.text(self.source)) {
            (Kind::Mark, "(") => self.open(Group::Plain),
            (Kind::Mark, ")") => {
                self.groups.pop();
                self.position += 1;
            }
            (Kind::Mark, ".") => self.skip_field(),
            (Kind::Operator, "::") => {
                self.position += 1;
                self.skip_type();
            }
            (Kind::Word | Kind::QuotedName, _) => self.word(),
            _ => self.position += 1,
        }
    }

    fn open(&mut self, group: Group) {
        let subquery =
            self.is_word(1, "select") || self.is_word(1, "with") || self.is_word(1, "values");
        self.groups
            .push(if subquery { Group::Subquery } else { group });
        self.position += 1;
    }

    /// `.field` of a composite value or a call: no column of the table.
    fn skip_field(&mut self) {
        self.position += 1;
        if self
            .token(0)
            .is_some_and(|token| matches!(token.kind, Kind::Word | Kind::QuotedName))
        {
            self.position += 1;
        }
    }

    fn skip_type(&mut self) {
        let Some(start) = self.token(0).map(|token| token.range.start) else {
            return;
        };
        let rest = self.source.get(start..).unwrap_or_default();
        // Reading a type reads the text to its end; only the head of it can be the type.
        let head = rest.get(..rest.floor_char_boundary(200)).unwrap_or(rest);
        match types::parse_prefix(head) {
            Ok((_, length)) => {
                while self
                    .token(0)
                    .is_some_and(|token| token.range.start < start + length)
                {
                    self.position += 1;
                }
            }
            Err(_) => self.position += 1,
        }
    }

    fn word(&mut self) {
        let Some(token) = self.token(0) else { return };
        let bare = token.kind == Kind::Word;
        let lower = token.text(self.source).to_ascii_lowercase();
        if !bare {
            return self.chain();
        }
        match lower.as_str() {
            "from" | "join" | "using"
                if self.in_subquery_itself() && !self.previous_is("distinct") =>
            {
                self.tables(&lower)
            }
            "as" => {
                self.position += 1;
                if self.groups.last() == Some(&Group::Cast) {
                    self.skip_type();
                } else {
                    // An alias.
                    self.position += 1;
                }
            }
            "collate" => {
                self.position += 1;
                self.skip_chain();
            }
            "operator" if self.is(1, "(") => {
                while self.token(0).is_some() && !self.is(0, ")") {
                    self.position += 1;
                }
                self.position += 1;
            }
            "at" if self.is_word(1, "time") && self.is_word(2, "zone") => self.position += 3,
            "unknown" | "document" | "json" | "normalized"
                if self.previous_is("is") || self.previous_is("not") =>
            {
                self.position += 1
            }
            "escape" | "between" | "symmetric" | "asymmetric" | "exists" | "setof" => {
                self.position += 1
            }
            "extract" if self.is(1, "(") => {
                self.position += 1;
                self.open(Group::Extract);
                // The field: `epoch` or 'epoch'.
                self.position += 1;
            }
            "substring" | "trim" | "overlay" | "position" if self.is(1, "(") => {
                self.position += 1;
                self.open(Group::Call);
            }
            "cast" if self.is(1, "(") => {
                self.position += 1;
                self.open(Group::Cast);
            }
            _ if keywords::category(&lower) == Some(Category::Reserved)
                || (keywords::category(&lower) == Some(Category::TypeOrFunction)
                    && !self.is(1, ".")) =>
            {
                self.position += 1;
            }
            _ => self.chain(),
        }
    }

    fn in_subquery_itself(&self) -> bool {
        self.groups.last() == Some(&Group::Subquery)
    }

    /// Tables after `FROM` or `JOIN` with their aliases.
    fn tables(&mut self, keyword: &str) {
        self.position += 1;
        if keyword == "using" {
            return;
        }
        loop {
            for noise in ["only", "lateral"] {
                if self.is_word(0, noise) {
                    self.position += 1;
                }
            }
            if self.is(0, "(") {
                return;
            }
            self.skip_chain();
            if self.is(0, "(") {
                // A function in FROM: its arguments are read on.
                return;
            }
            if self.is_word(0, "as") {
                self.position += 1;
            }
            let alias = self.token(0).is_some_and(|token| match token.kind {
                Kind::QuotedName => true,
                Kind::Word => {
                    let word = token.text(self.source).to_ascii_lowercase();
                    !matches!(
                        keywords::category(&word),
                        Some(Category::Reserved | Category::TypeOrFunction)
                    )
                }
                _ => false,
            });
            if alias {
                self.position += 1;
            }
            if !self.is(0, ",") {
                return;
            }
            self.position += 1;
        }
    }

    fn skip_chain(&mut self) {
        self.position += 1;
        while self.is(0, ".") {
            self.position += 2;
        }
    }

    /// A name, perhaps qualified: a column unless it is called, a type before a string, or the name of an argument.
    fn chain(&mut self) {
        let mut parts: Vec<(String, Range<usize>)> = Vec::new();
        while let Some(token) = self.token(0) {
            if let Some(name) = token.name(self.source) {
                parts.push((name, token.range.clone()));
            }
            self.position += 1;
            let goes_on = self.is(0, ".")
                && self
                    .token(1)
                    .is_some_and(|token| matches!(token.kind, Kind::Word | Kind::QuotedName));
            if !goes_on {
                break;
            }
            self.position += 1;
        }
        if self.is(0, "(") {
            // The call's own parenthesis, so that a subquery as its argument is seen.
            return self.open(Group::Plain);
        }
        let typed_text =
            self.token(0).is_some_and(|token| token.kind == Kind::Text) && parts.len() == 1;
        let argument = self.is(0, "=>") || self.is(0, ":=");
        if typed_text || argument {
            return;
        }
        let Some((name, range)) = parts.pop() else {
            return;
        };
        let qualifier = parts.pop();
        self.found.push(Name {
            qualifier: qualifier.as_ref().map(|(name, _)| name.clone()),
            qualifier_range: qualifier.map(|(_, range)| range),
            name,
            range,
            in_subquery: self.groups.contains(&Group::Subquery),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_told_from_functions_types_and_keywords() {
        for (expression, expected) in [
            ("ends_at > starts_at", vec!["ends_at", "starts_at"]),
            ("lower(email::text) = email", vec!["email"]),
            (
                "status IN ('a', 'b') AND NOT deleted",
                vec!["status", "deleted"],
            ),
            ("x::timestamp with time zone > now()", vec!["x"]),
            ("(created_at AT TIME ZONE 'UTC')::date", vec!["created_at"]),
            ("extract(epoch FROM a) > 0", vec!["a"]),
            ("CAST(a AS numeric(10,2)) > b", vec!["a", "b"]),
            ("t.\"Odd \"\"name\" IS NOT NULL", vec!["Odd \"name"]),
            ("org_id = current_setting('app.org')::uuid", vec!["org_id"]),
            ("name COLLATE \"C\" > 'a'", vec!["name"]),
            ("position >= 0", vec!["position"]),
            ("f(a => b)", vec!["b"]),
            ("d > DATE '2020-01-01' + INTERVAL '1 day'", vec!["d"]),
            ("num_nonnulls(a, b) = 1", vec!["a", "b"]),
            ("a IS DISTINCT FROM b", vec!["a", "b"]),
            (
                "EXISTS (SELECT 1 FROM app.memberships AS m, roles r JOIN x ON true WHERE m.user_id = u_id)",
                vec!["user_id", "u_id"],
            ),
            ("(address).city = 'x'", vec!["address"]),
            ("a OPERATOR(pg_catalog.=) b", vec!["a", "b"]),
        ] {
            assert_eq!(identifiers(expression), expected, "{expression}");
        }
    }

    #[test]
    fn renaming_leaves_the_rest_as_written() {
        assert_eq!(
            rename("lower( A ) = b -- a\n", "a", "The A"),
            "lower( \"The A\" ) = b -- a\n"
        );
        assert_eq!(rename("'a' = a(a)::a", "a", "b"), "'a' = a(b)::a");
        assert_eq!(
            rename_column(
                "EXISTS (SELECT 1 FROM m WHERE m.a = t.a AND a)",
                "t",
                "a",
                "b"
            ),
            "EXISTS (SELECT 1 FROM m WHERE m.a = t.b AND a)"
        );
    }

    #[test]
    fn single_values_are_known() {
        for single in ["now()", "'a'", "x", "public.f(a, (b))", "(a + b)"] {
            assert!(is_single(single), "{single}");
        }
        for more in ["a + b", "f(a) + g(b)", "(a) + (b)", "'a'::text"] {
            assert!(!is_single(more), "{more}");
        }
    }

    #[test]
    fn outer_parentheses_come_off() {
        assert_eq!(without_outer_parentheses("((a > b))"), "a > b");
        assert_eq!(without_outer_parentheses("(a) > (b)"), "(a) > (b)");
        assert_eq!(without_outer_parentheses("(a = ')')"), "a = ')'");
    }

    #[test]
    fn called_functions() {
        assert_eq!(
            functions("app.current_org() = lower(a) AND b IN (1)"),
            vec!["current_org", "lower"]
        );
    }
}
