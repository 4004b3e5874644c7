//! Foreign keys between columns that exist.

use super::column_type::comparable;
use super::key::{add, add_unique, check_columns, has_key};
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::model::{
    ColumnId, ConstraintId, ConstraintKind, ForeignKey, MatchType, ReferenceTarget,
    ReferentialAction, TableId,
};

/// Makes `columns` refer to `referenced` columns of `target`, pairwise. The referenced columns become a unique key where
/// they are none, as PostgreSQL needs one.
///
/// # Errors
/// When a column does not exist, the numbers differ, or a pair cannot be compared.
pub fn add_foreign_key(
    draft: &mut Draft,
    table: TableId,
    columns: &[ColumnId],
    target: TableId,
    referenced: &[ColumnId],
    on_delete: Option<ReferentialAction>,
) -> Result<ConstraintId, EditError> {
    if columns.is_empty() {
        return Err(EditError::NoColumns);
    }
    check_columns(draft, table, columns)?;
    check_columns(draft, target, referenced)?;
    let target_label = draft.table_label(target);
    let reference = ReferenceTarget::Table {
        table: target,
        columns: referenced.to_vec(),
    };
    comparable(draft, table, columns, &reference)?;
    let from = draft.table(table)?.name.clone();
    draft.say(|| format!("Relate {from} to {target_label}"));
    if !has_key(draft, target, referenced)? {
        add_unique(draft, target, referenced)?;
    }
    let kind = ConstraintKind::ForeignKey(ForeignKey {
        columns: columns.to_vec(),
        target: reference,
        match_type: MatchType::Simple,
        on_delete,
        on_update: None,
        period: false,
    });
    add(draft, table, kind, None)
}
