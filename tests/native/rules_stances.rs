//! What a stance says of itself: the rules it names are those that read it.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use cadastre::import::{self, Options, Source};
use cadastre::migration::layout::LAYOUTS;
use cadastre::model::{Document, Op};
use cadastre::review::Review;
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

fn judged_with(stance: &str) -> (Document, Review) {
    let text = "
        CREATE TABLE organizations(id uuid PRIMARY KEY);
        CREATE TABLE meetings(id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES organizations);
        CREATE TABLE recordings(id uuid PRIMARY KEY, meeting_id uuid NOT NULL REFERENCES meetings);";
    let source = Source {
        name: "tenants.sql".into(),
        text: text.into(),
    };
    let read = import::read(&[source], &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    });
    let mut document = Document::new("Tenants", read.unwrap().schema);
    let stances = &mut document.settings.stances;
    stances.insert("tenant.column".into(), stance.into());
    let review = Review::full(&document);
    (document, review)
}

/// The columns of the table after the fix of a rule's first finding.
fn mended(document: &Document, review: &Review, rule: &str, table: &str) -> Vec<String> {
    let mut found = review.findings().iter();
    let finding = found.find(|finding| finding.rule == rule).unwrap();
    let ops = review.fix(document, finding).unwrap();
    let mut mended = document.clone();
    Op::apply_all(ops, &mut mended).unwrap();
    let table = mended.schema.table_named("public", table).unwrap();
    table.columns.iter().map(|one| one.name.clone()).collect()
}

#[test]
fn the_tenant_column_is_called_as_the_stance_says() {
    let (document, review) = judged_with("auto");
    let named = |review: &Review| {
        let mut found = review.findings().iter();
        found.any(|finding| finding.rule == "tenant-column-name")
    };
    assert!(!named(&review));
    let missing = "tenant-column-missing";
    assert!(mended(&document, &review, missing, "recordings").contains(&"tenant_id".into()));
    let (document, review) = judged_with("org_id");
    assert!(named(&review));
    assert!(mended(&document, &review, missing, "recordings").contains(&"org_id".into()));
    assert!(
        mended(&document, &review, "tenant-column-name", "meetings").contains(&"org_id".into())
    );
    let (_, review) = judged_with("tenant_id");
    assert!(!named(&review));
}
