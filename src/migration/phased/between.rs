//! The schemas an online plan passes through: both columns side by side, switched over, and settled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::constraints::with_suffix;
use super::super::{Options, dependents};
use super::choose::{Fresh, Phased, Swap, sync_name};
use super::sync::{self, Pair};
use crate::diff::{self, Diff, text};
use crate::model::*;
use crate::sql::quote;

/// The schemas between base and target, in their order.
pub(super) struct Stages {
    /// Everything new stands beside what it replaces.
    pub side_by_side: Schema,
    /// What was replaced is still there and kept in step, under another name where the new one has its name.
    pub switched: Schema,
    /// Only what is dropped remains of the old.
    pub settled: Schema,
    /// The target, in the ids of the stages.
    pub target: Schema,
    /// Ids of the diff by the ids of the stages.
    pub original: BTreeMap<u32, u32>,
    /// Unique indexes that become keys at the switch, by key.
    pub key_indexes: BTreeMap<(TableId, ConstraintId), IndexId>,
}

/// What of the base holds one of the columns that are moved.
#[derive(Default)]
struct Holding {
    parts: BTreeSet<ObjectRef>,
    views: BTreeSet<ViewId>,
    policies: BTreeSet<(TableId, PolicyId)>,
    triggers: BTreeSet<(TableId, TriggerId)>,
}

impl Holding {
    fn of(schema: &Schema, columns: &[(TableId, ColumnId)]) -> Holding {
        let mut parts = BTreeSet::new();
        for (table, column) in columns {
            let Some(owner) = schema.tables.get(table) else {
                continue;
            };
            parts.extend(dependents::parts_holding(owner, *column));
            if let Some(column) = owner.column(*column) {
                parts.extend(dependents::expressions_over(owner, column));
            }
            let keys = dependents::foreign_keys_over(schema, *table, *column);
            parts.extend(
                keys.into_iter()
                    .map(|(table, key)| ObjectRef::Constraint(table, key)),
            );
        }
        Holding {
            parts,
            views: dependents::views_over(schema, columns)
                .into_iter()
                .collect(),
            policies: dependents::policies_over(schema, columns)
                .into_iter()
                .collect(),
            triggers: dependents::triggers_over(schema, columns)
                .into_iter()
                .collect(),
        }
    }
}

impl Stages {
    pub(super) fn new(
        diff: &Diff,
        phased: &Phased,
        options: &Options,
        fresh: &mut Fresh,
    ) -> Stages {
        let old_columns: Vec<(TableId, ColumnId)> = phased
            .swaps
            .iter()
            .map(|one| (one.table, one.before.id))
            .collect();
        let before = Holding::of(&diff.base, &old_columns);
        let mut ids: BTreeMap<u32, u32> = BTreeMap::new();
        for swap in &phased.swaps {
            ids.insert(swap.before.id.0, swap.new.0);
        }
        for part in &before.parts {
            let id = match part {
                ObjectRef::Constraint(_, id) => id.0,
                ObjectRef::Index(_, id) => id.0,
                _ => continue,
            };
            ids.insert(id, fresh.next::<ColumnId>().0);
        }
        let mut target = diff::with_ids(&diff.target, &ids);
        keep_deprecated(diff, phased, &mut target);
        for (table, _) in &phased.kept_tables {
            keep_table(diff, *table, &mut target);
        }
        let mut stages = Stages {
            side_by_side: target.clone(),
            switched: target.clone(),
            settled: target.clone(),
            original: ids.iter().map(|(from, to)| (*to, *from)).collect(),
            key_indexes: BTreeMap::new(),
            target,
        };
        let new_columns: Vec<(TableId, ColumnId)> = phased
            .swaps
            .iter()
            .map(|one| (one.table, one.new))
            .collect();
        let after = Holding::of(&stages.target, &new_columns);
        stages.set_columns(phased);
        stages.set_parts(diff, phased, &before.parts, fresh);
        stages.hold_back(diff, &before, &after);
        stages.set_syncs(diff, phased);
        stages.keep_leaving(diff, phased);
        for (table, name) in &phased.kept_tables {
            edit(&mut stages.target, *table, |one| one.name.clone_from(name));
        }
        for renamed in &phased.renamed {
            stages.add_view(diff, options, renamed.table, renamed.view, fresh);
        }
        stages
    }

    /// Old and new columns in each stage.
    fn set_columns(&mut self, phased: &Phased) {
        for swap in &phased.swaps {
            let beside = Column {
                id: swap.new,
                name: swap.between.clone(),
                default: None,
                identity: None,
                not_null: swap.after.not_null || swap.after.identity.is_some(),
                ..swap.after.clone()
            };
            edit(&mut self.side_by_side, swap.table, |table| {
                replace_column(table, beside);
                table.columns.push(swap.before.clone());
            });
            // Whoever still writes the old column relies on its default; the new one gets its own when nobody does.
            let waits = swap.is_two_way() && swap.after.identity.is_none();
            let aside = Column {
                name: swap.aside.clone(),
                not_null: false,
                not_null_name: None,
                default: swap.before.default.clone().filter(|_| waits),
                identity: None,
                comment: None,
                ..swap.before.clone()
            };
            let bare = Column {
                default: None,
                ..aside.clone()
            };
            edit(&mut self.switched, swap.table, |table| {
                if waits && let Some(new) = table.columns.iter_mut().find(|one| one.id == swap.new)
                {
                    new.default = None;
                }
                // It comes first, so that its numbering goes before the new column takes the sequence's name.
                table.columns.insert(0, aside);
            });
            edit(&mut self.settled, swap.table, |table| {
                table.columns.insert(0, bare)
            });
            keep_sequence(&mut self.side_by_side, swap);
            if waits {
                keep_sequence(&mut self.switched, swap);
            }
        }
    }

    /// Constraints and indexes over old columns stay beside their successors, which bear a name of their own until then.
    fn set_parts(
        &mut self,
        diff: &Diff,
        phased: &Phased,
        held: &BTreeSet<ObjectRef>,
        fresh: &mut Fresh,
    ) {
        for swap in &phased.swaps {
            let names = between_names(swap);
            edit(&mut self.side_by_side, swap.table, |table| {
                say_between(table, swap, &names)
            });
        }
        let tables: BTreeSet<TableId> = held.iter().filter_map(|one| one.table()).collect();
        for id in tables {
            let Some(base) = diff.base.tables.get(&id) else {
                continue;
            };
            let kept_constraints: Vec<Constraint> = base
                .constraints
                .iter()
                .filter(|one| held.contains(&ObjectRef::Constraint(id, one.id)))
                .cloned()
                .collect();
            let kept_indexes: Vec<Index> = base
                .indexes
                .iter()
                .filter(|one| held.contains(&ObjectRef::Index(id, one.id)))
                .cloned()
                .collect();
            self.keep_indexes(phased, id, &kept_indexes);
            let mut key_indexes = Vec::new();
            edit(&mut self.side_by_side, id, |table| {
                key_indexes = stand_beside(table, &kept_constraints, &kept_indexes, fresh);
                table.constraints.extend(kept_constraints);
                table.indexes.extend(kept_indexes);
            });
            for (key, index) in key_indexes {
                self.key_indexes.insert((id, key), index);
            }
        }
        self.hold_back_foreign_keys();
    }

    /// Old indexes that are not unique stay until the end, so that each can be dropped beside running writers.
    fn keep_indexes(&mut self, phased: &Phased, id: TableId, indexes: &[Index]) {
        let aside: BTreeMap<&str, &str> = phased
            .swaps
            .iter()
            .filter(|one| one.table == id)
            .map(|one| (one.before.name.as_str(), one.aside.as_str()))
            .collect();
        for stage in [&mut self.switched, &mut self.settled] {
            edit(stage, id, |table| {
                for index in indexes.iter().filter(|one| !one.unique) {
                    let stands = index
                        .keys
                        .iter()
                        .filter_map(IndexKey::column)
                        .chain(index.include.iter().copied());
                    if !stands
                        .into_iter()
                        .all(|column| table.column(column).is_some())
                    {
                        continue;
                    }
                    let mut kept = Index {
                        comment: None,
                        ..index.clone()
                    };
                    say_otherwise(&mut kept, &|word| {
                        aside.get(word).map(|name| (*name).to_string())
                    });
                    if table.indexes.iter().any(|one| one.name == kept.name) {
                        kept.name = with_suffix(&kept.name, "_old");
                    }
                    table.indexes.push(kept);
                }
            });
        }
    }

    /// Foreign keys to a primary key that stands as an index until the switch come with the switch, unproved.
    fn hold_back_foreign_keys(&mut self) {
        let mut waiting: Vec<(TableId, ConstraintId)> = Vec::new();
        for (table, key) in self.key_indexes.keys() {
            let columns = self
                .target
                .tables
                .get(table)
                .and_then(|one| one.constraint(*key))
                .and_then(Constraint::key)
                .map(|key| key.columns.clone())
                .unwrap_or_default();
            waiting.extend(dependents::foreign_keys_relying_on(
                &self.target,
                *table,
                &columns,
            ));
        }
        for (table, key) in waiting {
            edit(&mut self.side_by_side, table, |one| {
                one.constraints.retain(|other| other.id != key)
            });
            for stage in [&mut self.switched, &mut self.settled] {
                edit(stage, table, |one| {
                    if let Some(found) = one.constraints.iter_mut().find(|other| other.id == key) {
                        found.validated = false;
                    }
                });
            }
        }
    }

    /// Views, policies and triggers over moved columns stay as the base has them until the switch.
    fn hold_back(&mut self, diff: &Diff, before: &Holding, after: &Holding) {
        let moved = moved_names(diff);
        let say = |text: &str| text::renamed(text, &|word| moved.get(word).cloned());
        for id in before.views.union(&after.views) {
            match diff.base.views.get(id) {
                Some(view) => {
                    let mut view = view.as_ref().clone();
                    view.query = say(&view.query);
                    self.side_by_side.views.insert(*id, Arc::new(view));
                }
                None => {
                    self.side_by_side.views.remove(id);
                }
            }
        }
        for (table, policy) in before.policies.union(&after.policies) {
            let old = diff
                .base
                .tables
                .get(table)
                .and_then(|one| one.policies.iter().find(|one| one.id == *policy));
            edit(&mut self.side_by_side, *table, |one| {
                one.policies.retain(|other| other.id != *policy);
                one.policies.extend(old.cloned());
            });
        }
        for (table, trigger) in before.triggers.union(&after.triggers) {
            let old = diff
                .base
                .tables
                .get(table)
                .and_then(|one| one.triggers.iter().find(|one| one.id == *trigger));
            edit(&mut self.side_by_side, *table, |one| {
                one.triggers.retain(|other| other.id != *trigger);
                one.triggers.extend(old.cloned());
            });
        }
    }

    fn set_syncs(&mut self, diff: &Diff, phased: &Phased) {
        for swap in &phased.swaps {
            let Some(table) = self.target.tables.get(&swap.table).cloned() else {
                continue;
            };
            let name = sync_name(diff, &table, swap);
            for (stage, new_leads) in [(&mut self.side_by_side, false), (&mut self.switched, true)]
            {
                let Some(owner) = stage.tables.get(&swap.table).cloned() else {
                    continue;
                };
                let (Some(old), Some(new)) = (owner.column(swap.before.id), owner.column(swap.new))
                else {
                    continue;
                };
                let pair = Pair {
                    old,
                    new,
                    new_leads,
                };
                let function = sync::function(stage, &table, &name, swap, &pair);
                stage.functions.insert(swap.function, Arc::new(function));
                edit(stage, swap.table, |one| {
                    one.triggers.push(sync::trigger(&table, &name, swap))
                });
            }
        }
    }

    /// Columns that go stay, nullable, until the end.
    fn keep_leaving(&mut self, diff: &Diff, phased: &Phased) {
        for leaving in &phased.leaving {
            let Some(column) = diff
                .renamed_base
                .table(leaving.table)
                .and_then(|one| one.column(leaving.column))
            else {
                continue;
            };
            let stays = Column {
                not_null: false,
                not_null_name: None,
                ..column.clone()
            };
            for stage in [&mut self.side_by_side, &mut self.switched] {
                edit(stage, leaving.table, |one| {
                    replace_column(one, stays.clone())
                });
            }
            if leaving.kept_as.is_none() {
                edit(&mut self.settled, leaving.table, |one| {
                    replace_column(one, stays.clone())
                });
            }
        }
    }

    /// A view under the old name of a table, for whoever still says it.
    fn add_view(
        &mut self,
        diff: &Diff,
        options: &Options,
        table: TableId,
        view: ViewId,
        fresh: &mut Fresh,
    ) {
        let Some(old) = diff.base.tables.get(&table) else {
            return;
        };
        let Some(new) = self.side_by_side.tables.get(&table).cloned() else {
            return;
        };
        let columns: Vec<String> = old
            .columns
            .iter()
            .filter_map(|column| {
                let now = new.column(column.id)?;
                let (name, said) = (
                    quote::identifier(&now.name),
                    quote::identifier(&column.name),
                );
                Some(if name == said {
                    name
                } else {
                    format!("{name} AS {said}")
                })
            })
            .collect();
        let invokes = new.row_security.enabled && options.postgresql >= 15;
        let made = View {
            id: view,
            schema: old.schema.clone(),
            name: old.name.clone(),
            materialized: false,
            recursive: false,
            columns: Vec::new(),
            options: invokes
                .then(|| ("security_invoker".to_string(), "true".to_string()))
                .into_iter()
                .collect(),
            query: format!("SELECT {} FROM {}", columns.join(", "), quote::table(&new)),
            check_option: None,
            with_data: true,
            tablespace: None,
            access_method: None,
            cluster_on: None,
            column_settings: BTreeMap::new(),
            indexes: Vec::new(),
            triggers: Vec::new(),
            column_comments: BTreeMap::new(),
            comment: None,
        };
        let said = quote::unless_public(&old.schema, &old.name);
        let here = quote::table(&new);
        let grants: Vec<Grant> = self
            .side_by_side
            .grants
            .values()
            .filter(|one| {
                one.object_kind == "TABLE" && text::same(&one.object, &here) && !one.revoke
            })
            .filter_map(|one| {
                Some(Grant {
                    id: fresh.next(),
                    object: said.clone(),
                    privileges: by_old_names(&one.privileges, &new, old)?,
                    ..one.as_ref().clone()
                })
            })
            .collect();
        for stage in [
            &mut self.side_by_side,
            &mut self.switched,
            &mut self.settled,
        ] {
            stage.views.insert(view, Arc::new(made.clone()));
            for grant in &grants {
                stage.grants.insert(grant.id, Arc::new(grant.clone()));
            }
        }
    }
}

/// Privileges with the names that columns had; `None` where nothing of them is left.
fn by_old_names(privileges: &[Privilege], new: &Table, old: &Table) -> Option<Vec<Privilege>> {
    let said = |name: &String| {
        let column = new.column_named(name)?;
        Some(old.column(column.id)?.name.clone())
    };
    let mut told = Vec::new();
    for privilege in privileges {
        let columns: Vec<String> = privilege.columns.iter().filter_map(said).collect();
        if columns.is_empty() == privilege.columns.is_empty() {
            let name = privilege.name.clone();
            told.push(Privilege { name, columns });
        }
    }
    (!told.is_empty()).then_some(told)
}

/// A sequence that feeds the old column's default stays its own until the default goes.
fn keep_sequence(schema: &mut Schema, swap: &Swap) {
    for sequence in schema.sequences.values_mut() {
        if sequence.owned_by == Some((swap.table, swap.new)) {
            Arc::make_mut(sequence).owned_by = Some((swap.table, swap.before.id));
        }
    }
}

fn edit(schema: &mut Schema, table: TableId, change: impl FnOnce(&mut Table)) {
    if let Some(table) = schema.tables.get_mut(&table) {
        change(Arc::make_mut(table));
    }
}

fn replace_column(table: &mut Table, column: Column) {
    match table.columns.iter_mut().find(|one| one.id == column.id) {
        Some(found) => *found = column,
        None => table.columns.push(column),
    }
}

/// Columns that are kept under another name instead of dropped belong to the target.
fn keep_deprecated(diff: &Diff, phased: &Phased, target: &mut Schema) {
    for leaving in &phased.leaving {
        let Some(name) = &leaving.kept_as else {
            continue;
        };
        let old = diff
            .renamed_base
            .table(leaving.table)
            .and_then(|one| one.column(leaving.column));
        if let Some(old) = old {
            let kept = Column {
                name: name.clone(),
                not_null: false,
                not_null_name: None,
                ..old.clone()
            };
            edit(target, leaving.table, |one| replace_column(one, kept));
        }
    }
}

/// A table that is kept under another name belongs to the target, with what it needs.
fn keep_table(diff: &Diff, id: TableId, target: &mut Schema) {
    let Some(table) = diff.renamed_base.table(id) else {
        return;
    };
    let mut table = table.as_ref().clone();
    table.constraints.retain(|one| match one.foreign_key() {
        Some(key) => key.target.table().is_none_or(|other| {
            let found = target.tables.get(&other);
            other == id
                || found.is_some_and(|found| {
                    key.target
                        .columns()
                        .iter()
                        .all(|column| found.column(*column).is_some())
                })
        }),
        None => true,
    });
    for column in &table.columns {
        if let Some(found) = diff.renamed_base.user_type(&column.data_type) {
            target
                .types
                .entry(found.id)
                .or_insert_with(|| found.clone());
        }
    }
    let calls = |name: &str| {
        let triggers = table
            .triggers
            .iter()
            .any(|one| text::names(&one.function, name));
        triggers
            || table
                .columns
                .iter()
                .filter_map(|one| one.default.as_ref())
                .any(|one| text::names(one, name))
    };
    for (id, function) in &diff.renamed_base.functions {
        if calls(&function.name) {
            target
                .functions
                .entry(*id)
                .or_insert_with(|| function.clone());
        }
    }
    for (other, sequence) in &diff.renamed_base.sequences {
        if sequence.owned_by.is_some_and(|(owner, _)| owner == id) {
            target
                .sequences
                .entry(*other)
                .or_insert_with(|| sequence.clone());
        }
    }
    target.tables.insert(id, Arc::new(table));
}

/// What words of the new column's expressions are until the switch.
fn between_names(swap: &Swap) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    if swap.between != swap.after.name {
        names.insert(swap.after.name.clone(), swap.between.clone());
    }
    names
}

/// Expressions of parts over the new column say its name of the time.
fn say_between(table: &mut Table, swap: &Swap, names: &BTreeMap<String, String>) {
    if names.is_empty() {
        return;
    }
    let say = |text: &str| in_columns(text, &|word| names.get(word).cloned());
    let probe = Column {
        id: swap.new,
        ..swap.after.clone()
    };
    let over: BTreeSet<ObjectRef> = dependents::expressions_over(table, &probe)
        .into_iter()
        .collect();
    let id = table.id;
    for constraint in &mut table.constraints {
        if over.contains(&ObjectRef::Constraint(id, constraint.id))
            && let ConstraintKind::Check(check) = &mut constraint.kind
        {
            check.expression = say(&check.expression);
        }
    }
    for index in &mut table.indexes {
        if !over.contains(&ObjectRef::Index(id, index.id)) {
            continue;
        }
        say_otherwise(index, &|word| names.get(word).cloned());
    }
}

/// An expression with other names of columns in it; what is called is no column.
fn in_columns(text: &str, name: &dyn Fn(&str) -> Option<String>) -> String {
    text::renamed_where(text, &|word, called| name(word).filter(|_| !called))
}

/// The expressions of an index with other names in them.
fn say_otherwise(index: &mut Index, name: &dyn Fn(&str) -> Option<String>) {
    index.predicate = index
        .predicate
        .as_deref()
        .map(|text| in_columns(text, name));
    for key in &mut index.keys {
        if let IndexKeySource::Expression(expression) = &mut key.source {
            *expression = in_columns(expression, name);
        }
    }
}

/// Gives the parts of a table names beside those that stay, and turns a primary key into a unique index where one stays.
/// Returns the keys that were turned, with their indexes.
fn stand_beside(
    table: &mut Table,
    constraints: &[Constraint],
    indexes: &[Index],
    fresh: &mut Fresh,
) -> Vec<(ConstraintId, IndexId)> {
    let taken: BTreeSet<&str> = constraints
        .iter()
        .map(|one| one.name.as_str())
        .chain(indexes.iter().map(|one| one.name.as_str()))
        .collect();
    let beside = |name: &str| {
        if taken.contains(name) {
            with_suffix(name, "_new")
        } else {
            name.to_string()
        }
    };
    for constraint in &mut table.constraints {
        constraint.name = beside(&constraint.name);
    }
    for index in &mut table.indexes {
        index.name = beside(&index.name);
    }
    if !constraints.iter().any(Constraint::is_primary_key) {
        return Vec::new();
    }
    let mut turned = Vec::new();
    for constraint in &table.constraints {
        let ConstraintKind::PrimaryKey(key) = &constraint.kind else {
            continue;
        };
        let index = Index {
            unique: true,
            include: key.include.clone(),
            options: key.options.clone(),
            tablespace: key.tablespace.clone(),
            ..Index::btree(fresh.next(), &constraint.name, &key.columns)
        };
        turned.push((constraint.id, index));
    }
    table.constraints.retain(|one| !one.is_primary_key());
    let keys = turned.iter().map(|(key, index)| (*key, index.id)).collect();
    table
        .indexes
        .extend(turned.into_iter().map(|(_, index)| index));
    keys
}

/// New names of renamed tables, where the old name means nothing else.
fn moved_names(diff: &Diff) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for (id, old) in &diff.base.tables {
        if let Some(new) = diff.target.tables.get(id)
            && new.name != old.name
            && diff
                .base
                .tables
                .values()
                .filter(|one| one.name == old.name)
                .count()
                == 1
        {
            names.insert(old.name.clone(), new.name.clone());
        }
    }
    names
}
