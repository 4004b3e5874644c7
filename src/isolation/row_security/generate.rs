//! Policies for every table of tenants at once.

use crate::model::tenancy::Tenancy;
use crate::model::{
    Document, ForeignKey, Op, Policy, PolicyCommand, Schema, Table, TableId, TenancyClass,
};
use crate::rules::security::{is_for_everyone, policy_named, session_tenant};
use crate::rules::{Context, IdSource, Neighbours, Stances, expression, fix};
use crate::sql::quote;

use super::reach::{Reach, asks};
use super::{Gap, border_column, matrix};

/// How many tables a policy asks through until it reaches one with the tenant column.
const ASKED_THROUGH: usize = 4;

/// What closes the gaps of one table.
#[derive(Clone, Debug, PartialEq)]
pub struct Generated {
    /// The table.
    pub table: TableId,
    /// The operations, policies before the switch.
    pub ops: Vec<Op>,
    /// What they do, in a few words each: `policy on org_id`, `enable`, `force`.
    pub words: Vec<String>,
}

/// What closes the gaps of the tables that have one, in the order of the matrix. Tables whose gap only a person can close, such
/// as a policy with a condition of its own, are left out. `document` is not changed.
pub fn generate(document: &Document, tenancy: &Tenancy, stances: &Stances) -> Vec<Generated> {
    let neighbours = Neighbours::of(&document.schema);
    let context = Context::new(document, tenancy, stances, &neighbours);
    let mut ids = IdSource::new(document);
    let rows = matrix(&document.schema, tenancy).rows;
    rows.iter()
        .filter(|row| !row.gaps.is_empty())
        .filter_map(|row| {
            let table = document.schema.table(row.table)?;
            let made = of_table(&context, table, &row.gaps, &mut ids);
            (!made.ops.is_empty()).then_some(made)
        })
        .collect()
}

fn of_table(context: &Context<'_>, table: &Table, gaps: &[Gap], ids: &mut IdSource) -> Generated {
    let mut made = Generated {
        table: table.id,
        ops: Vec::new(),
        words: Vec::new(),
    };
    let Some(condition) = condition(context, table, ASKED_THROUGH) else {
        return made;
    };
    let own = |policy: &Policy| {
        let asked = policy.using.as_deref().or(policy.with_check.as_deref());
        policy.permissive
            && asked.is_some_and(|sql| asks(context.tenancy, table, sql) == Reach::Own)
    };
    for policy in table
        .policies
        .iter()
        .filter(|policy| is_for_everyone(policy))
    {
        if let Some(closed) = closed(policy, &condition) {
            made.words.push(format!("close {}", policy.name));
            made.ops.push(fix::put_policy(table.id, closed));
        }
    }
    // A policy that was closed is the tenant's own by now.
    if !table.policies.iter().any(own) && made.ops.is_empty() {
        let policy = policy_named(table, "tenant_isolation", condition, ids);
        let by = border_column(context.tenancy, table).and_then(|id| table.column(id));
        made.words.push(match by {
            Some(column) => format!("policy on {}", column.name),
            None => "policy through its parent".to_string(),
        });
        made.ops.push(fix::put_policy(table.id, policy));
    }
    let state = table.row_security;
    if !state.enabled || !state.forced {
        if !state.enabled {
            made.words.push("enable".to_string());
        }
        made.words.push("force".to_string());
        made.ops.push(fix::change_header(table, |header| {
            header.row_security.enabled = true;
            header.row_security.forced = true;
        }));
    }
    if gaps.contains(&Gap::NoIndex)
        && let Some(column) = border_column(context.tenancy, table)
    {
        made.words.push("index".to_string());
        made.ops
            .push(fix::new_index(context, table, &[column], ids));
    }
    made
}

/// The policy with the tenant's condition in the place of every `true`; `None` when it has none, or only lets people read.
fn closed(policy: &Policy, condition: &str) -> Option<Policy> {
    let is_open = |sql: &Option<String>| sql.as_deref().is_some_and(expression::is_true);
    if !policy.permissive
        || policy.command == PolicyCommand::Select
        || !(is_open(&policy.using) || is_open(&policy.with_check))
    {
        return None;
    }
    // Where rows are picked by a condition, what they become is held to the same one.
    let kept = policy
        .using
        .as_ref()
        .filter(|sql| !expression::is_true(sql));
    let condition = kept.cloned().unwrap_or_else(|| condition.to_string());
    let close = |sql: &Option<String>| match is_open(sql) {
        true => Some(condition.clone()),
        false => sql.clone(),
    };
    Some(Policy {
        using: close(&policy.using),
        with_check: close(&policy.with_check),
        ..policy.clone()
    })
}

/// The condition that picks the session's tenant: the table's own column, or that of the table it hangs on.
fn condition(context: &Context<'_>, table: &Table, left: usize) -> Option<String> {
    if let Some(column) = border_column(context.tenancy, table).and_then(|id| table.column(id)) {
        return Some(format!(
            "{} = {}",
            quote::identifier(&column.name),
            session_tenant(context, &column.data_type)
        ));
    }
    let (key, parent) = hangs_on(context.schema, context.tenancy, table)?;
    let left = left.checked_sub(1)?;
    let inner = condition(context, parent, left)?;
    let joined = key.columns.iter().zip(key.target.columns());
    let joined: Option<Vec<String>> = joined
        .map(|(own, theirs)| {
            Some(format!(
                "{}.{} = {}.{}",
                quote::identifier(&parent.name),
                quote::identifier(&parent.column(*theirs)?.name),
                quote::identifier(&table.name),
                quote::identifier(&table.column(*own)?.name)
            ))
        })
        .collect();
    Some(format!(
        "EXISTS (SELECT 1 FROM {} WHERE {} AND {inner})",
        quote::table(parent),
        joined?.join(" AND ")
    ))
}

/// The required foreign key by which a row without a tenant column belongs to a tenant.
fn hangs_on<'a>(
    schema: &'a Schema,
    tenancy: &Tenancy,
    table: &'a Table,
) -> Option<(&'a ForeignKey, &'a Table)> {
    table.foreign_keys().find_map(|(_, key)| {
        let target = schema.table(key.target.table()?)?;
        let required = key
            .columns
            .iter()
            .all(|id| table.column(*id).is_some_and(|column| column.not_null));
        let tenants = matches!(
            tenancy.class(target.id),
            TenancyClass::TenantScoped | TenancyClass::Bridge | TenancyClass::Root
        );
        // Both would go by one name in the condition.
        let apart = target.name != table.name;
        (required && tenants && apart).then_some((key, target.as_ref()))
    })
}
