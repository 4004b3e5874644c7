//! Security: who may see which row.

pub mod rls_missing;

use crate::model::{Policy, PolicyCommand, PolicyId, Table};
use crate::sql::{quote, types};

use super::{Context, IdSource};

/// The policy that shows a tenant its own rows, the tenant read once a statement from the setting the stances name.
pub(crate) fn tenant_policy(
    context: &Context<'_>,
    table: &Table,
    ids: &mut IdSource,
) -> Option<Policy> {
    let column = context.tenant_column(table)?;
    let setting = quote::literal(context.stances.value("setting"));
    let cast = types::write(&column.data_type);
    // An empty setting is how a pooled session looks after `RESET`; NULLIF makes it no tenant instead of a failed cast.
    let using = format!(
        "{} = (SELECT NULLIF(current_setting({setting}, true), '')::{cast})",
        quote::identifier(&column.name)
    );
    let mut name = "tenant_isolation".to_string();
    let mut number = 1;
    while table.policies.iter().any(|policy| policy.name == name) {
        number += 1;
        name = format!("tenant_isolation_{number}");
    }
    Some(Policy {
        id: ids.fresh::<PolicyId>(),
        name,
        permissive: true,
        command: PolicyCommand::All,
        roles: Vec::new(),
        using: Some(using),
        with_check: None,
        comment: None,
    })
}
