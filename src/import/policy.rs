//! CREATE and ALTER POLICY.

use crate::model::*;
use crate::sql::quote;

use super::builder::{Applied, Builder, Done, Fault, exists};
use super::cursor::{Cursor, Read};
use super::lexer::TokenKind;

impl Builder {
    /// CREATE POLICY, after `CREATE POLICY`.
    pub fn create_policy(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.name()?;
        cursor.expect("ON")?;
        let table_name = cursor.qualified_name()?;
        let mut policy = Policy {
            id: PolicyId(0),
            name: name.clone(),
            permissive: true,
            command: PolicyCommand::All,
            roles: Vec::new(),
            using: None,
            with_check: None,
            comment: None,
        };
        if cursor.take("AS") {
            policy.permissive = !cursor.take("RESTRICTIVE");
            cursor.take("PERMISSIVE");
        }
        if cursor.take("FOR") {
            policy.command = command(cursor)?;
        }
        policy_clauses(cursor, &mut policy)?;
        let done = Done::new("policy", &name);
        let table = self.table(&table_name)?;
        let known = self
            .table_ref(table)?
            .policies
            .iter()
            .any(|own| own.name == name);
        let result = if known {
            Err(exists(&format!("{name} on {table_name}")))
        } else {
            policy.id = self.allocate();
            self.made(ObjectRef::Policy(table, policy.id));
            self.table_mut(table)?.policies.push(policy);
            Ok(done.clone())
        };
        self.unless_exists(false, result, done)
    }

    /// ALTER POLICY, after `ALTER POLICY`.
    pub fn alter_policy(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.name()?;
        cursor.expect("ON")?;
        let table_name = cursor.qualified_name()?;
        let table = self.table(&table_name)?;
        let policy = self
            .table_mut(table)?
            .policies
            .iter_mut()
            .find(|own| own.name == name);
        let Some(policy) = policy else {
            return Err(Fault::Missing(format!("{table_name} has no policy {name}")));
        };
        if cursor.take("RENAME TO") {
            policy.name = cursor.name()?;
            cursor.finish()?;
        } else {
            policy_clauses(cursor, policy)?;
        }
        Ok(Done::new("policy", &name))
    }
}

fn command(cursor: &mut Cursor<'_>) -> Read<PolicyCommand> {
    Ok(
        match cursor.take_one_of(&["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"]) {
            Some("ALL") => PolicyCommand::All,
            Some("SELECT") => PolicyCommand::Select,
            Some("INSERT") => PolicyCommand::Insert,
            Some("UPDATE") => PolicyCommand::Update,
            Some("DELETE") => PolicyCommand::Delete,
            _ => return cursor.broken("ALL, SELECT, INSERT, UPDATE or DELETE"),
        },
    )
}

fn policy_clauses(cursor: &mut Cursor<'_>, policy: &mut Policy) -> Read<()> {
    if cursor.take("TO") {
        policy.roles = role_list(cursor)?;
        if policy.roles.iter().all(|role| role == "PUBLIC") {
            policy.roles.clear();
        }
    }
    if cursor.take("USING") {
        policy.using = Some(cursor.expression_group()?);
    }
    if cursor.take("WITH CHECK") {
        policy.with_check = Some(cursor.expression_group()?);
    }
    cursor.finish()
}

/// Roles as SQL text; `PUBLIC`, `CURRENT_USER` and the like in upper case.
pub(super) fn role_list(cursor: &mut Cursor<'_>) -> Read<Vec<String>> {
    let mut roles = Vec::new();
    loop {
        cursor.take("GROUP");
        let token = cursor.token(0);
        let name = cursor.name()?;
        let special = ["public", "current_user", "current_role", "session_user"]
            .contains(&name.as_str())
            && token.is_some_and(|token| token.kind == TokenKind::Word);
        roles.push(if special {
            name.to_ascii_uppercase()
        } else {
            quote::identifier(&name)
        });
        if !cursor.take_mark(b',') {
            return Ok(roles);
        }
    }
}
