//! Which index finds the rows of each table in a statement: tables are read one after the other, each by what is known of the
//! ones before it, as a nested loop does.

use std::collections::BTreeSet;

use crate::model::{Column, ColumnId, Table, UserTypeKind};

use super::facts::{Access, Block, Condition, Facts, Link, Operator, Shape, Test, Value};
use super::fit::{Asked, AskedOf, Fit, candidates, fit};
use super::{Ground, Serving};

/// How one source is read.
pub(super) struct Reading {
    pub asked: Asked,
    pub fit: Option<Fit>,
    pub serving: Serving,
}

impl Block {
    /// Whether the planner reads a subquery in FROM together with what stands around it.
    fn is_plain(&self) -> bool {
        !self.limit
            && self.offset.is_none()
            && !self.grouped
            && !self.distinct
            && !self.shared
            && !self.writes
    }
}

impl Ground<'_> {
    /// How every source of a statement is read, in the order of the sources; `None` for what is no table or only written to.
    pub(super) fn readings(&self, facts: &Facts) -> Vec<Option<Reading>> {
        let mut readings: Vec<Option<Reading>> = facts.sources.iter().map(|_| None).collect();
        let mut groups: Vec<usize> = (0..facts.blocks.len())
            .map(|block| group_of(facts, block))
            .collect();
        let of_block = groups.clone();
        groups.sort_unstable();
        groups.dedup();
        for group in groups {
            let members: Vec<usize> = facts
                .sources
                .iter()
                .enumerate()
                .filter(|(_, source)| {
                    of_block.get(source.block) == Some(&group) && source.access != Access::Insert
                })
                .map(|(position, _)| position)
                .collect();
            self.read_group(facts, group, &members, &mut readings);
        }
        readings
    }

    fn read_group(
        &self,
        facts: &Facts,
        group: usize,
        members: &[usize],
        readings: &mut [Option<Reading>],
    ) {
        let is_table = |source: &usize| {
            facts
                .sources
                .get(*source)
                .is_some_and(|source| source.table.is_some())
        };
        let mut waiting: Vec<usize> = members.iter().copied().filter(is_table).collect();
        let mut others = Some(members.iter().copied().filter(|source| !is_table(source)));
        // What stands around a subquery is known when it is read.
        let mut known: BTreeSet<usize> = (0..facts.sources.len())
            .filter(|source| {
                let block = facts.sources.get(*source).map(|source| source.block);
                !members.contains(source)
                    && block.is_some_and(|block| facts.climbs(group, block, |_| true))
            })
            .collect();
        let mut first = true;
        while !waiting.is_empty() {
            let mut best: Option<(usize, Asked, Option<Fit>)> = None;
            for source in &waiting {
                let asked = self.asked(facts, group, *source, &known, first);
                let fit = self.best(facts, *source, &asked);
                let nullable = |source: usize| {
                    facts
                        .sources
                        .get(source)
                        .is_some_and(|source| source.nullable)
                };
                let rank = |source: usize, asked: &Asked, fit: &Option<Fit>| {
                    let finds = fit
                        .as_ref()
                        .filter(|fit| fit.finds() || (asked.limit && fit.ordered));
                    (!nullable(source), finds.map(|fit| fit.rank(asked.limit)))
                };
                let better = best.as_ref().is_none_or(|(other, other_asked, other_fit)| {
                    rank(*source, &asked, &fit) > rank(*other, other_asked, other_fit)
                });
                if better {
                    best = Some((*source, asked, fit));
                }
            }
            let Some((source, asked, fit)) = best else {
                break;
            };
            // Subqueries and functions stand by themselves; what they give is known before a table is read whole.
            if fit.is_none()
                && let Some(others) = others.take()
            {
                known.extend(others);
                continue;
            }
            waiting.retain(|other| *other != source);
            known.insert(source);
            first = false;
            let serving = self.serving(facts, source, &asked, fit.as_ref());
            if let Some(reading) = readings.get_mut(source) {
                *reading = Some(Reading {
                    asked,
                    fit,
                    serving,
                });
            }
        }
    }

    fn source_table(&self, facts: &Facts, source: usize) -> Option<&Table> {
        facts
            .sources
            .get(source)?
            .table
            .and_then(|id| self.table(id))
    }

    fn best(&self, facts: &Facts, source: usize, asked: &Asked) -> Option<Fit> {
        let table = self.source_table(facts, source)?;
        let fits = candidates(table)
            .into_iter()
            .filter_map(|candidate| fit(&candidate, asked, table));
        // Of equals the first is taken.
        fits.reduce(|best, next| {
            if next.rank(asked.limit) > best.rank(asked.limit) {
                next
            } else {
                best
            }
        })
    }

    /// What conditions ask of a source, given the sources whose rows are known.
    fn asked(
        &self,
        facts: &Facts,
        group: usize,
        source: usize,
        known: &BTreeSet<usize>,
        first: bool,
    ) -> Asked {
        let mut asked = Asked::default();
        let is_known = |value: &Value| {
            let columns = !value.columns.is_empty()
                && value
                    .columns
                    .iter()
                    .all(|column| known.contains(&column.source));
            columns || value.depends.iter().all(|source| known.contains(source))
        };
        for condition in facts
            .conditions()
            .filter(|condition| holds(facts, condition, source))
        {
            let own = self.tests(condition, source, &is_known);
            if !own.is_empty() {
                asked.texts.push(condition.text.clone());
                asked.tests.extend(own);
            }
        }
        let Some(block) = facts.blocks.get(group) else {
            return asked;
        };
        let own =
            !block.order.is_empty() && block.order.iter().all(|key| key.source == Some(source));
        if first && own && !block.grouped {
            asked.order.clone_from(&block.order);
        }
        asked.limit = block.limit && !block.order.is_empty();
        asked
    }

    fn tests(
        &self,
        condition: &Condition,
        source: usize,
        is_known: &dyn Fn(&Value) -> bool,
    ) -> Vec<(AskedOf, Operator)> {
        match &condition.test {
            Test::Column {
                column,
                operator,
                value,
            } if column.source == source && is_known(value) => {
                vec![(AskedOf::Column(column.column), operator.clone())]
            }
            Test::Expression {
                source: own,
                text,
                shape,
                operator,
                value,
                ..
            } if *own == source && is_known(value) => {
                vec![(
                    AskedOf::Expression(text.clone(), shape.clone()),
                    operator.clone(),
                )]
            }
            _ => Vec::new(),
        }
    }

    fn serving(&self, facts: &Facts, source: usize, asked: &Asked, fit: Option<&Fit>) -> Serving {
        let Some(table) = self.source_table(facts, source) else {
            return Serving::Nothing;
        };
        let tenant = self.tenant_column(table).map(|column| column.id);
        let selective = |(of, operator): &(AskedOf, Operator)| match of {
            _ if matches!(
                operator,
                Operator::IsNull | Operator::NotNull | Operator::Not
            ) =>
            {
                false
            }
            AskedOf::Column(column) => {
                Some(*column) != tenant
                    && table
                        .column(*column)
                        .is_some_and(|column| !self.is_coarse(column))
            }
            AskedOf::Expression(..) => true,
        };
        let asks = asked.tests.iter().any(|(_, operator)| {
            !matches!(
                operator,
                Operator::Not | Operator::NotNull | Operator::IsNull
            )
        });
        let sorts = asked.limit && !asked.order.is_empty() && !fit.is_some_and(|fit| fit.ordered);
        let Some(fit) = fit.filter(|fit| fit.finds() || (fit.ordered && !asks)) else {
            return match (asks, sorts) {
                (false, false) => Serving::Nothing,
                // A few kinds of rows among all: an index would not find much less.
                _ if asks && !asked.tests.iter().any(selective) && tenant.is_none() && !sorts => {
                    Serving::Coarse
                }
                _ => Serving::None,
            };
        };
        if fit.unique {
            return Serving::Row;
        }
        let found = |(of, _): &&(AskedOf, Operator)| match of {
            AskedOf::Column(column) => fit.columns.contains(column),
            AskedOf::Expression(..) => fit.by_expression,
        };
        let mut wanted = asked.tests.iter().filter(|test| selective(test)).peekable();
        if wanted.peek().is_none() {
            return if sorts { Serving::Part } else { Serving::Index };
        }
        let (mut equal, mut any, mut wants_equal) = (false, false, false);
        for test in wanted {
            let one = matches!(test.1, Operator::Equal | Operator::Any);
            wants_equal |= one;
            equal |= one && found(&test);
            any |= found(&test);
        }
        if equal
            || (any && !wants_equal)
            || (fit.ordered && asked.limit && fit.equal > 0 && !wants_equal)
        {
            Serving::Index
        } else {
            Serving::Part
        }
    }

    /// Whether a column has few values, so that one of them leaves many rows.
    pub(super) fn is_coarse(&self, column: &Column) -> bool {
        const NAMES: &[&str] = &[
            "status",
            "state",
            "type",
            "kind",
            "role",
            "visibility",
            "level",
            "priority",
            "category",
            "gender",
        ];
        let name = column.name.as_str();
        let last = name.rsplit('_').next().unwrap_or(name);
        column.data_type.is("boolean")
            || NAMES.contains(&last)
            || name.starts_with("is_")
            || (!crate::sql::types::is_built_in(&column.data_type)
                && self
                    .schema()
                    .user_type(&column.data_type)
                    .is_some_and(|own| matches!(own.kind, UserTypeKind::Enum { .. })))
    }

    /// Columns of a source that conditions compare with one value or a few, and with ranges; those of ORDER BY follow.
    pub(super) fn compared(asked: &Asked) -> [Vec<ColumnId>; 3] {
        let with = |wanted: &[Operator]| -> Vec<ColumnId> {
            let mut columns: Vec<ColumnId> = Vec::new();
            for (of, operator) in &asked.tests {
                if let AskedOf::Column(column) = of
                    && wanted.contains(operator)
                    && !columns.contains(column)
                {
                    columns.push(*column);
                }
            }
            columns
        };
        let order = asked
            .order
            .iter()
            .filter_map(|key| key.column)
            .map(|column| column.column);
        [
            with(&[Operator::Equal, Operator::Any]),
            with(&[Operator::Range]),
            order.collect(),
        ]
    }
}

/// The block whose plan a block is part of.
fn group_of(facts: &Facts, block: usize) -> usize {
    let mut at = block;
    for _ in 0..facts.blocks.len() {
        let Some(own) = facts.blocks.get(at) else {
            break;
        };
        let joined = own.link == Link::Asserted || (own.link == Link::From && own.is_plain());
        match own.parent.filter(|_| joined && own.is_plain()) {
            Some(parent) => at = parent,
            None => break,
        }
    }
    at
}

/// Whether a condition limits the rows read of a source.
fn holds(facts: &Facts, condition: &Condition, source: usize) -> bool {
    let limited = condition
        .only
        .as_ref()
        .is_none_or(|only| only.contains(&source));
    let json = matches!(
        &condition.test,
        Test::Expression {
            shape: Shape::Json,
            ..
        }
    );
    limited && (condition.pushable || json) && facts.reaches(condition.block, source)
}
