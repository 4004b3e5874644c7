//! Finding any object by part of its name, and the nearest names when there is none.

mod fit;

use crate::model::naming::distance;
use crate::model::{Document, ObjectRef};

use fit::{matched, score};

/// What kind of object a hit is, in the word shown beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A table.
    Table,
    /// A view or materialized view.
    View,
    /// A column.
    Column,
    /// A user-defined type.
    Type,
    /// A function, procedure or aggregate.
    Function,
    /// A sequence.
    Sequence,
    /// A constraint.
    Constraint,
    /// An index.
    Index,
    /// A policy.
    Policy,
    /// A trigger.
    Trigger,
    /// A schema.
    Namespace,
    /// A role.
    Role,
    /// An extension.
    Extension,
    /// Extended statistics or a statement kept word for word.
    Other,
}

impl Kind {
    /// The word shown.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Table => "table",
            Kind::View => "view",
            Kind::Column => "column",
            Kind::Type => "type",
            Kind::Function => "function",
            Kind::Sequence => "sequence",
            Kind::Constraint => "constraint",
            Kind::Index => "index",
            Kind::Policy => "policy",
            Kind::Trigger => "trigger",
            Kind::Namespace => "schema",
            Kind::Role => "role",
            Kind::Extension => "extension",
            Kind::Other => "statement",
        }
    }
}

/// An object found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The object.
    pub object: ObjectRef,
    /// What it is.
    pub kind: Kind,
    /// Its name with its table's: `users.email`.
    pub name: String,
    /// The parts of `name` that were asked for, as byte ranges, in order.
    pub matched: Vec<std::ops::Range<usize>>,
}

/// What a search came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The best hits, best first.
    pub hits: Vec<Hit>,
    /// Number of all hits.
    pub count: usize,
    /// The nearest names when nothing was found, nearest first, at most three.
    pub nearest: Vec<Hit>,
}

/// All names of a document, made once and asked often; make it anew when the list of objects changes.
#[derive(Clone, Debug, Default)]
pub struct Names {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    object: ObjectRef,
    kind: Kind,
    /// The name shown.
    name: String,
    /// The name in lower case.
    folded: String,
    /// Where the object's own name begins in `folded`.
    own: usize,
    /// A bit for each byte that occurs in `folded`: what lacks a letter asked for is passed over at once.
    letters: u64,
}

impl Names {
    /// The names of everything in a document. A few milliseconds for 1,400 tables.
    pub fn new(document: &Document) -> Self {
        let mut names = Names::default();
        let schema = &document.schema;
        for table in schema.tables.values() {
            let label = table.qualified_name().to_string();
            names.add(ObjectRef::Table(table.id), Kind::Table, &label, &table.name);
            for column in &table.columns {
                let object = ObjectRef::Column(table.id, column.id);
                names.add_part(object, Kind::Column, &label, &column.name);
            }
            for constraint in &table.constraints {
                let object = ObjectRef::Constraint(table.id, constraint.id);
                names.add_part(object, Kind::Constraint, &label, &constraint.name);
            }
            for index in &table.indexes {
                let object = ObjectRef::Index(table.id, index.id);
                names.add_part(object, Kind::Index, &label, &index.name);
            }
            for policy in &table.policies {
                let object = ObjectRef::Policy(table.id, policy.id);
                names.add_part(object, Kind::Policy, &label, &policy.name);
            }
            for trigger in &table.triggers {
                let object = ObjectRef::Trigger(table.id, trigger.id);
                names.add_part(object, Kind::Trigger, &label, &trigger.name);
            }
        }
        names.add_objects(document);
        names
    }

    fn add_objects(&mut self, document: &Document) {
        let schema = &document.schema;
        let alone = schema
            .views
            .keys()
            .map(|id| (ObjectRef::View(*id), Kind::View))
            .chain(
                schema
                    .types
                    .keys()
                    .map(|id| (ObjectRef::Type(*id), Kind::Type)),
            )
            .chain(
                schema
                    .functions
                    .keys()
                    .map(|id| (ObjectRef::Function(*id), Kind::Function)),
            )
            .chain(
                schema
                    .sequences
                    .keys()
                    .map(|id| (ObjectRef::Sequence(*id), Kind::Sequence)),
            )
            .chain(
                schema
                    .namespaces
                    .keys()
                    .map(|id| (ObjectRef::Namespace(*id), Kind::Namespace)),
            )
            .chain(
                schema
                    .roles
                    .keys()
                    .map(|id| (ObjectRef::Role(*id), Kind::Role)),
            )
            .chain(
                schema
                    .extensions
                    .keys()
                    .map(|id| (ObjectRef::Extension(*id), Kind::Extension)),
            )
            .chain(
                schema
                    .statistics
                    .keys()
                    .map(|id| (ObjectRef::Statistics(*id), Kind::Other)),
            )
            .chain(
                schema
                    .verbatim
                    .keys()
                    .map(|id| (ObjectRef::Verbatim(*id), Kind::Other)),
            );
        for (object, kind) in alone {
            if let Some(label) = schema.display_name(object) {
                let own = match label.rfind('.') {
                    Some(dot) if kind != Kind::Other => label.get(dot + 1..).unwrap_or_default(),
                    _ => label.as_str(),
                };
                self.add(object, kind, &label, own);
            }
        }
    }

    fn add_part(&mut self, object: ObjectRef, kind: Kind, table: &str, name: &str) {
        self.add(object, kind, &format!("{table}.{name}"), name);
    }

    fn add(&mut self, object: ObjectRef, kind: Kind, label: &str, own: &str) {
        let folded = label.to_lowercase();
        let own = folded.len().saturating_sub(own.to_lowercase().len());
        self.entries.push(Entry {
            object,
            kind,
            name: label.to_string(),
            letters: letters(&folded),
            folded,
            own,
        });
    }

    /// Number of names.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The objects whose names hold what is asked for, at most `limit`, best first.
    ///
    /// Case does not count. Blanks part words that must all occur, in whichever order. A name that is the text comes before
    /// one that begins with it, then one with a word that begins with it, then one that holds it, then one that holds its
    /// letters in order. Among equals tables come first, then shorter names, then by name.
    pub fn search(&self, text: &str, limit: usize) -> Found {
        let folded = text.trim().to_lowercase();
        if folded.is_empty() {
            return Found::default();
        }
        let words: Vec<&str> = folded.split_whitespace().collect();
        let wanted = words.iter().fold(0, |bits, word| bits | letters(word));
        let mut scored: Vec<(u32, &Entry)> = self
            .entries
            .iter()
            .filter(|entry| entry.letters & wanted == wanted)
            .filter_map(|entry| Some((score(entry, &folded, &words)?, entry)))
            .collect();
        let count = scored.len();
        let order = |(a_rank, a): &(u32, &Entry), (b_rank, b): &(u32, &Entry)| {
            let a = (a_rank, a.kind, a.name.len(), &a.name, a.object);
            a.cmp(&(b_rank, b.kind, b.name.len(), &b.name, b.object))
        };
        // Only what is shown is put in order: a letter or two fit nearly everything.
        if limit < scored.len() {
            scored.select_nth_unstable_by(limit, order);
            scored.truncate(limit);
        }
        scored.sort_unstable_by(order);
        let hits: Vec<Hit> = scored
            .iter()
            .map(|(_, entry)| entry.hit(matched(entry, &words)))
            .collect();
        let nearest = if hits.is_empty() {
            self.nearest(&folded)
        } else {
            Vec::new()
        };
        Found {
            hits,
            count,
            nearest,
        }
    }

    /// The three names with the fewest letters changed, if few enough are.
    fn nearest(&self, text: &str) -> Vec<Hit> {
        let allowed = (text.chars().count() / 3).clamp(1, 4);
        let mut near: Vec<(usize, &Entry)> = Vec::new();
        let wanted: Vec<char> = text.chars().collect();
        for entry in &self.entries {
            let own = entry.folded.get(entry.own..).unwrap_or_default();
            if own.len().abs_diff(text.len()) > allowed * 4 {
                continue;
            }
            let letters: Vec<char> = own.chars().collect();
            if letters.len().abs_diff(wanted.len()) > allowed {
                continue;
            }
            let distance = distance(&wanted, &letters);
            if distance <= allowed {
                near.push((distance, entry));
            }
        }
        near.sort_by_cached_key(|(distance, entry)| (*distance, entry.kind, entry.name.clone()));
        near.truncate(3);
        near.into_iter()
            .map(|(_, entry)| entry.hit(Vec::new()))
            .collect()
    }
}

/// A bit for each byte of the text, several bytes sharing one.
fn letters(text: &str) -> u64 {
    text.bytes().fold(0, |bits, byte| bits | 1 << (byte % 64))
}

impl Entry {
    fn hit(&self, matched: Vec<std::ops::Range<usize>>) -> Hit {
        Hit {
            object: self.object,
            kind: self.kind,
            name: self.name.clone(),
            matched,
        }
    }
}

impl Found {
    /// What to say when nothing was found (look.md section 8).
    pub fn message(&self, text: &str) -> Option<String> {
        if !self.hits.is_empty() || text.trim().is_empty() {
            return None;
        }
        let nearest = match self.nearest.first() {
            Some(hit) => format!(" Nearest: `{}`.", hit.name),
            None => String::new(),
        };
        Some(format!("No object named `{}`.{nearest}", text.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, DataType, Schema, Table, TableId};
    use std::sync::Arc;

    fn document() -> Document {
        let mut schema = Schema::default();
        for (number, name) in ["receipts", "users", "user_roles", "Größen"]
            .iter()
            .enumerate()
        {
            let id = number as u32 * 10 + 1;
            let mut table = Table::new(TableId(id), "public", name);
            table.columns.push(Column::new(
                (id + 1).into(),
                "user_id",
                DataType::named("uuid"),
            ));
            schema.tables.insert(table.id, Arc::new(table));
        }
        Document::new("test", schema)
    }

    fn names(found: &Found) -> Vec<&str> {
        found.hits.iter().map(|hit| hit.name.as_str()).collect()
    }

    #[test]
    fn better_fits_come_first() {
        let all = Names::new(&document());
        let found = all.search("User", 3);
        assert_eq!(names(&found), ["users", "user_roles", "users.user_id"]);
        assert_eq!(found.count, 6);
        assert_eq!(found.hits[0].matched, vec![0..4]);
        assert_eq!(
            names(&all.search("role user", 9)),
            ["user_roles", "user_roles.user_id"]
        );
        assert_eq!(
            names(&all.search("receipts.user_id", 9)),
            ["receipts.user_id"]
        );
        assert_eq!(names(&all.search("usrl", 9)), ["user_roles"]);
        assert_eq!(names(&all.search("größen", 1)), ["Größen"]);
        assert_eq!(all.search("  ", 9), Found::default());
    }

    #[test]
    fn the_nearest_name_is_told_when_none_fits() {
        let all = Names::new(&document());
        let found = all.search("reciept", 9);
        assert_eq!(
            found.message("reciept").as_deref(),
            Some("No object named `reciept`. Nearest: `receipts`.")
        );
        let nothing = all.search("zzzzzz", 9);
        assert_eq!(
            nothing.message("zzzzzz").as_deref(),
            Some("No object named `zzzzzz`.")
        );
    }
}
