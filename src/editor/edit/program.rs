//! Triggers, policies and row security.

use super::drop_column::drop_waivers;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{
    ObjectRef, Policy, PolicyCommand, PolicyId, RowSecurity, TableId, Trigger, TriggerId,
};

/// Creates a trigger, or replaces the one with its id. Take a fresh id from [`Draft::allocate`].
///
/// # Errors
/// When its name cannot be used or another trigger of the table has it, or it calls no function.
pub fn put_trigger(
    draft: &mut Draft,
    table: TableId,
    trigger: Trigger,
) -> Result<TriggerId, EditError> {
    let mut trigger = trigger;
    trigger.name = name::usable(&trigger.name)?.to_string();
    let held = draft.table(table)?;
    free(
        &trigger.name,
        held.triggers
            .iter()
            .any(|other| other.id != trigger.id && other.name == trigger.name),
        "a trigger",
        draft.table_label(table),
    )?;
    if trigger.function.trim().is_empty() {
        return Err(EditError::Expression(
            "A trigger calls a function. Name it.".to_string(),
        ));
    }
    let id = trigger.id;
    let old = held.triggers.iter().find(|other| other.id == id);
    if old == Some(&trigger) {
        return Ok(id);
    }
    super::trigger::check(&trigger)?;
    let verb = if old.is_some() { "Change" } else { "Add" };
    draft.say(|| format!("{verb} trigger {}", trigger.name));
    draft.put_trigger(table, trigger)?;
    Ok(id)
}

/// Removes a trigger.
///
/// # Errors
/// When it does not exist.
pub fn drop_trigger(draft: &mut Draft, table: TableId, id: TriggerId) -> Result<(), EditError> {
    let reference = ObjectRef::Trigger(table, id);
    let name = draft
        .schema()
        .display_name(reference)
        .ok_or(EditError::Missing("trigger"))?;
    draft.say(|| format!("Delete trigger {name}"));
    drop_waivers(draft, reference)?;
    draft.remove(reference)
}

/// Creates a policy, or replaces the one with its id. Take a fresh id from [`Draft::allocate`].
///
/// # Errors
/// When its name cannot be used or another policy of the table has it.
pub fn put_policy(
    draft: &mut Draft,
    table: TableId,
    policy: Policy,
) -> Result<PolicyId, EditError> {
    let mut policy = policy;
    policy.name = name::usable(&policy.name)?.to_string();
    let held = draft.table(table)?;
    free(
        &policy.name,
        held.policies
            .iter()
            .any(|other| other.id != policy.id && other.name == policy.name),
        "a policy",
        draft.table_label(table),
    )?;
    for text in [&mut policy.using, &mut policy.with_check] {
        *text = match text.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(given) => Some(super::key::expression_text(given)?),
        };
    }
    // PostgreSQL has no rows to look at before an insert, and none to write after a read or a deletion.
    match policy.command {
        PolicyCommand::Insert if policy.using.is_some() => {
            return Err(super::parameter::refusal(
                "A policy for INSERT has no Using; say With check.",
            ));
        }
        PolicyCommand::Select | PolicyCommand::Delete if policy.with_check.is_some() => {
            return Err(super::parameter::refusal(
                "A policy for SELECT or DELETE has no With check; say Using.",
            ));
        }
        _ => {}
    }
    let id = policy.id;
    let old = held.policies.iter().find(|other| other.id == id);
    if old == Some(&policy) {
        return Ok(id);
    }
    let verb = if old.is_some() { "Change" } else { "Add" };
    draft.say(|| format!("{verb} policy {}", policy.name));
    draft.put_policy(table, policy)?;
    Ok(id)
}

/// Removes a policy.
///
/// # Errors
/// When it does not exist.
pub fn drop_policy(draft: &mut Draft, table: TableId, id: PolicyId) -> Result<(), EditError> {
    let reference = ObjectRef::Policy(table, id);
    let name = draft
        .schema()
        .display_name(reference)
        .ok_or(EditError::Missing("policy"))?;
    draft.say(|| format!("Delete policy {name}"));
    drop_waivers(draft, reference)?;
    draft.remove(reference)
}

/// Switches row security on or off, for the owner too when forced.
///
/// # Errors
/// When the table does not exist.
pub fn set_row_security(
    draft: &mut Draft,
    table: TableId,
    row_security: RowSecurity,
) -> Result<(), EditError> {
    let name = draft.table(table)?.name.clone();
    draft.say(|| format!("Change row security of {name}"));
    draft.change_header(table, |header| header.row_security = row_security)
}

/// A copy of the trigger.
pub(super) fn trigger(draft: &Draft, table: TableId, id: TriggerId) -> Result<Trigger, EditError> {
    let held = draft.table(table)?.triggers.iter().find(|one| one.id == id);
    held.cloned().ok_or(EditError::Missing("trigger"))
}

/// A copy of the policy.
pub(super) fn policy(draft: &Draft, table: TableId, id: PolicyId) -> Result<Policy, EditError> {
    let held = draft.table(table)?.policies.iter().find(|one| one.id == id);
    held.cloned().ok_or(EditError::Missing("policy"))
}

fn free(name: &str, taken: bool, kind: &'static str, place: String) -> Result<(), EditError> {
    if taken {
        return Err(EditError::NameTaken {
            name: name.to_string(),
            kind,
            place: format!("`{place}`"),
        });
    }
    Ok(())
}
