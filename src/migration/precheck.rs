//! What would stop a plan halfway is looked for in its first file: duplicates under a new unique key, missing values.

use super::build::Planner;
use super::locks::Operation;
use super::step::{Move, Place};
use crate::model::*;
use crate::sql::quote;

impl Planner<'_> {
    /// Stops the plan while rows that exist hold the same values twice. Columns that the plan adds hold nothing yet.
    pub(super) fn check_duplicates(
        &mut self,
        table: &Table,
        columns: &[ColumnId],
        predicate: Option<&str>,
        object: ObjectRef,
    ) {
        let Some(before) = self.before.tables.get(&table.id) else {
            return;
        };
        let mut names = Vec::new();
        for column in columns {
            let Some(column) = before.column(*column) else {
                return;
            };
            names.push(quote::identifier(&column.name));
        }
        if names.is_empty() {
            return;
        }
        // A condition on a column that the plan adds cannot be asked before; building the index refuses then.
        let speaks_of = |name: &str| {
            let mut words = predicate
                .unwrap_or_default()
                .split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
            words.any(|word| word == name)
        };
        let is_new = |column: &&Column| before.column_named(&column.name).is_none();
        if table
            .columns
            .iter()
            .filter(is_new)
            .any(|column| speaks_of(&column.name))
        {
            return;
        }
        let list = names.join(", ");
        let given: Vec<String> = names
            .iter()
            .map(|name| format!("{name} IS NOT NULL"))
            .collect();
        let mut filter = given.join(" AND ");
        if let Some(predicate) = predicate {
            filter.push_str(&format!(" AND ({predicate})"));
        }
        let target = quote::table(before);
        let found =
            format!("SELECT FROM {target} WHERE {filter} GROUP BY {list} HAVING count(*) > 1");
        let problem = format!(
            "{} holds the same {} more than once",
            table.qualified_name(),
            names.join(", ")
        );
        let title = format!(
            "Check that no two rows of {} share {list}",
            table.qualified_name()
        );
        self.look_first(table, &found, (&problem, "unique_violation"), title, object);
    }

    /// Stops the plan while a row has no value in the column.
    pub(super) fn check_given(&mut self, table: &Table, column: &Column) {
        let Some(before) = self.before.tables.get(&table.id) else {
            return;
        };
        let Some(old) = before.column(column.id) else {
            return;
        };
        let found = format!(
            "SELECT FROM {} WHERE {} IS NULL",
            quote::table(before),
            quote::identifier(&old.name)
        );
        let problem = format!(
            "{}.{} is null in rows that exist",
            table.qualified_name(),
            column.name
        );
        let title = format!(
            "Check that every row of {} has {}",
            table.qualified_name(),
            column.name
        );
        self.look_first(
            table,
            &found,
            (&problem, "not_null_violation"),
            title,
            ObjectRef::Column(table.id, column.id),
        );
    }

    /// Stops the plan while rows hold labels of an enum, given as SQL, that go. The table as the base has it.
    pub(super) fn check_unused(&mut self, table: &Table, column: &Column, labels: &str) {
        let name = quote::identifier(&column.name);
        let holds = match column.data_type.dimensions {
            0 => format!("{name}::text IN ({labels})"),
            _ => format!("{name}::text[] && ARRAY[{labels}]"),
        };
        let target = quote::table(table);
        let found = format!("SELECT FROM {target} WHERE {holds}");
        let problem = format!(
            "{}.{} holds {labels} in rows that exist",
            table.qualified_name(),
            column.name
        );
        let title = format!(
            "Check that no row of {} has {labels} in {}",
            table.qualified_name(),
            column.name
        );
        let object = ObjectRef::Column(table.id, column.id);
        self.look_first(table, &found, (&problem, "check_violation"), title, object);
    }

    fn look_first(
        &mut self,
        table: &Table,
        found: &str,
        (problem, state): (&str, &str),
        title: String,
        object: ObjectRef,
    ) {
        let said = problem.replace('\'', "''").replace('%', "%%");
        let up = format!(
            "DO $check$\nBEGIN\n    IF EXISTS ({found}) THEN\n        RAISE EXCEPTION '{said}' USING ERRCODE = '{state}';\n    END IF;\nEND\n$check$"
        );
        self.step_on(
            table.id,
            Operation::Look,
            title,
            Move::of(vec![up], Vec::new()),
        )
        .at(Place::Precheck)
        .object(object);
    }
}
