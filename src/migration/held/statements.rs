//! Statements other than ALTER TABLE: what they lock, and how they change what stands.

use super::Held;
use super::reader::{Name, Reader};
use super::relations::{Kind, Reference, Relation};
use crate::migration::locks::{Lock, Operation};

impl Held {
    /// Reads one statement: holds its locks and changes the relations as it does.
    pub(super) fn read(&mut self, statement: &str) {
        let mut reader = Reader::new(statement);
        if reader.skip(&["ALTER", "TABLE"]) {
            self.alter_table(reader);
        } else if reader.skip(&["CREATE"]) {
            self.create(reader);
        } else if reader.skip(&["DROP"]) {
            self.drop(reader);
        } else if reader.skip(&["ALTER"]) {
            self.alter(reader);
        } else if reader.skip(&["COMMENT", "ON"]) {
            self.comment(reader);
        } else if reader.skip(&["LOCK"]) {
            self.lock(reader);
        } else if reader.skip(&["TRUNCATE"]) {
            reader.skip(&["TABLE"]);
            let name = reader.name();
            self.take_named(Operation::Persistence, name);
        } else if reader.skip(&["REFRESH", "MATERIALIZED", "VIEW"]) {
            let name = reader.name();
            self.take_named(Operation::AlterView, name);
        } else if reader.is(&["DO"]) {
            for body in reader.bodies() {
                self.write(body);
            }
        } else if ["UPDATE", "INSERT", "DELETE", "WITH", "SELECT"]
            .iter()
            .any(|word| reader.is(&[word]))
        {
            self.write(statement);
        }
    }

    /// Statements that change rows, and what they read for it.
    fn write(&mut self, text: &str) {
        self.take_rows(text);
        for verb in [&["UPDATE"][..], &["INSERT", "INTO"], &["DELETE", "FROM"]] {
            let mut reader = Reader::new(text);
            while reader.find(verb) {
                reader.skip(&["ONLY"]);
                let name = reader.name();
                self.take_named(Operation::Update, name);
            }
        }
    }

    fn create(&mut self, mut reader: Reader) {
        reader.skip(&["OR", "REPLACE"]);
        let _ = ["UNIQUE", "UNLOGGED", "CONSTRAINT"]
            .iter()
            .any(|word| reader.skip(&[word]));
        let recursive = reader.skip(&["RECURSIVE"]);
        if reader.skip(&["TABLE"]) {
            self.create_table(reader);
        } else if reader.skip(&["INDEX"]) {
            self.create_index(reader);
        } else if reader.skip(&["VIEW"]) || recursive {
            self.create_view(reader, Kind::View);
        } else if reader.skip(&["MATERIALIZED", "VIEW"]) {
            self.create_view(reader, Kind::Materialized);
        } else if reader.skip(&["SEQUENCE"]) {
            reader.skip(&["IF", "NOT", "EXISTS"]);
            if let Some(name) = reader.name() {
                self.relations.add(Relation::new(name, Kind::Sequence));
            }
            self.own(reader);
        } else if reader.skip(&["TRIGGER"]) {
            reader.plain();
            reader.find(&["ON"]);
            let name = reader.name();
            self.take_named(Operation::CreateTrigger, name);
        } else if reader.skip(&["POLICY"]) {
            self.policy(reader);
        } else if reader.skip(&["RULE"]) {
            reader.find(&["TO"]);
            let name = reader.name();
            self.take_named(Operation::Policy, name);
        } else if reader.skip(&["STATISTICS"]) {
            reader.skip(&["IF", "NOT", "EXISTS"]);
            let own = reader.name();
            reader.find(&["FROM"]);
            let name = reader.name();
            let table = self.take_named(Operation::CreateStatistics, name);
            if let Some(own) = own {
                let mut one = Relation::new(own, Kind::Statistics);
                one.table = table;
                self.relations.add(one);
            }
        }
    }

    fn create_table(&mut self, mut reader: Reader) {
        reader.skip(&["IF", "NOT", "EXISTS"]);
        let Some(name) = reader.name() else {
            return;
        };
        let kind = match reader.has(&["PARTITION", "BY"]) {
            true => Kind::Partitioned,
            false => Kind::Table,
        };
        let mut new = Relation::new(name, kind);
        new.columns = written_columns(&reader);
        let place = self.relations.add(new);
        if reader.skip(&["PARTITION", "OF"]) {
            let parent = reader.name().and_then(|name| self.relations.find(&name));
            if let Some(parent) = parent {
                self.join(Operation::CreatePartition, place, parent);
                self.be_default(place, reader.has(&["DEFAULT"]) && !reader.has(&["VALUES"]));
            }
        }
        let mut inherits = reader.clone();
        if inherits.find(&["INHERITS", "("]) {
            while let Some(name) = inherits.name() {
                if let Some(parent) = self.relations.find(&name) {
                    self.take_other(Operation::CreateChild, parent);
                    self.relations.tie(place, parent);
                }
                inherits.skip(&[","]);
            }
        }
        while reader.find(&["REFERENCES"]) {
            let target = reader.name().and_then(|name| self.relations.find(&name));
            if let Some(target) = target {
                self.take_other(Operation::AddForeignKey, target);
            }
        }
    }

    /// A table becomes a partition: what its parent references and what references its parent is locked too.
    pub(super) fn join(&mut self, operation: Operation, place: usize, parent: usize) {
        let fact = operation.fact();
        self.hold(parent, fact.other);
        if let Some(rest) = self.relations.default_of(parent) {
            self.hold(rest, Lock::AccessExclusive);
        }
        let references = self.relations.get(parent).map(|one| one.references.clone());
        for reference in references.unwrap_or_default() {
            // An equal foreign key of its own gives way to the one from above.
            if self.relations.refers(place, &reference) {
                self.take_other(Operation::DropForeignKey, reference.target);
            } else {
                self.take_other(Operation::AddForeignKey, reference.target);
                self.relations.refer(place, reference);
            }
        }
        for (from, _) in self.relations.referring_to(parent) {
            self.hold(from, Operation::AddForeignKey.fact().other);
        }
        self.relations.tie(place, parent);
    }

    pub(super) fn be_default(&mut self, place: usize, is_default: bool) {
        if let Some(one) = self.relations.get_mut(place) {
            one.is_default = is_default;
        }
    }

    fn create_index(&mut self, mut reader: Reader) {
        let operation = match reader.skip(&["CONCURRENTLY"]) {
            true => Operation::CreateIndexConcurrently,
            false => Operation::CreateIndex,
        };
        reader.skip(&["IF", "NOT", "EXISTS"]);
        let index = match reader.is(&["ON"]) {
            true => None,
            false => reader.name(),
        };
        reader.find(&["ON"]);
        let only = reader.skip(&["ONLY"]);
        let Some(table) = reader.name().and_then(|name| self.relations.find(&name)) else {
            return;
        };
        match only {
            true => self.take(Operation::CreateIndexOnly, table),
            false => self.take(operation, table),
        }
        let schema = self.relations.get(table).map(|one| one.name.0.clone());
        if let (Some((_, name)), Some(schema)) = (index, schema) {
            let mut one = Relation::new((schema, name), Kind::Index);
            one.table = Some(table);
            self.relations.add(one);
        }
    }

    fn create_view(&mut self, mut reader: Reader, kind: Kind) {
        reader.skip(&["VIEW"]);
        reader.skip(&["IF", "NOT", "EXISTS"]);
        let Some(name) = reader.name() else {
            return;
        };
        reader.find(&["AS"]);
        let reads = self.relations_in(reader.rest());
        // The rows of a materialized view come from below the views that it reads.
        let locked = match kind {
            Kind::Materialized if !reader.has(&["WITH", "NO", "DATA"]) => {
                self.relations.read_by(&reads)
            }
            _ => reads.clone(),
        };
        for place in locked {
            self.hold(place, Operation::CreateView.fact().other);
        }
        let place = match self.relations.find(&name) {
            Some(standing) => {
                self.take(Operation::AlterView, standing);
                standing
            }
            None => self.relations.add(Relation::new(name, kind)),
        };
        if let Some(one) = self.relations.get_mut(place) {
            one.reads = reads;
        }
    }

    fn policy(&mut self, mut reader: Reader) {
        reader.plain();
        reader.skip(&["ON"]);
        let name = reader.name();
        self.take_named(Operation::Policy, name);
        let text = reader.rest();
        self.take_read(text);
    }

    fn drop(&mut self, mut reader: Reader) {
        let part = ["TRIGGER", "POLICY", "RULE"]
            .into_iter()
            .find(|word| reader.is(&[word]));
        if let Some(word) = part {
            reader.find(&["ON"]);
            let name = reader.name();
            let operation = match word {
                "TRIGGER" => Operation::DropTrigger,
                _ => Operation::Policy,
            };
            self.take_named(operation, name);
            return;
        }
        if reader.skip(&["STATISTICS"]) {
            reader.skip(&["IF", "EXISTS"]);
            let place = reader
                .name()
                .and_then(|name| self.relations.find_statistics(&name));
            if let Some(place) = place {
                if let Some(table) = self.relations.get(place).and_then(|one| one.table) {
                    self.take(Operation::CreateStatistics, table);
                }
                self.relations.remove(place);
            }
            return;
        }
        let operation = if reader.skip(&["TABLE"]) || reader.skip(&["FOREIGN", "TABLE"]) {
            Operation::DropTable
        } else if reader.skip(&["INDEX"]) {
            match reader.skip(&["CONCURRENTLY"]) {
                true => Operation::DropIndexConcurrently,
                false => Operation::DropIndex,
            }
        } else if reader.skip(&["SEQUENCE"]) {
            Operation::DropSequence
        } else if reader.skip(&["VIEW"]) || reader.skip(&["MATERIALIZED", "VIEW"]) {
            Operation::DropView
        } else {
            return;
        };
        reader.skip(&["IF", "EXISTS"]);
        for mut one in reader.parted() {
            let place = one.name().and_then(|name| self.relations.find(&name));
            if let Some(place) = place {
                self.drop_relation(operation, place);
            }
        }
    }

    fn drop_relation(&mut self, operation: Operation, place: usize) {
        self.take(operation, place);
        let Some(one) = self.relations.get(place).cloned() else {
            return;
        };
        if let Some(table) = one.table {
            self.take_other(operation, table);
        }
        let mut gone = vec![place];
        if operation == Operation::DropTable {
            // One that comes from above stays above.
            let shared = |reference: &Reference| {
                let mut parents = one.parents.iter();
                parents.any(|parent| self.relations.refers(*parent, reference))
            };
            let own = one.references.iter().filter(|one| !shared(one));
            for target in own.map(|one| one.target).collect::<Vec<usize>>() {
                self.take_other(Operation::DropForeignKey, target);
            }
            let (partition, plain): (Vec<usize>, Vec<usize>) =
                one.parents.iter().partition(|parent| {
                    self.relations
                        .get(**parent)
                        .is_some_and(|one| one.kind == Kind::Partitioned)
                });
            for parent in partition {
                self.hold(parent, operation.fact().other);
                if let Some(rest) = self.relations.default_of(parent) {
                    self.hold(rest, Lock::AccessExclusive);
                }
            }
            for parent in plain {
                self.hold(parent, Lock::None);
            }
            if one.kind == Kind::Partitioned {
                gone.extend(self.relations.below(place));
            }
        }
        if one.kind == Kind::Index {
            gone.extend(self.relations.below(place));
        }
        for place in gone {
            self.relations.remove(place);
        }
    }

    fn alter(&mut self, mut reader: Reader) {
        if reader.skip(&["INDEX"]) {
            self.alter_index(reader);
        } else if reader.skip(&["SEQUENCE"]) {
            self.alter_sequence(reader);
        } else if reader.skip(&["VIEW"]) || reader.skip(&["MATERIALIZED", "VIEW"]) {
            reader.skip(&["IF", "EXISTS"]);
            let name = reader.name();
            let set = reader.is(&["SET", "("]) || reader.is(&["RESET", "("]);
            let cluster = reader.is(&["CLUSTER"]) || reader.is(&["SET", "WITHOUT", "CLUSTER"]);
            let action = set || cluster || reader.is(&["ALTER"]);
            if action && let Some(place) = name.as_ref().and_then(|one| self.relations.find(one)) {
                // It locks a view as it would a table.
                for action in reader.parted() {
                    self.action(place, action);
                }
            } else if let Some(place) = self.take_named(Operation::AlterView, name) {
                self.move_relation(place, &mut reader);
            }
        } else if reader.skip(&["POLICY"]) {
            self.policy(reader);
        } else if reader.skip(&["TRIGGER"]) || reader.skip(&["RULE"]) {
            reader.find(&["ON"]);
            let name = reader.name();
            self.take_named(Operation::Rename, name);
        } else if reader.skip(&["DOMAIN"]) {
            self.alter_domain(reader);
        } else if reader.skip(&["TYPE"]) {
            self.alter_type(reader);
        } else if reader.skip(&["SCHEMA"]) {
            let from = reader.plain();
            if reader.skip(&["RENAME", "TO"])
                && let (Some(from), Some(to)) = (from, reader.plain())
            {
                self.relations.rename_schema(&from, &to);
            }
        }
    }

    /// `RENAME TO` and `SET SCHEMA`.
    pub(super) fn move_relation(&mut self, place: usize, reader: &mut Reader) -> bool {
        let Some((schema, name)) = self.relations.get(place).map(|one| one.name.clone()) else {
            return false;
        };
        let to = if reader.skip(&["RENAME", "TO"]) {
            reader.plain().map(|name| (schema, name))
        } else if reader.skip(&["SET", "SCHEMA"]) {
            reader.plain().map(|schema| (schema, name))
        } else {
            None
        };
        let moves = to.is_some();
        if let Some(to) = to {
            self.relations.rename(place, to);
        }
        moves
    }

    fn alter_index(&mut self, mut reader: Reader) {
        reader.skip(&["IF", "EXISTS"]);
        let Some(index) = reader.name().and_then(|name| self.relations.find(&name)) else {
            return;
        };
        let table = self.relations.get(index).and_then(|one| one.table);
        if reader.skip(&["ATTACH", "PARTITION"]) {
            let child = reader.name().and_then(|name| self.relations.find(&name));
            let fact = Operation::AttachIndex.fact();
            self.hold(index, fact.lock);
            if let Some(child) = child {
                self.hold(child, fact.other);
                let tables = [table, self.relations.get(child).and_then(|one| one.table)];
                for table in tables.into_iter().flatten() {
                    self.hold(table, Operation::Look.fact().lock);
                }
                self.relations.tie(child, index);
            }
            return;
        }
        let operation = match reader.is(&["RENAME"]) {
            true => Operation::RenameIndex,
            false => Operation::IndexParameters,
        };
        self.take(operation, index);
        self.move_relation(index, &mut reader);
    }

    fn alter_sequence(&mut self, mut reader: Reader) {
        reader.skip(&["IF", "EXISTS"]);
        let Some(place) = reader.name().and_then(|name| self.relations.find(&name)) else {
            return;
        };
        let renames = reader.is(&["RENAME"]) || reader.is(&["SET"]) || reader.is(&["OWNER"]);
        let operation = match renames {
            true => Operation::RenameSequence,
            false => Operation::AlterSequence,
        };
        self.take(operation, place);
        if !self.move_relation(place, &mut reader) {
            self.own(reader);
        }
    }

    /// `OWNED BY table.column`.
    fn own(&mut self, mut reader: Reader) {
        if reader.find(&["OWNED", "BY"]) && !reader.is(&["NONE"]) {
            let mut parts = reader.parts();
            parts.pop();
            let name = parts.pop();
            let schema = parts.pop().unwrap_or_else(|| "public".to_string());
            let table = name.map(|name| (schema, name));
            let place = table.and_then(|name| self.relations.find(&name));
            if let Some(place) = place {
                self.hold(place, Operation::AlterSequence.fact().other);
            }
        }
    }

    fn alter_domain(&mut self, mut reader: Reader) {
        let Some(name) = reader.name() else {
            return;
        };
        let checks = reader.is(&["SET", "NOT", "NULL"])
            || reader.is(&["VALIDATE"])
            || (reader.is(&["ADD"]) && !reader.has(&["NOT", "VALID"]));
        if checks {
            for table in self.relations.of_type(&name) {
                self.hold(table, Operation::CheckDomain.fact().lock);
            }
        }
        self.rename_type(&name, reader);
    }

    fn alter_type(&mut self, mut reader: Reader) {
        if let Some(name) = reader.name() {
            self.rename_type(&name, reader);
        }
    }

    fn rename_type(&mut self, from: &Name, mut reader: Reader) {
        let to = if reader.skip(&["RENAME", "TO"]) {
            reader.plain().map(|name| (from.0.clone(), name))
        } else if reader.skip(&["SET", "SCHEMA"]) {
            reader.plain().map(|schema| (schema, from.1.clone()))
        } else {
            None
        };
        if let Some(to) = to {
            self.relations.rename_type(from, &to);
        }
    }

    fn comment(&mut self, mut reader: Reader) {
        let whole = ["TABLE", "VIEW", "SEQUENCE", "INDEX"]
            .iter()
            .any(|word| reader.skip(&[word]))
            || reader.skip(&["MATERIALIZED", "VIEW"]);
        if whole {
            let name = reader.name();
            self.take_named(Operation::Comment, name);
        } else if reader.skip(&["COLUMN"]) {
            let mut parts = reader.parts();
            parts.pop();
            let name = parts.pop();
            let schema = parts.pop().unwrap_or_else(|| "public".to_string());
            self.take_named(Operation::Comment, name.map(|name| (schema, name)));
        } else if ["CONSTRAINT", "TRIGGER", "POLICY", "RULE"]
            .iter()
            .any(|word| reader.skip(&[word]))
        {
            reader.plain();
            reader.skip(&["ON"]);
            let name = reader.name();
            self.take_named(Operation::CommentPart, name);
        }
    }

    fn lock(&mut self, mut reader: Reader) {
        reader.skip(&["TABLE"]);
        let place = reader.name().and_then(|name| self.relations.find(&name));
        let modes = [
            Lock::AccessShare,
            Lock::RowShare,
            Lock::RowExclusive,
            Lock::ShareUpdateExclusive,
            Lock::Share,
            Lock::ShareRowExclusive,
            Lock::Exclusive,
            Lock::AccessExclusive,
        ];
        let asked = modes.into_iter().find(|mode| {
            let words: Vec<&str> = mode.name().split(' ').collect();
            let mut reader = reader.clone();
            reader.skip(&["IN"]) && reader.skip(&words) && reader.skip(&["MODE"])
        });
        if let Some(place) = place {
            self.hold(place, asked.unwrap_or(Lock::AccessExclusive));
        }
    }
}

/// The columns of a CREATE TABLE and the types they are written with.
fn written_columns(reader: &Reader) -> Vec<(String, Name)> {
    let mut reader = reader.clone();
    if !reader.skip(&["("]) {
        return Vec::new();
    }
    let mut columns = Vec::new();
    for mut one in reader.parted() {
        if let (Some(name), Some(of)) = (one.plain(), one.name()) {
            columns.push((name, of));
        }
    }
    columns
}
