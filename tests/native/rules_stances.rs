//! What a stance says of itself: the rules it names are those that read it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cadastre::migration::layout::LAYOUTS;
use cadastre::rules::stance::{STANCES, stance};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn the_stance_of_files_takes_the_layouts_there_are() {
    let names: Vec<&str> = LAYOUTS.iter().map(|layout| layout.name).collect();
    let values = stance("files").unwrap().values.iter();
    assert_eq!(values.map(|(word, _)| *word).collect::<Vec<_>>(), names);
}

#[test]
fn every_rule_that_reads_a_stance_is_named_by_it() {
    let mut files = Vec::new();
    sources(Path::new("src/rules"), &mut files);
    let mut missing = Vec::new();
    let mut read = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let rule = file
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .replace('_', "-");
        for stance in STANCES {
            let asks = ["value", "lists"]
                .iter()
                .any(|verb| text.contains(&format!("stances.{verb}(\"{}\"", stance.key)));
            if asks {
                read.insert(stance.key);
                let is_rule = cadastre::rules::rule(&rule).is_some();
                if is_rule && !stance.rules.contains(&rule.as_str()) {
                    missing.push(format!("{}: {rule}", stance.key));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    // How migrations are planned and written, no rule says: whoever plans and writes reads it.
    for stance in STANCES.iter().filter(|stance| stance.rules.is_empty()) {
        let readers = ["src/model/document.rs", "src/bin/cadastre/into.rs"];
        let asks = format!("\"{}\"", stance.key);
        if readers
            .iter()
            .any(|file| fs::read_to_string(file).unwrap().contains(&asks))
        {
            read.insert(stance.key);
        }
    }
    let unread: Vec<&str> = STANCES
        .iter()
        .map(|stance| stance.key)
        .filter(|key| !read.contains(key))
        .collect();
    assert!(unread.is_empty(), "nothing reads {unread:?}");
}
