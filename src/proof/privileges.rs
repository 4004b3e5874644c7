//! What GRANT and REVOKE statements come to, one after the other.

use std::collections::BTreeSet;

use crate::model::{Grant, Schema};

/// The privileges in effect and those taken away from what everybody has by default, one sentence each.
pub(super) fn in_effect(schema: &Schema) -> BTreeSet<String> {
    let mut effects: BTreeSet<Effect> = BTreeSet::new();
    for grant in schema.grants.values() {
        for one in effects_of(grant) {
            let opposite = Effect {
                revoked: !one.revoked,
                ..one.clone()
            };
            let takes_all = one.revoked && one.privilege == "ALL";
            let before = effects.len();
            effects.retain(|other| {
                *other != opposite && !(takes_all && !other.revoked && other.is_of(&one))
            });
            if !one.revoked || effects.len() == before {
                effects.insert(one);
            }
        }
    }
    effects.iter().map(Effect::said).collect()
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Effect {
    object: String,
    grantee: String,
    privilege: String,
    with_option: bool,
    revoked: bool,
}

impl Effect {
    fn is_of(&self, other: &Effect) -> bool {
        self.object == other.object && self.grantee == other.grantee
    }

    fn said(&self) -> String {
        let word = if self.revoked {
            "revoked from"
        } else {
            "granted to"
        };
        let option = if self.with_option {
            " with its option"
        } else {
            ""
        };
        format!(
            "{} on {} {word} {}{option}",
            self.privilege, self.object, self.grantee
        )
    }
}

fn effects_of(grant: &Grant) -> Vec<Effect> {
    let object = format!("{} {}", grant.object_kind.to_lowercase(), grant.object);
    let mut found = Vec::new();
    // Membership in a role has no privilege of its own.
    let mut names: Vec<String> = Vec::new();
    for privilege in &grant.privileges {
        if privilege.columns.is_empty() {
            names.push(privilege.name.clone());
        }
        names.extend(
            privilege
                .columns
                .iter()
                .map(|column| format!("{} ({column})", privilege.name)),
        );
    }
    if names.is_empty() {
        names.push("membership".to_string());
    }
    for grantee in &grant.grantees {
        for privilege in &names {
            found.push(Effect {
                object: object.clone(),
                grantee: grantee.clone(),
                privilege: privilege.clone(),
                with_option: grant.with_option,
                revoked: grant.revoke,
            });
        }
    }
    found
}
