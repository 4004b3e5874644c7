//! Functions, extensions, statistics objects and statements kept as written: creating them and their names.

use super::parameter::refusal;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{
    Extension, ExtensionId, Function, FunctionId, FunctionKind, Schema, Statistics, StatisticsId,
    TableId, Verbatim, VerbatimId,
};
use crate::sql::quote;

/// Creates an extension. One whose name another brings along is not made twice.
///
/// # Errors
/// When the name cannot be used or the document has it.
pub fn create_extension(draft: &mut Draft, name: &str) -> Result<ExtensionId, EditError> {
    let name = free_extension(draft.schema(), name)?;
    draft.say(|| format!("Create extension {name}"));
    let id = draft.allocate();
    draft.put(Extension {
        id,
        name,
        schema: None,
        version: None,
        cascade: false,
        comment: None,
    })?;
    Ok(id)
}

fn free_extension(schema: &Schema, name: &str) -> Result<String, EditError> {
    let name = name::usable(name)?.to_string();
    if schema.extensions.values().any(|one| one.name == name) {
        return Err(EditError::NameTaken {
            name,
            kind: "an extension",
            place: "The database".to_string(),
        });
    }
    Ok(name)
}

/// Changes an extension.
///
/// # Errors
/// When its name cannot be used or is taken, or its schema does not exist.
pub fn change_extension(
    draft: &mut Draft,
    id: ExtensionId,
    change: impl FnOnce(&mut Extension) -> Result<(), EditError>,
) -> Result<(), EditError> {
    let held = draft.schema().extensions.get(&id).cloned();
    let held = held.ok_or(EditError::Missing("extension"))?;
    let mut changed = (*held).clone();
    change(&mut changed)?;
    if changed == *held {
        return Ok(());
    }
    if changed.name != held.name {
        changed.name = free_extension(draft.schema(), &changed.name)?;
    }
    if let Some(schema) = &changed.schema
        && changed.schema != held.schema
        && schema != "pg_catalog"
    {
        super::namespace::known(draft.schema(), schema)?;
    }
    draft.say(|| format!("Change extension {}", held.name));
    draft.put(changed)
}

/// Creates a function that does nothing yet: a trigger function, a plain one or a procedure.
///
/// # Errors
/// When the name cannot be used or is taken.
pub fn create_function(
    draft: &mut Draft,
    namespace: &str,
    name: &str,
    kind: FunctionKind,
    returns: &str,
) -> Result<FunctionId, EditError> {
    let name = name::usable(name)?.to_string();
    free_function(draft.schema(), namespace, &name, "")?;
    let written = quote::unless_public(namespace, &name);
    let (word, result, body) = match (kind, returns) {
        (FunctionKind::Procedure, _) => ("PROCEDURE", String::new(), "BEGIN\n    NULL;\nEND;"),
        (FunctionKind::Function, "trigger") => (
            "FUNCTION",
            " RETURNS trigger".to_string(),
            "BEGIN\n    RETURN NEW;\nEND;",
        ),
        (FunctionKind::Function, other) => (
            "FUNCTION",
            format!(" RETURNS {other}"),
            "BEGIN\n    RETURN NULL;\nEND;",
        ),
        (FunctionKind::Aggregate, _) => {
            return Err(refusal("An aggregate is written as its statement."));
        }
    };
    let body = format!("\n{body}\n");
    draft.say(|| format!("Create {} {name}", word.to_lowercase()));
    let id = draft.allocate();
    draft.put(Function {
        id,
        schema: namespace.to_string(),
        name,
        kind,
        arguments: String::new(),
        identity_arguments: String::new(),
        returns: if kind == FunctionKind::Procedure {
            String::new()
        } else {
            returns.to_string()
        },
        language: "plpgsql".to_string(),
        security_definer: false,
        sets_search_path: false,
        definition: format!("CREATE {word} {written}(){result}\nLANGUAGE plpgsql\nAS $${body}$$"),
        body,
        comment: None,
    })?;
    Ok(id)
}

/// Functions of one schema share their names only where their arguments differ.
fn free_function(
    schema: &Schema,
    namespace: &str,
    name: &str,
    arguments: &str,
) -> Result<(), EditError> {
    let taken = schema.functions.values().any(|one| {
        one.schema == namespace && one.name == name && one.identity_arguments == arguments
    });
    if taken {
        return Err(EditError::NameTaken {
            name: name.to_string(),
            kind: "a function",
            place: format!("Schema `{namespace}`"),
        });
    }
    Ok(())
}

/// Refuses a function whose name and arguments another has.
pub(super) fn free_signature(schema: &Schema, function: &Function) -> Result<(), EditError> {
    let taken = schema.functions.values().any(|one| {
        one.id != function.id
            && one.schema == function.schema
            && one.name == function.name
            && one.identity_arguments == function.identity_arguments
    });
    if taken {
        return Err(EditError::NameTaken {
            name: format!("{}({})", function.name, function.identity_arguments),
            kind: "a function",
            place: format!("Schema `{}`", function.schema),
        });
    }
    Ok(())
}

/// Renames a function or moves it to another schema; its statement says the new name. Triggers that call it follow, what
/// names it in other texts does not, as on the server.
///
/// # Errors
/// When the name cannot be used or is taken, or there is no such schema.
pub fn rename_function(
    draft: &mut Draft,
    id: FunctionId,
    namespace: &str,
    name: &str,
) -> Result<(), EditError> {
    let held = draft.schema().functions.get(&id).cloned();
    let held = held.ok_or(EditError::Missing("function"))?;
    let name = name::usable(name)?.to_string();
    if held.schema == namespace && held.name == name {
        return Ok(());
    }
    super::namespace::known(draft.schema(), namespace)?;
    free_function(draft.schema(), namespace, &name, &held.identity_arguments)?;
    draft.say(|| format!("Rename function {} to {name}", held.name));
    let mut changed = (*held).clone();
    changed.schema = namespace.to_string();
    changed.name = name;
    draft.put(changed.clone())?;
    rename_in_triggers(draft, &held, &changed)
}

fn rename_in_triggers(draft: &mut Draft, old: &Function, new: &Function) -> Result<(), EditError> {
    let written = quote::unless_public(&new.schema, &new.name);
    let calls = |text: &str| {
        text == quote::qualified(&old.schema, &old.name)
            || (old.schema == "public" && text == quote::identifier(&old.name))
    };
    let views: Vec<_> = draft.schema().views.values().cloned().collect();
    for view in views {
        let mut changed = (*view).clone();
        for trigger in changed.triggers.iter_mut() {
            if calls(&trigger.function)
                && let Some(at) = trigger.clause.rfind(&trigger.function)
            {
                let end = at + trigger.function.len();
                trigger.clause.replace_range(at..end, &written);
                trigger.function.clone_from(&written);
            }
        }
        if changed != *view {
            draft.put(changed)?;
        }
    }
    let tables: Vec<_> = draft.schema().tables.values().cloned().collect();
    for table in tables {
        for trigger in table.triggers.iter().filter(|one| calls(&one.function)) {
            let mut changed = trigger.clone();
            // The call is the last thing of the clause.
            if let Some(at) = changed.clause.rfind(&trigger.function) {
                changed
                    .clause
                    .replace_range(at..at + trigger.function.len(), &written);
                changed.function = written.clone();
                draft.put_trigger(table.id, changed)?;
            }
        }
    }
    Ok(())
}

/// Creates extended statistics over two columns of a table.
///
/// # Errors
/// When the name cannot be used or is taken, or the table has fewer than two columns.
pub fn create_statistics(
    draft: &mut Draft,
    table: TableId,
    name: &str,
) -> Result<StatisticsId, EditError> {
    let held = draft.table(table)?.clone();
    let name = name::usable(name)?.to_string();
    free_statistics(draft.schema(), &held.schema, &name)?;
    let [first, second, ..] = held.columns.as_slice() else {
        return Err(refusal(format!(
            "Statistics are kept over two columns or more; `{}` has fewer.",
            held.qualified_name()
        )));
    };
    draft.say(|| format!("Create statistics {name}"));
    let id = draft.allocate();
    let definition = format!(
        "CREATE STATISTICS {} ON {} FROM {}",
        quote::unless_public(&held.schema, &name),
        quote::list(&[&first.name, &second.name]),
        quote::table(&held)
    );
    draft.put(Statistics {
        id,
        schema: held.schema.clone(),
        name,
        definition,
        target: None,
        comment: None,
    })?;
    Ok(id)
}

fn free_statistics(schema: &Schema, namespace: &str, name: &str) -> Result<(), EditError> {
    if schema
        .statistics
        .values()
        .any(|one| one.schema == namespace && one.name == name)
    {
        return Err(EditError::NameTaken {
            name: name.to_string(),
            kind: "statistics",
            place: format!("Schema `{namespace}`"),
        });
    }
    Ok(())
}

/// Renames a statistics object or moves it to another schema.
///
/// # Errors
/// When the name cannot be used or is taken, or there is no such schema.
pub fn rename_statistics(
    draft: &mut Draft,
    id: StatisticsId,
    namespace: &str,
    name: &str,
) -> Result<(), EditError> {
    let held = draft.schema().statistics.get(&id).cloned();
    let held = held.ok_or(EditError::Missing("statistics object"))?;
    let name = name::usable(name)?.to_string();
    if held.schema == namespace && held.name == name {
        return Ok(());
    }
    super::namespace::known(draft.schema(), namespace)?;
    free_statistics(draft.schema(), namespace, &name)?;
    draft.say(|| format!("Rename statistics {} to {name}", held.name));
    let mut changed = (*held).clone();
    (changed.schema, changed.name) = (namespace.to_string(), name);
    draft.put(changed)
}

/// Sets the statistics target of a statistics object, 0 to 10,000; blank for that of its columns.
///
/// # Errors
/// When the object does not exist, or it is not such a number.
pub fn set_target_of_statistics(
    draft: &mut Draft,
    id: StatisticsId,
    text: &str,
) -> Result<(), EditError> {
    let held = draft.schema().statistics.get(&id).cloned();
    let held = held.ok_or(EditError::Missing("statistics object"))?;
    let target = super::statistics_target(text)?;
    if held.target == target {
        return Ok(());
    }
    draft.say(|| format!("Change statistics target of {}", held.name));
    draft.put(Statistics {
        target,
        ..(*held).clone()
    })
}

/// Says what a statement kept as written makes, in words, and what it is called.
///
/// # Errors
/// When the statement does not exist, or its kind is blank.
pub fn set_verbatim_head(
    draft: &mut Draft,
    id: VerbatimId,
    kind: &str,
    name: &str,
) -> Result<(), EditError> {
    let held = draft.schema().verbatim.get(&id).cloned();
    let held = held.ok_or(EditError::Missing("statement"))?;
    let kind = kind.trim();
    if kind.is_empty() {
        return Err(refusal(
            "Say in a word what the statement makes, such as rule.",
        ));
    }
    let changed = Verbatim {
        kind: kind.to_string(),
        name: name.trim().to_string(),
        ..(*held).clone()
    };
    if changed == *held {
        return Ok(());
    }
    draft.say(|| format!("Name the statement {kind}"));
    draft.put(changed)
}
