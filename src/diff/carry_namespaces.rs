//! Renamed schemas: what stands in one moves along, and texts that PostgreSQL keeps by identity say the new name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::carry::texts;
use super::text;
use crate::model::*;

/// Gives what stands in renamed schemas the schema's new name. Bodies of functions are text to the server and stay.
pub(super) fn carry(carried: &mut Schema, base: &Schema, target: &Schema) {
    let moved: BTreeMap<&str, &str> = base
        .namespaces
        .values()
        .filter_map(|one| {
            let new = target.namespaces.get(&one.id)?;
            (one.name != new.name).then_some((one.name.as_str(), new.name.as_str()))
        })
        .collect();
    if moved.is_empty() {
        return;
    }
    let new_name = |word: &str| moved.get(word).map(|name| name.to_string());
    for function in carried.functions.values_mut() {
        if let Some(name) = new_name(&function.schema) {
            Arc::make_mut(function).schema = name;
        }
    }
    for statistics in carried.statistics.values_mut() {
        if let Some(name) = new_name(&statistics.schema) {
            Arc::make_mut(statistics).schema = name;
        }
    }
    for extension in carried.extensions.values_mut() {
        if let Some(name) = extension.schema.as_deref().and_then(new_name) {
            Arc::make_mut(extension).schema = Some(name);
        }
    }
    for privilege in carried.default_privileges.values_mut() {
        let definition = text::renamed(&privilege.definition, &new_name);
        if definition != privilege.definition {
            Arc::make_mut(privilege).definition = definition;
        }
    }
    for grant in carried.grants.values_mut() {
        let object = text::requalified(&grant.object, &new_name);
        if object != grant.object {
            Arc::make_mut(grant).object = object;
        }
    }
    for view in carried.views.values_mut() {
        let view = Arc::make_mut(view);
        view.query = text::requalified(&view.query, &new_name);
        for trigger in &mut view.triggers {
            trigger.clause = text::requalified(&trigger.clause, &new_name);
        }
    }
    for table in carried.tables.values_mut() {
        let table = Arc::make_mut(table);
        for column in &mut table.columns {
            if let Some(default) = &mut column.default {
                *default = text::requalified(default, &new_name);
            }
        }
        for text in texts(table) {
            *text = text::requalified(text, &new_name);
        }
    }
}
