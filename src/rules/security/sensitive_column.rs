//! `sensitive-column`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Columns for secrets and the numbers that identify people are stored protected, or their comment says how.
    ///
    /// # Why
    /// Who reads the database, a copy of it, or one log line with the row in it has them.
    ///
    /// # When it is safe to ignore
    /// The application encrypts what it stores: say so in the column's comment (encrypted, hashed, masked, tokenized), and the
    /// finding is gone. Names that end in _hash, _encrypted or _last4, and bytea columns, are left alone.
    ///
    /// # Fix
    /// None by itself: store a hash where only equality is asked, else encrypt it, and say so in the name or the comment.
    "sensitive-column", Group::Security, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["2:69", "3:53", "3:115", "3:271", "splinter 0023"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,ssn text)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,ssn_encrypted bytea)",
    check: Check::Table(check),
    fix: None,
}

/// Names of columns that hold secrets and the numbers that identify people.
pub(crate) const SENSITIVE: &[&str] = &[
    "ssn",
    "social_security_number",
    "national_id",
    "tax_id",
    "passport_number",
    "driver_license",
    "drivers_license",
    "license_number",
    "card_number",
    "credit_card",
    "credit_card_number",
    "cvv",
    "cvc",
    "iban",
    "bank_account",
    "account_number",
    "routing_number",
    "api_key",
    "secret_key",
    "access_token",
    "refresh_token",
    "private_key",
    "client_secret",
    "api_secret",
    "otp_secret",
    "totp_secret",
];

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for column in &table.columns {
        let name = naming::snake(&column.name);
        if !SENSITIVE.contains(&name.as_ref()) {
            continue;
        }
        out.looked_at(1);
        let text = column.data_type.is("text")
            || column.data_type.is("character varying")
            || column.data_type.is("character");
        let said = column
            .comment
            .as_deref()
            .map(str::to_lowercase)
            .is_some_and(|comment| {
                ["encrypt", "hash", "mask", "tokeni"]
                    .iter()
                    .any(|word| comment.contains(word))
            });
        if !text || said {
            continue;
        }
        out.report(
            ObjectRef::Column(table.id, column.id),
            "is stored in the open",
            format!("{} is {} without a word on how it is protected.", column.name, column.data_type),
            format!("Every copy of {}, every backup and every log line with a row of it gives the value away.", table.name),
        )
        .advice("Store a hash or an encrypted value, and say so in the name or the comment.");
    }
}
