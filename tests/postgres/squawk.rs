//! What a peer's linter says of the online plans: squawk reads every file of every pair with its default rules.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cadastre::migration::Strategy;

use crate::migration_cases::{cases, pairs};

/// Rules that find something in the plans of the pairs, each with why the plan is as it is.
#[rustfmt::skip]
const EXCEPTIONS: &[(&str, &str)] = &[
    ("adding-field-with-default", "a stored generated column has no other statement than the one that writes the table again; the step says so"),
    ("adding-foreign-key-constraint", "the table is made in an earlier file of the same plan and holds no rows, or is partitioned, where NOT VALID is refused before version 18"),
    ("adding-not-nullable-field", "SET NOT NULL comes after a check that is proved in a file before, which squawk does not read together"),
    ("adding-serial-primary-key-field", "the key of a partitioned table is added to it alone, where no index is built, after those of its partitions were built concurrently"),
    ("ban-alter-domain-with-add-constraint", "the schema's author asks for a domain with a check"),
    ("ban-create-domain-with-constraint", "the schema's author asks for a domain with a check"),
    ("ban-drop-column", "the column is gone from the target; it goes in the contract file, which says what is lost"),
    ("ban-drop-not-null", "the target lets the column be null, or the old column of a phased change is about to go"),
    ("ban-drop-table", "the table is gone from the target; it goes in the contract file, which says what is lost"),
    ("changing-column-type", "the change costs the catalog only, or the type itself is rebuilt; what writes the table again otherwise goes through a second column"),
    ("constraint-missing-not-valid", "exclusion constraints cannot be NOT VALID, and the others stand on tables that the same plan makes or rebuilds"),
    ("disallowed-unique-constraint", "the key of a partitioned table is added to it alone, where no index is built, after those of its partitions were built concurrently"),
    ("prefer-bigint-over-int", "types are the schema author's"),
    ("prefer-bigint-over-smallint", "types are the schema author's"),
    ("prefer-identity", "types are the schema author's"),
    ("prefer-robust-stmts", "CREATE INDEX CONCURRENTLY IF NOT EXISTS accepts the invalid index that an interrupted run leaves, and would hide it"),
    ("prefer-text-field", "types are the schema author's"),
    ("prefer-timestamp-tz", "types are the schema author's"),
    ("ban-char-field", "types are the schema author's"),
    ("renaming-column", "the switch of a phased change renames within one transaction, after both columns were kept equal"),
    ("renaming-table", "a view bears the old name until the contract file"),
    ("require-concurrent-index-creation", "an index of a partitioned table is made on it alone first, where it holds nothing, and one that comes back with its rebuilt column or view cannot be built concurrently"),
    ("require-concurrent-index-deletion", "an index over an expression goes within the transaction that changes its column, and one that a foreign key relies on cannot wait"),
    ("require-concurrent-partition-detach", "DETACH CONCURRENTLY is refused beside a default partition, and a partition that gets other bounds or whose parent changes too leaves in their transaction"),
    ("require-lock-timeout", "a statement outside a transaction stands alone in its file, for runners send a file as one string; it blocks neither reads nor writes while it waits"),
    ("require-statement-timeout", "what waits is ended by lock_timeout; what reads a whole table may take as long as the table is large, under a lock that blocks neither reads nor writes"),
];

fn squawk() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    match env::var_os("SQUAWK") {
        Some(program) => PathBuf::from(program),
        None => root.join("node_modules/.bin/squawk"),
    }
}

#[test]
fn squawk_finds_nothing_that_is_not_argued() {
    let folder = env::temp_dir().join(format!("cadastre-squawk-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut all = cases();
    all.extend(pairs());
    let mut files = Vec::new();
    for case in &all {
        for file in case.files(Strategy::Online) {
            let name = file.path.replace('/', "_");
            if name.ends_with(".up.sql") {
                let path = folder.join(format!("{}__{name}", case.name));
                fs::write(&path, &file.text).unwrap();
                files.push(path);
            }
        }
    }
    let output = Command::new(squawk())
        .args(["--reporter", "json", "--pg-version", "15"])
        .args(&files)
        .output()
        .unwrap_or_else(|error| {
            panic!("squawk is missing ({error}); install it with: .ci/setup squawk")
        });
    fs::remove_dir_all(&folder).unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let found: Vec<serde_json::Value> = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let argued: BTreeMap<&str, &str> = EXCEPTIONS.iter().copied().collect();
    let mut met: BTreeSet<&str> = BTreeSet::new();
    let mut wrong = Vec::new();
    for one in &found {
        let rule = one["rule_name"].as_str().unwrap_or_default();
        match argued.get_key_value(rule) {
            Some((known, _)) => {
                met.insert(known);
            }
            None => wrong.push(format!(
                "{rule}: {} line {}: {}",
                one["file"], one["line"], one["message"]
            )),
        }
    }
    wrong.sort();
    assert!(
        wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    let idle: Vec<&&str> = argued.keys().filter(|rule| !met.contains(**rule)).collect();
    assert!(idle.is_empty(), "argued for nothing: {idle:?}");
}
