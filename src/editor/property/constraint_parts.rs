//! What a constraint is made of, read and changed for its properties.

use super::elsewhere;
use crate::editor::{Draft, EditError, edit};
use crate::model::{
    Check, Constraint, ConstraintKind, Exclusion, ForeignKey, Key, ObjectRef, ReferentialAction,
    Schema, Table, TableId,
};

pub(super) fn both(schema: &Schema, object: ObjectRef) -> Option<(&Table, &Constraint)> {
    match object {
        ObjectRef::Constraint(table, id) => {
            let table = schema.table(table)?;
            Some((table, table.constraint(id)?))
        }
        _ => None,
    }
}

pub(super) fn one(schema: &Schema, object: ObjectRef) -> Option<&Constraint> {
    both(schema, object).map(|(_, constraint)| constraint)
}

pub(super) fn key(schema: &Schema, object: ObjectRef) -> Option<&Key> {
    one(schema, object)?.key()
}

pub(super) fn foreign_key(schema: &Schema, object: ObjectRef) -> Option<&ForeignKey> {
    one(schema, object)?.foreign_key()
}

pub(super) fn exclusion(schema: &Schema, object: ObjectRef) -> Option<&Exclusion> {
    match &one(schema, object)?.kind {
        ConstraintKind::Exclusion(exclusion) => Some(exclusion),
        _ => None,
    }
}

pub(super) fn check(schema: &Schema, object: ObjectRef) -> Option<&Check> {
    match &one(schema, object)?.kind {
        ConstraintKind::Check(check) => Some(check),
        _ => None,
    }
}

pub(super) fn change(
    draft: &mut Draft,
    object: ObjectRef,
    change: impl FnOnce(&mut Constraint),
) -> Result<(), EditError> {
    let ObjectRef::Constraint(table, id) = object else {
        return Err(elsewhere());
    };
    let mut changed = draft.constraint(table, id)?.clone();
    change(&mut changed);
    edit::change_constraint(draft, table, changed)
}

pub(super) fn in_key(
    draft: &mut Draft,
    object: ObjectRef,
    edit: impl FnOnce(&mut Key),
) -> Result<(), EditError> {
    change(draft, object, |constraint| {
        if let ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) = &mut constraint.kind
        {
            edit(key);
        }
    })
}

pub(super) fn in_foreign_key(
    draft: &mut Draft,
    object: ObjectRef,
    edit: impl FnOnce(&mut ForeignKey),
) -> Result<(), EditError> {
    change(draft, object, |constraint| {
        if let ConstraintKind::ForeignKey(key) = &mut constraint.kind {
            edit(key);
        }
    })
}

pub(super) fn in_exclusion(
    draft: &mut Draft,
    object: ObjectRef,
    edit: impl FnOnce(&mut Exclusion),
) -> Result<(), EditError> {
    change(draft, object, |constraint| {
        if let ConstraintKind::Exclusion(exclusion) = &mut constraint.kind {
            edit(exclusion);
        }
    })
}

pub(super) fn own_table(object: ObjectRef) -> Result<TableId, EditError> {
    object.table().ok_or_else(elsewhere)
}

pub(super) const ACTIONS: &[(&str, &str)] = &[
    ("", "not stated (no action)"),
    ("restrict", "restrict"),
    ("cascade", "cascade"),
    ("set null", "set null"),
    ("set default", "set default"),
    ("no action", "no action"),
];

pub(super) fn action_word(action: Option<&ReferentialAction>) -> &'static str {
    match action {
        None => "",
        Some(ReferentialAction::NoAction) => "no action",
        Some(ReferentialAction::Restrict) => "restrict",
        Some(ReferentialAction::Cascade) => "cascade",
        Some(ReferentialAction::SetNull(_)) => "set null",
        Some(ReferentialAction::SetDefault(_)) => "set default",
    }
}

/// The action of a word; the columns that the one before was limited to stay.
pub(super) fn action_of(word: &str, old: Option<&ReferentialAction>) -> Option<ReferentialAction> {
    let columns = match old {
        Some(ReferentialAction::SetNull(columns) | ReferentialAction::SetDefault(columns)) => {
            columns.clone()
        }
        _ => Vec::new(),
    };
    match word {
        "no action" => Some(ReferentialAction::NoAction),
        "restrict" => Some(ReferentialAction::Restrict),
        "cascade" => Some(ReferentialAction::Cascade),
        "set null" => Some(ReferentialAction::SetNull(columns)),
        "set default" => Some(ReferentialAction::SetDefault(columns)),
        _ => None,
    }
}
