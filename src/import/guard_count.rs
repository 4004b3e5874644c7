//! Conditions of DO blocks that count indexes by their names, which what was read so far can answer.

use super::builder::{Builder, Relation};
use super::cursor::Cursor;
use crate::model::QualifiedName;

/// `(SELECT count(*) = n FROM pg_indexes WHERE indexname IN (...) [AND schemaname = '...'])`.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    schema: Option<String>,
    names: Vec<String>,
    count: usize,
}

impl Counted {
    /// Reads a condition; `None` for any other.
    pub(super) fn read(condition: &Cursor<'_>) -> Option<Counted> {
        let mut cursor = *condition;
        let enclosed = cursor.take_mark(b'(');
        let counts = cursor.take("SELECT COUNT") && cursor.take_mark(b'(');
        let all = counts && (cursor.take_mark(b'*') || cursor.take_operator("*"));
        if !all || !cursor.take_mark(b')') || !cursor.take_operator("=") {
            return None;
        }
        let count = usize::try_from(cursor.integer().ok()?).ok()?;
        if !cursor.take("FROM PG_INDEXES WHERE") {
            return None;
        }
        let mut counted = Counted {
            schema: None,
            names: Vec::new(),
            count,
        };
        loop {
            if cursor.take("INDEXNAME IN") {
                cursor.take_mark(b'(').then_some(())?;
                while !cursor.take_mark(b')') {
                    counted.names.push(cursor.string().ok()?);
                    let _ = cursor.take_mark(b',');
                }
            } else if cursor.take("SCHEMANAME") && cursor.take_operator("=") {
                counted.schema = Some(cursor.string().ok()?);
            } else {
                return None;
            }
            if !cursor.take("AND") {
                break;
            }
        }
        let closed = !enclosed || cursor.take_mark(b')');
        (closed && cursor.is_done() && !counted.names.is_empty()).then_some(counted)
    }

    /// Whether what was read so far has so many of the indexes.
    pub(super) fn holds(&self, builder: &Builder) -> bool {
        let stands = |name: &&String| {
            let name = QualifiedName {
                schema: self.schema.clone(),
                name: (*name).clone(),
            };
            matches!(
                builder.relation(&name),
                Some((
                    _,
                    Relation::Index(..) | Relation::ConstraintIndex(..) | Relation::ViewIndex(..)
                ))
            )
        };
        self.names.iter().filter(stands).count() == self.count
    }
}
