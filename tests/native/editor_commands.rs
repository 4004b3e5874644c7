//! The list of commands: told apart by id, title and keys, and true about what can run.

use std::collections::BTreeSet;

use cadastre::editor::command::{Action, COMMANDS, Outcome, UiAction, find, for_keys};
use cadastre::editor::{Drawing, Editor, Item, Selection, edit};
use cadastre::layout::{Point, Rect};
use cadastre::model::{Document, ObjectRef, TenancyClass};

use crate::editor_edits::platform;
use crate::operations::without_counter;

#[test]
fn commands_are_told_apart() {
    let mut ids = BTreeSet::new();
    let mut titles = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for command in COMMANDS {
        assert!(ids.insert(command.id), "{} is there twice", command.id);
        assert!(
            titles.insert(command.title),
            "{} is there twice",
            command.title
        );
        for shortcut in command.shortcuts {
            let shown = (shortcut.to_string(), shortcut.key);
            assert!(keys.insert(shown.clone()), "{shown:?} is taken twice");
        }
        assert_eq!(find(command.id), Some(command));
    }
}

#[test]
fn keys_find_their_command() {
    let id = |key, code, control, shift, alt| {
        for_keys(key, code, control, shift, alt).map(|command| command.id)
    };
    assert_eq!(id("z", "KeyZ", true, false, false), Some("undo"));
    assert_eq!(id("Z", "KeyZ", true, true, false), Some("redo"));
    assert_eq!(id("y", "KeyY", true, false, false), Some("redo"));
    assert_eq!(id("!", "Digit1", false, true, false), Some("fit"));
    assert_eq!(id("?", "Slash", false, true, false), Some("shortcuts"));
    assert_eq!(id("Delete", "Delete", false, false, false), Some("delete"));
    assert_eq!(id("r", "KeyR", false, false, false), Some("tool-relate"));
    assert_eq!(id("R", "KeyR", false, true, false), Some("relate"));
    assert_eq!(id("q", "KeyQ", false, false, false), None);
    assert_eq!(
        find("redo").unwrap().keys().as_deref(),
        Some("Ctrl Shift Z")
    );
    assert_eq!(find("delete").unwrap().keys().as_deref(), Some("Del"));
}

#[test]
fn what_is_enabled_runs_and_can_be_taken_back() {
    let (base, _, users, meetings) = platform();
    let selections = [
        Selection::none(),
        Selection::one(users),
        Selection::tables_of([users, meetings]),
    ];
    for selection in selections {
        for command in COMMANDS {
            let mut editor = base.clone();
            editor.select(selection.clone());
            let before = editor.document().clone();
            let drawing = Drawing::new(editor.document(), None);
            let enabled = command.enabled(&editor);
            let outcome = editor.run(command, &drawing, Point::default());
            if !enabled {
                let idle = matches!(&outcome, Ok(Outcome::Ui(_) | Outcome::Arrange) | Err(_))
                    || matches!(&outcome, Ok(Outcome::Done { change: None, .. }));
                assert!(idle, "{} is off and still changes something", command.id);
                continue;
            }
            let outcome = outcome.unwrap_or_else(|error| panic!("{}: {error}", command.id));
            if let Outcome::Done {
                change: Some(change),
                ..
            } = outcome
                && command.action != Action::Undo
            {
                assert_ne!(change.label, "Edit", "{} names its step", command.id);
                editor.undo().unwrap();
                let back = without_counter(editor.document());
                assert_eq!(back, without_counter(&before), "{}", command.id);
            }
        }
    }
}

#[test]
fn delete_takes_whatever_is_selected() {
    let (mut editor, _, users, meetings) = platform();
    let (note, _) = editor
        .edit(|draft| edit::add_note(draft, Rect::new(0.0, 0.0, 100.0, 50.0), "x"))
        .unwrap();
    let table = editor.document().schema.table(users).unwrap().clone();
    let items = [
        Item::from(meetings),
        Item::Note(note),
        Item::Object(ObjectRef::Index(users, table.indexes[0].id)),
        Item::Object(ObjectRef::Column(users, table.columns[2].id)),
    ];
    let before = editor.document().clone();
    editor.select(items.into_iter().collect());
    let drawing = Drawing::new(editor.document(), None);
    editor
        .run(find("delete").unwrap(), &drawing, Point::default())
        .unwrap();
    let document = editor.document();
    assert_eq!(document.schema.tables.len(), 2);
    assert!(document.notes.is_empty());
    assert_eq!(document.schema.table(users).unwrap().columns.len(), 3);
    assert_eq!(editor.undo_label(), Some("Delete 4 items"));
    editor.undo().unwrap();
    assert_eq!(without_counter(editor.document()), without_counter(&before));
}

#[test]
fn classes_are_set_on_all_that_is_selected() {
    let (mut editor, root, users, _) = platform();
    editor.select(Selection::one(users));
    let drawing = Drawing::new(editor.document(), None);
    editor
        .run(find("class-root").unwrap(), &drawing, Point::default())
        .unwrap();
    let tenancy = &editor.document().tenancy;
    assert_eq!(tenancy.root, Some(users));
    assert_eq!(tenancy.classes.get(&users), Some(&TenancyClass::Root));
    assert_eq!(tenancy.classes.get(&root), None, "there is one root");
}

#[test]
fn the_page_gets_what_is_its_own() {
    let mut editor = Editor::new(Document::default());
    let drawing = Drawing::new(editor.document(), None);
    let outcome = editor.run(find("export").unwrap(), &drawing, Point::default());
    assert_eq!(outcome, Ok(Outcome::Ui(UiAction::Export)));
    assert!(
        !find("export").unwrap().enabled(&editor),
        "there is nothing to export"
    );
}
