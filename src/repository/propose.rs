//! What a plan would write: under which number, in which folder, beside which files.

use std::collections::BTreeMap;

use super::lock::{self, LOCK_FILE};
use super::{Change, Kind, NAMES, Proposal, Refusal, Repository, Request, Write, companions};
use crate::migration::layout::{Known, Layout, Numbering, Start, UP_DOWN, date};
use crate::migration::{File, files};

/// The migrations there, as the layout to write counts them.
pub(super) struct Place<'a> {
    /// Layout to write.
    pub layout: &'static Layout,
    /// Folder to write to.
    pub folder: String,
    /// Files that are part of a migration there.
    pub known: Vec<(&'a str, &'a Known)>,
    /// Whether the folder that was opened is the folder of migrations itself.
    pub is_opened: bool,
}

pub(super) fn propose(repository: &Repository, request: &Request) -> Result<Proposal, Refusal> {
    let place = place(repository, request);
    let (mut start, is_there) = start(&place, repository, request)?;
    let mut migrations: Vec<File> = Vec::new();
    if !is_there && place.layout.has_preamble() && !has_records(repository) {
        // In a folder of its own it is number 0, so that the first migration is number 1.
        let version = match (place.known.is_empty(), start.numbering) {
            (true, Numbering::Sequence { .. }) => start.numbering.render(0),
            _ => {
                let version = start.numbering.render(start.first);
                start.first = start.numbering.following(start.first);
                version
            }
        };
        migrations.extend(place.layout.preamble(&version, start.date.as_deref()));
    }
    let version = place
        .layout
        .versions(request.plan, start.clone(), request.name)
        .first()
        .map(|(version, _)| version.clone())
        .unwrap_or_default();
    migrations.extend(files(
        request.plan,
        place.layout,
        start.clone(),
        request.name,
    ));
    let mut writes = Vec::new();
    for file in &migrations {
        let path = join(&place.folder, &file.path);
        let change = match repository.files.get(&path) {
            None => Change::New,
            Some(text) if *text == file.text => Change::Unchanged,
            Some(_) => return Err(Refusal::Differs(path)),
        };
        writes.push(Write {
            path,
            text: file.text.clone(),
            kind: Kind::Migration,
            change,
        });
    }
    let mut notices = notices(repository, &place);
    writes.extend(companions::writes(
        repository,
        &place,
        request,
        &migrations,
        &mut notices,
    ));
    writes.push(lock_of(repository, &place, &migrations));
    Ok(Proposal {
        layout: place.layout,
        folder: place.folder,
        version,
        writes,
        notices,
    })
}

fn place<'a>(repository: &'a Repository, request: &Request) -> Place<'a> {
    let found = repository.found.as_ref();
    let own = found.and_then(|found| found.layout);
    let layout = request.layout.or(own).or(request.otherwise);
    let layout = layout.unwrap_or(&UP_DOWN);
    match found {
        Some(found) => Place {
            layout,
            folder: found.folder.clone(),
            known: found
                .known
                .iter()
                .map(|(path, known)| (path.as_str(), known))
                .collect(),
            is_opened: found.folder.is_empty(),
        },
        None => {
            let is_repository = repository
                .files
                .keys()
                .any(|path| NAMES.contains(&path.as_str()))
                || companions::keeps(layout);
            let folder = if is_repository { layout.folder } else { "" };
            Place {
                layout,
                folder: folder.to_string(),
                known: Vec::new(),
                is_opened: folder.is_empty(),
            }
        }
    }
}

/// Where the files begin, and whether the plan's files are there already.
fn start(
    place: &Place,
    repository: &Repository,
    request: &Request,
) -> Result<(Start, bool), Refusal> {
    let numbering = numbering(place, request);
    let fresh = Start {
        numbering,
        first: 0,
        previous: None,
        date: Some(date(request.now)),
    };
    if let Some(start) = already(place, repository, request, &fresh) {
        return Ok((start, true));
    }
    if numbering == Numbering::Chained {
        let previous = head(place)?;
        return Ok((Start { previous, ..fresh }, false));
    }
    let numbers = place
        .known
        .iter()
        .filter_map(|(_, known)| Some(Numbering::read(&known.version)?.1));
    let greatest = numbers.max();
    let first = match (numbering, request.number) {
        (Numbering::Sequence { .. }, Some(number)) => number,
        _ => numbering.next(greatest, request.now),
    };
    if greatest.is_some_and(|greatest| first <= greatest) {
        return Err(Refusal::NoNumberLeft(place.folder.clone()));
    }
    let previous = match place.layout.numbering {
        Numbering::Chained => head(place)?,
        _ => None,
    };
    Ok((
        Start {
            first,
            previous,
            ..fresh
        },
        false,
    ))
}

/// How the folder numbers, where that is of the kind the layout can have.
fn numbering(place: &Place, request: &Request) -> Numbering {
    if let Some(asked) = request.numbering {
        // Diesel writes times with dashes.
        return match (asked, place.layout.numbering) {
            (Numbering::Timestamp, own @ (Numbering::Dashed | Numbering::Milliseconds)) => own,
            (asked, _) => asked,
        };
    }
    let latest = place
        .known
        .iter()
        .filter_map(|(_, known)| Numbering::read(&known.version))
        .max_by_key(|(_, number)| *number);
    match (latest, place.layout.numbering) {
        // A hash may happen to be all digits; a counted revision has few.
        (Some((Numbering::Sequence { digits }, _)), Numbering::Chained) if digits <= 6 => {
            Numbering::Sequence { digits }
        }
        (_, Numbering::Chained) => Numbering::Chained,
        (Some((found, _)), _) => found,
        (None, own) => own,
    }
}

/// The start that gives the plan's files the names they have there already.
fn already(
    place: &Place,
    repository: &Repository,
    request: &Request,
    fresh: &Start,
) -> Option<Start> {
    let names = place
        .layout
        .versions(request.plan, fresh.clone(), request.name);
    let (_, name) = names.first()?;
    let mut candidates: Vec<_> = place
        .known
        .iter()
        .filter(|(_, known)| known.name == *name)
        .collect();
    candidates.reverse();
    candidates.into_iter().find_map(|(path, known)| {
        let text = repository.files.get(*path)?;
        let read = Numbering::read(&known.version);
        let start = Start {
            first: read.map_or(0, |(_, number)| number),
            previous: known.follows.first().cloned(),
            date: written(text).or_else(|| fresh.date.clone()),
            ..fresh.clone()
        };
        let files = files(request.plan, place.layout, start.clone(), request.name);
        files
            .iter()
            .any(|file| {
                repository
                    .files
                    .contains_key(&join(&place.folder, &file.path))
            })
            .then_some(start)
    })
}

/// The day in a file's header.
fn written(text: &str) -> Option<String> {
    let line = text.lines().take(40).find(|line| line.contains("Date: "))?;
    let (_, day) = line.split_once("Date: ")?;
    Some(day.trim().to_string())
}

/// The revision that no other follows.
fn head(place: &Place) -> Result<Option<String>, Refusal> {
    let mut heads: Vec<&str> = place
        .known
        .iter()
        .map(|(_, known)| known.version.as_str())
        .filter(|version| {
            !place
                .known
                .iter()
                .any(|(_, known)| known.follows.iter().any(|one| one == version))
        })
        .collect();
    heads.sort_unstable();
    heads.dedup();
    match heads.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some((*one).to_string())),
        several => Err(Refusal::SeveralHeads(several.join(", "))),
    }
}

/// Whether some file makes the table of records.
fn has_records(repository: &Repository) -> bool {
    repository.files.iter().any(|(path, text)| {
        let text = text.to_ascii_lowercase();
        path.ends_with(".sql")
            && text.contains("create table")
            && text.contains("schema_migrations")
    })
}

fn notices(repository: &Repository, place: &Place) -> Vec<String> {
    let mut notices = Vec::new();
    if let Some(text) = repository.files.get(&join(&place.folder, LOCK_FILE)) {
        notices.extend(lock::notices(
            &lock::read(text),
            &inside(repository, &place.folder),
        ));
    }
    if let Some(found) = &repository.found {
        if let Some(own) = found.layout
            && own.name != place.layout.name
        {
            notices.push(format!(
                "The migrations there are laid out for {}, these for {}.",
                own.title, place.layout.title
            ));
        }
        if !found.others.is_empty() {
            notices.push(format!(
                "There are migrations in {} too. Open that folder to write there.",
                found.others.join(", ")
            ));
        }
    }
    notices
}

/// The files of a folder by their paths in it.
fn inside(repository: &Repository, folder: &str) -> BTreeMap<String, String> {
    let prefix = join(folder, "");
    repository
        .files
        .iter()
        .filter_map(|(path, text)| {
            let inside = path.strip_prefix(&prefix)?;
            Some((inside.to_string(), text.clone()))
        })
        .collect()
}

/// The list of hashes with the new files in it.
fn lock_of(repository: &Repository, place: &Place, migrations: &[File]) -> Write {
    let path = join(&place.folder, LOCK_FILE);
    let before = repository.files.get(&path);
    let list = before.map(|text| lock::read(text)).unwrap_or_default();
    let prefix = join(&place.folder, "");
    let there = place.known.iter().filter_map(|(path, _)| {
        let text = repository.files.get(*path)?;
        Some((path.strip_prefix(&prefix)?.to_string(), text.clone()))
    });
    let new = migrations
        .iter()
        .map(|file| (file.path.clone(), file.text.clone()));
    let text = lock::with(&list, &there.chain(new).collect());
    Write {
        change: change(before, &text),
        path,
        text,
        kind: Kind::Lock,
    }
}

/// What writing this text does to a file.
pub(super) fn change(before: Option<&String>, text: &str) -> Change {
    match before {
        None => Change::New,
        Some(before) if before == text => Change::Unchanged,
        Some(before) => Change::Replaced {
            before: before.clone(),
        },
    }
}

/// A path in a folder that may be the one that was opened.
pub(super) fn join(folder: &str, path: &str) -> String {
    match folder {
        "" => path.to_string(),
        folder => format!("{folder}/{path}"),
    }
}
