//! Roles, grants, default privileges.

use crate::model::{DefaultPrivilege, Grant, Privilege, Role};
use crate::sql::quote;

/// `CREATE ROLE`.
pub fn create_role(role: &Role) -> String {
    let mut text = format!("CREATE ROLE {}", quote::identifier(&role.name));
    for option in &role.options {
        text.push(' ');
        text.push_str(option);
    }
    text
}

/// `CREATE ROLE` that leaves a role of that name as it is: roles belong to the whole server, so another database may have
/// made it before.
pub fn create_role_unless_exists(role: &Role) -> String {
    let create = create_role(role);
    // A name may hold dollar signs; the tag then must not.
    let tag = if create.contains("$$") {
        "$create_role$"
    } else {
        "$$"
    };
    format!(
        "DO {tag} BEGIN\n    {create};\nEXCEPTION WHEN duplicate_object THEN\n    NULL;\nEND {tag}"
    )
}

/// `GRANT` or `REVOKE`.
pub fn grant(grant: &Grant) -> String {
    let object = match grant.object_kind.as_str() {
        "ROLE" => grant.object.clone(),
        "TABLE" => format!("{} ON {}", privileges(&grant.privileges), grant.object),
        kind => format!(
            "{} ON {kind} {}",
            privileges(&grant.privileges),
            grant.object
        ),
    };
    let membership = grant.object_kind == "ROLE";
    let option = if membership {
        "ADMIN OPTION"
    } else {
        "GRANT OPTION"
    };
    let grantees = grant.grantees.join(", ");
    let by = match &grant.granted_by {
        Some(role) => format!(" GRANTED BY {role}"),
        None => String::new(),
    };
    if grant.revoke {
        let only_option = match grant {
            one if one.with_option => format!("{option} FOR "),
            one if one.inherit.is_some() => "INHERIT OPTION FOR ".to_string(),
            one if one.set.is_some() => "SET OPTION FOR ".to_string(),
            _ => String::new(),
        };
        format!("REVOKE {only_option}{object} FROM {grantees}{by}")
    } else {
        let option = match (grant.inherit, grant.set) {
            (None, None) if grant.with_option => format!(" WITH {option}"),
            (None, None) => String::new(),
            _ => format!(" WITH {}", membership_options(grant)),
        };
        format!("GRANT {object} TO {grantees}{option}{by}")
    }
}

/// `ADMIN TRUE, INHERIT FALSE, SET TRUE` (PostgreSQL 16).
fn membership_options(grant: &Grant) -> String {
    let admin = grant.with_option.then_some(true);
    let options = [
        ("ADMIN", admin),
        ("INHERIT", grant.inherit),
        ("SET", grant.set),
    ];
    let said = options.iter().filter_map(|(word, value)| {
        let value = if (*value)? { "TRUE" } else { "FALSE" };
        Some(format!("{word} {value}"))
    });
    said.collect::<Vec<_>>().join(", ")
}

/// The statement that undoes a grant or a revoke.
pub fn grant_undone(other: &Grant) -> String {
    grant(&Grant {
        revoke: !other.revoke,
        with_option: other.revoke && other.with_option,
        inherit: other.inherit.filter(|_| other.revoke),
        set: other.set.filter(|_| other.revoke),
        ..other.clone()
    })
}

fn privileges(list: &[Privilege]) -> String {
    let list: Vec<String> = list
        .iter()
        .map(|privilege| {
            if privilege.columns.is_empty() {
                privilege.name.clone()
            } else {
                format!("{} ({})", privilege.name, quote::list(&privilege.columns))
            }
        })
        .collect();
    list.join(", ")
}

/// `ALTER DEFAULT PRIVILEGES`, as written.
pub fn default_privilege(privilege: &DefaultPrivilege) -> String {
    privilege.definition.clone()
}
