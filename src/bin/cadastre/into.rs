//! `--into`: a plan's files into a repository, beside the migrations it has.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use cadastre::migration::Plan;
use cadastre::migration::layout::{self, Numbering};
use cadastre::model::Document;
use cadastre::repository::{self, Change, Proposal, Refusal, Repository, Request, Write, unified};

use cadastre::rules::Stances;

use crate::arguments::MigrateArguments;
use crate::failure::Failure;
use crate::output::say;

/// Writes what is new, and with `--replace` what follows from the schema; says what became of each file.
///
/// # Errors
/// When the folder cannot be read or written, and when a migration that exists would be changed; nothing is written then.
pub fn write(
    plan: &Plan,
    document: &Document,
    arguments: &MigrateArguments,
) -> Result<String, Failure> {
    let mut files = BTreeMap::new();
    gather(&arguments.into, "", &mut files)?;
    let numbering = arguments.numbering.as_deref().and_then(|name| {
        let mut names = Numbering::NAMES.iter();
        names
            .find(|(one, _)| *one == name)
            .map(|(_, numbering)| *numbering)
    });
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let choices = &document.migration;
    let layout = arguments.layout.as_ref().or(choices.layout.as_ref());
    let name = arguments.name.as_ref().or(choices.name.as_ref());
    let proposal = Repository::new(files).propose(&Request {
        plan,
        document,
        layout: layout.and_then(|name| layout::layout(name)),
        otherwise: layout::layout(Stances::of(&document.settings).value("files")),
        numbering,
        number: None,
        name: name.map(String::as_str),
        now: now.map_or(0, |since| since.as_secs()),
    });
    let proposal = proposal.map_err(|refusal| match refusal {
        Refusal::Differs(path) => Refusal::Differs(arguments.into.join(path).display().to_string()),
        other => other,
    })?;
    for notice in &proposal.notices {
        say(notice);
    }
    written(&proposal, arguments)
}

fn written(proposal: &Proposal, arguments: &MigrateArguments) -> Result<String, Failure> {
    let mut text = String::new();
    let mut waiting = false;
    for one in &proposal.writes {
        let path = arguments.into.join(&one.path);
        let shown = path.display();
        let word = match (&one.change, one.replaces() && !arguments.replace) {
            (Change::Unchanged, _) => "unchanged",
            (_, true) => "differs",
            (Change::New, _) => "written",
            (Change::Replaced { .. }, _) => "replaced",
        };
        if one.change != Change::Unchanged && word != "differs" {
            put(&path, one)?;
        }
        let _ = writeln!(text, "{word:<9}  {shown}");
        if one.replaces()
            && let Change::Replaced { before } = &one.change
        {
            waiting |= word == "differs";
            text.push_str(&unified(before, &one.text));
        }
    }
    if waiting {
        text.push_str("Files that differ were left as they are. `--replace` writes them.\n");
    }
    Ok(text)
}

fn put(path: &Path, one: &Write) -> Result<(), Failure> {
    let unwritten = |error| Failure::Unwritten {
        path: path.display().to_string(),
        error,
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(unwritten)?;
    }
    fs::write(path, &one.text).map_err(unwritten)
}

/// The files of a folder that may say something of migrations; none when it is not there yet.
fn gather(
    folder: &Path,
    within: &str,
    files: &mut BTreeMap<String, String>,
) -> Result<(), Failure> {
    let unread = |path: &Path, error| Failure::Unread {
        path: path.display().to_string(),
        error,
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound && within.is_empty() => return Ok(()),
        Err(error) => return Err(unread(folder, error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| unread(folder, error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        let kind = entry.file_type().map_err(|error| unread(&path, error))?;
        // A link may lead out of the repository, and is not followed.
        if kind.is_dir() && repository::enters(&name) {
            gather(&path, &format!("{within}{name}/"), files)?;
        } else if kind.is_file() && repository::reads(&name) {
            let length = entry.metadata().map_or(0, |about| about.len());
            if length > repository::LONGEST {
                continue;
            }
            let bytes = fs::read(&path).map_err(|error| unread(&path, error))?;
            // Bytes that are no text are no migration, but their name is taken.
            let text = String::from_utf8_lossy(&bytes).into_owned();
            files.insert(format!("{within}{name}"), text);
        }
    }
    Ok(())
}
