//! The score: 0 to 100, per criterion and overall, with its reasons (rules.md section 3). Computed from counts alone, so the
//! same schema gives the same bytes whatever the order of its objects.

use std::collections::BTreeMap;

use crate::model::tenancy::Tenancy;
use crate::model::{Facts, Stage, TenancyMode};
use crate::rules::{Check, Criterion, Finding, Group, Reads, Rule, Rules, Stances};

use super::tally::{RuleTally, Tally, slot};
use super::{Cost, Counts, Reversibility, Seen};

/// The bands of seed 000, lines 160 to 164.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// 0 to 29.
    Flawed,
    /// 30 to 49.
    MajorConcerns,
    /// 50 to 69.
    Workable,
    /// 70 to 89.
    Good,
    /// 90 to 100.
    #[default]
    Perfect,
}

impl Band {
    /// Lowest and highest score of the band.
    pub fn range(self) -> (i32, i32) {
        match self {
            Band::Flawed => (0, 29),
            Band::MajorConcerns => (30, 49),
            Band::Workable => (50, 69),
            Band::Good => (70, 89),
            Band::Perfect => (90, 100),
        }
    }

    /// The band a score lies in.
    pub fn of(total: i32) -> Band {
        match total {
            90.. => Band::Perfect,
            70.. => Band::Good,
            50.. => Band::Workable,
            30.. => Band::MajorConcerns,
            _ => Band::Flawed,
        }
    }

    /// The band's short words.
    pub fn title(self) -> &'static str {
        match self {
            Band::Flawed => "Fundamentally flawed",
            Band::MajorConcerns => "Major concerns",
            Band::Workable => "Workable",
            Band::Good => "Good",
            Band::Perfect => "Perfect",
        }
    }

    /// The seed's own sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Band::Flawed => "Fundamentally flawed data model.",
            Band::MajorConcerns => "Major concerns about scalability or correctness.",
            Band::Workable => "Workable but has performance or integrity issues.",
            Band::Good => "Good design, minor index/constraint improvements needed.",
            Band::Perfect => "Perfect schema design, no concerns.",
        }
    }
}

/// One criterion's part in the score.
#[derive(Clone, Debug, PartialEq)]
pub struct CriterionScore {
    /// Criterion.
    pub criterion: Criterion,
    /// 0 to 100; `None` where nothing of it was judged, and it then carries no weight.
    pub score: Option<i32>,
    /// Findings that stand against it.
    pub counts: Counts,
    /// Rules that stand against it, by what they cost, dearest first, with the number of findings.
    pub reasons: Vec<(&'static str, usize)>,
}

/// Rules that could not look, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unjudged {
    /// How many.
    pub rules: usize,
    /// Why, as a clause (`because no table of tenants is known`).
    pub reason: String,
}

/// The score of a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// 0 to 100.
    pub total: i32,
    /// The band it lies in.
    pub band: Band,
    /// All five criteria, in the seed's order.
    pub criteria: Vec<CriterionScore>,
    /// What holds the score down, as a sentence; `None` in the highest band.
    pub cap: Option<String>,
    /// How much of what applies was judged, 0 to 100.
    pub confidence: i32,
    /// What it costs to mend all that stands.
    pub cost: Cost,
    /// Whether the migration can be taken back; `None` without one.
    pub reversibility: Option<Reversibility>,
    /// How many rules looked.
    pub looked: usize,
    /// How many could not.
    pub could_not: Vec<Unjudged>,
    gains: BTreeMap<usize, [i32; 3]>,
}

impl Score {
    /// Points gained when this finding alone is gone, by its rule and severity.
    pub fn gain(&self, finding: &Finding) -> i32 {
        self.gains
            .get(&finding.position)
            .map_or(0, |gains| gains[slot(finding.severity)])
    }

    /// "Nothing to report on 8 tables. 42 rules looked; 6 could not, because ..." or the same for a number of findings.
    pub fn coverage(&self) -> String {
        let mut text = format!("{} rules looked", self.looked);
        for unjudged in &self.could_not {
            text.push_str(&format!(
                "; {} could not, {}",
                unjudged.rules, unjudged.reason
            ));
        }
        text.push('.');
        text
    }
}

/// What a rule costs its criterion at most, by severity (rules.md section 3).
const WEIGHTS: [f64; 3] = [0.30, 0.10, 0.02];

/// Rules whose findings break the schema as such, whatever else is right.
const FATAL: &[&str] = &[
    "structural",
    "tenant-root-missing",
    "policy-always-true",
    "policy-ignores-tenant",
    "mig-drop",
];

/// Rules that break it when more than a quarter of what they look at is affected.
const FATAL_WHEN_COMMON: &[&str] = &["tenant-column-missing", "require-primary-key"];

/// What of the counts decides the band.
#[derive(Default)]
struct Worst {
    fatal: Vec<&'static str>,
    errors: bool,
    performance_errors: u64,
    other_errors: bool,
    warnings: bool,
}

fn worst(rules: Rules, tally: &Tally) -> Worst {
    let mut worst = Worst::default();
    for (rule, counts) in counted(rules, tally) {
        let [errors, warnings, _] = counts.affected;
        let common = FATAL_WHEN_COMMON.contains(&rule.name) && errors * 4 > counts.eligible;
        if errors > 0 && (FATAL.contains(&rule.name) || common) {
            worst.fatal.push(rule.name);
        }
        if errors > 0 {
            match rule.criterion {
                Criterion::QueryPerformance => {
                    worst.performance_errors += errors;
                    worst.other_errors = true;
                }
                Criterion::SchemaClarity => worst.other_errors = true,
                _ => worst.errors = true,
            }
        }
        worst.warnings |= warnings > 0;
    }
    worst
}

impl Worst {
    fn band(&self) -> Band {
        if self.fatal.len() >= 2 {
            Band::Flawed
        } else if self.fatal.len() == 1 {
            Band::MajorConcerns
        } else if self.errors || self.performance_errors >= 3 {
            Band::Workable
        } else if self.other_errors || self.warnings {
            Band::Good
        } else {
            Band::Perfect
        }
    }

    fn cap(&self) -> Option<String> {
        let sentence = match self.band() {
            Band::Flawed => format!("Held under 30 while {} stand.", list(&self.fatal)),
            Band::MajorConcerns => format!("Held under 50 while {} stands.", list(&self.fatal)),
            Band::Workable if self.errors => "Held under 70 while an error stands.".to_string(),
            Band::Workable => {
                "Held under 70 while three or more errors of speed stand.".to_string()
            }
            Band::Good if self.other_errors => "Held under 90 while an error stands.".to_string(),
            Band::Good => "Held under 90 while a warning stands.".to_string(),
            Band::Perfect => return None,
        };
        Some(sentence)
    }
}

fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_string(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The rules with something to count.
fn counted(rules: Rules, tally: &Tally) -> impl Iterator<Item = (&'static Rule, &RuleTally)> {
    tally
        .rules
        .iter()
        .filter_map(move |(position, counts)| rules.get(*position).map(|rule| (*rule, counts)))
}

/// What one rule leaves of its criterion's quality, 0 to 1.
fn factor(counts: &RuleTally) -> f64 {
    let mut factor = 1.0;
    for (affected, weight) in counts.affected.iter().zip(WEIGHTS) {
        if *affected > 0 {
            let prevalence = (*affected as f64 / counts.eligible.max(1) as f64).min(1.0);
            factor *= 1.0 - weight * (0.5 + 0.5 * prevalence);
        }
    }
    factor
}

/// The quality of each criterion in `judged`, 0 to 1.
fn qualities(rules: Rules, tally: &Tally, judged: &[Criterion]) -> Vec<(Criterion, f64)> {
    let quality = |criterion: Criterion| {
        let factors = counted(rules, tally).filter(|(rule, _)| rule.criterion == criterion);
        factors.fold(1.0, |product, (_, counts)| product * factor(counts))
    };
    judged
        .iter()
        .map(|criterion| (*criterion, quality(*criterion)))
        .collect()
}

/// The total for qualities of equal weight, inside the band the worst findings allow.
fn total(rules: Rules, tally: &Tally, judged: &[Criterion]) -> i32 {
    let qualities = qualities(rules, tally, judged);
    let mean =
        qualities.iter().map(|(_, quality)| quality).sum::<f64>() / qualities.len().max(1) as f64;
    let (low, high) = worst(rules, tally).band().range();
    low + (f64::from(high - low) * mean).round() as i32
}

/// What there was to look at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    /// A schema.
    pub schema: bool,
    /// Migration files, or the files of a plan.
    pub script: bool,
}

pub(super) fn score(
    rules: Rules,
    tally: &Tally,
    tenancy: &Tenancy,
    seen: &Seen,
    stances: &Stances,
    parts: Parts,
) -> Score {
    let proposal = seen.settings.facts.stage == Stage::Proposal;
    let shared = seen.tenancy.mode == TenancyMode::Shared;
    let judged: Vec<Criterion> = Criterion::ALL
        .into_iter()
        .filter(|criterion| match criterion {
            Criterion::MultiTenancy => {
                shared && (parts.schema || counts_for(rules, tally, *criterion))
            }
            // Without a plan, only a proposal's facts speak of it.
            Criterion::MigrationImpact => parts.script || proposal,
            _ => parts.schema || counts_for(rules, tally, *criterion),
        })
        .collect();
    let total = total(rules, tally, &judged);
    let worst = worst(rules, tally);
    let (looked, could_not) = coverage(rules, tenancy, seen, stances, parts);
    let waiting: usize = could_not.iter().map(|unjudged| unjudged.rules).sum();
    Score {
        total,
        band: worst.band(),
        criteria: criteria(rules, tally, &judged),
        cap: worst.cap(),
        confidence: percent(looked, looked + waiting + seen.verbatim),
        cost: Cost::default(),
        reversibility: None,
        looked,
        could_not,
        gains: gains(rules, tally, &judged, total),
    }
}

fn percent(part: usize, whole: usize) -> i32 {
    if whole == 0 {
        return 100;
    }
    i32::try_from(part * 100 / whole).unwrap_or(100)
}

fn criteria(rules: Rules, tally: &Tally, judged: &[Criterion]) -> Vec<CriterionScore> {
    let qualities = qualities(rules, tally, judged);
    let of = |criterion: Criterion| {
        let mut counts = Counts::default();
        let mut costs: Vec<(f64, &'static str, usize)> = Vec::new();
        for (rule, tally) in counted(rules, tally).filter(|(rule, _)| rule.criterion == criterion) {
            let [errors, warnings, infos] = tally
                .affected
                .map(|count| usize::try_from(count).unwrap_or(usize::MAX));
            counts.errors += errors;
            counts.warnings += warnings;
            counts.infos += infos;
            if errors + warnings + infos > 0 {
                costs.push((1.0 - factor(tally), rule.name, errors + warnings + infos));
            }
        }
        costs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let quality = qualities.iter().find(|(other, _)| *other == criterion);
        CriterionScore {
            criterion,
            score: quality.map(|(_, quality)| (quality * 100.0).round() as i32),
            counts,
            reasons: costs
                .into_iter()
                .map(|(_, rule, count)| (rule, count))
                .collect(),
        }
    };
    Criterion::ALL.into_iter().map(of).collect()
}

/// For every rule and severity that stands: the total without one of its findings, less the total. All findings of one rule and
/// severity gain the same, so this is done once for each pair and not for each finding.
fn gains(rules: Rules, tally: &Tally, judged: &[Criterion], now: i32) -> BTreeMap<usize, [i32; 3]> {
    let mut gains = BTreeMap::new();
    let mut without = tally.clone();
    for (position, counts) in &tally.rules {
        let mut of_rule = [0; 3];
        for (slot, gain) in of_rule.iter_mut().enumerate() {
            if counts.affected[slot] > 0 {
                let mut fewer = *counts;
                fewer.affected[slot] -= 1;
                without.rules.insert(*position, fewer);
                *gain = total(rules, &without, judged) - now;
            }
        }
        without.rules.insert(*position, *counts);
        if of_rule != [0; 3] {
            gains.insert(*position, of_rule);
        }
    }
    gains
}

/// Whether a rule of the criterion had something to look at.
fn counts_for(rules: Rules, tally: &Tally, criterion: Criterion) -> bool {
    counted(rules, tally).any(|(rule, _)| rule.criterion == criterion)
}

/// How many rules looked, and how many could not and why.
fn coverage(
    rules: Rules,
    tenancy: &Tenancy,
    seen: &Seen,
    stances: &Stances,
    parts: Parts,
) -> (usize, Vec<Unjudged>) {
    let mut looked = 0;
    let mut without_root = 0;
    let mut without_queries = 0;
    let mut unsaid = 0;
    let sketch = seen.settings.facts.stage == Stage::Sketch;
    for rule in rules.iter().filter(|rule| stances.severity(rule).is_some()) {
        // Without migrations there is nothing that these rules could have looked at, and so with files alone for the rest.
        let of_script = rule.check.script().is_some();
        if (of_script && !parts.script) || (!of_script && !parts.schema) {
            continue;
        }
        if rule.group == Group::Operations && sketch {
            unsaid += usize::from(is_unsaid(rule, &seen.settings.facts));
            looked += usize::from(!is_unsaid(rule, &seen.settings.facts));
            continue;
        }
        let needs_root = rule.group == Group::Tenancy && rule.name != "tenant-root-missing";
        if needs_root && tenancy.root.is_none() {
            without_root += 1;
        } else if seen.queries == 0 && matches!(rule.check, Check::Schema(Reads::Queries, _)) {
            without_queries += 1;
        } else {
            looked += 1;
        }
    }
    let mut could_not = Vec::new();
    if without_root > 0 && seen.tenancy.mode == TenancyMode::Shared {
        could_not.push(Unjudged {
            rules: without_root,
            reason: "because no table of tenants is known".to_string(),
        });
    }
    if without_queries > 0 {
        could_not.push(Unjudged {
            rules: without_queries,
            reason: "because no queries are declared".to_string(),
        });
    }
    if unsaid > 0 {
        could_not.push(Unjudged {
            rules: unsaid,
            reason: "because facts of the project are not told".to_string(),
        });
    }
    (looked, could_not)
}

/// Whether a sketch leaves out what a rule of operational readiness asks for.
fn is_unsaid(rule: &Rule, facts: &Facts) -> bool {
    let missing = rule.check.missing();
    missing.is_some_and(|missing| !missing(facts).is_empty())
}
