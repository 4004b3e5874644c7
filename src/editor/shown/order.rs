//! Which tables the grid shows, and in what order.

use crate::model::{Document, RowSecurity, Table, TableId};
use crate::review::Review;

/// What the grid is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Schema and name.
    #[default]
    Name,
    /// Tenancy class.
    Class,
    /// Number of columns.
    Columns,
    /// Number of foreign keys.
    Keys,
    /// Number of indexes.
    Indexes,
    /// Row security.
    Security,
    /// Rows stated.
    Rows,
    /// Errors, then warnings, then infos.
    Findings,
    /// Comment.
    Comment,
}

impl Order {
    /// Whether the greatest come first when it is chosen: where the trouble or the size is.
    pub fn starts_descending(self) -> bool {
        matches!(
            self,
            Order::Columns | Order::Keys | Order::Indexes | Order::Rows | Order::Findings
        )
    }
}

/// What a table is ordered by: numbers first, then text.
type Rank = (u64, u64, u64, String);

/// The tables whose schema, name or comment holds the text, in order.
pub fn ordered(
    document: &Document,
    review: &Review,
    filter: &str,
    order: Order,
    descending: bool,
) -> Vec<TableId> {
    let wanted = filter.trim().to_lowercase();
    let mut ranked: Vec<(Rank, String, TableId)> = document
        .schema
        .tables
        .values()
        .filter(|table| wanted.is_empty() || holds(table, &wanted))
        .map(|table| {
            let name = table.qualified_name().to_string();
            (rank(document, review, table, order), name, table.id)
        })
        .collect();
    ranked.sort_by(|one, other| {
        let by_rank = one.0.cmp(&other.0);
        let by_rank = if descending {
            by_rank.reverse()
        } else {
            by_rank
        };
        // Among equals the names ascend, whichever way the rest goes.
        match order {
            Order::Name if descending => other.1.cmp(&one.1),
            _ => by_rank.then_with(|| one.1.cmp(&other.1)),
        }
    });
    ranked.into_iter().map(|(_, _, id)| id).collect()
}

fn holds(table: &Table, wanted: &str) -> bool {
    table.name.to_lowercase().contains(wanted)
        || table.schema.to_lowercase().contains(wanted)
        || table
            .comment
            .as_ref()
            .is_some_and(|comment| comment.to_lowercase().contains(wanted))
}

fn rank(document: &Document, review: &Review, table: &Table, order: Order) -> Rank {
    let number = |number: usize| (number as u64, 0, 0, String::new());
    match order {
        Order::Name => (0, 0, 0, String::new()),
        // The legend's order is the one in which the classes are declared.
        Order::Class => number(review.tenancy().class(table.id) as usize),
        Order::Columns => number(table.columns.len()),
        Order::Keys => number(table.foreign_keys().count()),
        Order::Indexes => number(table.indexes.len()),
        Order::Security => number(security_rank(table.row_security)),
        Order::Rows => {
            let rows = document.scale.get(&table.id).and_then(|hint| hint.rows);
            // What is not stated comes after what is, even no rows.
            (
                rows.map_or(0, |rows| rows.saturating_add(1)),
                0,
                0,
                String::new(),
            )
        }
        Order::Findings => {
            let counts = review.marks(table.id).counts;
            (
                counts.errors as u64,
                counts.warnings as u64,
                counts.infos as u64,
                String::new(),
            )
        }
        Order::Comment => {
            let comment = table.comment.clone().unwrap_or_default();
            (u64::from(comment.is_empty()), 0, 0, comment.to_lowercase())
        }
    }
}

fn security_rank(security: RowSecurity) -> usize {
    match (security.enabled, security.forced) {
        (false, _) => 0,
        (true, false) => 1,
        (true, true) => 2,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Column, ColumnId, DataType, Schema};

    fn document() -> Document {
        let mut schema = Schema::default();
        for (id, name, columns) in [(1, "users", 2), (2, "accounts", 3), (3, "plans", 2)] {
            let mut table = Table::new(TableId(id), "public", name);
            for position in 0..columns {
                let column = ColumnId(10 * id + position);
                table.columns.push(Column::new(
                    column,
                    &format!("c{position}"),
                    DataType::named("text"),
                ));
            }
            schema.tables.insert(table.id, Arc::new(table));
        }
        Document::new("Test", schema)
    }

    fn names(filter: &str, order: Order, descending: bool) -> Vec<u32> {
        let document = document();
        let review = Review::full(&document);
        let tables = ordered(&document, &review, filter, order, descending);
        tables.into_iter().map(|id| id.0).collect()
    }

    #[test]
    fn names_go_both_ways() {
        assert_eq!(names("", Order::Name, false), [2, 3, 1]);
        assert_eq!(names("", Order::Name, true), [1, 3, 2]);
    }

    #[test]
    fn equals_stand_by_name() {
        assert_eq!(names("", Order::Columns, true), [2, 3, 1]);
    }

    #[test]
    fn the_filter_looks_into_names() {
        assert_eq!(names("AN", Order::Name, false), [3]);
    }
}
