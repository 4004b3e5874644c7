//! `overlap-not-excluded`.

use crate::rules::prelude::*;
use crate::sql::quote;

declare_rule! {
    /// # What
    /// A table of bookings does not let two of them hold the same thing at the same time: an exclusion constraint refuses it, and a
    /// check refuses one that ends before it starts.
    ///
    /// # Why
    /// "Is it free?" asked by two requests at once is answered yes twice. No unique key can help, as the two times are not equal;
    /// they overlap.
    ///
    /// # When it is safe to ignore
    /// The thing may be booked several times over, such as a class with many seats. Only tables named as bookings, reservations,
    /// appointments, rentals or leases are looked at, not events in general.
    ///
    /// # Fix
    /// Adds the exclusion constraint, the check and, where it is not there, the extension btree_gist. Where rows can be cancelled or
    /// deleted, or it is not plain what is booked, write the constraint yourself.
    "overlap-not-excluded", Group::Integrity, Some(Severity::Info), Criterion::DataIntegrity,
    sources: ["3:37", "3:108"],
    fail: "CREATE TABLE bookings(id uuid PRIMARY KEY,p_id uuid,start_at timestamptz NOT NULL,end_at timestamptz NOT NULL)",
    pass: "CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE TABLE bookings(id uuid PRIMARY KEY,p_id uuid,start_at timestamptz NOT NULL,end_at timestamptz NOT NULL,CHECK(start_at<end_at),EXCLUDE USING gist(p_id WITH =,tstzrange(start_at,end_at) WITH &&))",
    check: Check::Table(check),
    fix: Some(fix),
}

const BOOKINGS: &[&str] = &[
    "booking",
    "reservation",
    "appointment",
    "rental",
    "lease",
    "occupancy",
];
const STARTS: &[&str] = &[
    "start",
    "starts",
    "start_at",
    "starts_at",
    "started_at",
    "start_time",
    "start_date",
    "starts_on",
    "begin_at",
    "begins_at",
    "begin_time",
    "from",
    "from_date",
    "valid_from",
    "check_in",
    "checkin_at",
    "rental_date",
];
const ENDS: &[&str] = &[
    "end",
    "ends",
    "end_at",
    "ends_at",
    "ended_at",
    "end_time",
    "end_date",
    "ends_on",
    "until",
    "to",
    "to_date",
    "valid_to",
    "valid_until",
    "check_out",
    "checkout_at",
    "return_date",
];
/// Who books, as against what is booked.
const BOOKERS: &[&str] = &[
    "user", "customer", "guest", "person", "client", "account", "member", "staff", "parent",
];

fn named<'t>(table: &'t Table, names: &[&str]) -> Option<&'t Column> {
    let fits = |column: &&Column| {
        let data_type = &column.data_type;
        names.contains(&column.name.as_str())
            && data_type.dimensions == 0
            && (data_type.name.starts_with("timestamp") || data_type.name == "date")
    };
    table.columns.iter().find(fits)
}

fn span(table: &Table) -> Option<(&Column, &Column)> {
    Some((named(table, STARTS)?, named(table, ENDS)?))
}

/// What may be booked: ids of other things, without the tenant and those who book.
fn resources<'t>(context: &Context<'_>, table: &'t Table) -> Vec<&'t Column> {
    let tenant = context.tenancy.column_of(table);
    let primary = table.primary_key_columns();
    let ids = table.columns.iter().filter(|column| {
        Some(column.id) != tenant && !primary.contains(&column.id) && column.name.ends_with("_id")
    });
    ids.filter(|column| !BOOKERS.iter().any(|word| column.name.contains(word)))
        .collect()
}

fn can_be_taken_back(table: &Table) -> bool {
    table.columns.iter().any(|column| {
        let name = column.name.as_str();
        name.contains("cancel")
            || name.contains("status")
            || name.contains("state")
            || name.contains("deleted")
    })
}

fn is_bookings(table: &Table) -> bool {
    let name = naming::singular(&naming::snake(&table.name));
    BOOKINGS.contains(&shape::last_word(&name))
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if !is_bookings(table) {
        return;
    }
    let range = table
        .columns
        .iter()
        .find(|column| column.data_type.name.ends_with("range"));
    let span = span(table);
    let resources = resources(context, table);
    if (span.is_none() && range.is_none()) || resources.is_empty() {
        return;
    }
    out.looked_at(1);
    let excluded = table
        .constraints
        .iter()
        .any(|constraint| matches!(constraint.kind, ConstraintKind::Exclusion(_)));
    if excluded {
        return;
    }
    let times = match (span, range) {
        (Some((start, end)), _) => format!("{} and {}", start.name, end.name),
        (None, Some(range)) => range.name.clone(),
        (None, None) => return,
    };
    let names: Vec<&str> = resources
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let what = names.join(" or ");
    let finding = out.report(
        ObjectRef::Table(table.id),
        "can hold the same thing twice at one time",
        format!(
            "No exclusion constraint of {} looks at {times}.",
            table.name
        ),
        format!("Two requests at once both find {what} free and both take it."),
    );
    let fixable = span.is_some() && resources.len() == 1 && !can_be_taken_back(table);
    if fixable && table.partitioning.is_none() {
        finding.fix(format!(
            "Exclude rows of the same {what} whose {times} overlap."
        ));
    } else {
        finding.advice(format!(
            "Add an exclusion constraint on {what} and {times}, for the rows that count."
        ));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let (start, end) = span(table)?;
    let resources = resources(context, table);
    let [resource] = resources.as_slice() else {
        return None;
    };
    let range = match start.data_type.name.as_str() {
        "date" => "daterange",
        "timestamp without time zone" => "tsrange",
        _ => "tstzrange",
    };
    let (from, to) = (quote::identifier(&start.name), quote::identifier(&end.name));
    let element = |source: IndexKeySource, operator: &str| ExclusionElement {
        key: IndexKey {
            source,
            ..IndexKey::column_key(resource.id)
        },
        operator: operator.to_string(),
    };
    let exclusion = Exclusion {
        tablespace: None,
        method: "gist".to_string(),
        elements: vec![
            element(IndexKeySource::Column(resource.id), "="),
            element(
                IndexKeySource::Expression(format!("{range}({from}, {to})")),
                "&&",
            ),
        ],
        include: Vec::new(),
        predicate: None,
        options: Vec::new(),
    };
    let mut ops = Vec::new();
    let known = context.schema.extensions.values();
    if !known
        .into_iter()
        .any(|extension| extension.name == "btree_gist")
    {
        ops.push(Op::Put(fix::new_extension("btree_gist", ids).into()));
    }
    let name = fix::free_relation_name(
        context,
        table,
        &format!("ex_{}_{}", table.name, resource.name),
    );
    let kind = ConstraintKind::Exclusion(exclusion);
    ops.push(fix::put_constraint(
        table.id,
        Constraint::new(ids.fresh(), &name, kind),
    ));
    let ordered = shape::is_checked(table, start) && shape::is_checked(table, end);
    if !ordered {
        let name = fix::constraint_name(table, "chk", &[&start.name]);
        let kind = ConstraintKind::Check(crate::model::Check {
            expression: format!("{from} < {to}"),
        });
        ops.push(fix::put_constraint(
            table.id,
            Constraint::new(ids.fresh(), &name, kind),
        ));
    }
    Some(ops)
}
