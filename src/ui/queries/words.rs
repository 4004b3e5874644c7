//! Words and operations that several parts of the view share.

use crate::export::preview::{Line, preview};
use crate::model::tenancy::Tenancy;
use crate::model::{Document, Op};
use crate::query::{Ground, Judged, Order, Serving, Suggestion, TenantFilter, Verdict};
use crate::rules::IdSource;

/// The operations that create suggested indexes.
pub(super) fn index_ops(
    document: &Document,
    tenancy: &Tenancy,
    suggestions: &[Suggestion],
) -> Vec<Op> {
    let ground = Ground::of(document, tenancy);
    let mut ids = IdSource::new(document);
    let mut fresh = || ids.fresh::<crate::model::IndexId>().0;
    suggestions
        .iter()
        .flat_map(|one| ground.index_ops(one, &mut fresh))
        .collect()
}

/// The lines of SQL that a suggested index adds and removes.
pub(super) fn index_lines(
    document: &Document,
    tenancy: &Tenancy,
    suggestion: &Suggestion,
) -> Vec<Line> {
    let ops = index_ops(document, tenancy, std::slice::from_ref(suggestion));
    let lines = preview(document, &ops).unwrap_or_default();
    lines
        .into_iter()
        .filter(|line| matches!(line, Line::Added(_) | Line::Removed(_)))
        .collect()
}

/// The icon and the word on how a query is held to its tenant.
pub(super) fn tenant_words(judged: &Judged) -> (&'static str, &'static str) {
    match judged.tenant() {
        TenantFilter::NotNeeded => ("", "not needed"),
        TenantFilter::Value | TenantFilter::Given => ("tick", ""),
        TenantFilter::Joined => ("tick", "by join"),
        TenantFilter::Key => ("tick", "by key"),
        TenantFilter::Member => ("", "by person"),
        TenantFilter::RowSecurity => ("tick", "row security"),
        TenantFilter::Global => ("", "global"),
        TenantFilter::Missing => ("cross", "missing"),
    }
}

/// The icon and the words on the index of the table that is served worst; mono when it is a list of columns.
pub(super) fn index_words(document: &Document, judged: &Judged) -> (&'static str, String, bool) {
    let rank = |serving: Serving| match serving {
        Serving::None => 0,
        Serving::Coarse => 1,
        Serving::Part => 2,
        Serving::Index => 3,
        Serving::Row => 4,
        Serving::Nothing => 5,
    };
    let Some(worst) = judged.uses.iter().min_by_key(|one| rank(one.serving)) else {
        return ("", String::new(), false);
    };
    let columns = || {
        let table = document.schema.table(worst.table);
        let names = table
            .map(|table| table.column_names(&worst.found_by).join(", "))
            .unwrap_or_default();
        if names.is_empty() {
            worst.index_name.clone().unwrap_or_default()
        } else {
            names
        }
    };
    match worst.serving {
        Serving::None => ("cross", "none".to_string(), false),
        Serving::Coarse => ("", "reads all".to_string(), false),
        Serving::Part => ("info", columns(), true),
        Serving::Index | Serving::Row => ("tick", columns(), true),
        Serving::Nothing => (
            "",
            if judged
                .uses
                .iter()
                .all(|one| one.access != crate::query::Access::Insert)
            {
                "reads all"
            } else {
                ""
            }
            .to_string(),
            false,
        ),
    }
}

/// The icon and the word on how rows come into their order.
pub(super) fn order_words(judged: &Judged) -> (&'static str, &'static str) {
    match (judged.order, judged.limited) {
        (Order::None, _) => ("", ""),
        (Order::ByIndex, _) => ("tick", "by index"),
        (Order::Sorts, true) => ("cross", "sorts"),
        (Order::Sorts, false) => ("", "sorts"),
    }
}

/// The icon of a verdict, which is that of its severity.
pub(super) fn verdict_icon(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Invalid | Verdict::CrossesTenants => "error",
        Verdict::NotServed => "warning",
        Verdict::Partly => "info",
        Verdict::FastEnough | Verdict::Served => "ok",
    }
}
