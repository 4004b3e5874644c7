//! ALTER DEFAULT PRIVILEGES, and its effect on the objects made after it (PostgreSQL manual, ALTER DEFAULT PRIVILEGES).

use std::sync::Arc;

use crate::model::*;
use crate::sql::quote;

use super::builder::{Applied, Builder, Done};
use super::cursor::{Cursor, Read};
use super::policy::role_list;
use super::privilege::privileges;

/// More rules than this are kept but not applied; each costs a grant for every object made after it.
const MAXIMUM_RULES: usize = 64;

/// What holds for objects made from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DefaultRule {
    /// Schemas it is limited to; empty for all.
    schemas: Vec<String>,
    /// `TABLE`, `SEQUENCE`, `FUNCTION`, `TYPE`, `SCHEMA`.
    kind: &'static str,
    revoke: bool,
    privileges: Vec<Privilege>,
    grantees: Vec<String>,
    with_option: bool,
}

impl Builder {
    /// ALTER DEFAULT PRIVILEGES, after these words.
    pub fn default_privileges(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let mut schemas = Vec::new();
        let mut for_role = false;
        loop {
            if cursor.take("FOR ROLE") || cursor.take("FOR USER") {
                role_list(cursor)?;
                for_role = true;
            } else if cursor.take("IN SCHEMA") {
                schemas.push(cursor.name()?);
                while cursor.take_mark(b',') {
                    schemas.push(cursor.name()?);
                }
            } else {
                break;
            }
        }
        let schema = schemas.first().cloned();
        let rule = rule(cursor, schemas)?;
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
        if !for_role
            && !self.grants_nothing
            && self.default_rules.len() < MAXIMUM_RULES
            && !self.default_rules.contains(&rule)
        {
            self.default_rules.push(rule);
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
        self.grant_rules(kind, schema, &object);
    }

    /// The same for a function.
    pub fn grant_function_defaults(&mut self, schema: &str, name: &str, arguments: &str) {
        self.take_grants_apart("FUNCTION", schema);
        if !self.default_rules.is_empty() {
            let object = format!("{}({arguments})", quote::qualified(schema, name));
            self.grant_rules("FUNCTION", schema, &object);
        }
    }

    fn grant_rules(&mut self, kind: &'static str, schema: &str, object: &str) {
        let rules: Vec<DefaultRule> = self
            .default_rules
            .iter()
            .enumerate()
            .filter(|(place, rule)| {
                rule.kind == kind
                    && (rule.schemas.is_empty() || rule.schemas.iter().any(|own| own == schema))
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
                    object_kind: kind.to_string(),
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

fn rule(cursor: &mut Cursor<'_>, schemas: Vec<String>) -> Read<DefaultRule> {
    let revoke = cursor.take("REVOKE");
    let only_option = revoke && cursor.take("GRANT OPTION FOR");
    if !revoke {
        cursor.expect("GRANT")?;
    }
    let privileges = privileges(cursor)?;
    cursor.expect("ON")?;
    let kind = match cursor.take_one_of(&[
        "TABLES",
        "SEQUENCES",
        "FUNCTIONS",
        "ROUTINES",
        "TYPES",
        "SCHEMAS",
        "LARGE OBJECTS",
    ]) {
        Some("TABLES") => "TABLE",
        Some("SEQUENCES") => "SEQUENCE",
        Some("TYPES") => "TYPE",
        Some("SCHEMAS") => "SCHEMA",
        Some("LARGE OBJECTS") => "LARGE OBJECT",
        Some(_) => "FUNCTION",
        None => return cursor.broken("TABLES, SEQUENCES, FUNCTIONS, TYPES or SCHEMAS"),
    };
    cursor.expect(if revoke { "FROM" } else { "TO" })?;
    let grantees = role_list(cursor)?;
    let with_option = only_option || cursor.take("WITH GRANT OPTION");
    let _ = cursor.take("CASCADE") || cursor.take("RESTRICT");
    cursor.finish()?;
    Ok(DefaultRule {
        schemas,
        kind,
        revoke,
        privileges,
        grantees,
        with_option,
    })
}
