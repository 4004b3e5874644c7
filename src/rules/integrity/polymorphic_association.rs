//! `polymorphic-association`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A reference names one table; it is not a pair of a type and an id.
    ///
    /// # Why
    /// No foreign key can hold such a pair: rows point at what is gone, a wrong type points at somebody else's row of the same id,
    /// and no key can carry the tenant.
    ///
    /// # When it is safe to ignore
    /// The table records what happened to things of any kind, such as an audit or event log: those are left alone.
    ///
    /// # Fix
    /// None by itself: one nullable foreign key for each kind, and a check that exactly one is set (num_nonnulls(...) = 1).
    "polymorphic-association", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:22", "3:34"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,owner_type text NOT NULL,owner_id uuid NOT NULL)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,user_id uuid REFERENCES users,p_id uuid REFERENCES p(id),CHECK(num_nonnulls(user_id,p_id)=1))",
    check: Check::Table(check),
    fix: None,
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if shape::is_append_only(table) || shape::is_audit_log(table) {
        return;
    }
    let referencing = shape::referencing_columns(table);
    out.looked_at(1);
    for id in &table.columns {
        if referencing.contains(&id.id) {
            continue;
        }
        let Some(kind) = shape::type_beside(table, id) else {
            continue;
        };
        let name = naming::snake(&id.name);
        let head = name.strip_suffix("_id").unwrap_or(&name);
        out.report(
            ObjectRef::Column(table.id, id.id),
            format!("points at whatever {} says", kind.name),
            format!("{} and {} together name a row of some table, and no foreign key can hold them.", kind.name, id.name),
            format!("Rows of {} keep pointing at what is deleted, and a wrong {} points at another table's row.", table.name, kind.name),
        )
        .columns(&[kind.id, id.id])
        .advice(format!("Replace the pair by one nullable foreign key for each kind of {head}, and check that exactly one is set."));
    }
}
