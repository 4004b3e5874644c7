//! Audit and lifecycle: when a row came, when it changed, who did it, and how it goes.

pub mod audit_actor_missing;
pub mod audit_log_missing;
pub mod audit_log_shape;
pub mod audit_log_unbounded;
pub mod ephemeral_soft_delete;
pub mod soft_delete_cascade_conflict;
pub mod soft_delete_flag_drift;
pub mod soft_delete_missing;
pub mod soft_delete_shape;
pub mod soft_delete_unindexed;
pub mod soft_delete_unique;
pub mod timestamp_default;
pub mod timestamps_missing;
pub mod updated_at_trigger_missing;

use crate::model::{ColumnId, Table, tenancy};

use super::{Context, shape};

/// Whether a row only says that others belong together: a key made of references, or two references beside the tenant's, and
/// little of its own. A thing that belongs to two others is more than their pair.
pub(super) fn is_link(context: &Context<'_>, table: &Table) -> bool {
    if !shape::is_junction(table) {
        return false;
    }
    let referencing = shape::referencing_columns(table);
    let tenant = context.tenancy.column_of(table);
    let mut others: Vec<&[ColumnId]> = table
        .foreign_keys()
        .filter(|(_, key)| !tenancy::is_actor(table, key))
        .map(|(_, key)| key.columns.as_slice())
        .filter(|columns| !columns.iter().all(|id| Some(*id) == tenant))
        .collect();
    others.dedup();
    let keyed = shape::served(table).any(|key| {
        let of_pair = others
            .iter()
            .filter(|columns| columns.iter().all(|id| key.columns.contains(id)));
        let whole = key.columns.len() > 1 && key.columns.iter().all(|id| referencing.contains(id));
        key.unique && key.plain && (whole || of_pair.count() >= 2)
    });
    let primary = table.primary_key_columns();
    let own = table.columns.iter().filter(|column| {
        !referencing.contains(&column.id)
            && !primary.contains(&column.id)
            && !shape::is_time_name(&column.name)
            && column.name != "id"
    });
    match (keyed, others.len()) {
        (true, _) => own.count() <= 4,
        (false, 2..) => own.count() <= 3,
        (false, _) => false,
    }
}
