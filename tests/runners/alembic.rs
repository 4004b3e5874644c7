//! Alembic and SQLAlchemy: what is proposed for an empty repository is written as it is, then `alembic upgrade head`,
//! `downgrade base`, `upgrade head`, and `alembic check` finds no difference between the models and the database.

use std::fmt::Write as _;

use cadastre::diff::{self, Matching};
use cadastre::migration::{self, Options, Plan, Strategy, layout};
use cadastre::model::{Document, Schema};
use cadastre::repository::{Repository, Request};

use crate::dumps::{difference, normal};
use crate::everything;
use crate::migration_cases::schema;
use crate::programs::{command, finish, tool};
use crate::runner::{Folder, pairs};
use crate::server::{Database, Server};

/// Writes the repository that is proposed for a plan.
fn repository(name: &str, plan: &Plan, document: &Document) -> Folder {
    let folder = Folder::new(name);
    let proposal = Repository::default()
        .propose(&Request {
            plan,
            document,
            layout: layout::layout("alembic"),
            otherwise: None,
            numbering: None,
            number: None,
            name: None,
            now: 1_770_000_000,
        })
        .unwrap();
    for write in &proposal.writes {
        folder.write(&write.path, &write.text);
    }
    folder
}

fn url(database: &Database) -> String {
    database.url("postgresql+psycopg")
}

/// What the database is after each of `alembic`'s commands, and what `check` says, for many repositories in one process.
fn drive(repositories: &[(String, &Folder, &Database)]) -> Vec<(String, String)> {
    let list = Folder::new("alembic-list");
    let mut lines = String::new();
    for (name, folder, database) in repositories {
        let _ = writeln!(
            lines,
            "{name}\t{}\t{}",
            folder.path().display(),
            url(database)
        );
    }
    list.write("list.txt", &lines);
    let mut python = command(&tool("runners/python/bin/python"));
    python.arg(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/runners/drive_alembic.py"
    ));
    python.arg(list.path().join("list.txt"));
    let said = finish(python).unwrap_or_else(|error| panic!("{error}"));
    said.lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, problem)| (name.to_string(), problem.replace("\\n", "\n")))
        .collect()
}

#[test]
fn alembic_goes_there_and_back_and_finds_the_models_equal() {
    let mut made = Vec::new();
    for pair in pairs() {
        let case = &pair.case;
        let document = Document::new("case", schema(&case.after));
        let plan = case.plan(Strategy::Online);
        let folder = repository(&format!("alembic-{}", case.name), &plan, &document);
        let live = Server::get().database();
        live.run(&case.before).unwrap();
        live.run(&case.rows).unwrap();
        made.push((pair, folder, live));
    }
    let list: Vec<(String, &Folder, &Database)> = made
        .iter()
        .map(|(pair, folder, live)| (pair.case.name.clone(), folder, live))
        .collect();
    let mut failures: Vec<String> = drive(&list)
        .into_iter()
        .map(|(name, problem)| format!("{name}: {problem}"))
        .collect();
    for (pair, _, live) in &made {
        let actual = normal(&live.dump_without("alembic_version"));
        if actual != pair.target {
            let difference = difference(&actual, &pair.target);
            failures.push(format!("{} ends elsewhere:\n{difference}", pair.case.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Runs the command line as a user would, and looks at the mappers as an application that starts does.
fn alembic(name: &str, folder: &Folder, live: &Database, commands: &[&[&str]]) {
    for way in commands {
        let mut alembic = command(&tool("runners/python/bin/alembic"));
        alembic
            .args(*way)
            .current_dir(folder.path())
            .env("DATABASE_URL", url(live));
        finish(alembic).unwrap_or_else(|error| panic!("{name}: {}: {error}", way.join(" ")));
    }
    let mut python = command(&tool("runners/python/bin/python"));
    let load = "import models, sqlalchemy.orm as o; o.configure_mappers()";
    python
        .args(["-W", "error", "-c", load])
        .current_dir(folder.path());
    finish(python).unwrap_or_else(|error| panic!("{name}: {error}"));
}

fn from_nothing(document: &Document) -> Plan {
    let diff = diff::compare(&Schema::default(), &document.schema, Matching::Ids);
    migration::plan(&diff, &Options::default()).unwrap()
}

#[test]
fn models_of_a_tenant_schema_are_what_the_database_is() {
    let document = Document::new("Tenants", schema(include_str!("tenants.sql")));
    let folder = repository("alembic-tenants", &from_nothing(&document), &document);
    let (live, target) = (Server::get().database(), Server::get().database());
    target.run(include_str!("tenants.sql")).unwrap();
    let commands = [
        &["upgrade", "head"][..],
        &["downgrade", "base"],
        &["upgrade", "head"],
        &["check"],
    ];
    alembic("tenants", &folder, &live, &commands);
    let actual = normal(&live.dump_without("alembic_version"));
    let expected = normal(&target.dump_without("no_table"));
    assert_eq!(difference(&actual, &expected), "");
}

#[test]
fn models_of_everything_a_schema_can_hold_are_what_the_database_is() {
    let document = everything::plain();
    let folder = repository("alembic-everything", &from_nothing(&document), &document);
    // It has roles, which belong to a whole server.
    let live = Server::alone().database();
    let script = cadastre::export::format("sql").unwrap().write(&document);
    live.run(&script).unwrap();
    let commands = [&["stamp", "head"][..], &["check"]];
    alembic("everything", &folder, &live, &commands);
}
