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
    }

    /// Relations kept word for word claim their name; rules fall with their table.
    fn claim_verbatim(&mut self, id: VerbatimId, mut cursor: Cursor<'_>, kind: &str) {
        if !cursor.take("CREATE") {
            return;
        }
        match kind {
            "foreign table" | "table" => {
                while !cursor.is_done() && !cursor.take("TABLE") {
                    cursor.skip(1);
                }
                cursor.take("IF NOT EXISTS");
                if let Ok(name) = cursor.qualified_name() {
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
