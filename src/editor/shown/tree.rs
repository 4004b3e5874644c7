//! The lines of the tree, top to bottom: heads of sections and the objects under those that are open.

use std::collections::{BTreeMap, BTreeSet};

use crate::editor::search::Hit;
use crate::model::{Document, ObjectRef, Schema};

/// Parts of tables shown of a filtered tree, at most.
const PARTS_SHOWN: usize = 200;

/// A part of the tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// The tables of a schema.
    Tables(String),
    /// The schemas themselves.
    Schemas,
    /// Views and materialized views.
    Views,
    /// Enums, domains, composites and ranges.
    Types,
    /// Sequences.
    Sequences,
    /// Functions, procedures and aggregates.
    Functions,
    /// Extensions.
    Extensions,
    /// Roles, grants and default privileges.
    Roles,
    /// Extended statistics.
    Statistics,
    /// Statements kept word for word.
    Verbatim,
    /// Columns, keys, indexes, policies and triggers that a filter found.
    Parts,
}

impl Section {
    /// Its heading.
    pub fn title(&self) -> String {
        match self {
            Section::Tables(schema) => schema.clone(),
            Section::Schemas => "Schemas".to_string(),
            Section::Views => "Views".to_string(),
            Section::Types => "Types".to_string(),
            Section::Sequences => "Sequences".to_string(),
            Section::Functions => "Functions".to_string(),
            Section::Extensions => "Extensions".to_string(),
            Section::Roles => "Roles and grants".to_string(),
            Section::Statistics => "Statistics".to_string(),
            Section::Verbatim => "Kept as written".to_string(),
            Section::Parts => "In tables".to_string(),
        }
    }
}

/// A line of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    /// The head of a section.
    Head {
        /// Which.
        section: Section,
        /// Objects in it.
        count: usize,
        /// Whether they are shown.
        open: bool,
    },
    /// An object, with its place among those of its section.
    Item {
        /// Which.
        object: ObjectRef,
        /// Its place, counted from 1.
        position: usize,
        /// How many there are.
        of: usize,
    },
}

impl Row {
    /// The object, unless it is a head.
    pub fn object(&self) -> Option<ObjectRef> {
        match self {
            Row::Item { object, .. } => Some(*object),
            Row::Head { .. } => None,
        }
    }
}

/// The tree of a document. `found` is what a filter left over; then every section is open.
pub fn rows(document: &Document, closed: &BTreeSet<Section>, found: Option<&[Hit]>) -> Vec<Row> {
    let kept: Option<BTreeSet<ObjectRef>> =
        found.map(|hits| hits.iter().map(|hit| hit.object).collect());
    let mut rows = Vec::new();
    for (section, objects) in sections(&document.schema) {
        let objects = match &kept {
            Some(kept) => objects
                .into_iter()
                .filter(|object| kept.contains(object))
                .collect(),
            None => objects,
        };
        let open = kept.is_some() || !closed.contains(&section);
        push(&mut rows, section, &objects, open);
    }
    if let Some(hits) = found {
        let parts: Vec<ObjectRef> = hits
            .iter()
            .map(|hit| hit.object)
            .filter(|object| object.table().is_some() && !matches!(object, ObjectRef::Table(_)))
            .take(PARTS_SHOWN)
            .collect();
        push(&mut rows, Section::Parts, &parts, true);
    }
    rows
}

fn push(rows: &mut Vec<Row>, section: Section, objects: &[ObjectRef], open: bool) {
    if objects.is_empty() {
        return;
    }
    rows.push(Row::Head {
        section,
        count: objects.len(),
        open,
    });
    if open {
        rows.extend(
            objects
                .iter()
                .enumerate()
                .map(|(position, object)| Row::Item {
                    object: *object,
                    position: position + 1,
                    of: objects.len(),
                }),
        );
    }
}

/// All objects by section, by name within each.
fn sections(schema: &Schema) -> Vec<(Section, Vec<ObjectRef>)> {
    let mut tables: BTreeMap<&str, Vec<(&str, ObjectRef)>> = BTreeMap::new();
    for namespace in schema.namespaces.values() {
        tables.entry(&namespace.name).or_default();
    }
    for table in schema.tables.values() {
        tables
            .entry(&table.header.schema)
            .or_default()
            .push((&table.header.name, ObjectRef::Table(table.id)));
    }
    // `public` first: it is where most people look.
    let mut schemas: Vec<_> = tables.into_iter().collect();
    schemas.sort_by_key(|(name, _)| (*name != "public", *name));
    let mut sections: Vec<(Section, Vec<ObjectRef>)> = schemas
        .into_iter()
        .map(|(name, tables)| (Section::Tables(name.to_string()), sorted(tables)))
        .collect();
    sections.extend(others(schema));
    sections
}

fn others(schema: &Schema) -> Vec<(Section, Vec<ObjectRef>)> {
    let namespaces = schema
        .namespaces
        .values()
        .map(|one| (one.name.as_str(), ObjectRef::Namespace(one.id)));
    let views = schema
        .views
        .values()
        .map(|one| (one.name.as_str(), ObjectRef::View(one.id)));
    let types = schema
        .types
        .values()
        .map(|one| (one.name.as_str(), ObjectRef::Type(one.id)));
    let sequences = schema
        .sequences
        .values()
        .map(|one| (one.name.as_str(), ObjectRef::Sequence(one.id)));
    let functions = schema
        .functions
        .values()
        .map(|one| (one.name.as_str(), ObjectRef::Function(one.id)));
    let extensions = schema
        .extensions
        .values()
        .map(|one| (one.name.as_str(), ObjectRef::Extension(one.id)));
    let statistics = schema
        .statistics
        .values()
        .map(|one| (one.name.as_str(), ObjectRef::Statistics(one.id)));
    let mut roles: Vec<ObjectRef> = schema.roles.keys().map(|id| ObjectRef::Role(*id)).collect();
    roles.extend(schema.grants.keys().map(|id| ObjectRef::Grant(*id)));
    roles.extend(
        schema
            .default_privileges
            .keys()
            .map(|id| ObjectRef::DefaultPrivilege(*id)),
    );
    let verbatim = schema
        .verbatim
        .keys()
        .map(|id| ObjectRef::Verbatim(*id))
        .collect();
    vec![
        (Section::Schemas, sorted(namespaces.collect())),
        (Section::Views, sorted(views.collect())),
        (Section::Types, sorted(types.collect())),
        (Section::Sequences, sorted(sequences.collect())),
        (Section::Functions, sorted(functions.collect())),
        (Section::Extensions, sorted(extensions.collect())),
        (Section::Roles, roles),
        (Section::Statistics, sorted(statistics.collect())),
        (Section::Verbatim, verbatim),
    ]
}

fn sorted(mut named: Vec<(&str, ObjectRef)>) -> Vec<ObjectRef> {
    named.sort();
    named.into_iter().map(|(_, object)| object).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, Schema, Table, TableId};
    use std::sync::Arc;

    #[test]
    fn every_object_that_stands_by_itself_has_a_line() {
        let text = "CREATE SCHEMA app; CREATE EXTENSION pgcrypto; CREATE TYPE s AS ENUM ('a'); CREATE SEQUENCE q;
            CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT 1 AS one; CREATE ROLE r;
            CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; GRANT SELECT ON t TO r;
            ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r; CREATE STATISTICS x ON a, b FROM t;
            CREATE RULE u AS ON INSERT TO t DO NOTHING;";
        let source = crate::import::Source {
            name: "all.sql".to_string(),
            text: text.to_string(),
        };
        let read = crate::import::read(&[source], &Default::default(), &mut |_| {
            std::ops::ControlFlow::Continue(())
        });
        let schema = read.unwrap().schema;
        let document = Document::new("Test", schema);
        let rows = rows(&document, &BTreeSet::new(), None);
        let shown: BTreeSet<ObjectRef> = rows.iter().filter_map(Row::object).collect();
        let schema = &document.schema;
        let mut all = vec![];
        all.extend(schema.namespaces.keys().map(|id| ObjectRef::Namespace(*id)));
        all.extend(schema.extensions.keys().map(|id| ObjectRef::Extension(*id)));
        all.extend(schema.types.keys().map(|id| ObjectRef::Type(*id)));
        all.extend(schema.sequences.keys().map(|id| ObjectRef::Sequence(*id)));
        all.extend(schema.tables.keys().map(|id| ObjectRef::Table(*id)));
        all.extend(schema.views.keys().map(|id| ObjectRef::View(*id)));
        all.extend(schema.functions.keys().map(|id| ObjectRef::Function(*id)));
        all.extend(schema.roles.keys().map(|id| ObjectRef::Role(*id)));
        all.extend(schema.grants.keys().map(|id| ObjectRef::Grant(*id)));
        let defaults = schema.default_privileges.keys();
        all.extend(defaults.map(|id| ObjectRef::DefaultPrivilege(*id)));
        all.extend(
            schema
                .statistics
                .keys()
                .map(|id| ObjectRef::Statistics(*id)),
        );
        all.extend(schema.verbatim.keys().map(|id| ObjectRef::Verbatim(*id)));
        let kinds: BTreeSet<_> = all
            .iter()
            .map(std::mem::discriminant)
            .map(|d| format!("{d:?}"))
            .collect();
        assert_eq!(kinds.len(), 12, "the text makes one of each kind");
        assert_eq!(shown, all.into_iter().collect());
    }

    fn document() -> Document {
        let mut schema = Schema::default();
        for (id, namespace, name) in [
            (1, "billing", "invoices"),
            (2, "public", "users"),
            (3, "public", "accounts"),
        ] {
            schema.tables.insert(
                TableId(id),
                Arc::new(Table::new(TableId(id), namespace, name)),
            );
        }
        Document::new("Test", schema)
    }

    #[test]
    fn public_comes_first_and_tables_stand_by_name() {
        let rows = rows(&document(), &BTreeSet::new(), None);
        let objects: Vec<Option<ObjectRef>> = rows.iter().map(Row::object).collect();
        assert_eq!(
            objects,
            [
                None,
                Some(ObjectRef::Table(TableId(3))),
                Some(ObjectRef::Table(TableId(2))),
                None,
                Some(ObjectRef::Table(TableId(1)))
            ]
        );
    }

    #[test]
    fn a_closed_section_shows_its_head_alone() {
        let closed = BTreeSet::from([Section::Tables("public".to_string())]);
        let rows = rows(&document(), &closed, None);
        assert_eq!(rows.len(), 3);
        assert!(matches!(
            rows.first(),
            Some(Row::Head {
                count: 2,
                open: false,
                ..
            })
        ));
    }

    #[test]
    fn a_filter_opens_what_it_leaves() {
        let closed = BTreeSet::from([Section::Tables("public".to_string())]);
        let hit = Hit {
            object: ObjectRef::Table(TableId(2)),
            kind: crate::editor::search::Kind::Table,
            name: "users".to_string(),
            matched: Vec::new(),
        };
        let rows = rows(&document(), &closed, Some(&[hit]));
        assert_eq!(rows.len(), 2);
    }
}
