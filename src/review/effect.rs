//! What other settings would change, before they are chosen: which findings come, which go, and what the score becomes.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::Severity;

use super::change::{FindingKey, key_of};
use super::{Counts, Review};

/// What other settings bring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Findings that come.
    pub appear: usize,
    /// Findings that go.
    pub vanish: usize,
    /// Findings that stay and weigh more or less.
    pub reweighed: usize,
    /// Rules that find something only then, or no longer, or as another severity.
    pub rules: Vec<&'static str>,
    /// The score then.
    pub total: i32,
    /// What stands then.
    pub counts: Counts,
}

impl Effect {
    /// Whether nothing found here changes.
    pub fn is_none(&self) -> bool {
        self.appear + self.vanish + self.reweighed == 0
    }

    /// "3 findings appear, 1 vanishes."
    pub fn words(&self) -> String {
        if self.is_none() {
            return "Nothing found here changes.".to_string();
        }
        let plural = |count: usize| if count == 1 { "finding" } else { "findings" };
        let verb = |count: usize, verb: &str| match count {
            1 => format!("{verb}s"),
            _ => verb.to_string(),
        };
        let mut parts = Vec::new();
        for (count, word) in [(self.appear, "appear"), (self.vanish, "vanish")] {
            if count > 0 {
                let verb = match (count, word) {
                    (1, "vanish") => "vanishes".to_string(),
                    _ => verb(count, word),
                };
                parts.push(format!("{count} {} {verb}", plural(count)));
            }
        }
        if self.reweighed > 0 {
            let verb = verb(self.reweighed, "weigh");
            parts.push(format!(
                "{} {} {verb} otherwise",
                self.reweighed,
                plural(self.reweighed)
            ));
        }
        format!("{}.", parts.join(", "))
    }
}

/// What becomes of the findings of `review` when the document is judged as `after` was, under other settings
/// ([`super::Judging::like`]).
pub fn effect(review: &Review, after: &Review) -> Effect {
    let listed = |review: &Review| -> BTreeMap<FindingKey, Severity> {
        // Findings of migration files stay as they are until the files are judged again.
        let own = review.findings().iter().filter(|one| one.place.is_none());
        own.map(|one| (key_of(one), one.severity)).collect()
    };
    let (old, new) = (listed(review), listed(after));
    let mut rules = BTreeSet::new();
    let mut effect = Effect {
        total: after.score().total,
        counts: after.counts(),
        ..Effect::default()
    };
    for (key, severity) in &new {
        match old.get(key) {
            None => effect.appear += 1,
            Some(before) if before != severity => effect.reweighed += 1,
            Some(_) => continue,
        }
        rules.insert(key.0);
    }
    for key in old.keys().filter(|key| !new.contains_key(*key)) {
        effect.vanish += 1;
        rules.insert(key.0);
    }
    effect.rules = rules.into_iter().collect();
    effect
}
