//! `cadastre review` as people run it.

use cadastre::debate;
use cadastre::export::document::save;
use cadastre::model::Op;
use cadastre::rules::Criterion;
use yaml_rust2::YamlLoader;

use super::cli::Folder;
use super::debate::debated;

fn folder(test: &str) -> Folder {
    let document = debated();
    let mut copy = document.clone();
    let who = debate::Reviewer {
        name: "Ines".to_string(),
        role: "Operations".to_string(),
        day: "2026-11-20".to_string(),
    };
    let said = debate::score(&copy, &who, "b", Criterion::MigrationImpact, "64", "Locks.");
    Op::apply_all(vec![said.unwrap()], &mut copy).unwrap();
    Folder::new(test)
        .with("meetings.cadastre.json", save(&document))
        .with("ines.json", save(&copy))
        .with("schema.sql", "CREATE TABLE t (id uuid PRIMARY KEY);")
}

#[test]
fn each_form_is_written() {
    let folder = folder("review");
    let ran = folder.run(&["review", "meetings.cadastre.json"]);
    assert_eq!(ran.status, 0, "{}", ran.said);
    assert!(ran.out.starts_with("# Review of Meetings\n"), "{}", ran.out);
    assert!(
        ran.out.contains("## A: Composite keys") && ran.out.contains("## B: Row security first")
    );
    let ran = folder.run(&["review", "meetings.cadastre.json", "--format", "html"]);
    assert!(ran.out.starts_with("<!DOCTYPE html>"), "{}", ran.out);
    let ran = folder.run(&["review", "meetings.cadastre.json", "--format", "yaml"]);
    assert_eq!(YamlLoader::load_from_str(&ran.out).unwrap().len(), 2);
}

#[test]
fn one_proposal_is_chosen_by_name() {
    let folder = folder("review-one");
    let one = [
        "review",
        "meetings.cadastre.json",
        "--format",
        "yaml",
        "--proposal",
    ];
    let run = |name: &str| folder.run(&[&one[..], &[name, "--role", "Security"]].concat());
    let ran = run("Composite keys");
    let read = YamlLoader::load_from_str(&ran.out).unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!(read[0]["position_card"]["role"].as_str(), Some("Security"));
    run("Composite").refused(
        "There is no proposal named `Composite`. Proposals: Composite keys, Row security first.",
    );
}

#[test]
fn reviews_of_copies_are_taken_in() {
    let folder = folder("review-with");
    let ran = folder.run(&[
        "review",
        "meetings.cadastre.json",
        "--with",
        "ines.json",
        "--with",
        "ines.json",
    ]);
    assert_eq!(ran.status, 0, "{}", ran.said);
    assert!(
        ran.out
            .contains("| 1 | Ines | Operations | Migration impact | 64 | Locks. |"),
        "{}",
        ran.out
    );
    folder
        .run(&["review", "meetings.cadastre.json", "--with", "schema.sql"])
        .refused("schema.sql: Nothing was merged: the file holds no proposals and no reviews.");
}

#[test]
fn plain_sql_is_one_proposal() {
    let folder = folder("review-sql");
    let ran = folder.run(&["review", "schema.sql", "--format", "yaml"]);
    assert_eq!(ran.status, 0, "{}", ran.said);
    let read = YamlLoader::load_from_str(&ran.out).unwrap();
    assert!(read[0]["position_card"]["claims"].as_vec().is_some());
}
