//! Objects around the tables: roles, extensions, schemas, sequences, privileges, statistics, statements kept as written.

use std::sync::Arc;

use super::build::Planner;
use super::locks::Operation;
use super::statement::{comment_move, create_sequence};
use super::step::{Move, Place};
use crate::diff::text;
use crate::model::*;
use crate::sql::{quote, writer};

/// Whether a grant is on this relation, as its object says it with or without the schema.
pub(super) fn is_on(grant: &Grant, schema: &str, name: &str) -> bool {
    if !matches!(
        grant.object_kind.as_str(),
        "" | "TABLE" | "SEQUENCE" | "TYPE" | "DOMAIN"
    ) {
        return false;
    }
    let object = text::normal(&grant.object);
    object == text::normal(&quote::qualified(schema, name))
        || (schema == "public" && object == text::normal(&quote::identifier(name)))
}

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
            if self.is_added(reference) {
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
        if old.version != new.version {
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

    /// Whether `serial` in CREATE TABLE makes the sequence, so that it needs no statement of its own.
    pub(super) fn comes_with_table(&self, schema: &Schema, sequence: &Sequence) -> bool {
        let other = if std::ptr::eq(schema, self.after) {
            &self.diff.base
        } else {
            self.after
        };
        let Some((table, column)) = sequence.owned_by else {
            return false;
        };
        if other.tables.contains_key(&table) {
            return false;
        }
        let Some(owner) = schema.tables.get(&table) else {
            return false;
        };
        owner.column(column).is_some_and(|column| {
            writer::serial_form(schema, owner, column).is_some_and(|(_, id)| id == sequence.id)
        })
    }

    /// New sequences and changed ones; owners come once they stand.
    pub(super) fn make_sequences(&mut self) {
        let sequences: Vec<Arc<Sequence>> = self.after.sequences.values().cloned().collect();
        for sequence in sequences {
            let reference = ObjectRef::Sequence(sequence.id);
            if self.is_added(reference) {
                if !self.comes_with_table(self.after, &sequence) {
                    let title = format!("Create sequence {}", self.name(reference));
                    self.step(Operation::NoTable, title, create_sequence(&sequence))
                        .object(reference);
                }
            } else if let Some(old) = self.before.sequences.get(&sequence.id).cloned()
                && self.differs_beyond(reference, &["name", "schema", "owned by"])
            {
                self.change_sequence(&old, &sequence);
            }
        }
    }

    fn change_sequence(&mut self, old: &Sequence, new: &Sequence) {
        // The owner is left out of both: it may not stand yet.
        let bare = |one: &Sequence| Sequence {
            schema: new.schema.clone(),
            name: new.name.clone(),
            owned_by: None,
            ..one.clone()
        };
        let (from, to) = (bare(old), bare(new));
        let say = |from: &Sequence, to: &Sequence| {
            let mut statements: Vec<String> = writer::alter_sequence(self.after, from, to)
                .into_iter()
                .collect();
            if from.unlogged != to.unlogged {
                let mode = if to.unlogged { "UNLOGGED" } else { "LOGGED" };
                statements.push(format!(
                    "ALTER SEQUENCE {} SET {mode}",
                    writer::sequence_reference(to)
                ));
            }
            statements
        };
        let moves = Move::of(say(&from, &to), say(&to, &from)).then(comment_move(
            &from,
            &to,
            from.comment != to.comment,
            writer::comment_on_sequence,
        ));
        let title = format!("Change sequence {}", self.name(ObjectRef::Sequence(new.id)));
        self.step(Operation::NoTable, title, moves)
            .object(ObjectRef::Sequence(new.id));
    }

    /// Ties sequences to the columns that own them, now that both stand.
    pub(super) fn own_sequences(&mut self) {
        let sequences: Vec<Arc<Sequence>> = self.after.sequences.values().cloned().collect();
        for sequence in sequences {
            let reference = ObjectRef::Sequence(sequence.id);
            let is_new = self.is_added(reference);
            if is_new && self.comes_with_table(self.after, &sequence) {
                continue;
            }
            let old = self.before.sequences.get(&sequence.id).cloned();
            let changed = self.differs(reference, "owned by");
            if !(changed || is_new && sequence.owned_by.is_some()) {
                continue;
            }
            let release = format!(
                "ALTER SEQUENCE {} OWNED BY NONE",
                writer::sequence_reference(&sequence)
            );
            let say = |schema: &Schema, one: Option<&Sequence>| {
                one.and_then(|one| writer::sequence_owned_by(schema, one))
                    .unwrap_or_else(|| release.clone())
            };
            let up = say(self.after, Some(&sequence));
            // The old owner may be a column this plan drops, but drops come last.
            let down = say(&self.before, old.as_deref());
            let table = sequence.owned_by.or(old.and_then(|old| old.owned_by));
            let title = format!("Tie sequence {} to its column", self.name(reference));
            match table {
                Some((table, _)) => {
                    self.step_on(table, Operation::TableProperty, title, Move::new(up, down))
                }
                None => self.step(Operation::NoTable, title, Move::new(up, down)),
            }
            .object(reference);
        }
    }

    fn removed_sequences(&self) -> Vec<Arc<Sequence>> {
        self.before
            .sequences
            .values()
            .filter(|one| self.is_removed(ObjectRef::Sequence(one.id)))
            .filter(|one| !self.comes_with_table(&self.before, one))
            .cloned()
            .collect()
    }

    /// Unties sequences that go from their columns, which may go before them and would take them along.
    pub(super) fn untie_sequences(&mut self) {
        for sequence in self.removed_sequences() {
            let reference = ObjectRef::Sequence(sequence.id);
            if let Some(owner) = writer::sequence_owned_by(&self.before, &sequence) {
                let release = format!(
                    "ALTER SEQUENCE {} OWNED BY NONE",
                    writer::sequence_reference(&sequence)
                );
                let title = format!("Untie sequence {}", self.name_before(reference));
                self.step(Operation::NoTable, title, Move::new(release, owner))
                    .at(Place::Contract)
                    .object(reference);
            }
        }
    }

    /// Sequences only the base has.
    pub(super) fn drop_sequences(&mut self) {
        for sequence in self.removed_sequences() {
            let reference = ObjectRef::Sequence(sequence.id);
            let title = format!("Drop sequence {}", self.name_before(reference));
            let moves = create_sequence(&sequence).reversed();
            self.step(Operation::NoTable, title, moves)
                .at(Place::Contract)
                .object(reference)
                .loses_rows(format!(
                    "Down starts {} from its start again.",
                    sequence.name
                ));
        }
    }

    /// Privileges: gone ones are taken back first, as a new one may give part of them again.
    pub(super) fn grants(&mut self) {
        self.revoke_removed();
        let added: Vec<Arc<Grant>> = self
            .after
            .grants
            .values()
            .filter(|one| self.is_added(ObjectRef::Grant(one.id)))
            .cloned()
            .collect();
        for grant in added {
            // A view that was made again has got the privileges with it.
            if self.is_on_made_view(self.after, &grant) {
                continue;
            }
            let moves = Move::new(writer::grant(&grant), writer::grant_undone(&grant));
            let word = if grant.revoke {
                "Revoke from"
            } else {
                "Grant to"
            };
            let title = format!("{word} {} on {}", grant.grantees.join(", "), grant.object);
            self.step(Operation::Grant, title, moves)
                .object(ObjectRef::Grant(grant.id));
        }
        let added: Vec<Arc<DefaultPrivilege>> = self
            .after
            .default_privileges
            .values()
            .filter(|one| self.is_added(ObjectRef::DefaultPrivilege(one.id)))
            .cloned()
            .collect();
        for privilege in added {
            self.default_privilege(&privilege, false);
        }
    }

    /// Whether the grant is on a view this plan makes, which then comes with its privileges.
    fn is_on_made_view(&self, schema: &Schema, grant: &Grant) -> bool {
        schema.views.values().any(|view| {
            let made = self.loose_views.contains(&view.id)
                || self.is_added(ObjectRef::View(view.id))
                || self.is_removed(ObjectRef::View(view.id));
            made && is_on(grant, &view.schema, &view.name)
        })
    }

    fn default_privilege(&mut self, privilege: &DefaultPrivilege, removed: bool) {
        let definition = writer::default_privilege(privilege);
        let mut moves = match opposite_default(&definition) {
            Some(opposite) => Move::new(definition, opposite),
            None => Move::of(vec![definition], Vec::new()),
        };
        let mut title = "Set default privileges".to_string();
        if removed {
            moves = moves.reversed();
            title = "Take back default privileges".to_string();
        }
        self.step(Operation::Grant, title, moves)
            .at(if removed {
                Place::Contract
            } else {
                Place::Expand
            })
            .object(ObjectRef::DefaultPrivilege(privilege.id));
    }

    /// Takes back privileges only the base has, on objects that stay.
    fn revoke_removed(&mut self) {
        for grant in self.removed_grants(false) {
            let moves = Move::new(writer::grant_undone(&grant), writer::grant(&grant));
            let word = if grant.revoke {
                "Grant again to"
            } else {
                "Revoke from"
            };
            let title = format!("{word} {} on {}", grant.grantees.join(", "), grant.object);
            self.step(Operation::Grant, title, moves)
                .object(ObjectRef::Grant(grant.id));
        }
        let removed: Vec<Arc<DefaultPrivilege>> = self
            .before
            .default_privileges
            .values()
            .filter(|one| self.is_removed(ObjectRef::DefaultPrivilege(one.id)))
            .cloned()
            .collect();
        for privilege in removed {
            self.default_privilege(&privilege, true);
        }
    }

    /// Privileges on objects that go, go with them; only on the way down they are given again.
    pub(super) fn take_back_with_objects(&mut self) {
        for grant in self.removed_grants(true) {
            let moves = Move::of(Vec::new(), vec![writer::grant(&grant)]);
            let title = format!(
                "Forget the privileges of {} on {}",
                grant.grantees.join(", "),
                grant.object
            );
            self.step(Operation::Grant, title, moves)
                .at(Place::Contract)
                .object(ObjectRef::Grant(grant.id));
        }
    }

    /// Removed grants, on objects that go or on those that stay; those of views come and go with the views.
    fn removed_grants(&self, objects_go: bool) -> Vec<Arc<Grant>> {
        self.before
            .grants
            .values()
            .filter(|one| self.is_removed(ObjectRef::Grant(one.id)))
            .filter(|one| !self.is_on_made_view(&self.before, one))
            .filter(|one| self.is_on_removed(one) == objects_go)
            .cloned()
            .collect()
    }

    fn is_on_removed(&self, grant: &Grant) -> bool {
        let before = &self.before;
        let tables = before.tables.values().any(|one| {
            self.is_removed(ObjectRef::Table(one.id)) && is_on(grant, &one.schema, &one.name)
        });
        let sequences = before.sequences.values().any(|one| {
            self.is_removed(ObjectRef::Sequence(one.id)) && is_on(grant, &one.schema, &one.name)
        });
        let types = before.types.values().any(|one| {
            self.is_removed(ObjectRef::Type(one.id)) && is_on(grant, &one.schema, &one.name)
        });
        let functions = before.functions.values().any(|one| {
            self.is_removed(ObjectRef::Function(one.id))
                && text::normal(&grant.object)
                    .starts_with(&text::normal(&quote::unless_public(&one.schema, &one.name)))
        });
        let namespaces = grant.object_kind == "SCHEMA"
            && before.namespaces.values().any(|one| {
                self.is_removed(ObjectRef::Namespace(one.id))
                    && text::same(&grant.object, &quote::identifier(&one.name))
            });
        tables || sequences || types || functions || namespaces
    }

    /// New statistics and statements kept as written.
    pub(super) fn make_the_rest(&mut self) {
        let statistics: Vec<Arc<Statistics>> = self.after.statistics.values().cloned().collect();
        for one in statistics {
            let reference = ObjectRef::Statistics(one.id);
            let made = |one: &Statistics| {
                let mut up = vec![writer::create_statistics(one)];
                if one.comment.is_some() {
                    up.push(writer::comment_on_statistics(one));
                }
                Move::of(up, vec![writer::drop_statistics(one)])
            };
            let moves = if self.is_added(reference) {
                made(&one)
            } else if let Some(old) = self.before.statistics.get(&one.id)
                && self.change(reference).is_some()
            {
                made(old).reversed().then(made(&one))
            } else {
                continue;
            };
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
                (false, Some(old)) if self.change(reference).is_some() => {
                    verbatim_move(&old).reversed().then(verbatim_move(&one))
                }
                _ => continue,
            };
            self.verbatim_step(&one, moves, Place::Expand);
        }
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

    /// Statistics and kept statements only the base has.
    pub(super) fn drop_the_rest(&mut self) {
        let removed: Vec<Arc<Statistics>> = self
            .before
            .statistics
            .values()
            .filter(|one| self.is_removed(ObjectRef::Statistics(one.id)))
            .cloned()
            .collect();
        for one in removed {
            let mut down = vec![writer::create_statistics(&one)];
            if one.comment.is_some() {
                down.push(writer::comment_on_statistics(&one));
            }
            let moves = Move::of(vec![writer::drop_statistics(&one)], down);
            let title = format!("Drop statistics {}", one.name);
            self.step(Operation::CreateStatistics, title, moves)
                .object(ObjectRef::Statistics(one.id));
        }
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
            .filter(|one| self.is_removed(ObjectRef::Namespace(one.id)))
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

/// `LOGIN` for `NOLOGIN` and the other way; nothing for options with values.
fn opposite(option: &str) -> Option<String> {
    if option.contains(' ') {
        return None;
    }
    let upper = option.to_uppercase();
    Some(match upper.strip_prefix("NO") {
        Some(positive) => positive.to_string(),
        None => format!("NO{upper}"),
    })
}

/// The statement that undoes an `ALTER DEFAULT PRIVILEGES`: GRANT for REVOKE, and the word before the grantees with it.
fn opposite_default(definition: &str) -> Option<String> {
    let words: Vec<&str> = definition.split_whitespace().collect();
    let verb = words.iter().position(|word| {
        word.eq_ignore_ascii_case("grant") || word.eq_ignore_ascii_case("revoke")
    })?;
    let grants = words.get(verb)?.eq_ignore_ascii_case("grant");
    let (from, to, new_verb) = if grants {
        ("to", "FROM", "REVOKE")
    } else {
        ("from", "TO", "GRANT")
    };
    let before_grantees = words
        .iter()
        .rposition(|word| word.eq_ignore_ascii_case(from))
        .filter(|place| *place > verb)?;
    let replaced: Vec<&str> = words
        .iter()
        .enumerate()
        .map(|(place, word)| match place {
            place if place == verb => new_verb,
            place if place == before_grantees => to,
            _ => word,
        })
        .collect();
    let text = replaced.join(" ");
    Some(text.replace(" WITH GRANT OPTION", ""))
}

fn verbatim_move(one: &Verbatim) -> Move {
    Move::of(
        vec![one.sql.clone()],
        drop_verbatim(one).into_iter().collect(),
    )
}

/// How a kept statement is undone, where its kind has a DROP that needs only the name.
fn drop_verbatim(one: &Verbatim) -> Option<String> {
    if one.name.is_empty() {
        return None;
    }
    let kind = one.kind.to_uppercase();
    let droppable = [
        "EVENT TRIGGER",
        "FOREIGN TABLE",
        "FOREIGN DATA WRAPPER",
        "SERVER",
        "COLLATION",
        "CONVERSION",
        "AGGREGATE",
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
    droppable
        .contains(&kind.as_str())
        .then(|| format!("DROP {kind} {}", one.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_privileges_are_taken_back() {
        assert_eq!(
            opposite_default(
                "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO reader"
            )
            .as_deref(),
            Some("ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE SELECT ON TABLES FROM reader")
        );
        assert_eq!(
            opposite_default("ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM PUBLIC")
                .as_deref(),
            Some("ALTER DEFAULT PRIVILEGES GRANT ALL ON FUNCTIONS TO PUBLIC")
        );
        assert_eq!(opposite_default("something else"), None);
    }

    #[test]
    fn role_options_have_opposites() {
        assert_eq!(opposite("NOLOGIN").as_deref(), Some("LOGIN"));
        assert_eq!(opposite("bypassrls").as_deref(), Some("NOBYPASSRLS"));
        assert_eq!(opposite("CONNECTION LIMIT 3"), None);
    }
}
