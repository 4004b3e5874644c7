//! Which rules speak of PostgreSQL alone: on a schema of MySQL or SQLite they do not fire.
//!
//! A rule that is not named here holds everywhere. Those of the group security are PostgreSQL's own (row security, grants,
//! functions) but for the few that look at columns, and migrations are PostgreSQL's alone.

use crate::model::Dialect;

use super::{Group, Rule};

/// Rules of PostgreSQL's types, indexes and limits.
const POSTGRESQL: &[&str] = &[
    "structural",
    "schema-per-tenant",
    "constraint-not-valid",
    "unique-nullable",
    "index-method-mismatch",
    "text-search-unindexed",
    "serial-type",
    "uuid-as-text",
    "uuid-no-default",
    "timestamp-without-tz",
    "json-not-jsonb",
    "numeric-unbounded",
    "char-type",
    "constraint-unnamed",
    "identifier-too-long",
    "reserved-word",
    "updated-at-trigger-missing",
    "audit-log-unbounded",
    "tenant-fk-set-null",
    "query-unindexed",
    "index-column-order",
    "jsonb-operator-index-mismatch",
    "partition-key-unused",
    "rls-guc-pooling",
    "ops-pg-version",
    "ops-observability",
];

/// Rules of the group security that hold for any database.
const SECURITY_OF_ALL: &[&str] = &["password-plaintext", "sensitive-column"];

/// Rules that ask for what one of the others has not, or does by itself.
const NOT_IN: &[(Dialect, &str)] = &[
    // InnoDB makes the index of a foreign key itself.
    (Dialect::Mysql, "fk-unindexed"),
    (Dialect::Mysql, "tenant-unindexed"),
    // There are no partial indexes.
    (Dialect::Mysql, "soft-delete-unique"),
    (Dialect::Mysql, "partial-index-constant-key"),
    (Dialect::Mysql, "partial-index-vacuous"),
    // Every integer has 64 bits, and there are no comments.
    (Dialect::Sqlite, "int4-key"),
    (Dialect::Sqlite, "comment-missing"),
];

/// Whether the rule says something of a schema of this dialect.
pub fn applies(rule: &Rule, dialect: Dialect) -> bool {
    if dialect == Dialect::Postgresql {
        return true;
    }
    // Queries are read as PostgreSQL's own.
    let own = POSTGRESQL.contains(&rule.name)
        || rule.group == Group::Queries
        || rule.check.script().is_some()
        || (rule.group == Group::Security && !SECURITY_OF_ALL.contains(&rule.name));
    !own && !NOT_IN.contains(&(dialect, rule.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{registry, rule};

    #[test]
    fn every_name_is_a_rule() {
        let named = NOT_IN.iter().map(|(_, name)| name);
        for name in POSTGRESQL.iter().chain(SECURITY_OF_ALL).chain(named) {
            assert!(rule(name).is_some(), "{name}");
        }
    }

    #[test]
    fn postgresql_keeps_them_all_and_the_others_most() {
        let count = |dialect| {
            registry()
                .iter()
                .filter(|rule| applies(rule, dialect))
                .count()
        };
        assert_eq!(count(Dialect::Postgresql), registry().len());
        assert!(count(Dialect::Mysql) > registry().len() / 3);
        assert!(!applies(rule("rls-missing").unwrap(), Dialect::Sqlite));
        assert!(applies(
            rule("require-primary-key").unwrap(),
            Dialect::Mysql
        ));
    }
}
