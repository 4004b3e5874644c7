//! What each table is to tenancy: root, tenant-scoped, bridge, reference, global. Inferred from keys and names, each with its
//! reason; settings win.

mod classify;
mod graph;

use std::collections::BTreeMap;

use super::{
    Column, ColumnId, ForeignKey, Schema, Table, TableId, TenancyClass, TenancyMode,
    TenancySettings,
};
use classify::Classifier;
use graph::Graph;

/// A class and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classified {
    /// What the table is.
    pub class: TenancyClass,
    /// Why, as a sentence with the objects' names.
    pub reason: String,
}

/// The tenancy of a schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tenancy {
    /// The table of tenants; `None` in a schema of one tenant.
    pub root: Option<TableId>,
    /// Name of the tenant column; `None` without a root.
    pub column: Option<String>,
    /// Every table's class.
    pub classes: BTreeMap<TableId, Classified>,
}

impl Tenancy {
    /// The table's class; unclassified for a table that is not known.
    pub fn class(&self, table: TableId) -> TenancyClass {
        self.classes
            .get(&table)
            .map_or(TenancyClass::Unclassified, |classified| classified.class)
    }

    /// Why the table has its class; empty for a table that is not known.
    pub fn reason(&self, table: TableId) -> &str {
        self.classes
            .get(&table)
            .map_or("", |classified| classified.reason.as_str())
    }

    /// The column that says which tenant a row belongs to: the one of the tenant column's name, else the first that
    /// references the root alone, one that refuses null before one that does not. `None` for the root itself.
    pub fn column_of(&self, table: &Table) -> Option<ColumnId> {
        if self.root == Some(table.id) {
            return None;
        }
        let name = self.column.as_deref()?;
        if let Some(column) = table.column_named(name) {
            return Some(column.id);
        }
        self.root
            .and_then(|root| column_referencing(table, root))
            .map(|column| column.id)
    }
}

/// The column that references `root` by itself, one that refuses null first.
fn column_referencing(table: &Table, root: TableId) -> Option<&Column> {
    let mut nullable = None;
    for (_, key) in table.foreign_keys() {
        if key.target.table() == Some(root)
            && let [column] = key.columns.as_slice()
            && let Some(column) = table.column(*column)
        {
            if column.not_null {
                return Some(column);
            }
            nullable = nullable.or(Some(column));
        }
    }
    nullable
}

/// Works out the tenancy. Time is linear in columns and foreign keys.
pub fn infer(schema: &Schema, settings: &TenancySettings) -> Tenancy {
    let mut tenancy = Tenancy::default();
    if settings.mode == TenancyMode::Shared {
        let graph = Graph::of(schema);
        if let Some(root) = graph.root(settings) {
            let column = settings
                .column
                .clone()
                .unwrap_or_else(|| graph.tenant_column(root));
            let classes = Classifier::new(&graph, root, &column, settings).run();
            tenancy.root = graph.ids.get(root).copied();
            tenancy.column = Some(column);
            tenancy.classes = graph.ids.iter().copied().zip(classes).collect();
        }
    }
    if tenancy.root.is_none() {
        let reason = match settings.mode {
            TenancyMode::Shared => "No table of tenants is known.",
            TenancyMode::Schema => "Each tenant has a schema of its own.",
            TenancyMode::Database => "Each tenant has a database of its own.",
            TenancyMode::None => "There is one tenant only.",
        };
        tenancy.classes = schema
            .tables
            .keys()
            .map(|id| {
                (
                    *id,
                    by_hand(settings, *id)
                        .unwrap_or_else(|| classified(TenancyClass::Unclassified, reason)),
                )
            })
            .collect();
    }
    tenancy
}

fn classified(class: TenancyClass, reason: impl Into<String>) -> Classified {
    Classified {
        class,
        reason: reason.into(),
    }
}

fn by_hand(settings: &TenancySettings, table: TableId) -> Option<Classified> {
    settings
        .classes
        .get(&table)
        .map(|class| classified(*class, "Set by hand."))
}

/// Whether a foreign key only says who did something (`created_by`), which ties the row to no tenant.
pub fn is_actor(table: &Table, key: &ForeignKey) -> bool {
    key.columns.iter().any(|column| {
        table
            .column(*column)
            .is_some_and(|column| column.name.ends_with("_by") || column.name.ends_with("_by_id"))
    })
}

/// Whether a junction is about the pair it joins and not about a thing of its own that has an owner and a maker: a key made of
/// references, or no reference left open and few columns beside them.
fn joins_closely(table: &Table) -> bool {
    let references: Vec<ColumnId> = table
        .foreign_keys()
        .flat_map(|(_, key)| key.columns.iter().copied())
        .collect();
    let keyed = table
        .constraints
        .iter()
        .filter_map(|constraint| constraint.key())
        .any(|key| {
            key.columns.len() > 1 && key.columns.iter().all(|column| references.contains(column))
        });
    let required = table
        .foreign_keys()
        .filter(|(_, key)| !is_actor(table, key))
        .flat_map(|(_, key)| &key.columns)
        .all(|id| table.column(*id).is_some_and(|column| column.not_null));
    let own = table
        .columns
        .iter()
        .filter(|column| !references.contains(&column.id))
        .count();
    keyed || (required && own <= 5)
}

/// Whether the table mainly joins others: two or three foreign keys and few columns beside them, or four and hardly any.
pub fn is_junction(table: &Table) -> bool {
    let mut referencing: Vec<ColumnId> = Vec::new();
    let mut joined: Vec<&[ColumnId]> = Vec::new();
    for (_, key) in table.foreign_keys() {
        // The same reference declared twice is one.
        if !is_actor(table, key) && !joined.contains(&key.columns.as_slice()) {
            joined.push(&key.columns);
            referencing.extend(&key.columns);
        }
    }
    referencing.sort_unstable();
    referencing.dedup();
    let own = table.columns.len().saturating_sub(referencing.len());
    (2..=3).contains(&joined.len()) && own <= 8 || joined.len() == 4 && own <= 3
}

/// What the shape of a table says to the inference beside its keys and its names: whether it is small, joins others, and by which
/// column it is known. Equal marks mean equal shapes.
pub(crate) fn shape_mark(table: &Table) -> (bool, bool, Option<&str>) {
    let small = classify::is_small(table);
    (
        small,
        is_junction(table),
        classify::look_up_shape(table).filter(|_| small),
    )
}
