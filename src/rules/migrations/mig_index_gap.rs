//! `mig-index-gap`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// An index is replaced by building the new one first.
    ///
    /// # Why
    /// Between DROP and the end of CREATE no index serves the queries, and each of them reads the whole table.
    ///
    /// # When it is safe to ignore
    /// Nothing uses the index.
    ///
    /// # Fix
    /// Rename the old one, create the new one CONCURRENTLY, then drop the old one CONCURRENTLY.
    "mig-index-gap", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["0:192"],
    fail: "DROP INDEX i0;\n-- next file\nCREATE INDEX CONCURRENTLY i0 ON t(a,s)",
    pass: "ALTER INDEX i0 RENAME TO i0_old;\n-- next file\nCREATE INDEX CONCURRENTLY i0 ON t(a,s);\n-- next file\nDROP INDEX CONCURRENTLY i0_old",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script).filter(|at| !at.is_small()) {
        let (Action::DropIndex(name), Some(table)) = (&at.change.action, at.before()) else {
            continue;
        };
        found.looked_at(1);
        let old = table.indexes.iter().find(|index| index.name == name.name);
        let first = old
            .and_then(|index| index.leading_columns().first().copied())
            .and_then(|id| table.column(id))
            .map(|column| column.name.as_str());
        let remade = at.later().find(|other| {
            other.same_table(&at)
                && matches!(&other.change.action, Action::CreateIndex(new)
                    if new.name.as_ref() == Some(&name.name)
                        || (first.is_some() && new.columns.first().map(String::as_str) == first))
        });
        if let Some(remade) = remade {
            at.report(
                found,
                at.table(),
                format!(
                    "has no index between the drop of {} and its successor",
                    name.name
                ),
                format!(
                    "The new index is made later, on line {} of {}.",
                    remade.statement.line, remade.file.name
                ),
                "Until it is built, each query that used the old one reads the whole table.",
            )
            .advice("Rename the old index, build the new one, then drop the old one.");
        }
    }
}
