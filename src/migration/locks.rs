//! What each statement locks and costs, as one table of facts.
//!
//! Measured on PostgreSQL 15.18 by reading `pg_locks`, `pg_class.relfilenode` and `pg_stat_user_tables` around each
//! statement; the modes and what they conflict with are PostgreSQL manual, section 13.3.1.

pub use super::lock::Lock;

/// What a statement does to rows that exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Work {
    /// Only the catalog changes.
    #[default]
    Catalog,
    /// Every row is read under the lock.
    Scan,
    /// Every row is read and an index is built.
    IndexBuild,
    /// Every row and every index is written again.
    Rewrite,
}

/// A kind of statement a plan may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// CREATE TABLE without foreign keys to tables that exist.
    CreateTable,
    /// CREATE TABLE ... PARTITION OF, CREATE TABLE ... INHERITS.
    CreatePartition,
    /// DROP TABLE.
    DropTable,
    /// ALTER TABLE ... RENAME TO, RENAME COLUMN, RENAME CONSTRAINT, SET SCHEMA.
    Rename,
    /// ALTER INDEX ... RENAME TO.
    RenameIndex,
    /// ADD COLUMN without a default, or with a constant or stable one.
    AddColumn,
    /// ADD COLUMN whose value is computed for each row: volatile default, identity, generated.
    AddColumnRewrite,
    /// DROP COLUMN.
    DropColumn,
    /// SET DEFAULT, DROP DEFAULT, identity and generation properties.
    ColumnDefault,
    /// SET STATISTICS, attribute options.
    ColumnStatistics,
    /// SET STORAGE, SET COMPRESSION.
    ColumnStorage,
    /// SET NOT NULL without a check that proves it.
    SetNotNull,
    /// SET NOT NULL proved by a valid check.
    SetNotNullProved,
    /// DROP NOT NULL.
    DropNotNull,
    /// ALTER COLUMN ... TYPE that changes the catalog only.
    TypeCatalog,
    /// ALTER COLUMN ... TYPE that builds the column's indexes again.
    TypeIndexes,
    /// ALTER COLUMN ... TYPE that writes the table again.
    TypeRewrite,
    /// ADD CHECK, validated at once.
    AddCheck,
    /// ADD CHECK ... NOT VALID.
    AddCheckNotValid,
    /// ADD FOREIGN KEY, validated at once. The other table is the referenced one.
    AddForeignKey,
    /// ADD FOREIGN KEY ... NOT VALID.
    AddForeignKeyNotValid,
    /// VALIDATE CONSTRAINT of a check.
    ValidateCheck,
    /// VALIDATE CONSTRAINT of a foreign key.
    ValidateForeignKey,
    /// ADD PRIMARY KEY or UNIQUE or EXCLUDE.
    AddKey,
    /// ADD PRIMARY KEY or UNIQUE USING INDEX.
    AddKeyUsingIndex,
    /// DROP CONSTRAINT of a check, key or exclusion.
    DropConstraint,
    /// DROP CONSTRAINT of a foreign key.
    DropForeignKey,
    /// ALTER CONSTRAINT (deferrability of a foreign key).
    AlterConstraint,
    /// CREATE INDEX.
    CreateIndex,
    /// CREATE INDEX CONCURRENTLY.
    CreateIndexConcurrently,
    /// DROP INDEX.
    DropIndex,
    /// DROP INDEX CONCURRENTLY.
    DropIndexConcurrently,
    /// ALTER INDEX ... ATTACH PARTITION.
    AttachIndex,
    /// SET of index or table storage parameters.
    StorageParameters,
    /// ENABLE, DISABLE, FORCE ROW LEVEL SECURITY.
    RowSecurity,
    /// CREATE, ALTER, DROP POLICY.
    Policy,
    /// CREATE TRIGGER, ENABLE or DISABLE TRIGGER.
    CreateTrigger,
    /// DROP TRIGGER.
    DropTrigger,
    /// COMMENT ON a table or a part of one.
    Comment,
    /// GRANT, REVOKE.
    Grant,
    /// SET LOGGED, SET UNLOGGED, SET TABLESPACE, SET ACCESS METHOD.
    Persistence,
    /// INHERIT, NO INHERIT, REPLICA IDENTITY, CLUSTER ON, OWNED BY.
    TableProperty,
    /// ATTACH PARTITION. The other table is the partitioned one.
    AttachPartition,
    /// DETACH PARTITION. The other table is the partitioned one.
    DetachPartition,
    /// ALTER TYPE ... ADD VALUE.
    AddEnumValue,
    /// ALTER TYPE ... RENAME VALUE, comments and other changes of a type's catalog rows.
    AlterType,
    /// A new type put in the place of an old one, columns rewritten.
    SwapType,
    /// A change of a domain that checks the columns of that domain.
    CheckDomain,
    /// CREATE or DROP of what is no table: schemas, types, sequences, functions, extensions, roles, statistics.
    NoTable,
    /// CREATE VIEW.
    CreateView,
    /// DROP VIEW.
    DropView,
    /// CREATE STATISTICS.
    CreateStatistics,
    /// UPDATE in batches, each committed.
    Backfill,
    /// SELECT that looks for what would stop the plan.
    Look,
    /// UPDATE of all rows in one statement.
    Update,
}

/// What is known of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The operation.
    pub operation: Operation,
    /// Lock on the table.
    pub lock: Lock,
    /// Lock on the other table of the statement (referenced, partitioned), where there is one.
    pub other: Lock,
    /// Work on rows that exist.
    pub work: Work,
    /// Whether it may run inside a transaction.
    pub transactional: bool,
}

const fn fact(operation: Operation, lock: Lock, other: Lock, work: Work) -> Fact {
    Fact {
        operation,
        lock,
        other,
        work,
        transactional: true,
    }
}

const fn alone(operation: Operation, lock: Lock, work: Work) -> Fact {
    Fact {
        operation,
        lock,
        other: Lock::None,
        work,
        transactional: false,
    }
}

use Lock::{AccessExclusive, AccessShare, RowExclusive, RowShare, Share};
use Lock::{ShareRowExclusive, ShareUpdateExclusive};
use Work::{Catalog, IndexBuild, Rewrite, Scan};

/// The table of facts, one row an operation.
pub const FACTS: &[Fact] = &[
    fact(Operation::CreateTable, Lock::None, Lock::None, Catalog),
    fact(
        Operation::CreatePartition,
        Lock::None,
        AccessExclusive,
        Catalog,
    ),
    fact(
        Operation::DropTable,
        AccessExclusive,
        AccessExclusive,
        Catalog,
    ),
    fact(Operation::Rename, AccessExclusive, Lock::None, Catalog),
    fact(Operation::RenameIndex, Lock::None, Lock::None, Catalog),
    fact(Operation::AddColumn, AccessExclusive, Lock::None, Catalog),
    fact(
        Operation::AddColumnRewrite,
        AccessExclusive,
        Lock::None,
        Rewrite,
    ),
    fact(Operation::DropColumn, AccessExclusive, Lock::None, Catalog),
    fact(
        Operation::ColumnDefault,
        AccessExclusive,
        Lock::None,
        Catalog,
    ),
    fact(
        Operation::ColumnStatistics,
        ShareUpdateExclusive,
        Lock::None,
        Catalog,
    ),
    fact(
        Operation::ColumnStorage,
        AccessExclusive,
        Lock::None,
        Catalog,
    ),
    fact(Operation::SetNotNull, AccessExclusive, Lock::None, Scan),
    fact(
        Operation::SetNotNullProved,
        AccessExclusive,
        Lock::None,
        Catalog,
    ),
    fact(Operation::DropNotNull, AccessExclusive, Lock::None, Catalog),
    fact(Operation::TypeCatalog, AccessExclusive, Lock::None, Catalog),
    fact(
        Operation::TypeIndexes,
        AccessExclusive,
        Lock::None,
        IndexBuild,
    ),
    fact(Operation::TypeRewrite, AccessExclusive, Lock::None, Rewrite),
    fact(Operation::AddCheck, AccessExclusive, Lock::None, Scan),
    fact(
        Operation::AddCheckNotValid,
        AccessExclusive,
        Lock::None,
        Catalog,
    ),
    fact(
        Operation::AddForeignKey,
        ShareRowExclusive,
        ShareRowExclusive,
        Scan,
    ),
    fact(
        Operation::AddForeignKeyNotValid,
        ShareRowExclusive,
        ShareRowExclusive,
        Catalog,
    ),
    fact(
        Operation::ValidateCheck,
        ShareUpdateExclusive,
        Lock::None,
        Scan,
    ),
    fact(
        Operation::ValidateForeignKey,
        ShareUpdateExclusive,
        RowShare,
        Scan,
    ),
    fact(Operation::AddKey, AccessExclusive, Lock::None, IndexBuild),
    fact(
        Operation::AddKeyUsingIndex,
        AccessExclusive,
        Lock::None,
        Catalog,
    ),
    fact(
        Operation::DropConstraint,
        AccessExclusive,
        Lock::None,
        Catalog,
    ),
    fact(
        Operation::DropForeignKey,
        AccessExclusive,
        AccessExclusive,
        Catalog,
    ),
    fact(
        Operation::AlterConstraint,
        AccessExclusive,
        AccessExclusive,
        Catalog,
    ),
    fact(Operation::CreateIndex, Share, Lock::None, IndexBuild),
    alone(
        Operation::CreateIndexConcurrently,
        ShareUpdateExclusive,
        IndexBuild,
    ),
    fact(Operation::DropIndex, AccessExclusive, Lock::None, Catalog),
    alone(
        Operation::DropIndexConcurrently,
        ShareUpdateExclusive,
        Catalog,
    ),
    fact(Operation::AttachIndex, AccessShare, AccessShare, Catalog),
    fact(
        Operation::StorageParameters,
        ShareUpdateExclusive,
        Lock::None,
        Catalog,
    ),
    fact(Operation::RowSecurity, AccessExclusive, Lock::None, Catalog),
    fact(Operation::Policy, AccessExclusive, Lock::None, Catalog),
    fact(
        Operation::CreateTrigger,
        ShareRowExclusive,
        Lock::None,
        Catalog,
    ),
    fact(Operation::DropTrigger, AccessExclusive, Lock::None, Catalog),
    fact(
        Operation::Comment,
        ShareUpdateExclusive,
        Lock::None,
        Catalog,
    ),
    fact(Operation::Grant, Lock::None, Lock::None, Catalog),
    fact(Operation::Persistence, AccessExclusive, Lock::None, Rewrite),
    fact(
        Operation::TableProperty,
        AccessExclusive,
        Lock::None,
        Catalog,
    ),
    fact(
        Operation::AttachPartition,
        AccessExclusive,
        ShareUpdateExclusive,
        Scan,
    ),
    fact(
        Operation::DetachPartition,
        AccessExclusive,
        AccessExclusive,
        Catalog,
    ),
    fact(Operation::AddEnumValue, Lock::None, Lock::None, Catalog),
    fact(Operation::AlterType, Lock::None, Lock::None, Catalog),
    fact(Operation::SwapType, AccessExclusive, Lock::None, Rewrite),
    fact(Operation::CheckDomain, Share, Lock::None, Scan),
    fact(Operation::NoTable, Lock::None, Lock::None, Catalog),
    fact(Operation::CreateView, AccessShare, Lock::None, Catalog),
    fact(Operation::DropView, Lock::None, Lock::None, Catalog),
    fact(
        Operation::CreateStatistics,
        ShareUpdateExclusive,
        Lock::None,
        Catalog,
    ),
    alone(Operation::Backfill, RowExclusive, Scan),
    fact(Operation::Look, AccessShare, Lock::None, Scan),
    fact(Operation::Update, RowExclusive, Lock::None, Scan),
];

impl Operation {
    /// The facts of this operation.
    pub fn fact(self) -> Fact {
        let strongest = fact(self, AccessExclusive, AccessExclusive, Rewrite);
        FACTS
            .iter()
            .copied()
            .find(|one| one.operation == self)
            .unwrap_or(strongest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_one_row() {
        let mut seen = std::collections::BTreeSet::new();
        for fact in FACTS {
            assert!(seen.insert(fact.operation), "{:?} twice", fact.operation);
        }
        // The last variant's number is one less than the number of variants.
        assert_eq!(FACTS.len(), Operation::Update as usize + 1);
    }
}
