//! `partial-index-suggested`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// The indexes that lists of a soft-delete table are read by leave deleted rows out.
    ///
    /// # Why
    /// Lists show live rows. An index over all of them grows with every row that was ever deleted, and each list walks past those.
    ///
    /// # When it is safe to ignore
    /// Few rows are deleted, or queries read deleted rows through the index too. Left alone: indexes of a single column, and those
    /// that serve a foreign key.
    ///
    /// # Fix
    /// Adds the condition to the index.
    "partial-index-suggested", Group::Indexes, Some(Severity::Info), Criterion::QueryPerformance,
    sources: ["0:32", "0:80", "0:198", "3:46", "3:77", "4:445"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,deleted_at timestamptz,created_at timestamptz); CREATE INDEX i ON t(org_id,created_at)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,deleted_at timestamptz,created_at timestamptz); CREATE INDEX i ON t(org_id,created_at) WHERE deleted_at IS NULL",
    check: Check::Table(check),
    fix: Some(fix),
}

/// The whole btree indexes of several columns that serve lists: they end in a time, or begin with the tenant, and hold up no
/// foreign key.
pub(crate) fn list_indexes<'t>(
    context: &Context<'_>,
    table: &'t Table,
    marker: &Column,
) -> Vec<&'t Index> {
    let tenant = context.tenant_column(table).map(|column| column.id);
    let serves_list = |index: &&Index| {
        let columns = index.leading_columns();
        let time = columns
            .last()
            .and_then(|id| table.column(*id))
            .is_some_and(|last| last.data_type.name.starts_with("timestamp"));
        let led_by_tenant = tenant.is_some() && columns.first().copied() == tenant;
        let holds_key = table.foreign_keys().any(|(_, key)| {
            // The tenant's own key is content with an index over live rows.
            let of_tenant = key.columns.len() == 1 && key.columns.first().copied() == tenant;
            let head = columns.get(..key.columns.len());
            !of_tenant && head.is_some_and(|head| shape::same_set(head, &key.columns))
        });
        index.method == "btree"
            && !index.unique
            && index.predicate.is_none()
            && !index.inherited
            && columns.len() > 1
            && columns.len() == index.keys.len()
            && !columns.contains(&marker.id)
            && (time || led_by_tenant)
            && !holds_key
    };
    table.indexes.iter().filter(serves_list).collect()
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(marker) = shape::soft_delete(table) else {
        return;
    };
    let live = expression::normal(&shape::live_predicate(marker));
    for index in list_indexes(context, table, marker) {
        out.looked_at(1);
        let partial_twin = table.indexes.iter().any(|other| {
            other.keys.first() == index.keys.first()
                && other
                    .predicate
                    .as_deref()
                    .is_some_and(|predicate| expression::normal(predicate).contains(&live))
        });
        if partial_twin {
            continue;
        }
        out.report(
            ObjectRef::Index(table.id, index.id),
            "holds deleted rows too",
            format!("{} has no condition, and {} marks rows as deleted.", index.name, marker.name),
            format!("It grows with every deleted row of {}, and each list of live ones walks past them.", table.name),
        )
        .columns(&index.leading_columns())
        .fix(format!("Add the condition {}.", shape::live_predicate(marker)));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, index) = fix::index(context, finding.cause)?;
    let changed = Index {
        predicate: Some(shape::live_predicate(shape::soft_delete(table)?)),
        ..index.clone()
    };
    Some(vec![fix::put_index(table.id, changed)])
}
