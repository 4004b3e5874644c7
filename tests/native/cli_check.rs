//! `cadastre check` in builds: migration folders, what a change brings, formats of hosts, and `cadastre.toml`.

use serde_json::Value;

use super::cli::Folder;

const BASE: &str =
    "CREATE TABLE organizations (\n  id uuid PRIMARY KEY,\n  name text NOT NULL\n);\n";
const NOTES: &str = "-- Notes of an organization.\nCREATE TABLE notes (\n  id uuid PRIMARY KEY,\n  org_id uuid NOT NULL REFERENCES organizations (id),\n  body text\n);\nCREATE INDEX notes_org ON notes (org_id);\nALTER TABLE notes ADD CONSTRAINT body_short CHECK (length(body) < 100);\n";
const HURRIED: &str = "-- Makes the body required.\nSET lock_timeout = '2s';\n\nALTER TABLE notes\n  ALTER COLUMN body SET NOT NULL;\nCREATE INDEX notes_body ON notes (body);\n";

fn migrations(test: &str) -> Folder {
    Folder::new(test)
        .with("db/001_create_base.up.sql", BASE)
        .with("db/001_create_base.down.sql", "DROP TABLE organizations;")
        .with("db/002_create_notes.up.sql", NOTES)
        .with("db/002_create_notes.down.sql", "DROP TABLE notes;")
        .with("db/003_require_body.up.sql", HURRIED)
        .with(
            "db/003_require_body.down.sql",
            "DROP INDEX notes_body; ALTER TABLE notes ALTER COLUMN body DROP NOT NULL;",
        )
}

/// `rule file:line` of each finding.
fn told(printed: &Value) -> Vec<String> {
    let findings = printed["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|finding| {
            format!(
                "{} {}:{}",
                finding["rule"].as_str().unwrap(),
                finding["file"].as_str().unwrap(),
                finding["line"]
            )
        })
        .collect()
}

#[test]
fn hand_written_migrations_are_judged_with_what_stood_before_each() {
    let folder = migrations("migrations");
    let ran = folder.run(&["check", "--migrations", "db", "--format", "json"]);
    assert_eq!(ran.status, 1, "{}", ran.said);
    let told = told(&ran.json());
    for expected in [
        "mig-set-not-null db/003_require_body.up.sql:4",
        "mig-not-null-without-backfill db/003_require_body.up.sql:4",
        "mig-index-blocking db/003_require_body.up.sql:6",
    ] {
        assert!(
            told.contains(&expected.to_string()),
            "{expected}: {told:#?}"
        );
    }
    // What a file makes is new to it: nobody waits for its locks.
    assert!(
        !told
            .iter()
            .any(|one| one.contains("/002_") || one.contains("/001_create_base.up.sql:2")),
        "{told:#?}"
    );
    let text = folder.run(&["check", "--migrations", "db"]).out;
    assert!(text.contains("on 3 files."), "{text}");
    assert!(text.contains("Migration impact"), "{text}");
}

#[test]
fn ways_back_are_tried() {
    let folder = migrations("back").with("db/003_require_body.down.sql", "DROP INDEX notes_body;");
    let ran = folder.run(&["check", "--migrations", "db", "--format", "json"]);
    let told = told(&ran.json());
    let expected = "mig-down-incomplete db/003_require_body.up.sql:1".to_string();
    assert!(told.contains(&expected), "{told:#?}");
    let folder = migrations("whole").with("db/init.sql", BASE);
    let ran = folder.run(&["check", "--migrations", "db", "--format", "json"]);
    assert!(
        self::told(&ran.json())
            .iter()
            .any(|one| one.starts_with("mig-init-drift"))
    );
}

#[test]
fn an_edited_migration_is_told_by_the_lock_file() {
    let folder = migrations("edited").with(
        "db/.cadastre.sum",
        format!("{}  001_create_base.up.sql\n", "0".repeat(64)),
    );
    let ran = folder.run(&["check", "--migrations", "db", "--format", "json"]);
    let told = told(&ran.json());
    let expected = "mig-edited db/001_create_base.up.sql:1".to_string();
    assert!(told.contains(&expected), "{told:#?}");
}

#[test]
fn only_what_a_change_brings_is_reported() {
    let folder = migrations("brings")
        .with("old/001_create_base.up.sql", BASE)
        .with("old/002_create_notes.up.sql", NOTES)
        .with("old.sql", format!("{BASE}{NOTES}"))
        .with("new.sql", format!("{BASE}{NOTES}CREATE TABLE odd (a int);"));
    let ran = folder.run(&[
        "check",
        "--migrations",
        "db",
        "--base",
        "old",
        "--format",
        "json",
    ]);
    let files = told(&ran.json());
    assert!(!files.is_empty());
    assert!(files.iter().all(|one| one.contains("/003_")), "{files:#?}");
    let ran = folder.run(&["check", "new.sql", "--base", "old.sql", "--format", "json"]);
    let printed = ran.json();
    let findings = printed["findings"].as_array().unwrap();
    let objects: Vec<&str> = findings
        .iter()
        .map(|finding| finding["object"].as_str().unwrap())
        .collect();
    assert!(!objects.is_empty());
    assert!(
        objects.iter().all(|object| object.contains("odd")),
        "{objects:?}"
    );
    let same = folder.run(&["check", "old.sql", "--base", "old.sql"]);
    assert_eq!(same.status, 0, "{}", same.out);
    assert!(
        same.out.contains("Nothing to report on 2 tables."),
        "{}",
        same.out
    );
}

#[test]
fn sarif_names_rules_places_and_levels() {
    let folder = migrations("sarif");
    let ran = folder.run(&["check", "--migrations", "db", "--format", "sarif"]);
    assert_eq!(ran.status, 1);
    let log = ran.json();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().contains("sarif-2.1.0"));
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(run["tool"]["driver"]["name"], "Cadastre");
    for rule in rules {
        for text in [
            "/shortDescription/text",
            "/fullDescription/text",
            "/help/text",
            "/help/markdown",
        ] {
            let told = rule.pointer(text).and_then(Value::as_str).unwrap();
            assert!(!told.is_empty(), "{rule}");
        }
        let level = rule["defaultConfiguration"]["level"].as_str().unwrap();
        assert!(["none", "note", "warning", "error"].contains(&level));
    }
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        let place = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[place]["id"], result["ruleId"]);
        assert!(["note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let physical = &result["locations"][0]["physicalLocation"];
        let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.starts_with("db/00"), "{uri}");
        assert!(physical["region"]["startLine"].as_u64().unwrap() >= 1);
    }
    // Names that a URI cannot hold are written as their bytes; a document has no lines.
    let odd = Folder::new("odd").with("a b#c.sql", format!("{BASE}CREATE TABLE odd (a int);"));
    let log = odd.run(&["check", "a b#c.sql", "--format", "sarif"]).json();
    let uri = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        ["uri"];
    assert_eq!(uri, "a%20b%23c.sql");
    odd.run(&[
        "export",
        "a b#c.sql",
        "--format",
        "document",
        "-o",
        "d.cadastre.json",
    ]);
    let log = odd
        .run(&["check", "d.cadastre.json", "--format", "sarif"])
        .json();
    let physical = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert!(physical.get("region").is_none(), "{physical}");
}

#[test]
fn github_commands_cannot_be_broken_out_of() {
    let folder = Folder::new("github").with(
        "a,b%:c.sql",
        format!("{BASE}CREATE TABLE \"x\n::error::pwned\" (a int);"),
    );
    let ran = folder.run(&["check", "a,b%:c.sql", "--format", "github"]);
    assert_eq!(ran.status, 1, "{}", ran.said);
    assert!(!ran.out.is_empty());
    for line in ran.out.lines() {
        let known = ["::error ", "::warning ", "::notice "];
        assert!(known.iter().any(|start| line.starts_with(start)), "{line}");
        assert!(line.contains("file=a%2Cb%25%3Ac.sql,line="), "{line}");
    }
    assert!(ran.out.contains("x%0A::error::pwned"), "{}", ran.out);
}

#[test]
fn the_configuration_is_read_and_its_faults_have_a_place() {
    let config = "profile = \"st44\"\n\n[severities]\nrequire-primary-key = \"info\"\n\n[stances]\nidempotent = \"runner\"\n\n[facts]\nstage = \"proposal\"\n\n[facts.latency]\np99_milliseconds = 10\n\n[[waivers]]\nrule = \"comment-missing\"\nreason = \"The names say it.\"\nexpires = \"2999-01-01\"\n\n[rows]\nodd = 5\n";
    let folder = Folder::new("config")
        .with("schema.sql", format!("{BASE}CREATE TABLE odd (a int);"))
        .with("cadastre.toml", config);
    let ran = folder.run(&["check", "schema.sql", "--format", "json"]);
    let printed = ran.json();
    let findings = printed["findings"].as_array().unwrap();
    let severity = |rule: &str| {
        let found = findings.iter().find(|finding| finding["rule"] == rule);
        found.map(|finding| finding["severity"].as_str().unwrap().to_string())
    };
    assert_eq!(severity("require-primary-key").as_deref(), Some("info"));
    // st44 asks for no row security; the facts tell of a latency, and of no backup.
    assert_eq!(severity("rls-missing"), None);
    assert_eq!(severity("ops-latency-target"), None);
    assert_eq!(severity("ops-backup").as_deref(), Some("warning"));
    for (wrong, reason) in [
        (
            "profile = \"sT44\"",
            "cadastre.toml:1:11: there is no profile `sT44`; perhaps `st44` is meant.",
        ),
        (
            "\nprofil = \"st44\"",
            "cadastre.toml:2:1: there is no key `profil` here; perhaps `profile` is meant.",
        ),
        (
            "[facts]\nstagee = \"proposal\"",
            "cadastre.toml:2:1: there is no key `stagee` here; perhaps `stage` is meant.",
        ),
        (
            "[stances]\nidempotant = \"runner\"",
            "cadastre.toml:2:1: there is no stance `idempotant`; perhaps `idempotent` is meant.",
        ),
        (
            "[stances]\n\"migration.mode\" = \"slow\"",
            "cadastre.toml:2:20: `slow` is no value of migration.mode: online, single.",
        ),
        (
            "[severities]\nmig-drop = \"loud\"",
            "cadastre.toml:2:12: `loud` is no severity: error, warning, info or off.",
        ),
        (
            "[severities]\nmig-dropp = \"off\"",
            "there is no rule `mig-dropp`; perhaps `mig-drop` is meant.",
        ),
        (
            "[[waivers]]\nrule = \"mig-drop\"\nreason = \" \"",
            "cadastre.toml:3:10: a waiver needs a reason.",
        ),
        ("profile = ", "cadastre.toml:1:"),
    ] {
        let folder = Folder::new("config-wrong")
            .with("schema.sql", BASE)
            .with("cadastre.toml", wrong);
        folder.run(&["check", "schema.sql"]).refused(reason);
    }
    folder
        .run(&["check", "schema.sql", "--config", "nowhere.toml"])
        .refused("nowhere.toml: There is no such file or folder.");
    folder.run(&["check"]).refused("There is nothing to check");
}

#[test]
fn the_stances_of_the_configuration_say_how_migrations_are_planned_and_written() {
    let folder = Folder::new("stances")
        .with("before.sql", format!("{BASE}{NOTES}"))
        .with(
            "after.sql",
            format!("{BASE}{NOTES}ALTER TABLE notes ALTER COLUMN body SET NOT NULL;"),
        );
    let migrate = |folder: &Folder, into: &str| {
        let words = ["migrate", "--from", "before.sql", "--to", "after.sql"];
        let ran = folder.run(&[words.as_slice(), &["--into", into]].concat());
        assert_eq!(ran.status, 0, "{}", ran.said);
        ran.out
            .lines()
            .filter(|line| line.starts_with("written"))
            .count()
    };
    // One file each way, and the list of hashes.
    assert_eq!(migrate(&folder, "plain"), 3);
    let folder = folder.with(
        "cadastre.toml",
        "[stances]\n\"migration.mode\" = \"online\"\n",
    );
    assert!(migrate(&folder, "online") > 3);
    let folder = folder.with("cadastre.toml", "[stances]\nfiles = \"dbmate\"\n");
    assert_eq!(migrate(&folder, "dbmate"), 2);
    // What was asked for on the command line stands above it, and so does the small table.
    let folder = folder.with(
        "cadastre.toml",
        "[stances]\n\"migration.mode\" = \"online\"\n[rows]\nnotes = 10\n",
    );
    assert_eq!(migrate(&folder, "small"), 3);
}

#[test]
fn a_bare_name_across_schemas_is_found_where_it_is_written() {
    let crossing = "CREATE SCHEMA w;\nCREATE TABLE w.q (\n  id uuid PRIMARY KEY,\n  org_id uuid NOT NULL REFERENCES organizations (id)\n);\n";
    let folder = Folder::new("crossing")
        .with("base.sql", BASE)
        .with("schema.sql", format!("{BASE}{crossing}"))
        .with(
            "whole.sql",
            format!("{BASE}{crossing}").replace("REFERENCES org", "REFERENCES public.org"),
        );
    let rule = |words: &[&str]| -> Vec<String> {
        let ran = folder.run(&[&["check", "--format", "json"], words].concat());
        let told = told(&ran.json());
        told.into_iter()
            .filter(|one| one.starts_with("cross-schema"))
            .collect()
    };
    assert_eq!(
        rule(&["schema.sql"]),
        ["cross-schema-fk-unqualified schema.sql:6"]
    );
    assert_eq!(rule(&["schema.sql", "--base", "base.sql"]).len(), 1);
    assert!(rule(&["schema.sql", "--base", "schema.sql"]).is_empty());
    assert!(rule(&["whole.sql"]).is_empty());
}

#[test]
fn a_migration_is_written_again_where_that_mends_it() {
    let folder = migrations("rewrite");
    let ran = folder.run(&["check", "--migrations", "db", "--rewrite"]);
    let out = ran.out.as_str();
    for expected in [
        "003_require_body.up.sql written again mends",
        "mig-index-blocking",
        "- CREATE INDEX notes_body ON notes (body);",
        "+ CREATE INDEX CONCURRENTLY notes_body",
        "VALIDATE CONSTRAINT",
    ] {
        assert!(out.contains(expected), "{expected}: {out}");
    }
    assert!(
        !folder
            .text("db/003_require_body.up.sql")
            .contains("CONCURRENTLY")
    );
    folder
        .run(&["check", "schema.sql", "--rewrite"])
        .refused("--migrations");
}

#[test]
fn waivers_of_the_configuration_hold_until_they_expire_and_unused_ones_are_told() {
    let waiver = |expires: &str| {
        format!(
            "[[waivers]]\nrule = \"require-primary-key\"\nobject = \"odd\"\nreason = \"A log.\"\nexpires = \"{expires}\"\n"
        )
    };
    let odd = format!("{BASE}CREATE TABLE odd (a int);");
    let run = |text: String, schema: &str| {
        let folder = Folder::new("waivers")
            .with("schema.sql", schema)
            .with("cadastre.toml", text);
        folder.run(&["check", "schema.sql"])
    };
    let ran = run(waiver("2999-01-01"), &odd);
    assert!(
        !ran.out
            .contains("error    schema.sql:5  require-primary-key"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("1 finding accepted by a waiver:"),
        "{}",
        ran.out
    );
    let ran = run(waiver("2020-01-01"), &odd);
    assert!(
        ran.out
            .contains("error    schema.sql:5  require-primary-key"),
        "{}",
        ran.out
    );
    assert!(ran.said.contains("has expired"), "{}", ran.said);
    let keyed = format!("{BASE}CREATE TABLE odd (a int PRIMARY KEY);");
    let ran = run(waiver("2999-01-01"), &keyed);
    assert!(ran.said.contains("accepts nothing"), "{}", ran.said);
}
