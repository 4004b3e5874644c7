//! Migration files judged: what the same plan makes is never warned about, what is read twice is judged the same, and what
//! cannot be read fails nothing.

use std::collections::BTreeSet;

use cadastre::import::{Pair, Source};
use cadastre::lint;
use cadastre::migration::Strategy;
use cadastre::model::Document;
use cadastre::review::Review;
use cadastre::rules::{Finding, Group, Stances, rule};

use super::migration_cases;

fn findings(review: &Review) -> Vec<Finding> {
    let found = review.findings().iter();
    found.map(|finding| (**finding).clone()).collect()
}

/// What is said of a plan from one schema to another.
fn of_plan(case: &migration_cases::Case, strategy: Strategy) -> (Document, Vec<Finding>) {
    let diff = case.diff();
    let plan = case.plan(strategy);
    let mut document = Document::new(&case.name, diff.target.clone());
    document.base = Some(diff.base.clone().into());
    let stances = Stances::of(&document.settings);
    let script = lint::plan(&document, &plan, &stances);
    for statement in script.files.iter().flat_map(|file| &file.statements) {
        assert!(
            !statement.fault.contains("expected"),
            "{}: {}: {}",
            case.name,
            statement.text,
            statement.fault
        );
    }
    let review = Review::of_script(&document, &script, "");
    (document, findings(&review))
}

#[test]
fn nothing_is_said_of_locks_on_tables_that_the_plan_makes() {
    let mut judged = 0;
    for case in migration_cases::cases() {
        for strategy in [Strategy::Online, Strategy::Single] {
            let (document, found) = of_plan(&case, strategy);
            let base = document.base.as_deref().unwrap();
            for finding in found {
                judged += 1;
                let about_new = document.schema.tables.values().any(|table| {
                    let name = table.qualified_name().to_string();
                    !base.tables.contains_key(&table.id)
                        && (finding.subject == name
                            || finding.subject.starts_with(&format!("{name}.")))
                });
                assert!(
                    !about_new,
                    "{}: {}: {}",
                    case.name,
                    finding.rule,
                    finding.message()
                );
            }
        }
    }
    assert!(judged > 20, "{judged}");
}

#[test]
fn a_first_migration_has_no_findings() {
    let text = include_str!("everything.sql");
    let files = lint::Files {
        pairs: vec![Pair {
            up: Source {
                name: "001_create_everything.up.sql".into(),
                text: format!("-- Everything.\n{text}"),
            },
            down: None,
        }],
        ..lint::Files::default()
    };
    let document = Document::default();
    let (script, _) = lint::files(&files, &Stances::of(&document.settings));
    let review = Review::of_script(&document, &script, "");
    let rules: BTreeSet<&str> = review
        .findings()
        .iter()
        .map(|finding| finding.rule)
        .collect();
    let about_files = BTreeSet::from(["mig-down-missing", "mig-extension"]);
    assert!(rules.is_subset(&about_files), "{rules:?}");
}

/// Cases whose plan takes an index away together with what it stands on, makes a type anew with the checks and indexes over it,
/// or builds an index on a partitioned table that gets and loses partitions meanwhile.
const MAY_BLOCK: [&str; 4] = [
    "change_generated",
    "widen_type",
    "partitions",
    "remove_enum_value",
];

#[test]
fn online_plans_take_no_lock_that_the_rules_warn_about() {
    // Renames, drops and changes of type are what they are; how they are locked is the plan's.
    let avoidable = [
        "mig-set-not-null",
        "mig-add-fk",
        "mig-add-check",
        "mig-add-unique",
        "mig-index-blocking",
        "mig-validate-same-tx",
        "mig-concurrently-in-tx",
        "mig-concurrently-not-isolated",
        "mig-lock-timeout",
        "mig-backfill-unbatched",
        "mig-backfill-in-ddl-tx",
        "mig-no-transaction",
        "mig-rls-order",
        "mig-volatile-default",
    ];
    let mut wrong = Vec::new();
    for case in migration_cases::cases() {
        let (_, found) = of_plan(&case, Strategy::Online);
        if MAY_BLOCK.contains(&case.name.as_str()) {
            continue;
        }
        for finding in found
            .iter()
            .filter(|finding| avoidable.contains(&finding.rule))
        {
            wrong.push(format!(
                "{}: {}: {}",
                case.name,
                finding.rule,
                finding.message()
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_plan_counts_for_the_score() {
    let case = migration_cases::cases()
        .into_iter()
        .find(|case| case.name == "change_not_null")
        .unwrap();
    let diff = case.diff();
    let plan = case.plan(Strategy::Single);
    let mut document = Document::new("x", diff.target.clone());
    document.base = Some(diff.base.clone().into());
    let mut review = Review::full(&document);
    let impact = |review: &Review| {
        let criteria = &review.score().criteria;
        let found = criteria
            .iter()
            .find(|one| one.criterion.id() == "migration-impact");
        found.unwrap().score
    };
    assert_eq!(impact(&review), None);
    let before = review.clone();
    let script = lint::plan(&document, &plan, review.stances());
    review.judge_script(&document, Some(&script));
    assert!(impact(&review).is_some_and(|score| score < 100));
    assert!(review.score().total <= before.score().total);
    assert!(
        review
            .findings()
            .iter()
            .any(|finding| finding.place.is_some())
    );
    for finding in review
        .findings()
        .iter()
        .filter(|finding| finding.place.is_some())
    {
        assert_eq!(rule(finding.rule).unwrap().group, Group::Migrations);
    }
    review.judge_script(&document, None);
    assert!(review == before);
}

#[test]
fn hostile_text_is_judged_without_fault() {
    let document = Document::default();
    let stances = Stances::of(&document.settings);
    for text in [
        "",
        ";",
        "-- file",
        "-- file \n-- way back",
        "ALTER TABLE",
        "ALTER TABLE t ADD",
        "DO $$ BEGIN LOOP UPDATE",
        "UPDATE t SET",
        "UPDATE t SET (a",
        "CREATE INDEX CONCURRENTLY ON",
        "BEGIN; BEGIN; BEGIN",
        "COMMIT; COMMIT",
        "ALTER TYPE x ADD VALUE",
        "DELETE FROM t USING",
        "'",
        "$$",
        "/*",
        "DROP TABLE a, b, CASCADE",
        "ALTER TABLE t ALTER a TYPE no_such_type USING (a",
        "-- recorded a",
        "TRUNCATE ONLY a, b *",
        "REINDEX (VERBOSE",
        "VACUUM (FULL, ANALYZE) t",
        "CREATE TRIGGER x",
        "SET",
        "SET LOCAL",
        "COMMENT ON TABLE t IS",
    ] {
        let (script, _) = lint::on_document(&document, text, &stances);
        let _ = Review::of_script(&document, &script, "");
    }
}
