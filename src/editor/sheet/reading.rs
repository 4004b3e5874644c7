//! Reads a stretch of text behind the few objects that it names.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::export;
use crate::import::{self, Import, Source, StatementReport};
use crate::model::*;
use crate::sql::expression;

use super::Fault;
use super::faults::{fault_of, loose_targets, missing_targets, unknown_types};

/// What a stretch of text makes.
pub(super) struct Reading {
    /// What was read, what stands around it included; by ids of its own.
    pub read: Schema,
    /// Renames that the author declared, by the read object's name.
    pub renames: Vec<(ObjectRef, String)>,
    /// The objects the text stood for before.
    pub objects: BTreeSet<ObjectRef>,
    /// Objects that stand elsewhere, which the text names.
    pub around: Schema,
    /// Those of them that the text changes.
    pub elsewhere: BTreeSet<ObjectRef>,
}

impl Reading {
    /// Reads a text that stands in place of `objects`, behind `earlier` ones: default privileges among those hold for it.
    ///
    /// # Errors
    /// What cannot be read, in bytes of the text.
    pub fn of(
        schema: &Schema,
        objects: &BTreeSet<ObjectRef>,
        earlier: &BTreeSet<ObjectRef>,
        text: &str,
    ) -> Result<Reading, Vec<Fault>> {
        let mut around = around(schema, objects, text);
        let defaults = schema.default_privileges.iter();
        around.default_privileges = defaults
            .filter(|(id, _)| earlier.contains(&ObjectRef::DefaultPrivilege(**id)))
            .map(|(id, one)| (*id, one.clone()))
            .collect();
        if !around.default_privileges.is_empty() {
            // What they give may be given already.
            let held = schema.grants.iter();
            let held = held.filter(|(id, _)| !objects.contains(&ObjectRef::Grant(**id)));
            around.grants = held.map(|(id, one)| (*id, one.clone())).collect();
        }
        let before = export::sql::write(&around, "");
        let known = read(&[&before]).schema;
        let import = read(&[&before, text]);
        let own = import.report.statements.iter();
        let own: Vec<&StatementReport> = own.filter(|one| one.source == 1).collect();
        let mut faults: Vec<Fault> = own.iter().filter_map(|one| fault_of(one, text)).collect();
        if faults.is_empty() {
            faults = unknown_types(schema, &known, &import, text);
            faults.extend(missing_targets(schema, &known, &import, text));
            faults.extend(loose_targets(schema, &known, &import.schema, text));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let declared = import.report.renames.iter();
        let declared = declared.map(|one| (one.object, one.from.clone()));
        let mut reading = Reading {
            elsewhere: changed(&known, &import.schema, &around),
            renames: declared.collect(),
            read: import.schema,
            objects: objects.clone(),
            around,
        };
        reading.joins_families(schema);
        Ok(reading)
    }

    /// A new partition or child gets the columns of its parent, so the parent is read with it.
    fn joins_families(&mut self, schema: &Schema) {
        for table in self.read.tables.values() {
            let parent = table.partition_of.as_ref().map(|one| one.parent);
            for parent in parent.iter().chain(&table.inherits) {
                let named = self.read.table(*parent);
                let named = named.and_then(|one| schema.table_named(&one.schema, &one.name));
                let own = named.map(|one| ObjectRef::Table(one.id));
                self.elsewhere
                    .extend(own.filter(|own| !self.objects.contains(own)));
            }
        }
    }
}

/// Reads texts one after the other.
fn read(texts: &[&str]) -> Import {
    let sources: Vec<Source> = texts
        .iter()
        .map(|text| Source {
            name: String::new(),
            text: (*text).to_string(),
        })
        .collect();
    let options = import::Options {
        dialect: Some(Dialect::Postgresql),
        ..import::Options::default()
    };
    // Nothing cancels.
    import::read(&sources, &options, &mut |_| ControlFlow::Continue(())).unwrap_or_default()
}

/// What a text may name of what does not stand in it.
fn around(schema: &Schema, objects: &BTreeSet<ObjectRef>, text: &str) -> Schema {
    let words = expression::words(text);
    let mut around = Schema::default();
    macro_rules! keep {
        ($store:ident, $kind:ident) => {
            for (id, object) in &schema.$store {
                if !objects.contains(&ObjectRef::$kind(*id)) {
                    around.$store.insert(*id, object.clone());
                }
            }
        };
    }
    keep!(namespaces, Namespace);
    keep!(extensions, Extension);
    keep!(types, Type);
    keep!(roles, Role);
    for (id, table) in &schema.tables {
        if !objects.contains(&ObjectRef::Table(*id)) && is_named(table, &words) {
            around.tables.insert(*id, Arc::new(trimmed(table)));
        }
    }
    for (id, view) in &schema.views {
        if !objects.contains(&ObjectRef::View(*id)) && words.contains(&view.name) {
            let mut view = View::clone(view);
            view.triggers.clear();
            around.views.insert(*id, Arc::new(view));
        }
    }
    for (id, sequence) in &schema.sequences {
        if !objects.contains(&ObjectRef::Sequence(*id)) && words.contains(&sequence.name) {
            let mut sequence = Sequence::clone(sequence);
            sequence.owned_by = None;
            around.sequences.insert(*id, Arc::new(sequence));
        }
    }
    for (id, function) in &schema.functions {
        if !objects.contains(&ObjectRef::Function(*id)) && words.contains(&function.name) {
            around.functions.insert(*id, function.clone());
        }
    }
    around
}

/// Whether a text with these words may speak of a table or take a name that one of its parts has.
fn is_named(table: &Table, words: &BTreeSet<String>) -> bool {
    words.contains(&table.name)
        || table.indexes.iter().any(|one| words.contains(&one.name))
        || table
            .constraints
            .iter()
            .any(|one| one.key().is_some() && words.contains(&one.name))
}

/// A table as far as others can refer to it.
fn trimmed(table: &Table) -> Table {
    let mut table = table.clone();
    table.header.partition_of = None;
    table.header.inherits.clear();
    table.header.comment = None;
    table.triggers.clear();
    table.policies.clear();
    table.constraints.retain(|one| one.foreign_key().is_none());
    for column in &mut table.columns {
        column.inherited = false;
    }
    for constraint in &mut table.constraints {
        constraint.inherited = false;
    }
    for index in &mut table.indexes {
        index.inherited = false;
        index.attached_to = None;
    }
    table
}

/// Which of the objects around a text it changes, by the document's ids.
fn changed(known: &Schema, read: &Schema, around: &Schema) -> BTreeSet<ObjectRef> {
    let mut changed = BTreeSet::new();
    macro_rules! differ {
        ($store:ident, $kind:ident, $same:expr) => {
            for (id, before) in &known.$store {
                if read.$store.get(id) != Some(before) {
                    let own = around.$store.values().find(|own| $same(own, before));
                    changed.extend(own.map(|own| ObjectRef::$kind(own.id)));
                }
            }
        };
    }
    differ!(namespaces, Namespace, |a: &Namespace, b: &Namespace| a.name
        == b.name);
    differ!(extensions, Extension, |a: &Extension, b: &Extension| a.name
        == b.name);
    differ!(types, Type, |a: &UserType, b: &UserType| (
        &a.schema, &a.name
    ) == (
        &b.schema, &b.name
    ));
    differ!(tables, Table, |a: &Table, b: &Table| a.qualified_name()
        == b.qualified_name());
    differ!(views, View, |a: &View, b: &View| (&a.schema, &a.name)
        == (&b.schema, &b.name));
    differ!(sequences, Sequence, |a: &Sequence, b: &Sequence| (
        &a.schema, &a.name
    ) == (
        &b.schema, &b.name
    ));
    differ!(functions, Function, |a: &Function, b: &Function| (
        &a.schema,
        &a.name,
        &a.identity_arguments
    ) == (
        &b.schema,
        &b.name,
        &b.identity_arguments
    ));
    changed
}
