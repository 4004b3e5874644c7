//! The schema of MySQL or SQLite while it is being read.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::import::builder::{Applied, Fault, exists};
use crate::model::*;
use crate::sql::foreign::expression::{self, Columns};

use super::definition::*;

/// Most columns a table may have (MySQL manual, "Limits on Table Column Count"; SQLite's default is 2,000). It bounds the
/// work on hostile text.
const MAXIMUM_COLUMNS: usize = 4096;

/// The schema being read. Names are looked up in lower case: neither database tells names apart by it, tables of MySQL on
/// some systems aside.
pub(super) struct Foreign {
    pub dialect: Dialect,
    pub schema: Schema,
    next_id: u32,
    pub tables: HashMap<String, TableId>,
    pub views: HashMap<String, ViewId>,
    /// Names of keys, indexes and constraints by table.
    pub names: HashMap<TableId, HashSet<(Kind, String)>>,
    /// The number that made the last name of a stem, so that the next is not looked for from the start.
    pub numbers: HashMap<(TableId, String), usize>,
    /// Tables by the names of their indexes; SQLite's are the database's.
    pub indexes: HashMap<String, (TableId, IndexId)>,
    pub triggers: HashMap<String, (ObjectRef, TriggerId)>,
    /// Foreign keys whose table was not there yet, by its name.
    pub(super) waiting: HashMap<String, BTreeSet<(TableId, ConstraintId)>>,
    /// Foreign keys by the table they reference.
    pub(super) incoming: HashMap<TableId, BTreeSet<(TableId, ConstraintId)>>,
    /// The types made for ENUM columns.
    pub enums: HashMap<ColumnId, TypeId>,
    pub(super) enum_names: HashSet<String>,
    pub temporary: HashSet<String>,
    pub origins: BTreeMap<ObjectRef, (usize, u32)>,
    /// Source and line of the statement at hand.
    pub place: (usize, u32),
}

/// The two spaces of names within a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Keys and indexes.
    Index,
    /// Foreign keys and checks.
    Constraint,
}

/// What is the same whatever its case.
pub(super) fn fold(name: &str) -> String {
    name.to_lowercase()
}

impl Foreign {
    /// An empty schema.
    pub fn new(dialect: Dialect) -> Self {
        Foreign {
            dialect,
            schema: Schema::default(),
            next_id: 1,
            tables: HashMap::new(),
            views: HashMap::new(),
            names: HashMap::new(),
            numbers: HashMap::new(),
            indexes: HashMap::new(),
            triggers: HashMap::new(),
            waiting: HashMap::new(),
            incoming: HashMap::new(),
            enums: HashMap::new(),
            enum_names: HashSet::new(),
            temporary: HashSet::new(),
            origins: BTreeMap::new(),
            place: (0, 1),
        }
    }

    pub fn allocate<Id: From<u32>>(&mut self) -> Id {
        let id = self.next_id;
        self.next_id = id.saturating_add(1);
        Id::from(id)
    }

    /// Notes where an object was made; the first place stays.
    pub fn made(&mut self, object: ObjectRef) {
        self.origins.entry(object).or_insert(self.place);
    }

    /// The table of this name.
    pub fn table(&self, name: &str) -> Applied<TableId> {
        let folded = fold(name);
        if self.temporary.contains(&folded) {
            return Err(Fault::Temporary);
        }
        match self.tables.get(&folded) {
            Some(id) => Ok(*id),
            None => Err(missing("table", name)),
        }
    }

    /// The table, to read it.
    pub fn table_ref(&self, id: TableId) -> Applied<&Table> {
        match self.schema.tables.get(&id) {
            Some(table) => Ok(table),
            None => Err(Fault::Missing(
                "the table is not in what was read".to_string(),
            )),
        }
    }

    /// The table, to change it.
    pub fn table_mut(&mut self, id: TableId) -> Applied<&mut Table> {
        match self.schema.tables.get_mut(&id) {
            Some(table) => Ok(Arc::make_mut(table)),
            None => Err(Fault::Missing(
                "the table is not in what was read".to_string(),
            )),
        }
    }

    /// The column of this name.
    pub fn column_id(&self, table: TableId, name: &str) -> Applied<ColumnId> {
        let table = self.table_ref(table)?;
        let found = table.column_named(name).or_else(|| {
            let folded = fold(name);
            table
                .columns
                .iter()
                .find(|column| fold(&column.name) == folded)
        });
        match found {
            Some(column) => Ok(column.id),
            None => Err(Fault::Missing(format!(
                "{} has no column {name}",
                table.name
            ))),
        }
    }

    /// The columns of these names.
    pub fn column_ids(&self, table: TableId, names: &[String]) -> Applied<Vec<ColumnId>> {
        names
            .iter()
            .map(|name| self.column_id(table, name))
            .collect()
    }

    /// The columns that expressions of a table may name.
    pub fn columns(&self, table: TableId) -> Applied<Columns> {
        let table = self.table_ref(table)?;
        Ok(expression::columns(
            table.columns.iter().map(|column| column.name.as_str()),
        ))
    }

    /// Makes sure that the name of a table or view is free.
    pub fn free(&self, name: &str) -> Applied<()> {
        let folded = fold(name);
        if self.tables.contains_key(&folded) || self.views.contains_key(&folded) {
            return Err(exists(name));
        }
        Ok(())
    }

    /// Adds an empty table.
    pub fn add_table(&mut self, name: &str) -> TableId {
        let id: TableId = self.allocate();
        self.schema
            .tables
            .insert(id, Arc::new(Table::new(id, "public", name)));
        self.tables.insert(fold(name), id);
        self.made(ObjectRef::Table(id));
        id
    }

    /// Adds a column, its place aside, and gives its id. Expressions are settled by [`Foreign::settle_columns`] once all
    /// columns are known.
    pub fn add_column(&mut self, table: TableId, text: &mut ColumnText) -> Applied<ColumnId> {
        if self.table_ref(table)?.columns.len() >= MAXIMUM_COLUMNS {
            return Err(Fault::Refused(
                format!("a table has at most {MAXIMUM_COLUMNS} columns"),
                "Leave some out.".to_string(),
            ));
        }
        let id: ColumnId = self.allocate();
        text.column.id = id;
        if let Some(labels) = text.labels.take() {
            text.column.data_type = self.make_enum(table, id, &text.column.name, labels)?;
        }
        let table = self.table_mut(table)?;
        table.columns.push(text.column.clone());
        Ok(id)
    }

    /// Changes a column in place.
    pub fn change_column(
        &mut self,
        table: TableId,
        column: ColumnId,
        change: impl FnOnce(&mut Column),
    ) -> Applied<()> {
        let table = self.table_mut(table)?;
        if let Some(found) = table.columns.iter_mut().find(|other| other.id == column) {
            change(found);
        }
        Ok(())
    }

    /// Spells the columns in the expressions of these columns as they are.
    pub fn settle_columns(&mut self, table: TableId, which: &[ColumnId]) -> Applied<()> {
        let dialect = self.dialect;
        let columns = self.columns(table)?;
        // A default of MySQL may name columns, one of SQLite never does.
        let none = Columns::new();
        let of_defaults = if dialect == Dialect::Mysql {
            &columns
        } else {
            &none
        };
        for column in self.table_mut(table)?.columns.iter_mut() {
            if which.contains(&column.id) {
                if let Some(default) = &mut column.default {
                    *default = expression::settle(dialect, default, of_defaults);
                }
                if let Some(generated) = &mut column.generated {
                    generated.expression =
                        expression::settle(dialect, &generated.expression, &columns);
                }
            }
        }
        Ok(())
    }

    /// What the report needs at the end.
    pub fn finish(&mut self) {
        let used = self.schema.ids_in_use();
        self.origins.retain(|object, _| used.holds(*object));
    }
}

/// The fault that something was not read before.
pub(super) fn missing(kind: &str, name: &str) -> Fault {
    Fault::Missing(format!("{kind} {name} is not in what was read"))
}
