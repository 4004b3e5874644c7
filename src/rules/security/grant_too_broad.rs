//! `grant-too-broad`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Grants name a role and the privileges it needs.
    ///
    /// # Why
    /// PUBLIC is every role, those that are made later too. ALL on a table includes TRUNCATE, which row security does not hold
    /// back.
    ///
    /// # When it is safe to ignore
    /// USAGE of a schema or a type, and SELECT on shared look-ups inside a private network. Grants of everything to an
    /// administrator's role are left alone.
    ///
    /// # Fix
    /// Removes a grant to PUBLIC; for ALL to a role: SELECT, INSERT, UPDATE and DELETE instead.
    "grant-too-broad", Group::Security, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["3:52", "3:113", "eslint-plugin-postgresql no-grant-to-public"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY); GRANT ALL ON t TO PUBLIC",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY); REVOKE ALL ON t FROM PUBLIC",
    check: Check::Schema(Reads::Programs, check),
    fix: Some(fix),
}

fn is_public(grant: &Grant) -> bool {
    grant
        .grantees
        .iter()
        .any(|grantee| grantee.eq_ignore_ascii_case("public"))
}

/// Privileges that change rows or the table, or all of them.
fn is_broad(grant: &Grant) -> bool {
    grant.privileges.iter().any(|privilege| {
        !matches!(
            privilege.name.to_uppercase().as_str(),
            "USAGE" | "EXECUTE" | "SELECT" | "CONNECT" | "TEMPORARY" | "TEMP"
        )
    })
}

fn is_all(grant: &Grant) -> bool {
    grant
        .privileges
        .iter()
        .any(|privilege| privilege.name.to_uppercase().starts_with("ALL"))
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for grant in context
        .schema
        .grants
        .values()
        .filter(|grant| !grant.revoke && !grant.privileges.is_empty())
    {
        out.looked_at(1);
        let tables = grant.object_kind.to_uppercase().contains("TABLE");
        let read_table = tables && is_public(grant);
        let administrator = grant.grantees.iter().all(|grantee| {
            let grantee = grantee.to_lowercase();
            [
                "admin",
                "owner",
                "postgres",
                "migrat",
                "dba",
                "service_role",
                "superuser",
            ]
            .iter()
            .any(|word| grantee.contains(word))
        });
        let to_public = is_public(grant) && (is_broad(grant) || read_table);
        if !to_public && (!(is_all(grant) && tables) || administrator) {
            continue;
        }
        let grantees = grant.grantees.join(", ");
        let finding = out.report(
            ObjectRef::Grant(grant.id),
            if to_public {
                "is open to every role".to_string()
            } else {
                format!("gives every privilege to {grantees}")
            },
            format!(
                "The grant on {} to {grantees} is {}.",
                grant.object,
                privileges(grant)
            ),
            if to_public {
                "Every role has it, those that are made later too.".to_string()
            } else {
                format!("{grantees} may also truncate, which row security does not hold back.")
            },
        );
        finding.fix(if to_public {
            "Remove the grant to PUBLIC."
        } else {
            "Grant SELECT, INSERT, UPDATE and DELETE instead."
        });
    }
}

fn privileges(grant: &Grant) -> String {
    let names: Vec<&str> = grant
        .privileges
        .iter()
        .map(|privilege| privilege.name.as_str())
        .collect();
    names.join(", ")
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let ObjectRef::Grant(id) = finding.object else {
        return None;
    };
    let grant = context.schema.grants.get(&id)?;
    if !is_public(grant) {
        let names = ["SELECT", "INSERT", "UPDATE", "DELETE"];
        let privileges = names.map(|name| Privilege {
            name: name.to_string(),
            columns: Vec::new(),
        });
        let changed = Grant {
            privileges: privileges.to_vec(),
            ..(**grant).clone()
        };
        return Some(vec![Op::Put(changed.into())]);
    }
    let others: Vec<String> = grant
        .grantees
        .iter()
        .filter(|grantee| !grantee.eq_ignore_ascii_case("public"))
        .cloned()
        .collect();
    if others.is_empty() {
        return Some(vec![Op::Remove(finding.object)]);
    }
    Some(vec![Op::Put(
        Grant {
            grantees: others,
            ..(**grant).clone()
        }
        .into(),
    )])
}
