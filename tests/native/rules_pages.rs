//! The document of all rule pages, and the command that prints it. `UPDATE=1 cargo test` writes the document anew.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use cadastre::rules::{pages, registry};
use serde_json::Value;

fn cadastre(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cadastre"))
        .args(arguments)
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn the_document_of_all_pages_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/native/golden/rules.md");
    let written = pages::markdown();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &written).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    for (number, (ours, theirs)) in written.lines().zip(golden.lines()).enumerate() {
        assert_eq!(
            ours,
            theirs,
            "line {}; UPDATE=1 cargo test writes it anew",
            number + 1
        );
    }
    assert!(
        written == golden,
        "it differs in length; UPDATE=1 cargo test writes it anew"
    );
    assert_eq!(text(&cadastre(&["rules", "--format", "markdown"])), written);
}

#[test]
fn the_list_names_every_rule_under_its_group() {
    let listed = cadastre(&["rules"]);
    assert!(listed.status.success());
    let listed = text(&listed);
    for rule in registry() {
        let heading = listed.find(&format!("{}\n", rule.group.title())).unwrap();
        let line = format!(" {} ", rule.name);
        assert!(
            listed.get(heading..).unwrap().contains(&line),
            "{}",
            rule.name
        );
    }
}

#[test]
fn a_name_prints_its_page_and_an_unknown_one_is_refused_with_the_nearest() {
    let page = text(&cadastre(&["rules", "fk-unindexed"]));
    assert!(page.starts_with("# fk-unindexed\n"));
    assert!(page.contains("**Why.**") && page.contains("```sql\n"));
    let refused = cadastre(&["rules", "unindexed"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.stdout.is_empty());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        said.contains("no rule named `unindexed`") && said.contains("unindexed is meant"),
        "{said}"
    );
}

#[test]
fn json_holds_every_page() {
    let all: Value =
        serde_json::from_str(&text(&cadastre(&["rules", "--format", "json"]))).unwrap();
    assert_eq!(all.as_array().unwrap().len(), registry().len());
    let one: Value = serde_json::from_str(&text(&cadastre(&[
        "rules",
        "serial-type",
        "--format",
        "json",
    ])))
    .unwrap();
    assert_eq!(one["name"], "serial-type");
    assert_eq!(one["severity"], "warning");
    assert_eq!(one["fixable"], true);
    assert!(all.as_array().unwrap().contains(&one));
}
