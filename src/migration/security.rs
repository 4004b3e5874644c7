//! Policies and row security.

use super::build::Planner;
use super::locks::Operation;
use super::statement::{comment_move, create_policy};
use super::step::{Move, Place};
use crate::model::*;
use crate::sql::{quote, writer};

impl Planner<'_> {
    /// Policies first, then row security on; off before its policies go.
    pub(super) fn security(&mut self) {
        let tables = self.touched_tables();
        for table in &tables {
            self.policies(table);
        }
        for table in &tables {
            self.row_security(table);
        }
    }

    fn policies(&mut self, table: &Table) {
        let table_is_new = self.is_added(ObjectRef::Table(table.id));
        for policy in &table.policies {
            let reference = ObjectRef::Policy(table.id, policy.id);
            let is_new =
                table_is_new || self.is_added(reference) || self.loose_parts.contains(&reference);
            if is_new {
                let title = format!(
                    "Create policy {} on {}",
                    policy.name,
                    table.qualified_name()
                );
                let moves = create_policy(table, policy);
                let place = if table_is_new {
                    Place::Expand
                } else {
                    Place::Enforce
                };
                self.step_on(table.id, Operation::Policy, title, moves)
                    .at(place)
                    .object(reference);
            } else if self.change(reference).is_some() {
                self.change_policy(table, policy);
            }
        }
    }

    fn change_policy(&mut self, table: &Table, policy: &Policy) {
        let reference = ObjectRef::Policy(table.id, policy.id);
        let Some(owner) = self.before.tables.get(&table.id).cloned() else {
            return;
        };
        let Some(old) = owner.policies.iter().find(|one| one.id == policy.id) else {
            return;
        };
        if self.differs_beyond(reference, &["name", "comment"]) {
            let moves = if alters(old, policy) {
                Move::new(
                    alter_policy(table, old, policy),
                    alter_policy(table, policy, old),
                )
            } else {
                let named = Policy {
                    name: policy.name.clone(),
                    ..old.clone()
                };
                create_policy(table, &named)
                    .reversed()
                    .then(create_policy(table, policy))
            };
            let title = format!(
                "Change policy {} on {}",
                policy.name,
                table.qualified_name()
            );
            self.step_on(table.id, Operation::Policy, title, moves)
                .at(Place::Enforce)
                .object(reference);
            if !alters(old, policy) {
                return;
            }
        }
        let moves = comment_move(old, policy, old.comment != policy.comment, |one| {
            writer::comment_on_policy(
                table,
                &Policy {
                    name: policy.name.clone(),
                    ..one.clone()
                },
            )
        });
        let title = format!(
            "Comment on policy {} on {}",
            policy.name,
            table.qualified_name()
        );
        self.step_on(table.id, Operation::Comment, title, moves)
            .object(reference);
    }

    fn row_security(&mut self, table: &Table) {
        let old = self
            .before
            .tables
            .get(&table.id)
            .map(|before| before.row_security)
            .unwrap_or_default();
        let new = table.row_security;
        let name = table.qualified_name().to_string();
        let is_new = self.is_added(ObjectRef::Table(table.id));
        let place = if is_new {
            Place::Expand
        } else {
            Place::Enforce
        };
        if old.enabled != new.enabled {
            let mut moves = Move::new(
                writer::alter_row_security(table, "ENABLE"),
                writer::alter_row_security(table, "DISABLE"),
            );
            let mut title = format!("Enable row security on {name}");
            if old.enabled {
                moves = moves.reversed();
                title = format!("Disable row security on {name}");
            }
            let enabled = new.enabled;
            let step = self.step_on(table.id, Operation::RowSecurity, title, moves);
            step.at(place);
            if enabled && !is_new {
                step.note(format!(
                    "From here on roles without a policy see no row of {name}: set the tenant in the application first."
                ));
            }
        }
        if old.forced != new.forced {
            let mut moves = Move::new(
                writer::alter_row_security(table, "FORCE"),
                writer::alter_row_security(table, "NO FORCE"),
            );
            let mut title = format!("Force row security on the owner of {name}");
            if old.forced {
                moves = moves.reversed();
                title = format!("Free the owner of {name} from row security");
            }
            self.step_on(table.id, Operation::RowSecurity, title, moves)
                .at(place);
        }
    }
}

/// Whether ALTER POLICY can make the one into the other: it changes roles and expressions but takes no expression away.
fn alters(old: &Policy, new: &Policy) -> bool {
    let keeps = |old: &Option<String>, new: &Option<String>| old.is_some() == new.is_some();
    old.permissive == new.permissive
        && old.command == new.command
        && keeps(&old.using, &new.using)
        && keeps(&old.with_check, &new.with_check)
}

fn alter_policy(table: &Table, old: &Policy, new: &Policy) -> String {
    let mut text = format!(
        "ALTER POLICY {} ON {}",
        quote::identifier(&new.name),
        quote::table(table)
    );
    if old.roles != new.roles {
        let roles = if new.roles.is_empty() {
            "PUBLIC".to_string()
        } else {
            new.roles.join(", ")
        };
        text.push_str(&format!(" TO {roles}"));
    }
    if old.using != new.using
        && let Some(using) = &new.using
    {
        text.push_str(&format!(" USING ({using})"));
    }
    if old.with_check != new.with_check
        && let Some(check) = &new.with_check
    {
        text.push_str(&format!(" WITH CHECK ({check})"));
    }
    text
}
