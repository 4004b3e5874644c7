//! Renaming roles, with everything that names them.

use super::privilege::{free_role, role};
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::model::{DefaultPrivilege, Role, RoleId};
use crate::sql::{quote, roles};

/// Renames a role; the policies, grants, default privileges, options and settings that name it follow.
///
/// # Errors
/// When the name cannot be used or is taken.
pub fn rename_role(draft: &mut Draft, id: RoleId, name: &str) -> Result<(), EditError> {
    let held = role(draft, id)?;
    if held.name == name.trim() {
        return Ok(());
    }
    let name = free_role(draft.schema(), name)?;
    draft.say(|| format!("Rename role {} to {name}", held.name));
    let old = held.name.clone();
    draft.put(Role {
        name: name.clone(),
        ..held
    })?;
    let renamed = |text: &mut String| {
        if quote::unquote(text) == old {
            *text = quote::identifier(&name);
        }
    };
    let grants: Vec<_> = draft.schema().grants.values().cloned().collect();
    for grant in grants {
        let mut changed = (*grant).clone();
        changed.grantees.iter_mut().for_each(renamed);
        if changed.object_kind == "ROLE" {
            renamed(&mut changed.object);
        }
        changed.granted_by.iter_mut().for_each(renamed);
        if changed != *grant {
            draft.put(changed)?;
        }
    }
    let tables: Vec<_> = draft.schema().tables.values().cloned().collect();
    for table in tables {
        for policy in &table.policies {
            let mut changed = policy.clone();
            changed.roles.iter_mut().for_each(renamed);
            if changed != *policy {
                draft.put_policy(table.id, changed)?;
            }
        }
    }
    rename_role_in_texts(draft, &old, &name)
}

/// Default privileges, options of other roles, settings and user mappings name roles in their text.
fn rename_role_in_texts(draft: &mut Draft, old: &str, name: &str) -> Result<(), EditError> {
    let (old, name) = (quote::identifier(old), quote::identifier(name));
    let new = |known: &str| (known == old).then(|| name.clone());
    let defaults: Vec<_> = draft
        .schema()
        .default_privileges
        .values()
        .cloned()
        .collect();
    for one in defaults {
        if let Some(definition) = roles::rename(&one.definition, &new) {
            let one = (*one).clone();
            draft.put(DefaultPrivilege { definition, ..one })?;
        }
    }
    let others: Vec<_> = draft.schema().roles.values().cloned().collect();
    for one in others {
        let mut changed = (*one).clone();
        for option in &mut changed.options {
            *option = roles::rename(option, &new).unwrap_or_else(|| std::mem::take(option));
        }
        if changed != *one {
            draft.put(changed)?;
        }
    }
    let kept: Vec<_> = draft.schema().verbatim.values().cloned().collect();
    for one in kept.into_iter().filter(|one| roles::is_of_role(&one.sql)) {
        if let Some(sql) = roles::rename(&one.sql, &new) {
            let mut one = (*one).clone();
            one.sql = sql;
            if quote::identifier(&quote::unquote(&one.name)) == old {
                one.name.clone_from(&name);
            }
            draft.put(one)?;
        }
    }
    Ok(())
}
