//! Table constraints.

use crate::model::{
    Column, ColumnId, Constraint, ConstraintKind, Deferrable, Exclusion, ForeignKey, Key,
    MatchType, ReferenceTarget, ReferentialAction, Schema, Table,
};
use crate::sql::quote;

use super::{INDENT, enclosed, index::index_key, parameters};

/// `CONSTRAINT name UNIQUE (...)`: a constraint whole, as it stands after ADD.
pub fn constraint_definition(schema: &Schema, table: &Table, constraint: &Constraint) -> String {
    constraint_at(schema, table, constraint, INDENT)
}

/// A constraint whole, with `indent` before what goes to a line of its own. (Text of the author's is never indented: a string
/// in it may hold a line end.)
pub(crate) fn constraint_at(
    schema: &Schema,
    table: &Table,
    constraint: &Constraint,
    indent: &str,
) -> String {
    let name = quote::identifier(&constraint.name);
    format!(
        "CONSTRAINT {name} {}",
        body_at(schema, table, constraint, indent)
    )
}

/// A constraint without its name: `CHECK (a > 0) NOT VALID`.
pub fn constraint_body(schema: &Schema, table: &Table, constraint: &Constraint) -> String {
    body_at(schema, table, constraint, INDENT)
}

fn body_at(schema: &Schema, table: &Table, constraint: &Constraint, indent: &str) -> String {
    let mut text = match &constraint.kind {
        ConstraintKind::PrimaryKey(key) => format!("PRIMARY KEY {}", key_clause(table, key)),
        ConstraintKind::Unique(key) if key.nulls_not_distinct => {
            format!("UNIQUE NULLS NOT DISTINCT {}", key_clause(table, key))
        }
        ConstraintKind::Unique(key) => format!("UNIQUE {}", key_clause(table, key)),
        ConstraintKind::Check(check) => format!("CHECK {}", enclosed(&check.expression)),
        ConstraintKind::ForeignKey(key) => foreign_key(schema, table, key, indent),
        ConstraintKind::Exclusion(exclusion) => exclusion_clause(table, exclusion),
    };
    if constraint.no_inherit {
        text.push_str(" NO INHERIT");
    }
    match constraint.deferrable {
        Deferrable::No => {}
        Deferrable::InitiallyImmediate => text.push_str(" DEFERRABLE"),
        Deferrable::InitiallyDeferred => text.push_str(" DEFERRABLE INITIALLY DEFERRED"),
    }
    if !constraint.enforced {
        text.push_str(" NOT ENFORCED");
    }
    if !constraint.validated && constraint.enforced {
        text.push_str(" NOT VALID");
    }
    text
}

fn key_clause(table: &Table, key: &Key) -> String {
    let mut text = columns(table, &key.columns);
    if key.without_overlaps {
        text.pop();
        text.push_str(" WITHOUT OVERLAPS)");
    }
    text.push_str(&include_clause(table, &key.include));
    if !key.options.is_empty() {
        text.push_str(" WITH ");
        text.push_str(&parameters(&key.options));
    }
    if let Some(tablespace) = &key.tablespace {
        text.push_str(" USING INDEX TABLESPACE ");
        text.push_str(&quote::identifier(tablespace));
    }
    text
}

/// ` INCLUDE (a, b)`, or nothing.
pub(crate) fn include_clause(table: &Table, include: &[ColumnId]) -> String {
    if include.is_empty() {
        String::new()
    } else {
        format!(" INCLUDE {}", columns(table, include))
    }
}

/// `(a, b)` of column ids.
pub(crate) fn columns(table: &Table, ids: &[ColumnId]) -> String {
    format!("({})", quote::list(&table.column_names(ids)))
}

/// The name of a table that another references: with its schema where that is another one, `public` too, so that it is found
/// under any search_path.
fn beside(table: &Table, target: &Table) -> String {
    match target.schema == table.schema {
        true => quote::table(target),
        false => quote::qualified(&target.schema, &target.name),
    }
}

fn foreign_key(schema: &Schema, table: &Table, key: &ForeignKey, indent: &str) -> String {
    let (target, target_columns) = match &key.target {
        ReferenceTarget::Table {
            table: id,
            columns: ids,
        } => match schema.table(*id) {
            Some(target) => (beside(table, target), target.column_names(ids)),
            // The table itself may not stand in the schema yet while it is being planned.
            None if *id == table.id => (quote::table(table), table.column_names(ids)),
            None => (String::from("?"), Vec::new()),
        },
        ReferenceTarget::External { table, columns } => (
            quote::name(table),
            columns.iter().map(String::as_str).collect(),
        ),
    };
    let own = paired_columns(&table.column_names(&key.columns), key.period);
    let theirs = paired_columns(&target_columns, key.period);
    let text = format!("FOREIGN KEY {own}\n{indent}REFERENCES {target} {theirs}");
    let mut text = text.trim_end().to_string();
    if key.match_type == MatchType::Full {
        text.push_str(" MATCH FULL");
    }
    if let Some(action) = &key.on_update {
        text.push_str(" ON UPDATE ");
        text.push_str(&referential_action(table, action));
    }
    if let Some(action) = &key.on_delete {
        text.push_str(" ON DELETE ");
        text.push_str(&referential_action(table, action));
    }
    text
}

/// `(a, PERIOD b)`, one side of a foreign key; nothing for no columns.
fn paired_columns(names: &[&str], period: bool) -> String {
    match names.split_last() {
        None => String::new(),
        Some((last, [])) if period => format!("(PERIOD {})", quote::identifier(last)),
        Some((last, rest)) if period => {
            format!(
                "({}, PERIOD {})",
                quote::list(rest),
                quote::identifier(last)
            )
        }
        Some(_) => format!("({})", quote::list(names)),
    }
}

/// `SET NULL (a)`, `CASCADE`, ...
pub fn referential_action(table: &Table, action: &ReferentialAction) -> String {
    let (word, listed) = match action {
        ReferentialAction::NoAction => ("NO ACTION", &[][..]),
        ReferentialAction::Restrict => ("RESTRICT", &[][..]),
        ReferentialAction::Cascade => ("CASCADE", &[][..]),
        ReferentialAction::SetNull(listed) => ("SET NULL", listed.as_slice()),
        ReferentialAction::SetDefault(listed) => ("SET DEFAULT", listed.as_slice()),
    };
    if listed.is_empty() {
        word.to_string()
    } else {
        format!("{word} {}", columns(table, listed))
    }
}

fn exclusion_clause(table: &Table, exclusion: &Exclusion) -> String {
    let elements: Vec<String> = exclusion
        .elements
        .iter()
        .map(|element| {
            format!(
                "{} WITH {}",
                index_key(table, &element.key),
                element.operator
            )
        })
        .collect();
    let mut text = format!(
        "EXCLUDE USING {} ({})",
        quote::identifier(&exclusion.method),
        elements.join(", ")
    );
    text.push_str(&include_clause(table, &exclusion.include));
    if !exclusion.options.is_empty() {
        text.push_str(" WITH ");
        text.push_str(&parameters(&exclusion.options));
    }
    if let Some(tablespace) = &exclusion.tablespace {
        text.push_str(" USING INDEX TABLESPACE ");
        text.push_str(&quote::identifier(tablespace));
    }
    if let Some(predicate) = &exclusion.predicate {
        text.push_str(" WHERE ");
        text.push_str(&enclosed(predicate));
    }
    text
}

/// `ALTER TABLE t ADD CONSTRAINT ...`.
pub fn add_constraint(schema: &Schema, table: &Table, constraint: &Constraint) -> String {
    format!(
        "ALTER TABLE {}\n    ADD {}",
        quote::table(table),
        constraint_at(schema, table, constraint, "        ")
    )
}

/// `ALTER TABLE t ADD CONSTRAINT ... NOT VALID`, whatever the constraint's state: the first half of adding it online.
pub fn add_constraint_not_valid(schema: &Schema, table: &Table, constraint: &Constraint) -> String {
    let constraint = Constraint {
        validated: false,
        ..constraint.clone()
    };
    add_constraint(schema, table, &constraint)
}

/// `ALTER TABLE t ADD CONSTRAINT name UNIQUE USING INDEX index`: the second half of adding a key online. The index takes the
/// constraint's name.
pub fn add_key_using_index(table: &Table, constraint: &Constraint, index: &str) -> String {
    let kind = if constraint.is_primary_key() {
        "PRIMARY KEY"
    } else {
        "UNIQUE"
    };
    let deferrable = match constraint.deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " DEFERRABLE",
        Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    };
    format!(
        "ALTER TABLE {}\n    ADD CONSTRAINT {} {kind} USING INDEX {}{deferrable}",
        quote::table(table),
        quote::identifier(&constraint.name),
        quote::identifier(index)
    )
}

/// Whether a primary key is just what `PRIMARY KEY` behind its one column makes, name included; that column if so.
pub fn inline_primary_key<'a>(table: &'a Table, constraint: &Constraint) -> Option<&'a Column> {
    let ConstraintKind::PrimaryKey(key) = &constraint.kind else {
        return None;
    };
    let [column] = key.columns.as_slice() else {
        return None;
    };
    let plain = *key == Key::over(key.columns.clone())
        && constraint.deferrable == Deferrable::No
        && constraint.name == crate::sql::names::primary_key(&table.name, &|_| false);
    if plain { table.column(*column) } else { None }
}

/// Whether a constraint may stand in CREATE TABLE. One that is not valid yet may not, as PostgreSQL would take it for valid;
/// nor may a unique key over the columns of another key, as PostgreSQL would make one of the two.
pub fn may_stand_in_create_table(table: &Table, constraint: &Constraint) -> bool {
    let ConstraintKind::Unique(key) = &constraint.kind else {
        return constraint.validated;
    };
    let mut before = true;
    constraint.validated
        && !table.constraints.iter().any(|other| {
            before = before && other.id != constraint.id;
            let first = before || other.is_primary_key();
            first
                && other.key().is_some_and(|found| {
                    found.columns == key.columns && found.include == key.include
                })
        })
}
