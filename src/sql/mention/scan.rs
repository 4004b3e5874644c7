//! Reads expressions, queries and statements by their tokens.

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

pub(super) struct Level {
    group: Group,
    pub(super) scope: usize,
    /// Inside a FROM clause, where a comma is followed by a relation.
    in_from: bool,
    /// Inside the list of results.
    pub(super) in_list: bool,
    /// A relation comes next.
    pub(super) expects: bool,
}

/// Words that end a FROM clause.
pub(super) const ENDS: &[&str] = &[
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

pub(super) struct Scan<'a> {
    pub(super) text: &'a str,
    tokens: &'a [Token],
    pub(super) at: usize,
    levels: Vec<Level>,
    pub(super) is_statement: bool,
    is_publication: bool,
    pub(super) found: Mentions,
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

    pub(super) fn token(&self, ahead: usize) -> Option<&'a Token> {
        self.tokens.get(self.at + ahead)
    }

    pub(super) fn before(&self, back: usize) -> Option<&'a Token> {
        self.at.checked_sub(back).and_then(|at| self.tokens.get(at))
    }

    pub(super) fn is(&self, ahead: usize, sign: &str) -> bool {
        self.token(ahead)
            .is_some_and(|token| token.is(self.text, sign))
    }

    pub(super) fn is_word(&self, ahead: usize, words: &[&str]) -> bool {
        self.token(ahead)
            .is_some_and(|token| is_one_of(self.text, token, words))
    }

    pub(super) fn was_word(&self, back: usize, words: &[&str]) -> bool {
        self.before(back)
            .is_some_and(|token| is_one_of(self.text, token, words))
    }

    pub(super) fn level(&mut self) -> &mut Level {
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
            "column" if self.is_statement && self.at == 2 && self.is_comment() => {
                self.at += 1;
                // The relation, with its schema where written, stands before the point of the column.
                if let Some((mut parts, _)) = self.parts() {
                    parts.pop();
                    self.push_pair(Role::Relation, parts);
                }
            }
            // COMMENT ON RULE r ON t
            "on" if self.is_statement && self.at > 1 && self.is_comment() => self.expect(),
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
                if let Some((parts, _)) = self.parts() {
                    self.push_pair(Role::Collation, parts);
                }
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

    fn is_comment(&self) -> bool {
        let first = self.tokens.first();
        first.is_some_and(|token| token.is_word(self.text, "comment"))
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
}

fn is_one_of(text: &str, token: &Token, words: &[&str]) -> bool {
    token.kind == Kind::Word
        && words
            .iter()
            .any(|word| token.text(text).eq_ignore_ascii_case(word))
}
