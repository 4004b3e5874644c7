//! `cadastre migrate`: the files that lead from one schema to another, and the plan they follow.

use std::collections::BTreeMap;

use cadastre::diff::{self, Diff, Matching};
use cadastre::import::Report;
use cadastre::migration::{self, Options};
use cadastre::model::{Dialect, Document, ObjectRef, QualifiedName, Schema, Table, TableId};

use crate::Verdict;
use crate::arguments::MigrateArguments;
use crate::failure::Failure;
use crate::input::{self, Input};
use crate::into;
use crate::output::{print, say};

/// Plans, writes and prints.
pub fn run(arguments: &MigrateArguments) -> Result<Verdict, Failure> {
    let target = input::read_base(&arguments.to, arguments.dialect)?;
    let base = match arguments.from.as_slice() {
        [] => None,
        paths => Some(input::read_base(paths, arguments.dialect)?),
    };
    for input in base.iter().chain([&target]) {
        let dialect = input.document.settings.dialect;
        if dialect != Dialect::Postgresql {
            return Err(Failure::NotPostgresql {
                path: input.first.clone(),
                dialect: dialect.title(),
            });
        }
    }
    let (diff, rows) = compare(base.as_ref(), &target);
    for suspected in &diff.suspected_renames {
        let rename = &suspected.rename;
        let new = rename.to.rsplit('.').next().unwrap_or(&rename.to);
        let old = rename.from.rsplit('.').next().unwrap_or(&rename.from);
        say(&format!(
            "{} goes and {} comes, which looks like a rename ({}). If it is one, write `-- @renamed from={old}` at {new}.",
            rename.from,
            rename.to,
            suspected.evidence.join(", ")
        ));
    }
    let options = Options {
        strategy: arguments.strategy.into(),
        postgresql: target.document.settings.postgresql,
        rows,
        ..Options::default()
    };
    let plan = migration::plan(&diff, &options)?;
    let mut text = plan.to_text();
    if !plan.is_empty() {
        text.push('\n');
        text.push_str(&into::write(&plan, &target.document, arguments)?);
    }
    print(&text)?;
    Ok(Verdict::Good)
}

/// What differs, and how many rows the base's tables hold as far as the document says.
fn compare(base: Option<&Input>, target: &Input) -> (Diff, BTreeMap<TableId, u64>) {
    let nothing = Schema::default();
    let Some(base) = base else {
        // Of a document the base is part; SQL that was just read is its own base, so there it is an empty database.
        let own = match target.report {
            None => target.document.base.as_deref(),
            Some(_) => None,
        };
        let diff = diff::compare(
            own.unwrap_or(&nothing),
            &target.document.schema,
            Matching::Ids,
        );
        return (diff, rows(&target.document));
    };
    let (old, new) = (&base.document.schema, &target.document.schema);
    let diff = if base.report.is_none() && target.report.is_none() && one_lineage(old, new) {
        diff::compare(old, new, Matching::Ids)
    } else {
        let renames = match &target.report {
            Some(report) => declared(report, old, new),
            None => Vec::new(),
        };
        // Only renames that hold were kept, so the second way is for none at all.
        diff::compare_with(old, new, Matching::Names, &renames)
            .unwrap_or_else(|_| diff::compare(old, new, Matching::Names))
    };
    (diff, rows(&base.document))
}

fn rows(document: &Document) -> BTreeMap<TableId, u64> {
    let known = document.scale.iter();
    known
        .filter_map(|(table, hint)| Some((*table, hint.rows?)))
        .collect()
}

/// Whether two documents are states of one: then most tables that share an id share a name too.
fn one_lineage(old: &Schema, new: &Schema) -> bool {
    let shared = old
        .tables
        .iter()
        .filter_map(|(id, table)| Some((table, new.table(*id)?)));
    let (mut same, mut other) = (0_usize, 0_usize);
    for (old, new) in shared {
        if old.header.name == new.header.name {
            same += 1;
        } else {
            other += 1;
        }
    }
    same > other
}

/// The renames declared in the target's SQL that are still to be made: a remark stays in a file after its time.
fn declared(report: &Report, old: &Schema, new: &Schema) -> Vec<diff::Rename> {
    let former = |table: &Table| {
        let declared = report
            .renames
            .iter()
            .find(|rename| rename.object == ObjectRef::Table(table.id));
        let name = declared.map_or(table.header.name.as_str(), |rename| bare(&rename.from));
        old.table_named(&table.header.schema, name)
            .filter(|_| declared.is_none() || new.table_named(&table.header.schema, name).is_none())
    };
    let mut renames = Vec::new();
    for rename in &report.renames {
        let Some(table) = rename.object.table().and_then(|id| new.table(id)) else {
            continue;
        };
        let Some(before) = former(table) else {
            continue;
        };
        let home = QualifiedName::new(&before.header.schema, &before.header.name);
        let place = QualifiedName::new(&table.header.schema, &table.header.name);
        match rename.object {
            ObjectRef::Table(_) => renames.push(diff::Rename {
                from: home.to_string(),
                to: place.to_string(),
            }),
            ObjectRef::Column(_, id) => {
                let from = bare(&rename.from);
                let Some(column) = table.column(id) else {
                    continue;
                };
                if before.column_named(from).is_some() && table.column_named(from).is_none() {
                    renames.push(diff::Rename {
                        from: format!("{home}.{from}"),
                        to: format!("{place}.{}", column.name),
                    });
                }
            }
            _ => {}
        }
    }
    renames
}

/// The last part of a name.
fn bare(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
