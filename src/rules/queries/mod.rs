//! Query patterns: what the application asks, held against the schema. All of it is found by [`crate::query`]; the rules say it.

mod amend;
pub mod query_count_for_exists;
pub mod query_currval;
pub mod query_invalid;
pub mod query_missing_tenant;
pub mod query_multi_write_no_tx;
pub mod query_no_where;
pub mod query_non_sargable;
pub mod query_not_parameterised;
pub mod query_offset;
pub mod query_select_star;
pub mod query_soft_delete_unfiltered;
pub mod query_unbounded;

use crate::model::{AccessPattern, AccessPatternId, ObjectRef, Op, TableId};
use crate::query::{Judged, Span};

use super::{Context, Finding, Findings, IdSource};

/// Looks at every declared query.
pub(crate) fn each(
    context: &Context<'_>,
    out: &mut Findings<'_>,
    mut look: impl FnMut(&AccessPattern, &Judged, &mut Findings<'_>),
) {
    for pattern in context.queries.values() {
        if let Some(judged) = context.judged().get(pattern.id) {
            out.looked_at(1);
            look(pattern, judged, out);
        }
    }
}

/// Reports a finding about a query; its name is the subject.
pub(crate) fn report<'f>(
    out: &'f mut Findings<'_>,
    pattern: &AccessPattern,
    title: impl Into<String>,
    what: impl Into<String>,
    why: impl Into<String>,
) -> &'f mut Finding {
    let finding = out.report(ObjectRef::Query(pattern.id), title, what, why);
    finding.subject(if pattern.name.is_empty() {
        "A query"
    } else {
        &pattern.name
    })
}

/// The query a finding is about.
pub(crate) fn pattern_of<'a>(
    context: &Context<'a>,
    finding: &Finding,
) -> Option<&'a AccessPattern> {
    match finding.object {
        ObjectRef::Query(id) => context.queries.get(&id),
        _ => None,
    }
}

/// The operation that gives a query another text.
pub(crate) fn rewrite(pattern: &AccessPattern, sql: String) -> Op {
    Op::SetAccessPattern {
        id: pattern.id,
        pattern: Some(AccessPattern {
            sql,
            ..pattern.clone()
        }),
    }
}

/// A stretch of a query for a sentence: one line, and not too long.
pub(crate) fn excerpt(sql: &str, span: Span) -> String {
    let words: Vec<&str> = span.text(sql).split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= 60 {
        return line;
    }
    let cut: String = line.chars().take(59).collect();
    format!("{cut}\u{2026}")
}

/// The index on a table that would serve a query, in words (`index on (org_id, created_at DESC)`).
pub(crate) fn suggestion_of(
    context: &Context<'_>,
    pattern: AccessPatternId,
    table: TableId,
) -> Option<String> {
    let suggestions = context.judged().suggestions();
    let own = suggestions
        .iter()
        .find(|one| one.table == table && one.serves.contains(&pattern))?;
    let keys = own.key_texts(context.table(table)?).join(", ");
    let method = if own.method == "btree" {
        String::new()
    } else {
        format!("{} ", own.method.to_uppercase())
    };
    Some(format!("{method}index on ({keys})"))
}

/// Creates the indexes that would serve the query of a finding.
pub(crate) fn create_indexes(
    context: &Context<'_>,
    finding: &Finding,
    ids: &mut IdSource,
) -> Option<Vec<Op>> {
    let pattern = pattern_of(context, finding)?;
    let ground = context.ground();
    let suggestions = context.judged().suggestions();
    let own = suggestions
        .iter()
        .filter(|one| one.serves.contains(&pattern.id));
    Some(
        own.flat_map(|one| ground.index_ops(one, || ids.fresh::<crate::model::IndexId>().0))
            .collect(),
    )
}
