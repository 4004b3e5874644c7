//! Keys, indexes and checks of MySQL and SQLite: names become ids, missing names are made.

use crate::import::builder::{Applied, Fault, exists};
use crate::model::*;
use crate::sql::foreign::{expression, key};

use super::builder::{Foreign, Kind, fold};
use super::definition::*;

/// Most keys and constraints a table may have; MySQL takes 64 indexes. It bounds the work on hostile text.
const MAXIMUM_KEYS: usize = 4096;

impl Foreign {
    /// Reserves the name of a key, index or constraint within its table.
    fn reserve(&mut self, table: TableId, kind: Kind, name: &str) -> Applied<()> {
        // SQLite looks at the names of constraints no further.
        if self.take_name(table, kind, name) || self.dialect == Dialect::Sqlite {
            Ok(())
        } else {
            Err(exists(name))
        }
    }

    /// Takes a name within its table; false where it is taken already.
    pub fn take_name(&mut self, table: TableId, kind: Kind, name: &str) -> bool {
        self.names
            .entry(table)
            .or_default()
            .insert((kind, fold(name)))
    }

    /// Gives a name back.
    pub fn give_name(&mut self, table: TableId, kind: Kind, name: &str) {
        if let Some(names) = self.names.get_mut(&table) {
            names.remove(&(kind, fold(name)));
        }
    }

    /// A free name: the wanted one, or with `_2`, `_3`, ... as MySQL numbers them.
    fn number(&mut self, table: TableId, kind: Kind, wanted: &str) -> String {
        if self.take_name(table, kind, wanted) {
            return wanted.to_string();
        }
        self.count_up(table, kind, wanted, 2)
    }

    /// A free name that ends in a number: `orders_ibfk_1`.
    fn count_up(&mut self, table: TableId, kind: Kind, stem: &str, from: usize) -> String {
        let counter = (table, stem.to_string());
        let mut number = self.numbers.get(&counter).map_or(from, |last| last + 1);
        loop {
            let name = format!("{stem}_{number}");
            if self.take_name(table, kind, &name) {
                self.numbers.insert(counter, number);
                return name;
            }
            number += 1;
        }
    }

    /// Gives a constraint its name: the author's, or the one the database makes (MySQL) or PostgreSQL would (SQLite, which
    /// makes none).
    pub fn constraint_name(
        &mut self,
        table: TableId,
        named: Option<&String>,
        label: &str,
        columns: &[String],
    ) -> Applied<String> {
        let kind = match label {
            "key" => Kind::Index,
            _ => Kind::Constraint,
        };
        if let Some(name) = named {
            self.reserve(table, kind, name)?;
            return Ok(name.clone());
        }
        match (self.dialect, label) {
            (Dialect::Mysql, "key") => {
                let first = columns.first().map_or("key", String::as_str).to_string();
                Ok(self.number(table, kind, &first))
            }
            (Dialect::Mysql, label) => {
                let label = if label == "fkey" { "ibfk" } else { "chk" };
                let stem = format!("{}_{label}", self.table_ref(table)?.name);
                Ok(self.count_up(table, kind, &stem, 1))
            }
            _ => {
                let stem = self.table_ref(table)?.name.clone();
                let mut words = vec![stem];
                words.extend(columns.iter().cloned());
                words.push(label.to_string());
                Ok(self.number(table, kind, &words.join("_")))
            }
        }
    }

    /// Adds a key, index or constraint.
    pub fn add_element(&mut self, table: TableId, element: Element) -> Applied<()> {
        let found = self.table_ref(table)?;
        if found.constraints.len() + found.indexes.len() >= MAXIMUM_KEYS {
            return Err(Fault::Refused(
                format!("a table has at most {MAXIMUM_KEYS} keys and constraints"),
                "Leave some out.".to_string(),
            ));
        }
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

    /// Stores a finished constraint.
    pub fn put_constraint(&mut self, table: TableId, constraint: Constraint) -> Applied<()> {
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
        self.reserve(table, Kind::Index, &name)?;
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
                statistics: None,
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
                self.reserve(table, Kind::Index, name)?;
                name.clone()
            }
            // MySQL manual, CREATE INDEX: after the first column, or functional_index.
            None => self.number(
                table,
                Kind::Index,
                first.as_deref().unwrap_or("functional_index"),
            ),
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
}
