//! Reads expressions, queries and statements by their tokens.

use std::ops::Range;

use super::{Mention, Mentions, Role, Text};
use crate::sql::keywords::{self, Category};
use crate::sql::tokens::{self, Kind, Token};

/// What an opening parenthesis belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Plain,
    /// `extract(... FROM ...)` and its like, whose `FROM` names no relation.
    Call,
    /// `CAST(... AS type)`.
    Cast,
}

struct Level {
    group: Group,
    scope: usize,
    /// Inside a FROM clause, where a comma is followed by a relation.
    in_from: bool,
    /// Inside the list of results.
    in_list: bool,
    /// A relation comes next.
    expects: bool,
}

/// Words that end a FROM clause.
const ENDS: &[&str] = &[
    "where",
    "group",
    "having",
    "order",
    "limit",
    "offset",
    "fetch",
    "window",
    "union",
    "intersect",
    "except",
    "for",
    "returning",
    "select",
    "set",
    "values",
    "do",
    "with",
];
/// Words that begin a query in parentheses.
const QUERIES: &[&str] = &[
    "select", "with", "values", "insert", "update", "delete", "merge", "table",
];
/// Words of a statement's head that a relation follows.
const HEADS: &[&str] = &["table", "view", "sequence", "index"];
/// Words between such a word and the relation.
const NOISE: &[&str] = &["only", "lateral", "if", "not", "exists", "concurrently"];

/// Reads the names of a text.
pub(super) fn of(text: &str, kind: Text) -> Mentions {
    let tokens = tokens::significant(text);
    let mut scan = Scan::new(text, &tokens, kind);
    scan.run();
    scan.found
}

/// Reads the names of some tokens of a text.
pub(super) fn of_tokens(text: &str, tokens: &[Token], kind: Text) -> Mentions {
    let mut scan = Scan::new(text, tokens, kind);
    scan.run();
    scan.found
}

struct Scan<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    levels: Vec<Level>,
    is_statement: bool,
    is_publication: bool,
    found: Mentions,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, tokens: &'a [Token], kind: Text) -> Self {
        Scan {
            text,
            tokens,
            at: 0,
            levels: vec![Level {
                group: Group::Plain,
                scope: 0,
                in_from: false,
                in_list: false,
                expects: false,
            }],
            is_statement: kind == Text::Statement,
            is_publication: kind == Text::Statement
                && tokens
                    .get(1)
                    .is_some_and(|token| token.is_word(text, "publication")),
            found: Mentions {
                parents: vec![0],
                ..Mentions::default()
            },
        }
    }

    fn run(&mut self) {
        while self.at < self.tokens.len() {
            self.step();
        }
    }

    fn token(&self, ahead: usize) -> Option<&'a Token> {
        self.tokens.get(self.at + ahead)
    }

    fn before(&self, back: usize) -> Option<&'a Token> {
        self.at.checked_sub(back).and_then(|at| self.tokens.get(at))
    }

    fn is(&self, ahead: usize, sign: &str) -> bool {
        self.token(ahead)
            .is_some_and(|token| token.is(self.text, sign))
    }

    fn is_word(&self, ahead: usize, words: &[&str]) -> bool {
        self.token(ahead)
            .is_some_and(|token| is_one_of(self.text, token, words))
    }

    fn was_word(&self, back: usize, words: &[&str]) -> bool {
        self.before(back)
            .is_some_and(|token| is_one_of(self.text, token, words))
    }

    fn level(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            // More is closed than was opened.
            self.levels.push(Level {
                group: Group::Plain,
                scope: 0,
                in_from: false,
                in_list: false,
                expects: false,
            });
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    fn step(&mut self) {
        let Some(token) = self.token(0) else { return };
        match (token.kind, token.text(self.text)) {
            (Kind::Mark, "(") => self.open(),
            (Kind::Mark, ")") => {
                self.levels.pop();
                self.at += 1;
            }
            (Kind::Mark, ",") => {
                let level = self.level();
                level.expects = level.in_from;
                self.at += 1;
                self.common();
            }
            (Kind::Mark, ";") => {
                let level = self.level();
                (level.in_from, level.expects) = (false, false);
                self.at += 1;
            }
            (Kind::Operator, "::") => {
                self.at += 1;
                self.type_name();
            }
            (Kind::Word, _) => self.word(),
            (Kind::QuotedName, _) => self.chain(),
            (Kind::Operator, "*") => self.star(),
            _ => self.at += 1,
        }
    }

    /// `*` of a list of results, not of a product or of `count(*)`.
    fn star(&mut self) {
        let in_list = self.was_word(1, &["select", "all", "distinct", "returning"])
            || self.before(1).is_some_and(|token| token.is(self.text, ","));
        if in_list && let Some(token) = self.token(0) {
            let scope = self.level().scope;
            self.found.names.push(Mention {
                role: Role::Star,
                schema: None,
                schema_range: None,
                name: "*".to_string(),
                range: token.range.clone(),
                alias: None,
                is_result: false,
                scope,
            });
        }
        self.at += 1;
    }

    fn open(&mut self) {
        let call = ["extract", "substring", "trim", "overlay", "position"];
        let group = if self.was_word(1, &call) {
            Group::Call
        } else if self.was_word(1, &["cast", "treat"]) {
            Group::Cast
        } else {
            Group::Plain
        };
        let query = self.is_word(1, QUERIES);
        let scopes = self.found.parents.len();
        let level = self.level();
        let (outer, expects) = (level.scope, std::mem::take(&mut level.expects));
        let scope = if query {
            self.found.parents.push(outer);
            scopes
        } else {
            outer
        };
        self.levels.push(Level {
            group,
            scope,
            // A join in parentheses.
            in_from: expects && !query,
            in_list: false,
            expects: expects && !query,
        });
        self.at += 1;
    }

    fn word(&mut self) {
        let Some(token) = self.token(0) else { return };
        let word = token.text(self.text).to_ascii_lowercase();
        let word = word.as_str();
        let called = self.is(1, "(");
        let expects = self.level().expects;
        match word {
            "from" => {
                let comparison =
                    self.was_word(1, &["distinct"]) && self.was_word(2, &["is", "not"]);
                if !comparison && self.level().group != Group::Call {
                    let level = self.level();
                    (level.in_from, level.expects) = (true, true);
                    level.in_list = false;
                }
                self.at += 1;
            }
            "join" => self.expect(),
            "into" => self.expect(),
            "update" if self.starts_change() => self.expect(),
            "references" if self.is_statement => self.expect(),
            "to" if self.is_statement && self.was_word(2, &["on"]) => self.expect(),
            "on" if self.is_statement && self.was_word(1, &["cluster"]) => self.expect(),
            "statistics" if self.is_statement && self.at == 1 && self.was_word(1, &["alter"]) => {
                self.expect()
            }
            "only" | "lateral" if expects => self.at += 1,
            _ if expects && self.is_statement && NOISE.contains(&word) => self.at += 1,
            _ if self.is_statement && HEADS.contains(&word) && !called && !expects => {
                self.expect();
                // FOR TABLE a, b
                self.level().in_from = self.was_word(2, &["for", "add", "set"]);
            }
            "as" => self.alias_or_type(),
            "collate" => {
                self.at += 1;
                self.skip_chain();
            }
            "operator" if called => {
                while self.token(0).is_some() && !self.is(0, ")") {
                    self.at += 1;
                }
                self.at += 1;
            }
            "with" | "recursive" => {
                self.at += 1;
                self.common();
            }
            "union" | "intersect" | "except" => self.sibling(),
            // `FOR TABLE a WHERE (...), b`
            "where" if self.is_publication => self.at += 1,
            _ if ENDS.contains(&word) => {
                let level = self.level();
                level.in_list = word == "select";
                (level.in_from, level.expects) = (false, false);
                self.at += 1;
            }
            _ if expects => self.chain(),
            _ if keywords::category(word) == Some(Category::Reserved) => self.at += 1,
            _ if keywords::category(word) == Some(Category::TypeOrFunction) && !self.is(1, ".") => {
                self.at += 1
            }
            _ => self.chain(),
        }
    }

    fn expect(&mut self) {
        self.level().expects = true;
        self.at += 1;
    }

    /// `UPDATE t SET`, not `FOR UPDATE`, `ON UPDATE` or `DO UPDATE SET`.
    fn starts_change(&self) -> bool {
        !self.was_word(
            1,
            &["for", "on", "do", "or", "before", "after", "key", "of"],
        ) && self
            .token(1)
            .is_some_and(|next| matches!(next.kind, Kind::Word | Kind::QuotedName))
            && !self.is_word(1, &["set"])
    }

    /// The next query of a UNION stands beside this one.
    fn sibling(&mut self) {
        let scopes = self.found.parents.len();
        let level = self.level();
        let outer = level.scope;
        level.scope = scopes;
        (level.in_from, level.expects) = (false, false);
        let parent = self.found.parents.get(outer).copied().unwrap_or(0);
        self.found.parents.push(if outer == 0 { 0 } else { parent });
        self.at += 1;
    }

    /// `name [(columns)] AS [[NOT] MATERIALIZED] (`, after WITH.
    fn common(&mut self) {
        let mut ahead = 1;
        if self.is(ahead, "(") {
            while self.token(ahead).is_some() && !self.is(ahead, ")") {
                ahead += 1;
            }
            ahead += 1;
        }
        if !self.is_word(ahead, &["as"]) {
            return;
        }
        ahead += 1;
        while self.is_word(ahead, &["not", "materialized"]) {
            ahead += 1;
        }
        if !self.is(ahead, "(") || !self.is_word(ahead + 1, QUERIES) {
            return;
        }
        if let Some(name) = self.token(0).and_then(|token| token.name(self.text)) {
            self.found.common.push(name);
            self.at += ahead;
        }
    }

    fn alias_or_type(&mut self) {
        self.at += 1;
        if self.level().group == Group::Cast {
            return self.type_name();
        }
        // `AS (` opens a query of WITH or the columns of a record; an alias is one name.
        let named = self
            .token(0)
            .is_some_and(|token| matches!(token.kind, Kind::Word | Kind::QuotedName));
        if named
            && !self.is_word(
                0,
                &[
                    "select",
                    "with",
                    "values",
                    "on",
                    "not",
                    "materialized",
                    "table",
                ],
            )
        {
            self.at += 1;
        }
    }

    /// `[schema.]name` of a type; array bounds and modifiers are read on.
    fn type_name(&mut self) {
        if let Some((parts, _)) = self.parts() {
            self.push_pair(Role::Type, parts);
        }
        if self.is(0, "(") {
            // Modifiers are no call.
            while self.token(0).is_some() && !self.is(0, ")") {
                self.at += 1;
            }
            self.at += 1;
        }
    }

    fn skip_chain(&mut self) {
        let _ = self.parts();
    }

    /// `a.b.c`, and whether `.*` follows. Moves on by one token where no name stands.
    #[allow(clippy::type_complexity)]
    fn parts(&mut self) -> Option<(Vec<(String, Range<usize>)>, bool)> {
        let mut parts = Vec::new();
        let Some(first) = self
            .token(0)
            .filter(|token| matches!(token.kind, Kind::Word | Kind::QuotedName))
        else {
            return None;
        };
        parts.push((first.name(self.text)?, first.range.clone()));
        self.at += 1;
        while self.is(0, ".") {
            let Some(next) = self.token(1) else { break };
            if next.text(self.text) == "*" {
                self.at += 2;
                return Some((parts, true));
            }
            let Some(name) = next.name(self.text) else {
                break;
            };
            parts.push((name, next.range.clone()));
            self.at += 2;
        }
        Some((parts, false))
    }

    fn chain(&mut self) {
        let expects = std::mem::take(&mut self.level().expects);
        let starts_result = self.was_word(1, &["select", "all", "distinct"])
            || self.before(1).is_some_and(|token| token.is(self.text, ","));
        let Some((mut parts, star)) = self.parts() else {
            self.at += 1;
            return;
        };
        if self.is(0, "(") && !(expects && self.is_statement) {
            return self.push_pair(Role::Function, parts);
        }
        if expects {
            let start = self.found.names.len();
            self.push_pair(Role::Relation, parts);
            let alias = self.alias();
            if let Some(mention) = self.found.names.get_mut(start) {
                mention.alias = alias;
            }
            // A comma of the same list brings another relation.
            self.relation_columns();
            return;
        }
        let text_follows = self.token(0).is_some_and(|token| token.kind == Kind::Text);
        if text_follows && parts.len() <= 2 && !star {
            return self.push_pair(Role::Type, parts);
        }
        if self.is(0, "=>") || self.is(0, ":=") {
            return;
        }
        let column = match star {
            true => None,
            false => parts.pop(),
        };
        let qualifier = parts.last().map(|(name, _)| name.clone());
        if let (true, Some(first), Some(last)) = (star, parts.first(), parts.last()) {
            let end = self.before(1).map_or(last.1.end, |token| token.range.end);
            let scope = self.level().scope;
            self.found.names.push(Mention {
                role: Role::Star,
                schema: qualifier.clone(),
                schema_range: None,
                name: "*".to_string(),
                range: first.1.start..end,
                alias: None,
                is_result: false,
                scope,
            });
        }
        if !parts.is_empty() {
            self.push_pair(Role::Qualifier, parts);
        }
        if let Some((name, range)) = column {
            let scope = self.level().scope;
            let is_result = self.level().in_list && starts_result && self.ends_result();
            self.found.names.push(Mention {
                role: Role::Column,
                schema: qualifier,
                schema_range: None,
                name,
                range,
                alias: None,
                is_result,
                scope,
            });
        }
    }

    /// Whether nothing more of a result follows.
    fn ends_result(&self) -> bool {
        self.token(0).is_none()
            || self.is(0, ",")
            || self.is(0, ")")
            || self.is(0, ";")
            || self.is_word(0, ENDS)
            || self.is_word(0, &["from"])
    }

    /// `(a, b)` after the table of a publication or of an INSERT names columns.
    fn relation_columns(&mut self) {
        if self.is_statement && self.is(0, "(") {
            while self.token(0).is_some() && !self.is(0, ")") {
                self.at += 1;
            }
            self.at += 1;
        }
    }

    fn alias(&mut self) -> Option<String> {
        if self.is_word(0, &["as"]) {
            let name = self.token(1)?.name(self.text)?;
            self.at += 2;
            return Some(name);
        }
        let token = self.token(0)?;
        let is_alias = match token.kind {
            Kind::QuotedName => true,
            Kind::Word => {
                let word = token.text(self.text).to_ascii_lowercase();
                !self.is_statement
                    && !matches!(
                        keywords::category(&word),
                        Some(Category::Reserved | Category::TypeOrFunction)
                    )
            }
            _ => false,
        };
        if !is_alias {
            return None;
        }
        self.at += 1;
        token.name(self.text)
    }

    /// The last of the parts with what stands before it.
    fn push_pair(&mut self, role: Role, mut parts: Vec<(String, Range<usize>)>) {
        let Some((name, range)) = parts.pop() else {
            return;
        };
        let schema = parts.pop();
        let scope = self.level().scope;
        self.found.names.push(Mention {
            role,
            schema_range: schema.as_ref().map(|(_, range)| range.clone()),
            schema: schema.map(|(name, _)| name),
            name,
            range,
            alias: None,
            is_result: false,
            scope,
        });
    }
}

fn is_one_of(text: &str, token: &Token, words: &[&str]) -> bool {
    token.kind == Kind::Word
        && words
            .iter()
            .any(|word| token.text(text).eq_ignore_ascii_case(word))
}
