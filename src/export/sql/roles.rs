//! Roles that policies and privileges name but the schema does not make.
//!
//! A dump grants to roles without making them, as they belong to the server. On an empty server the script would stop there,
//! so it makes them, without a right to log in, unless they exist.

use std::collections::BTreeSet;

use crate::model::{Role, RoleId, Schema};
use crate::sql::{quote, tokens, writer};

use super::script::Script;

/// Names that stand for a role without being one.
const NO_ROLES: &[&str] = &["public", "current_user", "current_role", "session_user"];

/// The roles named and not made, sorted.
pub(super) fn needed(schema: &Schema) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for policy in schema.tables.values().flat_map(|table| &table.policies) {
        names.extend(policy.roles.iter().map(|role| role_name(role)));
    }
    for grant in schema.grants.values() {
        names.extend(grant.grantees.iter().map(|role| role_name(role)));
        if grant.object_kind == "ROLE" {
            names.extend(grant.object.split(',').map(role_name));
        }
    }
    for privilege in schema.default_privileges.values() {
        names.extend(in_default_privileges(&privilege.definition));
    }
    for role in schema.roles.values() {
        names.remove(&role.name);
    }
    names.retain(|name| {
        !name.is_empty() && !name.starts_with("pg_") && !NO_ROLES.contains(&name.as_str())
    });
    names
}

/// `GROUP name` is an old spelling of `name`.
fn role_name(text: &str) -> String {
    let text = text.trim();
    let bare = text
        .get(..6)
        .filter(|head| head.eq_ignore_ascii_case("group "));
    quote::unquote(bare.and_then(|_| text.get(6..)).unwrap_or(text))
}

/// The roles after `FOR ROLE`, `TO` and `FROM`.
fn in_default_privileges(definition: &str) -> Vec<String> {
    let tokens = tokens::significant(definition);
    let mut names = Vec::new();
    let mut reads = false;
    for token in &tokens {
        let starts = ["role", "user", "to", "from"]
            .iter()
            .any(|word| token.is_word(definition, word));
        if starts {
            reads = true;
        } else if ["in", "grant", "revoke", "with", "cascade", "restrict"]
            .iter()
            .any(|word| token.is_word(definition, word))
        {
            reads = false;
        } else if reads && !token.is_word(definition, "group") {
            names.extend(token.name(definition));
        }
    }
    names
}

pub(super) fn write(names: &BTreeSet<String>, script: &mut Script) {
    script.section("Roles");
    for name in names {
        let role = Role {
            id: RoleId(0),
            name: name.clone(),
            options: Vec::new(),
            comment: None,
        };
        script.statement(&writer::create_role_unless_exists(&role));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_privileges_name_roles() {
        assert_eq!(
            in_default_privileges(
                "ALTER DEFAULT PRIVILEGES FOR ROLE owner, \"Other\" IN SCHEMA app GRANT SELECT ON TABLES TO reader WITH GRANT OPTION"
            ),
            vec!["owner", "Other", "reader"]
        );
    }

    #[test]
    fn role_names_are_read() {
        assert_eq!(role_name(" GROUP staff"), "staff");
        assert_eq!(role_name("\"My Role\""), "My Role");
    }
}
