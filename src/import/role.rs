//! CREATE and ALTER ROLE, and everything that speaks of a role when it is renamed.

use std::sync::Arc;

use crate::model::*;
use crate::sql::{quote, roles};

use super::builder::{Applied, Builder, Done, Fault, exists};
use super::cursor::{Cursor, Read};
use super::policy::role_list;

impl Builder {
    /// CREATE ROLE, USER, GROUP, after these words.
    pub fn create_role(&mut self, cursor: &mut Cursor<'_>, login: bool) -> Applied {
        let name = cursor.name()?;
        let options = role_options(cursor, login)?;
        let done = Done::new("role", &name);
        let result = if self.role_id(&name).is_some() {
            Err(exists(&format!("role {name}")))
        } else {
            let id: RoleId = self.allocate();
            self.roles.insert(name.clone(), id);
            self.made(ObjectRef::Role(id));
            self.schema.roles.insert(
                id,
                Arc::new(Role {
                    id,
                    name,
                    options,
                    comment: None,
                }),
            );
            Ok(done.clone())
        };
        self.unless_exists(false, result, done)
    }

    /// The role of this name.
    pub fn role_id(&self, name: &str) -> Option<RoleId> {
        self.roles.get(name).copied()
    }

    /// ALTER GROUP, after that word: its members are what is granted and revoked (PostgreSQL manual, ALTER GROUP).
    pub fn alter_group(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let mut ahead = *cursor;
        let group = ahead.name()?;
        let add = ahead.take("ADD USER");
        if !add && !ahead.take("DROP USER") {
            return self.alter_role(cursor);
        }
        let grantees = role_list(&mut ahead)?;
        ahead.finish()?;
        *cursor = ahead;
        let object = quote::identifier(&group);
        let id: GrantId = self.allocate();
        self.made(ObjectRef::Grant(id));
        self.grants_of.entry(object.clone()).or_default().insert(id);
        self.schema.grants.insert(
            id,
            Arc::new(Grant {
                id,
                revoke: !add,
                privileges: Vec::new(),
                object_kind: "ROLE".to_string(),
                object,
                grantees,
                with_option: false,
                inherit: None,
                set: None,
                granted_by: None,
            }),
        );
        Ok(Done::new(if add { "grant" } else { "revoke" }, group))
    }

    /// ALTER ROLE, USER, after that word: attributes replace their opposites.
    pub fn alter_role(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.name()?;
        let Some(id) = self.role_id(&name) else {
            return Err(Fault::Missing(format!(
                "role {name} is not in what was read"
            )));
        };
        if cursor.take("RENAME TO") {
            let new = cursor.name()?;
            cursor.finish()?;
            return self.rename_role(id, &name, &new);
        }
        if ["SET", "RESET", "IN", "ADD", "DROP"]
            .iter()
            .any(|word| cursor.is_word(word))
        {
            return Err(Fault::Keep);
        }
        let options = role_options(cursor, false)?;
        if let Some(role) = self.schema.roles.get_mut(&id) {
            let role = Arc::make_mut(role);
            for option in options {
                let opposite = match option.strip_prefix("NO") {
                    Some(positive) => positive.to_string(),
                    None => format!("NO{option}"),
                };
                role.options
                    .retain(|other| *other != option && *other != opposite);
                role.options.push(option);
            }
        }
        Ok(Done::new("role", name))
    }
}

impl Builder {
    fn rename_role(&mut self, id: RoleId, old: &str, new: &str) -> Applied {
        if self.roles.contains_key(new) {
            return Err(exists(&format!("role {new}")));
        }
        self.roles.remove(old);
        self.roles.insert(new.to_string(), id);
        if let Some(role) = self.schema.roles.get_mut(&id) {
            Arc::make_mut(role).name = new.to_string();
        }
        let at: GrantId = self.allocate();
        let said = new.to_string();
        let (old, new) = (quote::identifier(old), quote::identifier(new));
        self.role_renames.entry(old).or_default().push((at.0, new));
        Ok(Done::new("role", said))
    }

    /// What was granted to a role, or said of it in a policy, before it was renamed speaks of its new name: done once, at the
    /// end, however many were renamed.
    pub fn follow_role_renames(&mut self) {
        let renames = std::mem::take(&mut self.role_renames);
        if renames.is_empty() {
            return;
        }
        let now = |made: u32, name: &str| -> Option<String> {
            let mut found: Option<(u32, String)> = None;
            // Each step goes on to a later rename, so that it ends.
            loop {
                let (after, name) = found
                    .as_ref()
                    .map_or((made, name), |(after, name)| (*after, name.as_str()));
                let Some(next) = renames
                    .get(name)
                    .and_then(|list| list.iter().find(|(at, _)| *at > after))
                else {
                    return found.map(|(_, name)| name);
                };
                found = Some(next.clone());
            }
        };
        let follow = |made: u32, roles: &mut Vec<String>| {
            for role in roles {
                if let Some(new) = now(made, role) {
                    *role = new;
                }
            }
        };
        for grant in self.schema.grants.values_mut() {
            let grant = Arc::make_mut(grant);
            follow(grant.id.0, &mut grant.grantees);
            if grant.object_kind == "ROLE"
                && let Some(new) = now(grant.id.0, &grant.object)
            {
                grant.object = new;
            }
            if let Some(by) = &mut grant.granted_by
                && let Some(new) = now(grant.id.0, by)
            {
                *by = new;
            }
        }
        let written = |made: u32, text: &mut String| {
            if let Some(new) = roles::rename(text, &|name| now(made, name)) {
                *text = new;
            }
        };
        for one in self.schema.default_privileges.values_mut() {
            written(one.id.0, &mut Arc::make_mut(one).definition);
        }
        for role in self.schema.roles.values_mut() {
            let made = role.id.0;
            for option in &mut Arc::make_mut(role).options {
                written(made, option);
            }
        }
        for one in self
            .schema
            .verbatim
            .values_mut()
            .filter(|one| roles::is_of_role(&one.sql))
        {
            let one = Arc::make_mut(one);
            written(one.id.0, &mut one.sql);
            let name = now(one.id.0, &one.name);
            one.name = name.unwrap_or_else(|| std::mem::take(&mut one.name));
        }
        for table in self.schema.tables.values_mut() {
            if table.policies.is_empty() {
                continue;
            }
            for policy in &mut Arc::make_mut(table).policies {
                follow(policy.id.0, &mut policy.roles);
            }
        }
    }
}

/// Role options in upper case, passwords left out.
fn role_options(cursor: &mut Cursor<'_>, login: bool) -> Read<Vec<String>> {
    let mut options = Vec::new();
    if login {
        options.push("LOGIN".to_string());
    }
    cursor.take("WITH");
    while !cursor.is_done() {
        if cursor.take("ENCRYPTED") || cursor.take("UNENCRYPTED") {
            continue;
        }
        if cursor.take("PASSWORD") {
            cursor.skip(1);
        } else if cursor.take("CONNECTION LIMIT") {
            options.push(format!("CONNECTION LIMIT {}", cursor.integer()?));
        } else if cursor.take("VALID UNTIL") {
            options.push(format!("VALID UNTIL {}", quote::literal(&cursor.string()?)));
        } else if let Some(words) =
            cursor.take_one_of(&["IN ROLE", "IN GROUP", "ROLE", "USER", "ADMIN"])
        {
            options.push(format!("{words} {}", role_list(cursor)?.join(", ")));
        } else if cursor.take("SYSID") {
            cursor.integer()?;
        } else {
            let option = cursor.name()?.to_ascii_uppercase();
            options.retain(|other| {
                *other != format!("NO{option}") && Some(other.as_str()) != option.strip_prefix("NO")
            });
            options.push(option);
        }
    }
    Ok(options)
}
