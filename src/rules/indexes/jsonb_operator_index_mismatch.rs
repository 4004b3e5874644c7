//! `jsonb-operator-index-mismatch`.

use crate::rules::prelude::*;

use crate::query::NonSargableKind;
use crate::rules::queries::{create_indexes, each, excerpt, report, suggestion_of};

declare_rule! {
    /// # What
    /// A declared query asks a JSON column in the way its index answers: with @> where a GIN index holds the document, with
    /// ->> where an index holds that very expression.
    ///
    /// # Why
    /// A GIN index over a document answers whether it holds something (@>, ?, @@). It knows nothing of doc->>'key' = 'value',
    /// so the whole table is read though an index is there and paid for at each write.
    ///
    /// # When it is safe to ignore
    /// The table is small, or another condition already leaves few rows. Where an index over the expression exists, nothing
    /// is told.
    ///
    /// # Fix
    /// Creates an index over the expression; asking with @> would use the index that is there.
    "jsonb-operator-index-mismatch", Group::Indexes, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["4:431", "4:435", "3:75"],
    fail: "CREATE TABLE j(id uuid PRIMARY KEY,doc jsonb); CREATE INDEX i ON j USING gin(doc);\n-- query SELECT id FROM j WHERE doc->>'theme'=$1",
    pass: "CREATE TABLE j(id uuid PRIMARY KEY,doc jsonb); CREATE INDEX i ON j USING gin(doc);\n-- query SELECT id FROM j WHERE doc @> $1::jsonb",
    check: Check::Schema(Reads::Queries, check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        for one in judged
            .non_sargable
            .iter()
            .filter(|one| one.kind == NonSargableKind::Json)
        {
            let (Some(table), Some(column)) = (context.table(one.table), one.column) else {
                continue;
            };
            let whole = table.indexes.iter().find(|index| {
                index.method == "gin" && index.keys.iter().any(|key| key.column() == Some(column))
            });
            let Some(whole) = whole else {
                continue;
            };
            let serves = suggestion_of(context, pattern.id, table.id);
            let finding = report(
                out,
                pattern,
                format!("asks {} in a way it does not hold", whole.name),
                format!(
                    "{} takes one value out of the document; {} answers @>, ? and @@ only.",
                    excerpt(&pattern.sql, one.span),
                    whole.name
                ),
                format!("All of {} is read though an index is there.", table.name),
            );
            finding
                .cause(ObjectRef::Index(table.id, whole.id))
                .columns(&[column]);
            match serves {
                Some(index) => finding.fix(format!("Create an {index}, or ask with @>.")),
                None => finding.advice("Ask with @>, which the index answers."),
            };
        }
    });
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    create_indexes(context, finding, ids)
}
