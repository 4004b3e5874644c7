//! Migrations into the user's repository: what is found there, what is proposed, what is refused.

use cadastre::migration::layout::{self, Numbering, hash};
use cadastre::migration::{Plan, Strategy};
use cadastre::model::Document;
use cadastre::repository::{
    Change, Kind, LOCK_FILE, Proposal, Refusal, Repository, Request, enters, reads,
};

use crate::migration_cases::{Case, cases, schema};

/// 2026-02-02 02:40:00 UTC.
const NOW: u64 = 1_770_000_000;

fn case(name: &str) -> Case {
    cases().into_iter().find(|case| case.name == name).unwrap()
}

fn repository(files: &[(&str, &str)]) -> Repository {
    let own = |(path, text): &(&str, &str)| ((*path).to_string(), (*text).to_string());
    Repository::new(files.iter().map(own))
}

struct Asked {
    plan: Plan,
    document: Document,
    layout: Option<&'static str>,
    otherwise: Option<&'static str>,
    numbering: Option<Numbering>,
}

impl Asked {
    fn new(name: &str, strategy: Strategy) -> Asked {
        let case = case(name);
        Asked {
            plan: case.plan(strategy),
            document: Document::new("case", schema(&case.after)),
            layout: None,
            otherwise: None,
            numbering: None,
        }
    }

    fn of(mut self, layout: &'static str) -> Asked {
        self.layout = Some(layout);
        self
    }

    fn propose(&self, repository: &Repository) -> Result<Proposal, Refusal> {
        repository.propose(&Request {
            plan: &self.plan,
            document: &self.document,
            layout: self.layout.and_then(layout::layout),
            otherwise: self.otherwise.and_then(layout::layout),
            numbering: self.numbering,
            number: None,
            name: None,
            now: NOW,
        })
    }

    fn paths(&self, repository: &Repository) -> Vec<String> {
        let proposal = self.propose(repository).unwrap();
        let new = proposal
            .writes
            .iter()
            .filter(|write| write.change == Change::New);
        new.map(|write| write.path.clone()).collect()
    }
}

fn drop_column() -> Asked {
    Asked::new("drop_column", Strategy::Single)
}

/// The repository after a proposal was written.
fn written(files: &[(&str, &str)], proposal: &Proposal) -> Repository {
    let mut all: Vec<(String, String)> = files
        .iter()
        .map(|(path, text)| ((*path).to_string(), (*text).to_string()))
        .collect();
    for write in &proposal.writes {
        all.retain(|(path, _)| *path != write.path);
        all.push((write.path.clone(), write.text.clone()));
    }
    Repository::new(all)
}

#[test]
fn each_layout_is_known_by_its_files_and_goes_on_with_their_numbers() {
    let name = drop_column().plan.name;
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], String);
    let cases: [Case<'_>; 9] = [
        (
            "updown",
            &[
                ("db/0041_x.up.sql", "BEGIN;\nCOMMIT;\n"),
                ("db/0041_x.down.sql", "BEGIN;\n"),
            ],
            format!("db/0042_{name}.up.sql"),
        ),
        (
            "sqlx",
            &[
                ("migrations/20250101000000_x.up.sql", "SELECT 1;"),
                ("migrations/20250101000000_x.down.sql", ""),
            ],
            format!("migrations/20260202024000_{name}.up.sql"),
        ),
        (
            "idempotent",
            &[
                (
                    "docker/postgres/migrations/000_create.sql",
                    "CREATE TABLE schema_migrations ();",
                ),
                (
                    "docker/postgres/migrations/007_x.sql",
                    "INSERT INTO schema_migrations VALUES ('007')",
                ),
            ],
            format!("docker/postgres/migrations/008_{name}.sql"),
        ),
        (
            "dbmate",
            &[(
                "db/migrations/20990101000000_x.sql",
                "-- migrate:up\n-- migrate:down\n",
            )],
            format!("db/migrations/20990101000001_{name}.sql"),
        ),
        (
            "diesel",
            &[
                ("migrations/00000000000000_diesel_initial_setup/up.sql", ""),
                ("migrations/2025-03-01-120000_x/up.sql", ""),
                ("migrations/2025-03-01-120000_x/down.sql", ""),
            ],
            format!("migrations/2026-02-02-024000_{name}/up.sql"),
        ),
        (
            "flyway",
            &[("src/main/resources/db/migration/V12__x.sql", "")],
            format!("src/main/resources/db/migration/V13__{name}.sql"),
        ),
        (
            "goose",
            &[("sql/00012_x.sql", "-- +goose Up\n")],
            format!("sql/00013_{name}.sql"),
        ),
        (
            "node-pg-migrate",
            &[("migrations/1700000000000_x.sql", "-- Up Migration\n")],
            format!("migrations/1770000000000_{name}.sql"),
        ),
        (
            "prisma",
            &[("prisma/migrations/20250101000000_init/migration.sql", "")],
            format!("prisma/migrations/20260202024000_{name}/migration.sql"),
        ),
    ];
    for (layout, files, expected) in cases {
        let repository = repository(files);
        assert_eq!(repository.layout().unwrap().name, layout);
        let paths = drop_column().paths(&repository);
        assert!(
            paths.contains(&expected),
            "{layout}: {expected} not in {paths:?}"
        );
    }
}

#[test]
fn revisions_go_on_from_the_head() {
    let first = "revision = 'aaa'\ndown_revision = None\n";
    let second = "revision: str = \"bbb\"\ndown_revision: Union[str, None] = \"aaa\"\n";
    let files = [
        ("app/alembic/versions/aaa_x.py", first),
        ("app/alembic/versions/bbb_y.py", second),
    ];
    let asked = drop_column();
    let proposal = asked.propose(&repository(&files)).unwrap();
    assert_eq!(proposal.layout.name, "alembic");
    let revision = &proposal.writes[0];
    assert!(
        revision.path.starts_with("app/alembic/versions/"),
        "{}",
        revision.path
    );
    assert!(
        revision.text.contains("down_revision = \"bbb\""),
        "{}",
        revision.text
    );
    assert!(
        proposal
            .writes
            .iter()
            .any(|write| write.path == "app/models/base.py")
    );
    // Written once, it is there; the hash in its name does not change.
    let again = asked.propose(&written(&files, &proposal)).unwrap();
    assert!(
        again
            .writes
            .iter()
            .all(|write| write.change == Change::Unchanged)
    );
    assert_eq!(again.version, proposal.version);

    let third = "revision = 'ccc'\ndown_revision = 'aaa'\n";
    let heads = [files[0], files[1], ("app/alembic/versions/ccc_z.py", third)];
    assert_eq!(
        asked.propose(&repository(&heads)).unwrap_err(),
        Refusal::SeveralHeads("bbb, ccc".to_string())
    );
}

#[test]
fn an_empty_folder_gets_the_layout_that_is_asked_for() {
    let nothing = Repository::default();
    assert_eq!(nothing.layout().map(|layout| layout.name), None);
    let name = drop_column().plan.name;
    let paths = drop_column().paths(&nothing);
    assert_eq!(
        paths,
        [
            format!("001_{name}.up.sql"),
            format!("001_{name}.down.sql"),
            LOCK_FILE.to_string()
        ]
    );
    let paths = drop_column().paths(&repository(&[("go.mod", "")]));
    assert!(
        paths.contains(&format!("migrations/001_{name}.up.sql")),
        "{paths:?}"
    );
    let paths = drop_column().of("idempotent").paths(&nothing);
    assert_eq!(
        paths,
        [
            "migrations/000_create_schema_migrations.sql".to_string(),
            format!("migrations/001_{name}.sql"),
            format!("migrations/rollback/001_{name}.sql"),
            "init.sql".to_string(),
            format!("migrations/{LOCK_FILE}"),
        ]
    );
    let paths = drop_column().of("alembic").paths(&nothing);
    for path in [
        "alembic.ini",
        "alembic/env.py",
        "models/__init__.py",
        "models/base.py",
    ] {
        assert!(paths.contains(&path.to_string()), "{path} not in {paths:?}");
    }
}

#[test]
fn the_layout_of_a_stance_holds_where_the_folder_tells_none() {
    let mut asked = drop_column();
    asked.otherwise = Some("goose");
    let empty = asked.propose(&repository(&[])).unwrap();
    assert_eq!(empty.layout.name, "goose");
    let found = asked.propose(&repository(&[("m/003_x.up.sql", "BEGIN;")]));
    assert_eq!(found.unwrap().layout.name, "updown");
    asked.layout = Some("flyway");
    assert_eq!(
        asked.propose(&repository(&[])).unwrap().layout.name,
        "flyway"
    );
}

#[test]
fn numbering_can_be_asked_for() {
    let files = [("m/003_x.up.sql", "BEGIN;")];
    let mut asked = drop_column();
    asked.numbering = Some(Numbering::Timestamp);
    let proposal = asked.propose(&repository(&files)).unwrap();
    assert_eq!(proposal.version, "20260202024000");
    asked.layout = Some("diesel");
    let proposal = asked.propose(&repository(&files)).unwrap();
    assert_eq!(proposal.version, "2026-02-02-024000");
    assert!(
        proposal.notices[0].contains("Diesel"),
        "{:?}",
        proposal.notices
    );
}

#[test]
fn a_migration_that_exists_is_never_changed() {
    let asked = drop_column();
    let first = asked.propose(&Repository::default()).unwrap();
    let there = written(&[], &first);
    let again = asked.propose(&there).unwrap();
    assert!(
        again
            .writes
            .iter()
            .all(|write| write.change == Change::Unchanged)
    );

    let edited: Vec<(String, String)> = first
        .writes
        .iter()
        .map(|write| (write.path.clone(), write.text.replace("COMMIT", "COMMIT ")))
        .collect();
    let edited = Repository::new(edited);
    assert_eq!(
        asked.propose(&edited).unwrap_err(),
        Refusal::Differs(first.writes[0].path.clone())
    );
}

#[test]
fn an_edited_migration_is_noticed_until_the_edit_is_undone() {
    let old = "BEGIN;\nSELECT 1;\nCOMMIT;\n";
    let sum = format!(
        "{}  001_x.up.sql\n{}  002_gone.up.sql\n",
        hash(old),
        hash("x")
    );
    let edited = old.replace('1', "2");
    let files = [("001_x.up.sql", edited.as_str()), (LOCK_FILE, &sum)];
    let proposal = drop_column().propose(&repository(&files)).unwrap();
    assert!(
        proposal.notices[0].starts_with("`001_x.up.sql` was edited"),
        "{:?}",
        proposal.notices
    );
    assert!(
        proposal.notices[1].contains("002_gone.up.sql"),
        "{:?}",
        proposal.notices
    );
    // Writing does not make it forgotten.
    let after = written(&files, &proposal);
    let again = drop_column().propose(&after).unwrap();
    assert_eq!(again.notices, proposal.notices);
    let files = [("001_x.up.sql", old), (LOCK_FILE, &sum)];
    let proposal = drop_column().propose(&repository(&files)).unwrap();
    assert_eq!(proposal.notices.len(), 1);
    let lock = proposal
        .writes
        .iter()
        .find(|write| write.kind == Kind::Lock)
        .unwrap();
    assert_eq!(lock.text.lines().count(), 4);
    assert!(!lock.replaces(), "the list of hashes needs nobody's word");
}

#[test]
fn what_follows_from_the_schema_is_replaced_only_where_it_exists() {
    let files = [
        ("db/init.sql", "CREATE TABLE old ();\n"),
        ("docs/DATABASE_SCHEMA.md", "# Old\n"),
        ("db/migrations/001_x.up.sql", "BEGIN;"),
    ];
    let proposal = drop_column().propose(&repository(&files)).unwrap();
    let replaced: Vec<&str> = proposal
        .writes
        .iter()
        .filter(|write| write.replaces())
        .map(|write| write.path.as_str())
        .collect();
    assert_eq!(replaced, ["db/init.sql", "docs/DATABASE_SCHEMA.md"]);
    assert!(
        proposal
            .writes
            .iter()
            .all(|write| write.kind != Kind::Migration || write.change == Change::New)
    );
    let proposal = drop_column().propose(&repository(&files[2..])).unwrap();
    assert!(
        proposal
            .writes
            .iter()
            .all(|write| write.kind != Kind::Companion)
    );
}

#[test]
fn records_are_made_once_and_the_init_script_has_them_all() {
    let files = [(
        "migrations/004_old.sql",
        "INSERT INTO schema_migrations ...",
    )];
    let asked = drop_column();
    let proposal = asked.propose(&repository(&files)).unwrap();
    // The table of records is missing in the folder, so it comes first, under a number of its own.
    assert_eq!(
        proposal.writes[0].path,
        "migrations/005_create_schema_migrations.sql"
    );
    assert!(
        proposal.writes[1].path.starts_with("migrations/006_"),
        "{}",
        proposal.writes[1].path
    );
    let init = proposal
        .writes
        .iter()
        .find(|write| write.path == "init.sql")
        .unwrap();
    for version in ["'004'", "'005'", "'006'"] {
        assert!(init.text.contains(version), "{}", init.text);
    }
    let again = asked.propose(&written(&files, &proposal)).unwrap();
    assert!(
        again
            .writes
            .iter()
            .all(|write| write.change == Change::Unchanged)
    );
}

#[test]
fn what_is_no_migration_is_not_read() {
    assert!(enters("db") && !enters("node_modules") && !enters(".git"));
    assert!(reads("001_x.sql") && reads("env.py") && reads(LOCK_FILE));
    assert!(!reads("photo.jpg") && !reads(".env") && !reads(".hidden.sql"));
}

#[test]
fn strange_names_break_nothing() {
    let files: Vec<(String, String)> = [
        "",
        "/",
        "_",
        "_.sql",
        "1",
        "1_",
        "1_.sql",
        "V__.sql",
        "V1__.sql",
        "é/9_ü.up.sql",
        "99999999999999999999_x.up.sql",
        "18446744073709551615_x.up.sql",
    ]
    .iter()
    .map(|path| {
        (
            (*path).to_string(),
            "revision\ndown_revision = '\n".to_string(),
        )
    })
    .collect();
    let repository = Repository::new(files);
    assert!(!repository.summary().is_empty());
    let refused = drop_column().propose(&repository);
    assert!(matches!(refused, Err(Refusal::NoNumberLeft(_)) | Ok(_)));
}
