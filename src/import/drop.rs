//! DROP of everything, with CASCADE's effects.

use std::sync::Arc;

use crate::model::*;
use crate::sql::quote;

use super::builder::{Applied, Builder, Done, Fault, Relation, missing};
use super::cursor::Cursor;
use super::dependents::Fallen;

/// Relations that DROP names, longest first.
const RELATIONS: [(&str, &str); 6] = [
    ("MATERIALIZED VIEW", "materialized view"),
    ("FOREIGN TABLE", "foreign table"),
    ("TABLE", "table"),
    ("VIEW", "view"),
    ("SEQUENCE", "sequence"),
    ("INDEX", "index"),
];

/// Types of widespread extensions, which CASCADE takes out of tables.
const EXTENSION_TYPES: [(&str, &[&str]); 9] = [
    ("citext", &["citext"]),
    ("hstore", &["hstore"]),
    ("ltree", &["ltree", "lquery", "ltxtquery"]),
    ("cube", &["cube"]),
    ("seg", &["seg"]),
    (
        "isn",
        &[
            "ean13", "isbn13", "ismn13", "issn13", "isbn", "ismn", "issn", "upc",
        ],
    ),
    ("intarray", &["query_int"]),
    ("postgis", &["geometry", "geography", "box2d", "box3d"]),
    ("vector", &["vector", "halfvec", "sparsevec"]),
];

impl Builder {
    /// DROP, after that word.
    pub fn drop_statement(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        for (words, kind) in RELATIONS {
            if cursor.take(words) {
                return self.drop_relations(cursor, kind);
            }
        }
        if cursor.is_word("RULE") {
            return self.drop_rule(cursor);
        }
        if let Some(kind) = cursor.take_one_of(&["TRIGGER", "POLICY"]) {
            return self.drop_part(cursor, kind);
        }
        if cursor.take("TYPE") || cursor.take("DOMAIN") {
            return self.drop_each(cursor, "type", Self::drop_type);
        }
        if cursor
            .take_one_of(&["FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE"])
            .is_some()
        {
            return self.drop_functions(cursor);
        }
        if cursor.take("SCHEMA") {
            return self.drop_each(cursor, "schema", Self::drop_schema);
        }
        if cursor.take("EXTENSION") {
            return self.drop_each(cursor, "extension", Self::drop_extension);
        }
        let mapping = cursor.is_words("USER MAPPING");
        if !mapping && (cursor.take("ROLE") || cursor.take("USER") || cursor.take("GROUP")) {
            return self.drop_each(cursor, "role", Self::drop_role);
        }
        if cursor.take("STATISTICS") {
            return self.drop_each(cursor, "statistics", Self::drop_statistics);
        }
        if cursor.is_words("OWNED BY") || cursor.is_word("DATABASE") || cursor.is_word("TABLESPACE")
        {
            return Ok(Done::skipped("drop", ""));
        }
        self.drop_kept(*cursor)
    }

    /// Reads `[IF EXISTS] name, ... [CASCADE]` and drops one after the other.
    fn drop_each(
        &mut self,
        cursor: &mut Cursor<'_>,
        kind: &'static str,
        drop: fn(&mut Self, &QualifiedName, bool) -> Applied<()>,
    ) -> Applied {
        let if_exists = cursor.take("IF EXISTS");
        let mut names = Vec::new();
        loop {
            names.push(cursor.qualified_name()?);
            if !cursor.take_mark(b',') {
                break;
            }
        }
        let cascade = cursor.take("CASCADE");
        cursor.take("RESTRICT");
        cursor.finish()?;
        self.drop_all(&names, if_exists, cascade, kind, drop)
    }

    fn drop_all(
        &mut self,
        names: &[QualifiedName],
        if_exists: bool,
        cascade: bool,
        kind: &'static str,
        drop: fn(&mut Self, &QualifiedName, bool) -> Applied<()>,
    ) -> Applied {
        let label = names
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ");
        let mut done = Done::new(kind, label);
        for name in names {
            match drop(self, name, cascade) {
                Ok(()) => {}
                // What is not there cannot be dropped: nothing is lost by going on.
                Err(Fault::Missing(reason)) => {
                    if !if_exists && !self.lenient_missing {
                        done.understood = false;
                    }
                    done.note = format!("{reason}: no effect");
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(done)
    }

    fn drop_relations(&mut self, cursor: &mut Cursor<'_>, kind: &'static str) -> Applied {
        cursor.take("CONCURRENTLY");
        self.drop_each(cursor, kind, |builder, name, cascade| {
            match builder.relation(name) {
                Some((schema, relation)) => {
                    builder.drop_relation(&schema, &name.name, relation, cascade)
                }
                None => Err(missing("relation", name)),
            }
        })
    }

    /// Rules are kept word for word; where none is known of that name, dropping it is no fault.
    fn drop_rule(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        match self.drop_kept(*cursor) {
            Err(Fault::Keep) => {
                let mut done = Done::skipped("rule", super::headline::headline(cursor.rewound()).1);
                done.note = "the rule is not in what was read: no effect".to_string();
                Ok(done)
            }
            other => other,
        }
    }

    fn drop_part(&mut self, cursor: &mut Cursor<'_>, kind: &str) -> Applied {
        let if_exists = cursor.take("IF EXISTS");
        let name = cursor.name()?;
        cursor.expect("ON")?;
        let table_name = cursor.qualified_name()?;
        let _ = cursor.take("CASCADE") || cursor.take("RESTRICT");
        cursor.finish()?;
        let word = match kind {
            "TRIGGER" => "trigger",
            _ => "policy",
        };
        let mut done = Done::new(word, &name);
        let dropped = match self.relation(&table_name) {
            Some((_, Relation::Table(table))) => self.drop_table_part(table, kind, &name),
            Some((_, Relation::View(view))) => match self.schema.views.get_mut(&view) {
                Some(view) if kind == "TRIGGER" => {
                    let triggers = &mut Arc::make_mut(view).triggers;
                    let before = triggers.len();
                    triggers.retain(|own| own.name != name);
                    triggers.len() < before
                }
                _ => false,
            },
            Some(_) => return Err(Fault::Keep),
            None => false,
        };
        if !dropped {
            done.understood = if_exists || self.lenient_missing;
            done.note = format!("{table_name} has no {word} {name}: no effect");
        }
        Ok(done)
    }

    fn drop_table_part(&mut self, table: TableId, kind: &str, name: &str) -> bool {
        let family = self.family(table);
        let Ok(owner) = self.table_mut(table) else {
            return false;
        };
        if kind == "POLICY" {
            let before = owner.policies.len();
            owner.policies.retain(|own| own.name != name);
            return owner.policies.len() < before;
        }
        let before = owner.triggers.len();
        owner.triggers.retain(|own| own.name != name);
        let dropped = owner.triggers.len() < before;
        for child in family.into_iter().skip(1) {
            if let Ok(child) = self.table_mut(child) {
                child
                    .triggers
                    .retain(|own| own.name != name || !own.inherited);
            }
        }
        dropped
    }

    fn drop_type(&mut self, name: &QualifiedName, cascade: bool) -> Applied<()> {
        let Some((schema, id)) = self.user_type(name) else {
            return match self.drop_kept_type(name, cascade) {
                true => Ok(()),
                false => Err(missing("type", name)),
            };
        };
        self.forget_type(&schema, &name.name, id);
        if cascade {
            self.fell(Fallen::Type(schema, name.name.clone()));
        }
        Ok(())
    }

    fn drop_functions(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let if_exists = cursor.take("IF EXISTS");
        let mut done = Done::new("function", "");
        let mut names = Vec::new();
        loop {
            let name = cursor.qualified_name()?;
            let arguments = if cursor.is(b'(') {
                let list = cursor.group_tokens()?;
                Some(self.identity_arguments(&cursor.over(list)))
            } else {
                None
            };
            names.push((name, arguments));
            if !cursor.take_mark(b',') {
                break;
            }
        }
        let cascade = cursor.take("CASCADE");
        cursor.take("RESTRICT");
        cursor.finish()?;
        for (name, arguments) in names {
            done.name = name.to_string();
            match self.find_function(&name, arguments.as_deref()) {
                Some(id) => self.forget_function(id, cascade),
                None if name.schema.as_deref() == Some("pg_temp") => return Err(Fault::Temporary),
                None => {
                    done.understood = if_exists || self.lenient_missing;
                    done.note = format!("function {name} is not in what was read: no effect");
                }
            }
        }
        Ok(done)
    }

    /// Takes a function out, and with CASCADE what calls it.
    pub fn forget_function(&mut self, id: FunctionId, cascade: bool) {
        let Some(function) = self.schema.functions.remove(&id) else {
            return;
        };
        let (schema, name) = (function.schema.as_str(), function.name.as_str());
        let same_name = self.functions.entry(schema, name);
        same_name.retain(|other| *other != id);
        let last = same_name.is_empty();
        let object = quote::qualified(schema, name);
        self.forget_grants(&format!("{object}({})", function.identity_arguments));
        if last {
            self.forget_grants(&object);
        }
        if !cascade {
            return;
        }
        // Of several of one name, the text does not tell which is called.
        if last {
            self.fell(Fallen::Function(schema.to_string(), name.to_string()));
        }
    }

    fn drop_schema(&mut self, name: &QualifiedName, _cascade: bool) -> Applied<()> {
        let schema = name.name.as_str();
        let known = self.namespaces.remove(schema);
        if known.is_none() && schema != "public" {
            return Err(missing("schema", name));
        }
        if let Some(id) = known {
            self.schema.namespaces.remove(&id);
        }
        let relations: Vec<(String, Relation)> = self
            .relations
            .in_schema(schema)
            .map(|(name, relation)| (name.clone(), *relation))
            .collect();
        for (name, relation) in relations {
            // A table takes its indexes and sequences along, so some are gone by now.
            let whole = matches!(
                relation,
                Relation::Table(_)
                    | Relation::View(_)
                    | Relation::Sequence(_)
                    | Relation::Verbatim(_)
            );
            if whole && self.relations.contains(schema, &name) {
                self.drop_relation(schema, &name, relation, true)?;
            }
        }
        let types: Vec<String> = self
            .types
            .in_schema(schema)
            .map(|(name, _)| name.clone())
            .collect();
        for name in types {
            self.drop_type(&QualifiedName::new(schema, &name), true)?;
        }
        let functions: Vec<FunctionId> = self
            .functions
            .in_schema(schema)
            .flat_map(|(_, ids)| ids.iter().copied())
            .collect();
        for function in functions {
            self.forget_function(function, true);
        }
        self.forget_grants(&quote::identifier(schema));
        Ok(())
    }

    fn drop_extension(&mut self, name: &QualifiedName, cascade: bool) -> Applied<()> {
        if cascade {
            for (_, types) in EXTENSION_TYPES.iter().filter(|(own, _)| *own == name.name) {
                for own in *types {
                    let schemas = self
                        .schema
                        .extensions
                        .values()
                        .filter(|own| own.name == name.name);
                    let schema = schemas.filter_map(|own| own.schema.clone()).next();
                    let schema = schema.unwrap_or_else(|| "public".to_string());
                    self.fell(Fallen::Type(schema, own.to_string()));
                }
            }
        }
        let found = self
            .schema
            .extensions
            .values()
            .find(|extension| extension.name == name.name)
            .map(|extension| extension.id);
        match found {
            Some(id) => {
                self.schema.extensions.remove(&id);
                Ok(())
            }
            None => Err(missing("extension", name)),
        }
    }

    fn drop_role(&mut self, name: &QualifiedName, _cascade: bool) -> Applied<()> {
        match self.roles.remove(&name.name) {
            Some(id) => {
                self.schema.roles.remove(&id);
                Ok(())
            }
            None => Err(missing("role", name)),
        }
    }

    fn drop_statistics(&mut self, name: &QualifiedName, _cascade: bool) -> Applied<()> {
        let schemas: Vec<String> = self.schemas_of(name).map(str::to_string).collect();
        let found = self
            .schema
            .statistics
            .values()
            .find(|own| own.name == name.name && schemas.contains(&own.schema))
            .map(|own| own.id);
        match found {
            Some(id) => {
                self.schema.statistics.remove(&id);
                Ok(())
            }
            None => Err(missing("statistics", name)),
        }
    }
}
