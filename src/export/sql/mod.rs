//! `init.sql`: the whole schema as one script that loads into an empty PostgreSQL.
//!
//! The order is pg_dump's where it must be and an engineer's where it can be: every table stands with its keys, indexes and
//! comments; foreign keys stand in their table when their target comes before it, and after all tables otherwise.

mod alone;
mod blocks;
mod partition;
mod roles;
mod script;
mod tables;

use std::collections::BTreeMap;

use crate::model::{Document, ObjectRef, Schema, Sequence, Table, TableId, Trigger, View};
use crate::sql::{order, quote, types, writer};

pub use alone::{statements_of, text_of};
pub use blocks::Blocks;
use partition::Partitions;
use script::Script;

use super::foreign::to_postgresql;

/// `init.sql` of a document. Of a schema of another database, what PostgreSQL cannot hold stands at its head.
pub fn document(document: &Document) -> String {
    let (schema, losses) = to_postgresql::convert(document);
    script_of(&schema, &document.title, &to_postgresql::head(&losses))
}

/// `init.sql` of a schema. The title stands at the head.
pub fn write(schema: &Schema, title: &str) -> String {
    script_of(schema, title, "")
}

fn script_of(schema: &Schema, title: &str, remark: &str) -> String {
    let exporter = Exporter::new(schema);
    let mut script = Script::new();
    head(schema, title, remark, &mut script);
    exporter.objects(&mut script);
    exporter.after_tables(&mut script);
    exporter.security(&mut script);
    exporter.privileges(&mut script);
    exporter.rest(&mut script);
    script.finish()
}

fn head(schema: &Schema, title: &str, remark: &str, script: &mut Script) {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if !title.is_empty() {
        script.line(&format!("-- {title}"));
    }
    script.line("-- Loads into an empty PostgreSQL database. Written by Cadastre.");
    remark.lines().for_each(|line| script.line(line));
    if !schema.functions.is_empty() {
        // A body may name tables that come later; PostgreSQL would look for them now.
        script.statement("SET check_function_bodies = false");
    }
}

struct Exporter<'a> {
    schema: &'a Schema,
    order: Vec<ObjectRef>,
    /// Where each object stands in the order.
    place: BTreeMap<ObjectRef, usize>,
    /// Functions by name, to know whether a text calls one that comes later.
    functions: BTreeMap<&'a str, usize>,
    partitions: Partitions,
    /// From this place on only verbatim statements stand.
    late_from: usize,
    /// Tables in the order in which they are made, which what comes after them keeps: a script that is read back, and so
    /// numbered anew, is written the same again.
    tables: Vec<&'a Table>,
    /// Views in the order in which they are made.
    views: Vec<&'a View>,
    /// Sequences by the table that owns them, those of `serial` columns in the order of these.
    owned_sequences: BTreeMap<TableId, Vec<&'a Sequence>>,
    /// Whether each object is written to be read by itself: what it refers to stands somewhere else.
    alone: bool,
}

impl<'a> Exporter<'a> {
    fn new(schema: &'a Schema) -> Self {
        Exporter::ordered(schema, order::creation_order(schema), false)
    }

    /// For objects that are read by themselves: their order is the caller's.
    fn alone(schema: &'a Schema) -> Self {
        let sequences = schema.sequences.keys();
        let order = sequences.map(|id| ObjectRef::Sequence(*id)).collect();
        Exporter::ordered(schema, order, true)
    }

    fn ordered(schema: &'a Schema, order: Vec<ObjectRef>, alone: bool) -> Self {
        let place: BTreeMap<ObjectRef, usize> = order
            .iter()
            .enumerate()
            .map(|(place, object)| (*object, place))
            .collect();
        let mut functions: BTreeMap<&str, usize> = BTreeMap::new();
        for (id, function) in &schema.functions {
            let at = place.get(&ObjectRef::Function(*id)).copied().unwrap_or(0);
            let last = functions.entry(&function.name).or_insert(at);
            *last = (*last).max(at);
        }
        let late_from = order
            .iter()
            .rposition(|object| !matches!(object, ObjectRef::Verbatim(_)))
            .map_or(0, |last| last + 1);
        let tables = order.iter().filter_map(|object| match object {
            ObjectRef::Table(id) => schema.tables.get(id).map(|table| &**table),
            _ => None,
        });
        let views = order.iter().filter_map(|object| match object {
            ObjectRef::View(id) => schema.views.get(id).map(|view| &**view),
            _ => None,
        });
        Exporter {
            schema,
            tables: tables.collect(),
            views: views.collect(),
            owned_sequences: owned_sequences(schema, &place),
            order,
            late_from,
            place,
            functions,
            partitions: Partitions::of(schema),
            alone,
        }
    }

    fn place(&self, object: ObjectRef) -> usize {
        self.place.get(&object).copied().unwrap_or(usize::MAX)
    }

    /// Everything that stands by itself, in order.
    fn objects(&self, script: &mut Script) {
        let needed = roles::needed(self.schema);
        let mut roles_written = needed.is_empty();
        for object in &self.order {
            // Roles that are named but not made come after those that are made.
            if !roles_written
                && !matches!(
                    object,
                    ObjectRef::Namespace(_) | ObjectRef::Extension(_) | ObjectRef::Role(_)
                )
            {
                roles::write(&needed, script);
                roles_written = true;
            }
            self.object(*object, script);
        }
        if !roles_written {
            roles::write(&needed, script);
        }
    }

    fn object(&self, object: ObjectRef, script: &mut Script) {
        let schema = self.schema;
        match object {
            ObjectRef::Namespace(id) => {
                let Some(namespace) = schema.namespaces.get(&id) else {
                    return;
                };
                script.section("Schemas");
                if namespace.name != "public" {
                    script.statement(&writer::create_namespace(namespace));
                }
                if namespace.comment.is_some() {
                    script.statement(&writer::comment_on_namespace(namespace));
                }
            }
            ObjectRef::Extension(id) => {
                let Some(extension) = schema.extensions.get(&id) else {
                    return;
                };
                script.section("Extensions");
                script.statement(&writer::create_extension(extension));
                if extension.comment.is_some() {
                    script.statement(&writer::comment_on_extension(extension));
                }
            }
            ObjectRef::Role(id) => {
                let Some(role) = schema.roles.get(&id) else {
                    return;
                };
                script.section("Roles");
                script.statement(&writer::create_role_unless_exists(role));
                if role.comment.is_some() {
                    script.statement(&writer::comment_on_role(role));
                }
            }
            ObjectRef::Type(id) => {
                let Some(user_type) = schema.types.get(&id) else {
                    return;
                };
                script.section("Types");
                script.spaced(&writer::create_type(schema, user_type));
                script.statements(writer::default_taken_over(schema, user_type));
                if user_type.comment.is_some() {
                    script.statement(&writer::comment_on_type(user_type));
                }
                self.unvalidated_domain_checks(user_type, script);
                script.statements(writer::comments_on_type_parts(user_type));
            }
            ObjectRef::Sequence(id) => {
                let Some(sequence) = schema.sequences.get(&id) else {
                    return;
                };
                if self.made_by_serial(sequence) {
                    return;
                }
                script.section("Sequences");
                script.statement(&writer::create_sequence(sequence));
                if sequence.comment.is_some() {
                    script.statement(&writer::comment_on_sequence(sequence));
                }
            }
            ObjectRef::Function(id) => {
                let Some(function) = schema.functions.get(&id) else {
                    return;
                };
                script.section("Functions");
                script.spaced(&writer::create_function(function));
                if function.comment.is_some() {
                    script.statement(&writer::comment_on_function(function));
                }
            }
            ObjectRef::Table(id) => {
                let Some(table) = schema.tables.get(&id) else {
                    return;
                };
                script.section("Tables");
                self.table(table, script);
            }
            ObjectRef::View(id) => {
                let Some(view) = schema.views.get(&id) else {
                    return;
                };
                script.section("Views");
                view_statements(view, script);
            }
            ObjectRef::Verbatim(id) => {
                let Some(verbatim) = schema.verbatim.get(&id) else {
                    return;
                };
                // The late ones come at the very end, after triggers, policies and privileges.
                if !self.is_late(object) {
                    script.section("Kept as written");
                    script.spaced(&verbatim.sql);
                }
            }
            _ => {}
        }
    }

    /// Whether nothing but verbatim statements comes after this one.
    fn is_late(&self, object: ObjectRef) -> bool {
        self.place(object) >= self.late_from
    }

    fn unvalidated_domain_checks(&self, user_type: &crate::model::UserType, script: &mut Script) {
        if let crate::model::UserTypeKind::Domain { checks, .. } = &user_type.kind {
            for check in checks.iter().filter(|check| !check.validated) {
                script.statement(&writer::add_domain_check(user_type, check));
            }
        }
    }

    fn statistics(&self, statistics: &crate::model::Statistics, script: &mut Script) {
        script.section("Statistics");
        script.statements(writer::statistics_statements(statistics));
    }

    fn made_by_serial(&self, sequence: &crate::model::Sequence) -> bool {
        sequence
            .owned_by
            .and_then(|(table, column)| {
                let table = self.schema.table(table)?;
                writer::serial_form(self.schema, table, table.column(column)?)
            })
            .is_some_and(|(_, id)| id == sequence.id)
    }

    /// The state of the trigger that a partition's is a copy of, which the copy has when it is made.
    fn state_above(&self, table: &Table, copy: &Trigger) -> Option<&Option<String>> {
        let parent = self.schema.table(table.partition_of.as_ref()?.parent)?;
        let above = parent.triggers.iter().find(|own| own.name == copy.name)?;
        Some(&above.state)
    }

    /// Row security with its policies, then triggers.
    fn security(&self, script: &mut Script) {
        for table in &self.tables {
            let name = quote::table(table);
            for trigger in table.triggers.iter().filter(|trigger| trigger.inherited) {
                if self.state_above(table, trigger) != Some(&trigger.state) {
                    script.section("Triggers");
                    script.statement(&writer::alter_trigger_state(table, trigger));
                }
            }
            for trigger in table.triggers.iter().filter(|trigger| !trigger.inherited) {
                script.section("Triggers");
                script.spaced(&writer::create_trigger(&name, trigger));
                script.statements(writer::trigger_state(table, trigger));
                if trigger.comment.is_some() {
                    script.statement(&writer::comment_on_trigger(&name, trigger));
                }
            }
        }
        for view in &self.views {
            let name = writer::view_reference(view);
            for trigger in &view.triggers {
                script.section("Triggers");
                script.spaced(&writer::create_trigger(&name, trigger));
                if trigger.comment.is_some() {
                    script.statement(&writer::comment_on_trigger(&name, trigger));
                }
            }
        }
        for table in &self.tables {
            let statements = writer::row_security(table);
            if statements.is_empty() && table.policies.is_empty() {
                continue;
            }
            script.section("Row security");
            script.blank();
            script.statements(statements);
            for policy in &table.policies {
                script.statement(&writer::create_policy(table, policy));
                if policy.comment.is_some() {
                    script.statement(&writer::comment_on_policy(table, policy));
                }
            }
        }
    }

    fn privileges(&self, script: &mut Script) {
        for grant in self.schema.grants.values() {
            script.section("Privileges");
            script.statement(&writer::grant(grant));
        }
        for privilege in self.schema.default_privileges.values() {
            script.section("Privileges");
            script.statement(&writer::default_privilege(privilege));
        }
    }

    /// Verbatim statements that other objects are not made with.
    fn rest(&self, script: &mut Script) {
        for object in &self.order {
            if let ObjectRef::Verbatim(id) = object
                && self.is_late(*object)
                && let Some(verbatim) = self.schema.verbatim.get(id)
            {
                script.section("Kept as written at the end");
                script.spaced(&verbatim.sql);
            }
        }
    }
}

fn owned_sequences<'a>(
    schema: &'a Schema,
    place: &BTreeMap<ObjectRef, usize>,
) -> BTreeMap<TableId, Vec<&'a Sequence>> {
    let mut owned: BTreeMap<TableId, Vec<_>> = BTreeMap::new();
    for sequence in schema.sequences.values() {
        let Some((table, column)) = sequence.owned_by else {
            continue;
        };
        let at = match sequence.from_serial {
            true => schema
                .table(table)
                .and_then(|table| table.columns.iter().position(|own| own.id == column)),
            false => place.get(&ObjectRef::Sequence(sequence.id)).copied(),
        };
        owned
            .entry(table)
            .or_default()
            .push((!sequence.from_serial, at, &**sequence));
    }
    let sorted = |mut list: Vec<(bool, Option<usize>, &'a Sequence)>| {
        list.sort_by_key(|(written, at, _)| (*written, *at));
        list.into_iter().map(|(_, _, sequence)| sequence).collect()
    };
    owned
        .into_iter()
        .map(|(table, list)| (table, sorted(list)))
        .collect()
}

fn view_statements(view: &View, script: &mut Script) {
    script.spaced(&writer::create_view(view));
    script.statements(writer::view_parts(view));
}

/// Whether a type is written the same in both; used where a partition must match its parent.
fn same_type(a: &crate::model::DataType, b: &crate::model::DataType) -> bool {
    types::write(a) == types::write(b)
}
