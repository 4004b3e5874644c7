//! Every property the model holds, and every value of its enumerations, stands in some fixture: read from the sources of the
//! model, so that a property that is added wants a fixture.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::fixtures;
use crate::properties::FOREIGN;

/// A struct's fields or an enum's variants, each with the type it holds, by the name it has in JSON.
#[derive(Default)]
struct Kind {
    is_enum: bool,
    parts: BTreeMap<String, String>,
}

/// The structs and enums of the model, read from its sources.
fn kinds() -> BTreeMap<String, Kind> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model");
    let mut kinds = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let (is_enum, rest) = match (
                line.strip_prefix("pub struct "),
                line.strip_prefix("pub enum "),
            ) {
                (Some(rest), _) => (false, rest),
                (_, Some(rest)) => (true, rest),
                _ => continue,
            };
            let Some(name) = rest.strip_suffix(" {") else {
                continue;
            };
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "}").collect();
            let kind = if is_enum {
                variants(name, &body, &mut kinds)
            } else {
                Kind {
                    is_enum,
                    parts: body
                        .iter()
                        .filter_map(|line| field(line, "    pub "))
                        .collect(),
                }
            };
            kinds.insert(name.to_string(), kind);
        }
    }
    kinds
}

/// Name and type of a field, if the line declares one.
fn field(line: &str, prefix: &str) -> Option<(String, String)> {
    let (name, held) = line
        .strip_prefix(prefix)?
        .trim_end_matches(',')
        .split_once(": ")?;
    name.chars()
        .all(|character| character.is_ascii_lowercase() || character == '_')
        .then(|| (name.to_string(), held.to_string()))
}

/// The variants of an enum. One with fields of its own becomes a kind for itself.
fn variants(name: &str, body: &[&str], kinds: &mut BTreeMap<String, Kind>) -> Kind {
    let mut parts = BTreeMap::new();
    let mut lines = body.iter();
    while let Some(line) = lines.next() {
        let Some(variant) = line
            .strip_prefix("    ")
            .filter(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()))
        else {
            continue;
        };
        let head: String = variant
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let held = if variant.ends_with('{') {
            let own = format!("{name}{head}");
            let fields = lines.by_ref().take_while(|line| **line != "    },");
            let parts = fields.filter_map(|line| field(line, "        ")).collect();
            kinds.insert(
                own.clone(),
                Kind {
                    is_enum: false,
                    parts,
                },
            );
            own
        } else {
            variant
                .split_once('(')
                .map_or(String::new(), |(_, held)| held.to_string())
        };
        parts.insert(snake(&head), held);
    }
    Kind {
        is_enum: true,
        parts,
    }
}

fn snake(name: &str) -> String {
    let mut written = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !written.is_empty() {
            written.push('_');
        }
        written.push(character.to_ascii_lowercase());
    }
    written
}

/// Notes every property and variant that a value holds.
fn walk(value: &Value, kind: &str, kinds: &BTreeMap<String, Kind>, seen: &mut BTreeSet<String>) {
    let Some(known) = kinds.get(kind) else { return };
    let mut part = |name: &str, inner: Option<&Value>| {
        let Some(held) = known.parts.get(name) else {
            return;
        };
        seen.insert(format!("{kind}.{name}"));
        let by_name = held.starts_with("BTreeMap<String");
        let mut words = held.split(|character: char| !character.is_ascii_alphanumeric());
        // Of `Store<TableId, Table>` the objects count, not their keys.
        if let (Some(inner), Some(held)) = (inner, words.rfind(|word| kinds.contains_key(*word))) {
            let each: Vec<&Value> = match inner {
                Value::Array(list) => list.iter().collect(),
                Value::Object(map) if held_by_id(map) || by_name => map.values().collect(),
                one => vec![one],
            };
            for one in each {
                walk(one, held, kinds, seen);
            }
        }
    };
    match value {
        Value::String(variant) if known.is_enum => part(variant, None),
        Value::Object(map) => {
            for (name, inner) in map {
                part(name, Some(inner));
            }
        }
        _ => {}
    }
}

fn held_by_id(map: &serde_json::Map<String, Value>) -> bool {
    !map.is_empty() && map.keys().all(|key| key.parse::<u32>().is_ok())
}

#[test]
fn every_property_of_the_model_stands_in_a_fixture() {
    let kinds = kinds();
    let mut seen = BTreeSet::new();
    for (_, text) in fixtures::all() {
        let schema = serde_json::to_value(fixtures::read(&text).schema).unwrap();
        walk(&schema, "Schema", &kinds, &mut seen);
    }
    // What a schema holds, directly or through what it holds.
    let mut reached = BTreeSet::from(["Schema".to_string()]);
    let mut next = vec!["Schema".to_string()];
    while let Some(kind) = next.pop() {
        for held in kinds[&kind].parts.values() {
            for word in held.split(|character: char| !character.is_ascii_alphanumeric()) {
                if kinds.contains_key(word) && reached.insert(word.to_string()) {
                    next.push(word.to_string());
                }
            }
        }
    }
    assert!(
        reached.len() > 30,
        "the model's sources are read otherwise: {reached:?}"
    );
    let missing: Vec<String> = reached
        .iter()
        .flat_map(|kind| {
            kinds[kind]
                .parts
                .keys()
                .map(move |part| format!("{kind}.{part}"))
        })
        .filter(|part| {
            !seen.contains(part) && !is_default(part) && !FOREIGN.contains(&part.as_str())
        })
        .collect();
    assert!(missing.is_empty(), "no fixture has {missing:#?}");
}

/// Values of enumerations that stand for nothing said, and so are not written.
fn is_default(part: &str) -> bool {
    [
        "MatchType.simple",
        "Deferrable.no",
        "Persistence.permanent",
        "PolicyCommand.all",
        "FunctionKind.function",
    ]
    .contains(&part)
}
