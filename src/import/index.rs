//! CREATE INDEX.

use crate::model::*;
use crate::sql::{expression, names};

use super::builder::{Applied, Builder, Done, Fault, Relation, missing};
use super::constraints;
use super::cursor::{Cursor, Read};
use super::definition::*;

/// An index as written.
pub(super) struct IndexDefinition {
    pub name: Option<String>,
    pub if_not_exists: bool,
    pub unique: bool,
    pub concurrently: bool,
    pub recurse: bool,
    pub table: QualifiedName,
    method: String,
    pub keys: Vec<KeyDefinition>,
    include: Vec<String>,
    nulls_not_distinct: bool,
    pub predicate: Option<String>,
    options: Vec<(String, String)>,
    tablespace: Option<String>,
}

/// Reads CREATE INDEX after `CREATE`.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Read<IndexDefinition> {
    let unique = cursor.take("UNIQUE");
    cursor.expect("INDEX")?;
    let concurrently = cursor.take("CONCURRENTLY");
    let if_not_exists = cursor.take("IF NOT EXISTS");
    let name = if cursor.is_word("ON") {
        None
    } else {
        Some(cursor.qualified_name()?.name)
    };
    cursor.expect("ON")?;
    let recurse = !cursor.take("ONLY");
    let table = cursor.qualified_name()?;
    let method = if cursor.take("USING") {
        cursor.name()?
    } else {
        "btree".to_string()
    };
    let mut index = IndexDefinition {
        name,
        if_not_exists,
        unique,
        concurrently,
        recurse,
        table,
        method,
        keys: constraints::index_keys(cursor)?,
        include: Vec::new(),
        nulls_not_distinct: false,
        predicate: None,
        options: Vec::new(),
        tablespace: None,
    };
    endings(cursor, &mut index)?;
    Ok(index)
}

fn endings(cursor: &mut Cursor<'_>, index: &mut IndexDefinition) -> Read<()> {
    loop {
        if cursor.take("INCLUDE") {
            index.include = cursor.name_list()?;
        } else if cursor.is_word("NULLS") {
            index.nulls_not_distinct = constraints::nulls_not_distinct(cursor);
            if cursor.is_word("NULLS") {
                return cursor.broken("NULLS [NOT] DISTINCT");
            }
        } else if cursor.take("WITH") {
            index.options = cursor.options()?;
        } else if cursor.take("TABLESPACE") {
            index.tablespace = Some(cursor.name()?).filter(|name| name != "pg_default");
        } else if cursor.take("WHERE") {
            let tokens = super::cursor::without_outer(cursor.rest());
            let text = cursor.text_of_tokens(tokens).to_string();
            if text.is_empty() {
                return cursor.broken("a condition");
            }
            index.predicate = Some(text);
            cursor.skip_all();
        } else {
            return cursor.finish();
        }
    }
}

impl Builder {
    /// CREATE INDEX.
    pub fn create_index(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let definition = read(cursor)?;
        let done = Done::new("index", definition.name.clone().unwrap_or_default());
        let allowed = definition.if_not_exists;
        let result = self.make_index(&definition).map(|name| Done {
            name,
            ..done.clone()
        });
        self.unless_exists(allowed, result, done)
    }

    fn make_index(&mut self, definition: &IndexDefinition) -> Applied<String> {
        match self.relation(&definition.table) {
            Some((_, Relation::Table(table))) => self.make_table_index(table, definition),
            Some((_, Relation::View(view))) => self.make_view_index(view, definition),
            Some((_, Relation::Temporary)) => Err(Fault::Temporary),
            Some((_, Relation::Verbatim(_))) => Err(Fault::Keep),
            _ => Err(missing("table", &definition.table)),
        }
    }

    fn make_table_index(
        &mut self,
        table: TableId,
        definition: &IndexDefinition,
    ) -> Applied<String> {
        let keys: Vec<IndexKey> = definition
            .keys
            .iter()
            .map(|key| self.index_key(table, key))
            .collect::<Applied<_>>()?;
        let include = self.column_ids(table, &definition.include)?;
        let columns = self.key_names(table, &keys, &include);
        let owner = self.table_ref(table)?;
        let (schema, owner_name) = (owner.header.schema.clone(), owner.header.name.clone());
        let name = self.index_name(&schema, &owner_name, &columns, definition)?;
        let id: IndexId = self.allocate();
        self.relations
            .insert(&schema, &name, Relation::Index(table, id));
        self.made(ObjectRef::Index(table, id));
        let index = index_of(id, &name, definition, keys, include);
        self.table_mut(table)?.indexes.push(index.clone());
        if definition.recurse {
            for child in self.partitions_of(table) {
                self.clone_index_deep(table, child, &index)?;
            }
        }
        Ok(name)
    }

    fn index_name(
        &self,
        schema: &str,
        owner: &str,
        columns: &[String],
        definition: &IndexDefinition,
    ) -> Applied<String> {
        match &definition.name {
            Some(name) => {
                self.free_relation(schema, name)?;
                Ok(name.clone())
            }
            None => Ok(names::index(owner, columns, &|name| {
                self.is_taken(schema, name, false)
            })),
        }
    }

    /// The partitions of a table, not its inheritance children.
    pub fn partitions_of(&self, table: TableId) -> Vec<TableId> {
        let children = self.children.get(&table).cloned().unwrap_or_default();
        children
            .into_iter()
            .filter(|child| {
                self.schema
                    .tables
                    .get(child)
                    .is_some_and(|child| child.is_partition())
            })
            .collect()
    }

    fn clone_index_deep(&mut self, parent: TableId, child: TableId, index: &Index) -> Applied<()> {
        self.clone_index_to(parent, child, index)?;
        let grandchildren = self.partitions_of(child);
        if grandchildren.is_empty() {
            return Ok(());
        }
        let own = self
            .table_ref(child)?
            .indexes
            .iter()
            .find(|own| own.attached_to.as_deref() == Some(index.name.as_str()))
            .cloned();
        if let Some(own) = own {
            for grandchild in grandchildren {
                self.clone_index_deep(child, grandchild, &own)?;
            }
        }
        Ok(())
    }

    fn make_view_index(&mut self, view: ViewId, definition: &IndexDefinition) -> Applied<String> {
        let Some(owner) = self.schema.views.get(&view) else {
            return Err(missing("view", &definition.table));
        };
        let (schema, owner_name) = (owner.schema.clone(), owner.name.clone());
        let source_name = |key: &KeyDefinition| match &key.source {
            KeySource::Column(name) => name.clone(),
            KeySource::Expression(text) => names::expression_name(text),
        };
        let columns: Vec<String> = definition
            .keys
            .iter()
            .map(source_name)
            .chain(definition.include.iter().cloned())
            .collect();
        let name = self.index_name(&schema, &owner_name, &columns, definition)?;
        let keys = definition
            .keys
            .iter()
            .map(|key| IndexKey {
                source: IndexKeySource::Expression(match &key.source {
                    KeySource::Column(name) => crate::sql::quote::identifier(name),
                    KeySource::Expression(text) => text.clone(),
                }),
                collation: key.collation.clone(),
                operator_class: key.operator_class.clone(),
                descending: key.descending,
                prefix: None,
                statistics: None,
                nulls_first: key.nulls_first,
            })
            .collect();
        let id: IndexId = self.allocate();
        self.relations
            .insert(&schema, &name, Relation::ViewIndex(view, id));
        let mut index = index_of(id, &name, definition, keys, Vec::new());
        index.include_names.clone_from(&definition.include);
        if let Some(owner) = self.schema.views.get_mut(&view) {
            std::sync::Arc::make_mut(owner).indexes.push(index);
        }
        Ok(name)
    }

    /// Whether an expression of the table names one of its columns.
    pub fn uses_column(expression: &str, column: &str) -> bool {
        expression::identifiers(expression)
            .iter()
            .any(|name| name == column)
    }
}

fn index_of(
    id: IndexId,
    name: &str,
    definition: &IndexDefinition,
    keys: Vec<IndexKey>,
    include: Vec<ColumnId>,
) -> Index {
    Index {
        id,
        name: name.to_string(),
        named: definition.name.is_some(),
        unique: definition.unique,
        method: definition.method.clone(),
        keys,
        include,
        include_names: Vec::new(),
        nulls_not_distinct: definition.nulls_not_distinct,
        predicate: definition.predicate.clone(),
        options: definition.options.clone(),
        tablespace: definition.tablespace.clone(),
        recurse: definition.recurse,
        attached_to: None,
        inherited: false,
        comment: None,
    }
}
