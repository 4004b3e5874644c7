//! Runs the rules over a document, keeps their findings up to date edit by edit, applies waivers, and scores.
//!
//! Invariant: after [`Review::update`] a review equals what [`Review::full`] would give for the same document.

mod judge;
mod mend;
mod score;
mod tally;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::tenancy::{self, Tenancy};
use crate::model::{
    ColumnId, Document, ObjectRef, Op, ScaleHint, Schema, Settings, TableId, TenancySettings,
    Touched, Waiver, WaiverId,
};
use crate::rules::neighbours::has_plain_tenant_column;
use crate::rules::{
    Context, Finding, IdSource, Neighbours, Reads, Severity, Stances, registry, rule,
};

pub use mend::{Mended, mend_all};
pub use score::{Band, CriterionScore, Score, Unjudged};
use tally::Tally;

/// The findings and the score of one document.
#[derive(Clone, Debug)]
pub struct Review {
    seen: Seen,
    stances: Stances,
    neighbours: Neighbours,
    tenancy: Tenancy,
    tables: BTreeMap<TableId, Verdict>,
    schema: BTreeMap<usize, Verdict>,
    findings: Vec<Arc<Finding>>,
    waived: Vec<(Arc<Finding>, WaiverId)>,
    tally: Tally,
    score: Score,
    /// How often a rule has looked at a table, or at the schema, since the review was made. For tests and figures.
    pub rejudged: usize,
}

/// What rules said of one table, or one rule of the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Verdict {
    /// Findings by rule.
    findings: Vec<Arc<Finding>>,
    /// How many objects each rule could have found fault with, by the rule's position; rules that found none left out.
    eligible: Vec<(usize, u32)>,
}

/// What beside the schema the last judgement rested on.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    tenancy: TenancySettings,
    settings: Settings,
    scale: BTreeMap<TableId, ScaleHint>,
    waivers: BTreeMap<WaiverId, Waiver>,
    base: Option<Arc<Schema>>,
    verbatim: usize,
}

impl Seen {
    fn of(document: &Document) -> Self {
        Seen {
            tenancy: document.tenancy.clone(),
            settings: document.settings.clone(),
            scale: document.scale.clone(),
            waivers: document.waivers.clone(),
            base: document.base.clone(),
            verbatim: document.schema.verbatim.len(),
        }
    }
}

impl Review {
    /// Judges a whole document.
    pub fn full(document: &Document) -> Review {
        let mut review = Review {
            seen: Seen::of(document),
            stances: Stances::of(&document.settings),
            neighbours: Neighbours::of(&document.schema),
            tenancy: tenancy::infer(&document.schema, &document.tenancy),
            tables: BTreeMap::new(),
            schema: BTreeMap::new(),
            findings: Vec::new(),
            waived: Vec::new(),
            tally: Tally::default(),
            score: Score::default(),
            rejudged: 0,
        };
        let all = document.schema.tables.keys().copied().collect();
        review.judge_tables(document, &all);
        review.judge_schema(document, true);
        review.gather();
        review
    }

    /// Judges again what an edit touched, and whatever that may change elsewhere. `document` is the document after the edit.
    pub fn update(&mut self, document: &Document, touched: &Touched) {
        if !touched.schema_changed() {
            return;
        }
        let everything = touched.objects.iter().any(|object| {
            // Any column may be of the type, and any expression may need the extension.
            matches!(object, ObjectRef::Type(_) | ObjectRef::Extension(_))
        });
        if everything
            || self.seen.settings != document.settings
            || self.seen.tenancy != document.tenancy
            || !same_base(self.seen.base.as_ref(), document.base.as_ref())
        {
            let before = self.rejudged;
            *self = Review::full(document);
            self.rejudged += before;
            return;
        }
        let (dirty, names_changed) = self.disturbed(document, touched);
        let recount = self.seen.waivers != document.waivers;
        self.seen = Seen::of(document);
        self.judge_tables(document, &dirty);
        if names_changed || !touched.objects.is_empty() {
            self.judge_schema(document, !touched.objects.is_empty());
        }
        if recount {
            self.gather();
        } else {
            self.merge(&dirty);
        }
    }

    /// The tables to judge again, and whether names of relations or the table of tenants changed, which rules over the whole schema
    /// read.
    fn disturbed(&mut self, document: &Document, touched: &Touched) -> (BTreeSet<TableId>, bool) {
        let mut dirty = self.disturbed_by_objects(document, touched);
        let mut evidence = false;
        let mut root_changed = false;
        let mut names = false;
        for id in &touched.tables {
            let table = document.schema.table(*id).map(AsRef::as_ref);
            let disturbed = self.neighbours.update(*id, table);
            dirty.extend(disturbed.tables);
            evidence |= disturbed.tenancy;
            names |= disturbed.relations;
            root_changed |= disturbed.known && self.tenancy.root == Some(*id);
        }
        for (id, hint) in &document.scale {
            if self.seen.scale.get(id) != Some(hint) {
                dirty.insert(*id);
            }
        }
        dirty.extend(
            self.seen
                .scale
                .keys()
                .filter(|id| !document.scale.contains_key(id)),
        );
        let plain = has_plain_tenant_column(self.tenancy.column.as_deref());
        if !evidence && !root_changed && (plain || touched.tables.is_empty()) {
            return (dirty, names);
        }
        let before = std::mem::take(&mut self.tenancy);
        self.tenancy = tenancy::infer(&document.schema, &document.tenancy);
        // Every table with the tenant column is judged by the root's name and key, whether it references it or not.
        if root_changed || self.tenancy.root != before.root || self.tenancy.column != before.column
        {
            dirty.extend(document.schema.tables.keys());
            return (dirty, true);
        }
        for (id, table) in &document.schema.tables {
            if self.tenancy.classes.get(id) != before.classes.get(id) {
                dirty.insert(*id);
                dirty.extend(self.neighbours.incoming(*id).map(|(from, _)| from));
                dirty.extend(self.neighbours.wanting(*id));
                dirty.extend(
                    table
                        .foreign_keys()
                        .filter_map(|(_, key)| key.target.table()),
                );
            }
        }
        (dirty, names)
    }

    /// The tables that objects beside them concern: those whose columns own a sequence, and those with a name to change that a
    /// view or function may hold.
    fn disturbed_by_objects(
        &mut self,
        document: &Document,
        touched: &Touched,
    ) -> BTreeSet<TableId> {
        let mut dirty = BTreeSet::new();
        for object in &touched.objects {
            match object {
                ObjectRef::Sequence(id) => {
                    let sequence = document.schema.sequences.get(id).map(AsRef::as_ref);
                    dirty.extend(self.neighbours.update_sequence(*id, sequence));
                }
                ObjectRef::View(_) | ObjectRef::Function(_) => {
                    let renaming = |verdict: &Verdict| {
                        verdict
                            .findings
                            .iter()
                            .any(|finding| RENAMING.contains(&finding.rule))
                    };
                    dirty.extend(
                        self.tables
                            .iter()
                            .filter(|(_, verdict)| renaming(verdict))
                            .map(|(id, _)| *id),
                    );
                }
                _ => {}
            }
        }
        dirty
    }

    fn judge_tables(&mut self, document: &Document, dirty: &BTreeSet<TableId>) {
        let context = Context::new(document, &self.tenancy, &self.stances, &self.neighbours);
        for id in dirty {
            let verdict = context
                .table(*id)
                .map(|table| judge::table(&context, table, &mut self.rejudged));
            let old = match verdict {
                Some(verdict) => {
                    self.tally.add(&verdict, &self.seen.waivers);
                    self.tables.insert(*id, verdict)
                }
                None => self.tables.remove(id),
            };
            if let Some(old) = old {
                self.tally.take(&old, &self.seen.waivers);
            }
        }
    }

    fn judge_schema(&mut self, document: &Document, programs: bool) {
        let context = Context::new(document, &self.tenancy, &self.stances, &self.neighbours);
        for (position, rule) in registry().iter().enumerate() {
            let Some((reads, check)) = rule.check.schema() else {
                continue;
            };
            if reads == Reads::Programs && !programs {
                continue;
            }
            let Some(severity) = self.stances.severity(rule) else {
                continue;
            };
            let verdict = judge::schema(&context, position, rule, severity, check);
            self.rejudged += 1;
            self.tally.add(&verdict, &self.seen.waivers);
            if let Some(old) = self.schema.insert(position, verdict) {
                self.tally.take(&old, &self.seen.waivers);
            }
        }
    }

    /// Gathers, sorts and counts all findings anew.
    fn gather(&mut self) {
        self.findings.clear();
        self.waived.clear();
        self.tally = Tally::default();
        let mut live = Vec::new();
        for verdict in self.tables.values().chain(self.schema.values()) {
            self.tally.add(verdict, &self.seen.waivers);
            sort_out(verdict, &self.seen.waivers, &mut live, &mut self.waived);
        }
        live.sort_by(|a, b| a.order().cmp(&b.order()));
        self.findings = live;
        self.rescore();
    }

    /// Replaces the findings of the tables just judged, and those on the schema as a whole.
    fn merge(&mut self, dirty: &BTreeSet<TableId>) {
        let stale = |finding: &Finding| {
            let table = finding.object.table();
            finding.of_schema || table.is_some_and(|table| dirty.contains(&table))
        };
        self.findings.retain(|finding| !stale(finding));
        self.waived.retain(|(finding, _)| !stale(finding));
        let mut fresh = Vec::new();
        let again = dirty.iter().filter_map(|id| self.tables.get(id));
        for verdict in again.chain(self.schema.values()) {
            sort_out(verdict, &self.seen.waivers, &mut fresh, &mut self.waived);
        }
        fresh.sort_by(|a, b| a.order().cmp(&b.order()));
        self.findings.append(&mut fresh);
        // The list is two sorted runs, which the standard sort merges in linear time.
        self.findings.sort_by(|a, b| a.order().cmp(&b.order()));
        self.rescore();
    }

    fn rescore(&mut self) {
        self.waived.sort_by(|a, b| a.0.order().cmp(&b.0.order()));
        self.score = score::score(&self.tally, &self.tenancy, &self.seen, &self.stances);
        for finding in &mut self.findings {
            let gain = self.score.gain(finding);
            if finding.gain != gain {
                Arc::make_mut(finding).gain = gain;
            }
        }
    }

    /// The findings that stand, worst first.
    pub fn findings(&self) -> &[Arc<Finding>] {
        &self.findings
    }

    /// The findings accepted by a waiver.
    pub fn waived(&self) -> &[(Arc<Finding>, WaiverId)] {
        &self.waived
    }

    /// The waivers that accept nothing, so that they can be taken away.
    pub fn unused_waivers(&self) -> Vec<WaiverId> {
        let used: BTreeSet<WaiverId> = self.waived.iter().map(|(_, waiver)| *waiver).collect();
        self.seen
            .waivers
            .keys()
            .filter(|id| !used.contains(id))
            .copied()
            .collect()
    }

    /// The findings that stand on a table and its parts, worst first within a rule's order.
    pub fn findings_of_table(&self, table: TableId) -> impl Iterator<Item = &Arc<Finding>> {
        self.findings
            .iter()
            .filter(move |finding| finding.object.table() == Some(table))
    }

    /// What to draw on a table's card: the worst severity on the whole and on each column.
    pub fn marks(&self, table: TableId) -> Marks {
        let mut marks = Marks::default();
        let verdict = self.tables.get(&table);
        for finding in verdict.map_or(&[][..], |verdict| &verdict.findings) {
            if waiver_of(finding, &self.seen.waivers).is_none() {
                marks.add(finding);
            }
        }
        for verdict in self.schema.values() {
            for finding in &verdict.findings {
                if finding.object.table() == Some(table)
                    && waiver_of(finding, &self.seen.waivers).is_none()
                {
                    marks.add(finding);
                }
            }
        }
        marks
    }

    /// How many errors, warnings and infos stand.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for finding in &self.findings {
            counts.add(finding.severity);
        }
        counts
    }

    /// The score.
    pub fn score(&self) -> &Score {
        &self.score
    }

    /// The tenancy the findings rest on.
    pub fn tenancy(&self) -> &Tenancy {
        &self.tenancy
    }

    /// The stances and severities the findings rest on.
    pub fn stances(&self) -> &Stances {
        &self.stances
    }

    /// The operations that mend a finding in the document as it stands; `None` when there is no mechanical fix.
    ///
    /// `document` must be the one this review was made or last updated for.
    pub fn fix(&self, document: &Document, finding: &Finding) -> Option<Vec<Op>> {
        if !finding.fixable {
            return None;
        }
        let fix = rule(finding.rule)?.fix?;
        let context = Context::new(document, &self.tenancy, &self.stances, &self.neighbours);
        fix(&context, finding, &mut IdSource::new(document)).filter(|ops| !ops.is_empty())
    }
}

/// Rules whose fix renames a column, which it cannot where a view or function names it.
const RENAMING: &[&str] = &[
    "tenant-column-name",
    "name-not-snake-case",
    "password-plaintext",
];

/// Equal in all that is judged; how often rules looked does not count.
impl PartialEq for Review {
    fn eq(&self, other: &Self) -> bool {
        self.seen == other.seen
            && self.tenancy == other.tenancy
            && self.neighbours == other.neighbours
            && self.tables == other.tables
            && self.schema == other.schema
            && self.findings == other.findings
            && self.waived == other.waived
            && self.tally == other.tally
            && self.score == other.score
    }
}

/// Judges the document's base under the same settings; `None` without a base.
pub fn of_base(document: &Document) -> Option<Review> {
    let base = document.base.as_ref()?;
    let before = Document {
        schema: (**base).clone(),
        tenancy: document.tenancy.clone(),
        settings: document.settings.clone(),
        scale: document.scale.clone(),
        waivers: document.waivers.clone(),
        ..Document::default()
    };
    Some(Review::full(&before))
}

/// What to draw on one table's card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Worst severity of all findings on the table and its parts.
    pub worst: Option<Severity>,
    /// Worst severity by column.
    pub columns: BTreeMap<ColumnId, Severity>,
    /// Counts of all findings on the table and its parts.
    pub counts: Counts,
}

impl Marks {
    fn add(&mut self, finding: &Finding) {
        self.counts.add(finding.severity);
        let worst =
            |old: Option<Severity>| old.map_or(finding.severity, |old| old.min(finding.severity));
        self.worst = Some(worst(self.worst));
        for column in &finding.columns {
            let severity = worst(self.columns.get(column).copied());
            self.columns.insert(*column, severity);
        }
    }
}

/// Findings by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Infos.
    pub infos: usize,
}

impl Counts {
    fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
        }
    }

    /// All of them.
    pub fn total(&self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

/// Whether two bases are one and the same; only a base that was replaced is looked at.
fn same_base(old: Option<&Arc<Schema>>, new: Option<&Arc<Schema>>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => Arc::ptr_eq(old, new) || old == new,
        (None, None) => true,
        _ => false,
    }
}

/// The waiver that accepts a finding: of its rule, on its object, on its table, or on the rule as such.
fn waiver_of(finding: &Finding, waivers: &BTreeMap<WaiverId, Waiver>) -> Option<WaiverId> {
    let covers = |object: ObjectRef| {
        object == finding.object
            || object == ObjectRef::Whole
            || matches!(object, ObjectRef::Table(table) if finding.object.table() == Some(table))
    };
    waivers
        .values()
        .find(|waiver| waiver.rule == finding.rule && covers(waiver.object))
        .map(|waiver| waiver.id)
}

fn sort_out(
    verdict: &Verdict,
    waivers: &BTreeMap<WaiverId, Waiver>,
    live: &mut Vec<Arc<Finding>>,
    waived: &mut Vec<(Arc<Finding>, WaiverId)>,
) {
    for finding in &verdict.findings {
        match waiver_of(finding, waivers) {
            Some(waiver) => waived.push((finding.clone(), waiver)),
            None => live.push(finding.clone()),
        }
    }
}
