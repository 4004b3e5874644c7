//! What a constraint or an index cannot be (PostgreSQL manual, CREATE TABLE, CREATE INDEX and table 11.6.1).

use super::key::expression_text;
use super::parameter::{Holder, checked, refusal};
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::model::{
    Constraint, ConstraintKind, Deferrable, ForeignKey, Index, IndexKeySource, Key,
    ReferenceTarget, ReferentialAction, Table, TableId, UserTypeKind,
};
use crate::sql::types::{self, Family};

/// Refuses a changed constraint that PostgreSQL would refuse; texts lose their blanks. Only what differs from `old` is
/// judged, so that what was read can be kept.
pub(super) fn constraint(
    draft: &Draft,
    table: TableId,
    old: &Constraint,
    new: &mut Constraint,
) -> Result<(), EditError> {
    let held = draft.table(table)?;
    let is_check = matches!(new.kind, ConstraintKind::Check(_));
    let may_wait = is_check || matches!(new.kind, ConstraintKind::ForeignKey(_));
    if is_check && new.deferrable != Deferrable::No {
        return Err(refusal(
            "A check is checked at once; it cannot be deferred.",
        ));
    }
    if !(may_wait || new.validated && new.enforced) {
        return Err(refusal(
            "Only checks and foreign keys can be left unvalidated or not enforced.",
        ));
    }
    if new.no_inherit && !is_check {
        return Err(refusal("Only a check can be kept from children."));
    }
    if new.no_inherit && held.partitioning.is_some() {
        return Err(refusal(
            "The partitions of a partitioned table are held to its checks, so NO INHERIT cannot be.",
        ));
    }
    match &mut new.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            without_overlaps(draft, held, key)?;
            if old.key().is_none_or(|before| before.options != key.options) {
                key.options = checked(Holder::Index("btree"), std::mem::take(&mut key.options))?;
            }
        }
        ConstraintKind::ForeignKey(key) => {
            actions(held, key)?;
            period(draft, held, key)?;
        }
        ConstraintKind::Check(_) => {}
        ConstraintKind::Exclusion(exclusion) => {
            if exclusion.elements.is_empty() {
                return Err(refusal(
                    "An exclusion compares at least one column or expression.",
                ));
            }
            for element in &mut exclusion.elements {
                element.operator = element.operator.trim().to_string();
                if element.operator.is_empty() {
                    return Err(refusal("Each element needs an operator, such as = or &&."));
                }
            }
            exclusion.predicate = match exclusion.predicate.as_deref().map(str::trim) {
                None | Some("") => None,
                Some(text) => Some(expression_text(text)?),
            };
            if matches!(exclusion.method.as_str(), "gin" | "brin" | "") {
                return Err(refusal(format!(
                    "An exclusion cannot use {}; gist, spgist, btree and hash find single rows.",
                    if exclusion.method.is_empty() {
                        "no method"
                    } else {
                        &exclusion.method
                    }
                )));
            }
            let before = match &old.kind {
                ConstraintKind::Exclusion(before) => Some(before),
                _ => None,
            };
            if before.is_none_or(|before| {
                before.options != exclusion.options || before.method != exclusion.method
            }) {
                let options = std::mem::take(&mut exclusion.options);
                exclusion.options = checked(Holder::Index(&exclusion.method), options)?;
            }
        }
    }
    Ok(())
}

/// The last column of a key without overlaps is a range, and others say whose it is.
fn without_overlaps(draft: &Draft, table: &Table, key: &Key) -> Result<(), EditError> {
    if !key.without_overlaps {
        return Ok(());
    }
    let Some((last, [_, ..])) = key.columns.split_last() else {
        return Err(refusal(
            "A key without overlaps needs a column before the one that must not overlap.",
        ));
    };
    let Some(column) = table.column(*last) else {
        return Ok(());
    };
    let own = draft.schema().user_type(&column.data_type);
    let is_range = types::family(&column.data_type) == Family::Range
        || own.is_some_and(|own| matches!(own.kind, UserTypeKind::Range { .. }));
    if is_range {
        Ok(())
    } else {
        Err(refusal(format!(
            "`{}` is no range, so nothing in it can overlap. Put a range last in the key.",
            column.name
        )))
    }
}

/// A period refers to a key without overlaps, whose rows it must lie in.
fn period(draft: &Draft, table: &Table, key: &ForeignKey) -> Result<(), EditError> {
    if !key.period {
        return Ok(());
    }
    let acts = |action: &Option<ReferentialAction>| {
        !matches!(action, None | Some(ReferentialAction::NoAction))
    };
    if acts(&key.on_delete) || acts(&key.on_update) {
        return Err(refusal(
            "A foreign key over a period can only refuse: leave ON DELETE and ON UPDATE at no action.",
        ));
    }
    let ReferenceTarget::Table {
        table: target,
        columns,
    } = &key.target
    else {
        return Ok(());
    };
    let target = match *target == table.id {
        true => table,
        false => draft.table(*target)?,
    };
    let mut keys = target.constraints.iter().filter_map(Constraint::key);
    if keys.any(|key| key.without_overlaps && key.columns == *columns) {
        Ok(())
    } else {
        Err(refusal(format!(
            "`{}` has no key without overlaps over ({}).",
            target.qualified_name(),
            target.column_names(columns).join(", ")
        )))
    }
}

fn actions(table: &Table, key: &ForeignKey) -> Result<(), EditError> {
    if let Some(ReferentialAction::SetNull(columns) | ReferentialAction::SetDefault(columns)) =
        &key.on_update
        && !columns.is_empty()
    {
        return Err(refusal("Columns can be chosen for ON DELETE only."));
    }
    if let Some(ReferentialAction::SetNull(columns) | ReferentialAction::SetDefault(columns)) =
        &key.on_delete
        && let Some(other) = columns.iter().find(|column| !key.columns.contains(column))
    {
        return Err(refusal(format!(
            "`{}` is not a column of the foreign key.",
            table.column_names(&[*other]).join("")
        )));
    }
    Ok(())
}

/// Refuses a changed index that PostgreSQL would refuse. What an extension's method can is not known, and let be.
pub(super) fn index(
    draft: &Draft,
    table: TableId,
    old: &Index,
    new: &mut Index,
) -> Result<(), EditError> {
    let method = new.method.trim().to_lowercase();
    new.method.clone_from(&method);
    if method.is_empty() {
        return Err(refusal("An index has a method, such as btree."));
    }
    let built_in = matches!(
        method.as_str(),
        "btree" | "hash" | "gin" | "gist" | "spgist" | "brin"
    );
    let cannot = |what: &str| Err(refusal(format!("A {method} index {what}.")));
    if !new.unique {
        new.nulls_not_distinct = false;
    }
    if built_in && method != "btree" {
        if new.unique {
            return cannot("cannot be unique; btree can");
        }
        if new
            .keys
            .iter()
            .any(|key| key.descending || key.nulls_first.is_some())
        {
            return cannot("has no order; btree has");
        }
    }
    if matches!(method.as_str(), "hash" | "spgist") && new.keys.len() > 1 {
        return cannot("has one key");
    }
    if matches!(method.as_str(), "hash" | "gin" | "brin") && !new.include.is_empty() {
        return cannot("cannot include columns; btree, gist and spgist can");
    }
    if old.options != new.options || old.method != new.method {
        new.options = checked(Holder::Index(&method), std::mem::take(&mut new.options))?;
    }
    let held = draft.table(table)?;
    if !new.recurse && old.recurse && held.partitioning.is_none() {
        return Err(refusal("ONLY says something on a partitioned table alone."));
    }
    if new.attached_to != old.attached_to {
        attached(draft, held, new)?;
    }
    for key in &new.keys {
        if let IndexKeySource::Expression(text) = &key.source {
            expression_text(text)?;
        }
    }
    Ok(())
}

fn attached(draft: &Draft, table: &Table, index: &Index) -> Result<(), EditError> {
    let Some(name) = &index.attached_to else {
        return Ok(());
    };
    let parent = table
        .partition_of
        .as_ref()
        .and_then(|of| draft.schema().table(of.parent));
    let Some(parent) = parent else {
        return Err(refusal(
            "Only an index of a partition is attached to another.",
        ));
    };
    let known = parent.indexes.iter().any(|one| one.name == *name)
        || parent
            .constraints
            .iter()
            .any(|one| one.name == *name && one.key().is_some());
    if known {
        return Ok(());
    }
    Err(refusal(format!(
        "`{}` has no index `{name}`.",
        parent.qualified_name()
    )))
}
