//! The kinds of statements a plan may hold. What each locks and costs stands in [`super::facts`].

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
    /// CREATE TABLE ... PARTITION OF. The other table is the partitioned one.
    CreatePartition,
    /// CREATE TABLE ... INHERITS. The other table is the parent.
    CreateChild,
    /// DROP TABLE. The other table is the one it is a partition of.
    DropTable,
    /// ALTER TABLE ... RENAME TO, SET SCHEMA, RENAME CONSTRAINT of a key; ALTER TRIGGER, ALTER POLICY ... RENAME TO.
    Rename,
    /// ALTER TABLE ... RENAME COLUMN, RENAME CONSTRAINT of a check.
    RenameColumn,
    /// ALTER INDEX ... RENAME TO.
    RenameIndex,
    /// ADD COLUMN without a default, or with a constant or stable one.
    AddColumn,
    /// ADD COLUMN that rows are looked through for: NOT NULL without a default, or with a check.
    AddColumnChecked,
    /// ADD COLUMN whose value is computed for each row: volatile default, identity, generated, a domain that checks.
    AddColumnRewrite,
    /// DROP COLUMN.
    DropColumn,
    /// SET DEFAULT, DROP DEFAULT.
    ColumnDefault,
    /// ADD GENERATED, SET GENERATED, DROP IDENTITY and options of an identity.
    ColumnIdentity,
    /// ALTER COLUMN ... SET STATISTICS.
    ColumnStatistics,
    /// ALTER COLUMN ... SET (...) of attribute options.
    ColumnOptions,
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
    /// ADD UNIQUE or EXCLUDE.
    AddKey,
    /// ADD PRIMARY KEY.
    AddPrimaryKey,
    /// ALTER TABLE ONLY ... ADD PRIMARY KEY or UNIQUE of a partitioned table, whose partitions get theirs apart.
    AddKeyOnly,
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
    /// CREATE INDEX ... ON ONLY a partitioned table.
    CreateIndexOnly,
    /// CREATE INDEX CONCURRENTLY.
    CreateIndexConcurrently,
    /// DROP INDEX. The other relation is its table.
    DropIndex,
    /// DROP INDEX CONCURRENTLY. The other relation is its table.
    DropIndexConcurrently,
    /// ALTER INDEX ... ATTACH PARTITION: the index of the partitioned table, and as the other one that of the partition.
    AttachIndex,
    /// ALTER INDEX ... SET (...), on the index.
    IndexParameters,
    /// ALTER TABLE ... SET (...) of storage parameters.
    StorageParameters,
    /// ENABLE, DISABLE, FORCE ROW LEVEL SECURITY.
    RowSecurity,
    /// CREATE, ALTER, DROP POLICY.
    Policy,
    /// CREATE TRIGGER.
    CreateTrigger,
    /// ENABLE or DISABLE TRIGGER.
    TriggerState,
    /// DROP TRIGGER.
    DropTrigger,
    /// COMMENT ON a relation or a column.
    Comment,
    /// COMMENT ON a constraint, trigger or policy, on their table.
    CommentPart,
    /// GRANT, REVOKE.
    Grant,
    /// SET LOGGED, SET UNLOGGED, SET TABLESPACE, SET ACCESS METHOD.
    Persistence,
    /// REPLICA IDENTITY, OWNER TO, the state of a rule.
    TableProperty,
    /// CLUSTER ON, SET WITHOUT CLUSTER.
    ClusterOn,
    /// INHERIT. The other table is the parent.
    Inherit,
    /// NO INHERIT. The other table is the parent.
    NoInherit,
    /// ATTACH PARTITION. The other table is the partitioned one.
    AttachPartition,
    /// DETACH PARTITION. The other table is the partitioned one.
    DetachPartition,
    /// DETACH PARTITION CONCURRENTLY. The other table is the partitioned one.
    DetachPartitionConcurrently,
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
    /// CREATE VIEW. The other relations are those it reads.
    CreateView,
    /// CREATE MATERIALIZED VIEW. The other relations are those it reads.
    CreateMaterializedView,
    /// CREATE OR REPLACE VIEW over one that stands, ALTER VIEW, REFRESH MATERIALIZED VIEW.
    AlterView,
    /// DROP VIEW.
    DropView,
    /// ALTER SEQUENCE of options, OWNED BY.
    AlterSequence,
    /// ALTER SEQUENCE ... RENAME TO, SET SCHEMA, SET LOGGED.
    RenameSequence,
    /// DROP SEQUENCE.
    DropSequence,
    /// CREATE STATISTICS.
    CreateStatistics,
    /// UPDATE in batches, each committed.
    Backfill,
    /// Any statement on the relations that it only reads.
    Look,
    /// UPDATE of all rows in one statement.
    Update,
}
