//! Which changes of an online plan are made in phases, and what stands in the way of the others.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::super::dependents::ViewWords;
use super::super::locks::Operation;
use super::super::{Options, Strategy, Way, dependents, type_change};
use crate::diff::{Diff, text};
use crate::model::*;
use crate::sql::{names, quote, writer};

/// A column whose values move to a new column beside it.
pub(in crate::migration) struct Swap {
    /// Its table.
    pub table: TableId,
    /// The column as the base has it, under the base's name.
    pub before: Column,
    /// The column as the target has it.
    pub after: Column,
    /// Id of the new column while both stand.
    pub new: ColumnId,
    /// Name of the new column until the switch.
    pub between: String,
    /// Name of the old column after the switch.
    pub aside: String,
    /// The sync function.
    pub function: FunctionId,
    /// The sync trigger.
    pub trigger: TriggerId,
    /// Why it is made in phases.
    pub reason: String,
}

impl Swap {
    /// Whether both columns have a name the application may know, so that both are written.
    pub fn is_two_way(&self) -> bool {
        self.before.name != self.after.name
    }

    /// Whether a new value may not fit the old column.
    pub fn narrows_back(&self) -> bool {
        type_change::narrows(&self.after.data_type, &self.before.data_type)
    }
}

/// A column that goes, and stays nullable until it does.
pub(in crate::migration) struct Leaving {
    /// Its table.
    pub table: TableId,
    /// The column.
    pub column: ColumnId,
    /// The name under which it is kept instead of dropped, where the user asked for it.
    pub kept_as: Option<String>,
}

/// A table that gets another name; a view bears the old one until the old application is gone.
pub(in crate::migration) struct Renamed {
    /// The table.
    pub table: TableId,
    /// The view.
    pub view: ViewId,
}

/// What is made in phases.
#[derive(Default)]
pub(in crate::migration) struct Phased {
    /// Columns that get another name or type.
    pub swaps: Vec<Swap>,
    /// Columns that go.
    pub leaving: Vec<Leaving>,
    /// Tables that get another name.
    pub renamed: Vec<Renamed>,
    /// Tables kept under another name instead of being dropped.
    pub kept_tables: Vec<(TableId, String)>,
    /// Why a change that would be made in phases is made at once, by object.
    pub at_once: BTreeMap<ObjectRef, String>,
}

impl Phased {
    /// Whether everything can be said directly.
    pub fn is_empty(&self) -> bool {
        self.swaps.is_empty()
            && self.leaving.is_empty()
            && self.renamed.is_empty()
            && self.kept_tables.is_empty()
    }
}

/// Gives ids that neither schema uses.
pub(super) struct Fresh(pub u32);

impl Fresh {
    pub(super) fn next<Id: From<u32>>(&mut self) -> Id {
        self.0 = self.0.saturating_add(1);
        Id::from(self.0)
    }
}

/// Finds what is made in phases.
pub(super) fn choose(diff: &Diff, options: &Options, fresh: &mut Fresh) -> Phased {
    let mut phased = Phased::default();
    let views = OnceCell::new();
    let single = options.strategy == Strategy::Single;
    for (id, before) in &diff.base.tables {
        if !diff.target.tables.contains_key(id)
            && options.way(ObjectRef::Table(*id)) == Some(Way::Keep)
        {
            let name = super::super::constraints::with_suffix(&before.name, "_deprecated");
            let place = (before.schema.as_str(), name.as_str());
            if !relation_names(&diff.target).contains(&place) && before.partition_of.is_none() {
                phased.kept_tables.push((*id, name));
            }
        }
    }
    for (id, after) in &diff.target.tables {
        let Some(before) = diff.base.tables.get(id) else {
            continue;
        };
        if std::sync::Arc::ptr_eq(before, after) {
            continue;
        }
        if !single {
            rename(diff, options, fresh, before, after, &mut phased);
        }
        for column in &before.columns {
            match after.column(column.id) {
                Some(_) if single => {}
                Some(new) => swap(
                    (diff, &views),
                    options,
                    fresh,
                    (before, column),
                    (after, new),
                    &mut phased,
                ),
                None => leave(diff, options, before, column, after, &mut phased),
            }
        }
    }
    phased
}

fn rename(
    diff: &Diff,
    options: &Options,
    fresh: &mut Fresh,
    before: &Table,
    after: &Table,
    phased: &mut Phased,
) {
    let object = ObjectRef::Table(before.id);
    if (&before.schema, &before.name) == (&after.schema, &after.name) {
        return;
    }
    let taken =
        relation_names(&diff.target).contains(&(before.schema.as_str(), before.name.as_str()));
    let home = before.schema == "public"
        || diff
            .target
            .namespaces
            .values()
            .any(|one| one.name == before.schema);
    let reason = match options.way(object) {
        Some(Way::Direct) => Some("At once, as you chose".to_string()),
        _ if options.rows.get(&before.id) == Some(&0) => {
            Some("At once: the table is empty".to_string())
        }
        _ if taken => Some("At once: another relation takes the old name".to_string()),
        _ if !home => Some("At once: the schema of the old name goes".to_string()),
        _ => None,
    };
    match reason {
        Some(reason) => {
            phased.at_once.insert(object, reason);
        }
        None => phased.renamed.push(Renamed {
            table: before.id,
            view: fresh.next(),
        }),
    }
}

fn relation_names(schema: &Schema) -> BTreeSet<(&str, &str)> {
    let tables = schema
        .tables
        .values()
        .map(|one| (one.schema.as_str(), one.name.as_str()));
    let views = schema
        .views
        .values()
        .map(|one| (one.schema.as_str(), one.name.as_str()));
    let sequences = schema
        .sequences
        .values()
        .map(|one| (one.schema.as_str(), one.name.as_str()));
    let indexes = schema.tables.values().flat_map(|table| {
        table
            .indexes
            .iter()
            .map(|one| (table.schema.as_str(), one.name.as_str()))
    });
    tables
        .chain(views)
        .chain(sequences)
        .chain(indexes)
        .collect()
}

/// The differences, and the base's views once somebody asked what they read.
type Asked<'a, 'b> = (&'a Diff, &'b OnceCell<ViewWords<'a>>);

fn swap<'a>(
    (diff, views): Asked<'a, '_>,
    options: &Options,
    fresh: &mut Fresh,
    (before, old): (&Table, &Column),
    (after, new): (&Table, &Column),
    phased: &mut Phased,
) {
    // Types follow their own renames; what then differs is a change of the column's.
    let carried = diff
        .renamed_base
        .table(before.id)
        .and_then(|one| one.column(old.id))
        .unwrap_or(old);
    let renamed = old.name != new.name;
    let retyped = (carried.data_type != new.data_type || carried.collation != new.collation)
        && type_change::operation(carried, new) != Operation::TypeCatalog;
    if !renamed && !retyped || old.inherited || new.inherited {
        return;
    }
    let object = ObjectRef::Column(before.id, old.id);
    let small = options.is_small(before.id);
    let obstacle = match options.way(object) {
        Some(Way::Direct) => Some("as you chose".to_string()),
        Some(Way::Phased) => obstacle((diff, views), before, old, after, new),
        // A name that goes breaks the running application however few rows there are.
        _ if options.rows.get(&before.id) == Some(&0) => {
            Some(format!("{} is empty", after.qualified_name()))
        }
        _ if small && !renamed => Some(format!(
            "{} holds {} rows",
            after.qualified_name(),
            options.rows.get(&before.id).copied().unwrap_or_default()
        )),
        _ => obstacle((diff, views), before, old, after, new),
    };
    if let Some(obstacle) = obstacle {
        phased
            .at_once
            .insert(object, format!("At once: {obstacle}"));
        return;
    }
    let taken =
        |name: &str| before.column_named(name).is_some() || after.column_named(name).is_some();
    let free = |stem: String| if taken(&stem) { None } else { Some(stem) };
    let suffixed = |suffix: &str| free(super::super::constraints::with_suffix(&new.name, suffix));
    let (between, aside) = if renamed {
        (Some(new.name.clone()), Some(old.name.clone()))
    } else {
        (suffixed("_new"), suffixed("_old"))
    };
    let (Some(between), Some(aside)) = (between, aside) else {
        phased.at_once.insert(
            object,
            "At once: the names for the columns in between are taken".to_string(),
        );
        return;
    };
    phased.swaps.push(Swap {
        table: before.id,
        before: Column {
            name: old.name.clone(),
            ..carried.clone()
        },
        after: new.clone(),
        new: fresh.next(),
        between,
        aside,
        function: fresh.next(),
        trigger: fresh.next(),
        reason: reason(options, after, renamed),
    });
}

fn reason(options: &Options, table: &Table, renamed: bool) -> String {
    let name = table.qualified_name();
    let rows = match options.rows.get(&table.id) {
        Some(rows) => format!("{name} holds about {rows} rows"),
        None => format!("nobody said how many rows {name} holds"),
    };
    if renamed {
        format!("In phases: the running version still says the old name, and {rows}")
    } else {
        format!(
            "In phases: the direct statement writes all of {name} again while nobody can read it, and {rows}"
        )
    }
}

/// What keeps a column from being moved to a new one beside it; `None` when nothing does.
fn obstacle<'a>(
    (diff, views): Asked<'a, '_>,
    before: &Table,
    old: &Column,
    after: &Table,
    new: &Column,
) -> Option<String> {
    let name = after.qualified_name();
    let has_children = |schema: &Schema| {
        schema.tables.values().any(|one| {
            one.inherits.contains(&before.id)
                || one
                    .partition_of
                    .as_ref()
                    .is_some_and(|of| of.parent == before.id)
        })
    };
    let stands_alone = |one: &Table| {
        one.partitioning.is_none()
            && one.partition_of.is_none()
            && one.inherits.is_empty()
            && one.inherits_external.is_empty()
    };
    if !stands_alone(before)
        || !stands_alone(after)
        || has_children(&diff.base)
        || has_children(&diff.target)
    {
        return Some(format!(
            "{name} is part of a partitioned or inherited table"
        ));
    }
    if diff.base.row_type_of(before).is_some() || diff.target.row_type_of(after).is_some() {
        return Some(format!(
            "{name} is a table of a type, which has its columns in the type's order"
        ));
    }
    if old.generated.is_some() || new.generated.is_some() {
        return Some("the column is computed".to_string());
    }
    let computed = |table: &Table, name: &str| {
        let mut generated = table
            .columns
            .iter()
            .filter_map(|one| one.generated.as_ref());
        generated.any(|one| text::names(&one.expression, name))
    };
    if computed(before, &old.name) || computed(after, &new.name) {
        return Some("a computed column reads it".to_string());
    }
    let marked = |one: &Table| one.cluster_on.is_some() || one.replica_identity.is_some();
    if marked(before) || marked(after) {
        return Some(format!("{name} is clustered or replicated by an index"));
    }
    if (before.column_named(&new.name).is_some() || after.column_named(&old.name).is_some())
        && old.name != new.name
    {
        return Some("the names change places".to_string());
    }
    let domain = diff.target.user_type(&new.data_type).map(|one| &one.kind);
    if matches!(domain, Some(UserTypeKind::Domain { not_null, checks, .. }) if *not_null || !checks.is_empty())
    {
        return Some(
            "its type checks values, and a new column of it writes the table again too".to_string(),
        );
    }
    if old.identity.is_some() != new.identity.is_some() {
        return Some("its numbering comes or goes with it".to_string());
    }
    let excluded = |table: &Table, column: &Column| {
        table.constraints.iter().any(|one| match &one.kind {
            ConstraintKind::Exclusion(_) => {
                one.columns().contains(&column.id)
                    || dependents::expressions_over(table, column)
                        .contains(&ObjectRef::Constraint(table.id, one.id))
            }
            _ => false,
        })
    };
    if excluded(before, old) || excluded(after, new) {
        return Some("an exclusion constraint holds it".to_string());
    }
    obstacle_outside((diff, views), before, old, after)
}

/// Obstacles that stand outside of the table.
fn obstacle_outside<'a>(
    (diff, views): Asked<'a, '_>,
    before: &Table,
    old: &Column,
    after: &Table,
) -> Option<String> {
    let verbatim = diff
        .base
        .verbatim
        .values()
        .chain(diff.target.verbatim.values());
    let mut named = verbatim
        .filter(|one| text::names(&one.sql, &before.name) || text::names(&one.sql, &after.name));
    if named.next().is_some() {
        return Some("a statement kept word for word names its table".to_string());
    }
    let statistics = diff.base.statistics.values().any(|one| {
        text::names(&one.definition, &before.name) && text::names(&one.definition, &old.name)
    });
    if statistics {
        return Some("extended statistics are kept on it".to_string());
    }
    let words = views.get_or_init(|| ViewWords::of(&diff.base));
    let materialized = words
        .over(&[(before.id, old.id)])
        .into_iter()
        .filter_map(|id| diff.base.views.get(&id))
        .any(|view| view.materialized || view.query.contains('*'));
    materialized.then(|| "a materialized view or one over all columns reads it".to_string())
}

/// A column that goes: its NOT NULL goes first, so that the new application need not write it.
fn leave(
    diff: &Diff,
    options: &Options,
    before: &Table,
    old: &Column,
    after: &Table,
    phased: &mut Phased,
) {
    let object = ObjectRef::Column(before.id, old.id);
    let keep = options.way(object) == Some(Way::Keep);
    let at_once = options.strategy == Strategy::Single
        || options.way(object) == Some(Way::Direct)
        || options.rows.get(&before.id) == Some(&0);
    if !keep && at_once || !may_stay(diff, before, old, after) {
        return;
    }
    let kept_as = keep.then(|| super::super::constraints::with_suffix(&old.name, "_deprecated"));
    if old.not_null || kept_as.is_some() {
        phased.leaving.push(Leaving {
            table: before.id,
            column: old.id,
            kept_as,
        });
    }
}

/// Whether a column that goes can stay for a while, nullable, or under another name for good.
pub(super) fn may_stay(diff: &Diff, before: &Table, old: &Column, after: &Table) -> bool {
    let plain = old.generated.is_none()
        && old.identity.is_none()
        && old.default.is_none()
        && !old.inherited;
    let free = after.column_named(&old.name).is_none();
    let has_parent = after.partition_of.is_some() || !after.inherits.is_empty();
    let keyed = before.primary_key_columns().contains(&old.id);
    let built_in = diff.base.user_type(&old.data_type).is_none();
    let read = before.columns.iter().any(|one| {
        one.generated
            .as_ref()
            .is_some_and(|one| text::names(&one.expression, &old.name))
    });
    plain && free && !has_parent && !read && !keyed && built_in
}

/// The name of the function and trigger that keep two columns equal; free in both schemas.
pub(super) fn sync_name(diff: &Diff, table: &Table, swap: &Swap) -> String {
    let mut stem = format!("zz_sync_{}_{}", table.name, swap.before.name);
    stem = names::truncate(&stem).to_string();
    let taken = |name: &str| {
        let functions = diff
            .base
            .functions
            .values()
            .chain(diff.target.functions.values());
        let mut named = functions.map(|one| one.name.as_str());
        named.any(|one| one == name)
    };
    if taken(&stem) {
        stem = super::super::constraints::with_suffix(&stem, "_columns");
    }
    stem
}

/// The expression that makes a value of the one column into one of the other.
pub(super) fn conversion(schema: &Schema, column: &str, from: &Column, to: &Column) -> String {
    if from.data_type == to.data_type {
        return column.to_string();
    }
    let written = writer::data_type(schema, &to.data_type);
    type_change::using(column, &from.data_type, &to.data_type, &written)
        .unwrap_or_else(|| column.to_string())
}

/// A column's name as SQL.
pub(super) fn quoted(name: &str) -> String {
    quote::identifier(name)
}
