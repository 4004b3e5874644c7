//! What a statement does, read by the readers that apply it.

use crate::model::QualifiedName;
use crate::model::script::{Action, Change, Crossing, Enforces, NewIndex};

use super::super::alter_table;
use super::super::builder::{Builder, Relation};
use super::super::create_table;
use super::super::cursor::{Cursor, Read};
use super::super::definition::{ConstraintDefinition, ConstraintShape, KeySource, TableDefinition};
use super::super::index;
use super::super::lexer::{Lexer, Token};
use super::{alter, rows};

/// Objects beside tables that CREATE and DROP name, longest first, as people call them.
const OBJECTS: [(&str, &str); 12] = [
    ("MATERIALIZED VIEW", "materialized view"),
    ("RECURSIVE VIEW", "view"),
    ("VIEW", "view"),
    ("FUNCTION", "function"),
    ("PROCEDURE", "procedure"),
    ("AGGREGATE", "aggregate"),
    ("SEQUENCE", "sequence"),
    ("DOMAIN", "domain"),
    ("STATISTICS", "statistics"),
    ("ROLE", "role"),
    ("USER", "role"),
    ("EXTENSION", "extension"),
];

impl Builder {
    /// Notes what the statement at hand does, where somebody asks.
    pub fn watch(&mut self, cursor: Cursor<'_>) {
        if self.watched.is_none() {
            return;
        }
        let mut cursor = cursor;
        // What cannot be read is told by the reader that applies it.
        let mut changes = self.changes(&mut cursor).unwrap_or_default();
        for change in &mut changes {
            change.guarded |= self.lenient;
        }
        if let Some(watched) = &mut self.watched {
            watched.extend(changes);
        }
    }

    fn changes(&self, cursor: &mut Cursor<'_>) -> Read<Vec<Change>> {
        if cursor.take("CREATE") {
            return self.created(cursor);
        }
        if cursor.take("ALTER") {
            return self.altered(cursor);
        }
        if cursor.take("DROP") {
            return self.dropped(cursor);
        }
        if cursor.take("DO") {
            return self.block(cursor);
        }
        if cursor.take("COMMENT ON") {
            cursor.take_until(|cursor| cursor.is_word("IS"));
            cursor.take("IS");
            let text = cursor.string().unwrap_or_default();
            return Ok(vec![of(Action::Comment(text))]);
        }
        self.other_statement(cursor)
    }

    fn other_statement(&self, cursor: &mut Cursor<'_>) -> Read<Vec<Change>> {
        let action = if cursor.is_word("BEGIN") || cursor.is_words("START TRANSACTION") {
            Action::Begin
        } else if cursor.is_word("COMMIT") || cursor.is_word("END") {
            Action::Commit
        } else if cursor.is_word("ABORT")
            || (cursor.is_word("ROLLBACK") && !cursor.is_words("ROLLBACK TO"))
        {
            Action::Rollback
        } else if cursor.take("SET") {
            let _ = cursor.take("LOCAL") || cursor.take("SESSION");
            Action::Set(cursor.name()?)
        } else if cursor.take("INSERT INTO") {
            return Ok(vec![self.on(&cursor.qualified_name()?, Action::Insert)]);
        } else if cursor.take("UPDATE") {
            let (table, change) = rows::update(cursor)?;
            return Ok(vec![self.on(&table, Action::Update(change))]);
        } else if cursor.take("DELETE FROM") {
            let (table, change) = rows::delete(cursor)?;
            return Ok(vec![self.on(&table, Action::Delete(change))]);
        } else if cursor.take("TRUNCATE") {
            cursor.take("TABLE");
            return self.each(cursor, |_| Action::Truncate);
        } else if cursor.is_word("SELECT") || cursor.is_word("WITH") || cursor.is(b'(') {
            Action::Query
        } else {
            return self.maintenance(cursor);
        };
        Ok(vec![of(action)])
    }

    /// VACUUM FULL and its kin, with their table where it is known.
    fn maintenance(&self, cursor: &mut Cursor<'_>) -> Read<Vec<Change>> {
        let words = if cursor.take("VACUUM") {
            let full = cursor
                .rest()
                .iter()
                .any(|token| cursor.text_of(*token).eq_ignore_ascii_case("FULL"));
            if !full {
                return Ok(Vec::new());
            }
            let _ = cursor.is(b'(') && cursor.group().is_ok();
            while cursor
                .take_one_of(&["FULL", "FREEZE", "VERBOSE", "ANALYZE"])
                .is_some()
            {}
            "VACUUM FULL"
        } else if cursor.take("CLUSTER") {
            cursor.take("VERBOSE");
            "CLUSTER"
        } else if cursor.take("REINDEX") {
            let _ = cursor.is(b'(') && cursor.group().is_ok();
            let _ = cursor.take_one_of(&["TABLE", "INDEX", "SCHEMA", "DATABASE", "SYSTEM"]);
            "REINDEX"
        } else if cursor.take("REFRESH MATERIALIZED VIEW") {
            "REFRESH MATERIALIZED VIEW"
        } else {
            return Ok(Vec::new());
        };
        let concurrently = cursor.take("CONCURRENTLY");
        let mut change = match cursor.qualified_name() {
            Ok(name) => self.on(&name, Action::Maintenance(words)),
            Err(_) => of(Action::Maintenance(words)),
        };
        change.concurrently = concurrently;
        Ok(vec![change])
    }

    /// A change of the table a name stands for, as it stands now.
    fn on(&self, name: &QualifiedName, action: Action) -> Change {
        let (table, before) = match self.relation(name) {
            Some((schema, Relation::Table(id))) => (
                QualifiedName::new(&schema, &name.name),
                self.schema.tables.get(&id).cloned(),
            ),
            Some((schema, _)) => (QualifiedName::new(&schema, &name.name), None),
            None => (QualifiedName::new(&self.schema_for(name), &name.name), None),
        };
        Change {
            action,
            table: Some(table),
            before,
            ..Change::default()
        }
    }

    /// `[IF EXISTS] name, ... [CASCADE]`: a change for each name.
    fn each(
        &self,
        cursor: &mut Cursor<'_>,
        action: impl Fn(&QualifiedName) -> Action,
    ) -> Read<Vec<Change>> {
        let concurrently = cursor.take("CONCURRENTLY");
        let guarded = cursor.take("IF EXISTS");
        cursor.take("ONLY");
        let mut names = vec![cursor.qualified_name()?];
        while cursor.take_mark(b',') {
            names.push(cursor.qualified_name()?);
        }
        cursor.take_until(|cursor| cursor.is_word("CASCADE"));
        let cascade = cursor.take("CASCADE");
        let changes = names.iter().map(|name| Change {
            guarded,
            cascade,
            concurrently,
            ..self.on(name, action(name))
        });
        Ok(changes.collect())
    }

    fn created(&self, cursor: &mut Cursor<'_>) -> Read<Vec<Change>> {
        let replace = cursor.take("OR REPLACE");
        let mut ahead = *cursor;
        let _ = ahead.take("GLOBAL") || ahead.take("LOCAL");
        let temporary = ahead.take("TEMPORARY") || ahead.take("TEMP");
        ahead.take("UNLOGGED");
        if ahead.is_word("TABLE") {
            if temporary {
                return Ok(vec![of(Action::CreateTable {
                    partition_of: None,
                    references: Vec::new(),
                    temporary,
                })]);
            }
            return create_table::read(cursor).map(|table| vec![self.created_table(&table)]);
        }
        if cursor.is_word("INDEX") || cursor.is_words("UNIQUE INDEX") {
            return index::read(cursor).map(|index| vec![self.created_index(&index)]);
        }
        let guarded = |change: Change, guarded: bool| Ok(vec![Change { guarded, ..change }]);
        if cursor.take("TYPE") {
            let name = cursor.qualified_name()?;
            return guarded(of(Action::CreateType(name)), false);
        }
        if cursor.take("EXTENSION") {
            let careful = cursor.take("IF NOT EXISTS");
            return guarded(of(Action::CreateExtension(cursor.name()?)), careful);
        }
        if cursor.take("SCHEMA") {
            let careful = cursor.take("IF NOT EXISTS");
            return guarded(of(Action::CreateSchema), careful);
        }
        if cursor.take("POLICY") {
            return self
                .part(cursor, Action::CreatePolicy)
                .map(|change| vec![change]);
        }
        if cursor.is_word("TRIGGER") || cursor.is_words("CONSTRAINT TRIGGER") {
            let change = self.part(cursor, Action::CreateTrigger)?;
            return guarded(change, replace);
        }
        let kind = OBJECTS.iter().find(|(words, _)| ahead.is_words(words));
        let Some((words, kind)) = kind else {
            return Ok(Vec::new());
        };
        ahead.take(words);
        let careful = replace || ahead.take("IF NOT EXISTS");
        guarded(of(Action::CreateObject(kind)), careful)
    }

    /// `name ... ON table`.
    fn part(&self, cursor: &mut Cursor<'_>, action: Action) -> Read<Change> {
        let guarded = cursor.take("IF EXISTS");
        cursor.take_until(|cursor| cursor.is_word("ON"));
        cursor.expect("ON")?;
        let table = cursor.qualified_name()?;
        Ok(Change {
            guarded,
            ..self.on(&table, action)
        })
    }

    fn created_table(&self, definition: &TableDefinition) -> Change {
        let own = definition.constraints.iter();
        let beside = definition
            .columns
            .iter()
            .flat_map(|column| &column.constraints);
        let home = self.schema_for(&definition.name);
        let crossing = self.crossing(&home, own.clone().chain(beside.clone()));
        let references = own
            .chain(beside)
            .filter_map(|written| match alter::constraint(written).shape {
                Enforces::ForeignKey { target, .. } => self.on(&target, Action::Other).table,
                _ => None,
            })
            .collect();
        let parent = definition.partition_of.as_ref();
        let action = Action::CreateTable {
            partition_of: parent.and_then(|(name, _)| self.on(name, Action::Other).table),
            references,
            temporary: false,
        };
        Change {
            guarded: definition.if_not_exists,
            crossing,
            ..self.on(&definition.name, action)
        }
    }

    /// What constraints of a table in the schema `home` reference in other schemas.
    fn crossing<'d>(
        &self,
        home: &str,
        written: impl Iterator<Item = &'d ConstraintDefinition>,
    ) -> Vec<Crossing> {
        let targets = written.filter_map(|one| match &one.kind {
            ConstraintShape::Foreign { table, .. } => Some(table),
            _ => None,
        });
        let across = targets.filter_map(|name| {
            // A table that is not there is told of by the reader that applies the statement.
            let (schema, _) = self.relation(name)?;
            (schema != home).then(|| Crossing {
                table: QualifiedName::new(&schema, &name.name),
                qualified: name.schema.is_some(),
            })
        });
        across.collect()
    }

    fn created_index(&self, definition: &index::IndexDefinition) -> Change {
        let names = definition.keys.iter().map(|key| match &key.source {
            KeySource::Column(name) => Some(name.clone()),
            KeySource::Expression(_) => None,
        });
        let action = Action::CreateIndex(NewIndex {
            name: definition.name.clone(),
            unique: definition.unique,
            only: !definition.recurse,
            columns: names.collect::<Option<_>>().unwrap_or_default(),
            predicate: definition.predicate.clone(),
        });
        Change {
            guarded: definition.if_not_exists,
            concurrently: definition.concurrently,
            ..self.on(&definition.table, action)
        }
    }

    fn altered(&self, cursor: &mut Cursor<'_>) -> Read<Vec<Change>> {
        if cursor.take("TABLE") {
            let careful = cursor.take("IF EXISTS");
            let only = cursor.take("ONLY");
            let name = cursor.qualified_name()?;
            cursor.take_operator("*");
            let on = self.on(&name, Action::Other);
            let before = on.before.as_deref();
            let above = before.is_some_and(|table| table.partitioning.is_some());
            let actions = alter_table::read(cursor)?;
            let home = match &on.table {
                Some(table) => table.schema_or_public().to_string(),
                None => self.schema_for(&name),
            };
            let changes = actions.iter().map(|written| {
                let crossing = match written {
                    alter_table::Action::AddConstraint(one) => {
                        self.crossing(&home, std::iter::once(one.as_ref()))
                    }
                    alter_table::Action::AddColumn { column, .. } => {
                        self.crossing(&home, column.constraints.iter())
                    }
                    _ => Vec::new(),
                };
                let (mut action, guarded, concurrently) = self.table_change(before, written);
                if let Action::AddConstraint(constraint) = &mut action {
                    constraint.only = only && above;
                }
                Change {
                    action,
                    guarded: guarded || careful,
                    concurrently,
                    crossing,
                    ..on.clone()
                }
            });
            return Ok(changes.collect());
        }
        if cursor.take("INDEX") {
            let guarded = cursor.take("IF EXISTS");
            let from = cursor.qualified_name()?.name;
            if !cursor.take("RENAME TO") {
                return Ok(Vec::new());
            }
            let to = cursor.name()?;
            return Ok(vec![Change {
                guarded,
                ..of(Action::RenameIndex { from, to })
            }]);
        }
        if cursor.take("TYPE") {
            return self.altered_type(cursor);
        }
        if cursor.take("SCHEMA") {
            let name = cursor.name()?;
            let renames = cursor.is_words("RENAME TO");
            return Ok(vec![of(if renames {
                Action::RenameSchema(name)
            } else {
                Action::Other
            })]);
        }
        if cursor.take("POLICY") {
            return self
                .part(cursor, Action::ChangePolicy)
                .map(|change| vec![change]);
        }
        Ok(Vec::new())
    }

    fn altered_type(&self, cursor: &mut Cursor<'_>) -> Read<Vec<Change>> {
        let of_type = cursor.qualified_name()?;
        if cursor.take("ADD VALUE") {
            let guarded = cursor.take("IF NOT EXISTS");
            let value = cursor.string()?;
            return Ok(vec![Change {
                guarded,
                ..of(Action::AddValue { of: of_type, value })
            }]);
        }
        if cursor.take("RENAME VALUE") {
            let value = cursor.string()?;
            return Ok(vec![of(Action::RenameValue { of: of_type, value })]);
        }
        Ok(Vec::new())
    }

    fn dropped(&self, cursor: &mut Cursor<'_>) -> Read<Vec<Change>> {
        if cursor.take("TABLE") {
            return self.each(cursor, |_| Action::DropTable);
        }
        if cursor.take("INDEX") {
            let changes = self.each(cursor, |name| Action::DropIndex(name.clone()))?;
            return Ok(changes
                .into_iter()
                .map(|change| self.on_index(change))
                .collect());
        }
        if cursor.take("TYPE") {
            return self.each(cursor, |name| Action::DropType(name.clone()));
        }
        if cursor.take("SCHEMA") {
            return self.each(cursor, |name| Action::DropSchema(name.name.clone()));
        }
        if cursor.take("DATABASE") {
            return Ok(vec![of(Action::Maintenance("DROP DATABASE"))]);
        }
        if cursor.take("POLICY") {
            return self
                .part(cursor, Action::ChangePolicy)
                .map(|change| vec![change]);
        }
        if cursor.take("TRIGGER") {
            return self
                .part(cursor, Action::DropTrigger)
                .map(|change| vec![change]);
        }
        for (words, kind) in OBJECTS {
            if cursor.take(words) {
                let guarded = cursor.take("IF EXISTS");
                cursor.take_until(|cursor| cursor.is_word("CASCADE"));
                return Ok(vec![Change {
                    guarded,
                    cascade: cursor.take("CASCADE"),
                    ..of(Action::DropObject(kind))
                }]);
            }
        }
        Ok(Vec::new())
    }

    /// DROP INDEX is a change of the index' table.
    fn on_index(&self, change: Change) -> Change {
        let Action::DropIndex(name) = &change.action else {
            return change;
        };
        let table = match self.relation(name) {
            Some((_, Relation::Index(table, _))) => self.schema.tables.get(&table).cloned(),
            _ => None,
        };
        Change {
            table: table.as_ref().map(|table| table.qualified_name()),
            before: table,
            ..change
        }
    }

    /// DO: whether it goes round, and the UPDATEs in it. What else it holds is told when it is applied.
    fn block(&self, cursor: &mut Cursor<'_>) -> Read<Vec<Change>> {
        if cursor.take("LANGUAGE") {
            cursor.skip(1);
        }
        let body = cursor.string()?;
        let mut lexer = Lexer::new(&body, 0);
        let tokens: Vec<Token> = std::iter::from_fn(|| lexer.next()).collect();
        let mut inside = Cursor::new(&body, &tokens, body.len());
        let loops = tokens
            .iter()
            .any(|token| inside.text_of(*token).eq_ignore_ascii_case("LOOP"));
        let mut changes = vec![of(Action::Block { loops })];
        while !inside.is_done() {
            let mut ahead = inside;
            if ahead.take("UPDATE")
                && let Ok((table, mut change)) = rows::update(&mut ahead)
            {
                change.batched |= loops;
                changes.push(self.on(&table, Action::Update(change)));
            }
            inside.skip(1);
        }
        Ok(changes)
    }
}

/// A change of no table.
fn of(action: Action) -> Change {
    Change {
        action,
        ..Change::default()
    }
}
