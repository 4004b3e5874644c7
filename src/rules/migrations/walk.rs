//! Walking over migration files: one change at a time, with what stands around it.

use crate::model::script::{Action, Blocks, Change, RowWork, Script, ScriptFile, Statement};
use crate::model::{QualifiedName, Table};
use crate::rules::{Finding, Findings, Place, expression};

/// A table of fewer rows is locked for so short a time that nobody waits (rules.md section 1.4).
const SMALL: u64 = 10_000;

/// One change and where it stands.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub script: &'a Script,
    pub file_number: usize,
    pub file: &'a ScriptFile,
    pub statement_number: usize,
    pub statement: &'a Statement,
    pub change: &'a Change,
}

/// All changes of the files judged.
pub(super) fn changes(script: &Script) -> impl Iterator<Item = At<'_>> {
    all(script).filter(|at| at.file.judged)
}

/// All changes, those of files applied long ago too.
pub(super) fn all(script: &Script) -> impl Iterator<Item = At<'_>> {
    let files = script.files.iter().enumerate();
    files.flat_map(move |(file_number, file)| {
        let statements = file.statements.iter().enumerate();
        statements.flat_map(move |(statement_number, statement)| {
            statement.changes.iter().map(move |change| At {
                script,
                file_number,
                file,
                statement_number,
                statement,
                change,
            })
        })
    })
}

/// The files judged.
pub(super) fn files(script: &Script) -> impl Iterator<Item = &ScriptFile> {
    script.files.iter().filter(|file| file.judged)
}

/// Changes of tables that stood before their file and hold rows, as far as is known.
pub(super) fn on_live_tables(script: &Script) -> impl Iterator<Item = At<'_>> {
    changes(script).filter(|at| at.change.existed && at.rows() != Some(0))
}

impl<'a> At<'a> {
    /// The table's name for people; empty where there is none.
    pub fn table(&self) -> String {
        let table = self.change.table.as_ref();
        table.map_or_else(String::new, ToString::to_string)
    }

    /// A column of the table for people.
    pub fn column(&self, column: &str) -> String {
        format!("{}.{column}", self.table())
    }

    /// The table as it stood before the statement.
    pub fn before(&self) -> Option<&'a Table> {
        self.change.before.as_deref()
    }

    /// Its rows, where known.
    pub fn rows(&self) -> Option<u64> {
        self.script.rows(self.change.table.as_ref()?)
    }

    /// Whether the table is known to be so small that a lock on it is short.
    pub fn is_small(&self) -> bool {
        self.rows().is_some_and(|rows| rows < SMALL)
    }

    /// Whether a change stands in the same transaction.
    pub fn same_transaction(&self, other: &At<'_>) -> bool {
        self.same_file(other)
            && (self.statement_number == other.statement_number
                || (self.statement.transaction.is_some()
                    && self.statement.transaction == other.statement.transaction))
    }

    /// Whether a change stands in the same file.
    pub fn same_file(&self, other: &At<'_>) -> bool {
        self.file_number == other.file_number
    }

    /// Whether a change is of the same table.
    pub fn same_table(&self, other: &At<'_>) -> bool {
        self.change.table.is_some() && self.change.table == other.change.table
    }

    /// Whether it runs before another.
    pub fn precedes(&self, other: &At<'_>) -> bool {
        (self.file_number, self.statement_number) < (other.file_number, other.statement_number)
    }

    /// What runs before it, those of its own statement left out.
    pub fn earlier(&self) -> impl Iterator<Item = At<'a>> {
        let here = *self;
        all(self.script).filter(move |other| other.precedes(&here))
    }

    /// What runs after it.
    pub fn later(&self) -> impl Iterator<Item = At<'a>> {
        let here = *self;
        all(self.script).filter(move |other| here.precedes(other))
    }

    /// The strongest thing its lock keeps from others.
    pub fn blocks(&self) -> Blocks {
        let locks = self.change.locks.iter();
        locks.map(|lock| lock.blocks).max().unwrap_or_default()
    }

    /// Where the statement begins.
    pub fn place(&self) -> Place {
        Place {
            file: self.file.name.clone(),
            line: self.statement.line,
            column: self.statement.column,
        }
    }

    /// Reports a finding of the table or of what `subject` names.
    pub fn report<'f>(
        &self,
        found: &'f mut Findings<'_>,
        subject: impl Into<String>,
        title: impl Into<String>,
        what: impl Into<String>,
        why: impl Into<String>,
    ) -> &'f mut Finding {
        let words = [title.into(), what.into(), why.into()];
        let mut subject = subject.into();
        if subject.is_empty() {
            subject.clone_from(&self.file.name);
        }
        found.report_at(self.place(), self.change.table.as_ref(), subject, words)
    }
}

/// Reports a finding of a file as such.
pub(super) fn report_file<'f>(
    found: &'f mut Findings<'_>,
    file: &ScriptFile,
    words: [String; 3],
) -> &'f mut Finding {
    let place = Place {
        file: file.name.clone(),
        line: 1,
        column: 1,
    };
    found.report_at(place, None, file.name.clone(), words)
}

/// Whether a valid check of the table says that the column is not null.
pub(super) fn proves_not_null(table: &Table, column: &str) -> bool {
    table.constraints.iter().any(|constraint| {
        constraint.validated
            && matches!(&constraint.kind, crate::model::ConstraintKind::Check(check)
                if is_not_null(&check.expression, column))
    })
}

/// Whether an expression is `column IS NOT NULL`.
pub(super) fn is_not_null(sql: &str, column: &str) -> bool {
    let said = expression::normal(sql);
    let wanted = expression::normal(&format!("{column} IS NOT NULL"));
    said == wanted
}

/// Whether a change is DDL, as against rows, settings and comments.
pub(super) fn is_ddl(change: &Change) -> bool {
    !matches!(
        change.action,
        Action::Other
            | Action::Comment(_)
            | Action::Insert
            | Action::Update(_)
            | Action::Delete(_)
            | Action::Truncate
            | Action::Query
            | Action::Begin
            | Action::Commit
            | Action::Rollback
            | Action::Set(_)
            | Action::Maintenance(_)
            | Action::Block { .. }
    )
}

/// What a change does to rows that exist, in words.
pub(super) fn work(work: RowWork) -> &'static str {
    match work {
        RowWork::None => "changes the catalog only",
        RowWork::Reads => "reads every row",
        RowWork::Indexes => "reads every row and builds an index",
        RowWork::Rewrites => "writes every row and every index again",
    }
}

/// Whether a column was added by the files, without a default, in the file of this change or before it in the same deploy.
pub(super) fn is_new_column(at: &At<'_>, column: &str) -> bool {
    let adds = |other: &At<'_>| {
        matches!(&other.change.action, Action::AddColumn(new)
            if new.column.name == column && new.column.default.is_none())
    };
    let same_statement = at
        .statement
        .changes
        .iter()
        .any(|change| adds(&At { change, ..*at }));
    same_statement
        || at
            .earlier()
            .any(|other| other.same_file(at) && other.same_table(at) && adds(&other))
}

/// The table an inline or own foreign key references, for people.
pub(super) fn shown(name: &QualifiedName) -> String {
    name.to_string()
}
