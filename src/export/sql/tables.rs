//! Tables of `init.sql`: each with what can stand beside it, and what must wait until all stand.

use std::cmp::Reverse;

use crate::model::{
    Constraint, ConstraintKind, ForeignKey, Index, IndexKeySource, ObjectRef, Table,
};
use crate::sql::{expression, writer};

use super::{Exporter, script::Script};

impl Exporter<'_> {
    /// A table with its settings, indexes, sequences and comments.
    pub(super) fn table(&self, table: &Table, script: &mut Script) {
        let schema = self.schema;
        let form = self.partitions.form(table.id);
        let inside = |constraint: &Constraint| self.stands_inside(table, constraint);
        script.spaced(&writer::create_table_with(schema, table, &inside, form));
        script.statements(writer::table_settings(schema, table));
        for sequence in self.owned_sequences.get(&table.id).into_iter().flatten() {
            if self.made_by_serial(sequence) {
                if sequence.comment.is_some() {
                    script.statement(&writer::comment_on_sequence(sequence));
                }
            } else {
                script.statements(writer::sequence_owned_by(schema, sequence));
            }
        }
        for index in &table.indexes {
            if self.index_stands_with_table(table, index) {
                index_statements(table, index, script);
            }
        }
        if table.comment.is_some() {
            script.statement(&writer::comment_on_table(table));
        }
        for column in &table.columns {
            script.statements(writer::comments_on_column(table, column));
        }
        for constraint in &table.constraints {
            if constraint.comment.is_some() && inside(constraint) {
                script.statement(&writer::comment_on_constraint(table, constraint));
            }
        }
    }

    /// What waits until all tables stand: partitions to attach, indexes of partitioned tables, keys in circles,
    /// constraints not valid yet, statistics, and states that name an index.
    pub(super) fn after_tables(&self, script: &mut Script) {
        let schema = self.schema;
        for table in &self.tables {
            if table.partition_of.is_some()
                && self.partitions.form(table.id) == writer::PartitionForm::Attached
            {
                script.section("Partitions");
                script.statements(writer::attach_partition(schema, table));
            }
        }
        self.late_indexes(script);
        for table in &self.tables {
            for constraint in &table.constraints {
                let written = self.stands_inside(table, constraint);
                if written
                    || constraint.inherited
                    || self.partitions.comes_from_parent(table, constraint)
                {
                    continue;
                }
                script.section("Constraints that wait for other tables");
                script.statement(&writer::add_constraint(schema, table, constraint));
                if constraint.comment.is_some() {
                    script.statement(&writer::comment_on_constraint(table, constraint));
                }
            }
        }
        for table in &self.tables {
            for statement in writer::late_not_null(schema, table) {
                script.section("Not-null constraints that old rows may break");
                script.statement(&statement);
            }
        }
        if !self.alone {
            for statistics in schema.statistics.values() {
                self.statistics(statistics, script);
            }
        }
        for table in &self.tables {
            // The parent's index made these, which leaves their statistics to be set.
            for index in table.indexes.iter().filter(|index| index.inherited) {
                for statement in writer::index_statistics(&table.schema, index) {
                    script.section("Table settings");
                    script.statement(&statement);
                }
            }
            for statement in writer::table_state(table) {
                script.section("Table settings");
                script.statement(&statement);
            }
        }
    }

    /// Indexes of partitioned tables, the deepest first: PostgreSQL takes an index that stands on a partition already for its
    /// part of the parent's.
    fn late_indexes(&self, script: &mut Script) {
        let mut tables = self.tables.clone();
        tables.sort_by_key(|table| Reverse(self.partitions.depth(table.id)));
        for table in &tables {
            for index in &table.indexes {
                if !index.inherited && !self.index_stands_with_table(table, index) {
                    script.section("Indexes that wait for other tables");
                    index_statements(table, index, script);
                }
            }
        }
        for table in &tables {
            let parent = table
                .partition_of
                .as_ref()
                .and_then(|partition| self.schema.table(partition.parent));
            let Some(parent) = parent else { continue };
            for index in table.indexes.iter().filter(|index| !index.inherited) {
                let attached_by_itself = parent
                    .indexes
                    .iter()
                    .any(|above| above.recurse && Some(&above.name) == index.attached_to.as_ref());
                if !attached_by_itself
                    && let Some(attach) = writer::attach_index(&parent.schema, table, index)
                {
                    script.section("Indexes of partitions");
                    script.statement(&attach);
                }
            }
        }
    }

    fn index_stands_with_table(&self, table: &Table, index: &Index) -> bool {
        !index.inherited
            && !self.partitions.has_partitions(table.id)
            && index_texts(index).all(|text| self.calls_stand(text, ObjectRef::Table(table.id)))
    }

    /// Whether a constraint can stand in CREATE TABLE: what it refers to is there by then.
    fn stands_inside(&self, table: &Table, constraint: &Constraint) -> bool {
        if self.partitions.comes_from_parent(table, constraint)
            || !writer::may_stand_in_create_table(table, constraint)
        {
            return false;
        }
        match &constraint.kind {
            ConstraintKind::ForeignKey(key) => self.target_stands(table, key),
            ConstraintKind::Check(check) => {
                self.calls_stand(&check.expression, ObjectRef::Table(table.id))
            }
            _ => true,
        }
    }

    fn target_stands(&self, table: &Table, key: &ForeignKey) -> bool {
        let Some(target) = key.target.table() else {
            // A table the document does not hold; it must be there, or nothing helps.
            return true;
        };
        let Some(target) = self.schema.table(target) else {
            return false;
        };
        let stands = target.id == table.id
            || self.alone
            || self.place(ObjectRef::Table(target.id)) < self.place(ObjectRef::Table(table.id));
        stands
            && (has_key(target, key)
                || (target.id != table.id && !self.partitions.has_partitions(target.id)))
    }

    /// Whether the functions of this schema that a text calls come before an object.
    fn calls_stand(&self, text: &str, object: ObjectRef) -> bool {
        if self.alone || self.functions.is_empty() {
            return true;
        }
        let place = self.place(object);
        expression::functions(text)
            .iter()
            .filter_map(|name| self.functions.get(name.as_str()))
            .all(|function| *function < place)
    }
}

/// Whether a key constraint covers the referenced columns, so that no index must come first.
fn has_key(target: &Table, key: &ForeignKey) -> bool {
    let mut wanted = key.target.columns().to_vec();
    wanted.sort_unstable();
    target
        .constraints
        .iter()
        .filter_map(Constraint::key)
        .any(|found| {
            let mut columns = found.columns.clone();
            columns.sort_unstable();
            columns == wanted
        })
}

fn index_texts(index: &Index) -> impl Iterator<Item = &str> {
    let keys = index.keys.iter().filter_map(|key| match &key.source {
        IndexKeySource::Expression(text) => Some(text.as_str()),
        IndexKeySource::Column(_) => None,
    });
    keys.chain(index.predicate.as_deref())
}

fn index_statements(table: &Table, index: &Index, script: &mut Script) {
    script.statement(&writer::create_index(table, index));
    script.statements(writer::index_parts(&table.schema, index));
}
