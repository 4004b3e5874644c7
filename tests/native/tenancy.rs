//! Tenancy inferred from keys and names, with its reasons.

use std::ops::ControlFlow;

use cadastre::import::{self, Options, Source};
use cadastre::model::tenancy::{Tenancy, infer};
use cadastre::model::{Schema, TenancyClass, TenancyMode, TenancySettings};

fn schema(sql: &str) -> Schema {
    let source = Source {
        name: "given.sql".into(),
        text: sql.into(),
    };
    import::read(&[source], &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap()
    .schema
}

fn class(schema: &Schema, tenancy: &Tenancy, name: &str) -> TenancyClass {
    tenancy.class(schema.table_named("public", name).unwrap().id)
}

const WORKSHOP: &str = "
CREATE TABLE workspaces(id uuid PRIMARY KEY, name text);
CREATE TABLE users(id uuid PRIMARY KEY, email text, current_workspace_id uuid REFERENCES workspaces);
CREATE TABLE memberships(workspace_id uuid NOT NULL REFERENCES workspaces, user_id uuid NOT NULL REFERENCES users, PRIMARY KEY(workspace_id, user_id));
CREATE TABLE boards(id uuid PRIMARY KEY, workspace_id uuid NOT NULL REFERENCES workspaces, created_by uuid REFERENCES users);
CREATE TABLE cards(id uuid PRIMARY KEY, board_id uuid NOT NULL REFERENCES boards, color_code text REFERENCES colors);
CREATE TABLE colors(code text PRIMARY KEY, name text);
CREATE TABLE sessions(id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users);
CREATE TABLE releases(id uuid PRIMARY KEY, created_by uuid REFERENCES users, version text);
CREATE TABLE visits(workspace_id uuid NOT NULL, at timestamptz NOT NULL) PARTITION BY RANGE(at);
CREATE TABLE visits_old PARTITION OF visits DEFAULT;
";

/// Tables in an order in which every reference finds its table.
fn workshop() -> Schema {
    schema(&WORKSHOP.replace("color_code text REFERENCES colors", "color_code text").replace(
        "CREATE TABLE sessions",
        "ALTER TABLE cards ADD FOREIGN KEY(color_code) REFERENCES colors;\nCREATE TABLE sessions",
    ))
}

#[test]
fn each_table_gets_its_class() {
    let schema = workshop();
    let tenancy = infer(&schema, &TenancySettings::default());
    assert_eq!(tenancy.column.as_deref(), Some("workspace_id"));
    for (table, expected) in [
        ("workspaces", TenancyClass::Root),
        ("users", TenancyClass::Global),
        ("memberships", TenancyClass::Bridge),
        ("boards", TenancyClass::TenantScoped),
        ("cards", TenancyClass::TenantScoped),
        ("colors", TenancyClass::Reference),
        ("sessions", TenancyClass::Global),
        ("releases", TenancyClass::Unclassified),
        ("visits", TenancyClass::TenantScoped),
        ("visits_old", TenancyClass::TenantScoped),
    ] {
        assert_eq!(class(&schema, &tenancy, table), expected, "{table}");
    }
}

#[test]
fn every_class_has_its_reason() {
    let schema = workshop();
    let tenancy = infer(&schema, &TenancySettings::default());
    let reason = |name: &str| tenancy.reason(schema.table_named("public", name).unwrap().id);
    assert_eq!(
        reason("cards"),
        "It reaches the tenant through boards (board_id)."
    );
    assert_eq!(reason("boards"), "Its workspace_id references workspaces.");
    assert_eq!(reason("visits"), "It has the tenant column workspace_id.");
    assert_eq!(reason("visits_old"), "It is a partition of visits.");
    assert_eq!(
        reason("memberships"),
        "It joins workspaces to users, which all tenants share."
    );
    assert!(
        tenancy
            .classes
            .values()
            .all(|classified| classified.reason.ends_with('.'))
    );
}

#[test]
fn settings_win() {
    let schema = workshop();
    let boards = schema.table_named("public", "boards").unwrap().id;
    let mut settings = TenancySettings {
        root: Some(boards),
        ..TenancySettings::default()
    };
    let tenancy = infer(&schema, &settings);
    assert_eq!(tenancy.root, Some(boards));
    assert_eq!(tenancy.column.as_deref(), Some("board_id"));
    settings.root = None;
    settings.classes.insert(boards, TenancyClass::Global);
    let tenancy = infer(&schema, &settings);
    assert_eq!(tenancy.class(boards), TenancyClass::Global);
    assert_eq!(class(&schema, &tenancy, "cards"), TenancyClass::Global);
    settings.mode = TenancyMode::None;
    let tenancy = infer(&schema, &settings);
    assert_eq!(tenancy.root, None);
    assert_eq!(
        class(&schema, &tenancy, "cards"),
        TenancyClass::Unclassified
    );
}

#[test]
fn common_names_need_evidence_and_the_most_referenced_wins() {
    let none = schema(
        "CREATE TABLE accounts(id int PRIMARY KEY); CREATE TABLE books(id int PRIMARY KEY);",
    );
    assert_eq!(infer(&none, &TenancySettings::default()).root, None);
    let teams = schema(
        "CREATE TABLE organizations(id int PRIMARY KEY);
         CREATE TABLE teams(id int PRIMARY KEY, organization_id int REFERENCES organizations);
         CREATE TABLE a(team_id int REFERENCES teams); CREATE TABLE b(team_id int REFERENCES teams);",
    );
    let tenancy = infer(&teams, &TenancySettings::default());
    assert_eq!(class(&teams, &tenancy, "organizations"), TenancyClass::Root);
    assert_eq!(class(&teams, &tenancy, "a"), TenancyClass::TenantScoped);
}

#[test]
fn a_root_without_foreign_keys_is_found_with_its_column() {
    let loose = schema(
        "CREATE TABLE tenants(id int PRIMARY KEY); CREATE TABLE notes(id int, tenant_id int NOT NULL);",
    );
    let tenancy = infer(&loose, &TenancySettings::default());
    assert_eq!(tenancy.column.as_deref(), Some("tenant_id"));
    assert_eq!(class(&loose, &tenancy, "notes"), TenancyClass::TenantScoped);
}
