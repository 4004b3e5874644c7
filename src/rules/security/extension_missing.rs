//! `extension-missing`.

use std::collections::BTreeMap;

use crate::rules::prelude::*;
use crate::sql::types::{Family, family};

declare_rule! {
    /// # What
    /// What comes from an extension has its CREATE EXTENSION in the schema.
    ///
    /// # Why
    /// On the machine of whoever wrote it the extension was there. On a fresh database the first statement that uses it fails, in the
    /// middle of the migration.
    ///
    /// # When it is safe to ignore
    /// A managed server installs it beforehand. What is called with its schema (extensions.crypt) and what the schema defines itself
    /// are left alone. gen_random_uuid() needs no extension from PostgreSQL 13 on.
    ///
    /// # Fix
    /// Adds CREATE EXTENSION IF NOT EXISTS. Its owner needs the right to create extensions.
    "extension-missing", Group::Security, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["3:30", "3:156", "3:160", "3:281"],
    fail: "CREATE TABLE t(a text); CREATE INDEX i ON t USING gin(a gin_trgm_ops)",
    pass: "CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE TABLE t(a text); CREATE INDEX i ON t USING gin(a gin_trgm_ops)",
    refused: true,
    check: Check::Schema(Reads::ContentsOnly, check),
    fix: Some(fix),
}

/// Functions by the extension that brings them.
const FUNCTIONS: &[(&str, &str)] = &[
    ("uuid_generate_v1", "uuid-ossp"),
    ("uuid_generate_v1mc", "uuid-ossp"),
    ("uuid_generate_v3", "uuid-ossp"),
    ("uuid_generate_v4", "uuid-ossp"),
    ("uuid_generate_v5", "uuid-ossp"),
    ("crypt", "pgcrypto"),
    ("gen_salt", "pgcrypto"),
    ("gen_random_bytes", "pgcrypto"),
    ("pgp_sym_encrypt", "pgcrypto"),
    ("pgp_sym_decrypt", "pgcrypto"),
    ("hmac", "pgcrypto"),
    ("unaccent", "unaccent"),
    ("similarity", "pg_trgm"),
    ("word_similarity", "pg_trgm"),
];
/// What some function above, or gen_random_uuid, has in its name.
const STEMS: &[&str] = &["uuid", "crypt", "gen_", "hmac", "unaccent", "similarity"];
const TYPES: &[(&str, &str)] = &[
    ("citext", "citext"),
    ("hstore", "hstore"),
    ("ltree", "ltree"),
    ("vector", "vector"),
    ("geometry", "postgis"),
    ("geography", "postgis"),
];

/// The extensions needed, each with what needs it first and its reason.
struct Needs<'a> {
    context: &'a Context<'a>,
    found: BTreeMap<&'static str, (ObjectRef, String)>,
}

impl Needs<'_> {
    /// Whether a managed server is meant that has the extension: Supabase, told by its roles, has these two.
    fn is_preinstalled(&self, extension: &str) -> bool {
        let managed =
            |role: &String| ["authenticated", "service_role", "anon"].contains(&role.as_str());
        let schema = self.context.schema;
        ["pgcrypto", "uuid-ossp"].contains(&extension)
            && (schema
                .grants
                .values()
                .any(|grant| grant.grantees.iter().any(managed))
                || schema.tables.values().any(|table| {
                    let mut policies = table.policies.iter();
                    policies.any(|policy| policy.roles.iter().any(managed))
                }))
    }

    fn add(&mut self, extension: &'static str, object: ObjectRef, reason: impl FnOnce() -> String) {
        let schema = self.context.schema;
        let declared = || schema.extensions.values().any(|one| one.name == extension);
        if !self.found.contains_key(extension) && !declared() && !self.is_preinstalled(extension) {
            self.found.insert(extension, (object, reason()));
        }
    }

    fn text(&mut self, object: ObjectRef, text: &str) {
        // Reading an expression costs more than seeing that nothing in it can be meant.
        if !STEMS.iter().any(|stem| text.contains(stem)) {
            return;
        }
        for name in calls(text) {
            let known = FUNCTIONS.iter().find(|(function, _)| *function == name);
            if let Some((name, extension)) = known {
                let own = |function: &Function| function.name == *name;
                if !self
                    .context
                    .schema
                    .functions
                    .values()
                    .any(|function| own(function))
                {
                    self.add(extension, object, || format!("{name}() comes from it"));
                }
            } else if name == "gen_random_uuid" && self.context.postgresql < 13 {
                self.add("pgcrypto", object, || {
                    "gen_random_uuid() comes from it before PostgreSQL 13".to_string()
                });
            }
        }
    }

    fn table(&mut self, table: &Table) {
        for column in &table.columns {
            let object = ObjectRef::Column(table.id, column.id);
            let data_type = &column.data_type;
            let known = TYPES.iter().find(|(name, _)| *name == data_type.name);
            if let Some((name, extension)) = known {
                let elsewhere = data_type
                    .schema
                    .as_deref()
                    .is_some_and(|schema| schema != "public");
                if !elsewhere && self.context.schema.user_type(data_type).is_none() {
                    self.add(extension, object, || {
                        format!("the type {name} comes from it")
                    });
                }
            }
            if let Some(default) = &column.default {
                self.text(object, default);
            }
        }
        for constraint in &table.constraints {
            let object = ObjectRef::Constraint(table.id, constraint.id);
            match &constraint.kind {
                ConstraintKind::Check(check) => self.text(object, &check.expression),
                ConstraintKind::Exclusion(exclusion) => {
                    let keys = exclusion.elements.iter().map(|element| &element.key);
                    self.keys(table, object, &exclusion.method, keys);
                }
                _ => {}
            }
        }
        for index in &table.indexes {
            let object = ObjectRef::Index(table.id, index.id);
            self.keys(table, object, &index.method, index.keys.iter());
        }
    }

    fn keys<'k>(
        &mut self,
        table: &Table,
        object: ObjectRef,
        method: &str,
        keys: impl Iterator<Item = &'k IndexKey>,
    ) {
        for key in keys {
            if let IndexKeySource::Expression(text) = &key.source {
                self.text(object, text);
            }
            if let Some(class) = &key.operator_class {
                let bare = class.strip_prefix("public.").unwrap_or(class);
                if bare.starts_with("gin_trgm_ops") || bare.starts_with("gist_trgm_ops") {
                    self.add("pg_trgm", object, || {
                        format!("the operator class {bare} comes from it")
                    });
                }
                continue;
            }
            let extension = match method {
                "gist" => "btree_gist",
                "gin" => "btree_gin",
                _ => continue,
            };
            let column = key.column().and_then(|id| table.column(id));
            if let Some(column) = column.filter(|column| is_scalar(&column.data_type)) {
                self.add(extension, object, || {
                    format!(
                        "{method} on {} of type {} needs it",
                        column.name, column.data_type
                    )
                });
            }
        }
    }
}

/// Whether a type has no operator class of its own for GiST and GIN.
fn is_scalar(data_type: &DataType) -> bool {
    matches!(
        family(data_type),
        Family::Integer
            | Family::Numeric
            | Family::Float
            | Family::Text
            | Family::Uuid
            | Family::Date
            | Family::Timestamp
            | Family::TimestampTz
            | Family::Boolean
            | Family::Time
    )
}

/// The functions a text calls by their bare name.
fn calls(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('(').filter_map(|(at, _)| {
        let head = text.get(..at)?.trim_end();
        let stem = head.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let bare = !stem.ends_with(['.', '"']);
        head.get(stem.len()..)
            .filter(|name| bare && !name.is_empty())
    })
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let mut needs = Needs {
        context,
        found: BTreeMap::new(),
    };
    for table in context.schema.tables.values() {
        needs.table(table);
    }
    for function in context.schema.functions.values() {
        needs.text(ObjectRef::Function(function.id), &function.body);
    }
    out.looked_at(needs.found.len() + context.schema.extensions.len());
    for (extension, (object, reason)) in needs.found {
        out.report(
            object,
            format!("needs the extension {extension}"),
            format!("No CREATE EXTENSION {extension} is there, and {reason}."),
            "On a fresh database the statement fails, in the middle of the migration.",
        )
        .fix(format!("Create the extension {extension}."));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let name = finding.title.strip_prefix("needs the extension ")?;
    let known = context
        .schema
        .extensions
        .values()
        .any(|one| one.name == name);
    (!known).then(|| vec![Op::Put(fix::new_extension(name, ids).into())])
}

#[cfg(test)]
mod tests {
    use super::calls;

    #[test]
    fn a_call_is_told_from_a_part_of_another_word_and_from_a_qualified_one() {
        let called = |text| calls(text).collect::<Vec<_>>();
        assert_eq!(called("crypt (a, lower(b))"), ["crypt", "lower"]);
        assert_eq!(called("pgp_decrypt(a)"), ["pgp_decrypt"]);
        assert!(called("extensions.crypt(a, b) + (crypt)").is_empty());
    }
}
