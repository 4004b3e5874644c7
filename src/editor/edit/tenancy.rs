//! Tenancy, profile and the class of single tables.

use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::model::{Op, Settings, TableId, TenancyClass, TenancySettings};

/// Replaces the tenancy settings: mode, root, column, classes.
///
/// # Errors
/// When the root does not exist.
pub fn set_tenancy(draft: &mut Draft, tenancy: TenancySettings) -> Result<(), EditError> {
    if let Some(root) = tenancy.root {
        draft.table(root)?;
    }
    if draft.document().tenancy == tenancy {
        return Ok(());
    }
    draft.say(|| "Change tenancy".to_string());
    draft.apply(Op::SetTenancy(tenancy))
}

/// Sets what a table is to tenancy; `None` leaves it to be inferred. There is one root: a table made root takes the place
/// of the one before.
///
/// # Errors
/// When the table does not exist.
pub fn set_class(
    draft: &mut Draft,
    table: TableId,
    class: Option<TenancyClass>,
) -> Result<(), EditError> {
    let name = draft.table(table)?.name.clone();
    let mut tenancy = draft.document().tenancy.clone();
    match class {
        Some(TenancyClass::Root) => {
            tenancy
                .classes
                .retain(|_, class| *class != TenancyClass::Root);
            tenancy.root = Some(table);
            tenancy.classes.insert(table, TenancyClass::Root);
        }
        Some(class) => {
            tenancy.classes.insert(table, class);
        }
        None => {
            tenancy.classes.remove(&table);
        }
    }
    if class != Some(TenancyClass::Root) && tenancy.root == Some(table) {
        tenancy.root = None;
    }
    draft.say(|| format!("Change the class of {name}"));
    set_tenancy(draft, tenancy)
}

/// Replaces profile, server version, stances and severities.
///
/// # Errors
/// None in practice; the operation always applies.
pub fn set_settings(draft: &mut Draft, settings: Settings) -> Result<(), EditError> {
    if draft.document().settings == settings {
        return Ok(());
    }
    draft.say(|| "Change settings".to_string());
    draft.apply(Op::SetSettings(settings))
}
