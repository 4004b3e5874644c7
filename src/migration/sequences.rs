//! Sequences that stand by themselves or are owned by a column.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::build::Planner;
use super::locks::Operation;
use super::rename_order::{Name, Renaming, schedule};
use super::statement::{comment_move, create_sequence};
use super::step::{Move, Place};
use crate::model::*;
use crate::sql::{quote, writer};

impl Planner<'_> {
    /// Whether `serial` in CREATE TABLE makes the sequence, so that it needs no statement of its own.
    pub(super) fn comes_with_table(&self, schema: &Schema, sequence: &Sequence) -> bool {
        let other = if std::ptr::eq(schema, self.after) {
            &self.diff.base
        } else {
            self.after
        };
        let Some((table, column)) = sequence.owned_by else {
            return false;
        };
        let stands = other.sequences.contains_key(&sequence.id);
        if other.tables.contains_key(&table) || stands {
            return false;
        }
        let Some(owner) = schema.tables.get(&table) else {
            return false;
        };
        owner.column(column).is_some_and(|column| {
            writer::serial_form(schema, owner, column).is_some_and(|(_, id)| id == sequence.id)
        })
    }

    /// The schema as a table of it is made from: a sequence that stands on both sides is there already, so that `serial` would
    /// make a second one.
    pub(super) fn with_standing_sequences(&self, schema: &Schema) -> Schema {
        let mut told = schema.clone();
        for (id, sequence) in &schema.sequences {
            let owner = sequence.owned_by.map(|(table, _)| table);
            let sides = [&self.diff.base, self.after];
            let makes =
                |side: &&Schema| owner.is_none_or(|owner| !side.tables.contains_key(&owner));
            let stands = sides.iter().all(|side| side.sequences.contains_key(id));
            if sequence.from_serial && stands && sides.iter().any(makes) {
                let mut plain = Sequence::clone(sequence);
                plain.from_serial = false;
                told.sequences.insert(*id, plain.into());
            }
        }
        told
    }

    /// Gives the sequences behind identity columns the names that the target says or generates: PostgreSQL leaves them theirs
    /// when their table or column is renamed.
    pub(super) fn rename_identities(&mut self) {
        let mut standing = BTreeMap::new();
        let mut wanted = Vec::new();
        let mut owners = BTreeMap::new();
        for table in self.diff.base.tables.values() {
            let Some(after) = self.after.tables.get(&table.id) else {
                continue;
            };
            for column in &table.columns {
                let Some(name) = writer::identity_sequence(table, column) else {
                    continue;
                };
                let place = |name: String| (after.schema.clone(), name);
                standing.insert(place(name.clone()), column.id.0);
                let new = after
                    .column(column.id)
                    .and_then(|column| writer::identity_sequence(after, column));
                if let Some(new) = new.filter(|new| *new != name) {
                    wanted.push((column.id.0, place(name), place(new)));
                    owners.insert(column.id.0, table.id);
                }
            }
        }
        for Renaming { id, from, to } in schedule(standing, &wanted, &BTreeSet::new()) {
            let say = |from: &Name, to: &Name| {
                format!(
                    "ALTER SEQUENCE {} RENAME TO {}",
                    quote::unless_public(&from.0, &from.1),
                    quote::identifier(&to.1)
                )
            };
            let title = format!("Rename the sequence {} to {}", from.1, to.1);
            let moves = Move::new(say(&from, &to), say(&to, &from));
            let owner = owners.get(&id).copied();
            let step = self.step(Operation::NoTable, title, moves);
            if let Some(table) = owner {
                step.object(ObjectRef::Column(table, ColumnId(id)));
            }
        }
    }

    /// New sequences and changed ones; owners come once they stand.
    pub(super) fn make_sequences(&mut self) {
        let sequences: Vec<Arc<Sequence>> = self.after.sequences.values().cloned().collect();
        for sequence in sequences {
            let reference = ObjectRef::Sequence(sequence.id);
            if self.is_added(reference) {
                if !self.comes_with_table(self.after, &sequence) {
                    let title = format!("Create sequence {}", self.name(reference));
                    self.step(Operation::NoTable, title, create_sequence(&sequence))
                        .object(reference);
                }
            } else if let Some(old) = self.before.sequences.get(&sequence.id).cloned()
                && self.differs_beyond(reference, &["name", "schema", "owned by"])
            {
                self.change_sequence(&old, &sequence);
            }
        }
    }

    fn change_sequence(&mut self, old: &Sequence, new: &Sequence) {
        // The owner is left out of both: it may not stand yet.
        let bare = |one: &Sequence| Sequence {
            schema: new.schema.clone(),
            name: new.name.clone(),
            owned_by: None,
            ..one.clone()
        };
        let (from, to) = (bare(old), bare(new));
        let say = |from: &Sequence, to: &Sequence| {
            let mut statements: Vec<String> = into_bounds(from, to).into_iter().collect();
            statements.extend(writer::alter_sequence(self.after, from, to));
            if from.unlogged != to.unlogged {
                let mode = if to.unlogged { "UNLOGGED" } else { "LOGGED" };
                statements.push(format!(
                    "ALTER SEQUENCE {} SET {mode}",
                    writer::sequence_reference(to)
                ));
            }
            statements
        };
        let moves = Move::of(say(&from, &to), say(&to, &from)).then(comment_move(
            &from,
            &to,
            from.comment != to.comment,
            writer::comment_on_sequence,
        ));
        let title = format!("Change sequence {}", self.name(ObjectRef::Sequence(new.id)));
        self.step(Operation::NoTable, title, moves)
            .object(ObjectRef::Sequence(new.id));
    }

    /// Ties sequences to the columns that own them, now that both stand.
    pub(super) fn own_sequences(&mut self) {
        let sequences: Vec<Arc<Sequence>> = self.after.sequences.values().cloned().collect();
        for sequence in sequences {
            let reference = ObjectRef::Sequence(sequence.id);
            let is_new = self.is_added(reference);
            if is_new && self.comes_with_table(self.after, &sequence) {
                continue;
            }
            let old = self.before.sequences.get(&sequence.id).cloned();
            let changed = self.differs(reference, "owned by");
            if !(changed || is_new && sequence.owned_by.is_some()) {
                continue;
            }
            let release = format!(
                "ALTER SEQUENCE {} OWNED BY NONE",
                writer::sequence_reference(&sequence)
            );
            let say = |schema: &Schema, one: Option<&Sequence>| {
                one.and_then(|one| writer::sequence_owned_by(schema, one))
                    .unwrap_or_else(|| release.clone())
            };
            let up = say(self.after, Some(&sequence));
            // The old owner may be a column this plan drops, but drops come last.
            let down = say(&self.before, old.as_deref());
            let table = sequence.owned_by.or(old.and_then(|old| old.owned_by));
            let title = format!("Tie sequence {} to its column", self.name(reference));
            match table {
                Some((table, _)) => {
                    self.step_on(table, Operation::TableProperty, title, Move::new(up, down))
                }
                None => self.step(Operation::NoTable, title, Move::new(up, down)),
            }
            .object(reference);
        }
    }

    /// Drops the sequence a column has owned before the column numbers itself: the identity's sequence takes its name.
    pub(super) fn drop_sequence_of(&mut self, table: &Table, column: &Column) {
        let owned = self.removed_sequences().into_iter();
        for sequence in owned.filter(|one| one.owned_by == Some((table.id, column.id))) {
            let reference = ObjectRef::Sequence(sequence.id);
            let mut moves = create_sequence(&sequence);
            moves
                .up
                .extend(writer::sequence_owned_by(&self.before, &sequence));
            let name = self.name_before(reference);
            let title = format!("Drop sequence {name}");
            self.step(Operation::NoTable, title, moves.reversed())
                .object(reference)
                .loses_rows(format!("Down starts {name} from its start again."));
            self.loose_parts.insert(reference);
        }
    }

    fn removed_sequences(&self) -> Vec<Arc<Sequence>> {
        self.before
            .sequences
            .values()
            .filter(|one| self.is_removed(ObjectRef::Sequence(one.id)))
            .filter(|one| !self.loose_parts.contains(&ObjectRef::Sequence(one.id)))
            .filter(|one| !self.comes_with_table(&self.before, one))
            .cloned()
            .collect()
    }

    /// Unties sequences that go from their columns, which may go before them and would take them along.
    pub(super) fn untie_sequences(&mut self) {
        for sequence in self.removed_sequences() {
            let reference = ObjectRef::Sequence(sequence.id);
            if let Some(owner) = writer::sequence_owned_by(&self.before, &sequence) {
                let release = format!(
                    "ALTER SEQUENCE {} OWNED BY NONE",
                    writer::sequence_reference(&sequence)
                );
                let title = format!("Untie sequence {}", self.name_before(reference));
                self.step(Operation::NoTable, title, Move::new(release, owner))
                    .at(Place::Contract)
                    .object(reference);
            }
        }
    }

    /// Sequences only the base has.
    pub(super) fn drop_sequences(&mut self) {
        for sequence in self.removed_sequences() {
            let reference = ObjectRef::Sequence(sequence.id);
            let title = format!("Drop sequence {}", self.name_before(reference));
            let moves = create_sequence(&sequence).reversed();
            self.step(Operation::NoTable, title, moves)
                .at(Place::Contract)
                .object(reference)
                .loses_rows(format!(
                    "Down starts {} from its start again.",
                    sequence.name
                ));
        }
    }
}

/// Moves a sequence that stands outside the bounds it gets, which PostgreSQL would refuse; one that stands inside stays.
fn into_bounds(from: &Sequence, to: &Sequence) -> Option<String> {
    let rises = |one: &Sequence| one.options.increment.is_none_or(|step| step > 0);
    let least = |one: &Sequence| one.options.minimum.or(rises(one).then_some(1));
    let bound = least(to).filter(|bound| least(from).is_some_and(|old| old < *bound))?;
    let name = writer::sequence_reference(to);
    Some(format!(
        "SELECT setval({}, {bound}, false) FROM {name} WHERE last_value < {bound}",
        quote::literal(&name)
    ))
}
