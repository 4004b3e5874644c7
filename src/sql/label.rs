//! Labels of enums in texts, which follow when a label is called otherwise: PostgreSQL keeps in its catalogue which label is meant.

use std::ops::Range;
use std::sync::Arc;

use super::mention::replaced;
use super::quote;
use super::texts::{Part, visit};
use super::tokens::{self, Kind};
use crate::model::{DataType, ObjectRef, Schema, UserTypeKind};

/// A label of an enum that is called otherwise.
#[derive(Clone, Copy, Debug)]
pub struct RenamedLabel<'a> {
    /// Schema and name of the enum.
    pub of: (&'a str, &'a str),
    /// Its old text.
    pub old: &'a str,
    /// Its new text.
    pub new: &'a str,
}

impl RenamedLabel<'_> {
    /// Rewrites the texts of an object: defaults of what is of the enum, and quoted texts that are cast to it.
    pub fn follow(&self, schema: &mut Schema, object: ObjectRef) {
        match object {
            ObjectRef::Table(id) => {
                if let Some(table) = schema.tables.get_mut(&id) {
                    for column in &mut Arc::make_mut(table).columns {
                        let plain = self.is_of(&column.data_type);
                        column
                            .default
                            .iter_mut()
                            .for_each(|text| self.rewrite(text, plain));
                    }
                }
            }
            ObjectRef::Type(id) => {
                if let Some(own) = schema.types.get_mut(&id)
                    && let UserTypeKind::Domain { base, default, .. } = &mut Arc::make_mut(own).kind
                {
                    let plain = self.is_of(base);
                    default
                        .iter_mut()
                        .for_each(|text| self.rewrite(text, plain));
                }
            }
            _ => {}
        }
        visit(schema, object, &mut |part| {
            if let Part::Text(_, text) = part {
                self.rewrite(text, false);
            }
        });
    }

    fn is_of(&self, data_type: &DataType) -> bool {
        data_type.dimensions == 0
            && data_type.name == self.of.1
            && data_type.schema.as_deref().unwrap_or("public") == self.of.0
    }

    /// Rewrites one text; `plain` says that a quoted text alone is a label, as the whole is of the enum.
    fn rewrite(&self, text: &mut String, plain: bool) {
        let old = quote::literal(self.old);
        if !text.contains(&old) {
            return;
        }
        let tokens = tokens::significant(text);
        let is_cast = |at: usize| {
            let next = |ahead: usize| tokens.get(at + ahead);
            if !next(1).is_some_and(|token| token.is(text, "::")) {
                return false;
            }
            let first = next(2).and_then(|token| token.name(text));
            match next(3).filter(|token| token.is(text, ".")) {
                None => first.as_deref() == Some(self.of.1),
                Some(_) => {
                    first.as_deref() == Some(self.of.0)
                        && next(4).and_then(|token| token.name(text)).as_deref() == Some(self.of.1)
                }
            }
        };
        let parts: Vec<(Range<usize>, String)> = tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| token.kind == Kind::Text && token.text(text) == old)
            .filter(|(at, _)| (plain && tokens.len() == 1) || is_cast(*at))
            .map(|(_, token)| (token.range.clone(), quote::literal(self.new)))
            .collect();
        if !parts.is_empty() {
            *text = replaced(text, &parts);
        }
    }
}
