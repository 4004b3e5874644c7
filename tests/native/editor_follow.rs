//! Texts that speak of a table, view or column follow its new name in the same step, and what cannot be told is named.

use std::ops::ControlFlow;

use cadastre::editor::{Editor, edit};
use cadastre::import::{self, Source};
use cadastre::model::Document;

use crate::everything::called;

const SCHEMA: &str = "
CREATE SCHEMA app;
CREATE TABLE users (id integer PRIMARY KEY, email text, name text);
CREATE TABLE app.notes (id integer PRIMARY KEY, email text, owner integer);
CREATE VIEW mails AS SELECT u.email, u.id AS who FROM users u WHERE u.email <> 'email';
CREATE VIEW everyone AS SELECT * FROM users;
CREATE VIEW over_mails AS SELECT m.email FROM mails m JOIN app.notes n ON n.email = m.email;
CREATE POLICY own ON app.notes USING (owner IN (SELECT id FROM users WHERE users.email = app.notes.email));
CREATE FUNCTION seen() RETURNS bigint LANGUAGE sql AS $$
    UPDATE users SET name = 'x' WHERE email IS NULL;
    SELECT count(users.email) FROM users WHERE name <> 'users';
$$;
CREATE FUNCTION told() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'SELECT email FROM users'; END $$;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.email := lower(NEW.email); RETURN NEW; END $$;
CREATE TRIGGER stamps BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE STATISTICS together ON email, name FROM users;
CREATE RULE quiet AS ON INSERT TO users WHERE new.email = '' DO INSTEAD NOTHING;
";

fn editor() -> Editor {
    let source = Source {
        name: "schema.sql".to_string(),
        text: SCHEMA.to_string(),
    };
    let options = import::Options::default();
    let read = import::read(&[source], &options, &mut |_| ControlFlow::Continue(())).unwrap();
    Editor::new(Document::new("Follow", read.schema))
}

fn written(editor: &Editor) -> String {
    cadastre::export::sql::document(editor.document())
}

fn has(text: &str, part: &str) {
    assert!(text.contains(part), "{part}\n{text}");
}

#[test]
fn texts_follow_a_table() {
    let mut editor = editor();
    let before = editor.document().clone();
    let table = called(&before.schema, "users").table().unwrap();
    let (_, change) = editor
        .edit(|draft| edit::rename_table(draft, table, "People"))
        .unwrap();
    let text = written(&editor);
    for part in [
        "SELECT u.email, u.id AS who FROM \"People\" u WHERE u.email <> 'email'",
        "SELECT * FROM \"People\"",
        "owner IN (SELECT id FROM \"People\" WHERE \"People\".email = app.notes.email)",
        "UPDATE \"People\" SET name = 'x' WHERE email IS NULL;",
        "SELECT count(\"People\".email) FROM \"People\" WHERE name <> 'users';",
        "ON email, name FROM \"People\"",
        "ON INSERT TO \"People\" WHERE",
        "EXECUTE 'SELECT email FROM users'",
    ] {
        has(&text, part);
    }
    assert_eq!(change.left, ["told()"]);
    editor.undo().unwrap();
    assert!(*editor.document() == before);
}

#[test]
fn texts_follow_a_column_and_views_keep_theirs() {
    let mut editor = editor();
    let before = editor.document().clone();
    let table = called(&before.schema, "users").table().unwrap();
    let column = called(&before.schema, "users.email").column().unwrap();
    let (_, change) = editor
        .edit(|draft| edit::rename_column(draft, table, column, "mail"))
        .unwrap();
    let text = written(&editor);
    for part in [
        "VIEW mails (email, who) AS\nSELECT u.mail, u.id AS who FROM users u WHERE u.mail <> 'email'",
        "VIEW everyone (id, email, name) AS\nSELECT users.id, users.mail, users.name FROM users",
        "SELECT m.email FROM mails m JOIN app.notes n ON n.email = m.email",
        "(SELECT id FROM users WHERE users.mail = app.notes.email)",
        "UPDATE users SET name = 'x' WHERE mail IS NULL;",
        "SELECT count(users.mail) FROM users",
        "ON mail, name FROM users",
        "WHERE new.mail = ''",
    ] {
        has(&text, part);
    }
    assert_eq!(change.left, ["told()", "stamp()"]);
    editor.undo().unwrap();
    assert!(*editor.document() == before);
}

#[test]
fn texts_follow_a_view_and_another_schema() {
    let mut editor = editor();
    let schema = editor.document().schema.clone();
    let view = called(&schema, "mails");
    editor
        .edit(|draft| crate::everything::type_in(draft, view, "view.schema", "app"))
        .unwrap();
    let notes = called(&schema, "app.notes").table().unwrap();
    editor
        .edit(|draft| edit::rename_table(draft, notes, "remarks"))
        .unwrap();
    let text = written(&editor);
    has(
        &text,
        "SELECT m.email FROM app.mails m JOIN app.remarks n ON n.email = m.email",
    );
    has(&text, "users.email = app.remarks.email");
}
