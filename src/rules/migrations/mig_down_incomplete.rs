//! `mig-down-incomplete`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Going up and down leads back to the schema before.
    ///
    /// # Why
    /// A way back that leaves something behind makes the next way up fail, and the two databases of a team differ from then
    /// on.
    ///
    /// # When it is safe to ignore
    /// What differs is meant to stay. The order of columns and generated names are not compared.
    ///
    /// # Fix
    /// Complete the down file.
    "mig-down-incomplete", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["2:184", "3:42", "3:83", "3:149", "3:151", "3:200", "3:262"],
    fail: "ALTER TABLE t ADD COLUMN b int;\n-- way back\nCOMMENT ON TABLE t IS 'noop'",
    pass: "ALTER TABLE t ADD COLUMN b int;\n-- way back\nALTER TABLE t DROP COLUMN b",
    check: Check::Script(check),
    fix: None,
}

/// So many differences are named; the rest is counted.
const NAMED: usize = 3;

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for file in files(script) {
        let Some(down) = file.down.as_ref().filter(|down| down.runs) else {
            continue;
        };
        found.looked_at(1);
        if down.left_over.is_empty() {
            continue;
        }
        let named: Vec<&str> = down
            .left_over
            .iter()
            .take(NAMED)
            .map(String::as_str)
            .collect();
        let more = down.left_over.len().saturating_sub(NAMED);
        let rest = if more > 0 {
            format!(", and {more} more")
        } else {
            String::new()
        };
        let words = [
            "does not lead back to where it started".to_string(),
            format!("After up and down: {}{rest}.", named.join(", ")),
            "The next way up fails, or databases differ from then on.".to_string(),
        ];
        report_file(found, file, words).advice(format!("Complete {}.", down.name));
    }
}
