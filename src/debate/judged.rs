//! The machine's word on one proposal: findings, score, changes, plan and evidence.

use crate::diff::{self, Diff, Matching};
use crate::isolation::{leaks, row_security};
use crate::lint;
use crate::migration::{self, Options, Plan, Strategy};
use crate::model::{Dialect, Document, Schema, Table};
use crate::query::{Evidence, Queries};
use crate::review::{self, Review};
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
    /// Judges a document by these rules; its plan is made to run beside the application.
    pub fn of(document: Document, rules: Rules) -> Judged {
        let mut review = Review::by(rules, &document);
        let base = review::of_base(&document, &review);
        let nothing = Schema::default();
        let before = document.base.as_deref().unwrap_or(&nothing);
        let diff = diff::compare(before, &document.schema, Matching::Ids);
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

fn plan(document: &Document, diff: &Diff) -> Result<Plan, String> {
    if document.settings.dialect != Dialect::Postgresql {
        let dialect = document.settings.dialect.title();
        return Err(format!(
            "Migrations are written for PostgreSQL only, and this schema is for {dialect}."
        ));
    }
    let known = document.scale.iter();
    let rows = known.filter_map(|(table, hint)| Some((*table, hint.rows?)));
    let options = Options {
        strategy: Strategy::Online,
        postgresql: document.settings.postgresql,
        rows: rows.collect(),
        ..Options::default()
    };
    migration::plan(diff, &options).map_err(|error| format!("{error}."))
}
