//! CREATE FUNCTION, PROCEDURE, AGGREGATE: the text is kept whole, what identifies it is read.

use std::sync::Arc;

use crate::model::*;
use crate::sql::types;

use super::builder::{Applied, Builder, Done, Fault, exists};
use super::cursor::{Cursor, Read};
use super::lexer::{Lexer, Token};
use super::text::decode_string;

/// A function's identity and properties as written.
struct FunctionClauses {
    arguments: String,
    identity_arguments: String,
    returns: String,
    language: String,
    security_definer: bool,
    sets_search_path: bool,
    body: String,
}

impl Builder {
    /// CREATE [OR REPLACE] FUNCTION, PROCEDURE, AGGREGATE, after `CREATE [OR REPLACE]`.
    pub fn create_function(&mut self, cursor: &mut Cursor<'_>, replace: bool) -> Applied {
        let (kind, word) = if cursor.take("FUNCTION") {
            (FunctionKind::Function, "function")
        } else if cursor.take("PROCEDURE") {
            (FunctionKind::Procedure, "procedure")
        } else {
            cursor.expect("AGGREGATE")?;
            (FunctionKind::Aggregate, "aggregate")
        };
        let name = cursor.qualified_name()?;
        let clauses = self.function_clauses(cursor)?;
        if name.schema.as_deref() == Some("pg_temp") {
            return Err(Fault::Temporary);
        }
        let schema = self.schema_for(&name);
        let done = Done::new(word, format!("{name}({})", clauses.identity_arguments));
        let known = self.function_with(&schema, &name.name, &clauses.identity_arguments);
        if let Some(id) = known
            && !replace
        {
            let result = Err(exists(&done.name));
            let _ = id;
            return self.unless_exists(false, result, done);
        }
        let id: FunctionId = match known {
            Some(id) => id,
            None => {
                let id = self.allocate();
                self.functions.entry(&schema, &name.name).push(id);
                self.grant_function_defaults(
                    kind,
                    &schema,
                    &name.name,
                    &clauses.identity_arguments,
                );
                id
            }
        };
        self.made(ObjectRef::Function(id));
        let comment = self
            .schema
            .functions
            .get(&id)
            .and_then(|function| function.comment.clone());
        self.schema.functions.insert(
            id,
            Arc::new(Function {
                id,
                schema,
                name: name.name,
                kind,
                arguments: clauses.arguments,
                identity_arguments: clauses.identity_arguments,
                returns: clauses.returns,
                language: clauses.language,
                security_definer: clauses.security_definer,
                sets_search_path: clauses.sets_search_path,
                body: clauses.body,
                definition: cursor.statement().to_string(),
                comment,
            }),
        );
        Ok(done)
    }

    fn function_clauses(&self, cursor: &mut Cursor<'_>) -> Read<FunctionClauses> {
        let list = cursor.group_tokens()?;
        let mut clauses = FunctionClauses {
            arguments: cursor.text_of_tokens(list).to_string(),
            identity_arguments: self.identity_arguments(&cursor.over(list)),
            returns: String::new(),
            language: String::new(),
            security_definer: false,
            sets_search_path: false,
            body: String::new(),
        };
        if cursor.take("RETURNS") {
            let start = cursor.offset();
            if cursor.take("TABLE") {
                cursor.group_tokens()?;
            } else {
                cursor.type_text()?;
            }
            clauses.returns = cursor.since(start).to_string();
        }
        while !cursor.is_done() {
            if cursor.take("LANGUAGE") {
                clauses.language = match cursor.string() {
                    Ok(language) => language.to_ascii_lowercase(),
                    Err(_) => cursor.name()?.to_ascii_lowercase(),
                };
            } else if cursor.take("SECURITY DEFINER") {
                clauses.security_definer = true;
            } else if cursor.take("SET SEARCH_PATH") {
                clauses.sets_search_path = true;
            } else if cursor.take("AS") {
                if let Some(token) = cursor.token(0).filter(|token| token.is_string()) {
                    clauses.body = decode_string(token.kind, cursor.text_of(token));
                }
                cursor.skip(1);
            } else if cursor.is_words("BEGIN ATOMIC") || cursor.is_word("RETURN") {
                // The body is the rest; it is kept in the definition.
                cursor.skip_all();
            } else {
                cursor.skip(1);
            }
        }
        Ok(clauses)
    }

    /// The input argument types PostgreSQL tells functions of one name apart by.
    pub fn identity_arguments(&self, list: &Cursor<'_>) -> String {
        self.argument_types(list, false)
    }

    /// The types of the arguments, parted by commas, with or without those that are only given back.
    fn argument_types(&self, list: &Cursor<'_>, outputs: bool) -> String {
        let mut cursor = *list;
        let mut found = Vec::new();
        while !cursor.is_done() {
            let argument =
                cursor.take_until(|cursor| cursor.is(b',') || cursor.is_words("ORDER BY"));
            let argument = cursor.over(argument);
            if let Some(data_type) = self.argument_type(&argument, outputs) {
                found.push(data_type);
            }
            if cursor.take("ORDER BY") {
                // The rest of a hypothetical-set aggregate's arguments is sorted too, and counts once.
                if argument.is_word("VARIADIC") && cursor.is_word("VARIADIC") {
                    break;
                }
                continue;
            }
            if !cursor.take_mark(b',') {
                break;
            }
        }
        found.join(", ")
    }

    /// The type of one argument; `None` for output arguments, unless these count too.
    fn argument_type(&self, argument: &Cursor<'_>, outputs: bool) -> Option<String> {
        let mut cursor = *argument;
        let mut mode = "";
        // A mode may stand before or after the name.
        if let Some(found) = cursor.take_one_of(&["INOUT", "OUT", "VARIADIC"]) {
            mode = found;
        } else if cursor.token(1).is_some_and(Token::is_name) || cursor.is_words("IN OUT") {
            cursor.take("IN");
        }
        if cursor
            .token(0)
            .is_some_and(|token| cursor.text_of(token) == "*")
        {
            return Some("*".to_string());
        }
        let rest = cursor.take_until(|cursor| {
            cursor.is_word("DEFAULT") || cursor.is_operator("=") || cursor.is_operator(":=")
        });
        if (mode == "OUT" && !outputs) || rest.is_empty() {
            return None;
        }
        let whole = cursor.over(rest);
        let mut unnamed = whole;
        let mut named = whole;
        named.skip(1);
        if let Some(found) = named.take_one_of(&["INOUT", "OUT", "VARIADIC"]) {
            if found == "OUT" && !outputs {
                return None;
            }
        } else if rest.len() > 2 {
            named.take("IN");
        }
        // A lone type, or a name and a type: whichever reads to the end. `double precision` reads as a type first.
        let data_type = match unnamed.data_type() {
            Ok(data_type) if unnamed.is_done() => data_type,
            _ => named.data_type().ok()?,
        };
        let mut data_type = data_type;
        self.qualify_type(&mut data_type);
        // Modifiers do not count.
        data_type.modifiers.clear();
        Some(types::write(&data_type))
    }

    /// The function of a name with these arguments.
    pub fn function_with(&self, schema: &str, name: &str, arguments: &str) -> Option<FunctionId> {
        self.functions
            .get(schema, name)?
            .iter()
            .copied()
            .find(|id| {
                self.schema
                    .functions
                    .get(id)
                    .is_some_and(|function| function.identity_arguments == arguments)
            })
    }

    /// The procedure of a name with these arguments, those that are only given back among them.
    fn procedure_with(&self, schema: &str, name: &str, arguments: &str) -> Option<FunctionId> {
        let same_name = self.functions.get(schema, name)?.iter().copied();
        same_name.into_iter().find(|id| {
            let held = self.schema.functions.get(id);
            held.filter(|own| own.kind == FunctionKind::Procedure)
                .is_some_and(|own| {
                    let mut lexer = Lexer::new(&own.arguments, 0);
                    let tokens: Vec<_> = std::iter::from_fn(|| lexer.next()).collect();
                    let list = Cursor::new(&own.arguments, &tokens, own.arguments.len());
                    self.argument_types(&list, true) == arguments
                })
        })
    }

    /// The function that `name` or `name(types)` stands for.
    pub fn find_function(
        &self,
        name: &QualifiedName,
        arguments: Option<&str>,
    ) -> Option<FunctionId> {
        self.schemas_of(name).find_map(|schema| match arguments {
            Some(arguments) => self
                .function_with(schema, &name.name, arguments)
                .or_else(|| self.procedure_with(schema, &name.name, arguments)),
            None => self.functions.get(schema, &name.name)?.first().copied(),
        })
    }
}
