//! The review report, the position card and the database plan, as files.

mod block;
mod card;
mod html;
mod markdown;
mod whole;
mod yaml;

use super::{Judged, document_of};
use crate::model::Document;
use crate::rules::Rules;

pub use card::{Card, card, plan_lines};
pub use yaml::{card_yaml, plan_yaml};

/// A proposal with the machine's word on it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its identity; empty for a document without proposals.
    pub id: String,
    /// `A`, `B`, ...; `27` and on after `Z`.
    pub letter: String,
    /// Its name.
    pub name: String,
    /// Who proposes it.
    pub author: String,
    /// What it does.
    pub summary: String,
    /// The machine's word.
    pub judged: std::sync::Arc<Judged>,
}

/// The letter of the proposal at a place.
pub fn letter(place: usize) -> String {
    let sign = u8::try_from(place).ok().filter(|place| *place < 26);
    sign.map_or_else(
        || (place + 1).to_string(),
        |place| char::from(b'A' + place).to_string(),
    )
}

/// All proposals of a document, judged; the document itself where it has none. `only` leaves out those of other names and
/// identities.
pub fn entries(document: &Document, rules: Rules, only: Option<&str>) -> Vec<Entry> {
    let debate = &document.debate;
    if debate.proposals.is_empty() {
        let name = document.title.clone();
        if only.is_some_and(|only| only != name) {
            return Vec::new();
        }
        return vec![Entry {
            id: String::new(),
            letter: letter(0),
            name,
            author: String::new(),
            summary: String::new(),
            judged: Judged::of(document.clone(), rules).into(),
        }];
    }
    let proposals = debate.proposals.iter().enumerate();
    let wanted = proposals.filter(|(_, (id, proposal))| {
        only.is_none_or(|only| proposal.name == only || id.as_str() == only)
    });
    wanted
        .filter_map(|(place, (id, proposal))| {
            Some(Entry {
                id: id.clone(),
                letter: letter(place),
                name: proposal.name.clone(),
                author: proposal.author.clone(),
                summary: proposal.summary.clone(),
                judged: Judged::of(document_of(document, id)?, rules).into(),
            })
        })
        .collect()
}

/// A form of the report.
pub struct ReportFormat {
    /// Name on the command line.
    pub name: &'static str,
    /// Title in the room.
    pub title: &'static str,
    /// What it is good for, in one sentence.
    pub description: &'static str,
    /// Name of the file.
    pub file: &'static str,
    /// Media type of a download.
    pub media_type: &'static str,
    write: fn(&Document, &[Entry], &str) -> String,
}

impl ReportFormat {
    /// The file's text. `role` is whose position the card states.
    pub fn write(&self, document: &Document, entries: &[Entry], role: &str) -> String {
        (self.write)(document, entries, role)
    }
}

/// Every form, in the order in which to offer them.
pub const REPORTS: &[ReportFormat] = &[
    ReportFormat {
        name: "markdown",
        title: "Review report, Markdown",
        description: "Scores, findings, remarks, plans and the evidence checklist, to keep beside the code.",
        file: "REVIEW.md",
        media_type: "text/markdown",
        write: |document, entries, _| markdown::write(&whole::report(document, entries)),
    },
    ReportFormat {
        name: "html",
        title: "Review report, HTML",
        description: "The same as one page that needs nothing else, to send or print.",
        file: "review.html",
        media_type: "text/html",
        write: |document, entries, _| {
            html::write(&document.title, &whole::report(document, entries))
        },
    },
    ReportFormat {
        name: "yaml",
        title: "Position card and database plan, YAML",
        description: "Claims, plan, evidence, risks, confidence, cost and reversibility of each proposal.",
        file: "position.yaml",
        media_type: "application/yaml",
        write: |document, entries, role| yaml::write(document, entries, role),
    },
];
