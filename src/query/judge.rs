//! What is said of one access pattern: where it goes wrong, whether each table is held to its tenant, and which index serves.

use crate::model::{AccessPattern, ColumnId, ObjectRef, Table, TableId};

use super::ast::{Statement, StatementKind};
use super::facts::{
    Access, ColumnRef, Condition, Facts, OffsetKind, Operator, Problem, Smell, SmellKind, Test,
};
use super::fit::candidates;
use super::serve::Reading;
use super::{
    Ground, Judged, Order, Serving, Span, TableUse, TenantFilter, Tested, bind, normal, parse,
    suggest,
};

/// Rows below which a table is read whole in no time.
pub const SMALL: u64 = 10_000;

/// Rows a server reads from memory in a millisecond, roughly: a scan of a million rows takes about a second.
const ROWS_PER_MILLISECOND: u64 = 1_000;

impl Ground<'_> {
    /// Judges an access pattern.
    pub fn judge(&self, pattern: &AccessPattern) -> Judged {
        let mut judged = Judged::default();
        let mut path = if pattern.search_path.is_empty() {
            vec!["public".to_string()]
        } else {
            pattern.search_path.clone()
        };
        let statements = parse::statements(&pattern.sql);
        if statements.is_empty() {
            judged.problems.push(Problem {
                span: Span::default(),
                message: "there is no statement".to_string(),
                suggestion: None,
            });
        }
        for statement in &statements {
            match statement {
                Ok(statement) => self.judge_statement(pattern, statement, &mut path, &mut judged),
                Err(error) => {
                    judged.unreadable = true;
                    judged.problems.push(Problem {
                        span: error.span,
                        message: error.message.clone(),
                        suggestion: None,
                    });
                }
            }
        }
        judged.suggestions = suggest::merged(std::mem::take(&mut judged.suggestions));
        judged.milliseconds = judged
            .uses
            .iter()
            .filter_map(|table| table.rows_read)
            .max()
            .map(|rows| rows / ROWS_PER_MILLISECOND);
        judged.target = pattern.latency_milliseconds;
        judged
    }

    fn judge_statement(
        &self,
        pattern: &AccessPattern,
        statement: &Statement,
        path: &mut Vec<String>,
        judged: &mut Judged,
    ) {
        match &statement.kind {
            StatementKind::SearchPath(schemas) => {
                path.clone_from(schemas);
                return;
            }
            StatementKind::Begin => {
                judged.transaction = true;
                return;
            }
            StatementKind::End | StatementKind::Other => return,
            _ => {}
        }
        judged.statements += 1;
        judged.writes += usize::from(statement.kind.writes());
        let facts = bind::statement(&pattern.sql, statement, &self.names, path);
        let filters = self.tenant_filters(&facts);
        let readings = self.readings(&facts);
        let before = judged.uses.len();
        for (position, (source, reading)) in facts.sources.iter().zip(&readings).enumerate() {
            let Some(table) = source.table.and_then(|id| self.table(id)) else {
                continue;
            };
            let mut tenant = filters
                .get(position)
                .copied()
                .unwrap_or(TenantFilter::NotNeeded);
            if tenant == TenantFilter::Missing && pattern.global.is_some() {
                tenant = TenantFilter::Global;
            }
            let one = self.table_use(&facts, position, table, tenant, reading.as_ref());
            judged.uses.push(one);
            if let Some(reading) = reading {
                self.suggest_for(pattern, table, reading, judged);
                let mut found = self.non_sargable(&facts, position, table, reading);
                judged.non_sargable.append(&mut found);
            }
        }
        judged.pages(&facts, before);
        judged.problems.extend(facts.problems);
        judged
            .smells
            .extend(facts.smells.into_iter().map(|mut smell| {
                smell.table = smell.table.or_else(|| table_at(&facts.sources, &smell));
                smell
            }));
    }

    fn suggest_for(
        &self,
        pattern: &AccessPattern,
        table: &Table,
        reading: &Reading,
        judged: &mut Judged,
    ) {
        let wanted = matches!(reading.serving, Serving::None | Serving::Part);
        if wanted && !self.is_small(table.id) {
            judged
                .suggestions
                .extend(self.suggestion(table, &reading.asked, pattern.id));
        }
    }

    fn table_use(
        &self,
        facts: &Facts,
        position: usize,
        table: &Table,
        tenant: TenantFilter,
        reading: Option<&Reading>,
    ) -> TableUse {
        let source = facts.sources.get(position);
        let serving = reading.map_or(Serving::Nothing, |reading| reading.serving);
        let fit = reading
            .and_then(|reading| reading.fit.as_ref())
            .filter(|_| serving.by_index());
        let [equal, ranged, sorted] =
            reading.map_or_else(Default::default, |reading| Self::compared(&reading.asked));
        TableUse {
            table: table.id,
            alias: source.map_or_else(String::new, |source| source.alias.clone()),
            span: source.map(|source| source.span).unwrap_or_default(),
            access: source.map_or(Access::Read, |source| source.access),
            tenant,
            serving,
            index: fit.map(|fit| fit.object),
            index_name: fit.map(|fit| fit.name.clone()),
            found_by: fit.map(|fit| fit.columns.clone()).unwrap_or_default(),
            ordered: fit.is_some_and(|fit| fit.ordered),
            rows_read: self.rows_read(table, serving),
            tested: tested(facts, position),
            tests: self.evidence(facts, position, table, fit.map(|fit| fit.object)),
            equal,
            ranged,
            sorted,
            partition_key_unused: is_partition_key_unused(facts, position, table),
        }
    }

    /// Rows read to find those wanted, where sizes are known.
    fn rows_read(&self, table: &Table, serving: Serving) -> Option<u64> {
        let rows = self.rows(table.id)?;
        match serving {
            Serving::None | Serving::Coarse | Serving::Nothing => Some(rows),
            Serving::Part => {
                let tenants = self
                    .tenancy
                    .root
                    .and_then(|root| self.rows(root))
                    .filter(|tenants| *tenants > 0)?;
                Some(rows / tenants)
            }
            Serving::Row | Serving::Index => None,
        }
    }

    /// Conditions on the table, each with whether the index finds rows by it.
    fn evidence(
        &self,
        facts: &Facts,
        position: usize,
        table: &Table,
        index: Option<ObjectRef>,
    ) -> Vec<Tested> {
        let candidate = candidates(table)
            .into_iter()
            .find(|candidate| Some(candidate.object) == index);
        let in_index = |column: ColumnRef| {
            let keys = candidate
                .as_ref()
                .map_or(&[][..], |candidate| &candidate.keys);
            keys.iter().any(|key| key.column() == Some(column.column))
        };
        let tenant = self.tenant_column(table).map(|column| column.id);
        let mut found: Vec<Tested> = Vec::new();
        for condition in facts.conditions() {
            let (of_table, by_index, of_tenant) = match &condition.test {
                Test::Column {
                    column, operator, ..
                } if column.source == position => (
                    true,
                    in_index(*column) && *operator != Operator::Not,
                    Some(column.column) == tenant,
                ),
                Test::Expression { source, text, .. } if *source == position => {
                    let keys = candidate
                        .as_ref()
                        .map_or(&[][..], |candidate| &candidate.keys);
                    let by_index = keys.iter().any(|key| match &key.source {
                        crate::model::IndexKeySource::Expression(own) => {
                            normal::expression(own) == *text
                        }
                        crate::model::IndexKeySource::Column(_) => false,
                    });
                    (true, by_index, false)
                }
                Test::Or(_) => (sources_of(condition).contains(&position), false, false),
                _ => (false, false, false),
            };
            if of_table && !found.iter().any(|other| other.span == condition.span) {
                found.push(Tested {
                    span: condition.span,
                    by_index,
                    of_tenant,
                });
            }
        }
        found
    }
}

impl Judged {
    /// Order, pages and missing limits of a statement, whose uses begin at `first`.
    fn pages(&mut self, facts: &Facts, first: usize) {
        for block in &facts.blocks {
            if let Some(OffsetKind::Changing(span)) = block.offset {
                self.smells.push(Smell {
                    kind: SmellKind::Offset,
                    span,
                    table: None,
                });
            }
        }
        // The block that is in no other: of a WITH, the one after it.
        let root = facts
            .blocks
            .iter()
            .find(|block| block.link == super::facts::Link::Root);
        let Some(root) = root else {
            return;
        };
        let uses = self.uses.get(first..).unwrap_or_default();
        if !root.order.is_empty() {
            self.order = if uses.iter().any(|one| one.ordered) {
                Order::ByIndex
            } else {
                Order::Sorts
            };
        }
        let lists = !root.writes && !root.limit && !root.grouped;
        self.unbounded = lists
            && !uses.is_empty()
            && uses
                .iter()
                .all(|one| one.access == Access::Read && one.selects_many());
        self.limited |= root.limit;
    }
}

impl TableUse {
    /// Whether nothing but the tenant holds back rows: all of a tenant's, or all there are.
    fn selects_many(&self) -> bool {
        self.serving != Serving::Row && self.tests.iter().all(|test| test.of_tenant)
    }
}

/// All columns that conditions on a source name, however they test them.
fn tested(facts: &Facts, source: usize) -> Vec<ColumnId> {
    let mut found = Vec::new();
    for condition in facts.conditions() {
        collect(condition, &mut |column| {
            if column.source == source && !found.contains(&column.column) {
                found.push(column.column);
            }
        });
    }
    found
}

fn collect(condition: &Condition, found: &mut dyn FnMut(ColumnRef)) {
    match &condition.test {
        Test::Column { column, .. } => found(*column),
        Test::Expression { columns, .. } => columns.iter().for_each(|column| found(*column)),
        Test::Or(parts) => parts.iter().flatten().for_each(|part| collect(part, found)),
        Test::Other => {}
    }
}

pub(super) fn sources_of(condition: &Condition) -> Vec<usize> {
    let mut sources = Vec::new();
    collect(condition, &mut |column| {
        if !sources.contains(&column.source) {
            sources.push(column.source);
        }
    });
    sources
}

/// Whether a partitioned table is read without a word on the column it is parted by.
fn is_partition_key_unused(facts: &Facts, source: usize, table: &Table) -> bool {
    let Some(partitioning) = &table.partitioning else {
        return false;
    };
    if facts
        .sources
        .get(source)
        .is_none_or(|source| source.access == Access::Insert)
    {
        return false;
    }
    let tested = tested(facts, source);
    let texts: Vec<&str> = facts
        .conditions()
        .map(|condition| condition.text.as_str())
        .collect();
    partitioning
        .keys
        .first()
        .is_some_and(|key| match &key.source {
            crate::model::IndexKeySource::Column(column) => !tested.contains(column),
            crate::model::IndexKeySource::Expression(text) => {
                let key = normal::expression(text);
                !texts.iter().any(|text| text.contains(&key))
            }
        })
}

/// The only table that stands inside a smell's place.
fn table_at(sources: &[super::facts::SourceUse], smell: &Smell) -> Option<TableId> {
    let mut tables = sources.iter().filter_map(|source| source.table);
    let first = tables.next()?;
    (smell.kind == SmellKind::SelectStar && tables.all(|other| other == first)).then_some(first)
}
