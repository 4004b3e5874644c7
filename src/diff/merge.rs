//! Another schema taken into the one at hand: what is the same object by name keeps its id, so places, classes and waivers stay.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::rename::{Rename, RenameError, Renames};
use super::{Change, Diff, Matching, SuspectedRename, align, compare};
use crate::model::*;

/// What a merge may do beyond adding and changing.
#[derive(Clone, Debug, Default)]
pub struct MergeOptions {
    /// Whether what the other schema lacks goes. Otherwise nothing is removed: no object, no part of a table, no comment, no
    /// default.
    pub removing: bool,
    /// Renames that were answered with yes.
    pub renames: Vec<Rename>,
    /// The least id that new objects may get: [`Document::next_id`], so that none takes the id of one that was removed.
    pub next_id: u32,
}

/// A merge, before it is done.
#[derive(Clone, Debug)]
pub struct Merge {
    /// What changes in the schema at hand.
    pub diff: Diff,
    /// What looks like a rename, declared ones left out.
    pub suspected_renames: Vec<SuspectedRename>,
    /// The changes as operations on the document, one undo step.
    pub ops: Vec<Op>,
}

/// Plans taking `other` into `own`.
///
/// # Errors
/// When a declared rename names what is not there.
pub fn merge(own: &Schema, other: &Schema, options: &MergeOptions) -> Result<Merge, RenameError> {
    let renames = Renames::resolve(&options.renames, own, other)?;
    let least = options.next_id.saturating_sub(1);
    let mut target = align::align(own, other, Matching::Names, &renames, least).target;
    let suspected_renames = super::rename::suspicions(own, &target);
    if !options.removing {
        keep_own(own, &mut target);
    }
    let diff = compare(own, &target, Matching::Ids);
    Ok(Merge {
        ops: ops(&diff),
        diff,
        suspected_renames,
    })
}

/// Puts what only `own` has beside what the target has, comments and defaults included.
fn keep_own(own: &Schema, target: &mut Schema) {
    macro_rules! keep_comments {
        ($($store:ident),*) => {
            $(for (id, object) in &own.$store {
                if let Some(read) = target.$store.get_mut(id)
                    && read.comment.is_none()
                    && object.comment.is_some()
                {
                    Arc::make_mut(read).comment.clone_from(&object.comment);
                }
            })*
        };
    }
    keep_comments!(
        namespaces, extensions, types, sequences, views, functions, roles, statistics
    );
    macro_rules! keep {
        ($($store:ident),*) => {
            $(for (id, object) in &own.$store {
                target.$store.entry(*id).or_insert_with(|| object.clone());
            })*
        };
    }
    for (id, table) in &own.tables {
        if let Some(read) = target.tables.get_mut(id) {
            keep_parts(table, Arc::make_mut(read));
        }
    }
    keep!(
        namespaces,
        extensions,
        types,
        sequences,
        tables,
        views,
        functions,
        roles,
        grants,
        default_privileges,
        statistics,
        verbatim
    );
}

fn keep_parts(own: &Table, read: &mut Table) {
    if read.header.comment.is_none() {
        read.header.comment.clone_from(&own.header.comment);
    }
    for column in &mut read.columns {
        let Some(own) = own.column(column.id) else {
            continue;
        };
        let filled = column.identity.is_some() || column.generated.is_some();
        if column.default.is_none() && !filled {
            column.default.clone_from(&own.default);
        }
    }
    // A table has one primary key: what was read stands for the one it had.
    let keyed = read.primary_key().is_some();
    let second = |one: &Constraint| keyed && matches!(one.kind, ConstraintKind::PrimaryKey(_));
    macro_rules! keep {
        ($part:ident, $replaced:expr) => {{
            for part in &mut read.$part {
                let own = own.$part.iter().find(|own| own.id == part.id);
                if part.comment.is_none() {
                    part.comment = own.and_then(|own| own.comment.clone());
                }
            }
            let known: BTreeSet<_> = read.$part.iter().map(|part| part.id).collect();
            let mut kept = own.$part.clone();
            kept.retain(|part| !known.contains(&part.id) && !$replaced(part));
            read.$part.extend(kept);
        }};
    }
    keep!(columns, |_: &Column| false);
    keep!(constraints, second);
    keep!(indexes, |_: &Index| false);
    keep!(triggers, |_: &Trigger| false);
    keep!(policies, |_: &Policy| false);
}

/// The operations that bring about what differs, each object whole.
fn ops(diff: &Diff) -> Vec<Op> {
    let whole = |change: &Change| match change.object.table() {
        Some(table) => ObjectRef::Table(table),
        None => change.object,
    };
    let changed: BTreeSet<ObjectRef> = diff.changes.iter().map(whole).collect();
    let (kept, removed): (Vec<_>, Vec<_>) = changed
        .into_iter()
        .map(|reference| (reference, diff.target.object(reference)))
        .partition(|(_, object)| object.is_some());
    let removed = removed
        .into_iter()
        .map(|(reference, _)| Op::Remove(reference));
    removed
        .chain(
            kept.into_iter()
                .filter_map(|(_, object)| object.map(Op::Put)),
        )
        .collect()
}
