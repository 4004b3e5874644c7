//! Which layout the files of a folder have.

use std::collections::BTreeMap;

use super::Found;
use crate::migration::layout::{Known, LAYOUTS, Layout};

/// The migrations among the files: those of the layout and folder that most files are of.
pub(super) fn found(files: &BTreeMap<String, String>) -> Option<Found> {
    let mut groups: Vec<(Option<&'static Layout>, String, Vec<(String, Known)>)> = Vec::new();
    for (path, text) in files {
        let of_layouts = LAYOUTS.iter().filter_map(|layout| {
            let known = layout.recognise(path, text)?;
            Some((Some(*layout), known))
        });
        // Numbered SQL of no layout still tells folder and number.
        let plain = plain(path).map(|known| (None, known));
        for (layout, known) in of_layouts.chain(plain) {
            let group = groups.iter_mut().find(|(of, folder, _)| {
                of.map(|one| one.name) == layout.map(|one| one.name) && *folder == known.folder
            });
            match group {
                Some((_, _, all)) => all.push((path.clone(), known)),
                None => groups.push((layout, known.folder.clone(), vec![(path.clone(), known)])),
            }
        }
    }
    // Plain files count only where no layout does; among equals the first layout wins.
    let rank = |layout: Option<&'static Layout>| {
        LAYOUTS
            .iter()
            .position(|one| layout.is_some_and(|layout| layout.name == one.name))
            .unwrap_or(LAYOUTS.len())
    };
    groups.sort_by_key(|(layout, folder, all)| {
        (
            layout.is_none(),
            std::cmp::Reverse(all.len()),
            rank(*layout),
            folder.clone(),
        )
    });
    let mut groups = groups.into_iter();
    let (layout, folder, mut known) = groups.next()?;
    let mut others: Vec<String> = Vec::new();
    for (of, other, all) in groups {
        if other != folder {
            others.extend(of.map(|_| other));
            continue;
        }
        // Files of another kind in the same folder have taken their numbers too.
        for (path, one) in all {
            if !known.iter().any(|(there, _)| *there == path) {
                known.push((path, one));
            }
        }
    }
    others.sort();
    others.dedup();
    Some(Found {
        layout,
        folder,
        known,
        others,
    })
}

/// `NNN_name.sql` of any kind.
fn plain(path: &str) -> Option<Known> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.strip_suffix(".sql")?;
    let end = stem.find(|letter: char| !letter.is_ascii_digit())?;
    let (version, name) = stem.split_at(end);
    if version.is_empty() {
        return None;
    }
    Some(Known {
        folder: folder.to_string(),
        version: version.to_string(),
        name: name.trim_start_matches(['_', '-']).to_string(),
        follows: Vec::new(),
    })
}
