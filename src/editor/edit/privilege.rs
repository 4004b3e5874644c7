//! Roles, and who may do what.

use super::parameter::refusal;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{Grant, GrantId, Privilege, Role, RoleId, Schema};
use crate::sql::quote;

/// What each kind of object grants (PostgreSQL manual, table 5.2).
const PRIVILEGES: &[(&str, &[&str])] = &[
    (
        "TABLE",
        &[
            "SELECT",
            "INSERT",
            "UPDATE",
            "DELETE",
            "TRUNCATE",
            "REFERENCES",
            "TRIGGER",
            "MAINTAIN",
        ],
    ),
    ("SEQUENCE", &["USAGE", "SELECT", "UPDATE"]),
    ("DATABASE", &["CREATE", "CONNECT", "TEMPORARY", "TEMP"]),
    ("DOMAIN", &["USAGE"]),
    ("FOREIGN DATA WRAPPER", &["USAGE"]),
    ("FOREIGN SERVER", &["USAGE"]),
    ("FUNCTION", &["EXECUTE"]),
    ("PROCEDURE", &["EXECUTE"]),
    ("ROUTINE", &["EXECUTE"]),
    ("LANGUAGE", &["USAGE"]),
    ("LARGE OBJECT", &["SELECT", "UPDATE"]),
    ("SCHEMA", &["CREATE", "USAGE"]),
    ("TABLESPACE", &["CREATE"]),
    ("TYPE", &["USAGE"]),
    ("ROLE", &[]),
];

/// The kinds of objects that privileges are given on, with those of all objects in a schema.
pub const GRANTED_KINDS: &[&str] = &[
    "TABLE",
    "SEQUENCE",
    "FUNCTION",
    "PROCEDURE",
    "ROUTINE",
    "SCHEMA",
    "TYPE",
    "DOMAIN",
    "DATABASE",
    "LANGUAGE",
    "FOREIGN DATA WRAPPER",
    "FOREIGN SERVER",
    "LARGE OBJECT",
    "TABLESPACE",
    "ALL TABLES IN SCHEMA",
    "ALL SEQUENCES IN SCHEMA",
    "ALL FUNCTIONS IN SCHEMA",
    "ALL PROCEDURES IN SCHEMA",
    "ALL ROUTINES IN SCHEMA",
    "ROLE",
];

/// Creates a role that cannot log in, as groups of privileges are made.
///
/// # Errors
/// When the name cannot be used or is taken, or is one PostgreSQL keeps for itself.
pub fn create_role(draft: &mut Draft, name: &str) -> Result<RoleId, EditError> {
    let name = free_role(draft.schema(), name)?;
    draft.say(|| format!("Create role {name}"));
    let id = draft.allocate();
    draft.put(Role {
        id,
        name,
        options: vec!["NOLOGIN".to_string()],
        comment: None,
    })?;
    Ok(id)
}

pub(super) fn free_role(schema: &Schema, name: &str) -> Result<String, EditError> {
    let name = name::usable(name)?.to_string();
    if name.starts_with("pg_") || matches!(name.as_str(), "public" | "none") {
        return Err(refusal(format!(
            "PostgreSQL keeps the name `{name}` for itself."
        )));
    }
    if schema.roles.values().any(|role| role.name == name) {
        return Err(EditError::NameTaken {
            name,
            kind: "a role",
            place: "The server".to_string(),
        });
    }
    Ok(name)
}

pub(super) fn role(draft: &Draft, id: RoleId) -> Result<Role, EditError> {
    let held = draft.schema().roles.get(&id);
    held.map(|one| (**one).clone())
        .ok_or(EditError::Missing("role"))
}

/// The words that may stand in CREATE ROLE; those of the second list take a value (PostgreSQL manual, CREATE ROLE).
const SWITCHES: [&str; 7] = [
    "SUPERUSER",
    "CREATEDB",
    "CREATEROLE",
    "INHERIT",
    "LOGIN",
    "REPLICATION",
    "BYPASSRLS",
];
const WITH_VALUE: [&str; 5] = [
    "CONNECTION LIMIT",
    "VALID UNTIL",
    "IN ROLE",
    "ROLE",
    "ADMIN",
];

/// Sets what a role may do, one option each: `LOGIN`, `NOBYPASSRLS`, `CONNECTION LIMIT 5`.
///
/// # Errors
/// When an option does not exist, contradicts another, or is a password, which belongs in no schema.
pub fn set_role_options(
    draft: &mut Draft,
    id: RoleId,
    options: Vec<String>,
) -> Result<(), EditError> {
    let held = role(draft, id)?;
    let mut kept: Vec<String> = Vec::new();
    let mut subjects: Vec<String> = Vec::new();
    for option in options {
        let option = option.trim().to_string();
        if option.is_empty() {
            continue;
        }
        let upper = option.to_ascii_uppercase();
        if upper.contains("PASSWORD") {
            return Err(refusal(
                "A password belongs in no schema. Set it on the server.",
            ));
        }
        let bare = upper.strip_prefix("NO").unwrap_or(&upper);
        let switch = SWITCHES.contains(&bare) || SWITCHES.contains(&upper.as_str());
        let valued = WITH_VALUE.iter().find(|word| {
            upper
                .strip_prefix(**word)
                .is_some_and(|rest| rest.starts_with(' ') && rest.len() > 1)
        });
        let subject = match (switch, valued) {
            (true, _) => bare.to_string(),
            (_, Some(word)) => (*word).to_string(),
            _ => return Err(refusal(format!("A role has no option `{option}`."))),
        };
        if subjects.contains(&subject) {
            return Err(refusal(format!(
                "`{option}` is said twice, or contradicts what is said before."
            )));
        }
        subjects.push(subject);
        kept.push(if switch { upper } else { option });
    }
    draft.say(|| format!("Change role {}", held.name));
    let changed = Role {
        options: kept,
        ..held.clone()
    };
    if changed == held {
        return Ok(());
    }
    draft.put(changed)
}

/// Creates a grant of one privilege.
///
/// # Errors
/// As [`change_grant`].
pub fn create_grant(draft: &mut Draft, grant: Grant) -> Result<GrantId, EditError> {
    let mut grant = grant;
    grant.id = draft.allocate();
    check_grant(draft, &mut grant)?;
    draft.say(|| format!("Create grant on {}", grant.object));
    let id = grant.id;
    draft.put(grant)?;
    Ok(id)
}

/// Changes a grant or revoke.
///
/// # Errors
/// When it names nobody or nothing, or the kind of object has no such privilege.
pub fn change_grant(
    draft: &mut Draft,
    id: GrantId,
    change: impl FnOnce(&mut Grant) -> Result<(), EditError>,
) -> Result<(), EditError> {
    let held = draft.schema().grants.get(&id).cloned();
    let held = held.ok_or(EditError::Missing("grant"))?;
    let mut changed = (*held).clone();
    change(&mut changed)?;
    check_grant(draft, &mut changed)?;
    if changed == *held {
        return Ok(());
    }
    draft.say(|| format!("Change grant on {}", held.object));
    draft.put(changed)
}

/// The kind whose privileges those of all objects in a schema are.
fn single(kind: &str) -> String {
    match kind
        .strip_prefix("ALL ")
        .and_then(|rest| rest.strip_suffix("S IN SCHEMA"))
    {
        Some(one) => one.to_string(),
        None => kind.to_string(),
    }
}

fn check_grant(draft: &Draft, grant: &mut Grant) -> Result<(), EditError> {
    let kind = single(&grant.object_kind);
    let Some((_, allowed)) = PRIVILEGES.iter().find(|(name, _)| *name == kind) else {
        return Err(refusal(format!(
            "Nothing is granted on a {}.",
            grant.object_kind.to_lowercase()
        )));
    };
    grant.object = grant.object.trim().to_string();
    if grant.object.is_empty() {
        return Err(refusal("A grant names the object it is on."));
    }
    grant.grantees.retain(|grantee| !grantee.trim().is_empty());
    if grant.grantees.is_empty() {
        return Err(refusal("A grant names who gets it: a role, or PUBLIC."));
    }
    let everyone = grant
        .grantees
        .iter()
        .any(|one| one.trim().eq_ignore_ascii_case("public"));
    if grant.with_option && everyone && !grant.revoke {
        return Err(refusal("PUBLIC cannot pass privileges on; only roles can."));
    }
    check_columns(draft, grant)?;
    grant.privileges.retain(|one| !one.name.trim().is_empty());
    if kind == "ROLE" {
        // The membership itself is what is granted.
        grant.privileges.clear();
        return Ok(());
    }
    if grant.privileges.is_empty() {
        return Err(refusal("A grant names at least one privilege, or ALL."));
    }
    for privilege in &mut grant.privileges {
        privilege.name = privilege.name.trim().to_ascii_uppercase();
        if privilege.name == "ALL PRIVILEGES" {
            privilege.name = "ALL".to_string();
        }
        if privilege.name != "ALL" && !allowed.contains(&privilege.name.as_str()) {
            return Err(refusal(format!(
                "A {} has no privilege {}. It has {}.",
                kind.to_lowercase(),
                privilege.name,
                allowed.join(", ")
            )));
        }
        let by_column = ["ALL", "SELECT", "INSERT", "UPDATE", "REFERENCES"];
        if !privilege.columns.is_empty()
            && (grant.object_kind != "TABLE" || !by_column.contains(&privilege.name.as_str()))
        {
            return Err(refusal(format!(
                "{} is not limited to columns; SELECT, INSERT, UPDATE and REFERENCES on a table are.",
                privilege.name
            )));
        }
    }
    Ok(())
}

/// Refuses columns that the table, where the document holds it, does not have.
fn check_columns(draft: &Draft, grant: &Grant) -> Result<(), EditError> {
    let tables = draft.schema().tables.values();
    let table = tables
        .filter(|_| grant.object_kind == "TABLE")
        .find(|table| {
            grant.object == quote::qualified(&table.schema, &table.name)
                || (table.schema == "public" && grant.object == quote::identifier(&table.name))
        });
    let columns = grant.privileges.iter().flat_map(|one| &one.columns);
    for column in columns {
        if let Some(table) = table
            && table.column_named(column).is_none()
        {
            return Err(refusal(format!(
                "`{}` has no column `{column}`, to which a privilege is limited.",
                table.qualified_name()
            )));
        }
    }
    Ok(())
}

/// The names of a list with commas, as PostgreSQL reads them.
pub fn names_of(text: &str) -> Vec<String> {
    let list = super::partition_key::parts(text);
    list.into_iter()
        .map(|part| quote::unquote(part.trim()))
        .collect()
}

/// Privileges from rows of a name and a list of columns.
pub fn privileges_of(rows: &[Vec<String>]) -> Vec<Privilege> {
    rows.iter()
        .map(|row| Privilege {
            name: row.first().cloned().unwrap_or_default(),
            columns: row.get(1).map(|text| names_of(text)).unwrap_or_default(),
        })
        .collect()
}
