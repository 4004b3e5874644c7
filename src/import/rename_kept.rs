//! ALTER ... RENAME TO and SET SCHEMA of what is kept word for word: the statement that makes it says the new name, and so does
//! everything that names it.

use std::ops::Range;
use std::sync::Arc;

use crate::model::*;
use crate::sql::mention::respell::Change;
use crate::sql::mention::{self, Role, Text};
use crate::sql::quote;
use crate::sql::texts::{Part, speakers, visit};
use crate::sql::tokens::{self, Kind, Token};

use super::builder::{Builder, Done};
use super::cursor::Cursor;
use super::kept::Head;

type Pair<'a> = (&'a str, &'a str);

/// Functions of text search whose first argument names a configuration or dictionary.
const CONFIGURED: [&str; 10] = [
    "to_tsvector",
    "to_tsquery",
    "plainto_tsquery",
    "phraseto_tsquery",
    "websearch_to_tsquery",
    "json_to_tsvector",
    "jsonb_to_tsvector",
    "ts_headline",
    "ts_debug",
    "ts_lexize",
];

impl Builder {
    /// `ALTER kind name RENAME TO new` or `SET SCHEMA new` of something kept word for word; `None` for other changes, and where
    /// nothing that is kept is called so.
    pub fn rename_kept(&mut self, statement: Cursor<'_>) -> Option<Done> {
        let head = Head::read(statement)?;
        let mut tail = head.tail(statement);
        let renames = tail.take("RENAME TO");
        if !renames && !tail.take("SET SCHEMA") {
            return None;
        }
        let word = tail.name().ok().filter(|_| tail.is_done())?;
        let schema = self.found_kept(&head)?;
        let name = head.name.name.clone();
        let (new_schema, new) = match renames {
            true => (schema.clone(), word),
            false => (word, name.clone()),
        };
        for id in self.kept_of(&head, &schema) {
            self.keep_names_given(&head, id);
        }
        let held = self.kept_of(&head, &schema);
        let same_name = self.kept.entry(&schema, &head.key());
        let made: Vec<VerbatimId> = same_name.extract_if(.., |id| held.contains(id)).collect();
        let renamed = Head {
            name: QualifiedName::new(&new_schema, &new),
            ..head.clone()
        };
        self.kept.entry(&new_schema, &renamed.key()).extend(made);
        for id in held {
            self.respell_head(id, (&new_schema, &new));
        }
        self.follow_kept(&head, (&schema, &name), (&new_schema, &new));
        Some(Done::new("renamed", new))
    }

    /// What a statement leaves to be named after the object itself keeps that name, and says it from now on.
    pub fn keep_names_given(&mut self, head: &Head, id: VerbatimId) {
        let Some(held) = self.schema.verbatim.get_mut(&id) else {
            return;
        };
        let Some(own) = Head::of_text(&held.sql).filter(|own| own.verb == "create") else {
            return;
        };
        match head.kind.as_str() {
            "subscription" => {
                if let Some(sql) = with_slot(&held.sql, &own.name.name) {
                    Arc::make_mut(held).sql = sql;
                }
            }
            "operator class" => self.say_family(id, &own),
            _ => {}
        }
    }

    /// A class that names no family made one of its own name, or joined the one that was there.
    fn say_family(&mut self, id: VerbatimId, class: &Head) {
        let Some(held) = self.schema.verbatim.get(&id).cloned() else {
            return;
        };
        let tokens = tokens::significant(&held.sql);
        let (mut depth, mut place) = (0i32, None);
        for token in &tokens {
            depth += i32::from(token.is(&held.sql, "(")) - i32::from(token.is(&held.sql, ")"));
            if depth == 0 && token.is_word(&held.sql, "family") {
                return;
            }
            if depth == 0 && place.is_none() && token.is_word(&held.sql, "as") {
                place = Some(token.range.start);
            }
        }
        let (Some(place), Some(method)) = (place, &class.of) else {
            return;
        };
        let schema = class.name.schema.as_deref().unwrap_or("public");
        let written = quote::unless_public(schema, &class.name.name);
        let family = Head {
            kind: "operator family".to_string(),
            ..class.clone()
        };
        let mut sql = held.sql.clone();
        sql.insert_str(place, &format!("FAMILY {written} "));
        let mut changed = (*held).clone();
        changed.sql = sql;
        if self.found_kept(&family).is_none() {
            // The family comes first: it stands in the place of the class, which moves behind it.
            let made = Verbatim {
                id,
                kind: family.kind.clone(),
                name: held.name.clone(),
                sql: format!(
                    "CREATE OPERATOR FAMILY {written} USING {}",
                    quote::identifier(&method.name)
                ),
            };
            self.schema.verbatim.insert(id, Arc::new(made));
            self.kept.entry(schema, &family.key()).push(id);
            self.touch(ObjectRef::Verbatim(id));
            let behind: VerbatimId = self.allocate();
            self.made(ObjectRef::Verbatim(behind));
            changed.id = behind;
            let same = self.kept.entry(schema, &class.key());
            same.retain(|other| *other != id);
            same.push(behind);
        }
        self.touch(ObjectRef::Verbatim(changed.id));
        self.schema.verbatim.insert(changed.id, Arc::new(changed));
    }

    /// Everything that names what is kept follows it.
    fn follow_kept(&mut self, head: &Head, old: Pair<'_>, new: Pair<'_>) {
        match head.kind.as_str() {
            "table" => self.follow_kept_table(old, new),
            "type" => {
                self.follow(Change::Type(old, new));
                self.regrant(old.0, old.1, new.0, new.1);
            }
            "collation" => self.respell_kept(old, new, &[], Some(Role::Collation)),
            "operator class" => self.respell_kept(old, new, &[], None),
            "server" => {
                self.respell_kept(old, new, &[&["server"]], None);
                self.regrant_kept("FOREIGN SERVER", old.1, new.1);
            }
            "foreign data wrapper" => {
                self.respell_kept(old, new, &[&["foreign", "data", "wrapper"]], None);
                self.regrant_kept("FOREIGN DATA WRAPPER", old.1, new.1);
            }
            "operator family" => self.respell_family(head, old, new),
            "text search configuration" => {
                self.respell_kept(old, new, &[&["copy", "="]], None);
                self.respell_configuration(old, new);
            }
            "text search dictionary" => {
                self.respell_kept(old, new, &[&["with"], &["replace"], &[","]], None);
                self.respell_configuration(old, new);
            }
            "text search parser" => self.respell_kept(old, new, &[&["parser", "="]], None),
            "text search template" => self.respell_kept(old, new, &[&["template", "="]], None),
            _ => {}
        }
    }

    /// Families of one name, one for each access method, are told apart by that of the classes that name them.
    fn respell_family(&mut self, family: &Head, old: Pair<'_>, new: Pair<'_>) {
        let written = quote::unless_public(new.0, new.1);
        for object in self.mentioning(old.1) {
            let ObjectRef::Verbatim(id) = object else {
                continue;
            };
            let Some(held) = self.schema.verbatim.get_mut(&id) else {
                continue;
            };
            let is_class = Head::of_text(&held.sql)
                .is_some_and(|own| own.kind == "operator class" && own.of == family.of);
            if is_class && let Some(sql) = respell_behind(&held.sql, &[&["family"]], old, &written)
            {
                Arc::make_mut(held).sql = sql;
                self.touch(object);
            }
        }
    }

    fn follow_kept_table(&mut self, old: Pair<'_>, new: Pair<'_>) {
        if let Some(relation) = self.relations.remove(old.0, old.1) {
            self.relations.insert(new.0, new.1, relation);
        }
        self.regrant(old.0, old.1, new.0, new.1);
        self.follow(Change::Relation(old, new));
    }

    /// Writes the new name where it stands behind one of the `words` in what is kept, in a text in this role, or as a collation or
    /// operator class by itself.
    fn respell_kept(
        &mut self,
        old: Pair<'_>,
        new: Pair<'_>,
        words: &[&[&str]],
        role: Option<Role>,
    ) {
        let written = match new.0 {
            "" => quote::identifier(new.1),
            schema => quote::unless_public(schema, new.1),
        };
        let is_collation = role == Some(Role::Collation);
        let is_class = role.is_none() && words.is_empty();
        for object in self.mentioning(old.1) {
            let is_kept = matches!(object, ObjectRef::Verbatim(_));
            let mut changed = false;
            visit(&mut self.schema, object, &mut |part| {
                let new = match part {
                    Part::Text(kind, text) if is_collation => {
                        respell_role(text, kind, Role::Collation, old, &written)
                            .map(|new| (text, new))
                    }
                    Part::Text(_, text) if is_kept && !words.is_empty() => {
                        respell_behind(text, words, old, &written).map(|new| (text, new))
                    }
                    Part::Collation(text) if is_collation => {
                        respell_alone(text, old, &written).map(|new| (text, new))
                    }
                    Part::OperatorClass(text) if is_class => {
                        respell_alone(text, old, &written).map(|new| (text, new))
                    }
                    _ => None,
                };
                if let Some((text, new)) = new {
                    *text = new;
                    changed = true;
                }
            });
            if changed {
                self.touch(object);
            }
        }
    }

    /// Expressions hold configurations and dictionaries of text search as what they are, however their names were written.
    fn respell_configuration(&mut self, old: Pair<'_>, new: Pair<'_>) {
        let written = quote::literal(&quote::unless_public(new.0, new.1));
        for object in speakers(&self.schema) {
            let mut changed = false;
            visit(&mut self.schema, object, &mut |part| {
                if let Part::Text(Text::Expression | Text::Statement, text) = part
                    && let Some(new) = respell_literal(text, old, &written)
                {
                    *text = new;
                    changed = true;
                }
            });
            if changed {
                self.touch(object);
            }
        }
    }

    /// Grants on what stands in no schema; others may be on something else of the same name.
    fn regrant_kept(&mut self, kind: &str, old: &str, new: &str) {
        let (old, new) = (quote::identifier(old), quote::identifier(new));
        for id in self.grants_on_kept(kind, &old) {
            if let Some(grant) = self.schema.grants.get_mut(&id) {
                Arc::make_mut(grant).object.clone_from(&new);
            }
            self.grants_of.entry(old.clone()).or_default().remove(&id);
            self.grants_of.entry(new.clone()).or_default().insert(id);
        }
    }

    /// The grants on an object of this kind, written so.
    pub fn grants_on_kept(&self, kind: &str, object: &str) -> Vec<GrantId> {
        let on_name = self.grants_of.get(object).into_iter().flatten();
        on_name
            .copied()
            .filter(|id| {
                let grant = self.schema.grants.get(id);
                grant.is_some_and(|grant| grant.object_kind == kind)
            })
            .collect()
    }
}

/// The name that some tokens begin with: its parts, where they stand, how many tokens they are.
fn chain(text: &str, tokens: &[Token]) -> Option<(Vec<String>, Range<usize>, usize)> {
    let first = tokens.first()?;
    let mut parts = vec![first.name(text)?];
    let (mut end, mut at) = (first.range.end, 1);
    while tokens.get(at).is_some_and(|token| token.is(text, "."))
        && let Some(next) = tokens.get(at + 1)
        && let Some(name) = next.name(text)
    {
        parts.push(name);
        end = next.range.end;
        at += 2;
    }
    Some((parts, first.range.start..end, at))
}

/// Whether the parts of a name are those of this object; without a schema it stands in `public`, or in none.
fn is_named(parts: &[String], (schema, name): Pair<'_>) -> bool {
    match parts {
        [one] => one == name && (schema == "public" || schema.is_empty()),
        [within, one] => one == name && within == schema,
        _ => false,
    }
}

fn respell_role(
    text: &str,
    kind: Text,
    role: Role,
    old: Pair<'_>,
    written: &str,
) -> Option<String> {
    let mentions = mention::of(text, kind);
    let parts: Vec<(Range<usize>, String)> = mentions
        .names
        .iter()
        .filter(|found| found.role == role && found.name == old.1)
        .filter(|found| found.schema.as_deref().unwrap_or("public") == old.0)
        .map(|found| {
            let schema = found.schema_range.as_ref();
            let start = schema.map_or(found.range.start, |schema| schema.start);
            (start..found.range.end, written.to_string())
        })
        .collect();
    (!parts.is_empty()).then(|| mention::replaced(text, &parts))
}

/// A name by itself, with whatever stands in parentheses behind it.
fn respell_alone(text: &str, old: Pair<'_>, written: &str) -> Option<String> {
    let tokens = tokens::significant(text);
    let (parts, range, _) = chain(text, &tokens)?;
    is_named(&parts, old).then(|| mention::replaced(text, &[(range, written.to_string())]))
}

/// The names that stand behind some words.
fn respell_behind(text: &str, words: &[&[&str]], old: Pair<'_>, written: &str) -> Option<String> {
    let tokens = tokens::significant(text);
    let mut parts = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let said = |words: &&&[&str]| {
            let from = at.checked_sub(words.len());
            let before = from.and_then(|from| tokens.get(from..at));
            before.is_some_and(|before| {
                let mut pairs = before.iter().zip(words.iter());
                pairs.all(|(token, word)| token.text(text).eq_ignore_ascii_case(word))
            })
        };
        if words.iter().any(|words| said(&words))
            && let Some((found, range, count)) = chain(text, tokens.get(at..).unwrap_or_default())
        {
            if is_named(&found, old) {
                parts.push((range, written.to_string()));
            }
            at += count;
        } else {
            at += 1;
        }
    }
    (!parts.is_empty()).then(|| mention::replaced(text, &parts))
}

/// `'name'::regconfig`, `regconfig 'name'` and the first argument of the functions that take one.
fn respell_literal(text: &str, old: Pair<'_>, written: &str) -> Option<String> {
    if !text.contains(old.1) {
        return None;
    }
    let tokens = tokens::significant(text);
    let word = |at: Option<usize>, words: &[&str]| {
        let token = at.and_then(|at| tokens.get(at));
        token.is_some_and(|token| words.iter().any(|word| token.is_word(text, word)))
    };
    let sign = |at: Option<usize>, sign: &str| {
        let token = at.and_then(|at| tokens.get(at));
        token.is_some_and(|token| token.is(text, sign))
    };
    let named = ["regconfig", "regdictionary"];
    let mut parts = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let inner = token.text(text).strip_prefix('\'');
        let Some(inner) = inner.and_then(|inner| inner.strip_suffix('\'')) else {
            continue;
        };
        let names = tokens::significant(inner);
        let is_it = token.kind == Kind::Text
            && chain(inner, &names).is_some_and(|(parts, _, _)| is_named(&parts, old));
        let cast = sign(Some(at + 1), "::") && word(Some(at + 2), &named);
        let called = sign(at.checked_sub(1), "(") && word(at.checked_sub(2), &CONFIGURED);
        if is_it && (cast || called || word(at.checked_sub(1), &named)) {
            parts.push((token.range.clone(), written.to_string()));
        }
    }
    (!parts.is_empty()).then(|| mention::replaced(text, &parts))
}

/// CREATE SUBSCRIPTION with the slot that is named after it, unless it says one.
fn with_slot(sql: &str, name: &str) -> Option<String> {
    let tokens = tokens::significant(sql);
    if tokens.iter().any(|token| token.is_word(sql, "slot_name")) {
        return None;
    }
    let option = format!("slot_name = {}", quote::literal(name));
    let last = tokens.last()?;
    let mut text = sql.to_string();
    if last.is(sql, ")") {
        text.insert_str(last.range.start, &format!(", {option}"));
    } else {
        text.push_str(&format!(" WITH ({option})"));
    }
    Some(text)
}
