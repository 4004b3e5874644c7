//! `audit-actor-missing`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A tenant's documents (projects, invoices, meetings and such) say who made each of them, where the schema knows people.
    ///
    /// # Why
    /// "Who entered this?" is the second question after "since when". Without a column the answer is in log files, if they are
    /// still there.
    ///
    /// # When it is safe to ignore
    /// The system writes the rows, or an audit log answers. Left alone: all tables that are not named as documents, and those that
    /// name a person in any way.
    ///
    /// # Fix
    /// Adds a nullable created_by that references the table of people, with an index.
    "audit-actor-missing", Group::Audit, Some(Severity::Info), Criterion::DataIntegrity,
    sources: ["0:52", "0:72", "3:116"],
    fail: "CREATE TABLE projects(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations)",
    pass: "CREATE TABLE projects(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,created_by uuid REFERENCES users)",
    check: Check::Schema(Reads::Contents, check),
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

fn lacks_actor(table: &Table, people: TableId) -> bool {
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
    table.id != people && !references_someone() && !names_someone()
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let Some((people, _)) = people(context) else {
        return;
    };
    let tenants = context.tables().filter(|table| {
        shape::is_important(table)
            && context.class(table.id) == TenancyClass::TenantScoped
            && context.tenant_column(table).is_some()
    });
    for table in tenants {
        out.looked_at(1);
        if !lacks_actor(table, people.id) {
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
