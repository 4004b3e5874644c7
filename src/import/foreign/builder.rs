//! The schema of MySQL or SQLite while it is being read.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::import::builder::{Applied, Fault, exists};
use crate::model::*;
use crate::sql::foreign::expression::{self, Columns};
use crate::sql::foreign::key;

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
    pub names: HashMap<TableId, HashSet<String>>,
    /// Tables by the names of their indexes; SQLite's are the database's.
    pub indexes: HashMap<String, (TableId, IndexId)>,
    pub triggers: HashMap<String, (ObjectRef, TriggerId)>,
    /// Foreign keys whose table was not there yet, by its name.
    waiting: HashMap<String, BTreeSet<(TableId, ConstraintId)>>,
    /// Foreign keys by the table they reference.
    incoming: HashMap<TableId, BTreeSet<(TableId, ConstraintId)>>,
    /// The types made for ENUM columns.
    pub enums: HashMap<ColumnId, TypeId>,
    enum_names: HashSet<String>,
    pub temporary: HashSet<String>,
    pub origins: BTreeMap<ObjectRef, (usize, u32)>,
    /// Source and line of the statement at hand.
    pub place: (usize, u32),
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

    fn column_ids(&self, table: TableId, names: &[String]) -> Applied<Vec<ColumnId>> {
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

    /// The type of an ENUM column: named after table and column, which is how it is known again.
    pub fn make_enum(
        &mut self,
        table: TableId,
        column: ColumnId,
        name: &str,
        labels: Vec<String>,
    ) -> Applied<DataType> {
        self.drop_enum(column);
        let stem = format!("{}_{name}", self.table_ref(table)?.name);
        let mut type_name = stem.clone();
        let mut number = 1;
        while !self.enum_names.insert(fold(&type_name)) {
            number += 1;
            type_name = format!("{stem}_{number}");
        }
        let id: TypeId = self.allocate();
        let made = UserType {
            id,
            schema: "public".to_string(),
            name: type_name.clone(),
            kind: UserTypeKind::Enum { labels },
            comment: None,
        };
        self.schema.types.insert(id, Arc::new(made));
        self.enums.insert(column, id);
        self.made(ObjectRef::Type(id));
        Ok(DataType::named(&type_name))
    }

    /// Forgets the type of an ENUM column.
    pub fn drop_enum(&mut self, column: ColumnId) {
        if let Some(id) = self.enums.remove(&column)
            && let Some(gone) = self.schema.types.remove(&id)
        {
            self.enum_names.remove(&fold(&gone.name));
        }
    }

    /// Names the types of ENUM columns anew after their table or column was renamed.
    pub fn rename_enums(&mut self, table: TableId, only: Option<ColumnId>) -> Applied<()> {
        let columns: Vec<(ColumnId, String)> = self
            .table_ref(table)?
            .columns
            .iter()
            .filter(|column| only.is_none_or(|only| only == column.id))
            .map(|column| (column.id, column.name.clone()))
            .collect();
        for (column, name) in columns {
            let labels = self
                .enums
                .get(&column)
                .and_then(|id| self.schema.types.get(id))
                .and_then(|one| match &one.kind {
                    UserTypeKind::Enum { labels } => Some(labels.clone()),
                    _ => None,
                });
            if let Some(labels) = labels {
                let data_type = self.make_enum(table, column, &name, labels)?;
                self.change_column(table, column, |column| column.data_type = data_type)?;
            }
        }
        Ok(())
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

    /// Reserves the name of a key, index or constraint within its table.
    fn reserve(&mut self, table: TableId, name: &str) -> Applied<()> {
        if self.names.entry(table).or_default().insert(fold(name)) {
            Ok(())
        } else {
            Err(exists(name))
        }
    }

    /// A free name: the wanted one, or with `_2`, `_3`, ... as MySQL numbers them.
    fn number(&mut self, table: TableId, wanted: &str) -> String {
        let names = self.names.entry(table).or_default();
        let mut name = wanted.to_string();
        let mut number = 1;
        while !names.insert(fold(&name)) {
            number += 1;
            name = format!("{wanted}_{number}");
        }
        name
    }

    /// A free name that ends in a number from 1 on: `orders_ibfk_1`.
    fn count_up(&mut self, table: TableId, label: &str, from: usize) -> Applied<String> {
        let stem = self.table_ref(table)?.name.clone();
        let names = self.names.entry(table).or_default();
        let mut number = from + 1;
        loop {
            let name = format!("{stem}_{label}_{number}");
            if names.insert(fold(&name)) {
                return Ok(name);
            }
            number += 1;
        }
    }

    /// Gives a constraint its name: the author's, or the one the database makes (MySQL) or PostgreSQL would (SQLite, which
    /// makes none).
    fn constraint_name(
        &mut self,
        table: TableId,
        named: Option<&String>,
        label: &str,
        columns: &[String],
    ) -> Applied<String> {
        if let Some(name) = named {
            self.reserve(table, name)?;
            return Ok(name.clone());
        }
        let count = self.table_ref(table)?.constraints.len();
        match (self.dialect, label) {
            (Dialect::Mysql, "key") => {
                let first = columns.first().map_or("key", String::as_str).to_string();
                Ok(self.number(table, &first))
            }
            (Dialect::Mysql, "fkey") => self.count_up(table, "ibfk", 0),
            (Dialect::Mysql, _) => self.count_up(table, "chk", 0),
            _ => {
                let stem = self.table_ref(table)?.name.clone();
                let middle = columns.join("_");
                let name = if middle.is_empty() {
                    format!("{stem}_{label}")
                } else {
                    format!("{stem}_{middle}_{label}")
                };
                let _ = count;
                Ok(self.number(table, &name))
            }
        }
    }

    /// Adds a key, index or constraint.
    pub fn add_element(&mut self, table: TableId, element: Element) -> Applied<()> {
        match element {
            Element::Primary(key) => self.add_primary(table, key),
            Element::Unique(key) => self.add_unique(table, key),
            Element::Index(key) => self.add_index(table, key, false).map(|_| ()),
            Element::Check(check) => {
                let columns = self.columns(table)?;
                let name = self.constraint_name(table, check.name.as_ref(), "check", &[])?;
                let expression = expression::settle(self.dialect, &check.expression, &columns);
                let kind = ConstraintKind::Check(Check { expression });
                let mut constraint = Constraint::new(self.allocate(), &name, kind);
                constraint.named = check.name.is_some();
                constraint.enforced = check.enforced;
                self.put_constraint(table, constraint)
            }
            Element::Foreign(foreign) => self.add_foreign(table, foreign),
        }
    }

    fn put_constraint(&mut self, table: TableId, constraint: Constraint) -> Applied<()> {
        self.made(ObjectRef::Constraint(table, constraint.id));
        self.table_mut(table)?.constraints.push(constraint);
        Ok(())
    }

    fn add_primary(&mut self, table: TableId, key: KeyText) -> Applied<()> {
        if self.table_ref(table)?.primary_key().is_some() {
            let name = self.table_ref(table)?.name.clone();
            return Err(Fault::Refused(
                format!("{name} has a primary key already"),
                "Leave one of the two keys out.".to_string(),
            ));
        }
        let mut columns = Vec::new();
        for part in &key.parts {
            match &part.source {
                PartSource::Column(name) => columns.push(self.column_id(table, name)?),
                PartSource::Expression(_) => return Err(Fault::Keep),
            }
        }
        let name = match (self.dialect, &key.name) {
            // MySQL ignores a name here: the key's is always PRIMARY.
            (Dialect::Mysql, _) => "PRIMARY".to_string(),
            (_, Some(name)) => name.clone(),
            _ => format!("{}_pkey", self.table_ref(table)?.name),
        };
        self.reserve(table, &name)?;
        let id: ConstraintId = self.allocate();
        let mut made = Key::over(columns.clone());
        made.options = key.options.clone();
        for (place, part) in key.parts.iter().enumerate() {
            if let Some(prefix) = part.prefix {
                key::set(
                    &mut made.options,
                    &format!("prefix {}", place + 1),
                    &prefix.to_string(),
                );
            }
            if part.descending {
                key::set(&mut made.options, &format!("descending {}", place + 1), "");
            }
            if let Some(collation) = &part.collation {
                key::set(
                    &mut made.options,
                    &format!("collate {}", place + 1),
                    collation,
                );
            }
        }
        let mut constraint = Constraint::new(id, &name, ConstraintKind::PrimaryKey(made));
        constraint.named = key.name.is_some() && self.dialect == Dialect::Sqlite;
        constraint.comment = key.comment.clone();
        self.put_constraint(table, constraint)?;
        self.key_columns(table, &columns, &key)
    }

    /// What a primary key says of its columns: they are not null, and SQLite's one INTEGER column gets its numbers by itself.
    fn key_columns(&mut self, table: TableId, columns: &[ColumnId], key: &KeyText) -> Applied<()> {
        let dialect = self.dialect;
        let table = self.table_mut(table)?;
        let without_rowid = key::get(&table.options, key::WITHOUT_ROWID).is_some();
        let alone = columns.len() == 1 && !without_rowid;
        // `INTEGER PRIMARY KEY DESC` is no row id (sqlite.org/lang_createtable.html, section 5).
        let ascending = key.parts.iter().all(|part| !part.descending);
        for column in table
            .columns
            .iter_mut()
            .filter(|column| columns.contains(&column.id))
        {
            let is_integer = column
                .native_type
                .as_deref()
                .is_some_and(|native| native.eq_ignore_ascii_case("integer"));
            let row_id = dialect == Dialect::Sqlite && alone && ascending && is_integer;
            if row_id {
                column.identity = Some(Identity::default());
                if key.autoincrement {
                    key::set(&mut column.options, key::AUTOINCREMENT, "");
                }
            }
            if dialect == Dialect::Sqlite && !column.not_null && !row_id && !without_rowid {
                key::set(&mut column.options, key::NULL_KEY, "");
            }
            column.not_null = true;
        }
        Ok(())
    }

    fn add_unique(&mut self, table: TableId, key: KeyText) -> Applied<()> {
        let plain: Option<Vec<String>> = key
            .parts
            .iter()
            .map(|part| part.plain().map(str::to_string))
            .collect();
        let Some(names) = plain.filter(|_| key.predicate.is_none()) else {
            return self.add_index(table, key, true).map(|_| ());
        };
        let columns = self.column_ids(table, &names)?;
        let name = self.constraint_name(table, key.name.as_ref(), "key", &names)?;
        let mut made = Key::over(columns);
        made.options = key.options;
        let mut constraint = Constraint::new(self.allocate(), &name, ConstraintKind::Unique(made));
        constraint.named = key.name.is_some();
        constraint.comment = key.comment;
        self.put_constraint(table, constraint)
    }

    /// Adds an index that is no constraint's.
    pub fn add_index(&mut self, table: TableId, key: KeyText, unique: bool) -> Applied<String> {
        let columns = self.columns(table)?;
        let mut keys = Vec::new();
        let mut first = None;
        for part in &key.parts {
            let source = match &part.source {
                PartSource::Column(name) => {
                    let id = self.column_id(table, name)?;
                    first = first.or_else(|| Some(name.clone()));
                    IndexKeySource::Column(id)
                }
                PartSource::Expression(text) => {
                    IndexKeySource::Expression(expression::settle(self.dialect, text, &columns))
                }
            };
            keys.push(IndexKey {
                source,
                collation: part.collation.clone(),
                operator_class: None,
                descending: part.descending,
                prefix: part.prefix,
                nulls_first: None,
            });
        }
        let name = match &key.name {
            Some(name) => {
                self.reserve(table, name)?;
                name.clone()
            }
            // MySQL manual, CREATE INDEX: after the first column, or functional_index.
            None => self.number(table, first.as_deref().unwrap_or("functional_index")),
        };
        let id: IndexId = self.allocate();
        let mut index = Index::btree(id, &name, &[]);
        index.named = key.name.is_some();
        index.unique = unique;
        index.method = key.method;
        index.keys = keys;
        index.predicate = key
            .predicate
            .map(|text| expression::settle(self.dialect, &text, &columns));
        index.options = key.options;
        index.comment = key.comment;
        self.made(ObjectRef::Index(table, id));
        self.indexes.insert(fold(&name), (table, id));
        self.table_mut(table)?.indexes.push(index);
        Ok(name)
    }

    fn add_foreign(&mut self, table: TableId, foreign: ForeignText) -> Applied<()> {
        let columns = self.column_ids(table, &foreign.columns)?;
        let name = self.constraint_name(table, foreign.name.as_ref(), "fkey", &foreign.columns)?;
        let action = |action: Action| match action {
            Action::NoAction => ReferentialAction::NoAction,
            Action::Restrict => ReferentialAction::Restrict,
            Action::Cascade => ReferentialAction::Cascade,
            Action::SetNull => ReferentialAction::SetNull(Vec::new()),
            Action::SetDefault => ReferentialAction::SetDefault(Vec::new()),
        };
        let waiting_for = fold(&foreign.table);
        let made = ForeignKey {
            columns,
            target: ReferenceTarget::External {
                table: QualifiedName {
                    schema: None,
                    name: foreign.table,
                },
                columns: foreign.targets,
            },
            match_type: foreign.match_type,
            on_delete: foreign.on_delete.map(action),
            on_update: foreign.on_update.map(action),
        };
        let id: ConstraintId = self.allocate();
        let mut constraint = Constraint::new(id, &name, ConstraintKind::ForeignKey(made));
        constraint.named = foreign.name.is_some();
        constraint.deferrable = foreign.deferrable;
        self.put_constraint(table, constraint)?;
        self.waiting
            .entry(waiting_for.clone())
            .or_default()
            .insert((table, id));
        self.resolve(&waiting_for)
    }

    /// Points the foreign keys that wait for this table at it, if it is there and has the columns they name.
    pub fn resolve(&mut self, folded: &str) -> Applied<()> {
        let Some(target) = self.tables.get(folded).copied() else {
            return Ok(());
        };
        let Some(waiting) = self.waiting.remove(folded) else {
            return Ok(());
        };
        let mut left = BTreeSet::new();
        for (table, id) in waiting {
            match self.resolved(table, id, target) {
                Some(columns) => {
                    let table_mut = self.table_mut(table)?;
                    let constraint = table_mut.constraints.iter_mut().find(|one| one.id == id);
                    if let Some(ConstraintKind::ForeignKey(key)) =
                        constraint.map(|one| &mut one.kind)
                    {
                        key.target = ReferenceTarget::Table {
                            table: target,
                            columns,
                        };
                        self.incoming.entry(target).or_default().insert((table, id));
                    }
                }
                None => {
                    left.insert((table, id));
                }
            }
        }
        if !left.is_empty() {
            self.waiting.insert(folded.to_string(), left);
        }
        Ok(())
    }

    fn resolved(&self, table: TableId, id: ConstraintId, target: TableId) -> Option<Vec<ColumnId>> {
        let key = self.schema.table(table)?.constraint(id)?.foreign_key()?;
        let ReferenceTarget::External { columns, .. } = &key.target else {
            return None;
        };
        let found = if columns.is_empty() {
            self.schema.table(target)?.primary_key_columns().to_vec()
        } else {
            self.column_ids(target, columns).ok()?
        };
        (found.len() == key.columns.len()).then_some(found)
    }

    /// Turns the foreign keys to a table, or to one of its columns, back into names: what they point at goes.
    pub fn release(&mut self, target: TableId, column: Option<ColumnId>) -> Applied<()> {
        let gone = self.table_ref(target)?.clone();
        let incoming = self.incoming.remove(&target).unwrap_or_default();
        let mut left = BTreeSet::new();
        for (table, id) in incoming {
            let Some(found) = self.schema.tables.get_mut(&table) else {
                continue;
            };
            let constraint = Arc::make_mut(found)
                .constraints
                .iter_mut()
                .find(|one| one.id == id);
            let Some(ConstraintKind::ForeignKey(key)) = constraint.map(|one| &mut one.kind) else {
                continue;
            };
            let columns = key.target.columns();
            if column.is_some_and(|column| !columns.contains(&column)) {
                left.insert((table, id));
                continue;
            }
            let names = gone
                .column_names(columns)
                .into_iter()
                .map(str::to_string)
                .collect();
            key.target = ReferenceTarget::External {
                table: QualifiedName {
                    schema: None,
                    name: gone.name.clone(),
                },
                columns: names,
            };
            self.waiting
                .entry(fold(&gone.name))
                .or_default()
                .insert((table, id));
        }
        if !left.is_empty() {
            self.incoming.insert(target, left);
        }
        Ok(())
    }

    /// What the report needs at the end.
    pub fn finish(&mut self) {
        let schema = &self.schema;
        self.origins.retain(|object, _| schema.contains(*object));
    }
}

/// The fault that something was not read before.
pub(super) fn missing(kind: &str, name: &str) -> Fault {
    Fault::Missing(format!("{kind} {name} is not in what was read"))
}
