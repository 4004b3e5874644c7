//! `enum-type-stance`.

use crate::rules::prelude::*;
use crate::sql::quote;

declare_rule! {
    /// # What
    /// Closed sets of values are kept as the project chose in the stance `enum`: by a check, an enum type, or a look-up table.
    ///
    /// # Why
    /// A value can be added to an enum type, but never removed, and not be used in the transaction that added it. A check is
    /// replaced in one step.
    ///
    /// # When it is safe to ignore
    /// The values are few and settled, which is what enum types are good at: say so with the stance `enum = enum`. All enum types of
    /// a schema are one finding.
    ///
    /// # Fix
    /// Makes the columns of the type text with a check that lists the values, and removes the type, where a single type is meant and
    /// nothing else uses it.
    "enum-type-stance", Group::Types, Some(Severity::Info), Criterion::SchemaClarity,
    sources: ["0:75", "3:36", "eugene W13"],
    fail: "CREATE TYPE st AS ENUM('a'); CREATE TABLE t(s st)",
    pass: "CREATE TABLE t(s text CHECK(s IN('a')))",
    check: Check::Schema(Reads::Contents, check),
    fix: Some(fix),
}

fn enums<'a>(context: &Context<'a>) -> Vec<(&'a UserType, &'a [String])> {
    let labels = |user: &'a UserType| match &user.kind {
        UserTypeKind::Enum { labels } => Some((user, labels.as_slice())),
        _ => None,
    };
    context
        .schema
        .types
        .values()
        .filter_map(|user| labels(user))
        .collect()
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let stance = context.stances.value("enum");
    let found = enums(context);
    out.looked_at(found.len());
    if !["check", "lookup"].contains(&stance) || found.is_empty() {
        return;
    }
    let names: Vec<&str> = found.iter().map(|(user, _)| user.name.as_str()).collect();
    let why = "A value of an enum type can be added and never removed, and no new value can be used in the transaction that adds it.";
    let advice = match stance {
        "lookup" => "Make each a table that its columns reference, or set the stance enum to enum.",
        _ => "Make each a check on a text column, or set the stance enum to enum.",
    };
    let [(user, labels)] = found.as_slice() else {
        out.report(
            ObjectRef::Whole,
            format!("keeps {} sets of values as enum types", found.len()),
            format!(
                "The stance enum is {stance}; these are enum types: {}.",
                names.join(", ")
            ),
            why,
        )
        .subject("The schema")
        .advice(advice);
        return;
    };
    let finding = out.report(
        ObjectRef::Type(user.id),
        "is an enum type",
        format!(
            "The stance enum is {stance}; {} has the values {}.",
            user.name,
            labels.join(", ")
        ),
        why,
    );
    if stance == "check" && conversion(context, user, labels).is_some() {
        finding.fix("Make its columns text with a check that lists the values.");
    } else {
        finding.advice(advice);
    }
}

/// The columns of the type as text with its cast off their defaults, and the type itself removed. `None` where something else
/// names the type or casts to it, whose text is not rewritten here.
fn conversion(
    context: &Context<'_>,
    user: &UserType,
    labels: &[String],
) -> Option<(Vec<(TableId, Column)>, String)> {
    let schema = context.schema;
    let named = |text: &str| expression::mentions(text, &user.name);
    let by_program = schema.functions.values().any(|one| named(&one.definition))
        || schema.views.values().any(|one| named(&one.query))
        || schema.verbatim.values().any(|one| named(&one.sql));
    if by_program {
        return None;
    }
    let written: Vec<String> = labels.iter().map(|label| quote::literal(label)).collect();
    let mut columns = Vec::new();
    for table in schema.tables.values() {
        let of_type = |column: &Column| {
            schema
                .user_type(&column.data_type)
                .is_some_and(|own| own.id == user.id)
        };
        let in_expressions = shape::checks(table).any(named)
            || table.indexes.iter().any(|index| {
                let keys = index.keys.iter().any(
                    |key| matches!(&key.source, IndexKeySource::Expression(text) if named(text)),
                );
                keys || index.predicate.as_deref().is_some_and(named)
            })
            || table.policies.iter().any(|policy| {
                [&policy.using, &policy.with_check]
                    .into_iter()
                    .flatten()
                    .any(|text| named(text))
            })
            || table.triggers.iter().any(|trigger| named(&trigger.clause));
        if in_expressions {
            return None;
        }
        for column in table
            .columns
            .iter()
            .filter(|column| !shape::is_built_in(&column.data_type))
        {
            if !of_type(column) {
                continue;
            }
            // Arrays, keys of other tables and partitions want more than a check.
            if column.data_type.dimensions > 0
                || table.is_partition()
                || !table.inherits.is_empty()
                || table.partitioning.is_some()
            {
                return None;
            }
            let mut changed = column.clone();
            changed.data_type = DataType::named("text");
            if let Some(default) = &column.default {
                let text = expression::normal(default);
                let label = written.iter().find(|label| **label == text)?;
                changed.default = Some(label.clone());
            }
            columns.push((table.id, changed));
        }
    }
    Some((columns, written.join(", ")))
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let ObjectRef::Type(id) = finding.object else {
        return None;
    };
    let user = context.schema.types.get(&id)?;
    let UserTypeKind::Enum { labels } = &user.kind else {
        return None;
    };
    let (columns, written) = conversion(context, user, labels)?;
    let mut ops = Vec::new();
    for (table, column) in columns {
        let table = context.table(table)?;
        let name = fix::constraint_name(table, "chk", &[&column.name]);
        let kind = ConstraintKind::Check(crate::model::Check {
            expression: format!("{} IN ({written})", quote::identifier(&column.name)),
        });
        ops.push(fix::put_column(table.id, column, None));
        ops.push(fix::put_constraint(
            table.id,
            Constraint::new(ids.fresh(), &name, kind),
        ));
    }
    ops.push(Op::Remove(finding.object));
    Some(ops)
}
