//! The schema as tables by position with their foreign keys both ways, and what its names say of the tenant.

use std::collections::BTreeMap;

use crate::model::{ForeignKey, Schema, Table, TableId, TenancyClass, TenancySettings, naming};

/// Names a table of tenants bears, in the singular, with their weight and the number of foreign keys that must point to it
/// before a name so common is believed.
const ROOT_NAMES: &[(&str, u32, usize)] = &[
    ("tenant", 10, 0),
    ("organization", 9, 0),
    ("organisation", 9, 0),
    ("org", 9, 0),
    ("workspace", 7, 0),
    ("company", 5, 1),
    ("account", 4, 2),
    ("team", 3, 2),
    ("business", 3, 2),
    ("agency", 3, 2),
    ("merchant", 3, 2),
];

/// A foreign key between two tables of the schema, by position.
pub(super) struct Edge<'a> {
    pub(super) other: usize,
    pub(super) key: &'a ForeignKey,
}

/// Tables by position, with their foreign keys both ways.
pub(super) struct Graph<'a> {
    pub(super) ids: Vec<TableId>,
    pub(super) tables: Vec<&'a Table>,
    pub(super) names: Vec<String>,
    pub(super) outgoing: Vec<Vec<Edge<'a>>>,
    pub(super) incoming: Vec<Vec<Edge<'a>>>,
}

impl<'a> Graph<'a> {
    pub(super) fn of(schema: &'a Schema) -> Self {
        let ids: Vec<TableId> = schema.tables.keys().copied().collect();
        let tables: Vec<&Table> = schema.tables.values().map(AsRef::as_ref).collect();
        let names = tables
            .iter()
            .map(|table| naming::singular(&naming::snake(&table.header.name)))
            .collect();
        let mut outgoing: Vec<Vec<Edge>> = tables.iter().map(|_| Vec::new()).collect();
        let mut incoming: Vec<Vec<Edge>> = tables.iter().map(|_| Vec::new()).collect();
        for (from, table) in tables.iter().enumerate() {
            for (_, key) in table.foreign_keys() {
                let target = key
                    .target
                    .table()
                    .and_then(|id| ids.binary_search(&id).ok());
                if let Some(to) = target {
                    outgoing[from].push(Edge { other: to, key });
                    incoming[to].push(Edge { other: from, key });
                }
            }
        }
        Graph {
            ids,
            tables,
            names,
            outgoing,
            incoming,
        }
    }

    /// The table of tenants: the one set, or the best name, the number of tables that point to it deciding between names.
    pub(super) fn root(&self, settings: &TenancySettings) -> Option<usize> {
        let set = settings.root.or_else(|| {
            let root = settings
                .classes
                .iter()
                .find(|(_, class)| **class == TenancyClass::Root);
            root.map(|(id, _)| *id)
        });
        if let Some(position) = set.and_then(|id| self.ids.binary_search(&id).ok()) {
            return Some(position);
        }
        let mut best: Option<(u32, usize)> = None;
        for (position, name) in self.names.iter().enumerate() {
            let Some((_, weight, needed)) = ROOT_NAMES.iter().find(|(known, _, _)| known == name)
            else {
                continue;
            };
            let by_hand = settings.classes.get(&self.ids[position]);
            let table = self.tables[position];
            if by_hand.is_some_and(|class| *class != TenancyClass::Root) || table.is_partition() {
                continue;
            }
            let count = self.referrers(position);
            if count < *needed {
                continue;
            }
            // Doubling the tables that point to it is worth as much as two steps of a better name.
            let score = weight + 2 * (count as u32 + 1).ilog2();
            if best.is_none_or(|(other, _)| score > other) {
                best = Some((score, position));
            }
        }
        best.map(|(_, position)| position)
    }

    /// Tables other than itself that reference the table.
    pub(super) fn referrers(&self, position: usize) -> usize {
        let mut from: Vec<usize> = self.incoming[position]
            .iter()
            .map(|edge| edge.other)
            .filter(|other| *other != position)
            .collect();
        from.sort_unstable();
        from.dedup();
        from.len()
    }

    /// The most common name among columns that reference the root alone; else `<root>_id`, if a table has it; else `org_id`.
    pub(super) fn tenant_column(&self, root: usize) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for edge in &self.incoming[root] {
            if edge.other == root {
                continue;
            }
            if let [column] = edge.key.columns.as_slice()
                && let Some(column) = self.tables[edge.other].column(*column)
            {
                *counts.entry(column.name.as_str()).or_default() += 1;
            }
        }
        let most = counts
            .iter()
            .max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name)));
        if let Some((name, _)) = most {
            return (*name).to_string();
        }
        let own_key = match self.tables[root].primary_key_columns() {
            [column] => self.tables[root]
                .column(*column)
                .map(|column| column.name.clone()),
            _ => None,
        };
        // Tenants known by a name or a code do not make every `name` and `code` a tenant column.
        let is_id = |name: &String| name != "id" && name.to_lowercase().ends_with("id");
        let by_name = [
            own_key.filter(is_id),
            Some(format!("{}_id", self.names[root])),
            Some("org_id".to_string()),
            Some("tenant_id".to_string()),
        ];
        by_name
            .into_iter()
            .flatten()
            .find(|name| {
                self.tables
                    .iter()
                    .enumerate()
                    .any(|(position, table)| position != root && table.column_named(name).is_some())
            })
            .unwrap_or_else(|| "org_id".to_string())
    }
}
