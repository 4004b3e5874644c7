//! What the inspector's properties make of a schema, on a real server: each change loads, and its migration goes up and down.

use cadastre::diff::{self, Matching};
use cadastre::editor::Draft;
use cadastre::migration::{self, Options, layout::UP_DOWN};
use cadastre::model::{Document, ObjectRef};

use crate::dumps::{difference, normal_dump};
use crate::everything::{CHANGES, called, plain, type_in};
use crate::server::{Database, Server};

/// Changes whose way back or again the server itself does not have, each with why.
const NOT_THERE_AND_BACK: &[(&str, &str, &str)] = &[
    (
        "long_notes",
        "table.inherits",
        "a column that was its own once is never only its parent's again",
    ),
    (
        "tenants.tenants_slug_key",
        "constraint.key.nulls_not_distinct",
        "a key that is made again is not clustered on",
    ),
    (
        "tenants.tenants_slug_key",
        "constraint.options",
        "a key that is made again is not clustered on",
    ),
    (
        "tenants.tenants_slug_key",
        "constraint.deferrable",
        "a key that is made again is not clustered on",
    ),
    (
        "events.events_kind_idx",
        "index.recurse",
        "an index that is made again has none attached",
    ),
    (
        "app.amount",
        "type.domain.base",
        "a generated column holds the type of what it reads",
    ),
    (
        "app.open",
        "view.columns",
        "a view that is made again gets the default privileges",
    ),
    (
        "app.open",
        "view.column_settings",
        "a view that is made again gets the default privileges",
    ),
    (
        "app.open",
        "view.options",
        "a view that is made again gets the default privileges",
    ),
    (
        "app.open",
        "view.check_option",
        "a view that is made again gets the default privileges",
    ),
    (
        "app.touch()",
        "function.name",
        "a view that is made again gets the default privileges",
    ),
    (
        "app.touch()",
        "function.schema",
        "a view that is made again gets the default privileges",
    ),
    (
        "reader",
        "role.name",
        "roles belong to the whole server, where the other database has made it",
    ),
    (
        "reader",
        "role.options",
        "a dump lists the roles of a policy by their age",
    ),
    (
        "default privileges",
        "default_privilege.definition",
        "granting again is not what a revoke took",
    ),
];

/// Properties whose values here need what the server may not have.
const NOT_HERE: &[&str] = &[
    "table.access_method",
    "index.tablespace",
    "constraint.enforced",
    "column.not_null_name",
    "grant.inherit",
    "grant.set",
];

fn loaded(document: &Document) -> Result<Database, String> {
    let database = Server::get().database();
    let text = cadastre::export::format("sql").unwrap().write(document);
    database
        .run(&text)
        .map_err(|error| format!("{error}\n{text}"))?;
    Ok(database)
}

fn up_and_down(base: &Document, changed: &Document) -> Result<(), String> {
    let (from, to) = (loaded(base)?, loaded(changed)?);
    let (before, after) = (normal_dump(&from), normal_dump(&to));
    let diff = diff::compare(&base.schema, &changed.schema, Matching::Ids);
    let plan = match migration::plan(&diff, &Options::default()) {
        Ok(plan) if plan.notes.is_empty() => plan,
        // It says itself that it does not go there.
        _ => return Ok(()),
    };
    let mut files = migration::files(&plan, &UP_DOWN, 1_u32, None);
    for (direction, expected) in [(".up.", &after), (".down.", &before)] {
        let of = |path: &str| path.contains(direction);
        for file in files.iter().filter(|file| of(&file.path)) {
            from.run(&file.text)
                .map_err(|error| format!("{error}\n{}", file.text))?;
        }
        files.reverse();
        let lossy = plan.steps.iter().any(|step| step.loss.what().is_some());
        let differs = difference(&normal_dump(&from), expected);
        if !differs.is_empty() && !lossy {
            return Err(format!("after {direction}:\n{differs}"));
        }
    }
    Ok(())
}

#[test]
fn each_change_of_a_property_loads_and_migrates() {
    let base = plain();
    loaded(&base).unwrap_or_else(|error| panic!("the document itself: {error}"));
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (name, property, text) in CHANGES {
        let newer = name.starts_with("stays.") || name.starts_with("guests.");
        if NOT_HERE.contains(property) || name.starts_with("pg_trgm") || newer {
            continue;
        }
        let object: ObjectRef = called(&base.schema, name);
        let planned = Draft::plan(&base, |draft| type_in(draft, object, property, text));
        let ((), plan) = planned.unwrap_or_else(|error| panic!("{property} of {name}: {error}"));
        tried += 1;
        let one_way = NOT_THERE_AND_BACK
            .iter()
            .any(|(other, known, _)| other == name && known == property);
        if one_way {
            if let Err(error) = loaded(&plan.document) {
                wrong.push(format!("{property} of {name} = {text:?}: {error}"));
            }
            continue;
        }
        if let Err(error) = up_and_down(&base, &plan.document) {
            wrong.push(format!("{property} of {name} = {text:?}: {error}"));
        }
    }
    assert!(tried > 90, "{tried} changes are tried");
    assert!(
        wrong.is_empty(),
        "{} of {tried}\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}
