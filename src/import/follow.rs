//! What speaks of an object follows it when it is renamed or moved, as PostgreSQL, which keeps such texts taken apart, shows
//! them afterwards. Bodies of functions that are strings stay as they are, there and here.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::model::*;
use crate::sql::mention::respell::{Change, respell_part};
use crate::sql::mention::{self, Mention, Role, Text};
use crate::sql::texts::{self, Part, said, speakers, visit};
use crate::sql::{expression, quote};

use super::builder::Builder;

/// Which objects may speak of a name. Built when it is first asked, so that a text without renames pays nothing.
#[derive(Clone, Default)]
pub(super) struct MentionIndex {
    words: Option<HashMap<String, BTreeSet<ObjectRef>>>,
    /// Objects changed since.
    stale: BTreeSet<ObjectRef>,
}

impl MentionIndex {
    /// Notes that an object's texts changed.
    pub fn touch(&mut self, object: ObjectRef) {
        if self.words.is_some() {
            self.stale.insert(object);
        }
    }
}

impl Builder {
    /// Notes that an object was made or changed.
    pub fn touch(&mut self, object: ObjectRef) {
        self.mentions.touch(object);
        if self.qualifies() {
            self.changed.insert(object);
        }
    }

    /// Whether names without a schema mean something else here than in what is written.
    fn qualifies(&self) -> bool {
        !matches!(self.search_path.as_slice(), [] | [_] if self.search_path.first().is_none_or(|only| only == "public"))
    }

    /// The objects whose texts may speak of a name.
    pub fn mentioning(&mut self, word: &str) -> Vec<ObjectRef> {
        self.qualify_changed();
        let mut index = std::mem::take(&mut self.mentions);
        let schema = &self.schema;
        let fresh: Vec<ObjectRef> = match &index.words {
            Some(_) => std::mem::take(&mut index.stale).into_iter().collect(),
            None => speakers(schema),
        };
        let words = index.words.get_or_insert_default();
        for object in fresh {
            let mut note = |word: String| {
                words.entry(word).or_default().insert(object);
            };
            texts::read(schema, object, &mut |part| match part {
                said::Part::Text(_, text)
                | said::Part::Function(text)
                | said::Part::Option(text)
                | said::Part::Collation(text)
                | said::Part::OperatorClass(text) => {
                    expression::words(text).into_iter().for_each(&mut note);
                }
                said::Part::Type(data_type) => {
                    note(data_type.name.clone());
                    data_type.schema.clone().into_iter().for_each(&mut note);
                }
            });
        }
        let found = words.get(word).into_iter().flatten().copied();
        let found = found.filter(|object| schema.contains(*object)).collect();
        self.mentions = index;
        found
    }

    /// Every text that speaks of what changed follows it.
    pub fn follow(&mut self, change: Change<'_>) {
        let word = match change {
            Change::Relation(old, _) | Change::Function(old, _) | Change::Type(old, _) => old.1,
            Change::Schema(old, _) => old,
        };
        for object in self.mentioning(word) {
            let own = match (change, object) {
                (Change::Relation(_, new), ObjectRef::Table(id)) => self
                    .schema
                    .tables
                    .get(&id)
                    .is_some_and(|table| (table.schema.as_str(), table.name.as_str()) == new),
                _ => false,
            };
            let before = self.granted_as(object);
            visit(&mut self.schema, object, &mut |part| {
                respell_part(part, change, own)
            });
            self.touch(object);
            if let (Some(before), Some(after)) = (before, self.granted_as(object))
                && before != after
            {
                self.regrant_text(&before, &after);
            }
        }
    }

    /// How grants write a function.
    fn granted_as(&self, object: ObjectRef) -> Option<String> {
        let ObjectRef::Function(id) = object else {
            return None;
        };
        let function = self.schema.functions.get(&id)?;
        Some(format!(
            "{}({})",
            quote::qualified(&function.schema, &function.name),
            function.identity_arguments
        ))
    }

    /// Names written without their schema mean what the search path says; what was changed under a search path other than
    /// `public` is written with the schemas that it finds. Done when the path changes, and before anything is renamed.
    pub fn qualify_changed(&mut self) {
        let changed = std::mem::take(&mut self.changed);
        if !self.qualifies() {
            return;
        }
        for object in changed {
            let mut schema = std::mem::take(&mut self.schema);
            visit(&mut schema, object, &mut |part| match part {
                Part::Text(kind, text) => {
                    if let Some(new) = self.qualified(text, kind) {
                        *text = new;
                    }
                }
                Part::Function(name) => {
                    if let Some(new) = self.qualified(&format!("{name}()"), Text::Expression) {
                        *name = new.trim_end_matches("()").to_string();
                    }
                }
                Part::Option(value) => {
                    if let Some(new) = self.qualified(value, Text::Arguments) {
                        *value = new;
                    }
                }
                Part::Collation(name) => {
                    if let Some(new) = self.kept_under_path(name, "collation") {
                        *name = new;
                    }
                }
                Part::OperatorClass(name) => {
                    if let Some(new) = self.kept_under_path(name, "operator class") {
                        *name = new;
                    }
                }
                Part::Type(_) => {}
            });
            self.schema = schema;
            self.mentions.touch(object);
        }
    }

    fn qualified(&self, text: &str, kind: Text) -> Option<String> {
        if let Some(default) = self.qualified_sequence(text) {
            return Some(default);
        }
        let mentions = mention::of(text, kind);
        let parts: Vec<(Range<usize>, String)> = mentions
            .names
            .iter()
            .filter(|found| found.schema.is_none() && !mentions.is_common(found))
            .filter_map(|found| {
                let schema = self.schema_found(found)?;
                Some((found.range.clone(), quote::qualified(schema, &found.name)))
            })
            .collect();
        (!parts.is_empty()).then(|| mention::replaced(text, &parts))
    }

    /// `nextval('s')` names its sequence in a string.
    fn qualified_sequence(&self, text: &str) -> Option<String> {
        let written = super::rename::sequence_of(text).filter(|name| !name.contains('.'))?;
        let name = quote::unquote(written);
        let schema = self
            .search_path
            .iter()
            .find(|schema| self.relations.contains(schema, &name))
            .filter(|schema| *schema != "public")?;
        let sequence = quote::literal(&quote::qualified(schema, &name));
        Some(format!("nextval({sequence}::regclass)"))
    }

    /// The schema in which the search path finds what a name stands for, unless it is `public`.
    fn schema_found(&self, found: &Mention) -> Option<&str> {
        let (relations, types, functions) = match found.role {
            Role::Relation => (true, false, false),
            Role::Type => (true, true, false),
            Role::Function => (false, false, true),
            Role::Any => (false, true, true),
            Role::Collation => return self.schema_of_kept(&found.name, "collation"),
            Role::Qualifier | Role::Column | Role::Star => return None,
        };
        self.search_path
            .iter()
            .map(String::as_str)
            .find(|schema| {
                (relations && self.relations.contains(schema, &found.name))
                    || (types && self.types.contains(schema, &found.name))
                    || (functions
                        && self
                            .functions
                            .get(schema, &found.name)
                            .is_some_and(|same| !same.is_empty()))
            })
            .filter(|schema| *schema != "public")
    }
}
