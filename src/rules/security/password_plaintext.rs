//! `password-plaintext`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// No text column is called password, passwd or pwd.
    ///
    /// # Why
    /// Such a column holds passwords as people typed them, or looks as if it did. One leaked backup is then a leak of every
    /// account, here and wherever people use the same password.
    ///
    /// # When it is safe to ignore
    /// The column holds a hash already: call it password_hash, and the name says so.
    ///
    /// # Fix
    /// Renames it to password_hash, varchar(255) or text; the application must store hashes in it.
    "password-plaintext", Group::Security, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["3:115", "4:274", "sqlcheck 4001"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,password text)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,password_hash varchar(255) NOT NULL)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for column in &table.columns {
        let name = naming::snake(&column.name);
        let last = name.rsplit('_').next().unwrap_or(&name);
        let text = column.data_type.is("text")
            || column.data_type.is("character varying")
            || column.data_type.is("character");
        if !text || !matches!(last, "password" | "passwd" | "pwd" | "passphrase") {
            continue;
        }
        out.looked_at(1);
        if ["encrypted", "hashed", "crypted", "digest"]
            .iter()
            .any(|word| name.contains(word))
        {
            continue;
        }
        let finding = out.report(
            ObjectRef::Column(table.id, column.id),
            "holds passwords as they are typed",
            format!(
                "{} is {}, and its name says password.",
                column.name, column.data_type
            ),
            "One leaked backup or log gives away every account.",
        );
        if fix::rename_column(context, table, column, &format!("{name}_hash")).is_some() {
            finding.fix(format!("Rename it to {name}_hash, and store hashes in it."));
        } else {
            finding.advice("Store hashes, and say so in the name.");
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    fix::rename_column(
        context,
        table,
        column,
        &format!("{}_hash", naming::snake(&column.name)),
    )
}
