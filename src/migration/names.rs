//! A name for a migration, `verb_entity_detail`, from what changes.

use crate::diff::{Change, ChangeKind, Diff};
use crate::model::ObjectRef;

/// Longest name proposed, in characters.
const LONGEST: usize = 60;

/// Proposes a name: that of the one thing that changes, or of the table nearly all of it is about.
pub(super) fn propose(diff: &Diff) -> String {
    let mut changes: Vec<&Change> = diff.changes.iter().collect();
    changes.sort_by_key(|change| (weight(change), goes(change), change.object));
    let Some(first) = changes.first() else {
        return "no_change".to_string();
    };
    let mut name = single(diff, first);
    let others = changes.iter().skip(1).filter(|change| {
        // Parts of the table the name is about, and what merely goes with it, need no mention.
        let of_table = first.object.table();
        let is_made_for_it =
            matches!(change.object, ObjectRef::Type(_)) && change.kind == ChangeKind::Added;
        of_table.is_none() || (change.object.table() != of_table && !is_made_for_it)
    });
    let others: Vec<&&Change> = others.filter(|change| weight(change) <= 3).collect();
    if let [other] = others.as_slice() {
        name = format!("{name}_and_{}", single(diff, other));
    } else if !others.is_empty() {
        name.push_str("_and_more");
    }
    slug(&name)
}

/// What a name is rather about: tables that come and go before columns, those before the rest.
fn weight(change: &Change) -> u8 {
    let changes_only = matches!(change.kind, ChangeKind::Changed(_)) && change.renamed().is_none();
    match change.object {
        ObjectRef::Table(_) if !changes_only => 0,
        ObjectRef::Column(..) => 1 + u8::from(changes_only),
        ObjectRef::Table(_) | ObjectRef::View(_) | ObjectRef::Type(_) | ObjectRef::Function(_) => 3,
        ObjectRef::Constraint(..) | ObjectRef::Index(..) | ObjectRef::Policy(..) => 4,
        _ => 5,
    }
}

/// What comes says more of a migration than what goes for it.
fn goes(change: &Change) -> bool {
    change.kind == ChangeKind::Removed
}

fn single(diff: &Diff, change: &Change) -> String {
    let table = change.object.table().and_then(|id| {
        let table = diff
            .target
            .tables
            .get(&id)
            .or_else(|| diff.base.tables.get(&id))?;
        Some(table.name.clone())
    });
    let own = change.name.rsplit('.').next().unwrap_or(&change.name);
    let (what, entity, detail) = match change.object {
        ObjectRef::Table(_) => ("table", table.unwrap_or_default(), String::new()),
        _ => match table {
            Some(table) => {
                // The names of constraints and indexes mostly begin with the table's.
                let rest = own.strip_prefix(&format!("{table}_")).unwrap_or(own);
                ("", table, rest.to_string())
            }
            None => (kind_word(change.object), own.to_string(), String::new()),
        },
    };
    let renamed = change.renamed().map(|(_, new)| new.to_string());
    let mut words = match (&change.kind, renamed) {
        (ChangeKind::Added, _) if what == "table" => vec!["create".to_string(), entity],
        (ChangeKind::Added, _) => vec!["add".to_string(), entity, detail],
        (ChangeKind::Removed, _) => vec!["drop".to_string(), entity, detail],
        (ChangeKind::Changed(_), Some(_)) => vec!["rename".to_string(), entity, detail],
        (ChangeKind::Changed(properties), None) => {
            let property = properties
                .first()
                .map(|property| property.property)
                .unwrap_or_default();
            vec!["alter".to_string(), entity, detail, property.to_string()]
        }
    };
    if !what.is_empty() && what != "table" {
        words.push(what.to_string());
    }
    words.retain(|word| !word.is_empty());
    words.join("_")
}

fn kind_word(object: ObjectRef) -> &'static str {
    match object {
        ObjectRef::Namespace(_) => "schema",
        ObjectRef::Extension(_) => "extension",
        ObjectRef::Type(_) => "type",
        ObjectRef::Sequence(_) => "sequence",
        ObjectRef::View(_) => "view",
        ObjectRef::Function(_) => "function",
        ObjectRef::Role(_) => "role",
        ObjectRef::Grant(_) => "grant",
        ObjectRef::Statistics(_) => "statistics",
        _ => "",
    }
}

/// Lower case letters, digits and single underscores, not longer than file names should be.
pub(super) fn slug(name: &str) -> String {
    let mut out = String::new();
    for letter in name.to_lowercase().chars() {
        if letter.is_ascii_alphanumeric() {
            out.push(letter);
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        if out.len() >= LONGEST {
            break;
        }
    }
    let trimmed = out.trim_end_matches('_');
    if trimmed.is_empty() {
        "migration".to_string()
    } else {
        trimmed.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_safe_file_names() {
        assert_eq!(slug("Add  orders.Note!"), "add_orders_note");
        assert_eq!(slug("../../etc"), "etc");
        assert_eq!(slug("💥"), "migration");
        assert!(slug(&"x".repeat(200)).len() <= LONGEST);
    }
}
