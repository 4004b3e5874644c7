//! What each layout writes, held against golden files; the runners themselves try them in `tests/runners`.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use cadastre::export;
use cadastre::migration::layout::{LAYOUTS, Start};
use cadastre::migration::{Strategy, files};
use cadastre::model::Document;

use crate::migration_cases::{cases, schema};

fn golden(name: &str, actual: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/native/golden/layouts");
    let path = folder.join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(&folder).unwrap();
        fs::write(&path, actual).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        actual,
        expected,
        "UPDATE=1 cargo test rewrites {}",
        path.display()
    );
}

fn start(layout: &cadastre::migration::layout::Layout) -> Start {
    Start {
        numbering: layout.numbering,
        first: layout.numbering.next(Some(41), 1_770_000_000),
        previous: None,
        date: Some("2026-02-02".to_string()),
    }
}

#[test]
fn every_layout_writes_what_its_runner_reads() {
    let case = cases()
        .into_iter()
        .find(|case| case.name == "tenant_column")
        .unwrap();
    let plan = case.plan(Strategy::Online);
    for layout in LAYOUTS {
        let mut text = String::new();
        for file in files(&plan, layout, start(layout), None) {
            let _ = write!(text, "=== {}\n{}", file.path, file.text);
        }
        golden(&format!("{}.txt", layout.name), &text);
    }
}

#[test]
fn layouts_know_their_own_files_and_no_others_of_one_kind() {
    for case in cases() {
        let plan = case.plan(Strategy::Online);
        for layout in LAYOUTS {
            for file in files(&plan, layout, start(layout), None) {
                let path = format!("some/where/{}", file.path);
                let known = layout.recognise(&path, &file.text);
                // Two files of configuration say nothing of themselves.
                let known = known.unwrap_or_else(|| panic!("{}: {path}", layout.name));
                assert_eq!(known.folder, "some/where", "{}: {path}", layout.name);
                assert!(file.path.contains(&known.version) && file.path.contains(&known.name));
                assert!(file.text.ends_with('\n') && !file.text.contains('\0'));
            }
        }
    }
}

#[test]
fn names_are_unique_and_found() {
    for layout in LAYOUTS {
        let same = LAYOUTS.iter().filter(|one| one.name == layout.name).count();
        assert_eq!(same, 1);
        assert!(cadastre::migration::layout::layout(layout.name).is_some());
    }
}

#[test]
fn models_read_as_a_person_would_write_them() {
    let document = Document::new("Tenants", schema(include_str!("../runners/tenants.sql")));
    let mut text = String::new();
    for file in export::sqlalchemy::files(&document) {
        let _ = write!(text, "# === {}\n{}", file.path, file.text);
    }
    golden("models.txt", &text);
    // As one module it says the same of each table.
    let whole = export::sqlalchemy::write(&document);
    for table in document
        .schema
        .tables
        .values()
        .filter(|table| !table.is_partition())
    {
        assert!(
            whole.contains(&format!("\"{}\"", table.header.name)),
            "{whole}"
        );
    }
}
