//! The pointer's gestures: what they do, and that Escape restores exactly from the middle of any.

use cadastre::editor::{
    Button, Drawing, Editor, Effect, Gesture, Item, Modifiers, PointerInput, Selection, Target,
    Template, Tool, edit,
};
use cadastre::layout::{Point, Rect};
use cadastre::model::{Document, ObjectRef};

use crate::editor_edits::{done, platform};

fn at(x: f64, y: f64, target: Target) -> PointerInput {
    PointerInput {
        world: Point::new(x, y),
        screen: Point::new(x, y),
        target,
        button: Button::Primary,
        modifiers: Modifiers::default(),
        view: Rect::new(-1000.0, -1000.0, 4000.0, 4000.0),
        zoom: 1.0,
    }
}

fn shift(input: PointerInput) -> PointerInput {
    let modifiers = Modifiers {
        shift: true,
        ..Modifiers::default()
    };
    PointerInput { modifiers, ..input }
}

fn drawing(editor: &Editor) -> Drawing {
    Drawing::new(editor.document(), None)
}

fn drag(editor: &mut Editor, from: PointerInput, to: PointerInput) -> cadastre::editor::Response {
    let drawing = drawing(editor);
    editor.pointer_down(&from);
    editor.pointer_move(&to, &drawing);
    editor.pointer_up(&to, &drawing).unwrap()
}

#[test]
fn clicks_select() {
    let (mut editor, _, users, meetings) = platform();
    let held = editor.document().schema.table(users).unwrap().clone();
    let email = held.columns[0].id;
    let on = |target| at(10.0, 10.0, target);
    drag(
        &mut editor,
        on(Target::Card(users)),
        on(Target::Card(users)),
    );
    assert_eq!(editor.selection(), &Selection::one(users));
    drag(
        &mut editor,
        on(Target::Row(users, email)),
        on(Target::Row(users, email)),
    );
    assert_eq!(
        editor.selection(),
        &Selection::one(ObjectRef::Column(users, email))
    );
    drag(
        &mut editor,
        on(Target::Card(users)),
        on(Target::Card(users)),
    );
    let other = shift(on(Target::Row(meetings, email)));
    drag(&mut editor, other, other);
    assert_eq!(editor.selection().tables(), [users, meetings]);
    drag(&mut editor, other, other);
    assert_eq!(editor.selection().tables(), [users]);
    drag(&mut editor, on(Target::Canvas), on(Target::Canvas));
    assert!(editor.selection().is_empty());
    assert_eq!(
        editor.undo_label(),
        Some("Create table meetings"),
        "selecting is no step"
    );
}

#[test]
fn dragging_moves_what_is_selected_on_the_grid() {
    let (mut editor, root, users, meetings) = platform();
    editor.select(Selection::tables_of([users, meetings]));
    let response = drag(
        &mut editor,
        at(5.0, 5.0, Target::Card(users)),
        at(18.0, 50.0, Target::Canvas),
    );
    assert_eq!(response.change.unwrap().label, "Move 2 items");
    let place = |editor: &Editor, table| {
        let placement = &editor.document().placements[&table];
        (placement.x, placement.y)
    };
    assert_eq!(place(&editor, users), (16.0, 48.0));
    assert_eq!(place(&editor, meetings), (416.0, 48.0));
    assert_eq!(place(&editor, root), (0.0, 0.0));
    editor.undo().unwrap();
    assert_eq!(place(&editor, users), (0.0, 0.0));
    let before = editor.document().clone();
    let still = drag(
        &mut editor,
        at(5.0, 5.0, Target::Card(users)),
        at(7.0, 6.0, Target::Card(users)),
    );
    assert_eq!(still.change, None, "a press that strays is a click");
    assert_eq!(editor.document(), &before);
}

#[test]
fn escape_restores_exactly_from_anywhere() {
    let (start, _, users, meetings) = platform();
    let key = start
        .document()
        .schema
        .table(users)
        .unwrap()
        .primary_key_columns()[0];
    let note = |editor: &mut Editor| {
        let rect = Rect::new(0.0, 0.0, 100.0, 50.0);
        done(editor, |draft| edit::add_note(draft, rect, "x"))
    };
    let mut start = start;
    let note = note(&mut start);
    let presses: Vec<(Tool, PointerInput)> = vec![
        (Tool::Select, at(5.0, 5.0, Target::Card(users))),
        (Tool::Select, at(5.0, 5.0, Target::Row(users, key))),
        (Tool::Select, at(5.0, 5.0, Target::Port(users, key))),
        (Tool::Select, at(5.0, 5.0, Target::Canvas)),
        (Tool::Select, shift(at(5.0, 5.0, Target::Canvas))),
        (Tool::Select, at(5.0, 5.0, Target::Note(note))),
        (Tool::Select, at(5.0, 5.0, Target::NoteCorner(note))),
        (Tool::Hand, at(5.0, 5.0, Target::Card(users))),
        (Tool::Relate, at(5.0, 5.0, Target::Row(users, key))),
        (Tool::Note, at(5.0, 5.0, Target::Canvas)),
        (Tool::Area, at(5.0, 5.0, Target::Canvas)),
        (
            Tool::NewTable(Template::Blank),
            at(5.0, 5.0, Target::Canvas),
        ),
    ];
    for (tool, press) in presses {
        let mut editor = start.clone();
        editor.set_tool(tool);
        editor.select(Selection::one(meetings));
        let (document, selection) = (editor.document().clone(), editor.selection().clone());
        let undo = editor.undo_label().map(str::to_string);
        let drawing = drawing(&editor);
        editor.pointer_down(&press);
        for x in [40.0, 400.0, 90.0] {
            editor.pointer_move(&at(x, 300.0, Target::Card(meetings)), &drawing);
        }
        assert!(editor.gesture().is_some(), "{tool:?}");
        editor.cancel();
        assert_eq!(editor.document(), &document, "{tool:?}");
        assert_eq!(editor.selection(), &selection, "{tool:?}");
        assert_eq!(editor.undo_label().map(str::to_string), undo);
        assert_eq!(editor.gesture(), None);
        let late = editor
            .pointer_up(&at(90.0, 300.0, Target::Canvas), &drawing)
            .unwrap();
        assert_eq!(late.change, None, "the release after Escape does nothing");
    }
}

#[test]
fn escape_takes_a_pan_back() {
    let (mut editor, ..) = platform();
    let drawing = drawing(&editor);
    let middle = |x, y| PointerInput {
        button: Button::Middle,
        ..at(x, y, Target::Canvas)
    };
    editor.pointer_down(&middle(0.0, 0.0));
    let mut sum = Point::default();
    let mut add = |effects: &[Effect]| {
        for effect in effects {
            if let Effect::Pan(by) = effect {
                sum = sum.moved(by.x, by.y);
            }
        }
    };
    add(&editor.pointer_move(&middle(30.0, 10.0), &drawing).effects);
    add(&editor.pointer_move(&middle(25.0, 60.0), &drawing).effects);
    add(&editor.cancel().effects);
    assert_eq!(sum, Point::default());
}

#[test]
fn a_marquee_selects_what_it_touches() {
    let (mut editor, root, users, meetings) = platform();
    drag(
        &mut editor,
        at(-50.0, -50.0, Target::Canvas),
        at(20.0, 20.0, Target::Canvas),
    );
    let mut tables = editor.selection().tables();
    tables.sort();
    assert_eq!(tables, [root, users]);
    drag(
        &mut editor,
        shift(at(390.0, -50.0, Target::Canvas)),
        shift(at(420.0, 20.0, Target::Canvas)),
    );
    assert!(editor.selection().contains(meetings));
    assert_eq!(editor.selection().len(), 3);
}

#[test]
fn relationships_are_drawn_from_ports() {
    let (mut editor, _, users, meetings) = platform();
    let key = editor
        .document()
        .schema
        .table(users)
        .unwrap()
        .primary_key_columns()[0];
    let response = drag(
        &mut editor,
        at(0.0, 44.0, Target::Port(users, key)),
        at(420.0, 40.0, Target::Card(meetings)),
    );
    assert_eq!(response.change.unwrap().label, "Relate meetings to users");
    let held = editor.document().schema.table(meetings).unwrap();
    assert!(
        held.column_named("user_id").is_some(),
        "the own key is referred to"
    );
    let host = done(&mut editor, |draft| {
        let uuid = cadastre::model::DataType::named("uuid");
        edit::add_column(draft, meetings, Some("host_id"), Some(uuid), None)
    });
    let response = drag(
        &mut editor,
        at(420.0, 44.0, Target::Port(meetings, host)),
        at(20.0, 40.0, Target::Card(users)),
    );
    assert!(response.effects.contains(&Effect::Selection));
    assert!(matches!(
        editor.selection().primary_object(),
        Some(ObjectRef::Constraint(table, _)) if table == meetings
    ));
    let steps = editor.undo_label().map(str::to_string);
    let nothing = drag(
        &mut editor,
        at(420.0, 44.0, Target::Port(meetings, host)),
        at(900.0, 900.0, Target::Canvas),
    );
    assert_eq!(nothing.change, None);
    assert_eq!(editor.undo_label().map(str::to_string), steps);
}

#[test]
fn tools_make_things_and_are_put_back() {
    let (mut editor, ..) = platform();
    editor.set_tool(Tool::NewTable(Template::TenantScoped));
    let place = at(803.0, 600.0, Target::Canvas);
    let response = drag(&mut editor, place, place);
    let made = editor.selection().tables()[0];
    assert!(response.effects.contains(&Effect::Name(made)));
    assert_eq!(editor.document().placements[&made].x, 800.0);
    assert_eq!(editor.tool(), Tool::Select);
    editor.set_tool(Tool::Area);
    let response = drag(
        &mut editor,
        at(790.0, 590.0, Target::Canvas),
        at(1500.0, 1200.0, Target::Canvas),
    );
    let Some(Item::Area(area)) = editor.selection().primary() else {
        panic!("the area is selected");
    };
    assert!(response.effects.contains(&Effect::Write(Item::Area(area))));
    drag(
        &mut editor,
        at(795.0, 595.0, Target::Area(area)),
        at(811.0, 595.0, Target::Canvas),
    );
    assert_eq!(
        editor.document().placements[&made].x,
        816.0,
        "an area carries its cards"
    );
    drag(
        &mut editor,
        at(1500.0, 1200.0, Target::AreaCorner(area)),
        at(1600.0, 1300.0, Target::Canvas),
    );
    assert_eq!(editor.document().areas[&area].width, 1600.0 - 808.0);
}

#[test]
fn the_menu_opens_on_what_is_selected() {
    let (mut editor, _, users, meetings) = platform();
    editor.select(Selection::tables_of([users, meetings]));
    let secondary = PointerInput {
        button: Button::Secondary,
        ..at(0.0, 0.0, Target::Card(users))
    };
    let response = editor.pointer_down(&secondary);
    assert_eq!(response.effects, [Effect::Menu(Target::Card(users))]);
    assert_eq!(editor.selection().len(), 2);
    let elsewhere = PointerInput {
        target: Target::Canvas,
        ..secondary
    };
    editor.pointer_down(&elsewhere);
    assert!(editor.selection().is_empty());
}

#[test]
fn undo_in_the_middle_of_a_drag_gives_it_up() {
    let (mut editor, _, users, _) = platform();
    let drawing = drawing(&editor);
    editor.pointer_down(&at(5.0, 5.0, Target::Card(users)));
    editor.pointer_move(&at(200.0, 5.0, Target::Card(users)), &drawing);
    assert!(matches!(editor.gesture(), Some(Gesture::Move { .. })));
    editor.undo().unwrap();
    assert_eq!(editor.gesture(), None);
    assert!(editor.document().placements.contains_key(&users));
}

#[test]
fn selection_lets_go_of_what_is_gone() {
    let (mut editor, _, users, meetings) = platform();
    editor.select(Selection::tables_of([users, meetings]));
    editor.undo().unwrap();
    assert_eq!(editor.selection().tables(), [users]);
    assert!(Editor::new(Document::default()).selection().is_empty());
}
