//! Relations that stand side by side in FROM.

use super::super::ast::Expr;
use super::super::facts::{Smell, SmellKind};
use super::Binder;

impl Binder<'_> {
    /// Tables in FROM with commas that no condition joins.
    pub(super) fn cross_joins(
        &mut self,
        entries: &[std::ops::Range<usize>],
        filter: Option<&Expr>,
    ) {
        if entries.len() < 2 {
            return;
        }
        let Some(scope) = self.scopes.last() else {
            return;
        };
        let sources: Vec<Vec<usize>> = entries
            .iter()
            .map(|range| {
                scope
                    .entries
                    .get(range.clone())
                    .unwrap_or_default()
                    .iter()
                    .map(|entry| entry.source)
                    .collect()
            })
            .collect();
        let place = |source: usize| sources.iter().position(|own| own.contains(&source));
        let mut joined: Vec<usize> = (0..sources.len()).collect();
        for condition in filter.map_or(&[][..], Expr::conjuncts) {
            let places: Vec<usize> = self
                .sources_between(condition.span)
                .into_iter()
                .filter_map(place)
                .collect();
            if let [first, rest @ ..] = places.as_slice() {
                let to = joined.get(*first).copied().unwrap_or(0);
                for other in rest {
                    let from = joined.get(*other).copied().unwrap_or(0);
                    joined
                        .iter_mut()
                        .filter(|group| **group == from)
                        .for_each(|group| *group = to);
                }
            }
        }
        let first = joined.first().copied();
        let alone = joined
            .iter()
            .zip(&sources)
            .filter(|(group, _)| Some(**group) != first);
        let mut smells = Vec::new();
        for (_, own) in alone {
            // A function or a subquery beside a table often gives one row.
            let tables = own.iter().chain(sources.first().into_iter().flatten());
            let all_tables = tables.clone().all(|source| {
                self.facts
                    .sources
                    .get(*source)
                    .is_some_and(|source| source.table.is_some())
            });
            if let Some(source) = own
                .first()
                .and_then(|source| self.facts.sources.get(*source))
                .filter(|_| all_tables)
            {
                smells.push(Smell {
                    kind: SmellKind::CrossJoin,
                    span: source.span,
                    table: source.table,
                });
            }
        }
        self.facts.smells.append(&mut smells);
    }
}
