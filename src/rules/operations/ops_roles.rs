//! `ops-roles`.

use super::{asked, report};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A proposal names the roles of the database, and who holds keys and what is encrypted.
    ///
    /// # Why
    /// An application that connects as the owner is bound by no policy: row security does not apply to owners unless forced.
    ///
    /// # When it is safe to ignore
    /// The design is a sketch, not yet a proposal: then nothing is said, and the score's confidence is lower for what is not
    /// told. A managed platform brings its roles.
    ///
    /// # Fix
    /// app_reader, app_writer and app_admin, each with what it needs.
    "ops-roles", Group::Operations, Some(Severity::Info), Criterion::MultiTenancy,
    sources: ["3:52", "3:53", "3:113", "3:115", "3:271"],
    fail: "-- facts.stage = \"proposal\"",
    pass: "-- facts.stage = \"proposal\"\n-- facts.roles = [\"app_reader\", \"app_writer\", \"app_admin\"]\n-- facts.encryption = \"disk by the provider; tokens by the application, keys in KMS\"",
    alone: true,
    check: Check::Schema(Reads::Facts, check),
    fix: None,
}

/// What is not told.
pub fn missing(facts: &Facts) -> Vec<&'static str> {
    let mut missing = super::empty(&[("encryption and keys", &facts.encryption)]);
    if facts.roles.is_empty() {
        missing.push("the roles");
    }
    missing
}

fn check(context: &Context<'_>, found: &mut Findings<'_>) {
    if !asked(context, found) {
        return;
    }
    let missing = missing(context.facts);
    if !missing.is_empty() {
        report(
            found,
            "does not tell who may do what",
            &missing,
            "The application may connect as the owner, whom row security does not bind.",
        )
        .advice("Name the roles, and who holds the keys.");
    }
}
