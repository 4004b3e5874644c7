//! What GRANT and REVOKE statements come to, one after the other.

use std::collections::BTreeSet;

use crate::model::{Grant, Schema};
use crate::sql::default_privileges::{self, all_of};

/// The privileges in effect and those taken away from what everybody has by default, one sentence each.
pub(super) fn in_effect(schema: &Schema) -> BTreeSet<String> {
    let mut effects: BTreeSet<Effect> = BTreeSet::new();
    for grant in schema.grants.values() {
        for one in effects_of(grant) {
            let standing: Vec<Effect> = effects
                .iter()
                .filter(|other| !other.revoked && other.is_of(&one))
                .cloned()
                .collect();
            match (one.revoked, one.with_option) {
                (false, _) => {
                    effects.retain(|other| !other.is_of(&one));
                    let with_option =
                        one.with_option || standing.iter().any(|other| other.with_option);
                    if with_option || !held_by_all(grant, &one) {
                        effects.insert(Effect { with_option, ..one });
                    }
                }
                (true, true) => {
                    for other in standing {
                        effects.remove(&other);
                        effects.insert(Effect {
                            with_option: false,
                            ..other
                        });
                    }
                }
                (true, false) => {
                    let unknown = all_of(&grant.object_kind).is_empty() && one.grantee == "PUBLIC";
                    let may_hold =
                        unknown || grant.object_kind == "ROLE" || held_by_all(grant, &one);
                    if standing.is_empty() && may_hold {
                        effects.insert(one.clone());
                    }
                    effects.retain(|other| other.revoked || !other.is_of(&one));
                }
            }
        }
    }
    effects.iter().map(Effect::said).collect()
}

/// Whether everybody holds it of every object of the kind, unless it is taken.
fn held_by_all(grant: &Grant, one: &Effect) -> bool {
    let held = default_privileges::built_in(&grant.object_kind);
    held.contains_key(&(one.grantee.clone(), one.privilege.clone()))
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
    /// Whether both are on the same, for the same: all of them where the other says so.
    fn is_of(&self, other: &Effect) -> bool {
        self.object == other.object
            && self.grantee == other.grantee
            && (self.privilege == other.privilege || other.privilege == "ALL")
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
        let all = match privilege.name.as_str() {
            "ALL" => all_of(&grant.object_kind),
            _ => &[],
        };
        if privilege.columns.is_empty() {
            match all.is_empty() {
                true => names.push(privilege.name.clone()),
                false => names.extend(all.iter().map(|name| (*name).to_string())),
            }
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
