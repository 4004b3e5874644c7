//! Grants, revokes and default privileges.

use std::sync::Arc;

use super::build::Planner;
use super::locks::Operation;
use super::step::{Move, Place};
use crate::diff::{ChangeKind, text};
use crate::model::*;
use crate::sql::{quote, writer};

impl Planner<'_> {
    /// Privileges: gone ones are taken back first, as a new one may give part of them again.
    pub(super) fn grants(&mut self) {
        self.revoke_removed();
        let added: Vec<Arc<Grant>> = self
            .after
            .grants
            .values()
            .filter(|one| self.comes(ObjectRef::Grant(one.id)))
            .cloned()
            .collect();
        for grant in added {
            // A view that was made again has got the privileges with it.
            if self.is_on_made_view(self.after, &grant) {
                continue;
            }
            let moves = Move::of(vec![writer::grant(&grant)], taken_back(&grant));
            let word = if grant.revoke {
                "Revoke from"
            } else {
                "Grant to"
            };
            let title = format!("{word} {} on {}", grant.grantees.join(", "), grant.object);
            self.step(Operation::Grant, title, moves)
                .object(ObjectRef::Grant(grant.id));
        }
        let added: Vec<Arc<DefaultPrivilege>> = self
            .after
            .default_privileges
            .values()
            .filter(|one| self.comes(ObjectRef::DefaultPrivilege(one.id)))
            .cloned()
            .collect();
        for privilege in added {
            self.default_privilege(&privilege, false);
        }
    }

    /// Whether what the target says is to be said: it is new, or says something else than before.
    fn comes(&self, object: ObjectRef) -> bool {
        self.change(object)
            .is_some_and(|change| change.kind != ChangeKind::Removed)
    }

    /// Whether what the base says is to be taken back: it is gone, or says something else now.
    fn goes(&self, object: ObjectRef) -> bool {
        self.change(object)
            .is_some_and(|change| change.kind != ChangeKind::Added)
    }

    /// Whether the grant is on a view this plan makes, which then comes with its privileges.
    fn is_on_made_view(&self, schema: &Schema, grant: &Grant) -> bool {
        schema.views.values().any(|view| {
            let made = self.loose_views.contains(&view.id)
                || self.is_added(ObjectRef::View(view.id))
                || self.is_removed(ObjectRef::View(view.id));
            made && is_on(grant, &view.schema, &view.name)
        })
    }

    fn default_privilege(&mut self, privilege: &DefaultPrivilege, removed: bool) {
        let definition = writer::default_privilege(privilege);
        let mut moves = match opposite_default(&definition) {
            Some(opposite) => Move::new(definition, opposite),
            None => Move::of(vec![definition], Vec::new()),
        };
        let mut title = "Set default privileges".to_string();
        if removed {
            moves = moves.reversed();
            title = "Take back default privileges".to_string();
        }
        self.step(Operation::Grant, title, moves)
            .at(Place::Expand)
            .object(ObjectRef::DefaultPrivilege(privilege.id));
    }

    /// Takes back privileges only the base has, on objects that stay.
    fn revoke_removed(&mut self) {
        for grant in self.removed_grants(false) {
            let moves = Move::of(taken_back(&grant), vec![writer::grant(&grant)]);
            let word = if grant.revoke {
                "Grant again to"
            } else {
                "Revoke from"
            };
            let title = format!("{word} {} on {}", grant.grantees.join(", "), grant.object);
            self.step(Operation::Grant, title, moves)
                .object(ObjectRef::Grant(grant.id));
        }
        let removed: Vec<Arc<DefaultPrivilege>> = self
            .before
            .default_privileges
            .values()
            .filter(|one| self.goes(ObjectRef::DefaultPrivilege(one.id)))
            .cloned()
            .collect();
        for privilege in removed {
            self.default_privilege(&privilege, true);
        }
    }

    /// Privileges on objects that go, go with them; only on the way down they are given again.
    pub(super) fn take_back_with_objects(&mut self) {
        for grant in self.removed_grants(true) {
            let moves = Move::of(Vec::new(), vec![writer::grant(&grant)]);
            let title = format!(
                "Forget the privileges of {} on {}",
                grant.grantees.join(", "),
                grant.object
            );
            self.step(Operation::Grant, title, moves)
                .at(Place::Contract)
                .object(ObjectRef::Grant(grant.id));
        }
    }

    /// Removed grants, on objects that go or on those that stay; those of views come and go with the views.
    fn removed_grants(&self, objects_go: bool) -> Vec<Arc<Grant>> {
        self.before
            .grants
            .values()
            .filter(|one| self.goes(ObjectRef::Grant(one.id)))
            .filter(|one| !self.is_on_made_view(&self.before, one))
            .filter(|one| self.is_on_removed(one) == objects_go)
            .cloned()
            .collect()
    }

    fn is_on_removed(&self, grant: &Grant) -> bool {
        let before = &self.before;
        let tables = before.tables.values().any(|one| {
            self.is_removed(ObjectRef::Table(one.id)) && is_on(grant, &one.schema, &one.name)
        });
        let sequences = before.sequences.values().any(|one| {
            self.is_removed(ObjectRef::Sequence(one.id)) && is_on(grant, &one.schema, &one.name)
        });
        let types = before.types.values().any(|one| {
            self.is_removed(ObjectRef::Type(one.id)) && is_on(grant, &one.schema, &one.name)
        });
        let functions = before.functions.values().any(|one| {
            self.is_removed(ObjectRef::Function(one.id))
                && text::normal(&grant.object)
                    .starts_with(&text::normal(&quote::unless_public(&one.schema, &one.name)))
        });
        let namespaces = grant.object_kind == "SCHEMA"
            && before.namespaces.values().any(|one| {
                self.is_removed(ObjectRef::Namespace(one.id))
                    && text::same(&grant.object, &quote::identifier(&one.name))
            });
        tables || sequences || types || functions || namespaces
    }
}

/// Whether a grant is on this relation, as its object says it with or without the schema.
pub(super) fn is_on(grant: &Grant, schema: &str, name: &str) -> bool {
    if !matches!(
        grant.object_kind.as_str(),
        "" | "TABLE" | "SEQUENCE" | "TYPE" | "DOMAIN"
    ) {
        return false;
    }
    let object = text::normal(&grant.object);
    object == text::normal(&quote::qualified(schema, name))
        || (schema == "public" && object == text::normal(&quote::identifier(name)))
}

/// The role that owns the tables of most databases, unless they say otherwise.
const USUAL_OWNER: &str = "postgres";

/// The statements that take a grant back, or give again what a revoke took.
///
/// What the owner of a table was granted, it held already, but for the right to grant it on: revoking it would take its own
/// privilege away. Who owns a table no schema says, so of the role that most often does it is looked up.
pub(super) fn taken_back(grant: &Grant) -> Vec<String> {
    let relation = matches!(grant.object_kind.as_str(), "TABLE" | "SEQUENCE");
    let (owners, others): (Vec<String>, Vec<String>) = grant
        .grantees
        .iter()
        .cloned()
        .partition(|one| one == USUAL_OWNER);
    if grant.revoke || !relation || owners.is_empty() {
        return vec![writer::grant_undone(grant)];
    }
    let mut statements = Vec::new();
    if !others.is_empty() {
        statements.push(writer::grant_undone(&Grant {
            grantees: others,
            ..grant.clone()
        }));
    }
    let revoke = Grant {
        revoke: true,
        grantees: owners,
        with_option: false,
        ..grant.clone()
    };
    let option = Grant {
        with_option: true,
        ..revoke.clone()
    };
    statements.push(format!(
        "DO $owner$\nBEGIN\n    IF EXISTS (SELECT FROM pg_class WHERE oid = {}::regclass AND relowner = '{USUAL_OWNER}'::regrole) THEN\n        -- An owner keeps what is its own.\n        {};\n    ELSE\n        {};\n    END IF;\nEND\n$owner$",
        quote::literal(&grant.object),
        writer::grant(&option),
        writer::grant(&revoke),
    ));
    statements
}

/// The statement that undoes an `ALTER DEFAULT PRIVILEGES`: GRANT for REVOKE, and the word before the grantees with it.
fn opposite_default(definition: &str) -> Option<String> {
    let words: Vec<&str> = definition.split_whitespace().collect();
    let verb = words.iter().position(|word| {
        word.eq_ignore_ascii_case("grant") || word.eq_ignore_ascii_case("revoke")
    })?;
    let grants = words.get(verb)?.eq_ignore_ascii_case("grant");
    let (from, to, new_verb) = if grants {
        ("to", "FROM", "REVOKE")
    } else {
        ("from", "TO", "GRANT")
    };
    let before_grantees = words
        .iter()
        .rposition(|word| word.eq_ignore_ascii_case(from))
        .filter(|place| *place > verb)?;
    let replaced: Vec<&str> = words
        .iter()
        .enumerate()
        .map(|(place, word)| match place {
            place if place == verb => new_verb,
            place if place == before_grantees => to,
            _ => word,
        })
        .collect();
    let text = replaced.join(" ");
    Some(text.replace(" WITH GRANT OPTION", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_privileges_are_taken_back() {
        assert_eq!(
            opposite_default(
                "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO reader"
            )
            .as_deref(),
            Some("ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE SELECT ON TABLES FROM reader")
        );
        assert_eq!(
            opposite_default("ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM PUBLIC")
                .as_deref(),
            Some("ALTER DEFAULT PRIVILEGES GRANT ALL ON FUNCTIONS TO PUBLIC")
        );
        assert_eq!(opposite_default("something else"), None);
    }
}
