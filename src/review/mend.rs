//! Many fixes as one step: each is made against the document the ones before it leave.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Document, Op, TableId, Touched};
use crate::rules::Finding;

use super::{Review, is_safe};

/// Rounds of judging again before it ends: fixes that call for each other do not run for ever.
const ROUNDS: usize = 64;

/// What was mended, and how.
#[derive(Clone, Debug, Default)]
pub struct Mended {
    /// The operations, in order.
    pub ops: Vec<Op>,
    /// How many findings they answer.
    pub fixed: usize,
    /// The same by rule.
    pub by_rule: BTreeMap<&'static str, usize>,
}

/// The operations that mend every finding `chosen` takes. Findings of tables that a fix of the same round touched wait until
/// all is judged again; those that are gone by then need none, and those without a fix that applies stay.
pub fn mend_all(document: &Document, review: &Review, chosen: impl Fn(&Finding) -> bool) -> Mended {
    mend(document, review, chosen, |_, _| true)
}

/// The operations of every safe fix ([`is_safe`]) among the findings `chosen` takes.
pub fn mend_safe(
    document: &Document,
    review: &Review,
    chosen: impl Fn(&Finding) -> bool,
) -> Mended {
    mend(document, review, chosen, is_safe)
}

fn mend(
    document: &Document,
    review: &Review,
    chosen: impl Fn(&Finding) -> bool,
    allowed: impl Fn(&Document, &[Op]) -> bool,
) -> Mended {
    let (mut document, mut review) = (document.clone(), review.clone());
    let mut mended = Mended::default();
    let mut refused: BTreeSet<String> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let mut round = Touched::default();
        for finding in review.findings() {
            if !finding.fixable
                || !chosen(finding)
                || waits(finding, &round)
                || refused.contains(&name_of(finding))
            {
                continue;
            }
            let fix = review.fix(&document, finding);
            let fix = fix.filter(|ops| allowed(&document, ops));
            let applied = fix.and_then(|ops| {
                let (_, touched) = Op::apply_all(ops.clone(), &mut document).ok()?;
                Some((ops, touched))
            });
            if let Some((ops, touched)) = applied {
                mended.ops.extend(ops);
                mended.fixed += 1;
                *mended.by_rule.entry(finding.rule).or_default() += 1;
                round.merge(&touched);
            }
            // Whatever came of it, it is not tried twice: a fix that leaves its finding would never end.
            refused.insert(name_of(finding));
        }
        if !round.schema_changed() {
            break;
        }
        review.update(&document, &round);
    }
    mended
}

/// Whether the finding's tables were changed since the review looked.
fn waits(finding: &Finding, round: &Touched) -> bool {
    let tables: [Option<TableId>; 2] = [finding.object.table(), finding.cause.table()];
    let whole = tables.iter().all(Option::is_none);
    tables
        .iter()
        .flatten()
        .any(|table| round.tables.contains(table))
        || (whole && round.schema_changed())
}

/// What makes a finding the same one after judging again.
fn name_of(finding: &Finding) -> String {
    format!(
        "{} {:?} {:?} {}",
        finding.rule, finding.object, finding.cause, finding.title
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Severity;

    fn sample() -> Document {
        let source = crate::import::Source {
            name: "sample.sql".to_string(),
            text: include_str!("../editor/sample.sql").to_string(),
        };
        let read = crate::import::read(&[source], &Default::default(), &mut |_| {
            std::ops::ControlFlow::Continue(())
        });
        Document::new("Sample", read.unwrap().schema)
    }

    #[test]
    fn all_is_mended_in_one_step() {
        let document = sample();
        let review = Review::full(&document);
        let fixable = review
            .findings()
            .iter()
            .filter(|finding| finding.fixable)
            .count();
        let mended = mend_all(&document, &review, |_| true);
        assert!(mended.fixed > 0);
        let mut after = document.clone();
        Op::apply_all(mended.ops, &mut after).unwrap();
        let left = Review::full(&after);
        assert!(left.score().total > review.score().total);
        assert!(
            left.findings()
                .iter()
                .filter(|finding| finding.fixable)
                .count()
                < fixable / 2
        );
    }

    #[test]
    fn safe_fixes_lose_and_refuse_nothing() {
        let document = sample();
        let review = Review::full(&document);
        let mended = mend_safe(&document, &review, |_| true);
        let all = mend_all(&document, &review, |_| true);
        assert!(mended.fixed > 0 && mended.fixed < all.fixed);
        let mut after = document.clone();
        Op::apply_all(mended.ops, &mut after).unwrap();
        for (id, table) in &document.schema.tables {
            let now = after.schema.table(*id).unwrap();
            assert_eq!(now.name, table.name);
            for column in &table.columns {
                let same = now.column(column.id).unwrap();
                assert_eq!(
                    (&same.name, &same.data_type),
                    (&column.name, &column.data_type)
                );
                assert!(column.not_null || !same.not_null);
            }
            let kept = |id| now.constraint(id).is_some();
            assert!(table.constraints.iter().all(|one| kept(one.id)));
        }
        assert!(Review::full(&after).score().total >= review.score().total);
    }

    #[test]
    fn only_what_is_chosen_is_mended() {
        let document = sample();
        let review = Review::full(&document);
        let mended = mend_all(&document, &review, |finding| {
            finding.severity == Severity::Error
        });
        let errors = review
            .findings()
            .iter()
            .filter(|finding| finding.severity == Severity::Error && finding.fixable)
            .count();
        assert!(mended.fixed <= errors && mended.fixed > 0);
        assert!(mend_all(&document, &review, |_| false).ops.is_empty());
    }
}
