//! Walks a document that has every property set: each one changed alone is told by the comparison, under its name, and has
//! its way up and down in the plan, or a sentence on why there is none.

use std::collections::BTreeSet;

use cadastre::diff::{self, ChangeKind, Diff, Matching};
use cadastre::migration::{self, Options};
use cadastre::model::Schema;
use serde_json::Value;

use crate::everything::everything;
use crate::properties::{FOREIGN, NONE, model_fields};

/// One value changed: where it stands, and the schema with it.
struct Changed {
    path: Vec<String>,
    schema: Schema,
}

impl Changed {
    /// The field's own name: the last step that is no position and no id.
    fn field(&self) -> &str {
        let named = self
            .path
            .iter()
            .rev()
            .find(|step| step.parse::<u32>().is_err());
        named.map_or("", String::as_str)
    }
}

/// Words of enumerations that a value may be changed to.
const WORDS: &[&str] = &[
    "permanent",
    "unlogged",
    "range",
    "list",
    "hash",
    "simple",
    "full",
    "no_action",
    "cascade",
    "no",
    "initially_immediate",
    "initially_deferred",
    "all",
    "select",
    "insert",
    "update",
    "delete",
    "function",
    "procedure",
    "aggregate",
    "bigint",
    "DISABLE",
    "BEFORE",
];

/// What a value may be changed to; the first that the model takes is tried.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Bool(now) => vec![Value::Bool(!now)],
        Value::Number(number) => vec![Value::from(number.as_i64().unwrap_or(0) + 1)],
        Value::String(text) => {
            let mut all: Vec<Value> = WORDS
                .iter()
                .filter(|word| **word != text && WORDS.contains(&text.as_str()))
                .map(|word| Value::from(*word))
                .collect();
            all.push(Value::from(format!("{text}x")));
            all
        }
        _ => Vec::new(),
    }
}

/// Fields that refer to other objects: another number would refer to nothing.
const REFERENCES: &[&str] = &["id", "parent", "table", "owned_by", "inherits"];

fn at<'a>(root: &'a mut Value, path: &[String]) -> Option<&'a mut Value> {
    path.iter().try_fold(root, |value, step| match value {
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        Value::Object(fields) => fields.get_mut(step),
        _ => None,
    })
}

/// All schemas that differ from this one in a single value.
fn changed(root: &Value, base: &Schema) -> Vec<Changed> {
    let mut found = Vec::new();
    let mut paths = vec![Vec::new()];
    while let Some(path) = paths.pop() {
        let mut copy = root.clone();
        let Some(value) = at(&mut copy, &path) else {
            continue;
        };
        match value.clone() {
            Value::Object(fields) => {
                for key in fields.keys() {
                    let mut next = path.clone();
                    next.push(key.clone());
                    // What may be left out is also tried without.
                    if path.len() > 1 {
                        without(root, &path, key, base, &mut found);
                    }
                    paths.push(next);
                }
            }
            Value::Array(items) => {
                for position in 0..items.len() {
                    let mut next = path.clone();
                    next.push(position.to_string());
                    paths.push(next);
                }
                let mut copy = root.clone();
                if let Some(Value::Array(items)) = at(&mut copy, &path) {
                    items.pop();
                }
                take(copy, &path, base, &mut found);
            }
            leaf => {
                if path.iter().any(|step| REFERENCES.contains(&step.as_str()))
                    || refers(&path, &leaf)
                {
                    continue;
                }
                for other in others(&leaf) {
                    let mut copy = root.clone();
                    if let Some(slot) = at(&mut copy, &path) {
                        *slot = other;
                    }
                    if take(copy, &path, base, &mut found) {
                        break;
                    }
                }
            }
        }
    }
    found
}

/// Whether a number is a column's id.
fn refers(path: &[String], leaf: &Value) -> bool {
    let lists = ["columns", "include", "column", "set_null", "set_default"];
    leaf.is_number()
        && path
            .iter()
            .rev()
            .take(2)
            .any(|step| lists.contains(&step.as_str()))
}

fn without(root: &Value, path: &[String], key: &str, base: &Schema, found: &mut Vec<Changed>) {
    let mut copy = root.clone();
    if let Some(Value::Object(fields)) = at(&mut copy, path) {
        fields.remove(key);
    }
    let mut whole = path.to_vec();
    whole.push(key.to_string());
    take(copy, &whole, base, found);
}

fn take(copy: Value, path: &[String], base: &Schema, found: &mut Vec<Changed>) -> bool {
    let Ok(schema) = serde_json::from_value::<Schema>(copy) else {
        return false;
    };
    if schema == *base {
        return false;
    }
    found.push(Changed {
        path: path.to_vec(),
        schema,
    });
    true
}

/// The store of objects a path leads into, and what of it says nothing of the database.
fn says_nothing(changed: &Changed) -> bool {
    let field = changed.field();
    let derived = [
        "security_definer",
        "sets_search_path",
        "body",
        "identity_arguments",
    ];
    field == "named"
        || field == "from_serial"
        // What a function's or a trigger's text says is read from it again.
        || (changed.path.first().is_some_and(|store| store == "functions") && derived.contains(&field))
        || (field == "kind" && changed.path.first().is_some_and(|store| store == "functions"))
        || (changed.path.iter().any(|step| step == "triggers") && ["for_each_row", "function"].contains(&field))
        || (field == "schema" && changed.path.first().is_some_and(|store| store == "default_privileges"))
        // CASCADE is how an extension is made, and leaves no trace in the database.
        || field == "cascade"
}

fn compare(base: &Schema, changed: &Changed) -> Diff {
    diff::compare(base, &changed.schema, Matching::Ids)
}

#[test]
fn every_property_that_differs_is_told() {
    let base = everything().schema;
    let root = serde_json::to_value(&base).unwrap();
    let all = changed(&root, &base);
    assert!(all.len() > 400, "{} values are changed", all.len());
    let mut wrong = Vec::new();
    for one in &all {
        let diff = compare(&base, one);
        if says_nothing(one) {
            continue;
        }
        if diff.is_empty() {
            wrong.push(format!("{}: no difference", one.path.join(".")));
        }
        for change in &diff.changes {
            let named = match &change.kind {
                ChangeKind::Changed(properties) => properties
                    .iter()
                    .all(|one| !one.property.is_empty() && one.before != one.after),
                ChangeKind::Added | ChangeKind::Removed => true,
            };
            if !named || change.name.is_empty() {
                wrong.push(format!("{}: {change:?}", one.path.join(".")));
            }
        }
    }
    let walked: BTreeSet<&str> = all
        .iter()
        .flat_map(|one| one.path.iter().map(String::as_str))
        .collect();
    for field in model_fields()
        .iter()
        .filter(|field| !NONE.contains(&field.as_str()) && !FOREIGN.contains(&field.as_str()))
    {
        let name = field.rsplit('.').next().unwrap();
        let reference = ["header", "inherits_external", "parent", "target", "key"].contains(&name);
        if !walked.contains(name) && !reference {
            wrong.push(format!("nothing has {field}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_property_that_differs_has_its_way_up_and_down() {
    let base = everything().schema;
    let root = serde_json::to_value(&base).unwrap();
    let options = Options {
        postgresql: 18,
        ..Options::default()
    };
    let mut wrong = Vec::new();
    for one in changed(&root, &base) {
        let diff = compare(&base, &one);
        // What is there or not is planned by its own cases; here it is what an object is that counts.
        let some = diff
            .changes
            .iter()
            .any(|one| matches!(one.kind, ChangeKind::Changed(_)));
        let label =
            one.path.first().is_some_and(|store| store == "verbatim") && one.field() != "sql";
        if !some || label {
            continue;
        }
        match migration::plan(&diff, &options) {
            Ok(plan) => {
                let up = plan.steps.iter().any(|step| !step.up.is_empty());
                let down = plan.steps.iter().any(|step| !step.down.is_empty());
                if !(up && down) && plan.notes.is_empty() {
                    let said: Vec<String> = diff
                        .changes
                        .iter()
                        .map(|one| format!("{} {:?}", one.name, one.kind))
                        .collect();
                    wrong.push(format!("{}: {}", one.path.join("."), said.join("; ")));
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_changed_grant_is_taken_back_and_given_anew() {
    let base = everything().schema;
    let mut target = base.clone();
    let grant = target
        .grants
        .values_mut()
        .find(|one| one.object == "public.invoices")
        .unwrap();
    std::sync::Arc::make_mut(grant).with_option = false;
    let plan = migration::plan(
        &diff::compare(&base, &target, Matching::Ids),
        &Options::default(),
    )
    .unwrap();
    let up: Vec<&String> = plan.steps.iter().flat_map(|step| &step.up).collect();
    let down: Vec<&String> = plan
        .steps
        .iter()
        .rev()
        .flat_map(|step| &step.down)
        .collect();
    let (with, plain) = (
        "GRANT SELECT (id, note), UPDATE ON public.invoices TO reader WITH GRANT OPTION",
        "GRANT SELECT (id, note), UPDATE ON public.invoices TO reader",
    );
    let back = "REVOKE SELECT (id, note), UPDATE ON public.invoices FROM reader";
    assert_eq!(up, [back, plain]);
    assert_eq!(down, [back, with]);
    assert!(plan.notes.is_empty());
}

#[test]
fn a_rename_does_not_change_who_may_do_what() {
    use cadastre::editor::{Editor, edit};
    let document = everything();
    let base = document.schema.clone();
    let mut editor = Editor::new(document);
    let named = |name: &str| base.table_named("public", name).unwrap();
    let invoices = named("invoices").id;
    let note = named("invoices").column_named("note").unwrap().id;
    let role = base
        .roles
        .values()
        .find(|one| one.name == "reader")
        .unwrap()
        .id;
    let app = base
        .namespaces
        .values()
        .find(|one| one.name == "app")
        .unwrap()
        .id;
    editor
        .edit(|draft| edit::rename_table(draft, invoices, "bills"))
        .unwrap();
    editor
        .edit(|draft| edit::rename_column(draft, invoices, note, "remark"))
        .unwrap();
    editor
        .edit(|draft| edit::rename_role(draft, role, "onlooker"))
        .unwrap();
    editor
        .edit(|draft| edit::rename_namespace(draft, app, "core"))
        .unwrap();
    let target = &editor.document().schema;
    let diff = diff::compare(&base, target, Matching::Ids);
    let plan = migration::plan(&diff, &Options::default()).unwrap();
    let said: Vec<&String> = plan.steps.iter().flat_map(|step| &step.up).collect();
    let moved = said.iter().any(|one| {
        one.starts_with("GRANT") || one.starts_with("REVOKE") || one.contains("ALTER POLICY")
    });
    assert!(!moved, "{said:#?}");
}
