//! The matrix of row security: table by command by role, what each role reaches, and where a gap is left.

mod generate;
mod reach;
mod roles;

use crate::model::tenancy::Tenancy;
use crate::model::{ColumnId, PolicyCommand, Schema, Table, TableId, TenancyClass};
use crate::rules::shape;

pub use generate::{Generated, generate};
pub use reach::{Reach, applying, explain};
pub use roles::{Role, roles};

/// The four commands that policies tell apart, in the order of the columns.
pub const COMMANDS: [PolicyCommand; 4] = [
    PolicyCommand::Select,
    PolicyCommand::Insert,
    PolicyCommand::Update,
    PolicyCommand::Delete,
];

/// The word of a command, as in SQL.
pub fn command_word(command: PolicyCommand) -> &'static str {
    match command {
        PolicyCommand::All => "ALL",
        PolicyCommand::Select => "SELECT",
        PolicyCommand::Insert => "INSERT",
        PolicyCommand::Update => "UPDATE",
        PolicyCommand::Delete => "DELETE",
    }
}

/// What is missing on a table whose rows belong to tenants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Row security is off: policies, if any, do nothing.
    Off,
    /// It is on, and no policy lets anything through.
    NoPolicy,
    /// The owner passes it by.
    NotForced,
    /// A role reaches every tenant's rows.
    Open,
    /// Rows can be written into another tenant.
    Unchecked,
    /// No index begins with the tenant column, which every policy compares.
    NoIndex,
}

impl Gap {
    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Gap::Off => "row security is off",
            Gap::NoPolicy => "no policy lets anything through",
            Gap::NotForced => "the owner is not bound",
            Gap::Open => "a role reaches every tenant",
            Gap::Unchecked => "rows can be written into another tenant",
            Gap::NoIndex => "no index begins with the tenant column",
        }
    }
}

/// What the write side of the policies asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteCheck {
    /// No policy writes.
    None,
    /// WITH CHECK is left out everywhere, so USING is asked.
    AsUsing,
    /// WITH CHECK asks for the tenant.
    Own,
    /// A WITH CHECK asks for something else.
    Other,
    /// A WITH CHECK is true.
    True,
}

/// A row of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// The table.
    pub table: TableId,
    /// What it is to tenancy.
    pub class: TenancyClass,
    /// Whether its rows belong to tenants, so that it needs a border.
    pub needed: bool,
    /// Whether row security is enabled.
    pub enabled: bool,
    /// Whether it is forced.
    pub forced: bool,
    /// What the write side asks.
    pub check: WriteCheck,
    /// The columns of an index or key that begins with the tenant column.
    pub index: Option<Vec<ColumnId>>,
    /// What each role reaches by each of [`COMMANDS`], roles as in [`Matrix::roles`].
    pub cells: Vec<[Reach; 4]>,
    /// What is missing; empty where no border is needed.
    pub gaps: Vec<Gap>,
}

/// The matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// The roles, in the order of their names.
    pub roles: Vec<Role>,
    /// The tables: those that need a border first, then by name. Partitions are their parent's.
    pub rows: Vec<TableRow>,
}

impl Matrix {
    /// Tables that need a border, and those of them with a gap.
    pub fn needed_and_open(&self) -> (usize, usize) {
        let needed = self.rows.iter().filter(|row| row.needed);
        (
            needed.clone().count(),
            needed.filter(|row| !row.gaps.is_empty()).count(),
        )
    }
}

/// Works the matrix out. Time is linear in tables times roles and policies.
pub fn matrix(schema: &Schema, tenancy: &Tenancy) -> Matrix {
    let roles = roles(schema);
    let mut tables: Vec<&Table> = schema
        .tables
        .values()
        .map(AsRef::as_ref)
        .filter(|table: &&Table| !table.is_partition() && !shape::is_tool_owned(table))
        .collect();
    tables.sort_by(|a, b| {
        let key = |table: &Table| {
            let place = match tenancy.class(table.id) {
                TenancyClass::Root => 0,
                class if needs_border(class) => 1,
                _ => 2,
            };
            (place, table.schema.clone(), table.name.clone())
        };
        key(a).cmp(&key(b))
    });
    let rows = tables
        .into_iter()
        .map(|table| row(schema, tenancy, &roles, table))
        .collect();
    Matrix { roles, rows }
}

fn needs_border(class: TenancyClass) -> bool {
    matches!(
        class,
        TenancyClass::Root | TenancyClass::TenantScoped | TenancyClass::Bridge
    )
}

/// The column that policies of the table compare with the tenant: the root's own key, or the tenant column.
pub(super) fn border_column(tenancy: &Tenancy, table: &Table) -> Option<ColumnId> {
    match tenancy.class(table.id) {
        TenancyClass::Root => match table.primary_key_columns() {
            [only] => Some(*only),
            _ => None,
        },
        TenancyClass::TenantScoped | TenancyClass::Bridge => tenancy.column_of(table),
        _ => None,
    }
}

fn row(schema: &Schema, tenancy: &Tenancy, roles: &[Role], table: &Table) -> TableRow {
    let class = tenancy.class(table.id);
    let needed = needs_border(class);
    let column = border_column(tenancy, table);
    let cells: Vec<[Reach; 4]> = roles
        .iter()
        .map(|role| COMMANDS.map(|command| reach::reach(schema, tenancy, table, role, command)))
        .collect();
    let check = reach::write_check(tenancy, table);
    let index = column.and_then(|column| {
        let served = shape::served(table).find(|served| served.columns.first() == Some(&column));
        served.map(|served| served.columns)
    });
    let state = table.row_security;
    let mut gaps = Vec::new();
    if needed {
        let any = |wanted: fn(Reach) -> bool| cells.iter().flatten().any(|cell| wanted(*cell));
        if !state.enabled {
            gaps.push(Gap::Off);
        } else {
            if table.policies.is_empty() {
                gaps.push(Gap::NoPolicy);
            }
            if !state.forced {
                gaps.push(Gap::NotForced);
            }
            if any(|cell| cell == Reach::Every) {
                gaps.push(Gap::Open);
            }
            if any(|cell| cell == Reach::OwnOutAnyIn) || check == WriteCheck::True {
                gaps.push(Gap::Unchecked);
            }
        }
        if column.is_some() && index.is_none() {
            gaps.push(Gap::NoIndex);
        }
    }
    TableRow {
        table: table.id,
        class,
        needed,
        enabled: state.enabled,
        forced: state.forced,
        check,
        index,
        cells,
        gaps,
    }
}
