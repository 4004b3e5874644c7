//! Names: whether one may be used, and which one a new object gets.
//!
//! Tables, views, sequences and indexes of one schema share their names; constraints share theirs within a table
//! (PostgreSQL manual, section 5.9 and CREATE INDEX).

use crate::model::{
    Column, Constraint, ConstraintKind, Index, IndexKey, IndexKeySource, Schema, Table, TableId,
};
use crate::sql::{expression, names};

use super::error::EditError;

/// Bytes PostgreSQL keeps of a name.
const NAME_BYTES: usize = names::MAXIMUM_BYTES;

/// Columns every table has (PostgreSQL manual, section 5.5).
const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

/// The name without the blanks around it, if it can be one.
pub(super) fn usable(name: &str) -> Result<&str, EditError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(EditError::EmptyName);
    }
    if name.contains('\0') {
        return Err(EditError::NameUnusable);
    }
    if name.len() > NAME_BYTES {
        return Err(EditError::NameTooLong {
            name: name.to_string(),
            bytes: name.len(),
        });
    }
    Ok(name)
}

/// What in the schema `namespace` has a name of the kind that tables, views, sequences and indexes share.
pub(super) fn relation(schema: &Schema, namespace: &str, name: &str) -> Option<&'static str> {
    for table in schema
        .tables
        .values()
        .filter(|table| table.schema == namespace)
    {
        if table.name == name {
            return Some("a table");
        }
        if table.indexes.iter().any(|index| index.name == name) {
            return Some("an index");
        }
        if table
            .constraints
            .iter()
            .any(|constraint| constraint.name == name && has_index(constraint))
        {
            return Some("a key");
        }
    }
    if schema
        .views
        .values()
        .any(|view| view.schema == namespace && view.name == name)
    {
        return Some("a view");
    }
    if schema
        .sequences
        .values()
        .any(|sequence| sequence.schema == namespace && sequence.name == name)
    {
        return Some("a sequence");
    }
    None
}

/// Refuses a name that a table, view, sequence or index of the schema has.
pub(super) fn free_relation(schema: &Schema, namespace: &str, name: &str) -> Result<(), EditError> {
    match relation(schema, namespace, name).or_else(|| user_type(schema, namespace, name)) {
        Some(kind) => Err(EditError::NameTaken {
            name: name.to_string(),
            kind,
            place: format!("Schema `{namespace}`"),
        }),
        None => Ok(()),
    }
}

/// What in the schema `namespace` has a type's name; every table is one too.
pub(super) fn user_type(schema: &Schema, namespace: &str, name: &str) -> Option<&'static str> {
    let is = |(space, other): (&str, &str)| space == namespace && other == name;
    if schema
        .types
        .values()
        .any(|user_type| is((&user_type.schema, &user_type.name)))
    {
        return Some("a type");
    }
    None
}

/// Refuses a column name the table has, or every table has.
pub(super) fn free_column(table: &Table, name: &str) -> Result<(), EditError> {
    let system = SYSTEM_COLUMNS.contains(&name);
    if system || table.column_named(name).is_some() {
        return Err(EditError::NameTaken {
            name: name.to_string(),
            kind: if system {
                "the system column"
            } else {
                "a column"
            },
            place: format!("`{}`", table.qualified_name()),
        });
    }
    Ok(())
}

/// Whether an index stands behind the constraint, so that its name is a relation's.
pub(super) fn has_index(constraint: &Constraint) -> bool {
    matches!(
        constraint.kind,
        ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) | ConstraintKind::Exclusion(_)
    )
}

/// Refuses a constraint name that is taken.
pub(super) fn free_constraint(
    schema: &Schema,
    table: &Table,
    name: &str,
    with_index: bool,
) -> Result<(), EditError> {
    if table.constraints.iter().any(|other| other.name == name) {
        return Err(EditError::NameTaken {
            name: name.to_string(),
            kind: "a constraint",
            place: format!("`{}`", table.qualified_name()),
        });
    }
    if with_index {
        free_relation(schema, &table.schema, name)?;
    }
    Ok(())
}

/// `base`, or `base_2`, `base_3`, ...: the first that is free.
pub(super) fn numbered(base: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(base) {
        return base.to_string();
    }
    let mut number = 2_u32;
    loop {
        let suffix = format!("_{number}");
        let name = format!("{}{suffix}", cut(base, NAME_BYTES - suffix.len()));
        if !taken(&name) {
            return name;
        }
        number = number.saturating_add(1);
    }
}

/// `text` cut to at most `bytes` bytes at a character's border.
pub(super) fn cut(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// The name PostgreSQL gives a constraint whose author gave none.
pub(super) fn of_constraint(schema: &Schema, table: &Table, constraint: &Constraint) -> String {
    let taken = |name: &str| {
        table
            .constraints
            .iter()
            .any(|other| other.id != constraint.id && other.name == name)
            || (has_index(constraint) && relation_of_others(schema, table, constraint, name))
    };
    let columns = table.column_names(&constraint.columns());
    match &constraint.kind {
        ConstraintKind::PrimaryKey(_) => names::primary_key(&table.name, &taken),
        ConstraintKind::Unique(key) => {
            let mut columns = columns;
            columns.extend(table.column_names(&key.include));
            names::unique(&table.name, &columns, &taken)
        }
        ConstraintKind::ForeignKey(_) => names::foreign_key(&table.name, &columns, &taken),
        ConstraintKind::Exclusion(exclusion) => {
            let elements = exclusion.elements.iter().map(|element| &element.key);
            let mut keys: Vec<String> = elements.map(|key| key_name(table, key)).collect();
            keys.extend(
                table
                    .column_names(&exclusion.include)
                    .into_iter()
                    .map(str::to_string),
            );
            names::exclusion(&table.name, &keys, &taken)
        }
        ConstraintKind::Check(check) => {
            let named = expression::identifiers(&check.expression);
            let mut columns = table
                .columns
                .iter()
                .filter(|column| named.contains(&column.name));
            let only = match (columns.next(), columns.next()) {
                (Some(column), None) => Some(column.name.as_str()),
                _ => None,
            };
            names::check(&table.name, only, &taken)
        }
    }
}

/// What a generated name calls an index key.
fn key_name(table: &Table, key: &IndexKey) -> String {
    match &key.source {
        IndexKeySource::Column(id) => table
            .column(*id)
            .map_or_else(String::new, |column| column.name.clone()),
        IndexKeySource::Expression(text) => names::expression_name(text),
    }
}

/// The name a new index gets: `idx_table_columns` (seed 000, line 79).
pub(super) fn of_index(schema: &Schema, table: &Table, index: &Index) -> String {
    let keys: Vec<String> = index.keys.iter().map(|key| key_name(table, key)).collect();
    let base = format!("idx_{}_{}", table.name, keys.join("_"));
    numbered(cut(&base, NAME_BYTES), |name| {
        let own = table
            .indexes
            .iter()
            .any(|other| other.id == index.id && other.name == name);
        !own && relation(schema, &table.schema, name).is_some()
    })
}

/// The name of the sequence behind a serial column.
pub(super) fn of_sequence(schema: &Schema, table: &Table, column: &Column) -> String {
    names::sequence(&table.name, &column.name, &|name| {
        relation(schema, &table.schema, name).is_some()
    })
}

/// A free table name made of `base`.
pub(super) fn table(schema: &Schema, namespace: &str, base: &str) -> String {
    numbered(base, |name| {
        relation(schema, namespace, name).is_some() || user_type(schema, namespace, name).is_some()
    })
}

fn relation_of_others(schema: &Schema, table: &Table, own: &Constraint, name: &str) -> bool {
    // The constraint's own name is no obstacle to itself.
    let is_own = table
        .constraint(own.id)
        .is_some_and(|constraint| constraint.name == name);
    !is_own && relation(schema, &table.schema, name).is_some()
}

/// Whether the table was there when the document's base was taken, so that its objects' names are the server's.
pub(super) fn in_base(base: Option<&Schema>, table: TableId) -> bool {
    base.is_some_and(|base| base.tables.contains_key(&table))
}

/// Whether `name` is `base` or `base` with a number after it, as generated names that collided have.
pub(super) fn starts_like(name: &str, base: &str) -> bool {
    let stem = |text: &str| text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    name.get(..stem(name)) == base.get(..stem(base))
}
