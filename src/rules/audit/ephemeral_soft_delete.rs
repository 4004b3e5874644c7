//! `ephemeral-soft-delete`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Tokens and one-time codes expire: their table has a time of expiry, and no soft delete.
    ///
    /// # Why
    /// A token without an end opens the door for ever, and one that is only marked as deleted fills the table.
    ///
    /// # When it is safe to ignore
    /// The expiry is in the token itself, as with signed tokens, or the tokens are keys that people revoke by hand.
    ///
    /// # Fix
    /// None by itself: add expires_at, index it, and delete what has expired.
    "ephemeral-soft-delete", Group::Audit, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["3:247", "3:248"],
    fail: "CREATE TABLE refresh_tokens(id uuid PRIMARY KEY,deleted_at timestamptz)",
    pass: "CREATE TABLE refresh_tokens(id uuid PRIMARY KEY,expires_at timestamptz NOT NULL)",
    check: Check::Table(check),
    fix: None,
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let name = naming::singular(&naming::snake(&table.name));
    let last = name.rsplit('_').next().unwrap_or(&name);
    if !matches!(last, "token" | "otp" | "nonce")
        || name.contains("device")
        || name.contains("push")
    {
        return;
    }
    out.looked_at(1);
    let ends = table.columns.iter().any(|column| {
        let name = column.name.to_lowercase();
        [
            "expir",
            "valid_until",
            "ttl",
            "not_after",
            "valid_to",
            "used_at",
            "revoked",
        ]
        .iter()
        .any(|word| name.contains(word))
    });
    let marker = table.column_named("deleted_at");
    if ends && marker.is_none() {
        return;
    }
    out.report(
        ObjectRef::Table(table.id),
        if ends {
            "keeps what is deleted"
        } else {
            "has no time of expiry"
        },
        format!(
            "{} holds tokens{}.",
            table.name,
            if ends {
                " and marks them instead of deleting them"
            } else {
                ", and none of its columns says when they end"
            }
        ),
        if ends {
            "Used tokens fill the table and stay readable."
        } else {
            "A token that leaks works until somebody notices."
        },
    )
    .advice("Add expires_at with an index, and delete what has expired.");
}
