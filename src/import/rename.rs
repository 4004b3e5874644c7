//! Renames and moves, with everything in the model that speaks of the old name.

use std::sync::Arc;

use crate::model::*;
use crate::sql::mention::respell::Change;
use crate::sql::{expression, quote};

use super::builder::{Applied, Builder, Fault, Relation, exists};

/// The sequence that a default `nextval('...')` takes its value from, as written inside the quotes.
pub(super) fn sequence_of(default: &str) -> Option<&str> {
    let rest = default
        .strip_prefix("nextval(")
        .or_else(|| default.strip_prefix("NEXTVAL("))
        .or_else(|| default.strip_prefix("pg_catalog.nextval("))?;
    let rest = rest.trim_start_matches(['(', ' ']);
    let rest = rest.strip_prefix('\'')?;
    rest.split_once('\'').map(|(name, _)| name)
}

/// Whether a default takes its value from this sequence.
pub(super) fn names_sequence(default: &str, schema: &str, name: &str) -> bool {
    sequence_of(default).is_some_and(|written| {
        written == quote::qualified(schema, name)
            || written == quote::identifier(name)
            || written == name
            || written
                .strip_prefix(schema)
                .and_then(|rest| rest.strip_prefix('.'))
                == Some(name)
    })
}

impl Builder {
    /// Renames whatever a relation name stands for.
    pub fn rename_relation(
        &mut self,
        schema: &str,
        old: &str,
        relation: Relation,
        new: &str,
    ) -> Applied<()> {
        if old == new {
            return Ok(());
        }
        self.free_relation(schema, new)?;
        match relation {
            Relation::Table(id) => self.rename_table(id, schema, old, new)?,
            Relation::View(id) => {
                if let Some(view) = self.schema.views.get_mut(&id) {
                    Arc::make_mut(view).name = new.to_string();
                }
                self.regrant(schema, old, schema, new);
                self.follow(Change::Relation((schema, old), (schema, new)));
            }
            Relation::Sequence(id) => {
                if let Some(sequence) = self.schema.sequences.get_mut(&id) {
                    let sequence = Arc::make_mut(sequence);
                    sequence.name = new.to_string();
                    sequence.from_serial = false;
                    let owner = sequence.owned_by;
                    self.retarget_defaults(owner, (schema, old), (schema, new));
                }
                self.regrant(schema, old, schema, new);
            }
            Relation::Index(table, id) => {
                for index in &mut self.table_mut(table)?.indexes {
                    if index.id == id {
                        index.name = new.to_string();
                        index.named = true;
                        // PostgreSQL would give a partition's copy the generated name: it is made by itself now.
                        index.inherited = false;
                    }
                }
                self.rename_index_states(table, old, new)?;
                self.follow(Change::Relation((schema, old), (schema, new)));
                for child in self.partitions_of(table) {
                    for index in &mut self.table_mut(child)?.indexes {
                        if index.attached_to.as_deref() == Some(old) {
                            index.attached_to = Some(new.to_string());
                        }
                    }
                }
            }
            Relation::ViewIndex(view, id) => {
                if let Some(view) = self.schema.views.get_mut(&view).map(Arc::make_mut) {
                    if view.cluster_on.as_deref() == Some(old) {
                        view.cluster_on = Some(new.to_string());
                    }
                    for index in &mut view.indexes {
                        if index.id == id {
                            index.name = new.to_string();
                            index.named = true;
                        }
                    }
                }
                self.follow(Change::Relation((schema, old), (schema, new)));
            }
            // The index of a constraint and the constraint share their name.
            Relation::ConstraintIndex(table, _) => {
                self.rename_constraint(table, old, new)?;
                self.follow(Change::Relation((schema, old), (schema, new)));
                return Ok(());
            }
            Relation::IdentitySequence(table, column) => {
                self.change_column(table, column, |column| {
                    if let Some(identity) = &mut column.identity {
                        identity.sequence_name = Some(new.to_string());
                    }
                })?;
                self.identity_names
                    .insert(column, (schema.to_string(), new.to_string()));
            }
            Relation::Temporary => return Err(Fault::Temporary),
            Relation::CompositeType(_) | Relation::Verbatim(_) => return Err(Fault::Keep),
        }
        self.relations.remove(schema, old);
        self.relations.insert(schema, new, relation);
        Ok(())
    }

    /// What a table says of one of its indexes by name follows it.
    fn rename_index_states(&mut self, table: TableId, old: &str, new: &str) -> Applied<()> {
        let header = &mut self.table_mut(table)?.header;
        if header.cluster_on.as_deref() == Some(old) {
            header.cluster_on = Some(new.to_string());
        }
        let uses = |name: &str| format!("USING INDEX {}", quote::identifier(name));
        let named = header.replica_identity.as_deref().is_some_and(|text| {
            text.get(..12)
                .is_some_and(|head| head.eq_ignore_ascii_case("USING INDEX "))
                && text
                    .get(12..)
                    .is_some_and(|name| quote::unquote(name) == old)
        });
        if named {
            header.replica_identity = Some(uses(new));
        }
        Ok(())
    }

    fn rename_table(&mut self, id: TableId, schema: &str, old: &str, new: &str) -> Applied<()> {
        let table = self.table_mut(id)?;
        table.header.name = new.to_string();
        // Names that PostgreSQL generated keep the old table's name, and are now as good as the author's.
        for constraint in table.constraints.iter_mut().filter(|own| !own.inherited) {
            constraint.named = true;
        }
        for index in table.indexes.iter_mut().filter(|own| !own.inherited) {
            index.named = true;
        }
        self.keep_identity_names(id)?;
        self.regrant(schema, old, schema, new);
        self.follow(Change::Relation((schema, old), (schema, new)));
        Ok(())
    }

    /// After a rename the sequence of an identity column keeps its name, which is then no longer the generated one.
    fn keep_identity_names(&mut self, id: TableId) -> Applied<()> {
        let named: Vec<(ColumnId, String)> = self
            .table_ref(id)?
            .columns
            .iter()
            .filter(|column| column.identity.is_some())
            .filter_map(|column| Some((column.id, self.identity_names.get(&column.id)?.1.clone())))
            .collect();
        for (column, name) in named {
            self.change_column(id, column, |column| {
                if let Some(identity) = &mut column.identity {
                    identity.sequence_name = Some(name);
                }
            })?;
        }
        Ok(())
    }

    /// SET SCHEMA.
    pub fn move_relation(
        &mut self,
        schema: &str,
        name: &str,
        relation: Relation,
        new: &str,
    ) -> Applied<()> {
        if schema == new {
            return Ok(());
        }
        self.free_relation(new, name)?;
        match relation {
            Relation::Table(id) => {
                let table = self.table_mut(id)?;
                table.header.schema = new.to_string();
                let parts: Vec<String> = table
                    .indexes
                    .iter()
                    .map(|index| index.name.clone())
                    .chain(
                        table
                            .constraints
                            .iter()
                            .map(|constraint| constraint.name.clone()),
                    )
                    .collect();
                for part in parts {
                    if let Some(part_relation) = self.relations.remove(schema, &part) {
                        self.relations.insert(new, &part, part_relation);
                    }
                    if self.constraint_names.remove(schema, &part).is_some() {
                        *self.constraint_names.entry(new, &part) += 1;
                    }
                }
                self.move_identities(id, new);
                for sequence in self.owned_sequences.get(&id).cloned().unwrap_or_default() {
                    self.move_sequence(sequence, new);
                }
            }
            Relation::View(id) => {
                if let Some(view) = self.schema.views.get_mut(&id) {
                    Arc::make_mut(view).schema = new.to_string();
                }
            }
            Relation::Sequence(id) => self.move_sequence(id, new),
            _ => return Err(Fault::Keep),
        }
        self.regrant(schema, name, new, name);
        self.follow(Change::Relation((schema, name), (new, name)));
        self.relations.remove(schema, name);
        self.relations.insert(new, name, relation);
        Ok(())
    }

    /// The sequences of identity columns go to the schema of their table.
    fn move_identities(&mut self, table: TableId, new: &str) {
        let columns = match self.table_ref(table) {
            Ok(table) => table.columns.iter().map(|column| column.id).collect(),
            Err(_) => Vec::new(),
        };
        for column in columns {
            if let Some((schema, name)) = self.identity_names.get_mut(&column) {
                let old = std::mem::replace(schema, new.to_string());
                if let Some(relation) = self.relations.remove(&old, name) {
                    self.relations.insert(new, name, relation);
                }
            }
        }
    }

    fn move_sequence(&mut self, id: SequenceId, new: &str) {
        let Some(sequence) = self.schema.sequences.get_mut(&id).map(Arc::make_mut) else {
            return;
        };
        let old = std::mem::replace(&mut sequence.schema, new.to_string());
        let (name, owner) = (sequence.name.clone(), sequence.owned_by);
        if let Some(relation) = self.relations.remove(&old, &name) {
            self.relations.insert(new, &name, relation);
        }
        self.retarget_defaults(owner, (&old, &name), (new, &name));
    }

    /// Defaults follow a sequence that was renamed. Only the owner's are looked at where it has one.
    pub fn retarget_defaults(
        &mut self,
        owner: Option<(TableId, ColumnId)>,
        old: (&str, &str),
        new: (&str, &str),
    ) {
        let default = format!(
            "nextval({}::regclass)",
            quote::literal(&quote::unless_public(new.0, new.1))
        );
        for (id, table) in &mut self.schema.tables {
            if owner.is_some_and(|(table, _)| table != *id) {
                continue;
            }
            let uses = |column: &Column| {
                column
                    .default
                    .as_deref()
                    .is_some_and(|text| names_sequence(text, old.0, old.1))
            };
            if table.columns.iter().any(uses) {
                for column in &mut Arc::make_mut(table).columns {
                    if uses(column) {
                        column.default = Some(default.clone());
                    }
                }
            }
        }
    }

    /// RENAME CONSTRAINT; the index of a key has the same name.
    pub fn rename_constraint(&mut self, table: TableId, old: &str, new: &str) -> Applied<()> {
        if self.constraint_id(table, old).is_err() && self.rename_not_null(table, old, new)? {
            return Ok(());
        }
        self.rename_own_constraint(table, old, new)?;
        let id = self.constraint_id(table, new)?;
        let is_check = self
            .table_ref(table)?
            .constraint(id)
            .is_some_and(|own| matches!(own.kind, ConstraintKind::Check(_)) && !own.no_inherit);
        if !is_check {
            return Ok(());
        }
        // A check has one name in all children that have it from here.
        for child in self.family(table).into_iter().skip(1) {
            if let Ok(copy) = self.constraint_id(child, old)
                && self.table_ref(child)?.constraint(copy).is_some_and(|own| {
                    matches!(own.kind, ConstraintKind::Check(_)) && !own.no_inherit
                })
            {
                self.rename_own_constraint(child, old, new)?;
            }
        }
        Ok(())
    }

    fn rename_own_constraint(&mut self, table: TableId, old: &str, new: &str) -> Applied<()> {
        let id = self.constraint_id(table, old)?;
        if self
            .constraints_of
            .get(&table)
            .is_some_and(|names| names.contains_key(new))
        {
            return Err(exists(new));
        }
        self.rename_index_states(table, old, new)?;
        let schema = self.table_ref(table)?.header.schema.clone();
        if let Some(relation) = self.relations.get(&schema, old).copied()
            && relation == Relation::ConstraintIndex(table, id)
        {
            self.free_relation(&schema, new)?;
            self.relations.remove(&schema, old);
            self.relations.insert(&schema, new, relation);
        }
        if let Some(count) = self.constraint_names.remove(&schema, old)
            && count > 1
        {
            self.constraint_names.insert(&schema, old, count - 1);
        }
        *self.constraint_names.entry(&schema, new) += 1;
        if let Some(names) = self.constraints_of.get_mut(&table) {
            names.remove(old);
            names.insert(new.to_string(), id);
        }
        self.change_constraint(table, new, |constraint| {
            constraint.name = new.to_string();
            constraint.named |= !constraint.inherited;
        })
    }

    /// RENAME COLUMN: every expression of the table follows.
    pub fn rename_column(&mut self, table: TableId, old: &str, new: &str) -> Applied<()> {
        let id = self.column_id(table, old)?;
        let owner = self.table_ref(table)?;
        if owner.column_named(new).is_some() {
            return Err(exists(&format!("{}.{new}", owner.qualified_name())));
        }
        self.expand_stars(table);
        self.keep_identity_names(table)?;
        let owner = self.table_mut(table)?;
        let name = owner.header.name.clone();
        let rename = |text: &mut String| {
            if expression::identifiers(text).iter().any(|used| used == old) {
                *text = expression::rename_column(text, &name, old, new);
            }
        };
        for column in &mut owner.columns {
            if column.id == id {
                column.name = new.to_string();
            }
            if let Some(generated) = &mut column.generated {
                rename(&mut generated.expression);
            }
        }
        let rename_key = |key: &mut IndexKey| {
            if let IndexKeySource::Expression(text) = &mut key.source {
                rename(text);
            }
        };
        for constraint in &mut owner.constraints {
            constraint.named |= !constraint.inherited && constraint.columns().contains(&id);
            match &mut constraint.kind {
                ConstraintKind::Check(check) => {
                    let before = check.expression.clone();
                    rename(&mut check.expression);
                    constraint.named |= !constraint.inherited && before != check.expression;
                }
                ConstraintKind::Exclusion(exclusion) => {
                    exclusion.predicate.iter_mut().for_each(rename);
                    for element in &mut exclusion.elements {
                        rename_key(&mut element.key);
                    }
                }
                _ => {}
            }
        }
        for index in &mut owner.indexes {
            index.named |= !index.inherited;
            index.predicate.iter_mut().for_each(rename);
            index.keys.iter_mut().for_each(rename_key);
        }
        for policy in &mut owner.policies {
            policy.using.iter_mut().for_each(rename);
            policy.with_check.iter_mut().for_each(rename);
        }
        if let Some(partitioning) = &mut owner.header.partitioning {
            partitioning.keys.iter_mut().for_each(rename_key);
        }
        for trigger in &mut owner.triggers {
            for event in &mut trigger.events {
                if event.to_ascii_uppercase().starts_with("UPDATE OF ") {
                    let columns = event.get(10..).unwrap_or("");
                    *event = format!("UPDATE OF {}", expression::rename(columns, old, new));
                }
            }
        }
        self.rename_granted_column(table, old, Some(new));
        self.follow_column(table, old, new);
        Ok(())
    }
}
