//! The drawing board without a page: what a drag lines up with, lining up, focus, hiding, folding, copying between documents.

use std::collections::BTreeSet;

use cadastre::editor::clip::{Clip, copy, paste};
use cadastre::editor::command::find;
use cadastre::editor::{
    Button, Draft, Drawing, Editor, Gesture, Item, Modifiers, PointerInput, Selection, Target,
    edit, sample_sql,
};
use cadastre::import::{Options, Source, read};
use cadastre::layout::card::CardMode;
use cadastre::layout::guides::GuideKind;
use cadastre::layout::{Point, Rect};
use cadastre::model::*;

use crate::editor_edits::{done, platform};

/// The document of some SQL, every table placed.
fn document(sql: &str) -> Document {
    let source = Source {
        name: "test.sql".to_string(),
        text: sql.to_string(),
    };
    let never = &mut |_| std::ops::ControlFlow::Continue(());
    let import = read(&[source], &Options::default(), never).unwrap();
    let mut document = Document::new("Test", import.schema);
    cadastre::editor::drawing::place_all(&mut document);
    document
}

fn table(document: &Document, name: &str) -> TableId {
    let mut tables = document.schema.tables.values();
    tables.find(|table| table.name == name).unwrap().id
}

fn at(x: f64, y: f64, target: Target) -> PointerInput {
    PointerInput {
        world: Point::new(x, y),
        screen: Point::new(x, y),
        target,
        button: Button::Primary,
        modifiers: Modifiers::default(),
        view: Rect::new(-2000.0, -2000.0, 6000.0, 6000.0),
        zoom: 1.0,
    }
}

fn place(editor: &Editor, table: TableId) -> (f64, f64) {
    let placement = &editor.document().placements[&table];
    (placement.x, placement.y)
}

fn run(editor: &mut Editor, command: &str) {
    let drawing = Drawing::new(editor.document(), None);
    let command = find(command).unwrap();
    assert!(command.enabled(editor), "{} can run", command.id);
    editor.run(command, &drawing, Point::default()).unwrap();
}

#[test]
fn a_drag_lines_up_with_its_neighbours() {
    let (mut editor, root, users, meetings) = platform();
    done(&mut editor, |draft| {
        edit::move_tables(
            draft,
            &[
                (root, Point::new(0.0, 0.0)),
                (users, Point::new(1000.0, 400.0)),
                (meetings, Point::new(1600.0, 1000.0)),
            ],
        )
    });
    // Off the grid, so that only a guide can lead there.
    done(&mut editor, |draft| {
        edit::move_items(draft, &[(Item::from(users), Point::new(1003.0, 400.0))])
    });
    let drawing = Drawing::new(editor.document(), None);
    editor.pointer_down(&at(1610.0, 1010.0, Target::Card(meetings)));
    let to = at(1017.0, 1010.0, Target::Canvas);
    editor.pointer_move(&to, &drawing);
    let Some(Gesture::Move { guides, offset, .. }) = editor.gesture().cloned() else {
        panic!("it moves");
    };
    assert_eq!(offset.x, -597.0, "to 1003, the left edge of users");
    assert!(guides.iter().any(|guide| guide.kind == GuideKind::Line
        && guide.upright
        && guide.at == 1003.0
        && guide.from == 400.0));
    let free = PointerInput {
        modifiers: Modifiers {
            control: true,
            ..Modifiers::default()
        },
        ..to
    };
    editor.pointer_move(&free, &drawing);
    let Some(Gesture::Move { guides, offset, .. }) = editor.gesture().cloned() else {
        panic!("it moves");
    };
    assert_eq!(
        (offset.x, guides.len()),
        (-593.0, 0),
        "Ctrl lets it go anywhere"
    );
    editor.pointer_up(&to, &drawing).unwrap();
    assert_eq!(place(&editor, meetings), (1003.0, 1000.0));
    editor.undo().unwrap();
    assert_eq!(place(&editor, meetings), (1600.0, 1000.0));
}

#[test]
fn a_selected_column_is_carried_to_another_place() {
    let (mut editor, _, users, _) = platform();
    let names = |editor: &Editor| {
        let table = editor.document().schema.table(users).unwrap();
        table
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect::<Vec<_>>()
    };
    let before = names(&editor);
    let first = editor.document().schema.table(users).unwrap().columns[0].id;
    let drawing = Drawing::new(editor.document(), None);
    let row = at(20.0, 40.0, Target::Row(users, first));
    editor.pointer_down(&row);
    editor.pointer_up(&row, &drawing).unwrap();
    editor.pointer_down(&row);
    let under_third = at(20.0, 32.0 + 3.0 * 24.0, Target::Canvas);
    editor.pointer_move(&under_third, &drawing);
    assert!(matches!(
        editor.gesture(),
        Some(Gesture::Reorder { slot: 3, .. })
    ));
    editor.pointer_up(&under_third, &drawing).unwrap();
    let mut expected = before.clone();
    expected[..3].rotate_left(1);
    assert_eq!(names(&editor), expected);
    editor.undo().unwrap();
    assert_eq!(names(&editor), before);
    // By keyboard: down once, and up again.
    editor.select(Selection::one(ObjectRef::Column(users, first)));
    run(&mut editor, "nudge-down");
    assert_eq!(names(&editor)[1], before[0]);
    run(&mut editor, "nudge-up");
    assert_eq!(names(&editor), before);
}

#[test]
fn an_area_takes_its_tables_along_when_it_lines_up() {
    let (mut editor, root, users, meetings) = platform();
    done(&mut editor, |draft| {
        edit::move_tables(
            draft,
            &[
                (root, Point::new(-800.0, 0.0)),
                (users, Point::new(40.0, 80.0)),
                (meetings, Point::new(1600.0, 0.0)),
            ],
        )
    });
    let area = done(&mut editor, |draft| {
        edit::add_area(draft, Rect::new(0.0, 40.0, 480.0, 480.0), "People")
    });
    let items = [Item::from(root), Item::Area(area)];
    editor.select(items.into_iter().collect());
    run(&mut editor, "align-left");
    assert_eq!(editor.document().areas[&area].x, -800.0);
    assert_eq!(place(&editor, users), (-760.0, 80.0), "carried along");
    assert_eq!(place(&editor, meetings), (1600.0, 0.0));
    assert_eq!(editor.undo().unwrap().label, "Align 2 items");
    assert_eq!(place(&editor, users), (40.0, 80.0));
    editor.select(Selection::tables_of([root, users, meetings]));
    run(&mut editor, "distribute-across");
    let (x, _) = place(&editor, users);
    let drawing = Drawing::new(editor.document(), None);
    let right = |table| drawing.card(table).unwrap().rect.right();
    let gap = x - right(root);
    assert!((place(&editor, meetings).0 - right(users) - gap).abs() <= 1.0);
}

#[test]
fn cards_show_all_rows_keys_or_their_header() {
    let (mut editor, _, users, _) = platform();
    editor.select(Selection::one(users));
    let card = |editor: &Editor| Drawing::new(editor.document(), None).card(users).cloned();
    let all = card(&editor).unwrap();
    run(&mut editor, "keys-only");
    let keys = card(&editor).unwrap();
    assert_eq!(keys.mode, CardMode::KeysOnly);
    assert_eq!(keys.shown_rows(), 2, "id and org_id");
    assert!(keys.rect.height < all.rect.height);
    assert_eq!(keys.row_at(keys.rect.y + 40.0).unwrap().name, "id");
    run(&mut editor, "collapse");
    assert_eq!(card(&editor).unwrap().shown_rows(), 0);
    run(&mut editor, "collapse");
    assert_eq!(card(&editor).unwrap(), all);
}

#[test]
fn hidden_tables_are_off_the_drawing_and_come_back() {
    let (mut editor, root, users, meetings) = platform();
    let mut drawing = Drawing::new(editor.document(), None);
    drawing.route();
    assert_eq!(drawing.routes_in(&everywhere()).count(), 2);
    editor.select(Selection::one(users));
    let change = editor
        .edit(|draft| edit::set_hidden(draft, &[users], true))
        .unwrap()
        .1;
    assert_eq!(change.label, "Hide users");
    drawing.update(editor.document(), &change.touched, None);
    drawing.route();
    assert!(drawing.card(users).is_none());
    assert_eq!(drawing.routes_in(&everywhere()).count(), 1);
    assert!(editor.document().schema.tables.contains_key(&users));
    let view = done(&mut editor, |draft| {
        edit::save_view(draft, "Meetings alone", (1.0, 2.0, 0.5), None)
    });
    let view = editor.document().saved_views[&view].clone();
    assert_eq!(view.hidden, BTreeSet::from([users]));
    let change = editor.undo().unwrap();
    assert!(change.touched.drawing && !change.touched.schema_changed());
    let change = editor.undo().unwrap();
    drawing.update(editor.document(), &change.touched, None);
    drawing.route();
    assert_eq!(drawing.routes_in(&everywhere()).count(), 2);
    done(&mut editor, |draft| {
        edit::set_hidden(draft, &[meetings], true)
    });
    done(&mut editor, |draft| edit::show_saved(draft, &view));
    assert_eq!(edit::hidden_tables(editor.document()), view.hidden);
    run(&mut editor, "show-hidden");
    assert!(edit::hidden_tables(editor.document()).is_empty());
    assert!(drawing.card(root).is_some());
}

fn everywhere() -> Rect {
    Rect::new(-1e6, -1e6, 2e6, 2e6)
}

/// A chain `t0 <- t1 <- ... <- t9`, and `hub`, to which all refer.
fn chain() -> Document {
    let mut sql = "CREATE TABLE hub (id bigint PRIMARY KEY);\n".to_string();
    for number in 0..10 {
        let before = match number {
            0 => String::new(),
            _ => format!(", t_id bigint REFERENCES t{} (id)", number - 1),
        };
        sql.push_str(&format!(
            "CREATE TABLE t{number} (id bigint PRIMARY KEY, hub_id bigint REFERENCES hub (id){before});\n"
        ));
    }
    document(&sql)
}

#[test]
fn a_focus_reaches_so_many_steps_and_not_through_a_hub() {
    let mut document = chain();
    document.settings.fold_above = Some(4);
    let mut drawing = Drawing::new(&document, None);
    let id = |name: &str| table(&document, name);
    let focus = |steps, hides| {
        Some(Focus {
            tables: BTreeSet::from([id("t4")]),
            steps,
            hides,
        })
    };
    let named = |drawing: &Drawing| {
        let within = drawing.within().iter();
        let mut names: Vec<String> = within
            .map(|table| document.schema.table(*table).unwrap().name.clone())
            .collect();
        names.sort();
        names
    };
    assert!(!drawing.set_focus(&document, focus(1, false)));
    assert_eq!(named(&drawing), ["hub", "t3", "t4", "t5"]);
    assert!(drawing.is_dim(id("t6")) && !drawing.is_dim(id("hub")));
    assert_eq!(drawing.cards().count(), 11, "the rest is dimmed, not gone");
    assert!(drawing.set_focus(&document, focus(2, true)));
    assert_eq!(named(&drawing), ["hub", "t2", "t3", "t4", "t5", "t6"]);
    assert_eq!(drawing.cards().count(), 6);
    assert!(!drawing.is_dim(id("t9")), "what is hidden is not dimmed");
    assert_eq!(drawing.folded_count(), 10, "five are more than four");
    drawing.set_focus(&document, focus(1, true));
    assert_eq!(
        drawing.folded_count(),
        0,
        "of four tables nothing needs to fold"
    );
    assert!(drawing.set_focus(&document, None));
    assert_eq!(drawing.cards().count(), 11);
    // A focus on the hub itself reaches all.
    let all = Some(Focus {
        tables: BTreeSet::from([id("hub")]),
        steps: 1,
        hides: false,
    });
    drawing.set_focus(&document, all);
    assert_eq!(drawing.within().len(), 11);
}

#[test]
fn relationships_fold_above_the_number_that_was_chosen() {
    let mut editor = Editor::new(chain());
    let mut drawing = Drawing::new(editor.document(), None);
    assert_eq!((drawing.hubs().len(), drawing.folded_count()), (0, 0));
    let mut settings = editor.document().settings.clone();
    settings.fold_above = Some(9);
    let change = editor
        .apply("Fold", vec![Op::SetSettings(settings)])
        .unwrap();
    drawing.update(editor.document(), &change.touched, None);
    let [hub] = drawing.hubs()[..] else {
        panic!("ten relationships are more than nine");
    };
    assert_eq!(
        (hub.count, hub.folded, drawing.folded_count()),
        (10, true, 10)
    );
    let seen = drawing.members_in(&hub.key, &everywhere()).len();
    assert_eq!(seen, 10);
    let changed = drawing.toggle_hub(editor.document(), hub.key);
    assert_eq!((changed.len(), drawing.folded_count()), (10, 0));
    assert_eq!(drawing.hubs_of(hub.key.table), [hub.key]);
}

#[test]
fn moving_one_of_many_tables_draws_one_card_and_its_lines() {
    let mut sql = String::new();
    for number in 0..1401 {
        let refers = match number {
            0 => String::new(),
            _ => format!(", up bigint REFERENCES t{} (id)", (number - 1) / 2),
        };
        sql.push_str(&format!(
            "CREATE TABLE t{number} (id bigint PRIMARY KEY{refers});\n"
        ));
    }
    let mut editor = Editor::new(document(&sql));
    let mut drawing = Drawing::new(editor.document(), None);
    drawing.route();
    let moved = table(editor.document(), "t700");
    let at = drawing.card(moved).unwrap().rect.origin().moved(16.0, 0.0);
    let change = editor
        .edit(|draft| edit::move_tables(draft, &[(moved, at)]))
        .unwrap()
        .1;
    let cards = drawing.update(editor.document(), &change.touched, None);
    assert_eq!(cards, BTreeSet::from([moved]), "one card");
    let own = drawing.edges_of(moved).count();
    let lines = drawing.lines_to_find();
    assert!(
        (own..40).contains(&lines),
        "{lines} of {} lines are found again",
        drawing.relationship_count()
    );
}

fn pasted(into: &mut Editor, clip: &Clip) -> (Vec<TableId>, Vec<String>) {
    let pasted = paste(into.document(), clip, |_| Point::new(800.0, 160.0)).unwrap();
    into.apply(&pasted.plan.label, pasted.plan.ops).unwrap();
    let tables = pasted.items.iter().filter_map(|item| match item {
        Item::Object(ObjectRef::Table(table)) => Some(*table),
        _ => None,
    });
    (tables.collect(), pasted.left_out)
}

#[test]
fn tables_are_copied_into_another_document() {
    let from = document(sample_sql());
    let drawing = Drawing::new(&from, None);
    let chosen = [table(&from, "meetings"), table(&from, "participants")];
    let clip = copy(&from, &drawing, &Selection::tables_of(chosen)).unwrap();
    assert_eq!(Clip::from_json(&clip.to_json()), Some(clip.clone()));
    assert!(clip.text().contains("CREATE TABLE participants"));
    assert!(!clip.text().contains("CREATE TABLE organizations"));
    let mut empty = Editor::new(Document::default());
    let (tables, left_out) = pasted(&mut empty, &clip);
    assert_eq!(tables.len(), 2);
    assert!(
        !left_out.is_empty(),
        "organizations and users are not there"
    );
    let copied = |document: &Document, name: &str| {
        let table = document
            .schema
            .table(table(document, name))
            .unwrap()
            .clone();
        table
            .columns
            .iter()
            .map(|column| {
                (
                    column.name.clone(),
                    column.data_type.clone(),
                    column.not_null,
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        copied(empty.document(), "meetings"),
        copied(&from, "meetings")
    );
    let between = empty
        .document()
        .schema
        .table(table(empty.document(), "participants"));
    assert!(
        between
            .unwrap()
            .foreign_keys()
            .any(|(_, key)| key.target.table() == Some(table(empty.document(), "meetings"))),
        "what joins the copies stays"
    );
    let places: Vec<(f64, f64)> = tables.iter().map(|table| place(&empty, *table)).collect();
    let left = places.iter().map(|at| at.0).fold(f64::INFINITY, f64::min);
    let top = places.iter().map(|at| at.1).fold(f64::INFINITY, f64::min);
    assert_eq!((left, top), (800.0, 160.0));
    empty.undo().unwrap();
    assert!(empty.document().schema.tables.is_empty());
}

#[test]
fn tables_pasted_where_their_names_are_taken_get_free_ones() {
    let from = document(sample_sql());
    let drawing = Drawing::new(&from, None);
    let meetings = table(&from, "meetings");
    let clip = copy(&from, &drawing, &Selection::one(meetings)).unwrap();
    let mut editor = Editor::new(from.clone());
    let (tables, left_out) = pasted(&mut editor, &clip);
    assert_eq!(left_out, Vec::<String>::new(), "its parents are here");
    let copy = editor.document().schema.table(tables[0]).unwrap().clone();
    assert_eq!(copy.name, "meetings_copy");
    let original = from.schema.table(meetings).unwrap();
    assert_eq!(copy.foreign_keys().count(), original.foreign_keys().count());
    assert!(
        copy.foreign_keys()
            .all(|(_, key)| key.target.table().is_some())
    );
    assert_eq!(
        crate::operations::violations(editor.document()),
        Vec::<String>::new()
    );
    for (id, table) in &from.schema.tables {
        assert_eq!(editor.document().schema.tables.get(id), Some(table));
    }
}

#[test]
fn sql_from_anywhere_makes_tables() {
    let mut editor = Editor::new(document("CREATE TABLE users (id bigint PRIMARY KEY);"));
    let clip = Clip::of_text(
        "CREATE TYPE mood AS ENUM ('good', 'bad');
         CREATE TABLE posts (id bigint PRIMARY KEY, mood mood, author bigint REFERENCES users (id));",
    );
    let (tables, left_out) = pasted(&mut editor, &clip);
    assert_eq!((tables.len(), left_out.len()), (1, 0));
    let posts = editor.document().schema.table(tables[0]).unwrap();
    let users = table(editor.document(), "users");
    assert!(
        posts
            .foreign_keys()
            .all(|(_, key)| key.target.table() == Some(users))
    );
    assert_eq!(editor.document().schema.types.len(), 1);
    let nothing = paste(editor.document(), &Clip::of_text("hello there"), |_| {
        Point::default()
    });
    assert!(nothing.is_err());
    let other = Clip {
        dialect: Some(Dialect::Mysql),
        ..clip
    };
    let refused = paste(editor.document(), &other, |_| Point::default());
    assert!(refused.unwrap_err().to_string().contains("MySQL"));
}

#[test]
fn an_area_is_copied_with_what_lies_in_it() {
    let (mut editor, _, users, _) = platform();
    done(&mut editor, |draft| {
        edit::move_tables(draft, &[(users, Point::new(2040.0, 80.0))])
    });
    let area = done(&mut editor, |draft| {
        edit::add_area(draft, Rect::new(2000.0, 40.0, 480.0, 480.0), "People")
    });
    let drawing = Drawing::new(editor.document(), None);
    let clip = copy(
        editor.document(),
        &drawing,
        &Selection::one(Item::Area(area)),
    )
    .unwrap();
    assert_eq!((clip.tables.len(), clip.areas.len()), (1, 1));
    let (tables, _) = pasted(&mut editor, &clip);
    assert_eq!(place(&editor, tables[0]), (840.0, 200.0));
    assert_eq!(editor.document().areas.len(), 2);
    let items = [Item::Area(area)];
    done(&mut editor, |draft| {
        edit::set_tint(draft, &items, Tint::Rose)
    });
    assert_eq!(editor.document().areas[&area].tint, Tint::Rose);
    let (_, plan) = Draft::plan(editor.document(), |draft| edit::drop_area(draft, area)).unwrap();
    assert_eq!(plan.document.areas.len(), 1);
}
