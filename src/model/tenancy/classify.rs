//! A class for every table, with its reason.

use crate::model::{Table, TenancyClass, TenancySettings};

use super::graph::Graph;
use super::{
    Classified, by_hand, classified, column_referencing, is_actor, is_junction, joins_closely,
};

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

/// Gives every table its class, strongest evidence first.
pub(super) struct Classifier<'a> {
    graph: &'a Graph<'a>,
    root: usize,
    column: &'a str,
    settings: &'a TenancySettings,
    classes: Vec<Option<Classified>>,
}

impl<'a> Classifier<'a> {
    pub(super) fn new(
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

    pub(super) fn run(mut self) -> Vec<Classified> {
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
                // A nullable pointer by another name (`current_organization_id`, `partner_org_id`) ties the row to no tenant.
                let second = column.name != format!("{}_id", self.graph.names[self.root])
                    && !["org_id", "tenant_id"].contains(&column.name.as_str());
                if !column.not_null && (is_user || second) {
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
            let joins = is_junction(table) && joins_closely(table);
            if by_hand || position == self.root || !joins {
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
            if let Some(column) = shape.filter(|_| referrers > 0 && is_small(table)) {
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

/// The column a look-up table is known by.
pub(super) fn look_up_shape(table: &Table) -> Option<&str> {
    const KNOWN_BY: &[&str] = &[
        "code", "name", "slug", "key", "label", "title", "iso_code", "symbol",
    ];
    table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .find(|name| KNOWN_BY.contains(name) || name.ends_with("_code") || name.ends_with("_name"))
}

/// Whether the table has the few columns of a look-up.
pub(super) fn is_small(table: &Table) -> bool {
    table.columns.len() <= 8
}
