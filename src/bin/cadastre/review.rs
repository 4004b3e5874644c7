//! `cadastre review`: the review report, or the position card and the database plan, of the proposals of a document.

use std::fs;

use cadastre::debate::{self, report};
use cadastre::rules::registry;

use crate::Verdict;
use crate::arguments::ReviewArguments;
use crate::config;
use crate::failure::Failure;
use crate::input;
use crate::output::{counted, print, say};

/// Writes the report of what the path holds.
pub fn run(arguments: &ReviewArguments) -> Result<Verdict, Failure> {
    let config = config::load(arguments.config.as_deref())?;
    let mut document = input::read(&arguments.paths, arguments.dialect)?.document;
    // A proposal says itself by what it is judged.
    if document.debate.proposals.is_empty() {
        config.settle(&mut document);
        config.place(&mut document)?;
    }
    for path in &arguments.with {
        let other = input::read(std::slice::from_ref(path), arguments.dialect)?.document;
        let merged = debate::merge(&document, &other).map_err(|reason| Failure::NotMerged {
            path: path.display().to_string(),
            reason,
        })?;
        for version in &merged.other_versions {
            say(&format!(
                "{}: holds the proposal {} otherwise; it stays as it is in the first document.",
                path.display(),
                version.name
            ));
        }
        for op in merged.ops {
            // What is added to a debate finds nothing in its way.
            let _ = op.apply(&mut document);
        }
    }
    let conflicts = debate::conflicts(&document.debate).len();
    if conflicts > 0 {
        say(&format!(
            "{} disagrees between files; the report holds all that were given.",
            counted(conflicts, "score")
        ));
    }
    let entries = report::entries(&document, registry(), arguments.proposal.as_deref());
    if let Some(name) = &arguments.proposal
        && entries.is_empty()
    {
        let known = document.debate.proposals.values();
        let known: Vec<&str> = known.map(|proposal| proposal.name.as_str()).collect();
        return Err(Failure::Proposal {
            name: name.clone(),
            known: match known.is_empty() {
                true => document.title.clone(),
                false => known.join(", "),
            },
        });
    }
    let form = report::REPORTS
        .iter()
        .find(|form| form.name == arguments.format);
    // The argument parser lets known forms through only.
    let text = form.map_or_else(String::new, |form| {
        form.write(&document, &entries, &arguments.role)
    });
    match &arguments.output {
        None => print(&text)?,
        Some(path) => fs::write(path, text).map_err(|error| Failure::Unwritten {
            path: path.display().to_string(),
            error,
        })?,
    }
    Ok(Verdict::Good)
}
