//! The roles a schema speaks of, and what each of them was granted on a table.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{PolicyCommand, Schema, Table};
use crate::sql::quote;

/// A role of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Name, unquoted; `PUBLIC` for everyone, [`Role::ANY`] where the schema grants nothing.
    pub name: String,
    /// The roles whose privileges it has: itself, those it is a member of, and `public`, in lower case where unquoted.
    pub acts_as: BTreeSet<String>,
    /// Whether row security does not bind it (`BYPASSRLS`, `SUPERUSER`).
    pub unbound: bool,
    /// Whether it stands for whatever role the application connects as, because the schema grants nothing to anyone.
    pub any: bool,
}

impl Role {
    /// The name shown where the schema grants nothing: whatever role the application connects as.
    pub const ANY: &'static str = "any role";

    /// Whether one of the names a policy or a grant is for means this role.
    pub fn is_meant(&self, names: &[String]) -> bool {
        self.any
            || names
                .iter()
                .any(|name| self.acts_as.contains(&unquoted(name)))
    }

    /// Whether the role may run the command on the table. Later statements win over earlier ones, as in PostgreSQL.
    pub fn may(&self, schema: &Schema, table: &Table, command: PolicyCommand) -> bool {
        if self.any {
            return true;
        }
        let wanted = super::command_word(command);
        // Each role it acts as is granted by itself: what one loses another may keep.
        let mut granted: BTreeMap<&str, bool> = BTreeMap::new();
        for grant in schema.grants.values() {
            let of_table = grant.object_kind.eq_ignore_ascii_case("TABLE")
                && names_table(&grant.object, table)
                || is_all_in(&grant.object_kind, &grant.object, &table.schema);
            let privilege = grant.privileges.iter().any(|privilege| {
                let name = privilege.name.to_uppercase();
                name == wanted || name.starts_with("ALL")
            });
            if !of_table || !privilege {
                continue;
            }
            for grantee in &grant.grantees {
                if let Some(role) = self.acts_as.get(&unquoted(grantee)) {
                    granted.insert(role, !grant.revoke);
                }
            }
        }
        granted.values().any(|granted| *granted)
    }
}

/// A role's name as it is compared: unquoted, folded to lower case where it was not quoted.
fn unquoted(name: &str) -> String {
    let name = name.trim();
    match name
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(inner) => inner.replace("\"\"", "\""),
        None => name.to_lowercase(),
    }
}

fn names_table(object: &str, table: &Table) -> bool {
    object == quote::qualified(&table.schema, &table.name) || object == quote::table(table)
}

/// `GRANT ... ON ALL TABLES IN SCHEMA s`, in either way it is kept.
fn is_all_in(kind: &str, object: &str, schema: &str) -> bool {
    kind.eq_ignore_ascii_case("ALL TABLES IN SCHEMA") && unquoted(object) == schema
}

/// The roles that are granted something on a table or named by a policy, by name. Where there is none, one that stands for
/// whatever role the application connects as: privileges may well be granted elsewhere.
pub fn roles(schema: &Schema) -> Vec<Role> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut members: Vec<(String, String)> = Vec::new();
    for grant in schema.grants.values() {
        let grantees = grant.grantees.iter().map(|name| unquoted(name));
        if grant.privileges.is_empty() {
            if !grant.revoke {
                members.extend(grantees.map(|member| (member, unquoted(&grant.object))));
            }
        } else if !grant.revoke && grant.object_kind.to_uppercase().contains("TABLE") {
            names.extend(grantees);
        }
    }
    let granted = !names.is_empty();
    for table in schema.tables.values() {
        for policy in &table.policies {
            names.extend(policy.roles.iter().map(|name| unquoted(name)));
        }
    }
    // Members reach what their groups were granted.
    for (member, group) in &members {
        if names.contains(group) {
            names.insert(member.clone());
        }
    }
    names.retain(|name| {
        !matches!(
            name.as_str(),
            "current_user" | "session_user" | "current_role"
        )
    });
    if !granted {
        return vec![Role {
            name: Role::ANY.to_string(),
            acts_as: names,
            unbound: false,
            any: true,
        }];
    }
    names
        .into_iter()
        .map(|name| role(schema, name, &members))
        .collect()
}

fn role(schema: &Schema, name: String, members: &[(String, String)]) -> Role {
    let mut acts_as = BTreeSet::from([name.clone(), "public".to_string()]);
    let mut open = vec![name.clone()];
    while let Some(member) = open.pop() {
        for (_, group) in members.iter().filter(|(one, _)| *one == member) {
            if acts_as.insert(group.clone()) {
                open.push(group.clone());
            }
        }
    }
    let options = schema
        .roles
        .values()
        .find(|role| role.name == name)
        .map_or(&[][..], |role| &role.options);
    let has = |wanted: &str| {
        options
            .iter()
            .any(|option| option.eq_ignore_ascii_case(wanted))
    };
    Role {
        unbound: has("BYPASSRLS") || has("SUPERUSER"),
        name: match name.as_str() {
            "public" => "PUBLIC".to_string(),
            _ => name,
        },
        acts_as,
        any: false,
    }
}
