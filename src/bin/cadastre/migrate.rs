//! `cadastre migrate`: the files that lead from one schema to another, and the plan they follow.

use std::fmt::Write as _;
use std::path::PathBuf;

use cadastre::diff::{self, Diff, Matching, Rename};
use cadastre::import::Report;
use cadastre::migration::{self, Options, Strategy};
use cadastre::model::{Dialect, ObjectRef, QualifiedName, Schema, Table};

use crate::Verdict;
use crate::arguments::MigrateArguments;
use crate::config;
use crate::failure::Failure;
use crate::input::{self, Input};
use crate::into;
use crate::output::print;

/// Plans, writes and prints.
pub fn run(arguments: &MigrateArguments) -> Result<Verdict, Failure> {
    let config = config::load(arguments.config.as_deref())?;
    let read = |paths: &[PathBuf]| -> Result<Input, Failure> {
        let mut input = input::read_base(paths, arguments.dialect)?;
        config.settle(&mut input.document);
        config.place_rows(&mut input.document);
        Ok(input)
    };
    let target = read(&arguments.to)?;
    let base = match arguments.from.as_slice() {
        [] => None,
        paths => Some(read(paths)?),
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
    let compared = compare(base.as_ref(), &target, &arguments.renames)?;
    let diff = compared.diff;
    refuse_open_questions(&diff, &compared.apart)?;
    let mut options = compared.options;
    if let Some(strategy) = arguments.strategy {
        options.strategy = strategy.into();
    }
    for (name, way) in &arguments.ways {
        options.ways.insert(named(&diff, "way", name)?, *way);
    }
    for (name, fill) in &arguments.fills {
        if let ObjectRef::Column(table, column) = named(&diff, "fill", name)? {
            options.fills.insert((table, column), fill.clone());
        } else {
            return Err(Failure::NoSuchObject {
                option: "fill",
                name: name.clone(),
            });
        }
    }
    let plan = migration::plan(&diff, &options)?;
    let mut text = plan.to_text();
    if !plan.is_empty() {
        text.push('\n');
        text.push_str(&into::write(&plan, &target.document, arguments)?);
    }
    print(&text)?;
    Ok(Verdict::Good)
}

/// What differs, and what the documents say of the plan.
struct Compared {
    diff: Diff,
    options: Options,
    /// Pairs that somebody said are two things; one without a new name stands for every pair of its old one.
    apart: Vec<Rename>,
}

/// What differs, and what is known of the way from the one to the other: what the target chose, how many rows the base holds.
fn compare(base: Option<&Input>, target: &Input, answers: &[Rename]) -> Result<Compared, Failure> {
    let nothing = Schema::default();
    let (mut apart, said): (Vec<Rename>, Vec<Rename>) =
        answers.iter().cloned().partition(|one| one.to.is_empty());
    let (old, new) = match base {
        Some(base) => (&base.document.schema, &target.document.schema),
        // Of a document the base is part; SQL that was just read is its own base, so there it is an empty database.
        None => {
            let own = target.document.base.as_deref();
            let own = own.filter(|_| target.report.is_none());
            (own.unwrap_or(&nothing), &target.document.schema)
        }
    };
    let of_rows = base.map_or(&target.document, |base| &base.document);
    let rows = Options::of(of_rows).rows;
    let one_document = target.report.is_none()
        && base.is_none_or(|base| base.report.is_none() && one_lineage(old, new));
    if one_document {
        let choices = &target.document.migration;
        apart.extend(choices.apart.iter().cloned());
        let mut renames = diff::compare_answered(old, new, &choices.renames).1;
        overrule(&mut renames, answers);
        renames.extend(said);
        return Ok(Compared {
            diff: diff::compare_with(old, new, Matching::Ids, &renames)?,
            options: Options {
                rows,
                ..Options::of(&target.document)
            },
            apart,
        });
    }
    let matching = match base {
        Some(_) => Matching::Names,
        None => Matching::Ids,
    };
    let mut renames = match (&target.report, base) {
        (Some(report), Some(_)) => declared(report, old, new),
        _ => Vec::new(),
    };
    overrule(&mut renames, &said);
    renames.extend(said);
    let stances = &target.document.settings.stances;
    let mode = stances
        .get("migration.mode")
        .and_then(|word| Strategy::of_word(word));
    Ok(Compared {
        diff: diff::compare_with(old, new, matching, &renames)?,
        options: Options {
            strategy: mode.unwrap_or(Strategy::Single),
            postgresql: target.document.settings.postgresql,
            rows,
            ..Options::default()
        },
        apart,
    })
}

/// Leaves out what the command line answers otherwise.
fn overrule(renames: &mut Vec<Rename>, answers: &[Rename]) {
    renames.retain(|one| !answers.iter().any(|other| other.from == one.from));
}

/// Stops where something goes and something like it comes, and nobody said whether it is the same.
fn refuse_open_questions(diff: &Diff, apart: &[Rename]) -> Result<(), Failure> {
    let mut list = String::new();
    for suspected in &diff.suspected_renames {
        let Rename { from, to } = &suspected.rename;
        if apart
            .iter()
            .any(|one| one.from == *from && (one.to.is_empty() || one.to == *to))
        {
            continue;
        }
        let new = match suspected.from {
            ObjectRef::Column(..) => bare(to),
            _ => to,
        };
        let _ = writeln!(
            list,
            "  {from} goes and {to} comes ({}): --rename {from}={new}, or --rename {from}= if it is not",
            suspected.evidence.join(", ")
        );
    }
    if list.is_empty() {
        Ok(())
    } else {
        Err(Failure::ProbableRenames(list))
    }
}

/// The object people call by this name: a table, or a column, constraint or index of one. The base's where both have it.
fn named(diff: &Diff, option: &'static str, name: &str) -> Result<ObjectRef, Failure> {
    for schema in [&diff.base, &diff.target] {
        for table in schema.tables.values() {
            let own = table.qualified_name().to_string();
            if own == name {
                return Ok(ObjectRef::Table(table.id));
            }
            let Some(part) = name
                .strip_prefix(&own)
                .and_then(|rest| rest.strip_prefix('.'))
            else {
                continue;
            };
            if let Some(column) = table.column_named(part) {
                return Ok(ObjectRef::Column(table.id, column.id));
            }
            if let Some(one) = table.constraints.iter().find(|one| one.name == part) {
                return Ok(ObjectRef::Constraint(table.id, one.id));
            }
            if let Some(one) = table.indexes.iter().find(|one| one.name == part) {
                return Ok(ObjectRef::Index(table.id, one.id));
            }
        }
    }
    Err(Failure::NoSuchObject {
        option,
        name: name.to_string(),
    })
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
fn declared(report: &Report, old: &Schema, new: &Schema) -> Vec<Rename> {
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
            ObjectRef::Table(_) => renames.push(Rename {
                from: home.to_string(),
                to: place.to_string(),
            }),
            ObjectRef::Column(_, id) => {
                let from = bare(&rename.from);
                let Some(column) = table.column(id) else {
                    continue;
                };
                if before.column_named(from).is_some() && table.column_named(from).is_none() {
                    renames.push(Rename {
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
