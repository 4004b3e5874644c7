//! Grants name their object by text: they follow it when it is renamed or moved.

use std::sync::Arc;

use crate::sql::quote;

use super::builder::Builder;

impl Builder {
    /// Grants follow an object that was renamed.
    pub fn regrant(&mut self, schema: &str, old: &str, new_schema: &str, new: &str) {
        self.regrant_text(
            &quote::qualified(schema, old),
            &quote::qualified(new_schema, new),
        );
    }

    /// Grants follow an object whose text in them changed.
    pub fn regrant_text(&mut self, old: &str, new: &str) {
        if let Some(grants) = self.grants_of.remove(old) {
            for grant in &grants {
                if let Some(grant) = self.schema.grants.get_mut(grant) {
                    Arc::make_mut(grant).object = new.to_string();
                }
            }
            self.grants_of
                .entry(new.to_string())
                .or_default()
                .extend(grants);
        }
    }

    /// Grants in a schema, and on it, follow it.
    pub fn regrant_schema(&mut self, old: &str, new: &str) {
        let (old, new) = (quote::identifier(old), quote::identifier(new));
        let prefix = format!("{old}.");
        let objects: Vec<String> = self
            .grants_of
            .keys()
            .filter(|object| **object == old || object.starts_with(&prefix))
            .cloned()
            .collect();
        for object in objects {
            let rest = object.get(old.len()..).unwrap_or_default();
            self.regrant_text(&object, &format!("{new}{rest}"));
        }
    }
}
