//! An import taken into the open document.

use std::collections::BTreeMap;

use cadastre::diff::{ChangeKind, MergeOptions, Rename, merge};
use cadastre::editor::Editor;
use cadastre::import::{self, Options, Source};
use cadastre::model::{Document, ObjectRef, Placement, Schema};

const OWN: &str = "
CREATE TABLE users (id bigint PRIMARY KEY, display_name text NOT NULL, nickname text);
CREATE TABLE notes (id bigint PRIMARY KEY, author bigint REFERENCES users, body text);
CREATE INDEX notes_author_idx ON notes (author);
CREATE VIEW authors AS SELECT id FROM users;
ALTER TABLE notes ALTER COLUMN body SET DEFAULT '';
COMMENT ON TABLE notes IS 'What people write.';
COMMENT ON COLUMN notes.body IS 'In Markdown.';
COMMENT ON CONSTRAINT notes_pkey ON notes IS 'Counted.';
";

const OTHER: &str = "
CREATE TABLE users (id bigint PRIMARY KEY, full_name text NOT NULL, email text);
CREATE TABLE notes (id bigint PRIMARY KEY, author bigint REFERENCES users ON DELETE CASCADE, body varchar(200));
CREATE TABLE tags (id bigint PRIMARY KEY, note bigint REFERENCES notes);
";

fn schema(sql: &str) -> Schema {
    let source = Source {
        name: "test.sql".to_string(),
        text: sql.to_string(),
    };
    let read = import::read(&[source], &Options::default(), &mut |_| {
        std::ops::ControlFlow::Continue(())
    });
    read.unwrap().schema
}

fn options(document: &Document) -> MergeOptions {
    MergeOptions {
        next_id: document.next_id,
        ..MergeOptions::default()
    }
}

fn said(merge: &cadastre::diff::Merge) -> Vec<String> {
    merge
        .diff
        .changes
        .iter()
        .map(|change| match &change.kind {
            ChangeKind::Added => format!("+ {}", change.name),
            ChangeKind::Removed => format!("- {}", change.name),
            ChangeKind::Changed(properties) => {
                let names: Vec<_> = properties.iter().map(|one| one.property).collect();
                format!("~ {}: {}", change.name, names.join(", "))
            }
        })
        .collect()
}

fn columns(document: &Document, table: &str) -> Vec<String> {
    let table = document.schema.table_named("public", table).unwrap();
    table
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect()
}

#[test]
fn what_is_new_comes_what_differs_changes_and_nothing_goes() {
    let mut document = Document::new("Open", schema(OWN));
    let notes = document.schema.table_named("public", "notes").unwrap().id;
    document.placements.insert(
        notes,
        Placement {
            x: 40.0,
            y: 80.0,
            ..Placement::default()
        },
    );
    let merge = merge(&document.schema, &schema(OTHER), &options(&document)).unwrap();
    let said = said(&merge);
    assert!(said.iter().all(|line| !line.starts_with('-')), "{said:#?}");
    assert!(said.contains(&"+ tags".to_string()), "{said:#?}");
    assert!(
        said.iter().any(|line| line.contains("notes.body: type")),
        "{said:#?}"
    );

    let mut editor = Editor::new(document.clone());
    editor.apply("Merge", merge.ops).unwrap();
    let merged = editor.document();
    assert_eq!(
        columns(merged, "users"),
        ["id", "full_name", "email", "display_name", "nickname"]
    );
    assert_eq!(
        merged.placements.get(&notes),
        document.placements.get(&notes)
    );
    assert_eq!(
        merged
            .schema
            .table_named("public", "notes")
            .unwrap()
            .indexes
            .len(),
        1
    );
    assert_eq!(merged.schema.views.len(), 1);

    let kept = merged.schema.table(notes).unwrap();
    let body = kept.column_named("body").unwrap();
    assert_eq!(kept.comment.as_deref(), Some("What people write."));
    assert_eq!(body.comment.as_deref(), Some("In Markdown."));
    assert_eq!(body.default.as_deref(), Some("''"));
    let commented = |one: &cadastre::model::Constraint| one.comment.as_deref() == Some("Counted.");
    assert!(kept.constraints.iter().any(commented));

    editor.undo().unwrap();
    assert_eq!(
        editor.document().schema,
        document.schema,
        "one undo step takes all of it back"
    );
}

#[test]
fn merging_again_changes_nothing() {
    let document = Document::new("Open", schema(OWN));
    let first = merge(&document.schema, &schema(OTHER), &options(&document)).unwrap();
    let mut editor = Editor::new(document);
    editor.apply("Merge", first.ops).unwrap();
    let again = merge(
        &editor.document().schema,
        &schema(OTHER),
        &options(editor.document()),
    )
    .unwrap();
    assert_eq!(said(&again), Vec::<String>::new());
    assert!(again.ops.is_empty());
}

#[test]
fn what_the_import_lacks_goes_when_that_is_asked_for() {
    let document = Document::new("Open", schema(OWN));
    let options = MergeOptions {
        removing: true,
        ..options(&document)
    };
    let merge = merge(&document.schema, &schema(OTHER), &options).unwrap();
    let mut editor = Editor::new(document);
    editor.apply("Merge", merge.ops).unwrap();
    let merged = editor.document();
    assert_eq!(columns(merged, "users"), ["id", "full_name", "email"]);
    assert!(merged.schema.views.is_empty());
    let left = cadastre::diff::compare(
        &merged.schema,
        &schema(OTHER),
        cadastre::diff::Matching::Names,
    );
    assert!(left.is_empty(), "{:#?}", left.changes);
}

#[test]
fn a_rename_is_asked_and_when_it_is_one_the_column_keeps_its_id() {
    let document = Document::new("Open", schema(OWN));
    let asked = merge(&document.schema, &schema(OTHER), &options(&document)).unwrap();
    let suspected: BTreeMap<&str, &str> = asked
        .suspected_renames
        .iter()
        .map(|one| (one.rename.from.as_str(), one.rename.to.as_str()))
        .collect();
    let to = suspected
        .get("users.display_name")
        .copied()
        .unwrap_or_default();
    assert!(to.ends_with("full_name"), "{suspected:?}");

    let rename = Rename {
        from: "users.display_name".into(),
        to: to.into(),
    };
    let options = MergeOptions {
        renames: vec![rename],
        ..options(&document)
    };
    let answered = merge(&document.schema, &schema(OTHER), &options).unwrap();
    let own = document
        .schema
        .table_named("public", "users")
        .unwrap()
        .clone();
    let column = own.column_named("display_name").unwrap().id;
    let mut editor = Editor::new(document);
    editor.apply("Merge", answered.ops).unwrap();
    let users = editor.document().schema.table(own.id).unwrap().clone();
    assert_eq!(users.column(column).unwrap().name, "full_name");
    let asked_again =
        |one: &cadastre::diff::SuspectedRename| one.rename.from == "users.display_name";
    assert!(!answered.suspected_renames.iter().any(asked_again));
}

#[test]
fn new_objects_never_take_the_id_of_one_that_was_removed() {
    let mut document = Document::new("Open", schema(OWN));
    document.next_id = 9_000;
    let merge = merge(&document.schema, &schema(OTHER), &options(&document)).unwrap();
    for change in merge.diff.changes {
        if change.kind == ChangeKind::Added
            && let ObjectRef::Table(id) = change.object
        {
            assert!(id.0 >= 9_000, "{} has the id {}", change.name, id.0);
        }
    }
}
