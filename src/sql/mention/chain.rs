//! Names of one or more parts, and what the tokens around them make of them.

use std::ops::Range;

use super::scan::{ENDS, Scan};
use super::{Mention, Role};
use crate::sql::keywords::{self, Category};
use crate::sql::tokens::Kind;

impl Scan<'_> {
    /// `[schema.]name` of a type; array bounds and modifiers are read on.
    pub(super) fn type_name(&mut self) {
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

    /// `a.b.c`, and whether `.*` follows. Moves on by one token where no name stands.
    #[allow(clippy::type_complexity)]
    pub(super) fn parts(&mut self) -> Option<(Vec<(String, Range<usize>)>, bool)> {
        let mut parts = Vec::new();
        let first = self
            .token(0)
            .filter(|token| matches!(token.kind, Kind::Word | Kind::QuotedName))?;
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

    pub(super) fn chain(&mut self) {
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
            self.relation_columns(start);
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
    pub(super) fn ends_result(&self) -> bool {
        self.token(0).is_none()
            || self.is(0, ",")
            || self.is(0, ")")
            || self.is(0, ";")
            || self.is_word(0, ENDS)
            || self.is_word(0, &["from"])
    }

    /// `(a, b)` after the table of a publication or of an INSERT names columns of the relation found at `place`.
    fn relation_columns(&mut self, place: usize) {
        if !(self.is_statement && self.is(0, "(")) {
            return;
        }
        let relation = self.found.names.get(place);
        let called = relation.map(|own| own.alias.as_ref().unwrap_or(&own.name).clone());
        let scope = self.level().scope;
        let mut columns = Vec::new();
        let mut plain = true;
        self.at += 1;
        while let Some(token) = self.token(0).filter(|token| !token.is(self.text, ")")) {
            match token.name(self.text) {
                Some(name) => columns.push(Mention {
                    role: Role::Column,
                    schema: called.clone(),
                    schema_range: None,
                    name,
                    range: token.range.clone(),
                    alias: None,
                    is_result: false,
                    scope,
                }),
                None => plain &= token.is(self.text, ","),
            }
            plain &= token.is(self.text, ",") || self.is(1, ",") || self.is(1, ")");
            self.at += 1;
        }
        self.at += 1;
        // Columns with types are made here, not named.
        if plain {
            self.found.names.extend(columns);
        }
    }

    pub(super) fn alias(&mut self) -> Option<String> {
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
    pub(super) fn push_pair(&mut self, role: Role, mut parts: Vec<(String, Range<usize>)>) {
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
