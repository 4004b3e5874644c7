//! Indexes.

use crate::model::{Index, IndexKey, IndexKeySource, Table, View};
use crate::sql::{expression, quote};

use super::{constraint::include_clause, enclosed, parameters};

/// How an index is created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexForm {
    /// `CONCURRENTLY`.
    pub concurrently: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
}

/// `CREATE INDEX name ON table ...` in one statement, without waiting clauses.
pub fn create_index(table: &Table, index: &Index) -> String {
    create_index_as(table, index, IndexForm::default())
}

/// `CREATE INDEX [CONCURRENTLY] [IF NOT EXISTS] name ON table ...`.
pub fn create_index_as(table: &Table, index: &Index, form: IndexForm) -> String {
    index_on(&quote::table(table), Some(table), index, form)
}

/// `CREATE INDEX name ON materialized_view ...`.
pub fn create_view_index(view: &View, index: &Index) -> String {
    index_on(
        &quote::unless_public(&view.schema, &view.name),
        None,
        index,
        IndexForm::default(),
    )
}

fn index_on(target: &str, table: Option<&Table>, index: &Index, form: IndexForm) -> String {
    let mut text = String::from("CREATE ");
    if index.unique {
        text.push_str("UNIQUE ");
    }
    text.push_str("INDEX ");
    if form.concurrently {
        text.push_str("CONCURRENTLY ");
    }
    if form.if_not_exists {
        text.push_str("IF NOT EXISTS ");
    }
    text.push_str(&quote::identifier(&index.name));
    text.push_str(if index.recurse { " ON " } else { " ON ONLY " });
    text.push_str(target);
    if index.method != "btree" {
        text.push_str(" USING ");
        text.push_str(&quote::identifier(&index.method));
    }
    let empty = Table::new(crate::model::TableId(0), "", "");
    let table = table.unwrap_or(&empty);
    let keys: Vec<String> = index.keys.iter().map(|key| index_key(table, key)).collect();
    text.push_str(&format!(" ({})", keys.join(", ")));
    text.push_str(&include_clause(table, &index.include));
    if !index.include_names.is_empty() {
        text.push_str(&format!(" INCLUDE ({})", quote::list(&index.include_names)));
    }
    if index.nulls_not_distinct {
        text.push_str(" NULLS NOT DISTINCT");
    }
    if !index.options.is_empty() {
        text.push_str(" WITH ");
        text.push_str(&parameters(&index.options));
    }
    if let Some(tablespace) = &index.tablespace {
        text.push_str(" TABLESPACE ");
        text.push_str(&quote::identifier(tablespace));
    }
    if let Some(predicate) = &index.predicate {
        text.push_str(if text.len() + predicate.len() > 96 {
            "\n    WHERE "
        } else {
            " WHERE "
        });
        text.push_str(predicate_text(predicate).as_str());
    }
    text
}

/// A predicate needs no parentheses; a comment at its end must not swallow what follows.
fn predicate_text(predicate: &str) -> String {
    super::closed(predicate)
}

/// One key: `lower(email) COLLATE "C" text_pattern_ops DESC NULLS LAST`.
pub fn index_key(table: &Table, key: &IndexKey) -> String {
    let mut text = match &key.source {
        IndexKeySource::Column(column) => quote::list(&table.column_names(&[*column])),
        IndexKeySource::Expression(text) if expression::is_single(text) => text.trim().to_string(),
        IndexKeySource::Expression(text) => enclosed(text),
    };
    if let Some(collation) = &key.collation {
        text.push_str(" COLLATE ");
        text.push_str(collation);
    }
    if let Some(class) = &key.operator_class {
        text.push(' ');
        text.push_str(class);
    }
    if key.descending {
        text.push_str(" DESC");
    }
    match key.nulls_first {
        Some(true) if !key.descending => text.push_str(" NULLS FIRST"),
        Some(false) if key.descending => text.push_str(" NULLS LAST"),
        _ => {}
    }
    text
}

/// What is said of an index once it stands: statistics targets of its expressions, its comment.
pub fn index_parts(schema: &str, index: &Index) -> Vec<String> {
    let mut statements = index_statistics(schema, index);
    if index.comment.is_some() {
        statements.push(super::comment_on_index(schema, index));
    }
    statements
}

/// `ALTER INDEX i ALTER COLUMN 2 SET STATISTICS 100` of each expression that has a target.
pub fn index_statistics(schema: &str, index: &Index) -> Vec<String> {
    let name = quote::unless_public(schema, &index.name);
    let set = index.keys.iter().enumerate().filter_map(|(place, key)| {
        let target = key.statistics?;
        Some(format!(
            "ALTER INDEX {name} ALTER COLUMN {} SET STATISTICS {target}",
            place + 1
        ))
    });
    set.collect()
}

/// `ALTER INDEX parent ATTACH PARTITION index`, if the index is attached to one. The parent index stands in the schema of
/// the parent table.
pub fn attach_index(parent_schema: &str, table: &Table, index: &Index) -> Option<String> {
    let parent = index.attached_to.as_ref()?;
    Some(format!(
        "ALTER INDEX {} ATTACH PARTITION {}",
        quote::unless_public(parent_schema, parent),
        quote::unless_public(&table.schema, &index.name)
    ))
}

/// The names of an index's keys for naming it, expressions as PostgreSQL calls them, included columns last.
pub fn index_column_names(table: &Table, index: &Index) -> Vec<String> {
    let keys = index.keys.iter().map(|key| match &key.source {
        IndexKeySource::Column(column) => table
            .column(*column)
            .map_or_else(String::new, |column| column.name.clone()),
        IndexKeySource::Expression(text) => crate::sql::names::expression_name(text),
    });
    let included = table
        .column_names(&index.include)
        .into_iter()
        .map(str::to_string);
    keys.chain(included).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, ColumnId, IndexId, TableId};
    use crate::sql::types;

    #[test]
    fn every_part_of_an_index_is_written() {
        let mut table = Table::new(TableId(1), "public", "users");
        for (id, name) in [(2, "email"), (3, "Name")] {
            table.columns.push(Column::new(
                ColumnId(id),
                name,
                types::parse("text").expect("text"),
            ));
        }
        let mut index = Index::btree(IndexId(4), "i", &[ColumnId(2)]);
        index.unique = true;
        index.keys[0].descending = true;
        index.keys[0].nulls_first = Some(false);
        index.keys.push(IndexKey {
            source: IndexKeySource::Expression("email || 'x'".into()),
            collation: Some("\"C\"".into()),
            operator_class: Some("text_pattern_ops".into()),
            descending: false,
            prefix: None,
            statistics: None,
            nulls_first: None,
        });
        index.include = vec![ColumnId(3)];
        index.predicate = Some("email IS NOT NULL".into());
        index.options = vec![("fillfactor".into(), "70".into())];
        assert_eq!(
            create_index(&table, &index),
            "CREATE UNIQUE INDEX i ON users (email DESC NULLS LAST, (email || 'x') COLLATE \"C\" text_pattern_ops) INCLUDE (\"Name\") \
             WITH (fillfactor = 70)\n    WHERE email IS NOT NULL"
        );
        assert_eq!(
            index_column_names(&table, &index),
            vec!["email", "expr", "Name"]
        );
    }
}
