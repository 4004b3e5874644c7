//! Views and materialized views: everything but their query.

use super::parameter::{Holder, checked, refusal};
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{View, ViewId};
use crate::sql::expression;

/// Changes a view.
///
/// # Errors
/// When its name cannot be used or is taken, a parameter cannot be set so, or what only a view or only a materialized view
/// can have is asked of the other (PostgreSQL manual, CREATE VIEW and CREATE MATERIALIZED VIEW).
pub fn change_view(
    draft: &mut Draft,
    id: ViewId,
    change: impl FnOnce(&mut View) -> Result<(), EditError>,
) -> Result<(), EditError> {
    let old = draft
        .schema()
        .views
        .get(&id)
        .cloned()
        .ok_or(EditError::Missing("view"))?;
    let mut changed = (*old).clone();
    change(&mut changed)?;
    if changed == *old {
        return Ok(());
    }
    changed.name = name::usable(&changed.name)?.to_string();
    if (&changed.schema, &changed.name) != (&old.schema, &old.name) {
        super::namespace::known(draft.schema(), &changed.schema)?;
        name::free_relation(draft.schema(), &changed.schema, &changed.name)?;
    }
    for index in &changed.indexes {
        if !old.indexes.iter().any(|one| one.name == index.name) {
            name::free_relation(draft.schema(), &changed.schema, &index.name)?;
        }
    }
    check(&old, &mut changed)?;
    draft.say(|| format!("Change view {}", old.name));
    draft.put(changed)
}

fn check(old: &View, changed: &mut View) -> Result<(), EditError> {
    let name = &changed.name.clone();
    if changed.materialized {
        if changed.check_option.is_some() {
            return Err(refusal(format!(
                "`{name}` is materialized: nothing is written through it, so it has no check option."
            )));
        }
        if changed.recursive {
            return Err(refusal(format!(
                "A materialized view is not written RECURSIVE; begin the query of `{name}` with WITH RECURSIVE."
            )));
        }
        if !changed.triggers.is_empty() {
            return Err(refusal(format!(
                "`{name}` has triggers, which a materialized view cannot have. Remove them first."
            )));
        }
    } else {
        if !changed.indexes.is_empty() {
            return Err(refusal(format!(
                "`{name}` has indexes, which only a materialized view can have. Remove them first."
            )));
        }
        // A plain view holds no rows.
        changed.with_data = true;
    }
    if changed.recursive && changed.check_option.is_some() {
        return Err(refusal("A recursive view has no check option."));
    }
    if old.recursive
        && !changed.recursive
        && expression::words(&changed.query).contains(&changed.name)
    {
        return Err(refusal(format!(
            "The query of `{name}` reads `{name}` itself. Change the query first."
        )));
    }
    if changed.recursive && changed.columns.is_empty() {
        return Err(refusal(format!(
            "A recursive view lists its columns; name those of `{name}`."
        )));
    }
    for (position, column) in changed.columns.iter().enumerate() {
        name::usable(column)?;
        if changed
            .columns
            .iter()
            .take(position)
            .any(|other| other == column)
        {
            return Err(EditError::ColumnTwice(column.clone()));
        }
    }
    let holder = if changed.materialized {
        Holder::Table
    } else {
        Holder::View
    };
    if changed.options != old.options || changed.materialized != old.materialized {
        changed.options = checked(holder, std::mem::take(&mut changed.options))?;
    }
    for column in changed.column_comments.keys() {
        name::usable(column)?;
    }
    Ok(())
}
