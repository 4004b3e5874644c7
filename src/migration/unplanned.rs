//! Changes that no step makes: each is told, with the reason where PostgreSQL has no way.

use super::build::Planner;
use super::not_null;
use crate::diff::ChangeKind;
use crate::model::*;
use crate::sql::writer;

impl Planner<'_> {
    /// Says of every change that no step makes that it is not planned.
    pub(super) fn tell_what_is_left(&mut self) {
        for change in &self.diff.changes {
            let ChangeKind::Changed(properties) = &change.kind else {
                continue;
            };
            let planned = self
                .steps
                .iter()
                .filter(|step| !(step.up.is_empty() && step.down.is_empty()))
                .any(|step| step.objects.contains(&change.object));
            // What was dropped to be made again is made as the target has it, without a step of its own.
            let made_again = match change.object {
                ObjectRef::View(id) => self.loose_views.contains(&id),
                object => self.loose_parts.contains(&object),
            };
            // What a statement is called says nothing to the server.
            let label = matches!(change.object, ObjectRef::Verbatim(_));
            if planned || label || made_again || self.follows_parent(change.object) {
                continue;
            }
            let settled = match change.object {
                ObjectRef::Column(table, id) => self.settled_defaults.contains(&(table, id)),
                _ => false,
            };
            let names: Vec<&str> = properties
                .iter()
                .map(|one| one.property)
                .filter(|name| !(settled && *name == "default"))
                .filter(|name| !(*name == "identity" && self.same_identity(change.object)))
                .collect();
            if names.is_empty() {
                continue;
            }
            let mut unsaid = Vec::new();
            for name in names {
                match self.why_not(change.object, name) {
                    Some(why) => self.notes.push(format!("{}: {why}", change.name)),
                    None => unsaid.push(name),
                }
            }
            if !unsaid.is_empty() {
                self.notes.push(format!(
                    "{}: a change of {} is not planned. Make it by hand.",
                    change.name,
                    unsaid.join(", ")
                ));
            }
        }
    }

    /// Whether an identity is said otherwise and is the same: its sequence has the name that the other side generates.
    fn same_identity(&self, object: ObjectRef) -> bool {
        let ObjectRef::Column(table, column) = object else {
            return false;
        };
        let found = |schema: &Schema| {
            let table = schema.table(table)?;
            let column = table.column(column)?;
            let name = writer::identity_sequence(table, column);
            column.identity.clone().map(|identity| Identity {
                sequence_name: name,
                ..identity
            })
        };
        found(&self.diff.base) == found(self.after)
    }

    /// Why PostgreSQL has no statement for a change of a property.
    fn why_not(&self, object: ObjectRef, property: &str) -> Option<&'static str> {
        match (object, property) {
            (ObjectRef::Column(..), name) if not_null::PROPERTIES.contains(&name) => Some(
                "before version 18 PostgreSQL keeps nothing of a not-null constraint but that it is there, so there is nothing to change.",
            ),
            (ObjectRef::Index(..), "attached to") => Some(
                "PostgreSQL has no statement to detach an index from the index of the partitioned table. It comes off when its partition is detached.",
            ),
            (ObjectRef::Extension(_), "version") => Some(
                "a version that is left open is the one the server has; ALTER EXTENSION UPDATE brings its newest.",
            ),
            _ => None,
        }
    }

    /// Whether a part comes from a parent table and changes with it, or with what the table is a part of.
    fn follows_parent(&self, object: ObjectRef) -> bool {
        let Some(table) = object.table() else {
            return false;
        };
        let inherited = |schema: &Schema| {
            schema.table(table).is_some_and(|table| match object {
                ObjectRef::Column(_, id) => table.column(id).is_some_and(|one| one.inherited),
                ObjectRef::Constraint(_, id) => {
                    table.constraint(id).is_some_and(|one| one.inherited)
                }
                ObjectRef::Index(_, id) => table.index(id).is_some_and(|one| one.inherited),
                ObjectRef::Trigger(_, id) => {
                    let mut triggers = table.triggers.iter();
                    triggers.any(|one| one.id == id && one.inherited)
                }
                _ => false,
            })
        };
        if !inherited(&self.diff.base) && !inherited(self.after) {
            return false;
        }
        let parents = |schema: &Schema| -> Vec<TableId> {
            let table = schema.table(table);
            let of = table.and_then(|table| table.partition_of.as_ref().map(|of| of.parent));
            let inherits = table.map(|table| table.inherits.clone());
            of.into_iter()
                .chain(inherits.into_iter().flatten())
                .collect()
        };
        let mut above = parents(&self.diff.base);
        above.extend(parents(self.after));
        self.change(ObjectRef::Table(table)).is_some()
            || above
                .iter()
                .any(|parent| self.diff.of_table(*parent).next().is_some())
    }
}
