//! Statements kept word for word, and what they still mean to the statements around them.

use std::sync::Arc;

use crate::model::*;

use super::builder::{Builder, Relation};
use super::cursor::Cursor;

impl Builder {
    /// Keeps a statement word for word.
    pub fn keep(&mut self, cursor: Cursor<'_>, kind: &str, name: &str) {
        let id: VerbatimId = self.allocate();
        self.made(ObjectRef::Verbatim(id));
        self.schema.verbatim.insert(
            id,
            Arc::new(Verbatim {
                id,
                kind: kind.to_string(),
                name: name.to_string(),
                sql: cursor.statement().to_string(),
            }),
        );
        self.claim_verbatim(id, cursor, kind);
        self.note_kept(id, cursor);
    }

    /// Relations kept word for word claim their name; rules fall with their table.
    fn claim_verbatim(&mut self, id: VerbatimId, mut cursor: Cursor<'_>, kind: &str) {
        let from_query = cursor.is_word("SELECT");
        if !from_query && !cursor.take("CREATE") {
            return;
        }
        match kind {
            "foreign table" | "table" => {
                let name = if from_query {
                    super::headline::table_of_query(cursor)
                } else {
                    while !cursor.is_done() && !cursor.take("TABLE") {
                        cursor.skip(1);
                    }
                    cursor.take("IF NOT EXISTS");
                    Some(cursor)
                };
                if let Some(name) = name.and_then(|mut cursor| cursor.qualified_name().ok()) {
                    let schema = self.schema_for(&name);
                    if !self.relations.contains(&schema, &name.name) {
                        self.relations
                            .insert(&schema, &name.name, Relation::Verbatim(id));
                    }
                }
            }
            "rule" => {
                cursor.take_until(|cursor| cursor.is_word("TO"));
                cursor.skip(1);
                if let Ok(name) = cursor.qualified_name()
                    && let Some(table) = self.find_table(&name)
                {
                    self.verbatim_of.entry(table).or_default().insert(id);
                }
            }
            _ => {}
        }
    }
}
