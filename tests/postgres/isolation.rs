//! What is said of the borders between tenants, held against a server with the rows of two of them.

use std::ops::ControlFlow;

use cadastre::export;
use cadastre::import::{self, Options, Source};
use cadastre::isolation::row_security::{self, COMMANDS, Reach, command_word};
use cadastre::isolation::{Outcome, leaks, simulate};
use cadastre::model::tenancy::{Tenancy, infer};
use cadastre::model::{Document, Op, PolicyCommand};
use cadastre::rules::Stances;

use crate::server::{Database, Server};

const LIBRARY: &str = include_str!("../native/golden/isolation.sql");

/// Two organizations of the same make: `…a1` and `…b1`.
const ROWS: &str = "
INSERT INTO organizations SELECT ('00000000-0000-0000-0000-0000000000' || t || '1')::uuid, t FROM unnest(ARRAY['a','b']) t;
INSERT INTO users SELECT ('00000000-0000-0000-0000-0000000000' || t || '2')::uuid, t FROM unnest(ARRAY['a','b']) t;
INSERT INTO memberships SELECT ('00000000-0000-0000-0000-0000000000' || t || '1')::uuid, ('00000000-0000-0000-0000-0000000000' || t || '2')::uuid FROM unnest(ARRAY['a','b']) t;
INSERT INTO copies SELECT ('00000000-0000-0000-0000-0000000000' || t || '3')::uuid, ('00000000-0000-0000-0000-0000000000' || t || '1')::uuid FROM unnest(ARRAY['a','b']) t;
INSERT INTO shelves SELECT ('00000000-0000-0000-0000-0000000000' || t || '4')::uuid, ('00000000-0000-0000-0000-0000000000' || t || '1')::uuid, t FROM unnest(ARRAY['a','b']) t;
INSERT INTO loans SELECT ('00000000-0000-0000-0000-0000000000' || t || '5')::uuid, ('00000000-0000-0000-0000-0000000000' || t || '1')::uuid, ('00000000-0000-0000-0000-0000000000' || t || '3')::uuid, ('00000000-0000-0000-0000-0000000000' || t || '2')::uuid, '2030-01-01' FROM unnest(ARRAY['a','b']) t;
INSERT INTO search_entries SELECT ('00000000-0000-0000-0000-0000000000' || t || '6')::uuid, ('00000000-0000-0000-0000-0000000000' || t || '1')::uuid, t FROM unnest(ARRAY['a','b']) t;
";

fn uuid(short: &str) -> String {
    format!("'00000000-0000-0000-0000-0000000000{short}'")
}

fn read(sql: &str) -> (Document, Tenancy) {
    let source = Source {
        name: "given.sql".into(),
        text: sql.into(),
    };
    let read = import::read(&[source], &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    });
    let document = Document::new("Given", read.unwrap().schema);
    let tenancy = infer(&document.schema, &document.tenancy);
    (document, tenancy)
}

/// A row that crosses the border of each path that is found.
fn crossing(way: &str) -> String {
    match way {
        "loans.copy_id > copies.id" => format!(
            "UPDATE loans SET copy_id = {} WHERE id = {}",
            uuid("b3"),
            uuid("a5")
        ),
        "loans.reader_id > users.id > memberships.user_id" => {
            format!(
                "UPDATE loans SET reader_id = {} WHERE id = {}",
                uuid("b2"),
                uuid("a5")
            )
        }
        "shelves.id > shelvings.shelf_id > shelvings.copy_id > copies.id" => {
            format!(
                "INSERT INTO shelvings VALUES ({}, {})",
                uuid("b4"),
                uuid("a3")
            )
        }
        other => panic!("no row for the path {other}"),
    }
}

#[test]
fn every_leak_path_can_be_walked() {
    let database = Server::alone().database();
    database.run(LIBRARY).unwrap();
    database.run(ROWS).unwrap();
    let (document, tenancy) = read(LIBRARY);
    let found = leaks(&document.schema, &tenancy);
    assert_eq!(found.len(), 3);
    for leak in found {
        let row = crossing(&leak.way(&document.schema).join(" > "));
        database
            .run(&format!("BEGIN; {row}; ROLLBACK;"))
            .unwrap_or_else(|error| panic!("{row}: {error}"));
    }
}

#[test]
fn a_deletion_ends_as_it_was_followed() {
    let database = Server::alone().database();
    database.run(LIBRARY).unwrap();
    database.run(ROWS).unwrap();
    let (document, tenancy) = read(LIBRARY);
    let schema = &document.schema;
    let root = tenancy.root.unwrap();
    let delete = format!("DELETE FROM organizations WHERE id = {};", uuid("a1"));
    // Another tenant's shelf holds a copy of this one: the key that blocks, blocks.
    let across = crossing("shelves.id > shelvings.shelf_id > shelvings.copy_id > copies.id");
    let refused = database.run(&format!("BEGIN; {across}; {delete} COMMIT;"));
    assert!(refused.unwrap_err().contains("shelvings_copy_id_fkey"));
    // Another tenant's loan of this one's copy goes with it.
    database
        .run(&format!(
            "UPDATE loans SET copy_id = {} WHERE id = {}; {delete}",
            uuid("a3"),
            uuid("b5")
        ))
        .unwrap();
    for hit in simulate(schema, &tenancy, root).hits {
        let table = &schema.table(hit.table).unwrap().name;
        let left = |organization: &str| {
            let count = format!(
                "SELECT count(*) FROM {table} WHERE organization_id = {};",
                uuid(organization)
            );
            database.run(&count).map(|text| text.trim().to_string())
        };
        match hit.outcome {
            Outcome::Deleted if hit.across_tenants => {
                assert_eq!(left("b1").unwrap(), "0", "{table}")
            }
            Outcome::Deleted if table != "shelvings" => {
                assert_eq!(left("a1").unwrap(), "0", "{table}")
            }
            Outcome::Orphaned => assert_eq!(left("a1").unwrap(), "1", "{table}"),
            _ => {}
        }
    }
    // The user is named by a loan whose key says nothing of deleting.
    let users = schema.table_named("public", "users").unwrap().id;
    assert!(simulate(schema, &tenancy, users).is_blocked());
    let refused = database.run(&format!(
        "INSERT INTO loans VALUES (gen_random_uuid(), {}, {}, {}, '2030-01-01'); DELETE FROM users WHERE id = {};",
        uuid("b1"),
        uuid("b3"),
        uuid("b2"),
        uuid("b2")
    ));
    assert!(refused.unwrap_err().contains("loans_reader_id_fkey"));
}

/// What a role does reach, found by trying as the first tenant.
fn tried(database: &Database, role: &str, table: &str, command: PolicyCommand) -> Reach {
    // Foreign keys are not asked here: what row security lets through is.
    let begin = format!(
        "BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL app.org_id = {}; SET LOCAL ROLE {role}; ",
        uuid("a1")
    );
    let run = |sql: &str| database.run(&format!("{begin}{sql}; ROLLBACK;"));
    let count = "string_agg(DISTINCT right(organization_id::text, 2), ',')";
    let reached = match command {
        PolicyCommand::Select => run(&format!("SELECT {count} FROM {table}")),
        PolicyCommand::Delete => run(&format!(
            "WITH gone AS (DELETE FROM {table} RETURNING organization_id) SELECT {count} FROM gone"
        )),
        PolicyCommand::Update => run(&format!(
            "WITH changed AS (UPDATE {table} SET id = id RETURNING organization_id) SELECT {count} FROM changed"
        )),
        _ => {
            let insert = |organization: &str| {
                run(&format!(
                    "INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, jsonb_build_object('id', gen_random_uuid(), 'organization_id', {}, 'copy_id', {1}, 'reader_id', {1}, 'due_on', '2030-01-01', 'label', 'x'))).*",
                    uuid(organization),
                    uuid("a3")
                ))
            };
            match (insert("a1"), insert("b1")) {
                (Ok(_), Ok(_)) => Ok("a1,b1".to_string()),
                (Ok(_), Err(_)) => Ok("a1".to_string()),
                (Err(error), _) if error.contains("permission denied") => Err(error),
                _ => Ok(String::new()),
            }
        }
    };
    match reached.as_deref().map(str::trim) {
        Err(error) => {
            assert!(
                error.contains("permission denied"),
                "{role} {table}: {error}"
            );
            Reach::NotGranted
        }
        Ok("") => Reach::Nothing,
        Ok("a1,b1") => Reach::Every,
        Ok("a1") if command == PolicyCommand::Update => {
            match run(&format!(
                "UPDATE {table} SET organization_id = {}",
                uuid("b1")
            )) {
                Ok(_) => Reach::OwnOutAnyIn,
                Err(_) => Reach::Own,
            }
        }
        Ok("a1") => Reach::Own,
        Ok(other) => panic!("{role} {table}: {other}"),
    }
}

/// Tries every cell of the matrix of the tables that have what the trials need.
fn hold_matrix(database: &Database, document: &Document, tenancy: &Tenancy) {
    let matrix = row_security::matrix(&document.schema, tenancy);
    for name in ["copies", "loans", "shelves"] {
        let id = document.schema.table_named("public", name).unwrap().id;
        let row = matrix.rows.iter().find(|row| row.table == id).unwrap();
        for (role, cells) in matrix.roles.iter().zip(&row.cells) {
            for (command, told) in COMMANDS.into_iter().zip(cells) {
                let found = tried(database, &role.name, name, command);
                assert_eq!(
                    found,
                    *told,
                    "{} {} {name}",
                    role.name,
                    command_word(command)
                );
            }
        }
    }
}

#[test]
fn the_matrix_tells_what_a_server_does_before_and_after_the_gaps_are_closed() {
    let server = Server::alone();
    let (mut document, tenancy) = read(LIBRARY);
    let open = server.database();
    open.run(LIBRARY).unwrap();
    open.run(ROWS).unwrap();
    hold_matrix(&open, &document, &tenancy);

    let stances = Stances::of(&document.settings);
    let made = row_security::generate(&document, &tenancy, &stances);
    let ops: Vec<Op> = made.into_iter().flat_map(|one| one.ops).collect();
    Op::apply_all(ops, &mut document).unwrap();
    // Roles belong to the whole server and are there already.
    let mut without_roles = document.clone();
    without_roles.schema.roles.clear();
    let closed = server.database();
    closed.run(&export::sql::document(&without_roles)).unwrap();
    closed.run(ROWS).unwrap();
    hold_matrix(&closed, &document, &tenancy);
    let shelving = format!(
        "INSERT INTO shelvings VALUES ({}, {}), ({}, {});",
        uuid("a4"),
        uuid("a3"),
        uuid("b4"),
        uuid("b3")
    );
    closed.run(&shelving).unwrap();
    let seen = closed
        .run(&format!(
            "SET app.org_id = {}; SET ROLE app; SELECT count(*) FROM shelvings;",
            uuid("a1")
        ))
        .unwrap();
    assert_eq!(
        seen.trim(),
        "1",
        "a table without the column asks through its parent"
    );
}
