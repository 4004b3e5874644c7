//! Plans over before/after pairs, held against golden files; and what must hold for every plan.

use std::fmt::Write as _;
use std::fs;

use cadastre::diff::{self, Matching};
use cadastre::migration::{self, Options, Strategy};

use crate::migration_cases::{Case, cases, schema};

const STRATEGIES: [(Strategy, &str); 2] = [
    (Strategy::Single, "single.txt"),
    (Strategy::Online, "online.txt"),
];

/// The plan and its files as one text.
fn written(case: &Case, strategy: Strategy) -> String {
    let mut text = case.plan(strategy).to_text();
    for file in case.files(strategy) {
        let _ = write!(text, "\n=== {}\n{}", file.path, file.text);
    }
    text
}

#[test]
fn plans_are_as_written_down() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        for (strategy, file) in STRATEGIES {
            let path = case.folder.join(file);
            let actual = written(&case, strategy);
            if update {
                fs::write(&path, &actual).unwrap();
            } else if fs::read_to_string(&path).unwrap_or_default() != actual {
                wrong.push(format!("{}/{file}:\n{actual}", case.name));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "UPDATE=1 cargo test rewrites these:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn there_are_enough_cases() {
    assert!(cases().len() >= 40);
}

#[test]
fn nothing_differs_from_itself() {
    for case in cases() {
        for sql in [&case.before, &case.after] {
            let schema = schema(sql);
            for matching in [Matching::Ids, Matching::Names] {
                let diff = diff::compare(&schema, &schema, matching);
                assert!(diff.is_empty(), "{}: {:?}", case.name, diff.changes);
                assert!(diff.suspected_renames.is_empty());
            }
            // Read a second time the ids are the same only by chance; the names say it all.
            let again = crate::migration_cases::schema(sql);
            assert!(diff::compare(&schema, &again, Matching::Names).is_empty());
        }
    }
}

#[test]
fn every_plan_goes_up_down_and_up_again_on_the_model() {
    let mut wrong = Vec::new();
    for case in cases() {
        for (strategy, _) in STRATEGIES {
            let proof = cadastre::proof::prove(&case.diff(), &case.plan(strategy));
            for leg in proof.legs.iter().filter(|leg| !leg.holds()) {
                wrong.push(format!(
                    "{} ({strategy:?}) {}: {:?}",
                    case.name, leg.name, leg.differences
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_empty_plan_has_no_files() {
    let case = cases()
        .into_iter()
        .find(|case| case.name == "nothing")
        .unwrap();
    let diff = case.diff();
    assert!(diff.is_empty(), "{:?}", diff.changes);
    assert_eq!(diff.reordered.len(), 1);
    let plan = migration::plan(&diff, &Options::default()).unwrap();
    assert!(plan.is_empty());
    assert!(case.files(Strategy::Online).is_empty());
    assert_eq!(
        plan.to_text(),
        "Nothing to migrate: base and target are the same.\n"
    );
}

#[test]
fn every_step_can_be_undone_or_says_why_not() {
    for case in cases() {
        for (strategy, _) in STRATEGIES {
            for step in case.plan(strategy).steps {
                assert!(
                    !step.up.is_empty() || !step.down.is_empty(),
                    "{}",
                    case.name
                );
                for statement in step.up.iter().chain(&step.down) {
                    assert!(
                        !statement.trim().is_empty(),
                        "{}: {}",
                        case.name,
                        step.title
                    );
                    assert!(!statement.trim_end().ends_with(';'), "{statement}");
                }
            }
        }
    }
}

#[test]
fn online_files_hold_only_what_may_share_a_transaction() {
    for case in cases() {
        let plan = case.plan(Strategy::Online);
        for (position, step) in plan.steps.iter().enumerate() {
            let alone = plan
                .steps
                .iter()
                .enumerate()
                .all(|(other, one)| other == position || one.file != step.file);
            assert!(
                step.transactional || alone,
                "{}: {} shares a file",
                case.name,
                step.title
            );
        }
        for step in plan.steps.iter().filter(|step| !step.transactional) {
            assert!(
                step.up.len() <= 1 && step.down.len() <= 1,
                "{}: {} sends more than one statement outside a transaction",
                case.name,
                step.title
            );
        }
        for file in case.files(Strategy::Online) {
            let begins = file.text.contains("\nBEGIN;\n");
            assert_ne!(
                begins,
                file.text.starts_with("-- no-transaction\n"),
                "{}",
                file.path
            );
        }
    }
}
