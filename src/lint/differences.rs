//! What differs between two schemas, one phrase each.

use crate::diff::{ChangeKind, Matching, PropertyChange, compare, text};
use crate::model::{ObjectRef, Schema};

/// What `other` says otherwise than `wanted`: order of columns, comments and generated names left out.
pub(super) fn phrases(wanted: &Schema, other: &Schema) -> Vec<String> {
    let diff = compare(wanted, other, Matching::Names);
    let mut phrases = Vec::new();
    for change in &diff.changes {
        if matches!(change.object, ObjectRef::Verbatim(_)) {
            continue;
        }
        let name = &change.name;
        let kind = change.object.word();
        match &change.kind {
            ChangeKind::Added => phrases.push(format!("{kind} {name} is there in addition")),
            ChangeKind::Removed => phrases.push(format!("{kind} {name} is missing")),
            ChangeKind::Changed(properties) => {
                let matters = |one: &&PropertyChange| {
                    !["comment", "name", "named"].contains(&one.property)
                        && !text::same(&one.before, &one.after)
                };
                if let Some(one) = properties.iter().find(matters) {
                    phrases.push(format!("{kind} {name} has another {}", one.property));
                }
            }
        }
    }
    phrases
}
