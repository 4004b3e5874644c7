//! Default privileges: what holds for objects made later, as their statement.

use super::parameter::refusal;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::model::{DefaultPrivilege, DefaultPrivilegeId};
use crate::sql::tokens;

/// Creates default privileges from their statement.
///
/// # Errors
/// As [`set_default_privilege`].
pub fn create_default_privilege(
    draft: &mut Draft,
    definition: &str,
) -> Result<DefaultPrivilegeId, EditError> {
    let (definition, schema) = read_default(definition)?;
    draft.say(|| "Create default privileges".to_string());
    let id = draft.allocate();
    draft.put(DefaultPrivilege {
        id,
        schema,
        definition,
    })?;
    Ok(id)
}

/// Sets what holds for objects made later, as its statement.
///
/// # Errors
/// When the text is not an ALTER DEFAULT PRIVILEGES statement.
pub fn set_default_privilege(
    draft: &mut Draft,
    id: DefaultPrivilegeId,
    definition: &str,
) -> Result<(), EditError> {
    let held = draft.schema().default_privileges.get(&id).cloned();
    let held = held.ok_or(EditError::Missing("default privilege"))?;
    let (definition, schema) = read_default(definition)?;
    let changed = DefaultPrivilege {
        id,
        schema,
        definition,
    };
    if changed == *held {
        return Ok(());
    }
    draft.say(|| "Change default privileges".to_string());
    draft.put(changed)
}

/// The statement without its semicolon, and the first schema it is limited to.
fn read_default(text: &str) -> Result<(String, Option<String>), EditError> {
    let text = text.trim().trim_end_matches(';').trim_end();
    let words = tokens::significant(text);
    let is = |at: usize, word: &str| words.get(at).is_some_and(|one| one.is_word(text, word));
    let verb = words
        .iter()
        .any(|one| one.is_word(text, "grant") || one.is_word(text, "revoke"));
    let several = words.iter().any(|one| one.is(text, ";"));
    if !(is(0, "alter") && is(1, "default") && is(2, "privileges") && verb) || several {
        return Err(refusal(
            "Write one ALTER DEFAULT PRIVILEGES ... GRANT ... ON ... TO ... statement.",
        ));
    }
    let at = (3..words.len()).find(|at| is(*at, "in") && is(at + 1, "schema"));
    let schema = at
        .and_then(|at| words.get(at + 2))
        .and_then(|word| word.name(text));
    Ok((text.to_string(), schema))
}
