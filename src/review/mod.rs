//! Runs the rules over a document, keeps their findings up to date edit by edit, applies waivers, and scores.
//!
//! Invariant: after [`Review::update`] a review equals what [`Review::full`] would give for the same document.

mod change;
mod effect;
mod effort;
mod judge;
mod judging;
mod marks;
mod mend;
mod safe;
mod score;
mod tally;
mod update;
mod waive;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::script::Script;
use crate::model::tenancy::{self, Tenancy};
use crate::model::{
    Document, Op, ScaleHint, Schema, Settings, TableId, TenancySettings, Waiver, WaiverId,
};
use crate::rules::{Context, Finding, IdSource, Neighbours, Reads, Rules, Stances, registry};

pub use change::{FindingKey, brought, key_of, of_change};
pub use effect::{Effect, effect};
pub use effort::{Cost, Reversibility};
pub use judging::Judging;
pub use marks::{Counts, Marks};
pub use mend::{Mended, mend_all, mend_safe};
pub use safe::is_safe;
pub use score::{Band, CriterionScore, Score, Unjudged};
use tally::Tally;
use waive::{in_force, sort_out, waiver_of};

/// The findings and the score of one document.
#[derive(Clone, Debug)]
pub struct Review {
    /// The rules it was judged by; none before.
    rules: Option<Rules>,
    seen: Seen,
    stances: Stances,
    neighbours: Neighbours,
    tenancy: Tenancy,
    tables: BTreeMap<TableId, Verdict>,
    schema: BTreeMap<usize, Verdict>,
    /// What was said of migration files, when there were any to judge.
    script: Option<Verdict>,
    reversibility: Option<Reversibility>,
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
    /// The day it was judged on, `YYYY-MM-DD`; empty where none was told, and no waiver has then expired.
    today: String,
    tenancy: TenancySettings,
    settings: Settings,
    scale: BTreeMap<TableId, ScaleHint>,
    /// The waivers in force; those whose day has passed accept nothing.
    waivers: BTreeMap<WaiverId, Waiver>,
    expired: Vec<WaiverId>,
    base: Option<Arc<Schema>>,
    verbatim: usize,
    queries: usize,
}

impl Seen {
    fn of(document: &Document, today: &str) -> Self {
        let (waivers, expired) = in_force(document, today);
        Seen {
            today: today.to_string(),
            waivers,
            expired,
            tenancy: document.tenancy.clone(),
            settings: document.settings.clone(),
            scale: document.scale.clone(),
            base: document.base.clone(),
            verbatim: document.schema.verbatim.len(),
            queries: document.access_patterns.len(),
        }
    }
}

impl Review {
    /// Judges a whole document by every rule. No day is told, so every waiver is in force.
    pub fn full(document: &Document) -> Review {
        Review::by(registry(), document)
    }

    /// Judges a whole document by these rules. No day is told, so every waiver is in force.
    pub fn by(rules: Rules, document: &Document) -> Review {
        Review::by_on(rules, document, "")
    }

    /// Judges a whole document by these rules, as on the day `today` (`YYYY-MM-DD`): waivers of days before it accept nothing.
    pub fn by_on(rules: Rules, document: &Document, today: &str) -> Review {
        let mut review = Review::unjudged(document, today);
        review.judge(rules, document);
        review
    }

    /// Judges a whole document by every rule, as on the day `today` (`YYYY-MM-DD`).
    pub fn on(document: &Document, today: &str) -> Review {
        Review::by_on(registry(), document, today)
    }

    /// What can be told of a document before a rule has looked at it: its tenancy. For a picture that does not wait for the
    /// findings; [`Review::judge`] makes it whole, and nothing else may be asked of it before.
    pub fn unjudged(document: &Document, today: &str) -> Review {
        Review {
            rules: None,
            seen: Seen::of(document, today),
            stances: Stances::of(&document.settings),
            neighbours: Neighbours::of(&document.schema),
            tenancy: tenancy::infer(&document.schema, &document.tenancy),
            tables: BTreeMap::new(),
            schema: BTreeMap::new(),
            script: None,
            reversibility: None,
            findings: Vec::new(),
            waived: Vec::new(),
            tally: Tally::default(),
            score: Score::default(),
            rejudged: 0,
        }
    }

    /// Judges a document that [`Review::unjudged`] was made for; nothing when it is judged already.
    pub fn judge(&mut self, rules: Rules, document: &Document) {
        if self.rules.is_some() {
            return;
        }
        self.rules = Some(rules);
        let all = document.schema.tables.keys().copied().collect();
        self.judge_tables(document, &all);
        self.judge_schema(document, |_, _| true);
        self.gather();
    }

    /// Judges migration files together with the document: those of its plan, or hand-written ones. `None` when there are none.
    /// Their findings stand among the others until this is called again; edits do not change them.
    pub fn judge_script(&mut self, document: &Document, script: Option<&Script>) {
        let context = Context::new(document, &self.tenancy, &self.stances, &self.neighbours);
        self.script = script.map(|script| judge::script(self.rules(), &context, script));
        let migrations = script.filter(|script| !script.of_schema);
        self.reversibility = migrations.map(Reversibility::of);
        self.gather();
    }

    /// Whether migration files were judged with the document.
    pub fn has_script(&self) -> bool {
        self.script.is_some()
    }

    /// Judges migration files alone, by every rule for them, as on the day `today`.
    pub fn of_script(document: &Document, script: &Script, today: &str) -> Review {
        let mut review = Review::unjudged(document, today);
        review.rules = Some(registry());
        review.judge_script(document, Some(script));
        review
    }

    /// Whether the rules have looked at the document.
    pub fn is_judged(&self) -> bool {
        self.rules.is_some()
    }

    fn rules(&self) -> Rules {
        self.rules.unwrap_or_default()
    }

    fn judge_tables(&mut self, document: &Document, dirty: &BTreeSet<TableId>) {
        let rules = self.rules();
        let context = Context::new(document, &self.tenancy, &self.stances, &self.neighbours);
        for id in dirty {
            let verdict = context
                .table(*id)
                .map(|table| judge::table(rules, &context, table, &mut self.rejudged));
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

    /// Judges again by the rules over the whole schema that `changed` says, given what a rule reads and whether it has found
    /// something.
    fn judge_schema(&mut self, document: &Document, changed: impl Fn(Reads, bool) -> bool) {
        let context = Context::new(document, &self.tenancy, &self.stances, &self.neighbours);
        for (position, rule) in self.rules().iter().enumerate() {
            let Some((reads, check)) = rule.check.schema() else {
                continue;
            };
            let old = self.schema.get(&position);
            if !changed(reads, old.is_some_and(|old| !old.findings.is_empty())) {
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
        let verdicts = self.tables.values().chain(self.schema.values());
        for verdict in verdicts.chain(&self.script) {
            self.tally.add(verdict, &self.seen.waivers);
            sort_out(verdict, &self.seen.waivers, &mut live, &mut self.waived);
        }
        live.sort_by(|a, b| a.order().cmp(&b.order()));
        self.findings = live;
        self.rescore();
    }

    /// What the rules had to look at.
    fn judged_parts(&self) -> score::Parts {
        score::Parts {
            schema: !self.schema.is_empty() || !self.tables.is_empty() || self.script.is_none(),
            // Files that are no migrations have no way back to tell of.
            script: self.script.is_some() && self.reversibility.is_some(),
        }
    }

    fn rescore(&mut self) {
        self.waived.sort_by(|a, b| a.0.order().cmp(&b.0.order()));
        self.score = score::score(
            self.rules(),
            &self.tally,
            &self.tenancy,
            &self.seen,
            &self.stances,
            self.judged_parts(),
        );
        self.score.cost = Cost::of(&self.findings);
        self.score.reversibility = self.reversibility;
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

    /// The waivers whose day has passed: what they accepted stands again.
    pub fn expired_waivers(&self) -> &[WaiverId] {
        &self.seen.expired
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
        for verdict in self.schema.values().chain(&self.script) {
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
        let rule = self.rules().iter().find(|rule| rule.name == finding.rule)?;
        let fix = rule.fix?;
        let context = Context::new(document, &self.tenancy, &self.stances, &self.neighbours);
        fix(&context, finding, &mut IdSource::new(document)).filter(|ops| !ops.is_empty())
    }
}

/// Equal in all that is judged; how often rules looked does not count.
impl PartialEq for Review {
    fn eq(&self, other: &Self) -> bool {
        self.seen == other.seen
            && self.tenancy == other.tenancy
            && self.neighbours == other.neighbours
            && self.tables == other.tables
            && self.schema == other.schema
            && self.script == other.script
            && self.findings == other.findings
            && self.waived == other.waived
            && self.tally == other.tally
            && self.score == other.score
    }
}

/// Judges the document's base under the same settings; `None` without a base, or before the document is judged. `review` is the document's own: a document that
/// equals its base, as after every import, is not judged twice.
pub fn of_base(document: &Document, review: &Review) -> Option<Review> {
    let rules = review.rules?;
    match base_apart(document) {
        Some(before) => Some(Review::by_on(rules, &before, &review.seen.today)),
        None => document.base.as_ref().map(|_| review.clone()),
    }
}

/// The base as a document of its own under the same settings; `None` without one, and where the document equals it.
pub fn base_apart(document: &Document) -> Option<Document> {
    let base = document.base.as_ref()?;
    (**base != document.schema).then(|| Document {
        schema: (**base).clone(),
        tenancy: document.tenancy.clone(),
        settings: document.settings.clone(),
        scale: document.scale.clone(),
        waivers: document.waivers.clone(),
        access_patterns: document.access_patterns.clone(),
        ..Document::default()
    })
}
