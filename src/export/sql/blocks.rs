//! The schema cut into blocks: each object with everything that belongs to it, so that it can be read and edited by itself.
//!
//! A table stands with its keys, indexes, triggers, policies, comments and the sequences its columns own. Tables that share
//! columns by partitioning or inheritance stand in one block, for what changes in one changes in the others.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ObjectRef, Schema, SequenceId, TableId};
use crate::sql::{order, writer};

use super::{Exporter, script::Script};

/// Writes the blocks of a schema.
pub struct Blocks<'a> {
    exporter: Exporter<'a>,
    families: BTreeMap<TableId, Vec<TableId>>,
}

impl<'a> Blocks<'a> {
    /// Of a schema of PostgreSQL.
    pub fn of(schema: &'a Schema) -> Self {
        Blocks {
            exporter: Exporter::alone(schema),
            families: families(schema),
        }
    }

    /// What stands in each block, in the order in which it can be made. Reads every text for what it needs, which takes a while.
    pub fn list(&self) -> Vec<Vec<ObjectRef>> {
        let schema = self.exporter.schema;
        let order = order::creation_order(schema);
        let is_kept = |object: &ObjectRef| matches!(object, ObjectRef::Verbatim(_));
        let early = order.iter().rposition(|object| !is_kept(object));
        let (early, late) = order.split_at(early.map_or(0, |last| last + 1));
        let statistics = schema
            .statistics
            .keys()
            .map(|id| ObjectRef::Statistics(*id));
        let privileges = self.privileges();
        let all = early.iter().copied().chain(statistics);
        let all = all.chain(privileges.first().copied());
        let mut seen = BTreeSet::new();
        let mut blocks = Vec::new();
        for object in all.chain(late.iter().copied()) {
            // What a table owns stands where the table does.
            if matches!(object, ObjectRef::Sequence(id) if self.owner(id).is_some()) {
                continue;
            }
            if let Some(block) = self.block_of(object)
                && let Some(first) = block.first()
                && seen.insert(*first)
            {
                blocks.push(block);
            }
        }
        blocks
    }

    /// What stands together with an object; its first tells the block from others. `None` for what is not there.
    pub fn block_of(&self, object: ObjectRef) -> Option<Vec<ObjectRef>> {
        let schema = self.exporter.schema;
        if !schema.contains(object) {
            return None;
        }
        Some(match object {
            ObjectRef::Table(id) => self.with_sequences(id),
            ObjectRef::Sequence(id) => match self.owner(id) {
                Some(table) => self.with_sequences(table),
                None => vec![object],
            },
            ObjectRef::Grant(_) | ObjectRef::DefaultPrivilege(_) => self.privileges(),
            _ => vec![object],
        })
    }

    fn privileges(&self) -> Vec<ObjectRef> {
        let schema = self.exporter.schema;
        let granted = schema.grants.keys().map(|id| ObjectRef::Grant(*id));
        let defaults = schema.default_privileges.keys();
        let defaults = defaults.map(|id| ObjectRef::DefaultPrivilege(*id));
        granted.chain(defaults).collect()
    }

    /// A table with those that share its columns, parents first, and the sequences that their columns own before them.
    fn with_sequences(&self, table: TableId) -> Vec<ObjectRef> {
        let own = [table];
        let family = self.families.get(&table).map_or(&own[..], Vec::as_slice);
        let owned = &self.exporter.owned_sequences;
        let sequences = family
            .iter()
            .flat_map(|table| owned.get(table).into_iter().flatten());
        let sequences = sequences.map(|sequence| ObjectRef::Sequence(sequence.id));
        sequences
            .chain(family.iter().map(|table| ObjectRef::Table(*table)))
            .collect()
    }

    fn owner(&self, id: SequenceId) -> Option<TableId> {
        let schema = self.exporter.schema;
        let (table, _) = schema.sequences.get(&id)?.owned_by?;
        schema.tables.contains_key(&table).then_some(table)
    }

    /// The text of a block: statements with their semicolons, a blank line at the end.
    pub fn text(&mut self, objects: &[ObjectRef]) -> String {
        let mut script = Script::alone();
        let exporter = &mut self.exporter;
        let schema = exporter.schema;
        let tables = objects.iter().filter_map(|object| match object {
            ObjectRef::Table(id) => schema.tables.get(id).map(|table| &**table),
            _ => None,
        });
        exporter.tables = tables.collect();
        let views = objects.iter().filter_map(|object| match object {
            ObjectRef::View(id) => schema.views.get(id).map(|view| &**view),
            _ => None,
        });
        exporter.views = views.collect();
        for object in objects {
            match object {
                ObjectRef::Role(id) => {
                    if let Some(role) = schema.roles.get(id) {
                        script.statement(&writer::create_role(role));
                        if role.comment.is_some() {
                            script.statement(&writer::comment_on_role(role));
                        }
                    }
                }
                ObjectRef::Verbatim(id) => {
                    if let Some(verbatim) = schema.verbatim.get(id) {
                        script.statement(&verbatim.sql);
                    }
                }
                ObjectRef::Grant(id) => {
                    if let Some(grant) = schema.grants.get(id) {
                        script.statement(&writer::grant(grant));
                    }
                }
                ObjectRef::DefaultPrivilege(id) => {
                    if let Some(privilege) = schema.default_privileges.get(id) {
                        script.statement(&writer::default_privilege(privilege));
                    }
                }
                ObjectRef::Statistics(id) => {
                    if let Some(statistics) = schema.statistics.get(id) {
                        exporter.statistics(statistics, &mut script);
                    }
                }
                object => exporter.object(*object, &mut script),
            }
        }
        exporter.after_tables(&mut script);
        exporter.security(&mut script);
        script.blank();
        script.finish()
    }
}

/// The tables that share columns with others, each with all of them.
fn families(schema: &Schema) -> BTreeMap<TableId, Vec<TableId>> {
    let mut beside: BTreeMap<TableId, Vec<TableId>> = BTreeMap::new();
    for table in schema.tables.values() {
        let parent = table.partition_of.as_ref().map(|one| one.parent);
        for parent in parent.into_iter().chain(table.inherits.iter().copied()) {
            if schema.tables.contains_key(&parent) {
                beside.entry(table.id).or_default().push(parent);
                beside.entry(parent).or_default().push(table.id);
            }
        }
    }
    let mut families = BTreeMap::new();
    for start in beside.keys() {
        if families.contains_key(start) {
            continue;
        }
        let mut family = vec![*start];
        let mut seen = BTreeSet::from([*start]);
        let mut at = 0;
        while let Some(table) = family.get(at).copied() {
            at += 1;
            for other in beside.get(&table).into_iter().flatten() {
                if seen.insert(*other) {
                    family.push(*other);
                }
            }
        }
        parents_first(schema, &mut family);
        for table in &family {
            families.insert(*table, family.clone());
        }
    }
    families
}

fn parents_first(schema: &Schema, family: &mut Vec<TableId>) {
    family.sort_unstable();
    let mut waiting = std::mem::take(family);
    while !waiting.is_empty() {
        let held = family.len();
        let (ready, rest): (Vec<TableId>, Vec<TableId>) = waiting.iter().partition(|id| {
            let table = schema.tables.get(id);
            let partition = table.and_then(|table| table.partition_of.as_ref());
            let parents = table.into_iter().flat_map(|table| &table.inherits);
            let mut parents = parents.chain(partition.map(|one| &one.parent));
            !parents.any(|parent| waiting.contains(parent))
        });
        family.extend(ready);
        waiting = rest;
        if family.len() == held {
            // A circle of parents is no schema that PostgreSQL holds; its order does not matter.
            family.append(&mut waiting);
        }
    }
}
