//! What each kind of statement locks and costs, as one table of facts.
//!
//! Every row is measured by `tests/postgres/locks.rs` on the installed server: the lock by `pg_locks`, a rewrite by
//! `pg_class.relfilenode`, a scan by `pg_stat_xact_user_tables`. The modes and what they conflict with are PostgreSQL manual,
//! section 13.3.1; the versions are those of the release notes.

use super::locks::Lock::{self, AccessExclusive, AccessShare, None, RowExclusive, RowShare, Share};
use super::locks::Lock::{ShareRowExclusive, ShareUpdateExclusive};
use super::locks::Operation as Op;
use super::locks::Work::{self, Catalog, IndexBuild, Rewrite, Scan};

/// How far the lock on a table reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The table alone.
    Alone,
    /// The partitions of a partitioned table too.
    Partitions,
    /// Partitions and tables that inherit from it too.
    Children,
}

use Reach::{Alone, Children, Partitions};

/// What is known of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The operation.
    pub operation: Op,
    /// Lock on the relation that the statement names first.
    pub lock: Lock,
    /// Lock on the other relation of the statement (referenced, partitioned, inherited), where there is one.
    pub other: Lock,
    /// Work on rows that exist.
    pub work: Work,
    /// What the first lock reaches.
    pub reach: Reach,
    /// Whether it may run inside a transaction.
    pub transactional: bool,
    /// The first major version that has the statement; 14 is the oldest that Cadastre writes for.
    pub since: u16,
}

const fn fact(operation: Op, lock: Lock, other: Lock, work: Work, reach: Reach) -> Fact {
    Fact {
        operation,
        lock,
        other,
        work,
        reach,
        transactional: true,
        since: 14,
    }
}

const fn alone(operation: Op, lock: Lock, other: Lock, work: Work) -> Fact {
    Fact {
        transactional: false,
        ..fact(operation, lock, other, work, Alone)
    }
}

/// The table of facts, one row an operation.
#[rustfmt::skip]
pub const FACTS: &[Fact] = &[
    fact(Op::CreateTable, None, None, Catalog, Alone),
    fact(Op::CreatePartition, None, AccessExclusive, Catalog, Alone),
    fact(Op::CreateChild, None, ShareUpdateExclusive, Catalog, Alone),
    fact(Op::DropTable, AccessExclusive, AccessExclusive, Catalog, Partitions),
    fact(Op::Rename, AccessExclusive, None, Catalog, Alone),
    fact(Op::RenameColumn, AccessExclusive, None, Catalog, Children),
    fact(Op::RenameIndex, ShareUpdateExclusive, None, Catalog, Alone),
    fact(Op::AddColumn, AccessExclusive, None, Catalog, Children),
    fact(Op::AddColumnChecked, AccessExclusive, None, Scan, Children),
    fact(Op::AddColumnRewrite, AccessExclusive, None, Rewrite, Children),
    fact(Op::DropColumn, AccessExclusive, None, Catalog, Children),
    fact(Op::ColumnDefault, AccessExclusive, None, Catalog, Children),
    fact(Op::ColumnIdentity, AccessExclusive, None, Catalog, Alone),
    fact(Op::ColumnStatistics, ShareUpdateExclusive, None, Catalog, Children),
    fact(Op::ColumnOptions, ShareUpdateExclusive, None, Catalog, Alone),
    fact(Op::ColumnStorage, AccessExclusive, None, Catalog, Children),
    fact(Op::SetNotNull, AccessExclusive, None, Scan, Children),
    fact(Op::SetNotNullProved, AccessExclusive, None, Catalog, Children),
    fact(Op::DropNotNull, AccessExclusive, None, Catalog, Children),
    fact(Op::TypeCatalog, AccessExclusive, None, Catalog, Children),
    fact(Op::TypeIndexes, AccessExclusive, None, IndexBuild, Children),
    fact(Op::TypeRewrite, AccessExclusive, None, Rewrite, Children),
    fact(Op::AddCheck, AccessExclusive, None, Scan, Children),
    fact(Op::AddCheckNotValid, AccessExclusive, None, Catalog, Children),
    fact(Op::AddForeignKey, ShareRowExclusive, ShareRowExclusive, Scan, Partitions),
    fact(Op::AddForeignKeyNotValid, ShareRowExclusive, ShareRowExclusive, Catalog, Partitions),
    fact(Op::ValidateCheck, ShareUpdateExclusive, None, Scan, Children),
    fact(Op::ValidateForeignKey, ShareUpdateExclusive, RowShare, Scan, Partitions),
    fact(Op::AddKey, AccessExclusive, None, IndexBuild, Alone),
    fact(Op::AddPrimaryKey, AccessExclusive, None, IndexBuild, Children),
    fact(Op::AddKeyOnly, AccessExclusive, None, Catalog, Alone),
    fact(Op::AddKeyUsingIndex, AccessExclusive, None, Catalog, Alone),
    fact(Op::DropConstraint, AccessExclusive, None, Catalog, Children),
    fact(Op::DropForeignKey, AccessExclusive, AccessExclusive, Catalog, Partitions),
    fact(Op::AlterConstraint, AccessExclusive, None, Catalog, Partitions),
    fact(Op::CreateIndex, Share, None, IndexBuild, Partitions),
    fact(Op::CreateIndexOnly, Share, None, Catalog, Alone),
    alone(Op::CreateIndexConcurrently, ShareUpdateExclusive, None, IndexBuild),
    fact(Op::DropIndex, AccessExclusive, AccessExclusive, Catalog, Alone),
    alone(Op::DropIndexConcurrently, ShareUpdateExclusive, ShareUpdateExclusive, Catalog),
    fact(Op::AttachIndex, ShareUpdateExclusive, AccessExclusive, Catalog, Alone),
    fact(Op::IndexParameters, ShareUpdateExclusive, None, Catalog, Alone),
    fact(Op::StorageParameters, ShareUpdateExclusive, None, Catalog, Alone),
    fact(Op::RowSecurity, AccessExclusive, None, Catalog, Alone),
    fact(Op::Policy, AccessExclusive, None, Catalog, Alone),
    fact(Op::CreateTrigger, ShareRowExclusive, None, Catalog, Partitions),
    fact(Op::TriggerState, ShareRowExclusive, None, Catalog, Partitions),
    fact(Op::DropTrigger, AccessExclusive, None, Catalog, Partitions),
    fact(Op::Comment, ShareUpdateExclusive, None, Catalog, Alone),
    fact(Op::CommentPart, AccessShare, None, Catalog, Alone),
    fact(Op::Grant, None, None, Catalog, Alone),
    fact(Op::Persistence, AccessExclusive, None, Rewrite, Alone),
    fact(Op::TableProperty, AccessExclusive, None, Catalog, Alone),
    fact(Op::ClusterOn, ShareUpdateExclusive, None, Catalog, Alone),
    fact(Op::Inherit, AccessExclusive, ShareUpdateExclusive, Catalog, Alone),
    fact(Op::NoInherit, AccessExclusive, AccessShare, Catalog, Alone),
    fact(Op::AttachPartition, AccessExclusive, ShareUpdateExclusive, Scan, Partitions),
    fact(Op::DetachPartition, AccessExclusive, AccessExclusive, Catalog, Alone),
    alone(Op::DetachPartitionConcurrently, AccessExclusive, ShareUpdateExclusive, Catalog),
    fact(Op::AddEnumValue, None, None, Catalog, Alone),
    fact(Op::AlterType, None, None, Catalog, Alone),
    fact(Op::SwapType, AccessExclusive, None, Rewrite, Children),
    fact(Op::CheckDomain, Share, None, Scan, Children),
    fact(Op::NoTable, None, None, Catalog, Alone),
    fact(Op::CreateView, None, AccessShare, Catalog, Alone),
    fact(Op::CreateMaterializedView, None, AccessShare, Scan, Alone),
    fact(Op::AlterView, AccessExclusive, None, Catalog, Alone),
    fact(Op::DropView, AccessExclusive, None, Catalog, Alone),
    fact(Op::AlterSequence, ShareRowExclusive, AccessShare, Catalog, Alone),
    fact(Op::RenameSequence, AccessExclusive, None, Catalog, Alone),
    fact(Op::DropSequence, AccessExclusive, None, Catalog, Alone),
    fact(Op::CreateStatistics, ShareUpdateExclusive, None, Catalog, Alone),
    alone(Op::Backfill, RowExclusive, None, Scan),
    fact(Op::Look, AccessShare, None, Scan, Children),
    fact(Op::Update, RowExclusive, None, Scan, Partitions),
];

impl Op {
    /// The facts of this operation.
    pub fn fact(self) -> Fact {
        let strongest = fact(self, AccessExclusive, AccessExclusive, Rewrite, Children);
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
        assert_eq!(FACTS.len(), Op::Update as usize + 1);
    }
}
