//! ALTER TABLE, action by action.

use super::Held;
use super::reader::Reader;
use super::relations::{Kind, Reference, Relation};
use crate::migration::locks::{Lock, Operation};

/// Storage parameters that others may not read past while they change (PostgreSQL's `reloptions.c`); all others take the
/// lock of [`Operation::StorageParameters`].
const PARAMETERS_ALONE: &[&str] = &[
    "user_catalog_table",
    "check_option",
    "security_barrier",
    "security_invoker",
];

impl Held {
    pub(super) fn alter_table(&mut self, mut reader: Reader) {
        reader.skip(&["IF", "EXISTS"]);
        let only = reader.skip(&["ONLY"]);
        let Some(place) = reader.name().and_then(|name| self.relations.find(&name)) else {
            return;
        };
        if reader.is(&["RENAME"]) || reader.is(&["SET", "SCHEMA"]) {
            self.rename_in_table(place, reader);
            return;
        }
        for action in reader.parted() {
            self.only = only;
            self.action(place, action);
        }
        self.only = false;
    }

    fn rename_in_table(&mut self, place: usize, mut reader: Reader) {
        if self.move_relation(place, &mut reader) {
            self.take(Operation::Rename, place);
            return;
        }
        reader.skip(&["RENAME"]);
        if reader.skip(&["CONSTRAINT"]) {
            let from = reader.plain().unwrap_or_default();
            reader.skip(&["TO"]);
            let to = reader.plain().unwrap_or_default();
            self.rename_constraint(place, &from, &to);
            return;
        }
        reader.skip(&["COLUMN"]);
        let from = reader.plain();
        reader.skip(&["TO"]);
        let to = reader.plain();
        self.take(Operation::RenameColumn, place);
        if let (Some(from), Some(to)) = (from, to) {
            self.relations.rename_column(place, &from, &to);
        }
    }

    fn rename_constraint(&mut self, place: usize, from: &str, to: &str) {
        let schema = self.relations.get(place).map(|one| one.name.0.clone());
        let index = schema.and_then(|schema| self.relations.find(&(schema, from.to_string())));
        let is_reference = self.reference(place, from).is_some();
        // Checks go by the same name in children, so these are locked with it; keys are theirs alone.
        let operation = match index.is_some() || is_reference {
            true => Operation::Rename,
            false => Operation::RenameColumn,
        };
        self.take(operation, place);
        if let Some(index) = index
            && let Some((schema, _)) = self.relations.get(index).map(|one| one.name.clone())
        {
            self.relations.rename(index, (schema, to.to_string()));
        }
        if let Some(one) = self.relations.get_mut(place) {
            for reference in &mut one.references {
                if reference.name == from {
                    reference.name = to.to_string();
                }
            }
        }
    }

    fn reference(&self, place: usize, name: &str) -> Option<Reference> {
        let one = self.relations.get(place)?;
        one.references.iter().find(|key| key.name == name).cloned()
    }

    pub(super) fn action(&mut self, place: usize, mut reader: Reader) {
        if reader.skip(&["ADD"]) {
            self.add(place, reader);
        } else if reader.skip(&["DROP"]) {
            self.drop_part(place, reader);
        } else if reader.skip(&["VALIDATE", "CONSTRAINT"]) {
            let name = reader.plain().unwrap_or_default();
            match self.reference(place, &name) {
                Some(key) => {
                    self.take(Operation::ValidateForeignKey, place);
                    self.hold(key.target, Operation::ValidateForeignKey.fact().other);
                    // Rows are looked up in the partitions, and only found rows could be locked there.
                    for below in self.relations.below(key.target) {
                        self.hold(below, Operation::Look.fact().lock);
                    }
                }
                None => self.take(Operation::ValidateCheck, place),
            }
        } else if reader.skip(&["ALTER", "CONSTRAINT"]) {
            self.take(Operation::AlterConstraint, place);
        } else if reader.skip(&["ALTER"]) {
            reader.skip(&["COLUMN"]);
            self.alter_column(place, reader);
        } else if reader.is(&["ATTACH"]) || reader.is(&["DETACH"]) {
            self.partition(place, reader);
        } else if reader.skip(&["INHERIT"]) {
            if let Some(parent) = reader.name().and_then(|name| self.relations.find(&name)) {
                self.take(Operation::Inherit, place);
                self.hold(parent, Operation::Inherit.fact().other);
                self.relations.tie(place, parent);
            }
        } else if reader.skip(&["NO", "INHERIT"]) {
            if let Some(parent) = reader.name().and_then(|name| self.relations.find(&name)) {
                self.take(Operation::NoInherit, place);
                self.hold(parent, Operation::NoInherit.fact().other);
                self.relations.untie(place, parent);
            }
        } else {
            self.take(whole(&reader), place);
        }
    }

    fn add(&mut self, place: usize, mut reader: Reader) {
        let mut name = String::new();
        if reader.skip(&["CONSTRAINT"]) {
            name = reader.plain().unwrap_or_default();
        }
        let not_valid = reader.has(&["NOT", "VALID"]);
        if reader.skip(&["FOREIGN", "KEY"]) {
            self.add_foreign_key(place, name, reader);
        } else if reader.is(&["CHECK"]) {
            self.take(
                match not_valid {
                    true => Operation::AddCheckNotValid,
                    false => Operation::AddCheck,
                },
                place,
            );
        } else if ["PRIMARY", "UNIQUE", "EXCLUDE"]
            .iter()
            .any(|word| reader.is(&[word]))
        {
            self.add_key(place, name, reader);
        } else {
            reader.skip(&["COLUMN"]);
            reader.skip(&["IF", "NOT", "EXISTS"]);
            let column = reader.plain();
            let of = reader.name();
            self.take(Operation::AddColumn, place);
            if reader.has(&["NOT", "NULL"]) {
                self.require(place, column.as_deref().unwrap_or_default(), true);
            }
            if let (Some(column), Some(of)) = (column, of)
                && let Some(one) = self.relations.get_mut(place)
            {
                one.columns.push((column, of));
            }
            if reader.find(&["REFERENCES"])
                && let Some(target) = reader.name().and_then(|name| self.relations.find(&name))
            {
                self.take_other(Operation::AddForeignKey, target);
            }
        }
    }

    fn add_key(&mut self, place: usize, name: String, mut reader: Reader) {
        let primary = reader.skip(&["PRIMARY", "KEY"]);
        if !primary {
            reader.step();
        }
        let columns = reader.clone().list();
        let using = reader.find(&["USING", "INDEX"]) && !reader.is(&["TABLESPACE"]);
        let operation = match (using, primary) {
            (true, _) => Operation::AddKeyUsingIndex,
            _ if self.only => Operation::AddKeyOnly,
            // A primary key makes its columns NOT NULL, in children too.
            (false, true) => Operation::AddPrimaryKey,
            (false, false) => Operation::AddKey,
        };
        self.take_key(operation, place, &columns);
        let Some(schema) = self.relations.get(place).map(|one| one.name.0.clone()) else {
            return;
        };
        let standing = using
            .then(|| reader.plain())
            .flatten()
            .and_then(|index| self.relations.find(&(schema.clone(), index)));
        match standing {
            Some(index) if !name.is_empty() => self.relations.rename(index, (schema, name)),
            _ => {
                let mut index = Relation::new((schema, name), Kind::Index);
                index.table = Some(place);
                self.relations.add(index);
            }
        }
    }

    /// In the partitions a key is an index that is built, unless their columns must become NOT NULL first.
    fn take_key(&mut self, operation: Operation, place: usize, columns: &[String]) {
        let partitioned = self.relations.get(place).filter(|one| {
            let required = columns.iter().all(|one_of| one.required.contains(one_of));
            let built =
                operation == Operation::AddKey || operation == Operation::AddPrimaryKey && required;
            one.kind == Kind::Partitioned && built
        });
        if partitioned.is_none() {
            self.take(operation, place);
            return;
        }
        self.hold(place, operation.fact().lock);
        for below in self.relations.below(place) {
            self.hold(below, Operation::CreateIndex.fact().lock);
        }
    }

    fn add_foreign_key(&mut self, place: usize, name: String, mut reader: Reader) {
        let operation = match reader.has(&["NOT", "VALID"]) {
            true => Operation::AddForeignKeyNotValid,
            false => Operation::AddForeignKey,
        };
        let columns = reader.list();
        reader.skip(&["REFERENCES"]);
        let target = reader.name().and_then(|name| self.relations.find(&name));
        self.take(operation, place);
        if let Some(target) = target {
            let target_columns = reader.list();
            self.take_other(operation, target);
            let reference = Reference {
                name,
                columns,
                target,
                target_columns,
            };
            self.relations.refer(place, reference);
        }
    }

    fn drop_part(&mut self, place: usize, mut reader: Reader) {
        if reader.skip(&["CONSTRAINT"]) {
            reader.skip(&["IF", "EXISTS"]);
            let name = reader.plain().unwrap_or_default();
            match self.reference(place, &name) {
                Some(key) => {
                    self.take(Operation::DropForeignKey, place);
                    self.take_other(Operation::DropForeignKey, key.target);
                }
                None => self.take(Operation::DropConstraint, place),
            }
            self.forget(place, |key| key.name == name);
            let schema = self.relations.get(place).map(|one| one.name.0.clone());
            let index = schema.and_then(|schema| self.relations.find(&(schema, name)));
            if let Some(index) = index
                && self
                    .relations
                    .get(index)
                    .is_some_and(|one| one.table == Some(place))
            {
                for below in self.relations.below(index) {
                    self.relations.remove(below);
                }
                self.relations.remove(index);
            }
            return;
        }
        reader.skip(&["COLUMN"]);
        reader.skip(&["IF", "EXISTS"]);
        let column = reader.plain().unwrap_or_default();
        self.take(Operation::DropColumn, place);
        let references = self.relations.get(place).map(|one| one.references.clone());
        for key in references.unwrap_or_default() {
            if key.columns.contains(&column) {
                self.take_other(Operation::DropForeignKey, key.target);
            }
        }
        self.forget(place, |key| key.columns.contains(&column));
        if let Some(one) = self.relations.get_mut(place) {
            one.columns.retain(|(name, _)| *name != column);
        }
    }

    fn forget(&mut self, place: usize, gone: impl Fn(&Reference) -> bool) {
        let mut places = vec![place];
        places.extend(self.relations.below(place));
        for place in places {
            if let Some(one) = self.relations.get_mut(place) {
                one.references.retain(|key| !gone(key));
            }
        }
    }

    fn alter_column(&mut self, place: usize, mut reader: Reader) {
        let column = reader.plain().unwrap_or_default();
        let retyped = reader.skip(&["TYPE"]) || reader.skip(&["SET", "DATA", "TYPE"]);
        if retyped {
            self.take(Operation::TypeRewrite, place);
            // A foreign key over the column is built again on both sides.
            let own = self.relations.get(place).map(|one| one.references.clone());
            for key in own.unwrap_or_default() {
                if key.columns.contains(&column) {
                    self.hold(key.target, Lock::AccessExclusive);
                }
            }
            for (from, key) in self.relations.referring_to(place) {
                if key.target_columns.contains(&column) {
                    self.hold(from, Lock::AccessExclusive);
                }
            }
            if let Some(of) = reader.name()
                && let Some(one) = self.relations.get_mut(place)
            {
                one.columns.retain(|(name, _)| *name != column);
                one.columns.push((column, of));
            }
            return;
        }
        let operation = if reader.is(&["SET", "STATISTICS"]) {
            Operation::ColumnStatistics
        } else if reader.is(&["SET", "("]) || reader.is(&["RESET"]) {
            Operation::ColumnOptions
        } else if reader.is(&["SET", "STORAGE"]) || reader.is(&["SET", "COMPRESSION"]) {
            Operation::ColumnStorage
        } else if reader.is(&["SET", "NOT", "NULL"]) {
            self.require(place, &column, true);
            Operation::SetNotNull
        } else if reader.is(&["DROP", "NOT", "NULL"]) {
            self.require(place, &column, false);
            Operation::DropNotNull
        } else if reader.is(&["SET", "DEFAULT"]) || reader.is(&["DROP", "DEFAULT"]) {
            Operation::ColumnDefault
        } else {
            Operation::ColumnIdentity
        };
        self.take(operation, place);
    }

    fn require(&mut self, place: usize, column: &str, required: bool) {
        if let Some(one) = self.relations.get_mut(place) {
            match required {
                true => one.required.insert(column.to_string()),
                false => one.required.remove(column),
            };
        }
    }

    fn partition(&mut self, parent: usize, mut reader: Reader) {
        let attach = reader.skip(&["ATTACH", "PARTITION"]);
        if !attach {
            reader.skip(&["DETACH", "PARTITION"]);
        }
        let Some(place) = reader.name().and_then(|name| self.relations.find(&name)) else {
            return;
        };
        if attach {
            self.take(Operation::AttachPartition, place);
            self.join(Operation::AttachPartition, place, parent);
            self.be_default(place, reader.is(&["DEFAULT"]));
            return;
        }
        let operation = match reader.has(&["CONCURRENTLY"]) {
            true => Operation::DetachPartitionConcurrently,
            false => Operation::DetachPartition,
        };
        self.take(operation, place);
        self.hold(parent, operation.fact().other);
        if let Some(rest) = self.relations.default_of(parent) {
            self.hold(rest, Lock::AccessExclusive);
        }
        // A foreign key that it had from above becomes its own.
        for reference in self.relations.shared(place, parent) {
            self.take_other(Operation::AddForeignKey, reference.target);
        }
        self.relations.untie(place, parent);
    }
}

/// Actions on the table as a whole.
fn whole(reader: &Reader) -> Operation {
    let is = |words: &[&str]| reader.is(words);
    if is(&["SET", "("]) || is(&["RESET", "("]) {
        let alone = PARAMETERS_ALONE.iter().any(|word| reader.has(&[word]));
        return match alone {
            true => Operation::TableProperty,
            false => Operation::StorageParameters,
        };
    }
    if is(&["CLUSTER"]) || is(&["SET", "WITHOUT", "CLUSTER"]) {
        return Operation::ClusterOn;
    }
    if reader.has(&["ROW", "LEVEL", "SECURITY"]) {
        return Operation::RowSecurity;
    }
    if is(&["ENABLE"]) || is(&["DISABLE"]) {
        return match reader.has(&["RULE"]) {
            true => Operation::TableProperty,
            false => Operation::TriggerState,
        };
    }
    if is(&["SET"]) {
        return Operation::Persistence;
    }
    Operation::TableProperty
}
