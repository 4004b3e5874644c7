//! The grids of all objects: nothing of a schema is in none of them, every cell reads, and what is edited in one is kept.

use std::collections::BTreeSet;

use cadastre::editor::Editor;
use cadastre::editor::property::Field;
use cadastre::editor::shown::objects::{By, Kind, cell_text, columns_of, objects_of, rows_of};
use cadastre::model::ObjectRef;

use crate::everything::{everything, objects};

#[test]
fn every_object_stands_in_the_grid_of_its_kind() {
    let document = everything();
    let schema = &document.schema;
    let mut listed = BTreeSet::new();
    for kind in Kind::ALL {
        for object in objects_of(schema, kind) {
            assert_eq!(Kind::of(schema, object), Some(kind));
            assert!(listed.insert(object), "{object:?} is listed twice");
        }
    }
    let all: BTreeSet<ObjectRef> = objects(schema).into_iter().collect();
    assert_eq!(
        all.difference(&listed).collect::<Vec<_>>(),
        Vec::<&ObjectRef>::new()
    );
}

#[test]
fn grids_are_ordered_and_filtered_by_what_their_cells_say() {
    let document = everything();
    let schema = &document.schema;
    for kind in Kind::ALL {
        let all = objects_of(schema, kind);
        let columns = columns_of(schema, &all);
        assert!(
            all.is_empty() || !columns.is_empty(),
            "{kind:?} shows something"
        );
        for (place, column) in columns.iter().enumerate() {
            let text = |object: &ObjectRef| {
                cell_text(schema, *object, column)
                    .unwrap_or_default()
                    .to_lowercase()
            };
            let up = rows_of(&document, kind, "", By::Column(place), false);
            assert_eq!(up.len(), all.len());
            let words: Vec<String> = up.iter().map(text).collect();
            let numbers = words.iter().any(|word| word.parse::<f64>().is_ok());
            assert!(
                numbers || words.is_sorted(),
                "{kind:?} by {}: {words:?}",
                column.name
            );
            if let Some(word) = words.iter().find(|word| word.len() > 3) {
                let found = rows_of(&document, kind, word, By::Table, false);
                assert!(!found.is_empty() && found.len() <= all.len());
            }
        }
    }
    let found = rows_of(&document, Kind::Columns, "no such text", By::Table, true);
    assert_eq!(found, []);
}

#[test]
fn a_name_typed_in_a_grid_is_kept() {
    let mut editor = Editor::new(everything());
    for kind in [
        Kind::Tables,
        Kind::Columns,
        Kind::Indexes,
        Kind::Enums,
        Kind::Sequences,
    ] {
        let document = editor.document();
        let all = objects_of(&document.schema, kind);
        let columns = columns_of(&document.schema, &all);
        let (place, name) = columns
            .iter()
            .enumerate()
            .find(|(_, column)| column.name.ends_with(".name"))
            .unwrap_or_else(|| panic!("{kind:?} has names"));
        let Field::Line { change, read, .. } = name.field else {
            panic!("a name is a line");
        };
        let rows = rows_of(document, kind, "", By::Column(place), false);
        let kept = rows.iter().any(|object| {
            let edited = editor.edit(|draft| change(draft, *object, "renamed_in_grid"));
            edited.is_ok()
                && read(&editor.document().schema, *object).as_deref() == Some("renamed_in_grid")
        });
        assert!(kept, "{kind:?}");
        editor.undo().unwrap();
    }
}
