//! CREATE STATISTICS.

use std::sync::Arc;

use crate::model::*;
use crate::sql::{names, quote};

use super::builder::{Applied, Builder, Done, exists};
use super::cursor::Cursor;
use super::lexer::{Lexer, Token};

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
                target: None,
                comment: None,
            }),
        );
        Ok(done)
    }

    /// `LIKE ... INCLUDING STATISTICS`: the source's statistics once more, under generated names.
    pub fn copy_statistics(
        &mut self,
        source: TableId,
        table: TableId,
        comments: bool,
    ) -> Applied<()> {
        let ids = self.statistics_of.get(&source).cloned();
        for id in ids.into_iter().flatten() {
            let Some(held) = self.schema.statistics.get(&id).cloned() else {
                continue;
            };
            let mut lexer = Lexer::new(&held.definition, 0);
            let tokens: Vec<Token> = std::iter::from_fn(|| lexer.next()).collect();
            let mut cursor = Cursor::new(&held.definition, &tokens, held.definition.len());
            while !(cursor.is_done() || cursor.is(b'(') || cursor.is_word("ON")) {
                cursor.skip(1);
            }
            let kinds = match cursor.is(b'(') {
                true => format!("({}) ", cursor.group()?),
                false => String::new(),
            };
            cursor.expect("ON")?;
            let keys = cursor.take_until(|cursor| cursor.is_word("FROM"));
            let name = self.statistics_name(table, cursor.over(keys))?;
            let owner = self.table_ref(table)?.qualified_name();
            let definition = format!(
                "CREATE STATISTICS {} {kinds}ON {} FROM {}",
                quote::qualified(name.schema.as_deref().unwrap_or("public"), &name.name),
                cursor.text_of_tokens(keys),
                quote::qualified(owner.schema.as_deref().unwrap_or("public"), &owner.name)
            );
            let id: StatisticsId = self.allocate();
            self.made(ObjectRef::Statistics(id));
            self.statistics_of.entry(table).or_default().insert(id);
            let copy = Statistics {
                id,
                schema: name.schema.unwrap_or_else(|| "public".to_string()),
                name: name.name,
                definition,
                target: None,
                comment: held.comment.clone().filter(|_| comments),
            };
            self.schema.statistics.insert(id, Arc::new(copy));
        }
        Ok(())
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
