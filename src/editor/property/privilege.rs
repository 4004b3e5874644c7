//! The properties of roles, grants and default privileges.

use super::objects::COMMENT;
use super::{Property, cell, elsewhere, fixed};
use crate::editor::{Draft, EditError, edit};
use crate::model::{Grant, ObjectRef, Role, Schema};
use crate::sql::quote;

fn role(schema: &Schema, object: ObjectRef) -> Option<&Role> {
    match object {
        ObjectRef::Role(id) => schema.roles.get(&id).map(|one| &**one),
        _ => None,
    }
}

pub(super) const ROLE: &[Property] = &[
    Property::line(
        "role.name",
        "Name",
        "Its name on the server, shared by all databases. Grants and policies that name it follow.",
        "",
        |schema, object| role(schema, object).map(|one| one.name.clone()),
        |draft, object, text| match object {
            ObjectRef::Role(id) => edit::rename_role(draft, id, text),
            _ => Err(elsewhere()),
        },
    ),
    Property::rows(
        "role.options",
        "Options",
        "What it may do beside its grants, one to a line: LOGIN, NOBYPASSRLS, CONNECTION LIMIT 5. Passwords are set on the server.",
        &["Option"],
        |schema, object| {
            role(schema, object).map(|one| {
                one.options
                    .iter()
                    .map(|option| vec![option.clone()])
                    .collect()
            })
        },
        |draft, object, rows| match object {
            ObjectRef::Role(id) => {
                let options = rows.iter().map(|row| cell(row, 0).to_string()).collect();
                edit::set_role_options(draft, id, options)
            }
            _ => Err(elsewhere()),
        },
    ),
    Property::prose(
        "role.comment",
        "Comment",
        COMMENT,
        |schema, object| role(schema, object).map(|one| one.comment.clone().unwrap_or_default()),
        |draft, object, text| edit::set_comment(draft, object, Some(text)),
    ),
];

fn grant(schema: &Schema, object: ObjectRef) -> Option<&Grant> {
    match object {
        ObjectRef::Grant(id) => schema.grants.get(&id).map(|one| &**one),
        _ => None,
    }
}

fn change(
    draft: &mut Draft,
    object: ObjectRef,
    change: impl FnOnce(&mut Grant),
) -> Result<(), EditError> {
    match object {
        ObjectRef::Grant(id) => edit::change_grant(draft, id, |one| {
            change(one);
            Ok(())
        }),
        _ => Err(elsewhere()),
    }
}

pub(super) const GRANT: &[Property] = &[
    Property::flag(
        "grant.revoke",
        "Takes back",
        "It takes privileges back instead of giving them (REVOKE).",
        "revokes",
        |schema, object| grant(schema, object).map(|one| one.revoke),
        |draft, object, now| change(draft, object, |one| one.revoke = now),
    ),
    Property::choice(
        "grant.object_kind",
        "On",
        "What kind of object it is on. A role is granted itself: its members have what it has.",
        |_, _| {
            edit::GRANTED_KINDS
                .iter()
                .map(|kind| (kind.to_string(), kind.to_lowercase()))
                .collect()
        },
        |schema, object| grant(schema, object).map(|one| one.object_kind.clone()),
        |draft, object, text| {
            change(draft, object, |one| {
                if one.object_kind == text {
                    return;
                }
                // Objects of a schema are named by the schema.
                if text.ends_with("SCHEMA") && !one.object_kind.ends_with("SCHEMA") {
                    let schema = one
                        .object
                        .split_once('.')
                        .map(|(schema, _)| schema.to_string());
                    one.object = schema.unwrap_or_else(|| "public".to_string());
                }
                one.object_kind = text.to_string();
                // What the other kind does not have is left to ALL.
                if text == "ROLE" {
                    one.privileges.clear();
                } else {
                    one.privileges = edit::privileges_of(&[vec!["ALL".to_string()]]);
                }
            })
        },
    ),
    Property::line(
        "grant.object",
        "Object",
        "The object's name, with its schema; for a function with its argument types.",
        "public.users",
        |schema, object| grant(schema, object).map(|one| one.object.clone()),
        |draft, object, text| change(draft, object, |one| one.object = text.to_string()),
    ),
    Property::rows(
        "grant.privileges",
        "Privileges",
        "What may be done: SELECT, INSERT, UPDATE, DELETE, USAGE, EXECUTE, ALL and others. Columns limit it to those.",
        &["Privilege", "Columns"],
        |schema, object| {
            grant(schema, object)
                .filter(|one| one.object_kind != "ROLE")
                .map(|one| {
                    one.privileges
                        .iter()
                        .map(|privilege| {
                            vec![privilege.name.clone(), quote::list(&privilege.columns)]
                        })
                        .collect()
                })
        },
        |draft, object, rows| {
            change(draft, object, |one| {
                one.privileges = edit::privileges_of(&rows)
            })
        },
    ),
    Property::line(
        "grant.grantees",
        "To",
        "Who gets it: roles parted by commas, or PUBLIC for everyone.",
        "PUBLIC",
        |schema, object| grant(schema, object).map(|one| one.grantees.join(", ")),
        |draft, object, text| change(draft, object, |one| one.grantees = super::list(text)),
    ),
    Property::flag(
        "grant.with_option",
        "May pass on",
        "Who gets it may give it to others. With a revoke, only that right is taken back.",
        "with grant option",
        |schema, object| grant(schema, object).map(|one| one.with_option),
        |draft, object, now| change(draft, object, |one| one.with_option = now),
    ),
    Property::choice(
        "grant.inherit",
        "Has its rights",
        "Whether a member has the role's rights without SET ROLE. With a revoke, only that is taken back (PostgreSQL 16).",
        |_, _| fixed(WHETHER),
        |schema, object| membership(schema, object).map(|one| whether(one.inherit)),
        |draft, object, text| change(draft, object, |one| one.inherit = whether_of(text)),
    )
    .more(),
    Property::choice(
        "grant.set",
        "Can become it",
        "Whether a member may take the role on by SET ROLE. With a revoke, only that is taken back (PostgreSQL 16).",
        |_, _| fixed(WHETHER),
        |schema, object| membership(schema, object).map(|one| whether(one.set)),
        |draft, object, text| change(draft, object, |one| one.set = whether_of(text)),
    )
    .more(),
    Property::line(
        "grant.granted_by",
        "Granted by",
        "The role in whose name it is given, which must have the right to.",
        "whoever runs it",
        |schema, object| grant(schema, object).map(|one| one.granted_by.clone().unwrap_or_default()),
        |draft, object, text| change(draft, object, |one| one.granted_by = super::some(text)),
    )
    .more(),
];

const WHETHER: &[(&str, &str)] = &[("", "not stated"), ("yes", "yes"), ("no", "no")];

fn whether(value: Option<bool>) -> String {
    let word = value.map_or("", |value| if value { "yes" } else { "no" });
    word.to_string()
}

fn whether_of(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn membership(schema: &Schema, object: ObjectRef) -> Option<&Grant> {
    grant(schema, object).filter(|one| one.object_kind == "ROLE")
}

pub(super) const DEFAULT_PRIVILEGE: &[Property] = &[
    Property::shown(
        "default_privilege.schema",
        "Schema",
        "The schema whose later objects it is about. The statement says which.",
        |schema, object| match object {
            ObjectRef::DefaultPrivilege(id) => {
                let schema = schema.default_privileges.get(&id)?.schema.clone();
                Some(schema.unwrap_or_else(|| "all schemas".to_string()))
            }
            _ => None,
        },
    ),
    Property::sql(
        "default_privilege.definition",
        "Statement",
        "What is granted on objects made from now on. It changes nothing that is there.",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO reader",
        |schema, object| match object {
            ObjectRef::DefaultPrivilege(id) => schema
                .default_privileges
                .get(&id)
                .map(|one| one.definition.clone()),
            _ => None,
        },
        |draft, object, text| match object {
            ObjectRef::DefaultPrivilege(id) => edit::set_default_privilege(draft, id, text),
            _ => Err(elsewhere()),
        },
    ),
];
