//! `audit-actor-missing`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A tenant's table says who made each row, where the schema knows people.
    ///
    /// # Why
    /// "Who entered this?" is the second question after "since when". Without a column the answer is in log files, if they are
    /// still there.
    ///
    /// # When it is safe to ignore
    /// The system writes the rows, or an audit log answers. Left alone: junctions, logs, rows that live for a while, parts of
    /// another thing (order_items), and tables that name a person in any way.
    ///
    /// # Fix
    /// Adds a nullable created_by that references the table of people, with an index.
    "audit-actor-missing", Group::Audit, Some(Severity::Info), Criterion::DataIntegrity,
    sources: ["0:52", "0:72", "3:116"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,created_by uuid REFERENCES users)",
    check: Check::Schema(Reads::Tables, check),
    fix: Some(fix),
}

/// Words of columns that name a person.
const ACTORS: &[&str] = &[
    "by",
    "user",
    "author",
    "owner",
    "creator",
    "actor",
    "member",
    "person",
    "employee",
    "assignee",
    "sender",
    "host",
    "profile",
    "account",
    "admin",
    "uploader",
    "requester",
    "reporter",
    "inviter",
    "customer",
];

/// The table of people and its key.
fn people<'a>(context: &Context<'a>) -> Option<(&'a Table, &'a Column)> {
    let named = ["user", "person", "member", "employee"]
        .into_iter()
        .find_map(|stem| {
            let mut tables = context
                .neighbours
                .named(stem)
                .filter_map(|id| context.table(id));
            tables.find(|table| !table.is_partition())
        })?;
    match named.primary_key_columns() {
        [key] => Some((named, named.column(*key)?)),
        _ => None,
    }
}

/// Whether a row is part of a row of another table, which says who made the whole.
fn is_part(context: &Context<'_>, table: &Table) -> bool {
    let name = naming::singular(&naming::snake(&table.name));
    table.foreign_keys().any(|(_, key)| {
        context.target(key).is_some_and(|target| {
            let whole = naming::singular(&naming::snake(&target.name));
            target.id != table.id
                && context.tenancy.root != Some(target.id)
                && name.starts_with(&format!("{whole}_"))
        })
    })
}

fn lacks_actor(context: &Context<'_>, table: &Table, people: TableId) -> bool {
    let passing = shape::is_junction(table)
        || shape::is_append_only(table)
        || shape::is_audit_log(table)
        || shape::is_ephemeral(table);
    let names_someone = || {
        table.columns.iter().any(|column| {
            let name = naming::snake(&column.name);
            name.split('_').any(|word| ACTORS.contains(&word))
        })
    };
    let references_someone = || {
        table
            .foreign_keys()
            .any(|(_, key)| key.target.table() == Some(people))
    };
    table.id != people
        && !passing
        && !references_someone()
        && !names_someone()
        && !is_part(context, table)
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some((people, _)) = people(context) else {
        return;
    };
    let tenants = context.tables().filter(|table| {
        context.class(table.id) == TenancyClass::TenantScoped
            && context.tenant_column(table).is_some()
    });
    for table in tenants {
        out.looked_at(1);
        if !lacks_actor(context, table, people.id) {
            continue;
        }
        out.report(
            ObjectRef::Table(table.id),
            "does not say who made a row",
            format!(
                "No column of {} names a row of {}.",
                table.name, people.name
            ),
            format!(
                "Who entered a row of {} is in log files, if they are still there.",
                table.name
            ),
        )
        .fix(format!("Add created_by, which references {}.", people.name));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let (people, key) = people(context)?;
    let column = Column::new(ids.fresh(), "created_by", key.data_type.clone());
    let id = column.id;
    let mut after = table.clone();
    after.columns.push(column.clone());
    let mut ops = fix::add_column(context, table, column, None, ids);
    let action = Some(ReferentialAction::SetNull(Vec::new()));
    let constraint = fix::new_foreign_key(
        &after,
        vec![(id, "created_by")],
        people,
        vec![key.id],
        action,
        ids,
    );
    ops.push(fix::put_constraint(table.id, constraint));
    ops.push(fix::new_index(context, &after, &[id], ids));
    Some(ops)
}
