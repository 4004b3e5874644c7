//! The properties of triggers, policies and functions.

use super::objects::COMMENT;
use super::{Property, elsewhere, fixed, list, schemas};
use crate::editor::{Draft, EditError, edit};
use crate::model::{Function, ObjectRef, Policy, PolicyCommand, Schema, Trigger};
use crate::sql::writer;

fn trigger(schema: &Schema, object: ObjectRef) -> Option<&Trigger> {
    match object {
        ObjectRef::Trigger(table, id) => schema
            .table(table)?
            .triggers
            .iter()
            .find(|one| one.id == id),
        _ => None,
    }
}

fn in_trigger(
    draft: &mut Draft,
    object: ObjectRef,
    change: impl FnOnce(&mut Trigger) -> Result<(), EditError>,
) -> Result<(), EditError> {
    let ObjectRef::Trigger(table, _) = object else {
        return Err(elsewhere());
    };
    let held = trigger(draft.schema(), object).cloned();
    let mut changed = held.ok_or(EditError::Missing("trigger"))?;
    change(&mut changed)?;
    edit::put_trigger(draft, table, changed).map(|_| ())
}

pub(super) const TRIGGER: &[Property] = &[
    Property::line(
        "trigger.name",
        "Name",
        "Its name in the table. Triggers of one kind fire in the order of their names.",
        "",
        |schema, object| trigger(schema, object).map(|one| one.name.clone()),
        |draft, object, text| in_trigger(draft, object, |one| { one.name = text.to_string(); Ok(()) }),
    ),
    Property::choice(
        "trigger.timing",
        "When",
        "Before the rows change, when it may change or refuse them, or after, when all is done.",
        |_, _| fixed(&[("BEFORE", "before"), ("AFTER", "after")]),
        |schema, object| trigger(schema, object).map(|one| one.timing.to_uppercase()),
        |draft, object, text| in_trigger(draft, object, |one| { one.timing = text.to_string(); Ok(()) }),
    ),
    Property::line(
        "trigger.events",
        "Events",
        "What calls it: INSERT, UPDATE, UPDATE OF columns, DELETE, TRUNCATE. Part them by OR.",
        "INSERT OR UPDATE",
        |schema, object| trigger(schema, object).map(|one| one.events.join(" OR ")),
        |draft, object, text| in_trigger(draft, object, |one| { one.events = edit::trigger_events(text)?; Ok(()) }),
    ),
    Property::shown(
        "trigger.for_each_row",
        "Called",
        "Once for each row, or once for the statement. The clause says which.",
        |schema, object| trigger(schema, object).map(|one| if one.for_each_row { "for each row" } else { "once for each statement" }.to_string()),
    ),
    Property::shown(
        "trigger.function",
        "Calls",
        "The function it calls. The clause says which.",
        |schema, object| trigger(schema, object).map(|one| one.function.clone()),
    ),
    Property::sql(
        "trigger.clause",
        "Clause",
        "What follows the table's name: whether for each row, a condition after WHEN, and the function with its arguments.",
        "FOR EACH ROW EXECUTE FUNCTION name()",
        |schema, object| trigger(schema, object).map(|one| one.clause.clone()),
        |draft, object, text| in_trigger(draft, object, |one| edit::set_trigger_clause(one, text)),
    ),
    Property::flag(
        "trigger.constraint",
        "Constraint",
        "It can be put off to the end of the transaction, as constraints can. It must fire after, for each row.",
        "can be deferred",
        |schema, object| trigger(schema, object).map(|one| one.constraint),
        |draft, object, now| in_trigger(draft, object, |one| { one.constraint = now; Ok(()) }),
    )
    .more(),
    Property::choice(
        "trigger.state",
        "State",
        "Whether it fires: always, never, or only while the server applies changes from another.",
        |_, _| fixed(&[("", "enabled"), ("DISABLE", "disabled"), ("ENABLE REPLICA", "on replicas only"), ("ENABLE ALWAYS", "always")]),
        |schema, object| trigger(schema, object).map(|one| one.state.clone().unwrap_or_default()),
        |draft, object, text| in_trigger(draft, object, |one| { one.state = super::some(text); Ok(()) }),
    ),
    Property::shown(
        "trigger.inherited",
        "From",
        "It comes from the partitioned table and is changed there.",
        |schema, object| trigger(schema, object)?.inherited.then(|| "the parent table".to_string()),
    ),
    Property::line(
        "trigger.comment",
        "Comment",
        COMMENT,
        "",
        |schema, object| trigger(schema, object).map(|one| one.comment.clone().unwrap_or_default()),
        |draft, object, text| edit::set_comment(draft, object, Some(text)),
    ),
];

fn policy(schema: &Schema, object: ObjectRef) -> Option<&Policy> {
    match object {
        ObjectRef::Policy(table, id) => schema
            .table(table)?
            .policies
            .iter()
            .find(|one| one.id == id),
        _ => None,
    }
}

fn in_policy(
    draft: &mut Draft,
    object: ObjectRef,
    change: impl FnOnce(&mut Policy),
) -> Result<(), EditError> {
    let ObjectRef::Policy(table, _) = object else {
        return Err(elsewhere());
    };
    let held = policy(draft.schema(), object).cloned();
    let mut changed = held.ok_or(EditError::Missing("policy"))?;
    change(&mut changed);
    edit::put_policy(draft, table, changed).map(|_| ())
}

const COMMANDS: &[(&str, &str)] = &[
    ("all", "all commands"),
    ("select", "select"),
    ("insert", "insert"),
    ("update", "update"),
    ("delete", "delete"),
];

fn command_word(command: PolicyCommand) -> &'static str {
    match command {
        PolicyCommand::All => "all",
        PolicyCommand::Select => "select",
        PolicyCommand::Insert => "insert",
        PolicyCommand::Update => "update",
        PolicyCommand::Delete => "delete",
    }
}

/// A policy for one command has only the expressions that command asks (PostgreSQL manual, table 302 of CREATE POLICY).
fn set_command(policy: &mut Policy, word: &str) {
    policy.command = match word {
        "select" => PolicyCommand::Select,
        "insert" => PolicyCommand::Insert,
        "update" => PolicyCommand::Update,
        "delete" => PolicyCommand::Delete,
        _ => PolicyCommand::All,
    };
    match policy.command {
        PolicyCommand::Insert => {
            let using = policy.using.take();
            policy.with_check = policy.with_check.take().or(using);
        }
        PolicyCommand::Select | PolicyCommand::Delete => {
            let check = policy.with_check.take();
            policy.using = policy.using.take().or(check);
        }
        PolicyCommand::All | PolicyCommand::Update => {}
    }
}

pub(super) const POLICY: &[Property] = &[
    Property::line(
        "policy.name",
        "Name",
        "Its name in the table.",
        "",
        |schema, object| policy(schema, object).map(|one| one.name.clone()),
        |draft, object, text| in_policy(draft, object, |one| one.name = text.to_string()),
    ),
    Property::choice(
        "policy.command",
        "Command",
        "The commands it speaks of.",
        |_, _| fixed(COMMANDS),
        |schema, object| policy(schema, object).map(|one| command_word(one.command).to_string()),
        |draft, object, text| in_policy(draft, object, |one| set_command(one, text)),
    ),
    Property::choice(
        "policy.permissive",
        "Kind",
        "A row must pass one permissive policy at least, and every restrictive one.",
        |_, _| {
            fixed(&[
                ("permissive", "lets rows through"),
                ("restrictive", "holds rows back"),
            ])
        },
        |schema, object| {
            policy(schema, object).map(|one| {
                if one.permissive {
                    "permissive"
                } else {
                    "restrictive"
                }
                .to_string()
            })
        },
        |draft, object, text| in_policy(draft, object, |one| one.permissive = text == "permissive"),
    ),
    Property::line(
        "policy.roles",
        "Roles",
        "Whom it holds for, parted by commas.",
        "everyone",
        |schema, object| policy(schema, object).map(|one| one.roles.join(", ")),
        |draft, object, text| in_policy(draft, object, |one| one.roles = list(text)),
    ),
    Property::sql(
        "policy.using",
        "Using",
        "Which of the rows that are there may be seen, changed and deleted.",
        "which rows are seen",
        |schema, object| {
            policy(schema, object)
                .filter(|one| one.command != PolicyCommand::Insert)
                .map(|one| one.using.clone().unwrap_or_default())
        },
        |draft, object, text| in_policy(draft, object, |one| one.using = super::some(text)),
    ),
    Property::sql(
        "policy.with_check",
        "With check",
        "What a row must be like when it is written. Not set, the rule of Using holds.",
        "which rows may be written",
        |schema, object| {
            policy(schema, object)
                .filter(|one| !matches!(one.command, PolicyCommand::Select | PolicyCommand::Delete))
                .map(|one| one.with_check.clone().unwrap_or_default())
        },
        |draft, object, text| in_policy(draft, object, |one| one.with_check = super::some(text)),
    ),
    Property::line(
        "policy.comment",
        "Comment",
        COMMENT,
        "",
        |schema, object| policy(schema, object).map(|one| one.comment.clone().unwrap_or_default()),
        |draft, object, text| edit::set_comment(draft, object, Some(text)),
    ),
];

fn function(schema: &Schema, object: ObjectRef) -> Option<&Function> {
    match object {
        ObjectRef::Function(id) => schema.functions.get(&id).map(|one| &**one),
        _ => None,
    }
}

pub(super) const FUNCTION: &[Property] = &[
    Property::line(
        "function.name",
        "Name",
        "Its name in its schema. Triggers that call it follow; views and other functions do not.",
        "",
        |schema, object| function(schema, object).map(|one| one.name.clone()),
        |draft, object, text| match (
            object,
            function(draft.schema(), object).map(|one| one.schema.clone()),
        ) {
            (ObjectRef::Function(id), Some(schema)) => {
                edit::rename_function(draft, id, &schema, text)
            }
            _ => Err(elsewhere()),
        },
    ),
    Property::choice(
        "function.schema",
        "Schema",
        "The schema it stands in.",
        |schema, object| {
            schemas(
                schema,
                function(schema, object).map_or("public", |one| &one.schema),
            )
        },
        |schema, object| function(schema, object).map(|one| one.schema.clone()),
        |draft, object, text| match (
            object,
            function(draft.schema(), object).map(|one| one.name.clone()),
        ) {
            (ObjectRef::Function(id), Some(name)) => edit::rename_function(draft, id, text, &name),
            _ => Err(elsewhere()),
        },
    ),
    Property::shown(
        "function.kind",
        "Kind",
        "A function gives a value, a procedure is called, an aggregate makes one value of many rows.",
        |schema, object| {
            function(schema, object).map(|one| writer::function_word(one.kind).to_lowercase())
        },
    ),
    Property::shown(
        "function.arguments",
        "Arguments",
        "What it is called with. Functions of one name differ in the types of these.",
        |schema, object| {
            function(schema, object)
                .map(|one| one.arguments.clone())
                .filter(|text| !text.trim().is_empty())
        },
    ),
    Property::shown(
        "function.returns",
        "Returns",
        "The type of what it gives.",
        |schema, object| {
            function(schema, object)
                .map(|one| one.returns.clone())
                .filter(|text| !text.is_empty())
        },
    ),
    Property::shown(
        "function.language",
        "Language",
        "What its body is written in.",
        |schema, object| {
            function(schema, object)
                .map(|one| one.language.clone())
                .filter(|text| !text.is_empty())
        },
    ),
    Property::shown(
        "function.security_definer",
        "Runs as",
        "With the rights of whoever calls it, or of its owner (SECURITY DEFINER), when it should set its search path.",
        |schema, object| {
            function(schema, object).map(|one| {
                match (one.security_definer, one.sets_search_path) {
                    (true, true) => "its owner, search path set",
                    (true, false) => "its owner, search path not set",
                    (false, _) => "the caller",
                }
                .to_string()
            })
        },
    ),
    Property::prose(
        "function.comment",
        "Comment",
        COMMENT,
        |schema, object| {
            function(schema, object).map(|one| one.comment.clone().unwrap_or_default())
        },
        |draft, object, text| edit::set_comment(draft, object, Some(text)),
    ),
    Property::own(
        "function.definition",
        "Definition",
        "The whole statement. What is shown above is read from it.",
    ),
];
