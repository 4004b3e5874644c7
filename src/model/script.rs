//! Migration files as data: what each statement does, to which table, and how the table stood before. The importer reads it
//! from text; the rules of the group migration safety judge it, whoever wrote it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Column, ConstraintKind, DataType, QualifiedName, Schema, Table};

/// Migration files in the order in which they run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The files.
    pub files: Vec<ScriptFile>,
    /// The schema after the last file.
    pub after: Arc<Schema>,
    /// Rows of tables where known, by the table's name for people.
    pub rows: BTreeMap<String, u64>,
    /// Whether the files make the schema and are no migrations: then only how they are written is judged.
    pub of_schema: bool,
    /// Whether a program wrote the files, so that what only authors can say (names, headers) is not asked of them.
    pub planned: bool,
    /// Hashes of the files as they were when they were applied, by name, where a lock file tells them.
    pub recorded: BTreeMap<String, String>,
    /// What the file of the whole schema (`init.sql`) says otherwise than the files, one phrase each; `None` without that file.
    pub drift: Option<Vec<String>>,
}

impl Script {
    /// The rows a table has, where known.
    pub fn rows(&self, table: &QualifiedName) -> Option<u64> {
        self.rows.get(&table.to_string()).copied()
    }
}

/// One file that leads up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScriptFile {
    /// Path within the folder.
    pub name: String,
    /// The comment before the first statement, without its signs.
    pub header: String,
    /// The statements in order.
    pub statements: Vec<Statement>,
    /// Whether it is new: what is not was applied long ago, and only says what the others start from.
    pub judged: bool,
    /// SHA-256 of its text, in hexadecimal, as the list of hashes holds it.
    pub hash: String,
    /// The way back, where there is one.
    pub down: Option<Down>,
    /// The schema before it.
    pub before: Arc<Schema>,
}

/// The file that leads back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Down {
    /// Path within the folder.
    pub name: String,
    /// What differs from the schema before, after going up and down, one phrase each (`column t.b is still there`).
    pub left_over: Vec<String>,
    /// Whether it holds a statement.
    pub runs: bool,
    /// Its comments, which may say why there is no way back.
    pub comments: String,
}

/// One statement of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// Its text, without the final semicolon.
    pub text: String,
    /// Line of its first character, from 1.
    pub line: u32,
    /// Column of its first character, from 1.
    pub column: u32,
    /// Which transaction of the file it runs in, from 1; `None`: in its own.
    pub transaction: Option<usize>,
    /// What it does, in order; several for ALTER TABLE with several actions and for DO blocks.
    pub changes: Vec<Change>,
    /// Why it cannot be read or has no effect here; empty for most.
    pub fault: String,
}

/// What a lock keeps others from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blocks {
    /// Neither reads nor writes.
    #[default]
    Nothing,
    /// Writes.
    Writes,
    /// Reads and writes.
    Everything,
}

/// What a change does to the rows that exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowWork {
    /// Nothing.
    #[default]
    None,
    /// Reads all of them.
    Reads,
    /// Builds an index over them.
    Indexes,
    /// Writes them all again.
    Rewrites,
}

/// A lock on a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldLock {
    /// The table.
    pub table: QualifiedName,
    /// PostgreSQL's name of the lock.
    pub lock: &'static str,
    /// What it keeps others from.
    pub blocks: Blocks,
}

/// One thing a statement does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub action: Action,
    /// The table or other relation it is done to; for a new index its table.
    pub table: Option<QualifiedName>,
    /// The table as it stood before the statement, where it stood.
    pub before: Option<Arc<Table>>,
    /// Whether the table stood before the file.
    pub existed: bool,
    /// Whether it may run twice: IF [NOT] EXISTS, OR REPLACE, or inside a block that looks first.
    pub guarded: bool,
    /// CASCADE.
    pub cascade: bool,
    /// CONCURRENTLY.
    pub concurrently: bool,
    /// Locks on tables that stood before the file.
    pub locks: Vec<HeldLock>,
    /// What it does to rows that exist, under its lock.
    pub work: RowWork,
    /// Whether values may not fit afterwards (a type that narrows).
    pub narrows: bool,
    /// What its foreign keys reference in other schemas than its own.
    pub crossing: Vec<Crossing>,
}

/// A reference to a table of another schema, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// The table.
    pub table: QualifiedName,
    /// Whether its schema was written, and not found through search_path.
    pub qualified: bool,
}

/// What a statement does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Action {
    /// Nothing that the rules ask for.
    #[default]
    Other,
    /// CREATE TABLE.
    CreateTable {
        /// Of which table it is a partition.
        partition_of: Option<QualifiedName>,
        /// Tables its foreign keys reference.
        references: Vec<QualifiedName>,
        /// It ends with the session.
        temporary: bool,
    },
    /// DROP TABLE.
    DropTable,
    /// ADD COLUMN.
    AddColumn(Box<NewColumn>),
    /// DROP COLUMN.
    DropColumn(String),
    /// SET NOT NULL.
    SetNotNull(String),
    /// DROP NOT NULL.
    DropNotNull(String),
    /// SET DEFAULT, DROP DEFAULT.
    Default(String),
    /// ALTER COLUMN ... TYPE.
    Type {
        /// Column.
        column: String,
        /// New type.
        data_type: DataType,
    },
    /// Identity, generation, statistics and storage of a column.
    ColumnProperty(String),
    /// RENAME COLUMN.
    RenameColumn {
        /// Old name.
        from: String,
        /// New name.
        to: String,
    },
    /// RENAME TO of a table, SET SCHEMA.
    RenameTable(String),
    /// RENAME CONSTRAINT.
    RenameConstraint,
    /// ADD CONSTRAINT.
    AddConstraint(NewConstraint),
    /// DROP CONSTRAINT, with what it was where known.
    DropConstraint {
        /// Name.
        name: String,
        /// What it enforced.
        kind: Option<ConstraintKind>,
    },
    /// VALIDATE CONSTRAINT.
    ValidateConstraint(String),
    /// ALTER CONSTRAINT.
    AlterConstraint,
    /// ATTACH PARTITION of this table.
    Attach(QualifiedName),
    /// DETACH PARTITION of this table.
    Detach(QualifiedName),
    /// ENABLE, DISABLE (`enabled`) or FORCE, NO FORCE (`forced`) ROW LEVEL SECURITY.
    RowSecurity {
        /// ENABLE or DISABLE.
        enabled: Option<bool>,
        /// FORCE or NO FORCE.
        forced: Option<bool>,
    },
    /// SET LOGGED, UNLOGGED, TABLESPACE, ACCESS METHOD: the table is written again.
    Rewrite,
    /// Storage parameters, replica identity, inheritance, triggers on or off.
    TableProperty,
    /// CREATE INDEX.
    CreateIndex(NewIndex),
    /// DROP INDEX.
    DropIndex(QualifiedName),
    /// ALTER INDEX ... RENAME TO.
    RenameIndex {
        /// Old name.
        from: String,
        /// New name.
        to: String,
    },
    /// CREATE TYPE.
    CreateType(QualifiedName),
    /// DROP TYPE.
    DropType(QualifiedName),
    /// ALTER TYPE ... ADD VALUE.
    AddValue {
        /// The enum.
        of: QualifiedName,
        /// The value.
        value: String,
    },
    /// ALTER TYPE ... RENAME VALUE.
    RenameValue {
        /// The enum.
        of: QualifiedName,
        /// The value.
        value: String,
    },
    /// CREATE POLICY.
    CreatePolicy,
    /// ALTER or DROP POLICY.
    ChangePolicy,
    /// CREATE TRIGGER.
    CreateTrigger,
    /// DROP TRIGGER.
    DropTrigger,
    /// CREATE EXTENSION.
    CreateExtension(String),
    /// CREATE SCHEMA.
    CreateSchema,
    /// DROP SCHEMA.
    DropSchema(String),
    /// ALTER SCHEMA ... RENAME TO.
    RenameSchema(String),
    /// CREATE VIEW, FUNCTION and other objects beside tables, by kind in words.
    CreateObject(&'static str),
    /// DROP of an object beside tables.
    DropObject(&'static str),
    /// COMMENT ON, with its text.
    Comment(String),
    /// INSERT, by its table.
    Insert,
    /// UPDATE.
    Update(RowChange),
    /// DELETE.
    Delete(RowChange),
    /// TRUNCATE.
    Truncate,
    /// SELECT and what else only reads.
    Query,
    /// BEGIN, START TRANSACTION.
    Begin,
    /// COMMIT, END.
    Commit,
    /// ROLLBACK.
    Rollback,
    /// SET of a setting, by its name in lower case.
    Set(String),
    /// VACUUM FULL, CLUSTER, REINDEX, REFRESH, DROP DATABASE, by the words.
    Maintenance(&'static str),
    /// A DO block; what it holds follows where it can be told.
    Block {
        /// It goes round in a loop.
        loops: bool,
    },
}

/// A column to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewColumn {
    /// The column; its id says nothing.
    pub column: Column,
    /// `serial` and its kin.
    pub serial: bool,
    /// Its type is a domain with a check or NOT NULL.
    pub checked_domain: bool,
    /// The constraints beside it.
    pub constraints: Vec<NewConstraint>,
}

/// A constraint to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConstraint {
    /// Name, where given.
    pub name: Option<String>,
    /// What it enforces.
    pub shape: Enforces,
    /// False when NOT VALID.
    pub validated: bool,
    /// ALTER TABLE ONLY a partitioned table, whose partitions get theirs apart.
    pub only: bool,
}

/// What a constraint to add enforces, by names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enforces {
    /// PRIMARY KEY or UNIQUE.
    Key {
        /// PRIMARY KEY.
        primary: bool,
        /// Its columns.
        columns: Vec<String>,
    },
    /// PRIMARY KEY or UNIQUE USING INDEX.
    KeyFromIndex {
        /// PRIMARY KEY.
        primary: bool,
        /// The index.
        index: String,
    },
    /// CHECK, by its expression.
    Check(String),
    /// FOREIGN KEY.
    ForeignKey {
        /// Its columns.
        columns: Vec<String>,
        /// The table referenced.
        target: QualifiedName,
    },
    /// EXCLUDE.
    Exclusion,
    /// NOT NULL (PostgreSQL 18).
    NotNull(String),
}

/// An index to make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewIndex {
    /// Name, where given.
    pub name: Option<String>,
    /// UNIQUE.
    pub unique: bool,
    /// ON ONLY.
    pub only: bool,
    /// Its key columns; empty where one is an expression.
    pub columns: Vec<String>,
    /// Condition.
    pub predicate: Option<String>,
}

/// UPDATE or DELETE.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowChange {
    /// Columns that SET names.
    pub columns: Vec<String>,
    /// Whether it has a WHERE.
    pub restricted: bool,
    /// Whether it takes a part of the rows at a time: LIMIT, a range or a list of keys, or inside a loop.
    pub batched: bool,
    /// Whether it takes rows by a value (`key = 'a'`).
    pub picks: bool,
    /// Whether it reads another table (FROM, USING, a query).
    pub joins: bool,
}
