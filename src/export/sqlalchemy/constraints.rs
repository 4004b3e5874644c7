//! Constraints and indexes under their names.

use std::collections::BTreeSet;

use super::Context;
use super::names::{list, sql, string};
use crate::model::{
    ColumnId, Constraint, ConstraintKind, Deferrable, Exclusion, ForeignKey, Index, IndexKey,
    IndexKeySource, Key, MatchType, ReferenceTarget, ReferentialAction, Table,
};
use crate::sql::quote;

/// Calls, and the imports they need.
pub(super) struct Written {
    /// Name and arguments of each.
    pub calls: Vec<(String, Vec<String>)>,
    /// Imports.
    pub imports: BTreeSet<String>,
}

impl Written {
    fn add(&mut self, name: &str, arguments: Vec<String>) {
        let module = match name {
            "ExcludeConstraint" => "sqlalchemy.dialects.postgresql",
            _ => "sqlalchemy",
        };
        self.imports.insert(format!("from {module} import {name}"));
        if arguments.iter().any(|one| one.contains("text(")) {
            self.imports
                .insert("from sqlalchemy import text".to_string());
        }
        self.calls.push((name.to_string(), arguments));
    }
}

/// All constraints and indexes of a table.
pub(super) fn write(context: &Context, table: &Table) -> Written {
    let mut written = Written {
        calls: Vec::new(),
        imports: BTreeSet::new(),
    };
    for constraint in &table.constraints {
        match &constraint.kind {
            ConstraintKind::PrimaryKey(key) => {
                written.add(
                    "PrimaryKeyConstraint",
                    key_arguments(table, constraint, key),
                );
            }
            ConstraintKind::Unique(key) => {
                written.add("UniqueConstraint", key_arguments(table, constraint, key));
            }
            ConstraintKind::Check(check) => {
                let arguments = vec![sql(&check.expression), named(constraint)];
                written.add("CheckConstraint", arguments);
            }
            ConstraintKind::ForeignKey(key) => {
                written.add(
                    "ForeignKeyConstraint",
                    foreign_key(context, table, constraint, key),
                );
            }
            ConstraintKind::Exclusion(exclusion) => {
                written.add(
                    "ExcludeConstraint",
                    exclusion_arguments(table, constraint, exclusion),
                );
            }
        }
    }
    for index in &table.indexes {
        written.add("Index", index_arguments(table, index));
    }
    written
}

fn named(constraint: &Constraint) -> String {
    format!("name={}", string(&constraint.name))
}

fn columns(table: &Table, ids: &[ColumnId]) -> Vec<String> {
    ids.iter()
        .filter_map(|id| Some(table.column(*id)?.name.clone()))
        .collect()
}

fn quoted(table: &Table, ids: &[ColumnId]) -> Vec<String> {
    columns(table, ids)
        .iter()
        .map(|name| string(name))
        .collect()
}

fn deferral(constraint: &Constraint) -> Vec<String> {
    match constraint.deferrable {
        Deferrable::No => Vec::new(),
        Deferrable::InitiallyImmediate => vec!["deferrable=True".to_string()],
        Deferrable::InitiallyDeferred => vec![
            "deferrable=True".to_string(),
            "initially=\"DEFERRED\"".to_string(),
        ],
    }
}

fn key_arguments(table: &Table, constraint: &Constraint, key: &Key) -> Vec<String> {
    let mut arguments = quoted(table, &key.columns);
    arguments.push(named(constraint));
    arguments.extend(deferral(constraint));
    if !key.include.is_empty() {
        arguments.push(format!(
            "postgresql_include={}",
            list(&columns(table, &key.include))
        ));
    }
    if key.nulls_not_distinct {
        arguments.push("postgresql_nulls_not_distinct=True".to_string());
    }
    arguments
}

fn foreign_key(
    context: &Context,
    table: &Table,
    constraint: &Constraint,
    key: &ForeignKey,
) -> Vec<String> {
    let targets: Vec<String> = match &key.target {
        ReferenceTarget::Table { table: id, columns } => {
            let target = context.schema.tables.get(id);
            columns
                .iter()
                .filter_map(|column| {
                    let target = target?;
                    let name = &target.column(*column)?.name;
                    Some(full(&target.header.schema, &target.header.name, name))
                })
                .collect()
        }
        ReferenceTarget::External { table, columns } => columns
            .iter()
            .map(|name| full(table.schema_or_public(), &table.name, name))
            .collect(),
    };
    let mut arguments = vec![
        list(&columns(table, &key.columns)),
        list(&targets),
        named(constraint),
    ];
    for (name, action) in [("ondelete", &key.on_delete), ("onupdate", &key.on_update)] {
        arguments.extend(
            action
                .as_ref()
                .map(|action| format!("{name}={}", string(&action_of(table, action)))),
        );
    }
    arguments.extend(deferral(constraint));
    if key.match_type == MatchType::Full {
        arguments.push("match=\"FULL\"".to_string());
    }
    arguments
}

/// `schema.table.column` (seed 003: cross-schema references have the full path).
fn full(schema: &str, table: &str, column: &str) -> String {
    match schema {
        "public" | "" => format!("{table}.{column}"),
        schema => format!("{schema}.{table}.{column}"),
    }
}

fn action_of(table: &Table, action: &ReferentialAction) -> String {
    let with = |word: &str, ids: &[ColumnId]| match ids {
        [] => word.to_string(),
        ids => format!("{word} ({})", quote::list(&columns(table, ids))),
    };
    match action {
        ReferentialAction::NoAction => "NO ACTION".to_string(),
        ReferentialAction::Restrict => "RESTRICT".to_string(),
        ReferentialAction::Cascade => "CASCADE".to_string(),
        ReferentialAction::SetNull(ids) => with("SET NULL", ids),
        ReferentialAction::SetDefault(ids) => with("SET DEFAULT", ids),
    }
}

fn exclusion_arguments(table: &Table, constraint: &Constraint, one: &Exclusion) -> Vec<String> {
    let mut arguments: Vec<String> = one
        .elements
        .iter()
        .map(|element| {
            let what = match &element.key.source {
                IndexKeySource::Column(id) => string(&columns(table, &[*id]).concat()),
                IndexKeySource::Expression(expression) => {
                    format!("text({})", sql(&format!("({expression})")))
                }
            };
            format!("({what}, {})", string(&element.operator))
        })
        .collect();
    arguments.push(named(constraint));
    arguments.push(format!("using={}", string(&one.method)));
    if let Some(predicate) = &one.predicate {
        arguments.push(format!("where=text({})", sql(predicate)));
    }
    let classes: Vec<String> = one
        .elements
        .iter()
        .filter_map(|element| class_of(table, &element.key))
        .collect();
    if !classes.is_empty() {
        arguments.push(format!("ops={{{}}}", classes.join(", ")));
    }
    arguments.extend(deferral(constraint));
    arguments
}

/// `"column": "operator_class"`.
fn class_of(table: &Table, key: &IndexKey) -> Option<String> {
    let IndexKeySource::Column(id) = key.source else {
        return None;
    };
    let class = key.operator_class.as_ref()?;
    Some(format!(
        "{}: {}",
        string(&table.column(id)?.name),
        string(class)
    ))
}

fn index_arguments(table: &Table, index: &Index) -> Vec<String> {
    let mut arguments = vec![string(&index.name)];
    let mut classes = Vec::new();
    for key in &index.keys {
        let (argument, class) = key_of(table, key);
        arguments.push(argument);
        classes.extend(class);
    }
    if index.unique {
        arguments.push("unique=True".to_string());
    }
    if index.method != "btree" && !index.method.is_empty() {
        arguments.push(format!("postgresql_using={}", string(&index.method)));
    }
    if !classes.is_empty() {
        arguments.push(format!("postgresql_ops={{{}}}", classes.join(", ")));
    }
    if let Some(predicate) = &index.predicate {
        arguments.push(format!("postgresql_where=text({})", sql(predicate)));
    }
    if !index.include.is_empty() {
        arguments.push(format!(
            "postgresql_include={}",
            list(&columns(table, &index.include))
        ));
    }
    if index.nulls_not_distinct {
        arguments.push("postgresql_nulls_not_distinct=True".to_string());
    }
    if !index.options.is_empty() {
        let options: Vec<String> = index
            .options
            .iter()
            .map(|(name, value)| format!("{}: {}", string(name), string(value)))
            .collect();
        arguments.push(format!("postgresql_with={{{}}}", options.join(", ")));
    }
    arguments
}

/// A key of an index: the column by its name, or the text where it is more than that. Collations, and operator classes of
/// keys that are no plain column, are left to the migrations: SQLAlchemy does not read them back from the database.
fn key_of(table: &Table, key: &IndexKey) -> (String, Option<String>) {
    // The order of nulls counts only where it is not that of the direction.
    let nulls_first = key.nulls_first.filter(|first| *first != key.descending);
    let plain = !key.descending && nulls_first.is_none();
    if let (true, IndexKeySource::Column(id)) = (plain, &key.source) {
        return (
            string(&columns(table, &[*id]).concat()),
            class_of(table, key),
        );
    }
    let mut text = match &key.source {
        IndexKeySource::Column(id) => quote::list(&columns(table, &[*id])),
        IndexKeySource::Expression(expression) => {
            if crate::sql::expression::is_single(expression) {
                expression.clone()
            } else {
                format!("({expression})")
            }
        }
    };
    if key.descending {
        text.push_str(" DESC");
    }
    match nulls_first {
        Some(true) => text.push_str(" NULLS FIRST"),
        Some(false) => text.push_str(" NULLS LAST"),
        None => {}
    }
    (format!("text({})", sql(&text)), None)
}
