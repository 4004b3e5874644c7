//! `mig-extension`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// An extension is made only where it is not there, and by a role that may.
    ///
    /// # Why
    /// CREATE EXTENSION fails where it is installed already, and where the role lacks the right: most extensions need a
    /// superuser, which managed servers do not give.
    ///
    /// # When it is safe to ignore
    /// Trusted extensions (PostgreSQL 13) may be made by the owner of the database.
    ///
    /// # Fix
    /// IF NOT EXISTS, and a note to operations for those that are not trusted.
    "mig-extension", Group::Migrations, Some(Severity::Info), Criterion::MigrationImpact,
    sources: ["3:160"],
    fail: "CREATE SCHEMA w; CREATE EXTENSION hstore SCHEMA w",
    pass: "CREATE SCHEMA w; CREATE EXTENSION IF NOT EXISTS hstore SCHEMA w",
    check: Check::Script(check),
    fix: None,
}

/// Extensions that PostgreSQL marks as trusted (contrib, `trusted = true`).
const TRUSTED: &[&str] = &[
    "btree_gin",
    "btree_gist",
    "citext",
    "cube",
    "dict_int",
    "fuzzystrmatch",
    "hstore",
    "intarray",
    "isn",
    "lo",
    "ltree",
    "pg_trgm",
    "pgcrypto",
    "plperl",
    "plpgsql",
    "pltcl",
    "seg",
    "tablefunc",
    "tcn",
    "tsm_system_rows",
    "tsm_system_time",
    "unaccent",
    "uuid-ossp",
];

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in changes(script) {
        let Action::CreateExtension(name) = &at.change.action else {
            continue;
        };
        found.looked_at(1);
        let (title, fix) = if !at.change.guarded {
            ("is made without IF NOT EXISTS", "Say IF NOT EXISTS.")
        } else if !TRUSTED.contains(&name.as_str()) {
            (
                "needs a superuser to be made",
                "Tell operations to install it before the deploy.",
            )
        } else {
            continue;
        };
        at.report(
            found,
            name.clone(),
            title,
            "CREATE EXTENSION needs that it is not there, and the right to make it.".to_string(),
            "The migration fails on a server where either is otherwise.",
        )
        .advice(fix);
    }
}
