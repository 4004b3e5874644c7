//! What was chosen for a migration stands in its document: it is undone like any other edit, and whoever opens the file plans
//! the same.

use cadastre::diff::Rename;
use cadastre::editor::{Editor, edit};
use cadastre::export::document;
use cadastre::migration::{Strategy, Way};
use cadastre::model::choices::ChosenWay;
use cadastre::model::*;

use crate::cli::Folder;
use crate::migration_cases::schema;

const OLD: &str =
    "CREATE TABLE notes (\n  id uuid PRIMARY KEY,\n  body text NOT NULL,\n  draft text\n);\n";

/// A document in which `body` went and `body_text` came, and `draft` went.
fn drawn() -> (Document, TableId) {
    let base = schema(OLD);
    let table = *base.tables.keys().next().unwrap();
    let column = |name: &str| base.tables[&table].column_named(name).unwrap().id;
    let (body, draft_column) = (column("body"), column("draft"));
    let mut document = Document::new("Notes", base.clone());
    document.base = Some(base.into());
    let mut editor = Editor::new(document);
    let text = DataType::named("text");
    editor
        .edit(|draft| edit::drop_columns(draft, table, &[body, draft_column]))
        .unwrap();
    let (added, _) = editor
        .edit(|draft| edit::add_column(draft, table, Some("body_text"), Some(text), Some(1)))
        .unwrap();
    editor
        .edit(|draft| edit::set_not_null(draft, table, added, true))
        .unwrap();
    (editor.document().clone(), table)
}

fn pair() -> Rename {
    Rename {
        from: "notes.body".to_string(),
        to: "notes.body_text".to_string(),
    }
}

/// Writes the document to a file, reads it back, and lets the command line migrate it.
fn migrated(name: &str, document: &Document, more: &[&str]) -> (i32, String, Folder) {
    let text = document::save(document);
    assert_eq!(&document::load(&text).unwrap(), document);
    let folder = Folder::new(&format!("choices-{name}")).with("notes.cadastre.json", text);
    let mut words = vec!["migrate", "--to", "notes.cadastre.json", "--into", "out"];
    words.extend(more);
    let ran = folder.run(&words);
    (ran.status, format!("{}{}", ran.out, ran.said), folder)
}

#[test]
fn a_choice_is_an_edit_that_can_be_taken_back() {
    let (document, table) = drawn();
    let mut editor = Editor::new(document.clone());
    let mut choices = document.migration.clone();
    assert_eq!(document.strategy(), Strategy::Online);
    choices.answer(&pair(), false);
    choices.answer(&pair(), true);
    assert_eq!((choices.renames.len(), choices.apart.len()), (1, 0));
    let object = ObjectRef::Table(table);
    choices.choose(object, Way::Direct);
    choices.choose(object, Way::Keep);
    let way = Way::Keep;
    assert_eq!(choices.ways, [ChosenWay { object, way }]);
    let op = Op::SetMigration(Box::new(choices.clone()));
    let change = editor.apply("Choose", vec![op.clone()]).unwrap();
    // The journal holds operations as JSON.
    let journal = serde_json::to_string(&change.ops).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Op>>(&journal).unwrap(), vec![op]);
    assert_eq!(editor.document().migration, choices);
    editor.undo().unwrap();
    assert_eq!(editor.document(), &document);
    editor.redo().unwrap();
    assert_eq!(editor.document().migration, choices);
}

#[test]
fn the_command_line_plans_as_the_document_says() {
    let (mut document, table) = drawn();
    let (status, text, _) = migrated("open", &document, &[]);
    assert_eq!(status, 2, "{text}");
    assert!(text.contains("notes.body goes and"), "{text}");

    document.migration.answer(&pair(), true);
    document.migration.name = Some("name_the_body".to_string());
    let (status, text, folder) = migrated("renamed", &document, &[]);
    assert_eq!(status, 0, "{text}");
    assert!(
        folder
            .text("out/001_name_the_body_expand.up.sql")
            .contains("body_text"),
        "{text}"
    );

    // In one transaction, for another runner, and what goes is kept.
    let base = document.base.as_ref().unwrap();
    let draft = base.tables[&table].column_named("draft").unwrap().id;
    document.migration.strategy = Some(Strategy::Single);
    document.migration.layout = Some("goose".to_string());
    let object = ObjectRef::Column(table, draft);
    document.migration.choose(object, Way::Keep);
    let (status, text, _) = migrated("single", &document, &["--numbering", "sequence"]);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("out/001_name_the_body.sql"), "{text}");
    assert!(text.contains("draft_deprecated"), "{text}");

    // The command line may say otherwise.
    let otherwise = ["--rename", "notes.body=", "--strategy", "online"];
    let (status, text, _) = migrated("otherwise", &document, &otherwise);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("Drop column notes.body"), "{text}");

    document.migration.answer(&pair(), false);
    let (status, text, _) = migrated("apart", &document, &[]);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("Drop column notes.body"), "{text}");
}

#[test]
fn an_answer_that_nothing_is_left_of_says_nothing() {
    let (mut document, _) = drawn();
    document.migration.answer(&pair(), true);
    let gone = Rename {
        from: "notes.title".to_string(),
        to: "notes.heading".to_string(),
    };
    document.migration.answer(&gone, true);
    let (status, text, _) = migrated("outlived", &document, &[]);
    assert_eq!(status, 0, "{text}");
    let next = document.migration.for_the_next();
    assert_eq!(next, MigrationChoices::default());
}
