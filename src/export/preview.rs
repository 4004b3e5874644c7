//! What a fix changes, as SQL before and after: only the lines that differ, with what they stand in.

use crate::model::{Document, ObjectRef, Op, Schema, TableId};
use crate::sql::writer;

use super::sql::statements_of;

/// Lines shown around a change.
const CONTEXT: usize = 1;
/// Lines beyond which a text is not compared line by line: a change of that size is no preview.
const MOST_LINES: usize = 3_000;

/// One line of a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Stays.
    Same(String),
    /// Comes.
    Added(String),
    /// Goes.
    Removed(String),
    /// Lines left out.
    Gap,
}

/// The lines operations change in a document; `None` when they do not apply. Empty when nothing of the SQL changes.
pub fn preview(document: &Document, ops: &[Op]) -> Option<Vec<Line>> {
    let mut after = document.clone();
    let (_, touched) = Op::apply_all(ops.to_vec(), &mut after).ok()?;
    let tables = touched.tables.iter().map(|table| ObjectRef::Table(*table));
    let others = touched
        .objects
        .iter()
        .copied()
        .filter(|object| object.table().is_none());
    let mut lines = Vec::new();
    for object in others.chain(tables) {
        let changed = difference(
            &object_sql(&document.schema, object),
            &object_sql(&after.schema, object),
        );
        if !changed.is_empty() && !lines.is_empty() {
            lines.push(Line::Same(String::new()));
        }
        lines.extend(changed);
    }
    Some(lines)
}

/// The statements that make an object; empty where it does not exist.
pub fn object_sql(schema: &Schema, object: ObjectRef) -> String {
    let statements = match object {
        ObjectRef::Table(id) => table_statements(schema, id),
        ObjectRef::Type(id) => schema
            .types
            .get(&id)
            .map(|one| vec![writer::create_type(schema, one)])
            .unwrap_or_default(),
        ObjectRef::Function(id) => schema
            .functions
            .get(&id)
            .map(|one| vec![writer::create_function(one)])
            .unwrap_or_default(),
        ObjectRef::View(id) => schema
            .views
            .get(&id)
            .map(|one| vec![writer::create_view(one)])
            .unwrap_or_default(),
        ObjectRef::Sequence(id) => schema
            .sequences
            .get(&id)
            .map(|one| vec![writer::create_sequence(one)])
            .unwrap_or_default(),
        ObjectRef::Extension(id) => schema
            .extensions
            .get(&id)
            .map(|one| vec![writer::create_extension(one)])
            .unwrap_or_default(),
        ObjectRef::Statistics(id) => schema
            .statistics
            .get(&id)
            .map(|one| writer::statistics_statements(one))
            .unwrap_or_default(),
        ObjectRef::Verbatim(id) => schema
            .verbatim
            .get(&id)
            .map(|one| vec![one.sql.clone()])
            .unwrap_or_default(),
        _ => Vec::new(),
    };
    statements
        .into_iter()
        .map(|statement| format!("{statement};\n"))
        .collect()
}

/// Everything that makes a table, its parts with it.
fn table_statements(schema: &Schema, id: TableId) -> Vec<String> {
    let Some(table) = schema.table(id) else {
        return Vec::new();
    };
    let mut statements = statements_of(schema, table);
    // Constraints that are not valid yet cannot stand inside CREATE TABLE.
    let waiting = table
        .constraints
        .iter()
        .filter(|constraint| !constraint.validated && !constraint.inherited);
    statements.extend(waiting.map(|constraint| writer::add_constraint(schema, table, constraint)));
    statements
}

/// The lines that differ, with a little around them.
fn difference(before: &str, after: &str) -> Vec<Line> {
    let all = compare(
        &before.lines().collect::<Vec<_>>(),
        &after.lines().collect::<Vec<_>>(),
    );
    let changed: Vec<usize> = (0..all.len())
        .filter(|at| !matches!(all.get(*at), Some(Line::Same(_))))
        .collect();
    let near = |at: usize| {
        let next = changed.partition_point(|change| *change < at);
        let close =
            |change: Option<&usize>| change.is_some_and(|change| change.abs_diff(at) <= CONTEXT);
        close(changed.get(next))
            || next
                .checked_sub(1)
                .is_some_and(|last| close(changed.get(last)))
    };
    let mut shown = Vec::new();
    let mut heading: Option<(usize, &Line)> = None;
    let mut last = None;
    for (at, line) in all.iter().enumerate() {
        if matches!(line, Line::Same(text) | Line::Added(text) | Line::Removed(text) if !text.starts_with([' ', ')']))
        {
            heading = Some((at, line));
        }
        if !near(at) {
            continue;
        }
        // The statement a change stands in is named, however far above it begins.
        if let Some((place, line)) = heading
            && place < at
            && last.is_none_or(|last| last < place)
        {
            shown.push(line.clone());
            last = Some(place);
        }
        if last.is_some_and(|last| last + 1 < at) {
            shown.push(Line::Gap);
        }
        shown.push(line.clone());
        last = Some(at);
    }
    shown
}

/// Both texts line by line (longest common subsequence). A comma at the end is no difference: it only follows from what comes after.
fn compare(before: &[&str], after: &[&str]) -> Vec<Line> {
    let bare = |line: &str| line.trim_end_matches(',').to_string();
    let (old, new): (Vec<String>, Vec<String>) = (
        before.iter().map(|line| bare(line)).collect(),
        after.iter().map(|line| bare(line)).collect(),
    );
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old
        .iter()
        .skip(head)
        .rev()
        .zip(new.iter().skip(head).rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let same = |line: &&str| Line::Same((*line).to_string());
    let mut lines: Vec<Line> = after.iter().take(head).map(same).collect();
    if old_end - head > MOST_LINES || new_end - head > MOST_LINES {
        return lines;
    }
    lines.extend(middle(
        &before[head..old_end],
        &after[head..new_end],
        &old[head..old_end],
        &new[head..new_end],
    ));
    lines.extend(after.iter().skip(new_end).map(same));
    lines
}

fn middle(before: &[&str], after: &[&str], old: &[String], new: &[String]) -> Vec<Line> {
    let width = new.len() + 1;
    // lengths[a * width + b]: the longest common run of what is left from a and b on.
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            lengths[a * width + b] = if old[a] == new[b] {
                lengths[(a + 1) * width + b + 1] + 1
            } else {
                lengths[(a + 1) * width + b].max(lengths[a * width + b + 1])
            };
        }
    }
    let mut lines = Vec::new();
    let (mut a, mut b) = (0, 0);
    while a < old.len() || b < new.len() {
        if a < old.len() && b < new.len() && old[a] == new[b] {
            lines.push(Line::Same(after[b].to_string()));
            (a, b) = (a + 1, b + 1);
        } else if a < old.len()
            && (b == new.len() || lengths[(a + 1) * width + b] >= lengths[a * width + b + 1])
        {
            lines.push(Line::Removed(before[a].to_string()));
            a += 1;
        } else {
            lines.push(Line::Added(after[b].to_string()));
            b += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: &str, after: &str) -> Vec<String> {
        let sign = |line| match line {
            Line::Same(text) => format!("  {text}"),
            Line::Added(text) => format!("+ {text}"),
            Line::Removed(text) => format!("- {text}"),
            Line::Gap => "...".to_string(),
        };
        difference(before, after).into_iter().map(sign).collect()
    }

    #[test]
    fn a_change_is_shown_in_its_statement() {
        let before = "CREATE TABLE t (\n    a int,\n    b int,\n    c int,\n    UNIQUE (c)\n);\n";
        let after = "CREATE TABLE t (\n    a int,\n    b int,\n    c int,\n    UNIQUE (b, c),\n    CHECK (a > 0)\n);\n";
        assert_eq!(
            told(before, after),
            [
                "  CREATE TABLE t (",
                "...",
                "      c int,",
                "-     UNIQUE (c)",
                "+     UNIQUE (b, c),",
                "+     CHECK (a > 0)",
                "  );"
            ]
        );
    }

    #[test]
    fn a_comma_is_no_change() {
        let before = "CREATE TABLE t (\n    a int\n);\n";
        let after = "CREATE TABLE t (\n    a int,\n    b int\n);\n";
        assert_eq!(
            told(before, after),
            ["  CREATE TABLE t (", "      a int,", "+     b int", "  );"]
        );
        assert_eq!(told(before, before), Vec::<String>::new());
    }

    #[test]
    fn a_new_object_is_all_added() {
        assert_eq!(
            told("", "CREATE TYPE e AS ENUM ('a');\n"),
            ["+ CREATE TYPE e AS ENUM ('a');"]
        );
    }
}
