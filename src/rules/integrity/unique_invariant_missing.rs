//! `unique-invariant-missing`.

use crate::rules::prelude::*;
use crate::rules::tenancy::unique_without_tenant::is_globally_unique;

declare_rule! {
    /// # What
    /// A column that people and programs look rows up by (slug, sku, username, code, token, external_id, the address to sign in
    /// with) stands in a unique key.
    ///
    /// # Why
    /// A check in the application races with itself: two requests at once both find the value free. From then on a look-up by it
    /// returns whichever row comes first.
    ///
    /// # When it is safe to ignore
    /// The value may come again. Left alone: histories and logs, rows that live for a while, columns that reference something, and
    /// addresses and usernames outside tables of people who sign in.
    ///
    /// # Fix
    /// Adds a unique key, with the tenant column first where rows belong to tenants; over live rows only where they are soft-deleted.
    "unique-invariant-missing", Group::Integrity, Some(Severity::Info), Criterion::DataIntegrity,
    sources: ["0:25", "2:36", "2:150", "4:489"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,slug text NOT NULL)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,slug text NOT NULL,UNIQUE(org_id,slug))",
    check: Check::Table(check),
    fix: Some(fix),
}

const ALWAYS: &[&str] = &["slug", "sku", "external_id"];
const OF_PEOPLE: &[&str] = &["username", "email"];
/// Names that mean a key only where every row has one.
const REQUIRED: &[&str] = &["code", "token"];
const PEOPLE: &[&str] = &["user", "account", "admin", "administrator", "login"];

fn is_natural_key(table: &Table, column: &Column) -> bool {
    let name = column.name.as_str();
    let named = ALWAYS.contains(&name)
        || (REQUIRED.contains(&name) && column.not_null)
        || (OF_PEOPLE.contains(&name) && is_about_people(table, name));
    let fits = ["text", "character varying", "uuid", "citext", "character"]
        .contains(&column.data_type.name.as_str());
    named && fits && column.data_type.dimensions == 0
}

fn is_about_people(table: &Table, column: &str) -> bool {
    let name = naming::singular(&naming::snake(&table.name));
    // Several members of staff may share an address, but not a name to sign in with.
    let staff = ["staff", "employee", "member", "customer", "person"];
    PEOPLE.contains(&name.as_str()) || (column == "username" && staff.contains(&name.as_str()))
}

/// Whether some unique key or index holds the column, alone or with others, as a column or in an expression.
fn is_held(table: &Table, column: &Column) -> bool {
    let by_column =
        shape::served(table).any(|served| served.unique && served.columns.contains(&column.id));
    let in_expression = |key: &IndexKey| match &key.source {
        IndexKeySource::Expression(text) => expression::mentions(text, &column.name),
        IndexKeySource::Column(id) => *id == column.id,
    };
    let mut unique = table.indexes.iter().filter(|index| index.unique);
    let excluded = table.constraints.iter().any(|constraint| {
        matches!(constraint.kind, ConstraintKind::Exclusion(_))
            && constraint.columns().contains(&column.id)
    });
    by_column || excluded || unique.any(|index| index.keys.iter().any(in_expression))
}

/// Whether rows are told apart by what they belong to: the key holds the id of something else.
fn is_of_another(table: &Table) -> bool {
    let primary = table.primary_key_columns();
    let ids = primary.iter().filter_map(|id| table.column(*id));
    primary.len() > 1 && ids.filter(|column| column.name.ends_with("_id")).count() > 0
}

/// Whether the same value is expected to come again in the table's rows.
fn repeats(table: &Table) -> bool {
    shape::is_append_only(table)
        || shape::is_audit_log(table)
        || shape::is_ephemeral(table)
        || shape::is_junction(table)
        || shape::has_word(
            table,
            &["queue", "slot", "event", "log", "history", "archive", "run"],
        )
        || is_of_another(table)
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for column in table
        .columns
        .iter()
        .filter(|column| is_natural_key(table, column))
    {
        // The token of a session or an invitation is what its row is found by, however short it lives.
        if column.name != "token" && repeats(table) {
            continue;
        }
        out.looked_at(1);
        let referencing = shape::referencing_columns(table).contains(&column.id);
        if referencing || is_held(table, column) || table.partitioning.is_some() {
            continue;
        }
        out.report(
            ObjectRef::Column(table.id, column.id),
            "is looked up by, and may stand twice",
            format!("No unique key of {} holds {}.", table.name, column.name),
            format!(
                "Two requests at once store the same {}, and a look-up by it finds either row.",
                column.name
            ),
        )
        .fix("Add a unique key on it.");
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let tenant = context.tenant_column(table);
    let mut columns = vec![column.id];
    if let Some(tenant) = tenant.filter(|_| !is_globally_unique(context, column)) {
        columns.insert(0, tenant.id);
    }
    let live = shape::soft_delete(table).map(shape::live_predicate);
    // Null in one column of several lets the others come twice, so rows without a value are left out instead.
    let given = (columns.len() > 1 && !column.not_null).then(|| {
        format!(
            "{} IS NOT NULL",
            crate::sql::quote::identifier(&column.name)
        )
    });
    let conditions: Vec<String> = [given, live].into_iter().flatten().collect();
    if conditions.is_empty() {
        let key = fix::new_unique(context, table, columns, ids);
        return Some(vec![fix::put_constraint(table.id, key)]);
    }
    let name = fix::relation_name(context, table, "uq", &table.column_names(&columns));
    let mut index = Index::btree(ids.fresh(), &name, &columns);
    index.unique = true;
    index.predicate = Some(conditions.join(" AND "));
    Some(vec![fix::put_index(table.id, index)])
}
