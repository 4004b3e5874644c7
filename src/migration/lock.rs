//! Table locks: PostgreSQL's names for them and what they block, in words (manual, section 13.3.1).

use std::fmt;

/// A table lock, from the weakest to the strongest (PostgreSQL manual, table 13.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lock {
    /// No lock on any table.
    #[default]
    None,
    /// Taken by SELECT.
    AccessShare,
    /// Taken by SELECT FOR UPDATE and by foreign key validation on the referenced table.
    RowShare,
    /// Taken by INSERT, UPDATE, DELETE.
    RowExclusive,
    /// Taken by VACUUM, ANALYZE, VALIDATE CONSTRAINT, CREATE INDEX CONCURRENTLY.
    ShareUpdateExclusive,
    /// Taken by CREATE INDEX.
    Share,
    /// Taken by CREATE TRIGGER and ADD FOREIGN KEY.
    ShareRowExclusive,
    /// Conflicts with everything but reading.
    Exclusive,
    /// Conflicts with everything.
    AccessExclusive,
}

impl Lock {
    /// PostgreSQL's name for it, as the manual writes it.
    pub fn name(self) -> &'static str {
        match self {
            Lock::None => "no table lock",
            Lock::AccessShare => "ACCESS SHARE",
            Lock::RowShare => "ROW SHARE",
            Lock::RowExclusive => "ROW EXCLUSIVE",
            Lock::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Lock::Share => "SHARE",
            Lock::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Lock::Exclusive => "EXCLUSIVE",
            Lock::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }

    /// The name `pg_locks.mode` shows.
    pub fn catalog_name(self) -> &'static str {
        match self {
            Lock::None => "",
            Lock::AccessShare => "AccessShareLock",
            Lock::RowShare => "RowShareLock",
            Lock::RowExclusive => "RowExclusiveLock",
            Lock::ShareUpdateExclusive => "ShareUpdateExclusiveLock",
            Lock::Share => "ShareLock",
            Lock::ShareRowExclusive => "ShareRowExclusiveLock",
            Lock::Exclusive => "ExclusiveLock",
            Lock::AccessExclusive => "AccessExclusiveLock",
        }
    }

    /// What others cannot do meanwhile, in words.
    pub fn blocks(self) -> &'static str {
        match self {
            Lock::None => "blocks nothing",
            Lock::AccessShare => "blocks only DROP, TRUNCATE and most ALTER TABLE",
            Lock::RowShare | Lock::RowExclusive => {
                "blocks other schema changes, not reads or writes"
            }
            Lock::ShareUpdateExclusive => {
                "blocks other schema changes and vacuum, not reads or writes"
            }
            Lock::Share | Lock::ShareRowExclusive | Lock::Exclusive => "blocks writes, not reads",
            Lock::AccessExclusive => "blocks reads and writes",
        }
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stronger_locks_compare_greater() {
        assert!(Lock::AccessExclusive > Lock::ShareRowExclusive);
        assert!(Lock::ShareRowExclusive > Lock::ShareUpdateExclusive);
        assert!(Lock::AccessShare > Lock::None);
    }
}
