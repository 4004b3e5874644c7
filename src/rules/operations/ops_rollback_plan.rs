//! `ops-rollback-plan`.

use super::{asked, report};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A proposal that changes a schema in use says how a failed deploy is taken back.
    ///
    /// # Why
    /// At night somebody runs the way back who did not write it. What to run, in which order and what is lost then has to be
    /// written before.
    ///
    /// # When it is safe to ignore
    /// The design is a sketch, not yet a proposal: then nothing is said, and the score's confidence is lower for what is not
    /// told. There is no base, so nothing is changed; or the change only adds.
    ///
    /// # Fix
    /// Tell it in the project's facts: which file to run, and what is lost.
    "ops-rollback-plan", Group::Operations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["1:29", "1:83", "2:27", "2:43", "2:81", "2:174", "2:177", "3:160"],
    fail: "-- facts.stage = \"proposal\"\n-- base CREATE TABLE t(id int PRIMARY KEY, a int)\nCREATE TABLE t(id int PRIMARY KEY)",
    pass: "CREATE TABLE t(id int PRIMARY KEY);\n-- facts.stage = \"proposal\"\n-- base CREATE TABLE t(id int PRIMARY KEY, a int)\n-- facts.rollback = \"apply 003.down.sql; values of a are lost\"",
    alone: true,
    check: Check::Facts(missing, check),
    fix: None,
}

/// What is not told.
fn missing(facts: &Facts) -> Vec<&'static str> {
    super::empty(&[("how a failed deploy is taken back", &facts.rollback)])
}

fn check(context: &Context<'_>, found: &mut Findings<'_>) {
    let Some(base) = context.base else { return };
    // Most are sketches, and that is told at once.
    let proposed = context.facts.stage == Stage::Proposal;
    if !proposed || base == context.schema || only_adds(base, context.schema) {
        return;
    }
    asked(context, found);
    if !missing(context.facts).is_empty() {
        report(
            found,
            "does not tell how a failed deploy is taken back",
            &[],
            "Whoever is on call has to find it out then.",
        )
        .advice("Tell which file leads back, and what is lost.");
    }
}

/// Whether every table of the base still has all its columns with their types: what is only added is taken back by dropping it.
fn only_adds(base: &Schema, schema: &Schema) -> bool {
    base.tables.values().all(|old| {
        let new = schema
            .table(old.id)
            .or_else(|| schema.table_named(&old.schema, &old.name));
        new.is_some_and(|new| {
            new.name == old.name
                && old.columns.iter().all(|column| {
                    new.column_named(&column.name).is_some_and(|own| {
                        own.data_type == column.data_type && (own.not_null == column.not_null)
                    })
                })
        })
    })
}
