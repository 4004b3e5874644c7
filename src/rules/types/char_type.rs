//! `char-type`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Text is varchar or text, not char.
    ///
    /// # Why
    /// char pads with blanks: they come back to the application, take room, and vanish in some comparisons but not in others.
    ///
    /// # When it is safe to ignore
    /// Codes of a fixed length, such as ISO country codes or hashes. Up to three characters, and names that say code or hash, are
    /// left alone.
    ///
    /// # Fix
    /// Changes the type to varchar of the same length.
    "char-type", Group::Types, Some(Severity::Warning), Criterion::SchemaClarity,
    sources: ["2:35", "4:603", "squawk ban-char-field", "pg-index-health 38"],
    fail: "CREATE TABLE t(c char(10))",
    pass: "CREATE TABLE t(c varchar(10))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let referencing = shape::referencing_columns(table);
    for column in &table.columns {
        // A foreign key has the type of what it references, which is reported there.
        if referencing.contains(&column.id) {
            continue;
        }
        let data_type = &column.data_type;
        if !data_type.is("character")
            && !data_type.is("bpchar")
            && !data_type.is("character varying")
        {
            continue;
        }
        out.looked_at(1);
        let length = data_type
            .modifiers
            .first()
            .and_then(|length| length.parse::<u32>().ok())
            .unwrap_or(1);
        let fixed = [
            "hash",
            "sha",
            "md5",
            "checksum",
            "digest",
            "code",
            "iso",
            "fingerprint",
        ];
        let coded = fixed
            .iter()
            .any(|word| column.name.to_lowercase().contains(word));
        // 36 characters are a uuid, of which `uuid-as-text` speaks.
        if data_type.is("character varying") || length <= 3 || length == 36 || coded {
            continue;
        }
        let finding = out.report(
            ObjectRef::Column(table.id, column.id),
            "pads its values with blanks",
            format!("{} is {data_type}.", column.name),
            format!(
                "A shorter {} comes back with blanks at its end.",
                column.name
            ),
        );
        finding.fix(format!("Change the type to varchar({length})."));
        // A made id is as long as the column, so nothing is padded today.
        if table.primary_key_columns() == [column.id] {
            finding.at_most(Severity::Info);
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let mut data_type = column.data_type.clone();
    data_type.name = "character varying".to_string();
    fix::retype(context, table, column.id, &data_type)
}
