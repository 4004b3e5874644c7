//! Renaming tables and columns, with every text that names them.
//!
//! PostgreSQL keeps the names of constraints, indexes and sequences when their table or column is renamed. So do we, for
//! what the base holds; what has only been drawn yet takes the name it would have been given at once.

use super::family::{copies, own_column};
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{
    Column, ColumnId, Constraint, ConstraintKind, Index, IndexKey, IndexKeySource, Op, Policy,
    Table, TableId, Trigger,
};
use crate::sql::{expression, quote, tokens, writer};

/// Renames a table. Foreign keys follow by themselves; views and policies that name it are rewritten.
///
/// # Errors
/// When the name cannot be used or is taken in the table's schema.
pub fn rename_table(draft: &mut Draft, table: TableId, name: &str) -> Result<(), EditError> {
    let name = name::usable(name)?.to_string();
    let held = draft.table(table)?.clone();
    if held.name == name {
        return Ok(());
    }
    draft.say(|| format!("Rename table {} to {name}", held.name));
    name::free_relation(draft.schema(), &held.schema, &name)?;
    let generated = Generated::of(draft, &held);
    draft.change_header(table, |header| header.name = name.clone())?;
    generated.rename(draft, table)?;
    rename_in_views(draft, &held.name, &name)?;
    for mut statistics in super::mention::statistics_on(draft.schema(), &held) {
        // The table stands after the last FROM.
        if let Some(at) = statistics.definition.to_ascii_lowercase().rfind(" from ") {
            let table = quote::unless_public(&held.schema, &name);
            statistics.definition.replace_range(at + 6.., &table);
            draft.put(statistics)?;
        }
    }
    rename_in_grants(draft, &held, &name)
}

/// Renames a column here and in partitions and children, with the checks, index expressions, generation expressions,
/// policies and triggers of these tables that name it.
///
/// # Errors
/// When the name cannot be used or is taken, or the column comes from a parent.
pub fn rename_column(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    name: &str,
) -> Result<(), EditError> {
    own_column(draft, table, column)?;
    let name = name::usable(name)?.to_string();
    let old = draft.column(table, column)?.name.clone();
    if old == name {
        return Ok(());
    }
    draft.say(|| format!("Rename column {old} to {name}"));
    let family = copies(draft, table, column)?;
    for (table, _) in &family {
        name::free_column(draft.table(*table)?, &name)?;
    }
    for (table, column) in family {
        let held = draft.table(table)?.clone();
        let generated = Generated::of(draft, &held);
        draft.change_column(table, column, |column| column.name = name.clone())?;
        rename_in_table(draft, table, &old, &name)?;
        generated.rename(draft, table)?;
        rename_in_privileges(draft, &held, &old, &name)?;
    }
    Ok(())
}

/// Privileges and statistics name columns by text.
fn rename_in_privileges(
    draft: &mut Draft,
    held: &Table,
    old: &str,
    new: &str,
) -> Result<(), EditError> {
    for before in super::mention::grants_on(draft.schema(), held) {
        let mut grant = before.clone();
        for column in grant.privileges.iter_mut().flat_map(|one| &mut one.columns) {
            if column == old {
                *column = new.to_string();
            }
        }
        if grant != before {
            draft.put(grant)?;
        }
    }
    for before in super::mention::statistics_on(draft.schema(), held) {
        let mut statistics = before.clone();
        let lower = statistics.definition.to_ascii_lowercase();
        if let (Some(on), Some(from)) = (lower.find(" on "), lower.rfind(" from "))
            && let Some(columns) = statistics.definition.get(on + 4..from)
        {
            let columns = expression::rename(columns, old, new);
            statistics.definition.replace_range(on + 4..from, &columns);
        }
        if statistics != before {
            draft.put(statistics)?;
        }
    }
    Ok(())
}

/// The constraints, indexes and sequences of a table whose names are what they would be given now.
struct Generated {
    constraints: Vec<Constraint>,
    indexes: Vec<Index>,
    /// Identity columns and what their sequences are called.
    identities: Vec<(ColumnId, String)>,
    keep: bool,
}

impl Generated {
    fn of(draft: &Draft, table: &Table) -> Self {
        let schema = draft.schema();
        Generated {
            constraints: table
                .constraints
                .iter()
                .filter(|constraint| {
                    constraint.name == name::of_constraint(schema, table, constraint)
                })
                .cloned()
                .collect(),
            indexes: table
                .indexes
                .iter()
                .filter(|index| index.name == name::of_index(schema, table, index))
                .cloned()
                .collect(),
            identities: table
                .columns
                .iter()
                .filter_map(|column| Some((column.id, writer::identity_sequence(table, column)?)))
                .collect(),
            keep: name::in_base(draft.document().base.as_deref(), table.id),
        }
    }

    /// Gives what was only drawn its new name, and says of what the server has that its name is its own now.
    fn rename(self, draft: &mut Draft, table: TableId) -> Result<(), EditError> {
        if self.keep {
            keep_identities(draft, table, &self.identities)?;
            return keep_names(draft, table);
        }
        for old in self.constraints {
            let held = draft.table(table)?.clone();
            let Some(mut constraint) = held.constraint(old.id).cloned() else {
                continue;
            };
            constraint.name = name::of_constraint(draft.schema(), &held, &constraint);
            draft.put_constraint(table, constraint)?;
        }
        for old in self.indexes {
            let held = draft.table(table)?.clone();
            let Some(mut index) = held.index(old.id).cloned() else {
                continue;
            };
            index.name = name::of_index(draft.schema(), &held, &index);
            draft.put_index(table, index)?;
        }
        rename_sequences(draft, table)
    }
}

/// Says the names of the sequences behind identity columns, which the server leaves as they are.
fn keep_identities(
    draft: &mut Draft,
    table: TableId,
    names: &[(ColumnId, String)],
) -> Result<(), EditError> {
    for (column, name) in names {
        let held = draft.table(table)?;
        let now = held
            .column(*column)
            .and_then(|column| writer::identity_sequence(held, column));
        if now.is_some_and(|now| now != *name) {
            draft.change_column(table, *column, |column| {
                if let Some(identity) = &mut column.identity {
                    identity.sequence_name = Some(name.clone());
                }
            })?;
        }
    }
    Ok(())
}

/// Marks generated names as written, so that the SQL says them: they would come out differently now.
fn keep_names(draft: &mut Draft, table: TableId) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    for constraint in &held.constraints {
        let differs = !constraint.named
            && constraint.name != name::of_constraint(draft.schema(), &held, constraint);
        if differs {
            let named = Constraint {
                named: true,
                ..constraint.clone()
            };
            draft.put_constraint(table, named)?;
        }
    }
    for index in held.indexes.iter().filter(|index| !index.named) {
        let named = Index {
            named: true,
            ..index.clone()
        };
        draft.put_index(table, named)?;
    }
    let owned: Vec<_> = sequences_of(draft, table)
        .into_iter()
        .filter(|(sequence, column)| {
            sequence.from_serial
                && sequence.name != name::of_sequence(draft.schema(), &held, column)
        })
        .collect();
    for (mut sequence, _) in owned {
        sequence.from_serial = false;
        draft.put(sequence)?;
    }
    Ok(())
}

/// The sequences that columns of the table own, with the columns.
fn sequences_of(draft: &Draft, table: TableId) -> Vec<(crate::model::Sequence, Column)> {
    draft
        .schema()
        .sequences
        .values()
        .filter_map(|sequence| {
            let (owner, column) = sequence.owned_by?;
            let column = draft.schema().table(owner)?.column(column)?;
            (owner == table).then(|| ((**sequence).clone(), column.clone()))
        })
        .collect()
}

/// Renames the sequences of serial columns and the defaults that draw from them.
fn rename_sequences(draft: &mut Draft, table: TableId) -> Result<(), EditError> {
    for (mut sequence, column) in sequences_of(draft, table) {
        if !sequence.from_serial {
            continue;
        }
        let held = draft.table(table)?.clone();
        let new = name::of_sequence(draft.schema(), &held, &column);
        if new == sequence.name || name::starts_like(&sequence.name, &new) {
            continue;
        }
        sequence.name = new;
        super::object::change_sequence(draft, sequence)?;
    }
    Ok(())
}

/// Rewrites the expressions of a table that name a column.
fn rename_in_table(
    draft: &mut Draft,
    table: TableId,
    old: &str,
    new: &str,
) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    for column in &held.columns {
        draft.change_column(table, column.id, |column| {
            if let Some(generated) = &mut column.generated {
                rename_text(&mut generated.expression, old, new);
            }
        })?;
    }
    for constraint in &held.constraints {
        let mut constraint = constraint.clone();
        match &mut constraint.kind {
            ConstraintKind::Check(check) => rename_text(&mut check.expression, old, new),
            ConstraintKind::Exclusion(exclusion) => {
                for element in &mut exclusion.elements {
                    rename_key(&mut element.key, old, new);
                }
                rename_optional(&mut exclusion.predicate, old, new);
            }
            _ => continue,
        }
        draft.put_constraint(table, constraint)?;
    }
    for index in &held.indexes {
        let mut index = index.clone();
        for key in &mut index.keys {
            rename_key(key, old, new);
        }
        rename_optional(&mut index.predicate, old, new);
        draft.put_index(table, index)?;
    }
    draft.change_header(table, |header| {
        if let Some(partitioning) = &mut header.partitioning {
            for key in &mut partitioning.keys {
                rename_key(key, old, new);
            }
        }
    })?;
    rename_in_programs(draft, &held, old, new)
}

/// Rewrites the policies and triggers of a table that name a column.
fn rename_in_programs(
    draft: &mut Draft,
    held: &Table,
    old: &str,
    new: &str,
) -> Result<(), EditError> {
    for before in &held.policies {
        let mut policy: Policy = before.clone();
        rename_optional(&mut policy.using, old, new);
        rename_optional(&mut policy.with_check, old, new);
        if policy != *before {
            draft.put_policy(held.id, policy)?;
        }
    }
    for before in &held.triggers {
        let mut trigger: Trigger = before.clone();
        for event in &mut trigger.events {
            if let Some(columns) = event.strip_prefix("UPDATE OF ") {
                *event = format!("UPDATE OF {}", expression::rename(columns, old, new));
            }
        }
        rename_text(&mut trigger.clause, old, new);
        if trigger != *before {
            draft.put_trigger(held.id, trigger)?;
        }
    }
    Ok(())
}

/// Rewrites the queries and policies that name a table, unless a column has the same name, which the text cannot tell apart.
fn rename_in_views(draft: &mut Draft, old: &str, new: &str) -> Result<(), EditError> {
    let ambiguous = draft
        .schema()
        .tables
        .values()
        .any(|table| table.column_named(old).is_some());
    if ambiguous {
        return Ok(());
    }
    let views: Vec<_> = draft
        .schema()
        .views
        .values()
        .filter(|view| expression::words(&view.query).contains(old))
        .cloned()
        .collect();
    for view in views {
        let mut view = (*view).clone();
        view.query = rename_words(&view.query, old, new);
        draft.put(view)?;
    }
    let tables: Vec<_> = draft
        .schema()
        .tables
        .values()
        .filter(|table| !table.policies.is_empty())
        .cloned()
        .collect();
    for table in tables {
        for before in &table.policies {
            let mut policy = before.clone();
            for text in [&mut policy.using, &mut policy.with_check] {
                *text = text.as_ref().map(|text| rename_words(text, old, new));
            }
            if policy != *before {
                draft.put_policy(table.id, policy)?;
            }
        }
    }
    Ok(())
}

/// Grants name their table by text.
fn rename_in_grants(draft: &mut Draft, held: &Table, name: &str) -> Result<(), EditError> {
    for mut grant in super::mention::grants_on(draft.schema(), held) {
        grant.object = quote::qualified(&held.schema, name);
        draft.apply(Op::Put(grant.into()))?;
    }
    Ok(())
}

fn rename_key(key: &mut IndexKey, old: &str, new: &str) {
    if let IndexKeySource::Expression(text) = &mut key.source {
        rename_text(text, old, new);
    }
}

fn rename_optional(text: &mut Option<String>, old: &str, new: &str) {
    if let Some(text) = text {
        rename_text(text, old, new);
    }
}

fn rename_text(text: &mut String, old: &str, new: &str) {
    *text = expression::rename(text, old, new);
}

/// The text with every word or quoted name that is `old` replaced by `new`, quoted where needed.
fn rename_words(text: &str, old: &str, new: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut done = 0;
    for token in tokens::significant(text) {
        if token.name(text).as_deref() == Some(old) {
            written.push_str(text.get(done..token.range.start).unwrap_or_default());
            written.push_str(&quote::identifier(new));
            done = token.range.end;
        }
    }
    written.push_str(text.get(done..).unwrap_or_default());
    written
}
