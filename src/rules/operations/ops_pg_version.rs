//! `ops-pg-version`.

use super::{asked, report};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A proposal says which PostgreSQL runs in production, and is written for that version.
    ///
    /// # Why
    /// NULLS NOT DISTINCT needs 15, SET NULL (column) 15, OR REPLACE TRIGGER 14, DETACH CONCURRENTLY 14, NOT NULL NOT VALID
    /// 18. A migration written for a newer version fails at the deploy.
    ///
    /// # When it is safe to ignore
    /// The design is a sketch, not yet a proposal: then nothing is said, and the score's confidence is lower for what is not
    /// told.
    ///
    /// # Fix
    /// Tell the version in the project's facts, and set the document's to it.
    "ops-pg-version", Group::Operations, Some(Severity::Info), Criterion::MigrationImpact,
    sources: ["3:160", "3:279", "4:32"],
    fail: "-- facts.stage = \"proposal\"",
    pass: "-- facts.stage = \"proposal\"\n-- facts.postgresql = 15",
    alone: true,
    check: Check::Schema(Reads::Facts, check),
    fix: None,
}

/// What is not told.
pub fn missing(facts: &Facts) -> Vec<&'static str> {
    super::unset(&[("the version of PostgreSQL", facts.postgresql.is_some())])
}

fn check(context: &Context<'_>, found: &mut Findings<'_>) {
    if !asked(context, found) {
        return;
    }
    let why = "Migrations may use what the server in production does not know.";
    match context.facts.postgresql {
        None => {
            report(
                found,
                "does not tell the version in production",
                &missing(context.facts),
                why,
            )
            .advice("Tell the major version that runs in production.");
        }
        Some(version) if version != context.postgresql => {
            let title = format!(
                "is written for PostgreSQL {}, and production runs {version}",
                context.postgresql
            );
            report(found, title, &[], why)
                .advice("Set the document's version to that of production.");
        }
        Some(_) => {}
    }
}
