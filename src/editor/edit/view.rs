//! Views and materialized views: everything but their query.

use super::parameter::{Holder, checked, refusal};
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{View, ViewColumn, ViewId};
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
    check_settings(old, changed)
}

/// What is set of columns, where it lies, and what it is clustered on. Only what differs is judged, so that what was read
/// can be kept.
fn check_settings(old: &View, changed: &mut View) -> Result<(), EditError> {
    let name = changed.name.clone();
    for (column, set) in &mut changed.column_settings {
        let before = old.column_settings.get(column);
        if before == Some(set) && old.materialized == changed.materialized {
            continue;
        }
        name::usable(column)?;
        if changed.materialized && set.default.is_some() {
            return Err(refusal(format!(
                "Nothing is written through `{name}`, which is materialized, so `{column}` has no default."
            )));
        }
        let bare = ViewColumn {
            default: set.default.clone(),
            ..ViewColumn::default()
        };
        if !changed.materialized && *set != bare {
            return Err(refusal(format!(
                "`{name}` keeps no rows, so nothing but a default can be set of `{column}`."
            )));
        }
        if let Some(default) = &mut set.default {
            *default = super::key::expression_text(default)?;
        }
        let storage = set.storage.as_deref().unwrap_or("plain");
        if !matches!(storage, "plain" | "external" | "extended" | "main") {
            return Err(refusal(format!(
                "A column is stored plain, external, extended or main, not `{storage}`."
            )));
        }
        let method = set.compression.as_deref().unwrap_or("pglz");
        if !matches!(method, "pglz" | "lz4") {
            return Err(refusal(format!(
                "Values are compressed by pglz or lz4, not `{method}`."
            )));
        }
        set.options = checked(Holder::Column, std::mem::take(&mut set.options))?;
    }
    let placed = changed.tablespace.is_some() || changed.access_method.is_some();
    if !changed.materialized && (placed || changed.cluster_on.is_some()) {
        return Err(refusal(format!(
            "`{name}` keeps no rows, so it has no tablespace, access method or clustering. Clear them first."
        )));
    }
    for place in [&changed.tablespace, &changed.access_method]
        .into_iter()
        .flatten()
    {
        name::usable(place)?;
    }
    // An index that goes takes the clustering with it.
    let there = |index: &String| changed.indexes.iter().any(|one| one.name == *index);
    if changed.cluster_on == old.cluster_on {
        changed.cluster_on = changed.cluster_on.take().filter(there);
    }
    match &changed.cluster_on {
        Some(index) if !there(index) => Err(refusal(format!("`{name}` has no index `{index}`."))),
        _ => Ok(()),
    }
}
