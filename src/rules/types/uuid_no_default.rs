//! `uuid-no-default`.

use super::surrogate_key;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A uuid key makes its own values.
    ///
    /// # Why
    /// Without a default every writer must bring an id, scripts and fixtures included.
    ///
    /// # When it is safe to ignore
    /// Clients make the ids, for instance to work offline. Keys that are another table's are left alone.
    ///
    /// # Fix
    /// Sets the default to gen_random_uuid(), or uuidv7() from PostgreSQL 18 on.
    "uuid-no-default", Group::Types, Some(Severity::Info), Criterion::SchemaClarity,
    sources: ["0:60"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY DEFAULT gen_random_uuid())",
    check: Check::Table(check),
    fix: Some(fix),
}

fn generator(context: &Context<'_>) -> &'static str {
    if context.postgresql >= 18 {
        "uuidv7()"
    } else {
        "gen_random_uuid()"
    }
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(key) = surrogate_key(table).filter(|key| key.data_type.is("uuid")) else {
        return;
    };
    out.looked_at(1);
    if key.default.is_none() && key.generated.is_none() {
        out.report(
            ObjectRef::Column(table.id, key.id),
            "has no default that makes it",
            format!("{} is a uuid key without a default.", key.name),
            format!(
                "Every insert into {} must bring an id of its own.",
                table.name
            ),
        )
        .fix(format!("Set the default to {}.", generator(context)));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let default = generator(context).to_string();
    fix::change_column(context, table, column.id, |column| {
        column.default = Some(default.clone())
    })
}
