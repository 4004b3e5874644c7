//! `fk-match-simple-nullable`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A foreign key over several columns has at most one that may be null, and that one is not the tenant column.
    ///
    /// # Why
    /// With MATCH SIMPLE, the default, one null column switches the whole check off: the other columns may then hold anything,
    /// also the id of a row that does not exist or is another tenant's.
    ///
    /// # When it is safe to ignore
    /// A check holds the columns together, so that all are null or none: such tables are left alone. One nullable column that
    /// means "no parent" is normal.
    ///
    /// # Fix
    /// Makes the tenant column NOT NULL, or the key MATCH FULL where all of its columns may be null.
    "fk-match-simple-nullable", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["4:71", "pg-index-health 40"],
    fail: "CREATE TABLE t(org_id uuid,p_id uuid,FOREIGN KEY(org_id,p_id) REFERENCES p(org_id,id))",
    pass: "CREATE TABLE t(org_id uuid NOT NULL,p_id uuid,FOREIGN KEY(org_id,p_id) REFERENCES p(org_id,id))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn nullable<'t>(table: &'t Table, key: &ForeignKey) -> Vec<&'t Column> {
    let columns = key.columns.iter().filter_map(|id| table.column(*id));
    columns.filter(|column| !column.not_null).collect()
}

/// What would make the key hold.
enum Remedy<'t> {
    Require(&'t Column),
    MatchFull,
}

fn remedy<'t>(
    context: &Context<'_>,
    table: &'t Table,
    constraint: &Constraint,
    key: &ForeignKey,
) -> Option<Remedy<'t>> {
    let nullable = nullable(table, key);
    let tenant = context.tenancy.column_of(table);
    let cleared = matches!(
        key.on_delete,
        Some(ReferentialAction::SetNull(_) | ReferentialAction::SetDefault(_))
    );
    match nullable.iter().find(|column| Some(column.id) == tenant) {
        Some(column) if !cleared && nullable.len() <= 2 => Some(Remedy::Require(column)),
        None if nullable.len() == key.columns.len() && !constraint.inherited => {
            let partly = match &key.on_delete {
                Some(
                    ReferentialAction::SetNull(columns) | ReferentialAction::SetDefault(columns),
                ) => !columns.is_empty(),
                _ => false,
            };
            (!partly).then_some(Remedy::MatchFull)
        }
        _ => None,
    }
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for (constraint, key) in table
        .foreign_keys()
        .filter(|(_, key)| key.columns.len() > 1)
    {
        out.looked_at(1);
        let nullable = nullable(table, key);
        let tenant = context.tenancy.column_of(table);
        let tenant = nullable.iter().any(|column| Some(column.id) == tenant);
        let held = shape::checks(table).any(|check| {
            let mut named = nullable.iter();
            named.all(|column| expression::mentions(check, &column.name))
        });
        if key.match_type == MatchType::Full || (nullable.len() < 2 && !tenant) || held {
            continue;
        }
        let names: Vec<&str> = nullable.iter().map(|column| column.name.as_str()).collect();
        let target = context.target(key).map_or_else(
            || "the referenced table".to_string(),
            |table| table.qualified_name().to_string(),
        );
        let finding = out.report_columns(
            table,
            ObjectRef::Constraint(table.id, constraint.id),
            &key.columns,
            format!("is not checked where {} is null", names.join(" or ")),
            format!(
                "{} is MATCH SIMPLE, and {} may be null.",
                constraint.name,
                names.join(" and ")
            ),
            format!(
                "Such a row of {} may name a row of {target} that does not exist.",
                table.name
            ),
        );
        match remedy(context, table, constraint, key) {
            Some(Remedy::Require(column)) => finding.fix(format!("Make {} NOT NULL.", column.name)),
            Some(Remedy::MatchFull) => finding.fix("Make it MATCH FULL: all of its columns null, or none."),
            None => finding.advice("Make all but one of its columns NOT NULL, or add a check that all are null or none."),
        };
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, constraint, key) = fix::foreign_key(context, finding.cause)?;
    match remedy(context, table, constraint, key)? {
        Remedy::Require(column) => fix::change_column(context, table, column.id, |column| {
            column.not_null = true;
        }),
        Remedy::MatchFull => {
            let mut changed = constraint.clone();
            changed.kind = ConstraintKind::ForeignKey(ForeignKey {
                match_type: MatchType::Full,
                ..key.clone()
            });
            Some(vec![fix::put_constraint(table.id, changed)])
        }
    }
}
