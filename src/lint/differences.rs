//! What differs between two schemas, one phrase each.

use crate::diff::{ChangeKind, Matching, compare};
use crate::model::{ObjectRef, Schema};

/// What `other` says otherwise than `wanted`: order of columns, comments and generated names left out.
pub(super) fn phrases(wanted: &Schema, other: &Schema) -> Vec<String> {
    let diff = compare(wanted, other, Matching::Names);
    let mut phrases = Vec::new();
    for change in &diff.changes {
        let name = &change.name;
        let kind = kind(change.object);
        match &change.kind {
            ChangeKind::Added => phrases.push(format!("{kind}{name} is there in addition")),
            ChangeKind::Removed => phrases.push(format!("{kind}{name} is missing")),
            ChangeKind::Changed(properties) => {
                let mut named = properties.iter().map(|one| one.property);
                let matters = |property: &&str| !["comment", "name", "named"].contains(property);
                if let Some(property) = named.find(matters) {
                    phrases.push(format!("{kind}{name} has another {property}"));
                }
            }
        }
    }
    phrases
}

fn kind(object: ObjectRef) -> &'static str {
    match object {
        ObjectRef::Table(_) => "table ",
        ObjectRef::Column(..) => "column ",
        ObjectRef::Constraint(..) => "constraint ",
        ObjectRef::Index(..) => "index ",
        ObjectRef::Trigger(..) => "trigger ",
        ObjectRef::Policy(..) => "policy ",
        ObjectRef::Type(_) => "type ",
        ObjectRef::View(_) => "view ",
        ObjectRef::Function(_) => "function ",
        ObjectRef::Sequence(_) => "sequence ",
        _ => "",
    }
}
