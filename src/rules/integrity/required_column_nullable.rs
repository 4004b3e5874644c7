//! `required-column-nullable`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A column that every row evidently has refuses null: one that is filled in by default, the times a row came and changed, and
    /// those the stance `required.columns` names.
    ///
    /// # Why
    /// An explicit null gets past the default. The row then sorts last, falls out of comparisons, and each reader has to think of a
    /// case that nobody meant.
    ///
    /// # When it is safe to ignore
    /// Null means something, as in a draft that has no title yet. Left alone: booleans, which may be meant to have three states,
    /// tables of drafts, columns that a foreign key clears, times that only some rows have (ended_at), and unique columns, where
    /// null means "none given". Columns that only the stance names are reported as information.
    ///
    /// # Fix
    /// Sets NOT NULL. Rows that hold null must be filled first; the migration says so.
    "required-column-nullable", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:24", "0:119", "0:130", "4:73", "4:275", "4:486"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,created_at timestamptz DEFAULT now())",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,created_at timestamptz NOT NULL DEFAULT now())",
    check: Check::Table(check),
    fix: Some(fix),
}

fn is_cleared(table: &Table, column: ColumnId) -> bool {
    table.foreign_keys().any(|(_, key)| {
        let clears = |action: &Option<ReferentialAction>| {
            matches!(action, Some(ReferentialAction::SetNull(_)))
        };
        key.columns.contains(&column) && (clears(&key.on_delete) || clears(&key.on_update))
    })
}

/// Words of times that only some rows have, whatever default was given to them.
const LATER: &[&str] = &[
    "ended",
    "cancel",
    "canceled",
    "cancelled",
    "deleted",
    "revoked",
    "trial",
    "finished",
    "completed",
    "closed",
    "archived",
    "removed",
    "expires",
    "expired",
];

fn is_time_of_row(column: &Column) -> bool {
    matches!(column.name.as_str(), "created_at" | "updated_at")
}

/// Whether every row evidently has the column; `listed` are the names of the stance.
fn is_evident(listed: &[&str], column: &Column) -> bool {
    if !shape::has_default(column) {
        return is_time_of_row(column) || listed.contains(&column.name.as_str());
    }
    let later = naming::snake(&column.name)
        .split('_')
        .any(|word| LATER.contains(&word));
    !later || listed.contains(&column.name.as_str())
}

fn refused_by_domain(context: &Context<'_>, column: &Column) -> bool {
    let domain = (!shape::is_built_in(&column.data_type))
        .then(|| context.schema.user_type(&column.data_type))
        .flatten();
    domain.is_some_and(|user| matches!(user.kind, UserTypeKind::Domain { not_null: true, .. }))
}

/// The columns that ought to refuse null.
fn offenders<'t>(context: &Context<'_>, table: &'t Table) -> Vec<&'t Column> {
    let stance = context.stances.value("required.columns");
    let listed: Vec<&str> = stance.split(',').map(str::trim).collect();
    let open = table.columns.iter().filter(|column| {
        !column.not_null
            && !column.inherited
            && column.generated.is_none()
            && column.identity.is_none()
    });
    let evident =
        open.filter(|column| !column.data_type.is("boolean") && is_evident(&listed, column));
    evident
        .filter(|column| {
            let unique = shape::is_unique_over(table, &[column.id]);
            !unique && !is_cleared(table, column.id) && !refused_by_domain(context, column)
        })
        .collect()
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    out.looked_at(1);
    let columns = offenders(context, table);
    if columns.is_empty() || shape::has_word(table, &["draft"]) {
        return;
    }
    let (evident, named): (Vec<&Column>, Vec<&Column>) = columns
        .into_iter()
        .partition(|column| shape::has_default(column) || is_time_of_row(column));
    if !evident.is_empty() {
        let what = match evident.iter().find(|column| shape::has_default(column)) {
            Some(column) => format!(
                "{} has the default {} and may be null all the same.",
                column.name,
                column.default.as_deref().unwrap_or_default()
            ),
            None => format!("Nothing makes a row of {} say when it came.", table.name),
        };
        report(
            table,
            &evident,
            "may be null, though every row has it",
            what,
            out,
        );
    }
    if !named.is_empty() {
        let names = names_of(&named);
        let what = format!("Nothing makes a row of {} have {names}.", table.name);
        report(
            table,
            &named,
            "may be null, which its name does not lead one to expect",
            what,
            out,
        )
        .at_most(Severity::Info);
    }
}

fn names_of(columns: &[&Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    names.join(", ")
}

fn report<'f>(
    table: &Table,
    columns: &[&Column],
    title: &str,
    what: String,
    out: &'f mut Findings<'_>,
) -> &'f mut Finding {
    let ids: Vec<ColumnId> = columns.iter().map(|column| column.id).collect();
    let names = names_of(columns);
    // The cause is a column, so that the two findings a table may have are told apart.
    let cause = ids.first().map_or(ObjectRef::Table(table.id), |id| {
        ObjectRef::Column(table.id, *id)
    });
    let finding = out.report_columns(
        table,
        ObjectRef::Table(table.id),
        &ids,
        title,
        what,
        format!(
            "A null in {names} falls out of comparisons and sorts last, and no reader expects it."
        ),
    );
    finding
        .cause(cause)
        .fix(format!("Set NOT NULL on {names}."))
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let mut ops = Vec::new();
    for column in offenders(context, table)
        .iter()
        .filter(|column| finding.columns.contains(&column.id))
    {
        ops.extend(fix::change_column(context, table, column.id, |column| {
            column.not_null = true;
        })?);
    }
    Some(ops)
}
