//! What it costs to compare a schema of real size with itself after a hundred changes, and to plan the way there.

use cadastre::diff::{self, Matching};
use cadastre::migration::{self, Options, Strategy};
use cadastre::model::{Column, ColumnId, Schema, TableId};
use cadastre::sql::types;

use super::{EDITS, print, timed};

/// Compares and plans, and prints both.
pub fn measure(base: &Schema) {
    let target = changed(base);
    let (diff, compared) = timed(|| diff::compare(base, &target, Matching::Ids));
    println!("  {} objects differ", diff.changes.len());
    print("differences after 100 changes", compared, "-");
    for (strategy, name) in [(Strategy::Single, "single"), (Strategy::Online, "online")] {
        let options = Options {
            strategy,
            ..Options::default()
        };
        let (plan, planned) = timed(|| migration::plan(&diff, &options));
        let plan = plan.expect("the changes can be planned");
        println!(
            "  {} steps in {} files",
            plan.steps.len(),
            plan.file_count()
        );
        print(&format!("plan, {name}"), planned, "-");
        print(
            &format!("differences and plan, {name}"),
            compared + planned,
            "100 ms",
        );
    }
    let (again, taken) = timed(|| diff::compare(base, base, Matching::Names));
    println!("  {} objects differ", again.changes.len());
    print("differences from itself, by name", taken, "-");
}

/// A hundred tables, spread over all that stand alone, with a change each: columns come, go, get another name, another type.
fn changed(base: &Schema) -> Schema {
    let mut target = base.clone();
    let mut next = base.greatest_id();
    let alone: Vec<TableId> = base
        .tables
        .values()
        .filter(|table| table.partition_of.is_none() && table.partitioning.is_none())
        .filter(|table| table.columns.len() > 3)
        .map(|table| table.id)
        .collect();
    let step = (alone.len() / EDITS).max(1);
    for (number, id) in alone.into_iter().step_by(step).take(EDITS).enumerate() {
        let table = target.tables.get_mut(&id).expect("it was just listed");
        let table = std::sync::Arc::make_mut(table);
        let keyed = |table: &cadastre::model::Table, column: ColumnId| {
            table
                .constraints
                .iter()
                .any(|one| one.columns().contains(&column))
                || table
                    .indexes
                    .iter()
                    .any(|one| one.keys.iter().any(|key| key.column() == Some(column)))
        };
        let free = table
            .columns
            .iter()
            .rposition(|column| !keyed(table, column.id) && column.generated.is_none());
        match (number % 4, free) {
            (1, Some(place)) => {
                let name = format!("{}_renamed", table.columns[place].name);
                table.columns[place].name = name;
            }
            (2, Some(place)) if table.columns[place].default.is_none() => {
                table.columns[place].data_type = types::parse("text").expect("a type");
            }
            _ => {
                next += 1;
                let data_type = types::parse("bigint").expect("a type");
                table
                    .columns
                    .push(Column::new(ColumnId(next), "measured", data_type));
            }
        }
    }
    target
}
