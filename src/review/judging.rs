//! Judging a whole document in parts, so that a page answers in between.

use crate::model::{Document, TableId};
use crate::rules::{Reads, Rules};

use super::Review;

/// Tables judged in one part. A hundred of them take ten milliseconds where it is slow.
const TABLES: usize = 24;

/// What the rules over the whole schema read, a part each. What reads queries judges them once, and stands together.
const KINDS: [&[Reads]; 4] = [
    &[Reads::Names, Reads::Programs],
    &[Reads::Keys, Reads::KeysOnly],
    &[Reads::Contents, Reads::ContentsOnly],
    &[Reads::Queries, Reads::Facts],
];

/// A judging on its way. It is given the same document at every call.
#[derive(Debug)]
pub struct Judging {
    review: Review,
    /// Tables not judged yet.
    tables: Vec<TableId>,
    /// Kinds of rules over the schema that were asked.
    kinds: usize,
    parts: usize,
}

impl Judging {
    /// Begins to judge a document by these rules, as on the day `today` (`YYYY-MM-DD`; empty for none).
    pub fn new(rules: Rules, document: &Document, today: &str) -> Self {
        let mut review = Review::unjudged(document, today);
        review.rules = Some(rules);
        let tables: Vec<TableId> = document.schema.tables.keys().copied().collect();
        Judging {
            review,
            parts: tables.len().div_ceil(TABLES) + KINDS.len(),
            tables,
            kinds: 0,
        }
    }

    /// Begins to judge a document by the rules and on the day of a review. What that says of migration files stays.
    pub fn like(review: &Review, document: &Document) -> Self {
        let mut judging = Judging::new(review.rules(), document, &review.seen.today);
        judging.review.script.clone_from(&review.script);
        judging.review.reversibility = review.reversibility;
        judging
    }

    /// Does one part. True when all is done.
    pub fn step(&mut self, document: &Document) -> bool {
        if !self.tables.is_empty() {
            let left = self.tables.len().saturating_sub(TABLES);
            let part = self.tables.split_off(left).into_iter().collect();
            self.review.judge_tables(document, &part);
        } else if let Some(kinds) = KINDS.get(self.kinds) {
            self.review
                .judge_schema(document, |reads, _| kinds.contains(&reads));
            self.kinds += 1;
        }
        self.done() == self.parts
    }

    fn done(&self) -> usize {
        self.parts
            .saturating_sub(self.tables.len().div_ceil(TABLES) + KINDS.len())
            + self.kinds
    }

    /// Parts done, and parts in all.
    pub fn progress(&self) -> (usize, usize) {
        (self.done(), self.parts)
    }

    /// The review. What was not judged yet is judged now.
    pub fn finish(mut self, document: &Document) -> Review {
        while !self.step(document) {}
        self.review.gather();
        self.review
    }
}
