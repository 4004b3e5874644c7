//! Security: who may see which row.

pub mod dynamic_sql_concat;
pub mod extension_missing;
pub mod grant_too_broad;
pub mod password_plaintext;
pub mod policy_always_true;
pub mod policy_column_unindexed;
pub mod policy_ignores_tenant;
pub mod policy_multiple_permissive;
pub mod policy_per_row_function;
pub mod policy_setting_strict;
pub mod policy_without_rls;
pub mod rls_missing;
pub mod rls_no_policy;
pub mod rls_not_forced;
pub mod security_definer_unsafe;
pub mod sensitive_column;

use crate::model::{DataType, Policy, PolicyCommand, PolicyId, Table};
use crate::sql::{quote, types};

use super::{Context, IdSource};

/// The policy that shows a tenant its own rows, the tenant read once a statement from the setting the stances name.
pub(crate) fn tenant_policy(
    context: &Context<'_>,
    table: &Table,
    ids: &mut IdSource,
) -> Option<Policy> {
    let column = context.tenant_column(table)?;
    let using = format!(
        "{} = {}",
        quote::identifier(&column.name),
        session_tenant(context, &column.data_type)
    );
    Some(policy_named(table, "tenant_isolation", using, ids))
}

/// The tenant of the session, read once a statement from the setting the stances name, as a value of this type.
pub(crate) fn session_tenant(context: &Context<'_>, data_type: &DataType) -> String {
    let setting = quote::literal(context.stances.value("setting"));
    let cast = types::write(data_type);
    // An empty setting is how a pooled session looks after `RESET`; NULLIF makes it no tenant instead of a failed cast.
    format!("(SELECT NULLIF(current_setting({setting}, true), '')::{cast})")
}

/// A permissive policy for everyone and every command, under this name or the next one that is free.
pub(crate) fn policy_named(
    table: &Table,
    wanted: &str,
    using: String,
    ids: &mut IdSource,
) -> Policy {
    let mut name = wanted.to_string();
    let mut number = 1;
    while table.policies.iter().any(|policy| policy.name == name) {
        number += 1;
        name = format!("{wanted}_{number}");
    }
    Policy {
        id: ids.fresh::<PolicyId>(),
        name,
        permissive: true,
        command: PolicyCommand::All,
        roles: Vec::new(),
        using: Some(using),
        with_check: None,
        comment: None,
    }
}

/// The expressions of a policy.
pub(crate) fn expressions(policy: &Policy) -> impl Iterator<Item = &str> {
    [&policy.using, &policy.with_check]
        .into_iter()
        .flatten()
        .map(String::as_str)
}

/// Whether a policy speaks to everyone or to a role that is no administrator's.
pub(crate) fn is_for_everyone(policy: &Policy) -> bool {
    const ADMINISTRATORS: &[&str] = &[
        "admin",
        "service_role",
        "postgres",
        "superuser",
        "owner",
        "migrat",
        "dba",
    ];
    policy.roles.is_empty()
        || policy.roles.iter().any(|role| {
            let role = role.to_lowercase();
            !ADMINISTRATORS.iter().any(|word| role.contains(word))
        })
}
