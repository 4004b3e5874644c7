//! What each table is to tenancy: root, tenant-scoped, bridge, reference, global. Inferred from keys and names, each with its
//! reason; settings win.

use std::collections::BTreeMap;

use super::{
    Column, ColumnId, ForeignKey, Schema, Table, TableId, TenancyClass, TenancyMode,
    TenancySettings, naming,
};

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

/// Names of tables whose rows are people.
const USER_NAMES: &[&str] = &[
    "user",
    "person",
    "account",
    "identity",
    "profile",
    "login",
    "app_user",
    "auth_user",
];

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

/// A foreign key between two tables of the schema, by position.
struct Edge<'a> {
    other: usize,
    key: &'a ForeignKey,
}

/// Tables by position, with their foreign keys both ways.
struct Graph<'a> {
    ids: Vec<TableId>,
    tables: Vec<&'a Table>,
    names: Vec<String>,
    outgoing: Vec<Vec<Edge<'a>>>,
    incoming: Vec<Vec<Edge<'a>>>,
}

impl<'a> Graph<'a> {
    fn of(schema: &'a Schema) -> Self {
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
    fn root(&self, settings: &TenancySettings) -> Option<usize> {
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
    fn referrers(&self, position: usize) -> usize {
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
    fn tenant_column(&self, root: usize) -> String {
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
        let by_name = [
            own_key.filter(|name| name != "id"),
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

/// Gives every table its class, strongest evidence first.
struct Classifier<'a> {
    graph: &'a Graph<'a>,
    root: usize,
    column: &'a str,
    settings: &'a TenancySettings,
    classes: Vec<Option<Classified>>,
}

impl<'a> Classifier<'a> {
    fn new(
        graph: &'a Graph<'a>,
        root: usize,
        column: &'a str,
        settings: &'a TenancySettings,
    ) -> Self {
        Classifier {
            graph,
            root,
            column,
            settings,
            classes: graph.ids.iter().map(|id| by_hand(settings, *id)).collect(),
        }
    }

    fn run(mut self) -> Vec<Classified> {
        let reason = match self.settings.root {
            Some(_) => "Set as the table of tenants.".to_string(),
            None => format!(
                "Its name is a tenant's, and {} reference it.",
                count(self.graph.referrers(self.root), "table")
            ),
        };
        self.classes[self.root] = Some(classified(TenancyClass::Root, reason));
        let candidates = self.global_users();
        self.direct(&candidates);
        self.bridges(&candidates);
        self.users_without_tenant(&candidates);
        self.spread(TenancyClass::TenantScoped, |name, via| {
            format!("It reaches the tenant through {name} ({via}).")
        });
        self.spread(TenancyClass::Global, |name, via| {
            format!("It hangs on {name} ({via}), which all tenants share.")
        });
        self.references();
        self.partitions();
        self.classes
            .into_iter()
            .map(|class| {
                class.unwrap_or_else(|| {
                    classified(
                        TenancyClass::Unclassified,
                        "No key leads from it to the tenant, and no shape tells what it is.",
                    )
                })
            })
            .collect()
    }

    fn name(&self, position: usize) -> &str {
        &self.graph.tables[position].header.name
    }

    /// Tables of people that carry no tenant column of their own.
    fn global_users(&self) -> Vec<bool> {
        let is_user = |position: usize| {
            position != self.root
                && USER_NAMES.contains(&self.graph.names[position].as_str())
                && self.graph.tables[position]
                    .column_named(self.column)
                    .is_none()
        };
        (0..self.graph.ids.len()).map(is_user).collect()
    }

    /// Tables with the tenant column, or with a foreign key to the root.
    fn direct(&mut self, users: &[bool]) {
        let root_name = self.name(self.root).to_string();
        for (position, is_user) in users.iter().copied().enumerate() {
            if self.classes[position].is_some() {
                continue;
            }
            let table = self.graph.tables[position];
            let referencing = column_referencing(table, self.graph.ids[self.root]);
            let reason = if let Some(column) = table.column_named(self.column) {
                let references = table.foreign_keys().any(|(_, key)| {
                    key.target.table() == Some(self.graph.ids[self.root])
                        && key.columns.contains(&column.id)
                });
                if references {
                    format!("Its {} references {root_name}.", column.name)
                } else {
                    format!("It has the tenant column {}.", column.name)
                }
            } else if let Some(column) = referencing {
                // A nullable pointer such as `current_organization_id` does not make users one tenant's.
                if is_user && !column.not_null {
                    continue;
                }
                format!("Its {} references {root_name}.", column.name)
            } else {
                continue;
            };
            self.classes[position] = Some(classified(TenancyClass::TenantScoped, reason));
        }
    }

    /// Junctions between the root or a tenant-scoped table and a global table of people.
    fn bridges(&mut self, users: &[bool]) {
        for position in 0..self.graph.ids.len() {
            let table = self.graph.tables[position];
            let by_hand = self
                .settings
                .classes
                .contains_key(&self.graph.ids[position]);
            if by_hand || position == self.root || !is_junction(table) {
                continue;
            }
            let mut tenant = None;
            let mut shared = None;
            for edge in &self.graph.outgoing[position] {
                let class = self.classes[edge.other].as_ref().map(|c| c.class);
                let to_user =
                    users[edge.other] && class.is_none_or(|class| class == TenancyClass::Global);
                if matches!(class, Some(TenancyClass::Root | TenancyClass::TenantScoped)) {
                    tenant = Some(edge.other);
                } else if to_user || class == Some(TenancyClass::Global) {
                    shared = Some(edge.other);
                }
            }
            if let (Some(tenant), Some(shared)) = (tenant, shared) {
                let reason = format!(
                    "It joins {} to {}, which all tenants share.",
                    self.name(tenant),
                    self.name(shared)
                );
                self.classes[position] = Some(classified(TenancyClass::Bridge, reason));
                if self.classes[shared].is_none() {
                    let reason = format!(
                        "{} joins it to {}, so one row may belong to many tenants.",
                        self.name(position),
                        self.name(tenant)
                    );
                    self.classes[shared] = Some(classified(TenancyClass::Global, reason));
                }
            }
        }
    }

    fn users_without_tenant(&mut self, users: &[bool]) {
        for (position, is_user) in users.iter().copied().enumerate() {
            let reaches = self.graph.outgoing[position].iter().any(|edge| {
                let class = self.classes[edge.other].as_ref().map(|c| c.class);
                class == Some(TenancyClass::TenantScoped)
                    && !is_actor(self.graph.tables[position], edge.key)
            });
            if is_user && self.classes[position].is_none() && !reaches {
                let reason = "Its rows are people, and it has no tenant column.";
                self.classes[position] = Some(classified(TenancyClass::Global, reason));
            }
        }
    }

    /// Carries a class from the tables that have it to those that reference them, nearest first.
    fn spread(&mut self, class: TenancyClass, reason: impl Fn(&str, &str) -> String) {
        let has_it = |classes: &[Option<Classified>], position: usize| {
            classes[position].as_ref().is_some_and(|c| c.class == class)
        };
        let mut frontier: Vec<usize> = (0..self.graph.ids.len())
            .filter(|position| has_it(&self.classes, *position))
            .collect();
        while !frontier.is_empty() {
            let mut next = Vec::new();
            for parent in frontier {
                for edge in &self.graph.incoming[parent] {
                    let child = self.graph.tables[edge.other];
                    if self.classes[edge.other].is_some() || is_actor(child, edge.key) {
                        continue;
                    }
                    let via = child.column_names(&edge.key.columns).join(", ");
                    let reason = reason(self.name(parent), &via);
                    self.classes[edge.other] = Some(classified(class, reason));
                    next.push(edge.other);
                }
            }
            next.sort_unstable();
            frontier = next;
        }
    }

    /// Small tables that are only referenced and are known by a code or a name.
    fn references(&mut self) {
        for position in 0..self.graph.ids.len() {
            if self.classes[position].is_some() || !self.graph.outgoing[position].is_empty() {
                continue;
            }
            let table = self.graph.tables[position];
            let referrers = self.graph.referrers(position);
            let shape = look_up_shape(table);
            if let Some(column) = shape.filter(|_| referrers > 0 && table.columns.len() <= 8) {
                let reason = format!(
                    "It is a small look-up known by {column}, and {} reference it.",
                    count(referrers, "table")
                );
                self.classes[position] = Some(classified(TenancyClass::Reference, reason));
            }
        }
    }

    /// A partition is what its parent is.
    fn partitions(&mut self) {
        for position in 0..self.graph.ids.len() {
            let mut top = position;
            // A chain of partitions is short; the bound guards against one that points to itself.
            for _ in 0..16 {
                let parent = self.graph.tables[top].header.partition_of.as_ref();
                match parent.and_then(|part| self.graph.ids.binary_search(&part.parent).ok()) {
                    Some(parent) => top = parent,
                    None => break,
                }
            }
            let by_hand = self
                .settings
                .classes
                .contains_key(&self.graph.ids[position]);
            if top != position && !by_hand {
                let class = self.classes[top]
                    .as_ref()
                    .map_or(TenancyClass::Unclassified, |c| c.class);
                let reason = format!("It is a partition of {}.", self.name(top));
                self.classes[position] = Some(classified(class, reason));
            }
        }
    }
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

/// Whether a foreign key only says who did something (`created_by`), which ties the row to no tenant.
fn is_actor(table: &Table, key: &ForeignKey) -> bool {
    key.columns.iter().any(|column| {
        table
            .column(*column)
            .is_some_and(|column| column.name.ends_with("_by") || column.name.ends_with("_by_id"))
    })
}

/// Whether the table mainly joins others: two or three foreign keys and few columns beside them.
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
    (2..=3).contains(&joined.len()) && own <= 8
}

/// The column a look-up table is known by.
fn look_up_shape(table: &Table) -> Option<&str> {
    const KNOWN_BY: &[&str] = &[
        "code", "name", "slug", "key", "label", "title", "iso_code", "symbol",
    ];
    table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .find(|name| KNOWN_BY.contains(name) || name.ends_with("_code") || name.ends_with("_name"))
}
