//! `cadastre tenancy`: classes, leak paths, row security, and what a deletion takes along.

use std::fmt::Write as _;

use cadastre::isolation::row_security::{COMMANDS, Matrix, command_word, matrix};
use cadastre::isolation::{Deletion, Leak, leaks, simulate};
use cadastre::model::tenancy::{Tenancy, infer};
use cadastre::model::{Document, Schema, Table};
use serde::Serialize;

use crate::Verdict;
use crate::arguments::{ReportFormat, TenancyArguments};
use crate::failure::Failure;
use crate::input;
use crate::output::{aligned, counted, print, print_json};

#[derive(Serialize)]
struct Printed {
    root: Option<String>,
    column: Option<String>,
    tables: Vec<PrintedTable>,
    leaks: Vec<PrintedLeak>,
    row_security: Vec<PrintedRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deletion: Option<Vec<PrintedHit>>,
}

#[derive(Serialize)]
struct PrintedTable {
    table: String,
    class: &'static str,
    reason: String,
}

#[derive(Serialize)]
struct PrintedLeak {
    kind: &'static str,
    path: Vec<String>,
    message: String,
    guarded: bool,
}

#[derive(Serialize)]
struct PrintedRow {
    table: String,
    enabled: bool,
    forced: bool,
    gaps: Vec<&'static str>,
    reach: Vec<PrintedReach>,
}

#[derive(Serialize)]
struct PrintedReach {
    role: String,
    command: &'static str,
    reach: &'static str,
}

#[derive(Serialize)]
struct PrintedHit {
    table: String,
    outcome: &'static str,
    columns: Vec<String>,
    distance: usize,
    across_tenants: bool,
    reason: String,
}

/// Prints what is known of the tenants of what the paths hold.
pub fn run(arguments: &TenancyArguments) -> Result<Verdict, Failure> {
    let input = input::read(&arguments.paths, arguments.dialect)?;
    let told = Told::of(&input.document, arguments.delete.as_deref())?;
    match arguments.format {
        ReportFormat::Json => print_json(&told.printed())?,
        ReportFormat::Text => print(&told.text())?,
    }
    Ok(Verdict::Good)
}

struct Told<'a> {
    schema: &'a Schema,
    tenancy: Tenancy,
    leaks: Vec<Leak>,
    matrix: Matrix,
    deletion: Option<(String, Deletion)>,
}

impl<'a> Told<'a> {
    fn of(document: &'a Document, delete: Option<&str>) -> Result<Told<'a>, Failure> {
        let schema = &document.schema;
        let tenancy = infer(schema, &document.tenancy);
        let deletion = match delete {
            Some(name) => {
                let table = table_called(schema, name)?;
                Some((table.name.clone(), simulate(schema, &tenancy, table.id)))
            }
            None => None,
        };
        Ok(Told {
            schema,
            leaks: leaks(schema, &tenancy),
            matrix: matrix(schema, &tenancy),
            tenancy,
            deletion,
        })
    }

    fn name(&self, table: cadastre::model::TableId) -> String {
        let table = self.schema.table(table);
        table.map_or_else(String::new, |table| table.qualified_name().to_string())
    }

    fn tables(&self) -> impl Iterator<Item = &Table> {
        let tables = self.schema.tables.values().map(AsRef::as_ref);
        tables.filter(|table: &&Table| !table.is_partition())
    }

    fn printed(&self) -> Printed {
        let tables = self.tables().map(|table| PrintedTable {
            table: self.name(table.id),
            class: self.tenancy.class(table.id).title(),
            reason: self.tenancy.reason(table.id).to_string(),
        });
        let leaks = self.leaks.iter().map(|leak| PrintedLeak {
            kind: leak.kind.word(),
            path: leak.way(self.schema),
            message: leak.sentence(self.schema),
            guarded: leak.guarded,
        });
        let rows = self.matrix.rows.iter().map(|row| PrintedRow {
            table: self.name(row.table),
            enabled: row.enabled,
            forced: row.forced,
            gaps: row.gaps.iter().map(|gap| gap.words()).collect(),
            reach: self
                .matrix
                .roles
                .iter()
                .zip(&row.cells)
                .flat_map(|(role, cells)| {
                    COMMANDS
                        .into_iter()
                        .zip(cells)
                        .map(|(command, reach)| PrintedReach {
                            role: role.name.clone(),
                            command: command_word(command),
                            reach: reach.words(),
                        })
                })
                .collect(),
        });
        Printed {
            root: self.tenancy.root.map(|root| self.name(root)),
            column: self.tenancy.column.clone(),
            tables: tables.collect(),
            leaks: leaks.collect(),
            row_security: rows.collect(),
            deletion: self
                .deletion
                .as_ref()
                .map(|(_, deletion)| self.hits(deletion)),
        }
    }

    fn hits(&self, deletion: &Deletion) -> Vec<PrintedHit> {
        let hits = deletion.hits.iter().map(|hit| PrintedHit {
            table: self.name(hit.table),
            outcome: hit.outcome.word(),
            columns: self.schema.table(hit.table).map_or_else(Vec::new, |table| {
                let names = table.column_names(&hit.columns);
                names.into_iter().map(str::to_string).collect()
            }),
            distance: hit.distance,
            across_tenants: hit.across_tenants,
            reason: hit.reason.clone(),
        });
        hits.collect()
    }

    fn text(&self) -> String {
        let mut text = match (self.tenancy.root, &self.tenancy.column) {
            (Some(root), Some(column)) => {
                format!(
                    "Tenants are the rows of {}, named by {column}.\n\n",
                    self.name(root)
                )
            }
            _ => "No table of tenants is known.\n\n".to_string(),
        };
        let classes: Vec<Vec<String>> = self
            .tables()
            .map(|table| {
                vec![
                    self.name(table.id),
                    self.tenancy.class(table.id).title().to_string(),
                    self.tenancy.reason(table.id).to_string(),
                ]
            })
            .collect();
        text.push_str(&aligned(&classes));
        let _ = writeln!(text, "\n{}", counted(self.leaks.len(), "leak path"));
        for leak in &self.leaks {
            let way = leak.way(self.schema).join(" > ");
            let _ = writeln!(text, "  {way}\n    {}", leak.sentence(self.schema));
        }
        let (needed, open) = self.matrix.needed_and_open();
        let _ = writeln!(
            text,
            "\nRow security: {open} of {needed} tables with a border have a gap"
        );
        let gaps: Vec<Vec<String>> = self
            .matrix
            .rows
            .iter()
            .filter(|row| !row.gaps.is_empty())
            .map(|row| {
                let gaps: Vec<&str> = row.gaps.iter().map(|gap| gap.words()).collect();
                vec![format!("  {}", self.name(row.table)), gaps.join("; ")]
            })
            .collect();
        text.push_str(&aligned(&gaps));
        if let Some((name, deletion)) = &self.deletion {
            let _ = writeln!(text, "\nDeleting a row of {name}");
            for hit in self.hits(deletion) {
                let across = if hit.across_tenants {
                    ", across tenants"
                } else {
                    ""
                };
                let _ = writeln!(
                    text,
                    "  {}. {} {}{across}: {}",
                    hit.distance, hit.table, hit.outcome, hit.reason
                );
            }
        }
        text
    }
}

/// The table of this name, its schema written or not.
fn table_called<'a>(schema: &'a Schema, name: &str) -> Result<&'a Table, Failure> {
    let tables = schema.tables.values().map(AsRef::as_ref);
    let mut called = tables.filter(|table: &&Table| {
        table.name == name || format!("{}.{}", table.schema, table.name) == name
    });
    match (called.next(), called.next()) {
        (Some(table), None) => Ok(table),
        (None, _) => Err(Failure::Table {
            name: name.to_string(),
            why: "There is no table",
        }),
        _ => Err(Failure::Table {
            name: name.to_string(),
            why: "Several schemas have a table",
        }),
    }
}
