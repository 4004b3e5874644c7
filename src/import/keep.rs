//! Statements kept word for word, and what they still mean to the statements around them.

use std::sync::Arc;

use crate::model::*;

use crate::sql::{quote, tokens};

use super::builder::{Builder, Done, Relation};
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

    /// `ALTER kind name RENAME TO new` of something kept word for word changes the name in its text.
    pub fn rename_verbatim(&mut self, cursor: Cursor<'_>) -> Option<Done> {
        let (kind, name) = super::headline::headline(cursor.rewound());
        let mut tail = cursor;
        tail.skip(cursor.rest().len().checked_sub(3)?);
        if name.is_empty() || !tail.take("RENAME TO") {
            return None;
        }
        let new = tail.name().ok()?;
        let last = name.rsplit('.').next().map(quote::unquote)?;
        let written = quote::identifier(&new);
        let mut renamed = Vec::new();
        // What was said of it since, word for word too, goes by its new name.
        let known = self.schema.verbatim.values_mut();
        for verbatim in known.filter(|own| own.kind == kind && own.name == name) {
            let verbatim = Arc::make_mut(verbatim);
            let tokens = tokens::significant(&verbatim.sql);
            // The name stands in the head; what it is qualified with stays.
            let found = tokens
                .iter()
                .take(12)
                .find(|token| token.name(&verbatim.sql).as_deref() == Some(last.as_str()));
            let Some(range) = found.map(|token| token.range.clone()) else {
                continue;
            };
            verbatim.sql.replace_range(range, &written);
            verbatim.name = match name.rsplit_once('.') {
                Some((schema, _)) => format!("{schema}.{new}"),
                None => new.clone(),
            };
            renamed.push(ObjectRef::Verbatim(verbatim.id));
        }
        if renamed.is_empty() {
            return None;
        }
        for object in renamed {
            self.touch(object);
        }
        Some(Done::new("renamed", new))
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
