//! Leak paths, deletions followed, and the matrix of row security, on a schema that has each of them once.

use std::ops::ControlFlow;

use cadastre::import::{self, Options, Source};
use cadastre::isolation::row_security::{self, COMMANDS, Gap, Reach, WriteCheck};
use cadastre::isolation::{Outcome, close, leaks, simulate};
use cadastre::model::tenancy::{Tenancy, infer};
use cadastre::model::{Document, Op, Schema, TableId};
use cadastre::rules::Stances;

/// Shared with the PostgreSQL suite, which fills it with two tenants' rows.
pub const LIBRARY: &str = include_str!("golden/isolation.sql");

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

fn id(schema: &Schema, name: &str) -> TableId {
    schema.table_named("public", name).unwrap().id
}

fn ways(sql: &str) -> Vec<String> {
    let (document, tenancy) = read(sql);
    let schema = &document.schema;
    leaks(schema, &tenancy)
        .iter()
        .map(|leak| format!("{:?}: {}", leak.kind, leak.way(schema).join(" > ")))
        .collect()
}

#[test]
fn each_leak_path_is_named_stop_by_stop() {
    assert_eq!(
        ways(LIBRARY),
        [
            "Reference: loans.copy_id > copies.id",
            "Shared: loans.reader_id > users.id > memberships.user_id",
            "Junction: shelves.id > shelvings.shelf_id > shelvings.copy_id > copies.id",
        ]
    );
}

#[test]
fn a_path_says_what_deleting_does() {
    let (document, tenancy) = read(LIBRARY);
    let found = leaks(&document.schema, &tenancy);
    let sentence = found[0].sentence(&document.schema);
    assert_eq!(
        sentence,
        "A row of loans can point at another tenant's row of copies: the key leaves the tenant out. Deleting the row of copies deletes that of loans."
    );
    assert!(found.iter().all(|leak| !leak.guarded));
}

#[test]
fn keys_that_hold_the_tenant_close_every_path() {
    let closed = LIBRARY
        .replace(
            "copy_id uuid NOT NULL REFERENCES copies ON DELETE CASCADE,\n  reader_id uuid NOT NULL REFERENCES users,",
            "copy_id uuid NOT NULL,\n  reader_id uuid NOT NULL,\n  FOREIGN KEY (organization_id, copy_id) REFERENCES copies (organization_id, id) ON DELETE CASCADE,\n  FOREIGN KEY (organization_id, reader_id) REFERENCES memberships,",
        )
        .replace(
            "shelf_id uuid NOT NULL REFERENCES shelves ON DELETE CASCADE,\n  copy_id uuid NOT NULL REFERENCES copies,",
            "organization_id uuid NOT NULL,\n  shelf_id uuid NOT NULL,\n  copy_id uuid NOT NULL,\n  FOREIGN KEY (organization_id, shelf_id) REFERENCES shelves (organization_id, id),\n  FOREIGN KEY (organization_id, copy_id) REFERENCES copies (organization_id, id),",
        );
    assert_ne!(closed, LIBRARY);
    assert_eq!(ways(&closed), Vec::<String>::new());
}

#[test]
fn two_keys_to_rows_of_one_row_are_no_leak() {
    // Both references of a renewal come from the same loan, so they are one tenant's.
    let sql = "
        CREATE TABLE organizations(id uuid PRIMARY KEY);
        CREATE TABLE loans(id uuid PRIMARY KEY, organization_id uuid NOT NULL REFERENCES organizations);
        CREATE TABLE fines(id uuid, loan_id uuid NOT NULL REFERENCES loans, PRIMARY KEY(loan_id, id));
        CREATE TABLE payments(id uuid PRIMARY KEY, loan_id uuid NOT NULL REFERENCES loans, fine_id uuid NOT NULL,
          FOREIGN KEY(loan_id, fine_id) REFERENCES fines);";
    assert_eq!(ways(sql), Vec::<String>::new());
    let apart = sql.replace(
        "loan_id uuid NOT NULL REFERENCES loans, fine_id",
        "loan_id uuid NOT NULL, other_loan_id uuid NOT NULL REFERENCES loans, fine_id",
    );
    assert_eq!(
        ways(&apart),
        [
            "Junction: loans.id > payments.other_loan_id > payments (loan_id, fine_id) > fines (loan_id, id)"
        ]
    );
}

#[test]
fn without_tenants_there_is_no_leak() {
    assert!(
        ways("CREATE TABLE a(id int PRIMARY KEY); CREATE TABLE b(a_id int REFERENCES a);")
            .is_empty()
    );
}

fn followed(name: &str) -> Vec<String> {
    let (document, tenancy) = read(LIBRARY);
    let schema = &document.schema;
    simulate(schema, &tenancy, id(schema, name))
        .hits
        .iter()
        .map(|hit| {
            let table = schema.table(hit.table).unwrap();
            format!(
                "{} {} ({}) {}{}",
                hit.distance,
                table.name,
                table.column_names(&hit.columns).join(", "),
                hit.outcome.word(),
                if hit.across_tenants {
                    " across tenants"
                } else {
                    ""
                }
            )
        })
        .collect()
}

#[test]
fn deleting_a_tenant_is_followed_to_the_last_table() {
    assert_eq!(
        followed("organizations"),
        [
            "1 copies (organization_id) deleted",
            "1 loans (organization_id) deleted",
            "1 memberships (organization_id) deleted",
            "1 shelves (organization_id) deleted",
            "2 loans (copy_id) deleted across tenants",
            "2 shelvings (copy_id) blocks across tenants",
            "2 shelvings (shelf_id) deleted",
            "1 search_entries (organization_id) left behind",
        ]
    );
}

#[test]
fn deleting_a_user_tells_what_stops_it() {
    let (document, tenancy) = read(LIBRARY);
    let schema = &document.schema;
    let deletion = simulate(schema, &tenancy, id(schema, "users"));
    assert!(deletion.is_blocked());
    assert_eq!(deletion.count(Outcome::Changed), 1);
    assert_eq!(
        followed("users"),
        [
            "1 copies (added_by) changed across tenants",
            "1 loans (reader_id) blocks across tenants",
            "1 memberships (user_id) deleted across tenants",
        ]
    );
}

#[test]
fn the_matrix_tells_what_each_role_reaches() {
    let (document, tenancy) = read(LIBRARY);
    let matrix = row_security::matrix(&document.schema, &tenancy);
    let roles: Vec<&str> = matrix.roles.iter().map(|role| role.name.as_str()).collect();
    assert_eq!(roles, ["app", "auditor", "reporting"]);
    let row = |name: &str| {
        let id = id(&document.schema, name);
        matrix.rows.iter().find(|row| row.table == id).unwrap()
    };
    use Reach::{Every, NotGranted, Nothing, Own, OwnOutAnyIn};
    let copies = row("copies");
    assert_eq!(copies.cells[0], [Own, Own, OwnOutAnyIn, Own]);
    assert_eq!(copies.cells[1], [Every, NotGranted, NotGranted, NotGranted]);
    assert_eq!(
        copies.cells[2],
        [Nothing, NotGranted, NotGranted, NotGranted]
    );
    assert_eq!(copies.gaps, [Gap::NotForced, Gap::Open, Gap::Unchecked]);
    assert_eq!(copies.check, WriteCheck::True);
    let loans = row("loans");
    assert_eq!(loans.cells[0], [Every, Every, Every, Every]);
    assert_eq!(loans.gaps, [Gap::Off, Gap::NoIndex]);
    let table = document.schema.table(copies.table).unwrap();
    let told = |role: usize, command: usize| {
        let (role, command) = (&matrix.roles[role], COMMANDS[command]);
        let reach = copies.cells[matrix.roles.iter().position(|one| one == role).unwrap()];
        let reach = reach[COMMANDS.iter().position(|one| *one == command).unwrap()];
        row_security::explain(&tenancy, table, role, command, reach)
    };
    assert_eq!(
        told(0, 0),
        "`own_copies` asks for the tenant of the session."
    );
    assert_eq!(
        told(0, 2),
        "`move_copies` asks for the tenant of the row as it was, and not as it becomes: a row can be moved into another tenant."
    );
    assert_eq!(
        told(1, 0),
        "`auditor` passes row security by, so no policy binds it."
    );
    assert_eq!(
        told(2, 0),
        "No policy for `SELECT` lets a row of `copies` through to `reporting`."
    );
    assert_eq!(
        told(2, 3),
        "`DELETE` on `copies` is not granted to `reporting`."
    );
    assert!(row("genres").gaps.is_empty());
    assert_eq!(matrix.needed_and_open(), (7, 7));
}

#[test]
fn what_is_generated_closes_every_gap_it_can() {
    let (mut document, tenancy) = read(LIBRARY);
    let stances = Stances::of(&document.settings);
    let made = row_security::generate(&document, &tenancy, &stances);
    assert_eq!(made.len(), 7);
    let ops: Vec<Op> = made.into_iter().flat_map(|one| one.ops).collect();
    let (undo, _) = Op::apply_all(ops, &mut document).unwrap();
    let matrix = row_security::matrix(&document.schema, &tenancy);
    for row in &matrix.rows {
        let name = &document.schema.table(row.table).unwrap().name;
        // The auditor passes row security by: only a person can say whether that is meant.
        let left: Vec<Gap> = row
            .gaps
            .iter()
            .copied()
            .filter(|gap| *gap != Gap::Open)
            .collect();
        assert!(left.is_empty(), "{name}: {left:?}");
    }
    Op::apply_all(undo, &mut document).unwrap();
    assert_eq!(document.schema, read(LIBRARY).0.schema);
}

#[test]
fn each_leak_path_can_be_closed_and_brings_no_error() {
    let (document, tenancy) = read(LIBRARY);
    let errors = |document: &Document| -> std::collections::BTreeSet<String> {
        let review = cadastre::review::Review::full(document);
        let found = review.findings().iter();
        found
            .filter(|one| one.severity == cadastre::rules::Severity::Error)
            .map(|one| one.message())
            .collect()
    };
    let found = leaks(&document.schema, &tenancy);
    let way = |document: &Document, leak: &cadastre::isolation::Leak| {
        format!("{:?} {}", leak.kind, leak.way(&document.schema).join(" > "))
    };
    let before: Vec<String> = found.iter().map(|leak| way(&document, leak)).collect();
    let mut all = document.clone();
    for leak in &found {
        let told = way(&document, leak);
        let ops = close(&document, leak).unwrap_or_else(|| panic!("{told}: not closed"));
        let mut closed = document.clone();
        let (inverses, _) = Op::apply_all(ops, &mut closed).unwrap();
        let tenancy = infer(&closed.schema, &closed.tenancy);
        let left: Vec<String> = leaks(&closed.schema, &tenancy)
            .iter()
            .map(|leak| way(&closed, leak))
            .collect();
        assert!(!left.contains(&told), "{told} is still there");
        assert!(
            left.iter().all(|one| before.contains(one)),
            "{told}: {left:?}"
        );
        let new: Vec<String> = errors(&closed)
            .difference(&errors(&document))
            .cloned()
            .collect();
        assert!(new.is_empty(), "{told}: {new:?}");
        Op::apply_all(inverses, &mut closed).unwrap();
        assert_eq!(closed.schema, document.schema);
        // One after the other they close all there is.
        let ops = close(&all, leak).unwrap();
        Op::apply_all(ops, &mut all).unwrap();
    }
    let tenancy = infer(&all.schema, &all.tenancy);
    assert!(leaks(&all.schema, &tenancy).is_empty());
}
