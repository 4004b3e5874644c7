//! `soft-delete-unindexed`.

use crate::rules::indexes::list_index_missing::list_index;
use crate::rules::indexes::partial_index_suggested::list_indexes;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Some index of a soft-delete table knows which rows are deleted.
    ///
    /// # Why
    /// Every list asks for live rows. Without such an index each reads deleted rows too and throws them away, more of them every
    /// month.
    ///
    /// # When it is safe to ignore
    /// Rows are seldom deleted, or purged soon. Left alone: look-ups, junctions, tables of less than 10,000 rows where you said how
    /// many, and tables whose list indexes could be made partial, of which `partial-index-suggested` speaks.
    ///
    /// # Fix
    /// Creates an index over live rows: on the tenant column and created_at, or what of the two there is.
    "soft-delete-unindexed", Group::Audit, Some(Severity::Info), Criterion::QueryPerformance,
    sources: ["3:246", "4:364"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,deleted_at timestamptz); CREATE INDEX i ON t(org_id)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,deleted_at timestamptz); CREATE INDEX i ON t(org_id) WHERE deleted_at IS NULL",
    check: Check::Table(check),
    fix: Some(fix),
}

fn columns(context: &Context<'_>, table: &Table) -> Vec<ColumnId> {
    let created = table
        .column_named("created_at")
        .filter(|column| column.data_type.name.starts_with("timestamp"));
    let tenant = context.tenant_column(table);
    tenant
        .into_iter()
        .chain(created)
        .map(|column| column.id)
        .collect()
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(marker) = shape::soft_delete(table) else {
        return;
    };
    let small = context.rows(table.id).is_some_and(|rows| rows < 10_000);
    let look_up = context.class(table.id) == TenancyClass::Reference;
    if small || look_up || shape::is_junction(table) || marker.generated.is_some() {
        return;
    }
    out.looked_at(1);
    let knows = |index: &Index| {
        let in_key = index.keys.iter().any(|key| match &key.source {
            IndexKeySource::Column(id) => *id == marker.id,
            IndexKeySource::Expression(text) => expression::mentions(text, &marker.name),
        });
        let in_predicate = |text: &str| expression::mentions(text, &marker.name);
        in_key || index.predicate.as_deref().is_some_and(in_predicate)
    };
    let in_key = table
        .constraints
        .iter()
        .filter_map(Constraint::key)
        .any(|key| key.columns.contains(&marker.id));
    if in_key || table.indexes.iter().any(knows) || !list_indexes(context, table, marker).is_empty()
    {
        return;
    }
    let finding = out.report(
        ObjectRef::Column(table.id, marker.id),
        "is in no index",
        format!(
            "No index of {} is on {} or over live rows.",
            table.name, marker.name
        ),
        format!(
            "Each list reads the deleted rows of {} too, and throws them away.",
            table.name
        ),
    );
    let columns = columns(context, table);
    if columns.is_empty() {
        finding.advice(format!(
            "Create an index over rows where {}, on what lists filter or sort by.",
            shape::live_predicate(marker)
        ));
    } else {
        let names = table.column_names(&columns).join(", ");
        finding.fix(format!(
            "Create an index on ({names}) over rows where {}.",
            shape::live_predicate(marker)
        ));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let columns = columns(context, table);
    let index = list_index(context, table, &columns, ids);
    Some(vec![fix::put_index(table.id, index)])
}
