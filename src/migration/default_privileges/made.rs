//! What a statement of a plan makes.

use std::sync::Arc;

use super::{Granting, Way};
use crate::diff::text;
use crate::model::*;
use crate::sql::tokens::{self, Token};
use crate::sql::{quote, writer};

/// An object as a plan makes it.
pub(super) struct Made {
    /// As rules call its kind.
    pub kind: &'static str,
    /// As grants do.
    pub said: &'static str,
    /// Unquoted.
    pub schema: String,
    /// As grants write it.
    pub object: String,
}

impl Made {
    /// Its name as texts are compared, with its schema and, in `public`, without.
    pub(super) fn names(&self) -> [String; 2] {
        [text::normal(&self.object), text::normal(self.shown())]
    }

    /// Whether a grant speaks of the object of these names.
    pub(super) fn is_of(&self, names: &[String; 2], granting: &Granting) -> bool {
        let kind = granting.grant.object_kind.as_str();
        if kind.starts_with("ALL ") {
            let all = match kind {
                "ALL TABLES IN SCHEMA" => self.kind == "TABLE",
                "ALL SEQUENCES IN SCHEMA" => self.kind == "SEQUENCE",
                "ALL FUNCTIONS IN SCHEMA" => self.said == "FUNCTION",
                "ALL PROCEDURES IN SCHEMA" => self.said == "PROCEDURE",
                _ => self.kind == "FUNCTION",
            };
            return all && quote::unquote(&granting.grant.object) == self.schema;
        }
        let kinds: &[&str] = match self.kind {
            // GRANT without a kind speaks of sequences too.
            "SEQUENCE" => &["SEQUENCE", "TABLE"],
            "FUNCTION" => &["FUNCTION", "PROCEDURE", "ROUTINE"],
            "TYPE" => &["TYPE", "DOMAIN"],
            "SCHEMA" => &["SCHEMA"],
            _ => &["TABLE", ""],
        };
        kinds.contains(&kind) && names.contains(&granting.object)
    }

    /// As people call it.
    pub(super) fn shown(&self) -> &str {
        self.object.strip_prefix("public.").unwrap_or(&self.object)
    }
}

impl Way<'_> {
    /// What a statement makes: the object it names, and the sequences of a table's serial columns.
    pub(super) fn made(&self, place: usize, statement: &str) -> Vec<Made> {
        let mut all: Vec<Made> = self
            .relation(statement)
            .or_else(|| self.function(place, statement))
            .into_iter()
            .collect();
        let table = all.first().filter(|made| made.kind == "TABLE");
        let sequences = table.map(|made| self.serials(made)).unwrap_or_default();
        all.extend(sequences);
        all
    }

    /// A table, view, sequence, type or schema.
    pub(super) fn relation(&self, statement: &str) -> Option<Made> {
        const KINDS: [(&[&str], &str); 9] = [
            (&["TABLE"], "TABLE"),
            (&["UNLOGGED", "TABLE"], "TABLE"),
            (&["VIEW"], "TABLE"),
            (&["RECURSIVE", "VIEW"], "TABLE"),
            (&["MATERIALIZED", "VIEW"], "TABLE"),
            (&["SEQUENCE"], "SEQUENCE"),
            (&["TYPE"], "TYPE"),
            (&["DOMAIN"], "TYPE"),
            (&["SCHEMA"], "SCHEMA"),
        ];
        let words = head(statement);
        let unlogged_sequence = is(statement, &words, 1, &["UNLOGGED", "SEQUENCE"]);
        let (kind, length) = match unlogged_sequence {
            true => ("SEQUENCE", 2),
            false => KINDS
                .iter()
                .find(|(said, _)| is(statement, &words, 1, said))
                .map(|(said, kind)| (*kind, said.len()))?,
        };
        if !is(statement, &words, 0, &["CREATE"]) {
            return None;
        }
        let mut at = 1 + length;
        if is(statement, &words, at, &["IF", "NOT", "EXISTS"]) {
            at += 3;
        }
        let (schema, name) = name_at(statement, &words, at)?;
        let (schema, object) = match kind {
            "SCHEMA" => (String::new(), quote::identifier(&name)),
            _ => (schema.clone(), quote::qualified(&schema, &name)),
        };
        Some(Made {
            kind,
            said: kind,
            schema,
            object,
        })
    }

    /// A function or procedure that does not stand yet: one that is replaced keeps its privileges.
    fn function(&self, place: usize, statement: &str) -> Option<Made> {
        let words = head(statement);
        let replaces = is(statement, &words, 1, &["OR", "REPLACE"]);
        let at = if replaces { 3 } else { 1 };
        let known = ["FUNCTION", "PROCEDURE", "AGGREGATE"]
            .iter()
            .any(|word| is(statement, &words, at, &[word]));
        if !known || !is(statement, &words, 0, &["CREATE"]) {
            return None;
        }
        let (schema, name) = name_at(statement, &words, at + 1)?;
        let functions = self.schemas.iter().flat_map(|one| one.functions.values());
        let named: Vec<&Arc<Function>> = functions
            .filter(|one| one.schema == schema && one.name == name)
            .collect();
        let says_it = |one: &&&Arc<Function>| {
            statement == writer::create_function(one)
                || statement == writer::create_or_replace_function(one)
        };
        let function = *named.iter().find(says_it)?;
        let arguments = text::normal(&function.identity_arguments);
        let stood = self.from.functions.values().any(|one| {
            (&one.schema, &one.name) == (&schema, &name)
                && text::normal(&one.identity_arguments) == arguments
        });
        let dropped = writer::drop_function(function);
        let gone = self
            .statements
            .iter()
            .take(place)
            .any(|(_, text)| *text == dropped);
        if replaces && stood && !gone {
            return None;
        }
        Some(Made {
            kind: "FUNCTION",
            said: match function.kind {
                FunctionKind::Procedure => "PROCEDURE",
                FunctionKind::Function | FunctionKind::Aggregate => "FUNCTION",
            },
            object: format!(
                "{}({})",
                quote::qualified(&schema, &name),
                function.identity_arguments
            ),
            schema,
        })
    }

    /// The sequences that the serial columns of a table bring.
    fn serials(&self, made: &Made) -> Vec<Made> {
        let found = self.schemas.iter().find_map(|schema| {
            let is_it = |one: &&Arc<Table>| quote::qualified(&one.schema, &one.name) == made.object;
            Some((*schema, schema.tables.values().find(is_it)?))
        });
        let Some((schema, table)) = found else {
            return Vec::new();
        };
        let owned = schema.sequences.values().filter(|sequence| {
            sequence
                .owned_by
                .is_some_and(|(owner, _)| owner == table.id)
                && sequence.from_serial
        });
        owned
            .map(|sequence| Made {
                kind: "SEQUENCE",
                said: "SEQUENCE",
                schema: sequence.schema.clone(),
                object: quote::qualified(&sequence.schema, &sequence.name),
            })
            .filter(|made| !self.sequences.contains(&made.object))
            .collect()
    }
}

/// The first words of a statement, enough for what it makes and its name.
fn head(statement: &str) -> Vec<Token> {
    const LONGEST: usize = 400;
    if !statement
        .get(..6)
        .is_some_and(|word| word.eq_ignore_ascii_case("create"))
    {
        return Vec::new();
    }
    let mut end = statement.len().min(LONGEST);
    while !statement.is_char_boundary(end) {
        end -= 1;
    }
    tokens::significant(statement.get(..end).unwrap_or_default())
}

fn is(statement: &str, tokens: &[Token], at: usize, words: &[&str]) -> bool {
    words.iter().enumerate().all(|(ahead, word)| {
        let token = tokens.get(at + ahead);
        token.is_some_and(|token| token.is_word(statement, word))
    })
}

fn name_at(statement: &str, tokens: &[Token], at: usize) -> Option<(String, String)> {
    let first = tokens.get(at)?.name(statement)?;
    match tokens
        .get(at + 1)
        .is_some_and(|token| token.is(statement, "."))
    {
        true => Some((first, tokens.get(at + 2)?.name(statement)?)),
        false => Some(("public".to_string(), first)),
    }
}
