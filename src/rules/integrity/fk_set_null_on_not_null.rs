//! `fk-set-null-on-not-null`.

use crate::rules::prelude::*;
use crate::rules::tenancy::tenant_fk_set_null::clears_tenant;

declare_rule! {
    /// # What
    /// A foreign key that clears its columns clears only columns that may be null, and one that sets the default has one.
    ///
    /// # Why
    /// The delete of the parent fails with a not-null violation (error 23502) at run time, in front of the person who deletes.
    ///
    /// # When it is safe to ignore
    /// Never: the action cannot succeed while a row references the parent.
    ///
    /// # Fix
    /// Says what happens anyway: the delete is refused, ON DELETE RESTRICT (and no action ON UPDATE).
    "fk-set-null-on-not-null", Group::Integrity, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["3:107", "squawk#1136"],
    fail: "CREATE TABLE t(p_id uuid NOT NULL REFERENCES p(id) ON DELETE SET NULL)",
    pass: "CREATE TABLE t(p_id uuid REFERENCES p(id) ON DELETE SET NULL)",
    check: Check::Table(check),
    fix: Some(fix),
}

/// The first column an action cannot set, and whether it is to be null rather than its default.
fn unsettable<'t>(
    table: &'t Table,
    key: &ForeignKey,
    action: Option<&ReferentialAction>,
) -> Option<(&'t Column, bool)> {
    let (listed, null) = match action? {
        ReferentialAction::SetNull(listed) => (listed, true),
        ReferentialAction::SetDefault(listed) => (listed, false),
        _ => return None,
    };
    let set = if listed.is_empty() {
        &key.columns
    } else {
        listed
    };
    let columns = set.iter().filter_map(|id| table.column(*id));
    let mut refusing =
        columns.filter(|column| column.not_null && (null || column.default.is_none()));
    refusing.next().map(|column| (column, null))
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let tenant = context.tenant_column(table).map(|column| column.id);
    for (constraint, key) in table.foreign_keys() {
        out.looked_at(1);
        // `tenant-fk-set-null` says it of the tenant column.
        let said = tenant.is_some_and(|tenant| clears_tenant(key, tenant));
        let on_delete = unsettable(table, key, key.on_delete.as_ref().filter(|_| !said));
        let Some((column, null)) = on_delete.or(unsettable(table, key, key.on_update.as_ref()))
        else {
            continue;
        };
        let what = if null {
            "null"
        } else {
            "a default it does not have"
        };
        let event = if on_delete.is_some() {
            "delete"
        } else {
            "update"
        };
        let target = key
            .target
            .table()
            .map(|id| context.name(id))
            .unwrap_or_default();
        let finding = out.report_columns(
            table,
            ObjectRef::Constraint(table.id, constraint.id),
            &[column.id],
            format!("is set to {what} by its foreign key and refuses null"),
            format!("{} sets {} to {what} on {event}, and {} is NOT NULL.", constraint.name, column.name, column.name),
            format!("A {event} in {target} fails with a not-null violation while {} references the row.", table.name),
        );
        finding.fix(if on_delete.is_some() {
            "Refuse the delete: ON DELETE RESTRICT."
        } else {
            "Leave out the ON UPDATE action."
        });
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, constraint, key) = fix::foreign_key(context, finding.cause)?;
    let mut changed = key.clone();
    if unsettable(table, key, key.on_delete.as_ref()).is_some() {
        changed.on_delete = Some(ReferentialAction::Restrict);
    }
    if unsettable(table, key, key.on_update.as_ref()).is_some() {
        changed.on_update = None;
    }
    let constraint = Constraint {
        kind: ConstraintKind::ForeignKey(changed),
        ..constraint.clone()
    };
    Some(vec![fix::put_constraint(table.id, constraint)])
}
