//! `mig-volatile-default`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;
use crate::sql::expression::functions;

declare_rule! {
    /// # What
    /// A column added to a table with rows has no default that differs from row to row.
    ///
    /// # Why
    /// For a constant, or for now(), PostgreSQL notes the value once. For gen_random_uuid(), random() or clock_timestamp() it
    /// writes the whole table again, and nobody reads or writes it meanwhile.
    ///
    /// # When it is safe to ignore
    /// The table is small: below 10,000 rows nothing is said. A function of your own that is not declared STABLE or IMMUTABLE
    /// is a warning.
    ///
    /// # Fix
    /// Add the column without a default, set the default for new rows, then fill the old ones in batches.
    "mig-volatile-default", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["2:43", "4:615"],
    fail: "ALTER TABLE t ADD COLUMN b uuid DEFAULT gen_random_uuid()",
    pass: "ALTER TABLE t ADD COLUMN b timestamptz NOT NULL DEFAULT now()",
    check: Check::Script(check),
    fix: None,
}

/// Functions of PostgreSQL and its extensions whose value differs from row to row (`provolatile` is `v`).
const VOLATILE: &[&str] = &[
    "gen_random_uuid",
    "uuid_generate_v1",
    "uuid_generate_v1mc",
    "uuid_generate_v4",
    "uuidv4",
    "uuidv7",
    "random",
    "clock_timestamp",
    "timeofday",
    "nextval",
    "gen_random_bytes",
    "txid_current",
];

fn check(context: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script).filter(|at| !at.is_small()) {
        let Action::AddColumn(new) = &at.change.action else {
            continue;
        };
        found.looked_at(1);
        let default = new.column.default.as_deref().unwrap_or("");
        let calls = functions(default);
        let last = |name: &String| name.rsplit('.').next().unwrap_or(name).to_string();
        let known = calls
            .iter()
            .map(last)
            .find(|name| VOLATILE.contains(&name.as_str()));
        let own = calls
            .iter()
            .map(last)
            .find(|name| is_own_volatile(context, name));
        let Some(name) = known.clone().or(own) else {
            continue;
        };
        let finding = at.report(
            found,
            at.column(&new.column.name),
            "is added with a default that differs from row to row",
            format!(
                "{name}() is called for each row, so {} is written again whole.",
                at.table()
            ),
            "Reads and writes of the table wait until every row and every index is written.",
        );
        finding.advice(
            "Add the column without a default, set the default, then fill old rows in batches.",
        );
        if known.is_none() {
            finding.at_most(Severity::Warning);
        }
    }
}

/// Whether the schema defines a function of this name without saying that its value stays.
fn is_own_volatile(context: &Context<'_>, name: &str) -> bool {
    context.schema.functions.values().any(|function| {
        let text = function.definition.to_ascii_uppercase();
        function.name == name && !text.contains("IMMUTABLE") && !text.contains("STABLE")
    })
}
