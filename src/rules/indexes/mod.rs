//! Indexes: every one serves, and what needs one has one.

pub mod fk_unindexed;
pub mod index_column_order;
pub mod index_covered_by_unique;
pub mod index_duplicate;
pub mod index_low_cardinality;
pub mod index_method_mismatch;
pub mod index_redundant_prefix;
pub mod index_too_wide;
pub mod jsonb_operator_index_mismatch;
pub mod list_index_missing;
pub mod partial_index_constant_key;
pub mod partial_index_suggested;
pub mod partial_index_vacuous;
pub mod query_unindexed;
pub mod text_search_unindexed;
pub mod too_many_indexes;

use crate::model::{Index, IndexKey, IndexKeySource, ObjectRef, Op};

use super::{Context, Finding, IdSource, expression, fix};

/// Whether two keys sort the same values in the same way.
pub(crate) fn same_key(left: &IndexKey, right: &IndexKey) -> bool {
    let same_source = match (&left.source, &right.source) {
        (IndexKeySource::Expression(a), IndexKeySource::Expression(b)) => {
            a == b || expression::normal(a) == expression::normal(b)
        }
        (a, b) => a == b,
    };
    same_source
        && left.collation == right.collation
        && left.operator_class == right.operator_class
        && left.descending == right.descending
        && left.nulls_first.unwrap_or(left.descending)
            == right.nulls_first.unwrap_or(right.descending)
}

/// Whether `short`'s keys are the first keys of `long`'s.
pub(crate) fn is_prefix(short: &[IndexKey], long: &[IndexKey]) -> bool {
    short.len() <= long.len() && short.iter().zip(long).all(|(a, b)| same_key(a, b))
}

/// Whether two indexes hold for the same rows.
pub(crate) fn same_predicate(left: &Index, right: &Index) -> bool {
    match (&left.predicate, &right.predicate) {
        (None, None) => true,
        (Some(a), Some(b)) => a == b || expression::normal(a) == expression::normal(b),
        _ => false,
    }
}

/// The fix of a superfluous index: drop it.
pub(crate) fn drop_index(
    context: &Context<'_>,
    finding: &Finding,
    _: &mut IdSource,
) -> Option<Vec<Op>> {
    let (table, index) = fix::index(context, finding.cause)?;
    Some(vec![Op::RemovePart(ObjectRef::Index(table.id, index.id))])
}
