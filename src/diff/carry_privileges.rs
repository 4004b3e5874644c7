//! Privileges under the target's names: the server knows what a grant is on and who has it by identity, not by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::text;
use crate::model::*;

/// Gives grants and the roles of policies the names the target has for the objects, columns and roles they speak of.
pub(super) fn carry(carried: &mut Schema, base: &Schema, target: &Schema) {
    let roles: BTreeMap<&str, &str> = base
        .roles
        .values()
        .filter_map(|one| {
            let new = target.roles.get(&one.id)?;
            (one.name != new.name).then_some((one.name.as_str(), new.name.as_str()))
        })
        .collect();
    let new_role = |word: &str| roles.get(word).map(|name| name.to_string());
    for grant in carried.grants.values_mut() {
        let changed = carried_grant(grant, base, target, &new_role);
        if changed != **grant {
            *grant = Arc::new(changed);
        }
    }
    if roles.is_empty() {
        return;
    }
    carry_in_texts(carried, &new_role);
    for table in carried.tables.values_mut() {
        let names_one = |policy: &Policy| {
            let mut roles = policy.roles.iter();
            roles.any(|role| text::renamed(role, &new_role) != *role)
        };
        if table.policies.iter().any(names_one) {
            for policy in &mut Arc::make_mut(table).policies {
                for role in &mut policy.roles {
                    *role = text::renamed(role, &new_role);
                }
            }
        }
    }
}

/// Default privileges, the options of other roles and statements for roles say roles in their texts.
fn carry_in_texts(carried: &mut Schema, new_role: &dyn Fn(&str) -> Option<String>) {
    for one in carried.default_privileges.values_mut() {
        let definition = text::renamed(&one.definition, new_role);
        if definition != one.definition {
            Arc::make_mut(one).definition = definition;
        }
    }
    for one in carried.roles.values_mut() {
        let options: Vec<String> = one
            .options
            .iter()
            .map(|option| text::renamed(option, new_role))
            .collect();
        if options != one.options {
            Arc::make_mut(one).options = options;
        }
    }
    let of_role = |one: &Verbatim| {
        let words = text::words(&one.sql);
        ["role", "user", "group"]
            .iter()
            .any(|kind| words.get(1).is_some_and(|word| word == kind))
    };
    for one in carried.verbatim.values_mut().filter(|one| of_role(one)) {
        let sql = text::renamed(&one.sql, new_role);
        if sql != one.sql {
            Arc::make_mut(one).sql = sql;
        }
    }
}

fn carried_grant(
    grant: &Grant,
    base: &Schema,
    target: &Schema,
    new_role: &dyn Fn(&str) -> Option<String>,
) -> Grant {
    let mut new = grant.clone();
    for grantee in &mut new.grantees {
        *grantee = text::renamed(grantee, new_role);
    }
    if let Some(by) = &mut new.granted_by {
        *by = text::renamed(by, new_role);
    }
    if grant.object_kind == "ROLE" {
        new.object = text::renamed(&grant.object, new_role);
        return new;
    }
    let words = text::words(&grant.object);
    if grant.object_kind.ends_with("SCHEMA") {
        let renamed = |word: &str| {
            let old = base.namespaces.values().find(|one| one.name == word)?;
            let name = &target.namespaces.get(&old.id)?.name;
            (name != word).then(|| name.clone())
        };
        new.object = text::renamed(&grant.object, &renamed);
        return new;
    }
    let (schema, name) = match words.as_slice() {
        [name] => ("public", name.as_str()),
        [schema, name] => (schema.as_str(), name.as_str()),
        _ => return new,
    };
    if let Some((schema, name)) = relation(base, target, schema, name) {
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        new.object = format!("{}.{}", quoted(&schema), quoted(&name));
    }
    carry_columns(&mut new, base, target, schema, name);
    new
}

/// Where the target has a table, view, sequence or type that bears another name or stands in another schema now.
fn relation(base: &Schema, target: &Schema, schema: &str, name: &str) -> Option<(String, String)> {
    let moved = |old: (&str, &str), new: Option<(&String, &String)>| {
        let (new_schema, new_name) = new?;
        let is_it = old == (schema, name) && (new_schema != schema || new_name != name);
        is_it.then(|| (new_schema.clone(), new_name.clone()))
    };
    let tables = base.tables.values().find_map(|one| {
        let new = target.tables.get(&one.id);
        let new = new.map(|new| (&new.header.schema, &new.header.name));
        moved((&one.header.schema, &one.header.name), new)
    });
    let views = || {
        base.views.values().find_map(|one| {
            let new = target.views.get(&one.id);
            moved(
                (&one.schema, &one.name),
                new.map(|new| (&new.schema, &new.name)),
            )
        })
    };
    let sequences = || {
        base.sequences.values().find_map(|one| {
            let new = target.sequences.get(&one.id);
            moved(
                (&one.schema, &one.name),
                new.map(|new| (&new.schema, &new.name)),
            )
        })
    };
    let types = || {
        base.types.values().find_map(|one| {
            let new = target.types.get(&one.id);
            moved(
                (&one.schema, &one.name),
                new.map(|new| (&new.schema, &new.name)),
            )
        })
    };
    tables.or_else(views).or_else(sequences).or_else(types)
}

/// The columns that privileges are limited to, under their new names.
fn carry_columns(grant: &mut Grant, base: &Schema, target: &Schema, schema: &str, name: &str) {
    let Some(old) = base.table_named(schema, name) else {
        return;
    };
    let Some(new) = target.tables.get(&old.id) else {
        return;
    };
    for column in grant.privileges.iter_mut().flat_map(|one| &mut one.columns) {
        let now = old.column_named(column).and_then(|old| new.column(old.id));
        if let Some(now) = now {
            column.clone_from(&now.name);
        }
    }
}
