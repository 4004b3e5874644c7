//! Conditions that no index finds, because of how they are written.

use crate::model::Table;

use super::facts::{Condition, Facts, Operator, Shape, Test};
use super::fit::candidates;
use super::judge::sources_of;
use super::serve::Reading;
use super::{Ground, NonSargable, NonSargableKind};

impl Ground<'_> {
    /// Conditions that no index finds rows by because of how they are written.
    pub(super) fn non_sargable(
        &self,
        facts: &Facts,
        position: usize,
        table: &Table,
        reading: &Reading,
    ) -> Vec<NonSargable> {
        if reading.serving.serves() || self.is_small(table.id) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for condition in facts.conditions() {
            let by_index = reading.fit.as_ref().is_some_and(|fit| fit.by_expression);
            let (kind, column) = match &condition.test {
                Test::Expression {
                    source,
                    shape,
                    operator,
                    columns,
                    ..
                } if *source == position
                    && !by_index
                    && !matches!(
                        operator,
                        Operator::Not | Operator::IsNull | Operator::NotNull
                    ) =>
                {
                    let kind = match shape {
                        Shape::Function(name) => NonSargableKind::Function(name.clone()),
                        Shape::Cast(name) => NonSargableKind::Cast(name.clone()),
                        Shape::Json => NonSargableKind::Json,
                        Shape::Operators => NonSargableKind::Operators,
                    };
                    (kind, columns.first().copied())
                }
                Test::Column {
                    column,
                    operator: Operator::Contains,
                    ..
                } if column.source == position => {
                    let by_index = reading
                        .fit
                        .as_ref()
                        .is_some_and(|fit| fit.columns.contains(&column.column));
                    if by_index {
                        continue;
                    }
                    (NonSargableKind::Pattern, Some(*column))
                }
                Test::Or(parts)
                    if sources_of(condition) == [position] && self.is_scattered(parts, table) =>
                {
                    (NonSargableKind::Or, None)
                }
                _ => continue,
            };
            found.push(NonSargable {
                table: table.id,
                column: column.map(|column| column.column),
                span: condition.span,
                kind,
            });
        }
        found
    }

    /// Whether a choice is between columns of which one leads no index, so that all rows are read.
    fn is_scattered(&self, parts: &[Vec<Condition>], table: &Table) -> bool {
        let candidates = candidates(table);
        !parts.iter().all(|part| {
            part.iter().any(|condition| match &condition.test {
                Test::Column {
                    column, operator, ..
                } if *operator != Operator::Not => candidates.iter().any(|candidate| {
                    candidate
                        .keys
                        .first()
                        .is_some_and(|key| key.column() == Some(column.column))
                }),
                _ => false,
            })
        })
    }
}
