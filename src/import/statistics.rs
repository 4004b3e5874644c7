//! CREATE STATISTICS.

use std::sync::Arc;

use crate::model::*;
use crate::sql::names;

use super::builder::{Applied, Builder, Done, exists};
use super::cursor::Cursor;

impl Builder {
    /// CREATE STATISTICS, after `CREATE STATISTICS`.
    pub fn create_statistics(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let if_not_exists = cursor.take("IF NOT EXISTS");
        let name = if cursor.is(b'(') || cursor.is_word("ON") {
            None
        } else {
            Some(cursor.qualified_name()?)
        };
        let kinds = cursor.take_until(|cursor| cursor.is_word("ON"));
        let _ = kinds;
        cursor.expect("ON")?;
        let keys = cursor.take_until(|cursor| cursor.is_word("FROM"));
        let keys = cursor.over(keys);
        cursor.expect("FROM")?;
        let table_name = cursor.qualified_name()?;
        cursor.finish()?;
        let table = self.table(&table_name)?;
        let name = match name {
            Some(name) => name,
            None => self.statistics_name(table, keys)?,
        };
        let schema = self.schema_for(&name);
        let done = Done::new("statistics", &name);
        let known = self
            .schema
            .statistics
            .values()
            .any(|other| other.schema == schema && other.name == name.name);
        if known {
            return self.unless_exists(if_not_exists, Err(exists(&done.name)), done);
        }
        let id: StatisticsId = self.allocate();
        self.made(ObjectRef::Statistics(id));
        self.statistics_of.entry(table).or_default().insert(id);
        self.schema.statistics.insert(
            id,
            Arc::new(Statistics {
                id,
                schema,
                name: name.name,
                definition: cursor.statement().to_string(),
                comment: None,
            }),
        );
        Ok(done)
    }

    fn statistics_name(&self, table: TableId, mut keys: Cursor<'_>) -> Applied<QualifiedName> {
        let owner = self.table_ref(table)?;
        let mut columns = Vec::new();
        while !keys.is_done() {
            let key = keys.take_until(|cursor| cursor.is(b','));
            columns.push(match key {
                [only] if only.is_name() => keys.over(key).name()?,
                _ => "expr".to_string(),
            });
            keys.take_mark(b',');
        }
        let schema = owner.header.schema.clone();
        let taken = |name: &str| {
            self.schema
                .statistics
                .values()
                .any(|other| other.schema == schema && other.name == name)
        };
        let name = names::statistics(&owner.header.name, &columns, &taken);
        Ok(QualifiedName::new(&owner.header.schema, &name))
    }
}
