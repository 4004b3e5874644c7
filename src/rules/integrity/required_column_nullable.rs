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
    /// tables of drafts, columns that a foreign key clears, and unique columns, where null means "none given".
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

fn is_evident(context: &Context<'_>, column: &Column) -> bool {
    shape::has_default(column)
        || matches!(column.name.as_str(), "created_at" | "updated_at")
        || context.stances.lists("required.columns", &column.name)
}

fn refused_by_domain(context: &Context<'_>, column: &Column) -> bool {
    let domain = (!shape::is_built_in(&column.data_type))
        .then(|| context.schema.user_type(&column.data_type))
        .flatten();
    domain.is_some_and(|user| matches!(user.kind, UserTypeKind::Domain { not_null: true, .. }))
}

/// The columns that ought to refuse null.
fn offenders<'t>(context: &Context<'_>, table: &'t Table) -> Vec<&'t Column> {
    let open = table.columns.iter().filter(|column| {
        !column.not_null
            && !column.inherited
            && column.generated.is_none()
            && column.identity.is_none()
    });
    let evident =
        open.filter(|column| !column.data_type.is("boolean") && is_evident(context, column));
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
    let ids: Vec<ColumnId> = columns.iter().map(|column| column.id).collect();
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let (filled, named): (Vec<&Column>, Vec<&Column>) = columns
        .iter()
        .partition(|column| shape::has_default(column));
    let what = match filled.first() {
        Some(column) if named.is_empty() => format!(
            "{} has the default {} and may be null all the same.",
            column.name,
            column.default.as_deref().unwrap_or_default()
        ),
        _ => format!(
            "Nothing makes a row of {} have {}.",
            table.name,
            names.join(", ")
        ),
    };
    out.report_columns(
        table,
        ObjectRef::Table(table.id),
        &ids,
        "may be null, though every row has it",
        what,
        format!(
            "A null in {} falls out of comparisons and sorts last, and no reader expects it.",
            names.join(" or ")
        ),
    )
    .fix(format!("Set NOT NULL on {}.", names.join(", ")));
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let mut ops = Vec::new();
    for column in offenders(context, table) {
        ops.extend(fix::change_column(context, table, column.id, |column| {
            column.not_null = true;
        })?);
    }
    Some(ops)
}
