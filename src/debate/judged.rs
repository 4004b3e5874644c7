//! The machine's word on one proposal: findings, score, changes, plan and evidence.

use crate::diff::{self, Diff};
use crate::isolation::{leaks, row_security};
use crate::lint;
use crate::migration::{self, Options, Plan};
use crate::model::{Dialect, Document, Schema, Table};
use crate::query::{Evidence, Queries};
use crate::review::{self, Judging, Review};
use crate::rules::{Finding, Rules, Severity, Stances};

use super::{Level, Weight, weight};

/// A proposal, judged.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The document with the proposal drawn.
    pub document: Document,
    /// Findings and score, those of the plan among them.
    pub review: Review,
    /// Findings and score of the base under the same settings; `None` without a base.
    pub base: Option<Review>,
    /// What changes from the base.
    pub diff: Diff,
    /// The plan of the change, or why there is none, as a sentence.
    pub plan: Result<Plan, String>,
    /// Whether the most frequent queries are served.
    pub queries: Evidence,
    /// Leak paths between tenants.
    pub leaks: usize,
    /// Tables that need row security, and those of them where it has a gap.
    pub row_security: (usize, usize),
}

impl Judged {
    /// Judges a document by these rules; its plan is made as its author chose.
    pub fn of(document: Document, rules: Rules) -> Judged {
        InParts::new(document, rules).finish()
    }

    fn new(document: Document, mut review: Review, base: Option<Review>) -> Judged {
        let nothing = Schema::default();
        let before = document.base.as_deref().unwrap_or(&nothing);
        let choices = &document.migration;
        let (diff, _) = diff::compare_answered(before, &document.schema, &choices.renames);
        let plan = plan(&document, &diff);
        if let Ok(plan) = &plan
            && document.base.is_some()
            && !plan.is_empty()
        {
            let script = lint::plan(&document, plan, &Stances::of(&document.settings));
            review.judge_script(&document, Some(&script));
        }
        let tenancy = review.tenancy();
        Judged {
            queries: Queries::of(&document, tenancy).evidence(&document),
            leaks: leaks(&document.schema, tenancy).len(),
            row_security: row_security::matrix(&document.schema, tenancy).needed_and_open(),
            document,
            review,
            base,
            diff,
            plan,
        }
    }

    /// What the plan weighs; nothing where there is no plan.
    pub fn weight(&self) -> Option<Weight> {
        self.plan.as_ref().ok().map(weight)
    }

    /// Cost and reversibility as words; unknown ones count as the worst.
    pub fn cost_and_reversibility(&self) -> (Level, Level) {
        self.weight().map_or((Level::High, Level::Low), |weight| {
            (weight.cost, weight.reversibility)
        })
    }

    /// The share of what applies that was judged, 0 to 1, with two digits.
    pub fn confidence(&self) -> String {
        let percent = self.review.score().confidence.clamp(0, 100);
        format!("{}.{:02}", percent / 100, percent % 100)
    }

    /// The findings that are errors.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        let findings = self.review.findings().iter();
        findings
            .filter(|finding| finding.severity == Severity::Error)
            .map(AsRef::as_ref)
    }

    /// The tables that hold rows of their own.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        let tables = self.document.schema.tables.values().map(AsRef::as_ref);
        tables.filter(|table: &&Table| !table.is_partition())
    }
}

/// A proposal that is judged part by part, so that a page answers in between.
#[derive(Debug)]
pub struct InParts {
    document: Document,
    review: Judging,
    /// The base apart, where it differs.
    base: Option<(Document, Judging)>,
}

impl InParts {
    /// Begins to judge a document by these rules.
    pub fn new(document: Document, rules: Rules) -> Self {
        let base = review::base_apart(&document).map(|before| {
            let judging = Judging::new(rules, &before, "");
            (before, judging)
        });
        InParts {
            review: Judging::new(rules, &document, ""),
            document,
            base,
        }
    }

    /// Judges a part. True when only the plan is left to be made, which [`InParts::finish`] does.
    pub fn step(&mut self) -> bool {
        let done = self.review.step(&self.document);
        match &mut self.base {
            Some((before, judging)) if done => judging.step(before),
            base => done && base.is_none(),
        }
    }

    /// Parts done, and parts in all.
    pub fn progress(&self) -> (usize, usize) {
        let (done, all) = self.review.progress();
        let base = self.base.as_ref().map(|(_, judging)| judging.progress());
        let (of_base, all_of_base) = base.unwrap_or_default();
        (done + of_base, all + all_of_base)
    }

    /// What was judged, with its plan. What was not judged yet is judged now.
    pub fn finish(self) -> Judged {
        let review = self.review.finish(&self.document);
        let base = match self.base {
            Some((before, judging)) => Some(judging.finish(&before)),
            None => self.document.base.as_ref().map(|_| review.clone()),
        };
        Judged::new(self.document, review, base)
    }
}

fn plan(document: &Document, diff: &Diff) -> Result<Plan, String> {
    if document.settings.dialect != Dialect::Postgresql {
        let dialect = document.settings.dialect.title();
        return Err(format!(
            "Migrations are written for PostgreSQL only, and this schema is for {dialect}."
        ));
    }
    let apart = &document.migration.apart;
    let mut asked = diff.suspected_renames.iter();
    if asked.any(|one| !apart.contains(&one.rename)) {
        return Err(
            "It waits for an answer: something looks like a rename. The migration view asks."
                .to_string(),
        );
    }
    migration::plan(diff, &Options::of(document)).map_err(|error| format!("{error}."))
}
