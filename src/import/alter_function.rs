//! ALTER FUNCTION, PROCEDURE, ROUTINE, AGGREGATE. The text of a function is kept whole, so a change of one of its clauses is
//! written into that text.

use std::ops::Range;
use std::sync::Arc;

use crate::model::*;
use crate::sql::mention::respell::Change;
use crate::sql::tokens::{self, Token};
use crate::sql::{mention, quote};

use super::builder::{Applied, Builder, Done, Fault, missing};
use super::cursor::Cursor;

/// A clause of CREATE or ALTER FUNCTION.
#[derive(Debug, PartialEq, Eq)]
struct Clause {
    /// What it sets: two clauses of one key exclude each other.
    key: String,
    /// Where it stands.
    range: Range<usize>,
    /// Whether it takes the setting away (`RESET x`).
    resets: bool,
}

/// Clauses by their words: the words, what they set, and how many tokens follow.
const CLAUSES: &[(&[&str], &str, usize)] = &[
    (&["immutable"], "volatility", 0),
    (&["stable"], "volatility", 0),
    (&["volatile"], "volatility", 0),
    (&["called", "on", "null", "input"], "strict", 0),
    (&["returns", "null", "on", "null", "input"], "strict", 0),
    (&["strict"], "strict", 0),
    (&["not", "leakproof"], "leakproof", 0),
    (&["leakproof"], "leakproof", 0),
    (&["external", "security", "invoker"], "security", 0),
    (&["external", "security", "definer"], "security", 0),
    (&["security", "invoker"], "security", 0),
    (&["security", "definer"], "security", 0),
    (&["parallel"], "parallel", 1),
    (&["cost"], "cost", 1),
    (&["rows"], "rows", 1),
    (&["language"], "language", 1),
    (&["window"], "window", 0),
];

/// The clauses among some tokens; what is none ends them.
fn clauses(text: &str, tokens: &[Token], start: usize) -> Option<(Vec<Clause>, usize)> {
    let mut found = Vec::new();
    let mut at = start;
    let word = |at: usize, word: &str| {
        tokens
            .get(at)
            .is_some_and(|token| token.is_word(text, word))
    };
    while at < tokens.len() {
        let first = at;
        let (key, resets) = if let Some((words, key, more)) =
            CLAUSES.iter().find(|(words, _, _)| {
                words
                    .iter()
                    .enumerate()
                    .all(|(ahead, one)| word(at + ahead, one))
            }) {
            at += words.len() + more;
            (key.to_string(), false)
        } else if word(at, "support") {
            at += 2;
            while tokens.get(at).is_some_and(|token| token.is(text, ".")) {
                at += 2;
            }
            ("support".to_string(), false)
        } else if word(at, "set") {
            let name = setting(text, tokens, &mut at)?;
            if word(at, "from") {
                at += 2;
            } else {
                // TO or =, then values parted by commas.
                at += 2;
                while tokens.get(at).is_some_and(|token| token.is(text, ",")) {
                    at += 2;
                }
            }
            (name, false)
        } else if word(at, "reset") {
            (setting(text, tokens, &mut at)?, true)
        } else {
            break;
        };
        let end = tokens.get(at.min(tokens.len()).checked_sub(1)?)?.range.end;
        found.push(Clause {
            key,
            range: tokens.get(first)?.range.start..end,
            resets,
        });
    }
    Some((found, at))
}

/// `SET a.b` or `RESET a.b`, up to behind the name.
fn setting(text: &str, tokens: &[Token], at: &mut usize) -> Option<String> {
    *at += 1;
    let mut name = format!("set {}", tokens.get(*at)?.name(text)?);
    *at += 1;
    while tokens.get(*at).is_some_and(|token| token.is(text, ".")) {
        name = format!("{name}.{}", tokens.get(*at + 1)?.name(text)?);
        *at += 2;
    }
    Some(name)
}

/// Where the clauses of a definition begin: behind the arguments and the result.
fn clauses_start(text: &str, tokens: &[Token]) -> Option<usize> {
    let open = tokens.iter().position(|token| token.is(text, "("))?;
    let mut depth = 0i32;
    let mut at = open;
    loop {
        let token = tokens.get(at)?;
        depth += i32::from(token.is(text, "(")) - i32::from(token.is(text, ")"));
        at += 1;
        if depth == 0 {
            break;
        }
    }
    if tokens
        .get(at)
        .is_some_and(|token| token.is_word(text, "returns"))
    {
        let mut depth = 0i32;
        loop {
            at += 1;
            let token = tokens.get(at)?;
            depth += i32::from(token.is(text, "(")) - i32::from(token.is(text, ")"));
            let begins = depth == 0 && clauses(text, tokens, at).is_some_and(|(_, end)| end > at);
            let body = ["as", "begin", "return", "transform"];
            if begins || (depth == 0 && body.iter().any(|word| token.is_word(text, word))) {
                break;
            }
        }
    }
    Some(at)
}

/// The definition with the clauses of an ALTER in place of its own.
fn changed(definition: &str, alter: &str) -> Option<String> {
    let wanted_tokens = tokens::significant(alter);
    let (wanted, end) = clauses(alter, &wanted_tokens, 0)?;
    let rest = wanted_tokens.get(end..)?;
    if wanted.is_empty()
        || !(rest.is_empty() || rest.iter().all(|token| token.is_word(alter, "restrict")))
    {
        return None;
    }
    let tokens = tokens::significant(definition);
    let start = clauses_start(definition, &tokens)?;
    let mut own = Vec::new();
    let mut at = start;
    while at < tokens.len() {
        let (found, end) = clauses(definition, &tokens, at)?;
        own.extend(found);
        let stops = ["begin", "return"];
        if tokens
            .get(end)
            .is_some_and(|token| stops.iter().any(|word| token.is_word(definition, word)))
        {
            break;
        }
        // `AS 'body'`, or another clause that no ALTER changes.
        at = end.max(at) + 1;
    }
    let goes = |clause: &&Clause| {
        wanted.iter().any(|new| {
            new.key == clause.key
                || (new.resets && new.key == "set all" && clause.key.starts_with("set "))
        })
    };
    let mut parts: Vec<(Range<usize>, String)> = own
        .iter()
        .filter(goes)
        .map(|clause| (clause.range.clone(), String::new()))
        .collect();
    let place = tokens
        .get(start)
        .map_or(definition.len(), |token| token.range.start);
    let mut new = String::new();
    for clause in wanted.iter().filter(|clause| !clause.resets) {
        new.push_str(alter.get(clause.range.clone())?);
        new.push(' ');
    }
    parts.push((place..place, new));
    parts.sort_by_key(|(range, _)| (range.start, range.end));
    Some(mention::replaced(definition, &parts))
}

impl Builder {
    /// ALTER FUNCTION, PROCEDURE, ROUTINE, AGGREGATE, after these words.
    pub fn alter_function(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.qualified_name()?;
        let arguments = if cursor.is(b'(') {
            let list = cursor.group_tokens()?;
            Some(self.identity_arguments(&cursor.over(list)))
        } else {
            None
        };
        let done = Done::new("function", &name);
        if cursor.take("OWNER TO") {
            return Ok(Done::skipped("owner", &name));
        }
        let Some(id) = self.find_function(&name, arguments.as_deref()) else {
            return Err(missing("function", &name));
        };
        if cursor.take("RENAME TO") {
            let new = cursor.name()?;
            cursor.finish()?;
            self.rename_function(id, None, Some(&new));
            return Ok(done);
        }
        if cursor.take("SET SCHEMA") {
            let new = cursor.name()?;
            cursor.finish()?;
            self.rename_function(id, Some(&new), None);
            return Ok(done);
        }
        let start = cursor.offset();
        cursor.skip_all();
        let Some(function) = self.schema.functions.get_mut(&id).map(Arc::make_mut) else {
            return Err(Fault::Keep);
        };
        let Some(definition) = changed(&function.definition, cursor.since(start)) else {
            return Err(Fault::Keep);
        };
        let tokens = tokens::significant(&definition);
        let said = |words: &[&str]| {
            tokens.windows(words.len()).any(|window| {
                window
                    .iter()
                    .zip(words)
                    .all(|(token, word)| token.is_word(&definition, word))
            })
        };
        function.security_definer = said(&["security", "definer"]);
        function.sets_search_path = said(&["set", "search_path"]);
        function.definition = definition;
        self.touch(ObjectRef::Function(id));
        Ok(done)
    }

    /// Gives a function another schema or name, and everything that calls it.
    fn rename_function(&mut self, id: FunctionId, schema: Option<&str>, name: Option<&str>) {
        let Some(function) = self.schema.functions.get(&id) else {
            return;
        };
        let (old_schema, old_name) = (function.schema.clone(), function.name.clone());
        let schema = schema.unwrap_or(&old_schema).to_string();
        let name = name.unwrap_or(&old_name).to_string();
        let arguments = format!("({})", function.identity_arguments);
        let same = self.functions.entry(&old_schema, &old_name);
        same.retain(|other| *other != id);
        let last = same.is_empty();
        self.functions.entry(&schema, &name).push(id);
        if let Some(function) = self.schema.functions.get_mut(&id).map(Arc::make_mut) {
            function.schema.clone_from(&schema);
            function.name.clone_from(&name);
        }
        let (old, new) = (
            quote::qualified(&old_schema, &old_name),
            quote::qualified(&schema, &name),
        );
        self.regrant_text(&format!("{old}{arguments}"), &format!("{new}{arguments}"));
        self.touch(ObjectRef::Function(id));
        // Of several of one name, the text does not tell which is called; those that stay keep their callers.
        if last {
            self.regrant_text(&old, &new);
            self.follow(Change::Function((&old_schema, &old_name), (&schema, &name)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_take_the_place_of_their_like() {
        for (definition, alter, expected) in [
            (
                "CREATE FUNCTION f(a int) RETURNS SETOF int STABLE LANGUAGE sql AS 'x'",
                "IMMUTABLE COST 5",
                "CREATE FUNCTION f(a int) RETURNS SETOF int IMMUTABLE COST 5  LANGUAGE sql AS 'x'",
            ),
            (
                "CREATE FUNCTION f() RETURNS int AS 'x' LANGUAGE sql SET a TO b, c SET d = 'e'",
                "RESET ALL",
                "CREATE FUNCTION f() RETURNS int AS 'x' LANGUAGE sql  ",
            ),
            (
                "CREATE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC SELECT 1; END",
                "SECURITY DEFINER SET search_path = app, public",
                "CREATE PROCEDURE p() SECURITY DEFINER SET search_path = app, public LANGUAGE sql BEGIN ATOMIC SELECT 1; END",
            ),
        ] {
            assert_eq!(changed(definition, alter).as_deref(), Some(expected));
        }
        assert_eq!(
            changed(
                "CREATE FUNCTION f() RETURNS int AS 'x'",
                "DEPENDS ON EXTENSION y"
            ),
            None
        );
    }
}
