//! What would be written, as the list of files shows it: the files of one migration together, every other file alone.

use crate::migration::Plan;
use crate::migration::layout::{self, Layout, Numbering};
use crate::model::Document;
use crate::platform::clock;
use crate::repository::{Change, Kind, Proposal, Refusal, Repository, Request, Write, unified};
use crate::rules::Stances;

/// Files that stand in one row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What the row says.
    pub title: String,
    /// The files.
    pub parts: Vec<Part>,
}

/// A file of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What tells it from the others of its group (`up.sql`).
    pub label: String,
    /// The file.
    pub write: Write,
}

impl Part {
    /// What to show of it: the difference where it replaces a file, else its text; and whether that is SQL.
    pub fn shown(&self) -> (String, bool) {
        match &self.write.change {
            Change::Replaced { before } => (unified(before, &self.write.text), false),
            _ => (self.write.text.clone(), self.write.path.ends_with(".sql")),
        }
    }

    /// Its name without folders.
    pub fn file_name(&self) -> &str {
        self.write
            .path
            .rsplit('/')
            .next()
            .unwrap_or(&self.write.path)
    }
}

/// The files of a proposal in rows.
pub fn groups(proposal: &Proposal) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for write in &proposal.writes {
        let known = match write.kind {
            Kind::Migration => proposal.layout.recognise(&write.path, &write.text),
            _ => None,
        };
        let Some(known) = known else {
            groups.push(Group {
                title: write.path.clone(),
                parts: vec![Part {
                    label: ending(&write.path),
                    write: write.clone(),
                }],
            });
            continue;
        };
        let title = format!("{}_{}", known.version, known.name);
        let part = Part {
            label: label(&write.path, &known.folder, &known.version, &known.name),
            write: write.clone(),
        };
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.parts.push(part),
            None => groups.push(Group {
                title,
                parts: vec![part],
            }),
        }
    }
    groups
}

/// What is left of a path without folder, version and name.
fn label(path: &str, folder: &str, version: &str, name: &str) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let left = inside.replacen(version, "", 1).replacen(name, "", 1);
    let left = left.replace("/__.", "/").replace("/_.", "/");
    let left = left.trim_matches(|letter: char| !letter.is_alphanumeric());
    match left.split_once(['/', '_']) {
        Some((first, rest)) => {
            let rest = rest.trim_matches(|letter: char| !letter.is_alphanumeric());
            format!("{first} {rest}")
        }
        None => left.to_string(),
    }
}

fn ending(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit('.').next().unwrap_or(name).to_string()
}

/// What would be written into a repository; into an empty one, what a download holds, under the document's own number.
///
/// # Errors
/// When a migration that exists would be changed.
pub fn proposal(
    document: &Document,
    plan: &Plan,
    repository: Option<&Repository>,
) -> Result<Proposal, Refusal> {
    let choices = &document.migration;
    let nothing = Repository::default();
    let number = document.settings.next_migration_number.unwrap_or(1);
    let mut proposal = repository.unwrap_or(&nothing).propose(&Request {
        plan,
        document,
        layout: choices.layout.as_deref().and_then(layout::layout),
        otherwise: layout::layout(Stances::of(&document.settings).value("files")),
        numbering: None,
        number: repository.is_none().then_some(u64::from(number)),
        name: choices.name.as_deref(),
        now: (clock::now() / 1000.0) as u64,
    })?;
    if repository.is_none() {
        // In a folder of nothing else there is nothing to watch over.
        proposal.writes.retain(|write| write.kind != Kind::Lock);
    }
    Ok(proposal)
}

/// Whether the numbers of a layout are counted, and not times or hashes.
pub fn is_counted(layout: &Layout) -> bool {
    matches!(layout.numbering, Numbering::Sequence { .. })
}
