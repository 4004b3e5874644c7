//! `cross-schema-fk-unqualified`.

use crate::model::script::{Change, Script, ScriptFile, Statement};
use crate::rules::Place;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A statement that references a table of another schema names that schema.
    ///
    /// A foreign key itself knows its table, however it was written; so this is judged where SQL is read, of migrations and of a
    /// schema's own files.
    ///
    /// # Why
    /// A bare name is looked up along search_path. Under another path, as runners, roles and restores have, the same statement
    /// references another table of that name, or fails.
    ///
    /// # When it is safe to ignore
    /// The file sets search_path itself and nothing else runs it. References within one schema are left alone.
    ///
    /// # Fix
    /// Write the schema before the table's name, as Cadastre writes it.
    "cross-schema-fk-unqualified", Group::Naming, Some(Severity::Error), Criterion::SchemaClarity,
    sources: ["3:269", "pglinter", "bytebase", "squawk"],
    fail: "CREATE SCHEMA w; CREATE TABLE w.q(id uuid PRIMARY KEY,p_id uuid REFERENCES p(id))",
    pass: "CREATE SCHEMA w; CREATE TABLE w.q(id uuid PRIMARY KEY,p_id uuid REFERENCES public.p(id))",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for file in script.files.iter().filter(|file| file.judged) {
        for statement in &file.statements {
            for change in &statement.changes {
                found.looked_at(change.crossing.len());
                report(file, statement, change, found);
            }
        }
    }
}

fn report(file: &ScriptFile, statement: &Statement, change: &Change, found: &mut Findings<'_>) {
    for reference in change.crossing.iter().filter(|one| !one.qualified) {
        let name = &reference.table.name;
        let home = reference.table.schema_or_public();
        let own = change.table.as_ref();
        let words = [
            format!("references {name} without its schema"),
            format!("{name} is found in the schema {home} through search_path."),
            "Under another search_path the statement references another table, or fails."
                .to_string(),
        ];
        let place = Place {
            file: file.name.clone(),
            line: statement.line,
            column: statement.column,
        };
        let subject = own.map_or_else(String::new, ToString::to_string);
        found
            .report_at(place, own, subject, words)
            .advice(format!("Write {home}.{name}."));
    }
}
