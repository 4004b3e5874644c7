//! Leak paths: chains of joins or cascades from one tenant's rows to another's that no key forbids.
//!
//! A row belongs to a tenant by its own tenant column, and by every foreign key to a row that belongs to one. Where two of
//! these may name different tenants, a path leads across the border. They cannot when a composite key holds them together, or
//! when both come from the same row.

mod close;
mod find;

use crate::model::tenancy::Tenancy;
use crate::model::{
    ColumnId, ConstraintId, ReferentialAction, Schema, Table, TableId, TenancyClass,
};
use crate::rules::shape;

pub use close::close;
use find::Finder;

/// What makes a path cross the border.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeakKind {
    /// A foreign key between two tables of tenants leaves the tenant column out.
    Reference,
    /// A table without a tenant column joins rows of two tables, which need not be one tenant's.
    Junction,
    /// A row names a person or thing that all tenants share, which need not belong to the row's tenant.
    Shared,
}

impl LeakKind {
    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            LeakKind::Reference => "reference",
            LeakKind::Junction => "junction",
            LeakKind::Shared => "shared",
        }
    }
}

/// One stop of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The table.
    pub table: TableId,
    /// The columns that are joined by.
    pub columns: Vec<ColumnId>,
}

/// A path from one tenant's rows to another's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// What makes it one.
    pub kind: LeakKind,
    /// The way, from a row of one tenant to a row of another.
    pub stops: Vec<Stop>,
    /// The foreign keys that are walked, in order.
    pub keys: Vec<ConstraintId>,
    /// The foreign key that crosses the border.
    pub key: (TableId, ConstraintId),
    /// What happens here when the row over there is deleted, where that changes rows of this side.
    pub on_delete: Option<ReferentialAction>,
    /// Whether row security, enabled and forced at both ends, keeps the rows from being read along the path. The reference can be
    /// written all the same: foreign keys are checked without row security (PostgreSQL manual, 5.9).
    pub guarded: bool,
}

impl Leak {
    /// The table the path starts at.
    pub fn from(&self) -> Option<TableId> {
        self.stops.first().map(|stop| stop.table)
    }

    /// The table the path ends at.
    pub fn to(&self) -> Option<TableId> {
        self.stops.last().map(|stop| stop.table)
    }

    /// What the path is, in a sentence or two with the objects' names.
    pub fn sentence(&self, schema: &Schema) -> String {
        let name = |id: Option<TableId>| {
            id.and_then(|id| schema.table(id))
                .map_or_else(String::new, |table| table.name.clone())
        };
        let (from, to) = (name(self.from()), name(self.to()));
        let mut text = match self.kind {
            LeakKind::Reference => format!(
                "A row of {from} can point at another tenant's row of {to}: the key leaves the tenant out."
            ),
            LeakKind::Junction => {
                let joins = self.stops.get(1).map(|stop| stop.table);
                format!(
                    "A row of {} can join one tenant's {from} to another tenant's {to}: no key says they are one tenant's.",
                    name(joins)
                )
            }
            LeakKind::Shared => {
                let shared = self.stops.get(1).map(|stop| stop.table);
                format!(
                    "A row of {from} can name any of the {} that tenants share, also one that {to} ties to other tenants only.",
                    name(shared)
                )
            }
        };
        let does = match &self.on_delete {
            Some(ReferentialAction::Cascade) => Some("deletes"),
            Some(ReferentialAction::SetNull(_) | ReferentialAction::SetDefault(_)) => {
                Some("changes")
            }
            _ => None,
        };
        if let Some(does) = does {
            let named = match self.kind {
                LeakKind::Shared => name(self.stops.get(1).map(|stop| stop.table)),
                _ => to,
            };
            let naming = name(Some(self.key.0));
            text.push_str(&format!(
                " Deleting the row of {named} {does} that of {naming}."
            ));
        }
        if self.guarded {
            text.push_str(" Row security hides it from reading, not from being written.");
        }
        text
    }

    /// The way as `table.column` stop by stop.
    pub fn way(&self, schema: &Schema) -> Vec<String> {
        let word = |stop: &Stop| {
            let table = schema.table(stop.table)?;
            let columns = table.column_names(&stop.columns).join(", ");
            Some(match stop.columns.len() {
                1 => format!("{}.{columns}", table.name),
                _ => format!("{} ({columns})", table.name),
            })
        };
        self.stops.iter().filter_map(word).collect()
    }
}

/// Every leak path of a schema, table by table in the order of their names. Time is linear in foreign keys, apart from
/// tables with very many of them.
pub fn leaks(schema: &Schema, tenancy: &Tenancy) -> Vec<Leak> {
    if tenancy.root.is_none() {
        return Vec::new();
    }
    let finder = Finder { schema, tenancy };
    let mut tables: Vec<&Table> = schema
        .tables
        .values()
        .map(AsRef::as_ref)
        .filter(|table: &&Table| !table.is_partition() && !shape::is_tool_owned(table))
        .collect();
    tables.sort_by(|a, b| (&a.schema, &a.name).cmp(&(&b.schema, &b.name)));
    let bridges: Vec<&Table> = tables
        .iter()
        .copied()
        .filter(|table| tenancy.class(table.id) == TenancyClass::Bridge)
        .collect();
    let mut found = Vec::new();
    for table in tables {
        finder.of_table(table, &mut found);
        finder.of_shared(table, &bridges, &mut found);
    }
    found
}
