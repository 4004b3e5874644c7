//! What each change locks and costs, from the one table of facts that plans use.

use crate::migration::{Lock, Operation, Work, narrows, type_operation};
use crate::model::script::{
    Action, Blocks, Change, Enforces, HeldLock, NewColumn, RowWork, Script,
};
use crate::model::{Column, ColumnId, ConstraintKind, QualifiedName, Schema, Table};
use crate::sql::volatile::is_volatile;

/// Says of each change what it locks among the tables that stood before its file, and what it does to their rows.
pub(super) fn attach(script: &mut Script) {
    for file in &mut script.files {
        let before = file.before.clone();
        for change in file.statements.iter_mut().flat_map(|one| &mut one.changes) {
            facts(change, &before);
        }
    }
}

fn facts(change: &mut Change, before: &Schema) {
    if let Some((old, new)) = types(change) {
        change.narrows = narrows(&old.data_type, &new.data_type);
    }
    for (operation, other) in operations(change) {
        let fact = operation.fact();
        if change.existed
            && let Some(table) = change.table.clone()
        {
            hold(change, table, fact.lock);
            change.work = change.work.max(work(fact.work));
        }
        if let Some(other) = other
            && before
                .table_named(other.schema_or_public(), &other.name)
                .is_some()
        {
            hold(change, other, fact.other);
        }
    }
}

fn hold(change: &mut Change, table: QualifiedName, lock: Lock) {
    if lock == Lock::None {
        return;
    }
    change.locks.push(HeldLock {
        table,
        lock: lock.name(),
        blocks: match lock {
            Lock::AccessExclusive => Blocks::Everything,
            Lock::Share | Lock::ShareRowExclusive | Lock::Exclusive => Blocks::Writes,
            _ => Blocks::Nothing,
        },
    });
}

fn work(work: Work) -> RowWork {
    match work {
        Work::Catalog => RowWork::None,
        Work::Scan => RowWork::Reads,
        Work::IndexBuild => RowWork::Indexes,
        Work::Rewrite => RowWork::Rewrites,
    }
}

/// The operations a change is made of, each with the other table it concerns.
fn operations(change: &Change) -> Vec<(Operation, Option<QualifiedName>)> {
    let one = |operation| vec![(operation, None)];
    match &change.action {
        Action::CreateTable {
            partition_of,
            references,
            ..
        } => {
            let parent = partition_of.iter().cloned();
            let mut all: Vec<_> = parent
                .map(|parent| (Operation::CreatePartition, Some(parent)))
                .collect();
            let targets = references.iter().cloned();
            all.extend(targets.map(|target| (Operation::AddForeignKeyNotValid, Some(target))));
            all
        }
        Action::DropTable => one(Operation::DropTable),
        Action::AddColumn(new) => add_column(new),
        Action::DropColumn(_) => one(Operation::DropColumn),
        Action::SetNotNull(column) => one(set_not_null(change.before.as_deref(), column)),
        Action::DropNotNull(_) => one(Operation::DropNotNull),
        Action::Default(_) => one(Operation::ColumnDefault),
        Action::ColumnProperty(_) => one(Operation::ColumnStatistics),
        Action::Type { .. } => one(types(change).map_or(Operation::TypeRewrite, |(old, new)| {
            type_operation(&old, &new)
        })),
        Action::RenameColumn { .. } | Action::RenameTable(_) | Action::RenameConstraint => {
            one(Operation::Rename)
        }
        Action::AddConstraint(new) => match &new.shape {
            Enforces::Key { .. } if new.only => one(Operation::AddKeyOnly),
            Enforces::Key { .. } | Enforces::Exclusion => one(Operation::AddKey),
            Enforces::KeyFromIndex { .. } => one(Operation::AddKeyUsingIndex),
            Enforces::Check(_) | Enforces::NotNull(_) if new.validated => one(Operation::AddCheck),
            Enforces::Check(_) | Enforces::NotNull(_) => one(Operation::AddCheckNotValid),
            Enforces::ForeignKey { target, .. } if new.validated => {
                vec![(Operation::AddForeignKey, Some(target.clone()))]
            }
            Enforces::ForeignKey { target, .. } => {
                vec![(Operation::AddForeignKeyNotValid, Some(target.clone()))]
            }
        },
        Action::DropConstraint { kind, .. } => one(match kind {
            Some(ConstraintKind::ForeignKey(_)) => Operation::DropForeignKey,
            _ => Operation::DropConstraint,
        }),
        Action::ValidateConstraint(_) => one(Operation::ValidateCheck),
        Action::AlterConstraint => one(Operation::AlterConstraint),
        Action::Attach(_) => vec![(Operation::AttachPartition, change.table.clone())],
        // CONCURRENTLY takes SHARE UPDATE EXCLUSIVE on the partitioned table (manual, ALTER TABLE).
        Action::Detach(_) if change.concurrently => one(Operation::ValidateCheck),
        Action::Detach(_) => one(Operation::DetachPartition),
        Action::RowSecurity { .. } => one(Operation::RowSecurity),
        Action::Rewrite => one(Operation::Persistence),
        Action::TableProperty => one(Operation::StorageParameters),
        Action::CreateIndex(_) if change.concurrently => one(Operation::CreateIndexConcurrently),
        Action::CreateIndex(index) if index.only => one(Operation::CreateIndexOnly),
        Action::CreateIndex(_) => one(Operation::CreateIndex),
        Action::DropIndex(_) if change.concurrently => one(Operation::DropIndexConcurrently),
        Action::DropIndex(_) => one(Operation::DropIndex),
        Action::CreatePolicy | Action::ChangePolicy => one(Operation::Policy),
        Action::CreateTrigger => one(Operation::CreateTrigger),
        Action::DropTrigger => one(Operation::DropTrigger),
        Action::Update(_) | Action::Delete(_) => one(Operation::Update),
        _ => Vec::new(),
    }
}

fn add_column(new: &NewColumn) -> Vec<(Operation, Option<QualifiedName>)> {
    let column = &new.column;
    let rewrites = new.serial
        || new.checked_domain
        || column.identity.is_some()
        || column.generated.as_ref().is_some_and(|one| one.stored)
        || column.default.as_deref().is_some_and(is_volatile);
    let mut all = vec![(
        if rewrites {
            Operation::AddColumnRewrite
        } else {
            Operation::AddColumn
        },
        None,
    )];
    for constraint in &new.constraints {
        match &constraint.shape {
            Enforces::Check(_) => all.push((Operation::AddCheck, None)),
            Enforces::Key { .. } => all.push((Operation::AddKey, None)),
            Enforces::ForeignKey { target, .. } => {
                all.push((Operation::AddForeignKeyNotValid, Some(target.clone())));
            }
            _ => {}
        }
    }
    all
}

/// SET NOT NULL reads the rows unless a valid check says it already.
fn set_not_null(before: Option<&Table>, column: &str) -> Operation {
    let wanted = crate::diff::text::normal(&format!("{column} IS NOT NULL"));
    let proved = before.is_some_and(|table| {
        table.constraints.iter().any(|constraint| {
            constraint.validated
                && matches!(&constraint.kind, ConstraintKind::Check(check)
                    if crate::diff::text::normal(&check.expression) == wanted)
        })
    });
    if proved {
        Operation::SetNotNullProved
    } else {
        Operation::SetNotNull
    }
}

/// The column before and after a change of its type.
fn types(change: &Change) -> Option<(Column, Column)> {
    let Action::Type { column, data_type } = &change.action else {
        return None;
    };
    let old = change.before.as_ref()?.column_named(column)?.clone();
    let mut new = Column::new(ColumnId(0), column, data_type.clone());
    new.collation.clone_from(&old.collation);
    Some((old, new))
}
