//! Why an edit is refused, in the words the page shows.

use thiserror::Error;

use crate::model::OpError;

/// Why an edit is refused. The document is unchanged. The text is a sentence for people (look.md section 8).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// The name is empty.
    #[error("A name is needed.")]
    EmptyName,
    /// The name is longer than PostgreSQL keeps (63 bytes; manual section 4.1.1).
    #[error("`{name}` has {bytes} bytes; PostgreSQL keeps 63.")]
    NameTooLong {
        /// The name.
        name: String,
        /// Its length in bytes.
        bytes: usize,
    },
    /// The name contains the zero character, which PostgreSQL refuses.
    #[error("A name cannot contain the zero character.")]
    NameUnusable,
    /// Another object has the name.
    #[error("{place} already has {kind} `{name}`.")]
    NameTaken {
        /// The name.
        name: String,
        /// What the other object is, with its article (`a table`).
        kind: &'static str,
        /// Where (`Schema public`, `` `users` ``).
        place: String,
    },
    /// The object is gone, for example because another tab or an undo removed it.
    #[error("This {0} does not exist any more.")]
    Missing(&'static str),
    /// The type cannot be read.
    #[error("`{text}` is not a type: {reason}")]
    Type {
        /// What was typed.
        text: String,
        /// Why.
        reason: String,
    },
    /// An expression is empty where one is needed.
    #[error("An expression is needed.")]
    EmptyExpression,
    /// An expression or statement cannot be read.
    #[error("{0}")]
    Expression(String),
    /// A statement cannot be read.
    #[error("Line {line}: {reason}.")]
    Statement {
        /// Line of the fault in what was written, from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// What is pasted makes nothing that can be drawn.
    #[error("There is nothing to paste: no table is made by the text on the clipboard.")]
    NothingToPaste,
    /// What is pasted was copied from a schema of another database.
    #[error(
        "What was copied is written for {copied}, and this document is for {open}. Export it for {open} and bring that file."
    )]
    OtherDialect {
        /// The database it was copied from.
        copied: &'static str,
        /// The open document's.
        open: &'static str,
    },
    /// A definition is of another object than the one it is to replace.
    #[error("The statement makes something else than this object.")]
    OtherObject,
    /// Statements for a view are of another kind, or about something else.
    #[error("Write CREATE INDEX or CREATE TRIGGER statements on this view, with their comments.")]
    NotOfView,
    /// No column is given where at least one is needed.
    #[error("At least one column is needed.")]
    NoColumns,
    /// A column is given twice.
    #[error("`{0}` is given twice.")]
    ColumnTwice(String),
    /// The column or constraint comes from a parent table and is changed there.
    #[error("`{name}` comes from `{parent}`. Change it there.")]
    Inherited {
        /// Its name.
        name: String,
        /// Parent table name.
        parent: String,
    },
    /// The column is part of the partition key, which PostgreSQL does not let go or change.
    #[error("`{0}` is part of the partition key.")]
    PartitionKey(String),
    /// The referenced table has no key that a relationship could use.
    #[error("`{0}` has no primary key. Give it one, then relate to it.")]
    NoKey(String),
    /// The referencing and the referenced columns differ in number.
    #[error("{referencing} columns cannot refer to {referenced}.")]
    ColumnCount {
        /// Number of referencing columns.
        referencing: usize,
        /// Number of referenced columns.
        referenced: usize,
    },
    /// The columns of a relationship cannot be compared.
    #[error("`{from}` is {from_type}, `{to}` is {to_type}.")]
    TypesDiffer {
        /// Referencing column.
        from: String,
        /// Its type.
        from_type: String,
        /// Referenced column.
        to: String,
        /// Its type.
        to_type: String,
    },
    /// Identity needs an integer type (PostgreSQL manual, CREATE TABLE).
    #[error("An identity column is smallint, integer or bigint; `{column}` is {data_type}.")]
    IdentityType {
        /// Column name.
        column: String,
        /// Its type.
        data_type: String,
    },
    /// A column has one of default, identity and generation expression only.
    #[error("`{column}` has {has}. Remove that first.")]
    ValueSource {
        /// Column name.
        column: String,
        /// What it has, with its article.
        has: &'static str,
    },
    /// A primary key column is never null.
    #[error("`{0}` is in the primary key, so it is never null.")]
    PrimaryKeyNull(String),
    /// The type is used by columns.
    #[error("`{name}` is still used by {users} {}: {list}.", if *.users == 1 { "column" } else { "columns" })]
    TypeUsed {
        /// Type name.
        name: String,
        /// Number of columns.
        users: usize,
        /// Some of them, joined by commas.
        list: String,
    },
    /// The type is not an enum.
    #[error("`{0}` is not an enum.")]
    NotEnum(String),
    /// The template needs two tables to join.
    #[error("A junction joins two tables. Choose two.")]
    JunctionTables,
    /// The template needs the table of tenants.
    #[error("No table of tenants is known. Mark one as tenant root, then try again.")]
    NoTenantRoot,
    /// Nothing is selected that the command could work on.
    #[error("Nothing is selected that this could work on.")]
    NothingSelected,
    /// An operation could not be applied.
    #[error(transparent)]
    Operation(#[from] OpError),
}
