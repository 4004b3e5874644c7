//! DROP of what is kept word for word: it goes with everything that was said of it since.

use crate::model::*;
use crate::sql::quote;
use crate::sql::tokens;

use super::builder::{Applied, Builder, Done, Fault};
use super::cursor::Cursor;
use super::dependents::Fallen;
use super::headline::headline;
use super::kept::Head;
use super::lexer::Lexer;

impl Builder {
    /// DROP of a kind that the model does not take apart. What is not known is kept as a DROP of its own, unless it says itself
    /// that there may be nothing to drop.
    pub fn drop_kept(&mut self, statement: Cursor<'_>) -> Applied {
        let Some(head) = Head::read(statement) else {
            return self.drop_unnamed(statement);
        };
        let mut tail = head.tail(statement);
        let mut names = vec![head.name.clone()];
        while tail.take_mark(b',') {
            names.push(tail.qualified_name()?);
        }
        let cascade = tail.take("CASCADE");
        tail.take("RESTRICT");
        tail.finish()?;
        let mut found = Vec::new();
        let mut missing = None;
        for name in names {
            let one = Head {
                name,
                ..head.clone()
            };
            match self.found_kept(&one) {
                Some(schema) => found.push((one, schema)),
                None => missing = Some(one.name),
            }
        }
        let mut done = Done::new("drop", &head.name);
        if let Some(name) = missing {
            if found.is_empty() && !self.may_be_nothing(statement) {
                return Err(Fault::Keep);
            }
            done.note = format!("{} {name} is not in what was read: no effect", head.kind);
        }
        self.forget_kept(found, cascade);
        Ok(done)
    }

    /// Drops a base type and its shell; false where none is held under the name.
    pub fn drop_kept_type(&mut self, name: &QualifiedName, cascade: bool) -> bool {
        let head = Head {
            verb: "drop".to_string(),
            kind: "type".to_string(),
            name: name.clone(),
            of: None,
            range: 0..0,
            after: 0,
        };
        let Some(schema) = self.found_kept(&head) else {
            return false;
        };
        self.forget_kept(vec![(head, schema.clone())], cascade);
        if cascade {
            self.fell(Fallen::Type(schema, name.name.clone()));
        }
        true
    }

    /// `IF EXISTS`, while nothing is held that could have made it out of sight.
    fn may_be_nothing(&self, statement: Cursor<'_>) -> bool {
        let statement = statement.rewound();
        let says = (1..8)
            .any(|at| statement.is_word_at(at, "IF") && statement.is_word_at(at + 1, "EXISTS"));
        let held = &self.schema.verbatim;
        (says || self.lenient_missing) && !held.values().any(|held| held.kind == "do block")
    }

    /// Takes out what is kept, with CASCADE what needs it: along a list, as a chain may be longer than the program's stack.
    fn forget_kept(&mut self, mut next: Vec<(Head, String)>, cascade: bool) {
        while let Some((head, schema)) = next.pop() {
            if cascade {
                next.extend(self.needing(&head));
            }
            if head.kind == "table"
                && let Some(relation) = self.relations.get(&schema, &head.name.name).copied()
            {
                // Tables go as tables do.
                let _ = self.drop_relation(&schema, &head.name.name, relation, cascade);
                continue;
            }
            for id in self.kept_of(&head, &schema) {
                self.keep_names_given(&head, id);
            }
            for id in self.kept_of(&head, &schema) {
                self.schema.verbatim.remove(&id);
            }
            let kind = match head.kind.as_str() {
                "server" => "FOREIGN SERVER",
                "foreign data wrapper" => "FOREIGN DATA WRAPPER",
                _ => continue,
            };
            let object = quote::identifier(&head.name.name);
            for id in self.grants_on_kept(kind, &object) {
                self.schema.grants.remove(&id);
                self.grants_of
                    .entry(object.clone())
                    .or_default()
                    .remove(&id);
            }
        }
    }

    /// What is kept and needs a server or a foreign data wrapper.
    fn needing(&mut self, head: &Head) -> Vec<(Head, String)> {
        let behind = match head.kind.as_str() {
            "server" => "server",
            "foreign data wrapper" => "wrapper",
            _ => return Vec::new(),
        };
        let mut found = Vec::new();
        for object in self.mentioning(&head.name.name) {
            let ObjectRef::Verbatim(id) = object else {
                continue;
            };
            let Some(sql) = self.schema.verbatim.get(&id).map(|held| &held.sql) else {
                continue;
            };
            let words = tokens::significant(sql);
            let names_it = words.windows(2).any(|pair| match pair {
                [word, name] => {
                    word.is_word(sql, behind) && name.name(sql).as_ref() == Some(&head.name.name)
                }
                _ => false,
            });
            let own = Head::of_text(sql).filter(|own| {
                names_it
                    && own.verb == "create"
                    && (&own.kind, &own.name) != (&head.kind, &head.name)
            });
            if let Some(own) = own {
                let schema = own.schema_held();
                found.push((own, schema));
            }
        }
        found
    }

    /// Casts, transforms and operators, which are told by their types.
    fn drop_unnamed(&mut self, statement: Cursor<'_>) -> Applied {
        let (kind, name) = headline(statement.rewound());
        let arguments = self.operator_arguments(statement);
        let doomed: Vec<VerbatimId> = self
            .schema
            .verbatim
            .values()
            .filter(|own| {
                let same = own.kind == kind || own.kind == "comment";
                same && own.name == name && !name.is_empty()
            })
            .filter(|own| {
                let mut lexer = Lexer::new(&own.sql, 0);
                let tokens: Vec<_> = std::iter::from_fn(|| lexer.next()).collect();
                let held = Cursor::new(&own.sql, &tokens, own.sql.len());
                kind != "operator" || self.operator_arguments(held) == arguments
            })
            .map(|own| own.id)
            .collect();
        if doomed.is_empty() {
            let mut done = Done::new("drop", &name);
            done.note = format!("{kind} {name} is not in what was read: no effect");
            return match self.may_be_nothing(statement) {
                true => Ok(done),
                false => Err(Fault::Keep),
            };
        }
        for id in doomed {
            self.schema.verbatim.remove(&id);
        }
        Ok(Done::new("drop", name))
    }

    /// The types of an operator, of the statement that makes it and of those that name it; `None` for other statements.
    fn operator_arguments(&self, statement: Cursor<'_>) -> Option<String> {
        let mut cursor = statement.rewound();
        cursor.take_until(|cursor| cursor.is_word("OPERATOR"));
        if !cursor.take("OPERATOR") {
            return None;
        }
        while !cursor.is_done() && !cursor.is(b'(') {
            cursor.skip(1);
        }
        if !statement.rewound().is_word("CREATE") {
            let list = cursor.group_tokens().ok()?;
            return Some(self.identity_arguments(&cursor.over(list)));
        }
        let options = cursor.options().ok()?;
        let side = |key: &str| {
            let found = options.iter().find(|(own, _)| own == key);
            found.map_or("NONE", |(_, written)| written)
        };
        let written = format!("{}, {}", side("leftarg"), side("rightarg"));
        let mut lexer = Lexer::new(&written, 0);
        let tokens: Vec<_> = std::iter::from_fn(|| lexer.next()).collect();
        Some(self.identity_arguments(&Cursor::new(&written, &tokens, written.len())))
    }
}
