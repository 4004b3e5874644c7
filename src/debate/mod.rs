//! The reviewers' room: proposals beside what is drawn, scores and remarks of people beside the machine's, rounds, comparison,
//! merging of what several people's files hold, and the report of it all.
//!
//! What changes a document is given back as operations. Identities that no other document may have are given by the caller,
//! since nothing here knows chance or the day.

pub mod checklist;
mod compare;
mod judged;
mod merge;
mod proposals;
pub mod report;
mod rounds;
mod share;
mod statements;
mod weight;

use thiserror::Error;

pub use compare::{Against, Differing, against, between};
pub use judged::{InParts, Judged};
pub use merge::{Conflict, Merged, OtherVersion, conflicts, merge, take_version};
pub use proposals::{document_of, drop, duplicate, make, open, rename, title_of};
pub use rounds::{Between, close, current, document_in_round, preferred, since};
pub use share::{LINK_LIMIT, LinkError, PREFIX, alone, link, read_link};
pub use statements::{
    Given, RemarkShown, Reviewer, Scorecard, live, remark, remarks, reopen, reply, resolve, score,
    scorecards, tick, ticks, withdraw,
};
pub use weight::{Level, Weight, weight};

/// Why something is not done, as a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Nobody said who speaks.
    #[error("Say who you are first: a score or a remark carries a name.")]
    NoName,
    /// A score without a rationale (seed 000, line 166).
    #[error("A score carries its reason. Say what in this design earns it.")]
    NoRationale,
    /// A score that is no number from 0 to 100.
    #[error("A score is a whole number from 0 to 100.")]
    NotAScore,
    /// A remark without words.
    #[error("A remark needs words.")]
    NoWords,
    /// It was said already, word for word.
    #[error("You said this already, in the same words.")]
    SaidAlready,
    /// A proposal without a name.
    #[error("A proposal needs a name.")]
    NoProposalName,
    /// Another proposal has the name.
    #[error("There is a proposal named {0} already. Choose another name.")]
    NameTaken(String),
    /// The proposal is gone.
    #[error("This proposal is not in the document any more.")]
    NoProposal,
    /// What is replied to or resolved is gone.
    #[error("This remark is not in the document any more.")]
    NoRemark,
    /// A round without proposals.
    #[error("There is no proposal to freeze. Make one first.")]
    NothingToFreeze,
    /// The files are of different debates.
    #[error(
        "Nothing was merged: the file has no proposal and no round of this document. Merge files that began as a copy of it."
    )]
    NotRelated,
    /// The other file holds no debate.
    #[error("Nothing was merged: the file holds no proposals and no reviews.")]
    NothingInFile,
}
