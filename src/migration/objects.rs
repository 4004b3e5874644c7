//! Objects around the tables: roles, extensions, schemas, sequences, privileges, statistics, statements kept as written.

use std::sync::Arc;

use super::build::Planner;
use super::locks::Operation;
use super::statement::comment_move;
use super::step::{Move, Place};
use crate::model::*;
use crate::sql::{quote, tokens, writer};

impl Planner<'_> {
    /// Roles, extensions and schemas, which others stand on.
    pub(super) fn make_room(&mut self) {
        self.make_roles();
        self.make_namespaces();
        self.make_extensions();
    }

    fn make_roles(&mut self) {
        let roles: Vec<Arc<Role>> = self.after.roles.values().cloned().collect();
        for role in roles {
            let reference = ObjectRef::Role(role.id);
            if self.is_added(reference) {
                let mut up = vec![writer::create_role_unless_exists(&role)];
                if role.comment.is_some() {
                    up.push(writer::comment_on_role(&role));
                }
                let moves = Move::of(up, vec![writer::drop_role(&role)]);
                let title = format!("Create role {}", role.name);
                self.step(Operation::NoTable, title, moves)
                    .object(reference)
                    .note("Roles belong to the whole server: down fails while another database uses this one.");
            } else if let Some(old) = self.before.roles.get(&role.id).cloned()
                && self.change(reference).is_some()
            {
                self.change_role(&old, &role);
            }
        }
    }

    fn change_role(&mut self, old: &Role, role: &Role) {
        let reference = ObjectRef::Role(role.id);
        let mut moves = Move::default();
        if old.name != role.name {
            let say = |from: &str, to: &str| {
                format!(
                    "ALTER ROLE {} RENAME TO {}",
                    quote::identifier(from),
                    quote::identifier(to)
                )
            };
            moves = moves.then(Move::new(
                say(&old.name, &role.name),
                say(&role.name, &old.name),
            ));
        }
        if old.options != role.options {
            let head = format!("ALTER ROLE {}", quote::identifier(&role.name));
            let say = |from: &[String], to: &[String]| {
                let mut words: Vec<String> = from
                    .iter()
                    .filter(|option| !to.contains(option))
                    .filter_map(|option| opposite(option))
                    .filter(|option| !to.contains(option))
                    // A limit that only has another value is said once.
                    .filter(|option| !to.iter().any(|other| same_limit(option, other)))
                    .collect();
                words.extend(to.iter().filter(|option| !from.contains(option)).cloned());
                if words.is_empty() {
                    Vec::new()
                } else {
                    vec![format!("{head} {}", words.join(" "))]
                }
            };
            moves = moves.then(Move::of(
                say(&old.options, &role.options),
                say(&role.options, &old.options),
            ));
        }
        moves = moves.then(comment_move(
            old,
            role,
            old.comment != role.comment,
            |one| {
                writer::comment_on_role(&Role {
                    name: role.name.clone(),
                    ..one.clone()
                })
            },
        ));
        let title = format!("Change role {}", role.name);
        self.step(Operation::NoTable, title, moves)
            .object(reference);
    }

    fn make_namespaces(&mut self) {
        let namespaces: Vec<Arc<Namespace>> = self.after.namespaces.values().cloned().collect();
        for namespace in namespaces {
            let reference = ObjectRef::Namespace(namespace.id);
            if self.is_added(reference) && namespace.name == "public" {
                // It stands in every new database, with a comment of its own.
                let comment = |text: Option<&str>| writer::comment("SCHEMA", "public", text);
                let own = comment(Some("standard public schema"));
                let say = namespace.comment.as_deref().map(|text| comment(Some(text)));
                let moves = Move::of(
                    say.clone().into_iter().collect(),
                    say.map(|_| own).into_iter().collect(),
                );
                self.step(
                    Operation::NoTable,
                    "Comment on schema public".to_string(),
                    moves,
                )
                .object(reference);
            } else if self.is_added(reference) {
                let mut up = vec![writer::create_namespace(&namespace)];
                if namespace.comment.is_some() {
                    up.push(writer::comment_on_namespace(&namespace));
                }
                let moves = Move::of(up, vec![writer::drop_namespace(&namespace)]);
                let title = format!("Create schema {}", namespace.name);
                self.step(Operation::NoTable, title, moves)
                    .object(reference);
            } else if self.differs(reference, "comment")
                && let Some(old) = self.diff.base.namespaces.get(&namespace.id).cloned()
            {
                // Said by the old name: schemas are renamed after this.
                let moves = comment_move(&old, &namespace, true, |one| {
                    writer::comment_on_namespace(&Namespace {
                        name: old.name.clone(),
                        ..(**one).clone()
                    })
                });
                let title = format!("Comment on schema {}", namespace.name);
                self.step(Operation::NoTable, title, moves)
                    .object(reference);
            }
        }
    }

    fn make_extensions(&mut self) {
        let extensions: Vec<Arc<Extension>> = self.after.extensions.values().cloned().collect();
        for extension in extensions {
            let reference = ObjectRef::Extension(extension.id);
            if self.is_added(reference) {
                let mut up = vec![writer::create_extension(&extension)];
                if extension.comment.is_some() {
                    up.push(writer::comment_on_extension(&extension));
                }
                let moves = Move::of(up, vec![writer::drop_extension(&extension)]);
                let title = format!("Install extension {}", extension.name);
                self.step(Operation::NoTable, title, moves)
                    .object(reference)
                    .note("Needs a role that may install extensions.");
            } else if let Some(old) = self.before.extensions.get(&extension.id).cloned()
                && self.change(reference).is_some()
            {
                self.change_extension(&old, &extension);
            }
        }
    }

    fn change_extension(&mut self, old: &Extension, new: &Extension) {
        let head = format!("ALTER EXTENSION {}", quote::identifier(&new.name));
        let mut moves = Move::default();
        if old.schema != new.schema {
            let say = |schema: &Option<String>| {
                let schema = schema.as_deref().unwrap_or("public");
                format!("{head} SET SCHEMA {}", quote::identifier(schema))
            };
            moves = moves.then(Move::new(say(&new.schema), say(&old.schema)));
        }
        // An extension whose version is left open may stay at the one it has.
        if old.version != new.version && old.version.is_some() && new.version.is_some() {
            let say = |version: &Option<String>| match version {
                Some(version) => vec![format!("{head} UPDATE TO {}", quote::literal(version))],
                None => Vec::new(),
            };
            moves = moves.then(Move::of(say(&new.version), say(&old.version)));
        }
        moves = moves.then(comment_move(old, new, old.comment != new.comment, |one| {
            writer::comment_on_extension(one)
        }));
        let title = format!("Change extension {}", new.name);
        self.step(Operation::NoTable, title, moves)
            .object(ObjectRef::Extension(new.id));
    }

    /// New statistics and statements kept as written.
    pub(super) fn make_the_rest(&mut self) {
        let statistics: Vec<Arc<Statistics>> = self.after.statistics.values().cloned().collect();
        for one in statistics {
            let reference = ObjectRef::Statistics(one.id);
            if self.change(reference).is_none() {
                continue;
            }
            if !self.is_added(reference) && !self.remakes_statistics(reference) {
                self.change_statistics(&one);
                continue;
            }
            let moves = made_statistics(&one);
            let title = format!("Create statistics {}", one.name);
            self.step(Operation::CreateStatistics, title, moves)
                .object(reference);
        }
        let verbatim: Vec<Arc<Verbatim>> = self.after.verbatim.values().cloned().collect();
        for one in verbatim {
            let reference = ObjectRef::Verbatim(one.id);
            let old = self.before.verbatim.get(&one.id).cloned();
            let moves = match (self.is_added(reference), old) {
                (true, _) => verbatim_move(&one),
                // Its kind and name are for the lists; only another statement is run.
                (false, Some(old)) if self.differs(reference, "statement") => {
                    verbatim_move(&old).reversed().then(verbatim_move(&one))
                }
                _ => continue,
            };
            self.verbatim_step(&one, moves, Place::Expand);
        }
    }

    /// Statistics whose name or columns changed: no ALTER says all of it, and what they hold is gathered anew.
    fn remakes_statistics(&self, statistics: ObjectRef) -> bool {
        self.differs_beyond(statistics, &["statistics target", "comment"])
    }

    fn change_statistics(&mut self, one: &Statistics) {
        let reference = ObjectRef::Statistics(one.id);
        let Some(old) = self.before.statistics.get(&one.id).cloned() else {
            return;
        };
        let mut moves = Move::default();
        if old.target != one.target {
            moves = Move::new(
                writer::alter_statistics_target(one),
                writer::alter_statistics_target(&old),
            );
        }
        moves = moves.then(comment_move(
            old.as_ref(),
            one,
            old.comment != one.comment,
            writer::comment_on_statistics,
        ));
        let title = format!("Change statistics {}", one.name);
        self.step(Operation::NoTable, title, moves)
            .object(reference);
    }

    fn verbatim_step(&mut self, one: &Verbatim, moves: Move, place: Place) {
        let reverses = drop_verbatim(one).is_some();
        let title = format!("Run the statement of {} {}", one.kind, one.name);
        let kind = one.kind.clone();
        let step = self.step(Operation::NoTable, title.trim_end().to_string(), moves);
        step.at(place).object(ObjectRef::Verbatim(one.id));
        if !reverses {
            step.is_lossy(format!(
                "This {kind} is kept as written and its reverse is not known: write it by hand."
            ));
        }
    }

    /// Drops statistics that go or change, before the columns they are of, which would take them along.
    pub(super) fn drop_statistics(&mut self) {
        let gone: Vec<Arc<Statistics>> = self
            .before
            .statistics
            .values()
            .filter(|one| {
                let reference = ObjectRef::Statistics(one.id);
                self.is_removed(reference) || self.remakes_statistics(reference)
            })
            .cloned()
            .collect();
        for one in gone {
            let moves = made_statistics(&one).reversed();
            let title = format!("Drop statistics {}", one.name);
            self.step(Operation::CreateStatistics, title, moves)
                .object(ObjectRef::Statistics(one.id));
        }
    }

    /// Kept statements only the base has.
    pub(super) fn drop_the_rest(&mut self) {
        let removed: Vec<Arc<Verbatim>> = self
            .before
            .verbatim
            .values()
            .filter(|one| self.is_removed(ObjectRef::Verbatim(one.id)))
            .cloned()
            .collect();
        for one in removed {
            let moves = verbatim_move(&one).reversed();
            self.verbatim_step(&one, moves, Place::Contract);
        }
    }

    /// Schemas, extensions and roles only the base has, last of all.
    pub(super) fn clear_room(&mut self) {
        let removed: Vec<Arc<Extension>> = self
            .before
            .extensions
            .values()
            .filter(|one| self.is_removed(ObjectRef::Extension(one.id)))
            .cloned()
            .collect();
        for one in removed {
            let moves = Move::new(writer::drop_extension(&one), writer::create_extension(&one));
            let title = format!("Remove extension {}", one.name);
            self.step(Operation::NoTable, title, moves)
                .at(Place::Contract)
                .object(ObjectRef::Extension(one.id));
        }
        let removed: Vec<Arc<Namespace>> = self
            .before
            .namespaces
            .values()
            .filter(|one| self.is_removed(ObjectRef::Namespace(one.id)) && one.name != "public")
            .cloned()
            .collect();
        for one in removed {
            let mut down = vec![writer::create_namespace(&one)];
            if one.comment.is_some() {
                down.push(writer::comment_on_namespace(&one));
            }
            let moves = Move::of(vec![writer::drop_namespace(&one)], down);
            let title = format!("Drop schema {}", one.name);
            self.step(Operation::NoTable, title, moves)
                .at(Place::Contract)
                .object(ObjectRef::Namespace(one.id));
        }
        let removed: Vec<Arc<Role>> = self
            .before
            .roles
            .values()
            .filter(|one| self.is_removed(ObjectRef::Role(one.id)))
            .cloned()
            .collect();
        for one in removed {
            let moves = Move::new(writer::drop_role(&one), writer::create_role(&one));
            let title = format!("Drop role {}", one.name);
            self.step(Operation::NoTable, title, moves)
                .at(Place::Contract)
                .object(ObjectRef::Role(one.id));
        }
    }
}

fn made_statistics(one: &Statistics) -> Move {
    Move::of(
        writer::statistics_statements(one),
        vec![writer::drop_statistics(one)],
    )
}

/// `LOGIN` for `NOLOGIN` and the other way, the value that means none for limits; nothing for memberships.
fn opposite(option: &str) -> Option<String> {
    let upper = option.to_uppercase();
    if upper.starts_with("CONNECTION LIMIT") {
        return Some("CONNECTION LIMIT -1".to_string());
    }
    if upper.starts_with("VALID UNTIL") {
        return Some("VALID UNTIL 'infinity'".to_string());
    }
    if option.contains(' ') {
        return None;
    }
    Some(match upper.strip_prefix("NO") {
        Some(positive) => positive.to_string(),
        None => format!("NO{upper}"),
    })
}

/// Whether two options limit the same thing.
fn same_limit(one: &str, other: &str) -> bool {
    ["CONNECTION LIMIT", "VALID UNTIL"].iter().any(|word| {
        let begins = |text: &str| text.to_uppercase().starts_with(word);
        begins(one) && begins(other)
    })
}

fn verbatim_move(one: &Verbatim) -> Move {
    Move::of(
        vec![one.sql.clone()],
        drop_verbatim(one).into_iter().collect(),
    )
}

/// How a kept statement is undone, where its kind has a DROP that needs only the name.
fn drop_verbatim(one: &Verbatim) -> Option<String> {
    const DROPPABLE: [&str; 16] = [
        "EVENT TRIGGER",
        "FOREIGN TABLE",
        "FOREIGN DATA WRAPPER",
        "SERVER",
        "COLLATION",
        "CONVERSION",
        "OPERATOR CLASS",
        "OPERATOR FAMILY",
        "PUBLICATION",
        "SUBSCRIPTION",
        "TEXT SEARCH CONFIGURATION",
        "TEXT SEARCH DICTIONARY",
        "TEXT SEARCH PARSER",
        "TEXT SEARCH TEMPLATE",
        "ACCESS METHOD",
        "LANGUAGE",
    ];
    let kind = one.kind.to_uppercase();
    if !DROPPABLE.contains(&kind.as_str()) {
        return None;
    }
    let name = made_name(&one.sql, &kind)?;
    Some(format!("DROP {kind} {name}"))
}

/// The name that a CREATE statement gives to an object of a kind, as it is written there; with the access method of an operator
/// class or family, which are told apart by it (PostgreSQL manual, DROP OPERATOR CLASS).
fn made_name(sql: &str, kind: &str) -> Option<String> {
    let all = tokens::significant(sql);
    let last = kind.rsplit(' ').next()?;
    let mut rest = all
        .iter()
        .skip_while(|token| !token.is_word(sql, last))
        .skip(1)
        .skip_while(|token| {
            ["IF", "NOT", "EXISTS"]
                .iter()
                .any(|word| token.is_word(sql, word))
        })
        .peekable();
    let first = rest.next()?;
    let mut end = first.range.end;
    while rest.peek().is_some_and(|token| token.is(sql, ".")) {
        end = rest.nth(1)?.range.end;
    }
    let name = sql.get(first.range.start..end)?;
    if !kind.starts_with("OPERATOR") {
        return Some(name.to_string());
    }
    let method = rest
        .skip_while(|token| !token.is_word(sql, "USING"))
        .nth(1)?;
    Some(format!("{name} USING {}", sql.get(method.range.clone())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_as_written_is_dropped_by_its_written_name() {
        for (kind, sql, drop) in [
            (
                "server",
                "CREATE SERVER IF NOT EXISTS \"Near by\" FOREIGN DATA WRAPPER w",
                "DROP SERVER \"Near by\"",
            ),
            (
                "collation",
                "CREATE COLLATION s.\"Deutsch\" (locale = 'de')",
                "DROP COLLATION s.\"Deutsch\"",
            ),
            (
                "operator class",
                "CREATE OPERATOR CLASS s.c DEFAULT FOR TYPE t USING btree AS OPERATOR 1 <",
                "DROP OPERATOR CLASS s.c USING btree",
            ),
            (
                "operator family",
                "CREATE OPERATOR FAMILY f USING hash",
                "DROP OPERATOR FAMILY f USING hash",
            ),
        ] {
            let one = Verbatim {
                id: VerbatimId(1),
                kind: kind.to_string(),
                name: String::new(),
                sql: sql.to_string(),
            };
            assert_eq!(drop_verbatim(&one).as_deref(), Some(drop));
        }
    }

    #[test]
    fn role_options_have_opposites() {
        assert_eq!(opposite("NOLOGIN").as_deref(), Some("LOGIN"));
        assert_eq!(opposite("bypassrls").as_deref(), Some("NOBYPASSRLS"));
        assert_eq!(
            opposite("CONNECTION LIMIT 3").as_deref(),
            Some("CONNECTION LIMIT -1")
        );
    }
}
