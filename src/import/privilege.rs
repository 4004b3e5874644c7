//! GRANT and REVOKE.

use std::sync::Arc;

use crate::model::*;
use crate::sql::quote;

use super::builder::{Applied, Builder, Done};
use super::cursor::{Cursor, Read};
use super::lexer::TokenKind;
use super::policy::role_list;

/// Kinds of objects that privileges are given on, longest first, with what the model calls them.
const KINDS: [(&str, &str); 20] = [
    ("ALL TABLES IN SCHEMA", "ALL TABLES IN SCHEMA"),
    ("ALL SEQUENCES IN SCHEMA", "ALL SEQUENCES IN SCHEMA"),
    ("ALL FUNCTIONS IN SCHEMA", "ALL FUNCTIONS IN SCHEMA"),
    ("ALL PROCEDURES IN SCHEMA", "ALL PROCEDURES IN SCHEMA"),
    ("ALL ROUTINES IN SCHEMA", "ALL ROUTINES IN SCHEMA"),
    ("FOREIGN DATA WRAPPER", "FOREIGN DATA WRAPPER"),
    ("FOREIGN SERVER", "FOREIGN SERVER"),
    ("LARGE OBJECT", "LARGE OBJECT"),
    ("TABLESPACE", "TABLESPACE"),
    ("PARAMETER", "PARAMETER"),
    ("TABLE", "TABLE"),
    ("SEQUENCE", "SEQUENCE"),
    ("DATABASE", "DATABASE"),
    ("DOMAIN", "DOMAIN"),
    ("FUNCTION", "FUNCTION"),
    ("PROCEDURE", "PROCEDURE"),
    ("ROUTINE", "ROUTINE"),
    ("LANGUAGE", "LANGUAGE"),
    ("SCHEMA", "SCHEMA"),
    ("TYPE", "TYPE"),
];

/// The options of a grant, or those a revoke takes back.
#[derive(Default)]
struct GrantOptions {
    with_option: bool,
    inherit: Option<bool>,
    set: Option<bool>,
}

impl GrantOptions {
    /// `GRANT OPTION FOR`, `ADMIN OPTION FOR`, `INHERIT OPTION FOR`, `SET OPTION FOR`.
    fn revoked(&mut self, cursor: &mut Cursor<'_>) {
        if cursor.take("GRANT OPTION FOR") || cursor.take("ADMIN OPTION FOR") {
            self.with_option = true;
        } else if cursor.take("INHERIT OPTION FOR") {
            self.inherit = Some(true);
        } else if cursor.take("SET OPTION FOR") {
            self.set = Some(true);
        }
    }

    /// `WITH GRANT OPTION`, `WITH ADMIN TRUE, INHERIT FALSE`.
    fn granted(&mut self, cursor: &mut Cursor<'_>) -> Read<()> {
        if cursor.take("WITH GRANT OPTION") {
            self.with_option = true;
            return Ok(());
        }
        if !cursor.take("WITH") {
            return Ok(());
        }
        loop {
            let Some(option) = cursor.take_one_of(&["ADMIN", "INHERIT", "SET"]) else {
                return cursor.broken("ADMIN, INHERIT or SET");
            };
            let value = match cursor.take_one_of(&["OPTION", "TRUE", "FALSE"]) {
                Some(word) => word != "FALSE",
                None => return cursor.broken("OPTION, TRUE or FALSE"),
            };
            match option {
                "ADMIN" => self.with_option = value,
                "INHERIT" => self.inherit = Some(value),
                _ => self.set = Some(value),
            }
            if !cursor.take_mark(b',') {
                return Ok(());
            }
        }
    }
}

impl Builder {
    /// GRANT or REVOKE, after that word.
    pub fn grant(&mut self, cursor: &mut Cursor<'_>, revoke: bool) -> Applied {
        let mut options = GrantOptions::default();
        if revoke {
            options.revoked(cursor);
        }
        let privileges = privileges(cursor)?;
        let direction = if revoke { "FROM" } else { "TO" };
        let (object_kind, objects, privileges) = if cursor.take("ON") {
            let (kind, objects) = self.objects(cursor)?;
            (kind, objects, privileges)
        } else {
            // GRANT role, role TO role.
            let roles = privileges
                .iter()
                .map(|privilege| quote::identifier(&privilege.name.to_ascii_lowercase()))
                .collect();
            ("ROLE".to_string(), roles, Vec::new())
        };
        cursor.expect(direction)?;
        let grantees = role_list(cursor)?;
        options.granted(cursor)?;
        let granted_by = match cursor.take("GRANTED BY") {
            true => role_list(cursor)?.pop(),
            false => None,
        };
        let _ = cursor.take("CASCADE") || cursor.take("RESTRICT");
        cursor.finish()?;
        let kind = if revoke { "revoke" } else { "grant" };
        let done = Done::new(kind, objects.join(", "));
        for object in objects {
            let id: GrantId = self.allocate();
            self.made(ObjectRef::Grant(id));
            self.grants_of.entry(object.clone()).or_default().insert(id);
            if object_kind.starts_with("ALL ") {
                let all = format!("{object_kind} {object}");
                self.grants_on_all.entry(all).or_default().insert(id);
            }
            self.schema.grants.insert(
                id,
                Arc::new(Grant {
                    id,
                    revoke,
                    privileges: privileges.clone(),
                    object_kind: object_kind.clone(),
                    object,
                    grantees: grantees.clone(),
                    with_option: options.with_option,
                    inherit: options.inherit,
                    set: options.set,
                    granted_by: granted_by.clone(),
                }),
            );
        }
        Ok(done)
    }

    fn objects(&self, cursor: &mut Cursor<'_>) -> Read<(String, Vec<String>)> {
        let mut kind = "TABLE";
        for (words, name) in KINDS {
            if cursor.take(words) {
                kind = name;
                break;
            }
        }
        let mut objects = Vec::new();
        loop {
            objects.push(self.object(cursor, kind)?);
            if !cursor.take_mark(b',') {
                return Ok((kind.to_string(), objects));
            }
        }
    }

    fn object(&self, cursor: &mut Cursor<'_>, kind: &str) -> Read<String> {
        if kind == "LARGE OBJECT" {
            return cursor.integer().map(|number| number.to_string());
        }
        let name = cursor.qualified_name()?;
        let qualified = |schema: &str| quote::qualified(schema, &name.name);
        Ok(match kind {
            "TABLE" | "SEQUENCE" => match self.relation(&name) {
                Some((schema, _)) => qualified(&schema),
                None => qualified(&self.schema_for(&name)),
            },
            "TYPE" | "DOMAIN" => match self.user_type(&name) {
                Some((schema, _)) => qualified(&schema),
                None => quote::name(&name),
            },
            "FUNCTION" | "PROCEDURE" | "ROUTINE" => {
                let arguments = if cursor.is(b'(') {
                    let list = cursor.group_tokens()?;
                    Some(self.identity_arguments(&cursor.over(list)))
                } else {
                    None
                };
                let known = self
                    .find_function(&name, arguments.as_deref())
                    .and_then(|id| self.schema.functions.get(&id));
                let schema = known.map_or_else(
                    || name.schema.clone(),
                    |function| Some(function.schema.clone()),
                );
                // Said without its arguments, it is the one of its name; another may come.
                let arguments =
                    arguments.or_else(|| known.map(|function| function.identity_arguments.clone()));
                let head = match schema {
                    Some(schema) => qualified(&schema),
                    None => quote::identifier(&name.name),
                };
                match arguments {
                    Some(arguments) => format!("{head}({arguments})"),
                    None => head,
                }
            }
            _ => quote::name(&name),
        })
    }
}

fn privileges(cursor: &mut Cursor<'_>) -> Read<Vec<Privilege>> {
    let mut privileges = Vec::new();
    loop {
        let token = cursor.token(0);
        let name = cursor.name()?;
        let quoted = token.is_some_and(|token| token.kind == TokenKind::QuotedName);
        let mut name = if quoted {
            name
        } else {
            name.to_ascii_uppercase()
        };
        if name == "ALTER" && cursor.take("SYSTEM") {
            name = "ALTER SYSTEM".to_string();
        }
        if name == "ALL" {
            cursor.take("PRIVILEGES");
        }
        let columns = if cursor.is(b'(') {
            cursor.name_list()?
        } else {
            Vec::new()
        };
        privileges.push(Privilege { name, columns });
        if !cursor.take_mark(b',') {
            return Ok(privileges);
        }
    }
}
