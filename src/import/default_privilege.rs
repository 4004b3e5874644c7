//! ALTER DEFAULT PRIVILEGES, and its effect on the objects made after it (PostgreSQL manual, ALTER DEFAULT PRIVILEGES).

use std::sync::Arc;

use crate::model::*;
use crate::sql::default_privileges::{self, DefaultRule};
use crate::sql::quote;

use super::builder::{Applied, Builder, Done, Fault};
use super::cursor::Cursor;

/// More rules than this are kept but not applied; each costs a grant for every object made after it.
const MAXIMUM_RULES: usize = 64;

impl Builder {
    /// ALTER DEFAULT PRIVILEGES, after these words.
    pub fn default_privileges(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        *cursor = cursor.rewound();
        let start = cursor.offset();
        let rule = match default_privileges::read(cursor.statement()) {
            Ok(rule) => rule,
            Err(misread) => {
                while !cursor.is_done() && cursor.offset() < start + misread.at {
                    cursor.skip(1);
                }
                return cursor.broken(misread.expected).map_err(Fault::Broken);
            }
        };
        let schema = rule.schemas.first().cloned();
        let id: DefaultPrivilegeId = self.allocate();
        self.made(ObjectRef::DefaultPrivilege(id));
        let done = Done::new("default privileges", schema.clone().unwrap_or_default());
        self.schema.default_privileges.insert(
            id,
            Arc::new(DefaultPrivilege {
                id,
                schema,
                definition: cursor.statement().to_string(),
            }),
        );
        // Objects belong to whoever runs the file; what is said for another role's objects does not reach them.
        if rule.is_own() {
            // What is said again counts where it is said last.
            self.default_rules.retain(|earlier| *earlier != rule);
            if self.default_rules.len() < MAXIMUM_RULES {
                self.default_rules.push(rule);
            }
        }
        Ok(done)
    }

    /// Gives a new object what the default privileges say.
    pub fn grant_defaults(&mut self, kind: &'static str, schema: &str, name: &str) {
        self.take_grants_apart(kind, schema);
        if self.default_rules.is_empty() {
            return;
        }
        let object = if kind == "SCHEMA" {
            quote::identifier(name)
        } else {
            quote::qualified(schema, name)
        };
        self.grant_rules(kind, kind, schema, &object);
    }

    /// The same for a function or procedure, with the argument types that tell it from others of its name.
    pub fn grant_function_defaults(
        &mut self,
        kind: FunctionKind,
        schema: &str,
        name: &str,
        arguments: &str,
    ) {
        self.take_grants_apart("FUNCTION", schema);
        if !self.default_rules.is_empty() {
            let object = format!("{}({arguments})", quote::qualified(schema, name));
            let said = match kind {
                FunctionKind::Procedure => "PROCEDURE",
                FunctionKind::Function | FunctionKind::Aggregate => "FUNCTION",
            };
            self.grant_rules("FUNCTION", said, schema, &object);
        }
    }

    /// Gives what the rules for a kind say, under the name that grants have for the kind.
    fn grant_rules(&mut self, kind: &str, said: &str, schema: &str, object: &str) {
        let rules: Vec<DefaultRule> = self
            .default_rules
            .iter()
            .enumerate()
            .filter(|(place, rule)| {
                rule.speaks_of(kind, schema)
                    && (!rule.revoke || rule.schemas.is_empty() || self.takes_back(*place, rule))
            })
            .map(|(_, rule)| rule.clone())
            .collect();
        for rule in rules {
            let id: GrantId = self.allocate();
            self.made(ObjectRef::Grant(id));
            self.grants_of
                .entry(object.to_string())
                .or_default()
                .insert(id);
            self.schema.grants.insert(
                id,
                Arc::new(Grant {
                    id,
                    revoke: rule.revoke,
                    privileges: rule.privileges,
                    object_kind: said.to_string(),
                    object: object.to_string(),
                    grantees: rule.grantees,
                    with_option: rule.with_option,
                    inherit: None,
                    set: None,
                    granted_by: None,
                }),
            );
        }
    }

    /// In a schema, REVOKE only takes back what was granted in that schema before.
    fn takes_back(&self, place: usize, rule: &DefaultRule) -> bool {
        self.default_rules.iter().take(place).any(|earlier| {
            !earlier.revoke
                && earlier.kind == rule.kind
                && earlier.schemas == rule.schemas
                && earlier
                    .grantees
                    .iter()
                    .any(|grantee| rule.grantees.contains(grantee))
        })
    }
}
