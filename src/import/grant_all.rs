//! `GRANT ... ON ALL TABLES IN SCHEMA` speaks of the objects that are there, not of those to come: when another one comes,
//! it is taken apart into a grant for each.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::*;
use crate::sql::quote;

use super::builder::Builder;

/// More grants than this are not made of one: the statement is then left as it is.
const MAXIMUM_GRANTS: usize = 5_000;

impl Builder {
    /// Takes the grants on all objects of a kind in a schema apart, before another one is made there.
    pub fn take_grants_apart(&mut self, kind: &str, schema: &str) {
        if self.grants_on_all.is_empty() {
            return;
        }
        let place = |kind: &str| format!("ALL {kind}S IN SCHEMA {}", quote::identifier(schema));
        let mut found: BTreeSet<GrantId> = BTreeSet::new();
        let kinds: &[&str] = match kind {
            "FUNCTION" => &["FUNCTION", "PROCEDURE", "ROUTINE"],
            _ => &[kind],
        };
        for kind in kinds {
            found.extend(self.grants_on_all.remove(&place(kind)).unwrap_or_default());
        }
        let Some(first) = found.first().copied() else {
            return;
        };
        if self.objects_in(kind, schema).len() * found.len() > MAXIMUM_GRANTS {
            return;
        }
        // What stands behind keeps its place behind.
        let later = self.schema.grants.split_off(&first);
        for (id, grant) in later {
            if !found.contains(&id) {
                self.renumber(id, grant);
                continue;
            }
            let kind = match grant.object_kind.as_str() {
                "ALL PROCEDURES IN SCHEMA" => "PROCEDURE",
                "ALL ROUTINES IN SCHEMA" => "ROUTINE",
                _ => kind,
            };
            for object in &self.objects_in(kind, schema) {
                let id: GrantId = self.allocate();
                self.made(ObjectRef::Grant(id));
                self.grants_of.entry(object.clone()).or_default().insert(id);
                self.schema.grants.insert(
                    id,
                    Arc::new(Grant {
                        id,
                        object_kind: kind.to_string(),
                        object: object.clone(),
                        ..(*grant).clone()
                    }),
                );
            }
        }
    }

    fn renumber(&mut self, old: GrantId, grant: Arc<Grant>) {
        let id: GrantId = self.allocate();
        for grants in [&mut self.grants_of, &mut self.grants_on_all] {
            if let Some(known) = grants.get_mut(&grant.object)
                && known.remove(&old)
            {
                known.insert(id);
            }
        }
        let all = format!("{} {}", grant.object_kind, grant.object);
        if let Some(known) = self.grants_on_all.get_mut(&all)
            && known.remove(&old)
        {
            known.insert(id);
        }
        let place = self.origins.remove(&ObjectRef::Grant(old));
        self.origins
            .insert(ObjectRef::Grant(id), place.unwrap_or(self.place));
        let mut grant = grant;
        Arc::make_mut(&mut grant).id = id;
        self.schema.grants.insert(id, grant);
    }

    /// The objects of a kind in a schema, as grants write them.
    fn objects_in(&self, kind: &str, schema: &str) -> Vec<String> {
        let own = &self.schema;
        let qualified = |name: &str| quote::qualified(schema, name);
        match kind {
            "TABLE" => {
                let tables = own.tables.values().filter(|table| table.schema == schema);
                let views = own.views.values().filter(|view| view.schema == schema);
                tables
                    .map(|table| qualified(&table.name))
                    .chain(views.map(|view| qualified(&view.name)))
                    .collect()
            }
            "SEQUENCE" => own
                .sequences
                .values()
                .filter(|sequence| sequence.schema == schema)
                .map(|sequence| qualified(&sequence.name))
                .collect(),
            _ => own
                .functions
                .values()
                .filter(|function| function.schema == schema)
                .filter(|function| {
                    let is_procedure = function.kind == FunctionKind::Procedure;
                    kind == "ROUTINE" || is_procedure == (kind == "PROCEDURE")
                })
                .map(|function| {
                    format!(
                        "{}({})",
                        qualified(&function.name),
                        function.identity_arguments
                    )
                })
                .collect(),
        }
    }
}
