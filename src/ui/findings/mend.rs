//! Many fixes as one step: each is made against the document the ones before it leave.

use std::collections::BTreeSet;

use crate::model::{Document, Op, TableId, Touched};
use crate::review::Review;
use crate::rules::Finding;

/// Rounds of judging again before it ends: fixes that call for each other do not run for ever.
const ROUNDS: usize = 12;

/// What was mended, and how.
#[derive(Debug, Default)]
pub struct Mended {
    /// The operations, in order.
    pub ops: Vec<Op>,
    /// How many findings they answer.
    pub fixed: usize,
}

/// The operations that mend every finding `chosen` takes. Findings of tables that a fix of the same round touched wait until
/// all is judged again; those that are gone by then need none, and those without a fix that applies stay.
pub fn mend_all(document: &Document, review: &Review, chosen: impl Fn(&Finding) -> bool) -> Mended {
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
            let applied = review.fix(&document, finding).and_then(|ops| {
                let (_, touched) = Op::apply_all(ops.clone(), &mut document).ok()?;
                Some((ops, touched))
            });
            match applied {
                Some((ops, touched)) => {
                    mended.ops.extend(ops);
                    mended.fixed += 1;
                    round.merge(&touched);
                }
                None => {}
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
