//! The schema as text that is edited: its own text changes nothing, what is typed gives what the text says, what happens
//! elsewhere stands in the text, and all of it can be taken back.

use std::collections::BTreeSet;

use cadastre::diff::{self, Matching};
use cadastre::editor::sheet::{Answer, Fault, OfferKind, Scope, Sheet, TextChange, Typed};
use cadastre::editor::{Editor, edit};
use cadastre::model::*;
use proptest::prelude::*;

use crate::generate;
use crate::operations::{violations, without_counter};
use crate::whole::read;

const SHOP: &str = "CREATE TYPE state AS ENUM ('open', 'paid');
CREATE TABLE orgs (id uuid PRIMARY KEY, name text NOT NULL);
CREATE TABLE users (id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES orgs (id), email text NOT NULL UNIQUE,
  CONSTRAINT users_email_check CHECK (email <> ''));
CREATE TABLE orders (id bigserial PRIMARY KEY, user_id uuid REFERENCES users (id), state state DEFAULT 'open');
CREATE INDEX orders_user_id_idx ON orders (user_id);
CREATE VIEW paid AS SELECT id, user_id FROM orders WHERE state = 'paid';
CREATE TABLE events (id bigint, at timestamptz NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
GRANT SELECT ON orders TO PUBLIC;";

fn editor(sql: &str) -> Editor {
    let mut document = Document::new("Test", read(sql, Some(Dialect::Postgresql)).schema);
    cadastre::editor::drawing::place_all(&mut document);
    Editor::new(document)
}

fn whole(editor: &Editor) -> Sheet {
    Sheet::of(editor.document(), Scope::Whole)
}

/// Types a text, as the page does it, and checks what must always hold.
fn typed(editor: &mut Editor, sheet: &mut Sheet, text: &str) -> Result<Option<Typed>, Vec<Fault>> {
    match sheet.type_text(editor.document(), text.to_string()) {
        Answer::Same => Ok(None),
        Answer::Faulty(faults) => {
            assert!(!faults.is_empty());
            for fault in &faults {
                assert!(
                    text.get(fault.range.clone()).is_some(),
                    "{fault:?} of {text}"
                );
            }
            assert_eq!(sheet.text(), text, "what was typed stays");
            Err(faults)
        }
        Answer::Changes(change) => {
            let before = editor.document().clone();
            let ops = change.plan.ops.clone();
            editor.apply(&change.plan.label, ops).unwrap();
            let found = violations(editor.document());
            assert!(found.is_empty(), "{found:?}\n{text}");
            let changes = sheet.took(editor.document(), &change);
            assert_eq!(applied(text, &changes), sheet.text());
            assert!(sheet.is_settled());
            if !change.plan.ops.is_empty() {
                editor.undo().unwrap();
                assert_eq!(without_counter(editor.document()), without_counter(&before));
                editor.redo().unwrap();
            }
            Ok(Some(*change))
        }
    }
}

/// A text with changes made to it.
fn applied(text: &str, changes: &[TextChange]) -> String {
    let mut text = text.to_string();
    for change in changes.iter().rev() {
        text.replace_range(change.range.clone(), &change.text);
    }
    text
}

fn replaced(sheet: &Sheet, from: &str, to: &str) -> String {
    assert!(
        sheet.text().contains(from),
        "{from:?} is not in:\n{}",
        sheet.text()
    );
    sheet.text().replacen(from, to, 1)
}

fn table(editor: &Editor, name: &str) -> std::sync::Arc<Table> {
    let schema = &editor.document().schema;
    schema.table_named("public", name).unwrap().clone()
}

/// What differs between two schemas, names only.
fn differences(one: &Schema, other: &Schema) -> Vec<String> {
    let diff = diff::compare(one, other, Matching::Names);
    let changes = diff.changes.iter();
    let changes = changes.map(|change| format!("{}: {:?}", change.name, change.kind));
    let moved = diff
        .reordered
        .iter()
        .map(|table| format!("columns of {table:?} moved"));
    changes.chain(moved).collect()
}

#[test]
fn a_change_keeps_the_ids_and_the_place_of_its_table() {
    let mut editor = editor(SHOP);
    let mut sheet = whole(&editor);
    let before = table(&editor, "users");
    let place = editor.document().placements[&before.id].clone();
    let text = replaced(&sheet, "email text NOT NULL", "email varchar(80)");
    typed(&mut editor, &mut sheet, &text).unwrap().unwrap();
    let after = table(&editor, "users");
    assert_eq!(after.id, before.id);
    let email = after.column_named("email").unwrap();
    assert_eq!(email.id, before.column_named("email").unwrap().id);
    assert!(!email.not_null && email.data_type.modifiers == ["80"]);
    assert_eq!(editor.document().placements[&before.id], place);
    assert_eq!(sheet.text(), text, "what was typed stays as it was typed");
}

#[test]
fn a_name_changed_where_it_is_given_is_a_rename() {
    let mut editor = editor(SHOP);
    let mut sheet = whole(&editor);
    let before = table(&editor, "users");
    let text = replaced(&sheet, "email text NOT NULL", "mail text NOT NULL");
    typed(&mut editor, &mut sheet, &text).unwrap().unwrap();
    let after = table(&editor, "users");
    assert_eq!(
        after.column_named("mail").unwrap().id,
        before.column_named("email").unwrap().id
    );
    assert!(
        sheet.text().contains("CHECK (mail <> '')"),
        "{}",
        sheet.text()
    );
    assert!(
        sheet.text().contains("UNIQUE (mail)")
            || sheet.text().contains("mail text NOT NULL UNIQUE"),
        "{}",
        sheet.text()
    );

    let text = replaced(&sheet, "CREATE TABLE users", "CREATE TABLE members");
    typed(&mut editor, &mut sheet, &text).unwrap().unwrap();
    assert_eq!(table(&editor, "members").id, before.id);
    assert!(
        sheet.text().contains("REFERENCES members (id)"),
        "{}",
        sheet.text()
    );

    let text = replaced(&sheet, "user_id uuid", "member_id uuid");
    typed(&mut editor, &mut sheet, &text).unwrap().unwrap();
    assert!(
        sheet.text().contains("ON orders (member_id)"),
        "{}",
        sheet.text()
    );
    assert!(
        sheet.text().contains("SELECT id, member_id FROM orders"),
        "{}",
        sheet.text()
    );
}

#[test]
fn a_rename_with_other_changes_keeps_the_column() {
    let mut editor = editor("CREATE TABLE a (id int PRIMARY KEY, b text, c text);");
    let mut sheet = whole(&editor);
    let before = table(&editor, "a");
    let text = "CREATE TABLE a (\n id int PRIMARY KEY,\n  bee text NOT NULL, c text);";
    typed(&mut editor, &mut sheet, text).unwrap().unwrap();
    let after = table(&editor, "a");
    assert_eq!(
        after.column_named("bee").unwrap().id,
        before.column_named("b").unwrap().id
    );
    let text = "CREATE TABLE other (\n id int PRIMARY KEY,\n  bee text NOT NULL, c int);";
    typed(&mut editor, &mut sheet, text).unwrap().unwrap();
    assert_eq!(table(&editor, "other").id, before.id);
    let text = "CREATE TABLE other (\n id int PRIMARY KEY,\n c int);";
    typed(&mut editor, &mut sheet, text).unwrap().unwrap();
    assert_eq!(table(&editor, "other").columns.len(), 2);
}

#[test]
fn what_cannot_be_read_changes_nothing_and_says_where() {
    let mut editor = editor(SHOP);
    let mut sheet = whole(&editor);
    let before = editor.document().clone();
    let good = sheet.text().to_string();
    for (from, to, at, message) in [
        ("email text NOT NULL", "email text NOT NUL", "NOT", ""),
        (
            "email text NOT NULL",
            "email txet NOT NULL",
            "txet",
            "no such type",
        ),
        (
            "ON orders (user_id)",
            "ON orders (nobody)",
            "nobody",
            "no column nobody",
        ),
        (
            "REFERENCES orgs (id)",
            "REFERENCES orgs (nothing)",
            "nothing",
            "no column nothing",
        ),
        ("CHECK (email <> '')", "CHECK (email <> ')", "", "quote"),
    ] {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{from}");
        let faults = typed(&mut editor, &mut sheet, &text).unwrap_err();
        let fault = &faults[0];
        assert!(fault.message.contains(message), "{fault:?}");
        assert!(
            text[fault.range.clone()].contains(at),
            "{fault:?}: {}",
            &text[fault.range.clone()]
        );
        assert_eq!(editor.document(), &before);
    }
    let text = good.replacen("email text", "email txet", 1);
    let faults = typed(&mut editor, &mut sheet, &text).unwrap_err();
    assert_eq!(faults[0].instead.as_deref(), Some("text"));
    assert!(typed(&mut editor, &mut sheet, &good).unwrap().is_none());
}

#[test]
fn what_depends_on_what_is_removed_is_told() {
    let mut editor = editor(SHOP);
    let mut sheet = whole(&editor);
    let start = sheet.text().find("CREATE TABLE users").unwrap();
    let end = start + sheet.text()[start..].find("\n\n").unwrap() + 2;
    let mut text = sheet.text().to_string();
    text.replace_range(start..end, "");
    let change = typed(&mut editor, &mut sheet, &text).unwrap().unwrap();
    assert_eq!(change.takes_along, ["orders.orders_user_id_fkey"]);
    assert!(
        !sheet.text().contains("REFERENCES users"),
        "{}",
        sheet.text()
    );
    let text = replaced(&sheet, "  name text NOT NULL", "  title text NOT NULL");
    let change = typed(&mut editor, &mut sheet, &text).unwrap().unwrap();
    assert!(change.takes_along.is_empty());
}

#[test]
fn statements_may_be_added_anywhere() {
    let mut editor = editor(SHOP);
    let mut sheet = whole(&editor);
    let text = format!(
        "{}CREATE TABLE notes (id uuid PRIMARY KEY, user_id uuid REFERENCES users (id));\n",
        sheet.text()
    );
    typed(&mut editor, &mut sheet, &text).unwrap().unwrap();
    let notes = table(&editor, "notes");
    assert!(editor.document().placements.contains_key(&notes.id));
    assert_eq!(sheet.text(), text);
    // Of a table whose statements stand far above.
    let text = format!(
        "{}CREATE INDEX users_org ON users (org_id);\n",
        sheet.text()
    );
    typed(&mut editor, &mut sheet, &text).unwrap().unwrap();
    assert!(
        table(&editor, "users")
            .indexes
            .iter()
            .any(|index| index.name == "users_org")
    );
    assert_eq!(
        sheet.text().matches("users_org ON").count(),
        1,
        "{}",
        sheet.text()
    );
    let text = format!(
        "{}CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2031-01-01') TO ('2032-01-01');\n",
        sheet.text()
    );
    typed(&mut editor, &mut sheet, &text).unwrap().unwrap();
    assert_eq!(table(&editor, "events_2").columns.len(), 2);
    let text = format!("{}DROP TABLE notes;\n", sheet.text());
    typed(&mut editor, &mut sheet, &text).unwrap().unwrap();
    assert!(
        editor
            .document()
            .schema
            .table_named("public", "notes")
            .is_none()
    );
    assert!(!sheet.text().contains("notes"), "{}", sheet.text());
}

#[test]
fn partitions_change_with_their_parent() {
    let mut editor = editor(SHOP);
    let mut sheet = whole(&editor);
    let before = table(&editor, "events_1");
    let text = replaced(&sheet, "  id bigint,", "  id bigint,\n  kind text,");
    typed(&mut editor, &mut sheet, &text).unwrap().unwrap();
    let after = table(&editor, "events_1");
    assert_eq!(after.id, before.id);
    assert_eq!(after.columns.len(), 3);
    assert_eq!(
        after.column_named("at").unwrap().id,
        before.column_named("at").unwrap().id
    );
}

#[test]
fn what_happens_elsewhere_stands_in_the_text_and_typing_stays() {
    let mut editor = editor(SHOP);
    let mut sheet = whole(&editor);
    let text = replaced(&sheet, "email text NOT NULL", "email text NOT NUL");
    typed(&mut editor, &mut sheet, &text).unwrap_err();
    let orgs = table(&editor, "orgs").id;
    editor
        .edit(|draft| edit::rename_table(draft, orgs, "organizations"))
        .unwrap();
    let orders = table(&editor, "orders").id;
    editor
        .edit(|draft| edit::drop_tables(draft, &[orders]))
        .unwrap();
    let changes = sheet.follow(editor.document());
    assert_eq!(applied(&text, &changes), sheet.text());
    assert!(sheet.text().contains("CREATE TABLE organizations"));
    assert!(!sheet.text().contains("CREATE TABLE orders"));
    assert!(
        sheet.text().contains("email text NOT NUL,"),
        "{}",
        sheet.text()
    );
    // The table that is being typed still says the old name; once it can be read, the text is what holds.
    editor.undo().unwrap();
    let before = sheet.text().to_string();
    let changes = sheet.follow(editor.document());
    assert_eq!(applied(&before, &changes), sheet.text());
    assert!(sheet.text().contains("CREATE TABLE orders"));
}

#[test]
fn a_sheet_of_some_tables_follows_and_is_typed() {
    let mut editor = editor(SHOP);
    let users = table(&editor, "users").id;
    let mut sheet = Sheet::of(editor.document(), Scope::Tables(BTreeSet::from([users])));
    assert!(sheet.text().starts_with("CREATE TABLE users"));
    assert!(!sheet.text().contains("CREATE TABLE orders"));
    let text = replaced(
        &sheet,
        "email text NOT NULL",
        "email text NOT NULL,\n  phone text",
    );
    typed(&mut editor, &mut sheet, &text).unwrap().unwrap();
    assert!(table(&editor, "users").column_named("phone").is_some());
    let text = format!("{}CREATE INDEX on orders (id);\n", sheet.text());
    let faults = typed(&mut editor, &mut sheet, &text).unwrap_err();
    assert!(faults[0].message.contains("orders"), "{faults:?}");
    let orders = sheet.place_of(editor.document(), table(&editor, "orders").id);
    assert_eq!(orders, None);
    let place = sheet.place_of(editor.document(), users).unwrap();
    assert!(sheet.text()[place..].starts_with("users"));
    let reference = sheet.text().find("REFERENCES orgs").unwrap() + 13;
    assert_eq!(
        sheet.table_at(editor.document(), reference),
        Some(table(&editor, "orgs").id)
    );
}

#[test]
fn completion_knows_where_it_stands() {
    let editor = editor(SHOP);
    let mut sheet = whole(&editor);
    let mut offered = |text: &str| {
        sheet.type_text(editor.document(), text.to_string());
        let (from, offers) = sheet.offers(editor.document(), text.len());
        let labels: Vec<String> = offers.iter().map(|one| one.label.clone()).collect();
        (
            text[from..].to_string(),
            labels,
            offers.first().map(|one| one.kind),
        )
    };
    let (word, labels, kind) = offered("CREATE TABLE x (id uuid REFERENCES or");
    assert_eq!((word.as_str(), kind), ("or", Some(OfferKind::Table)));
    assert!(labels.contains(&"orders".to_string()));
    let (_, labels, kind) = offered("CREATE TABLE x (id uuid REFERENCES users (");
    assert_eq!(kind, Some(OfferKind::Column));
    assert_eq!(labels, ["id", "org_id", "email"]);
    let (_, labels, _) = offered("CREATE TABLE x (id st");
    assert!(labels.contains(&"state".to_string()) && labels.contains(&"uuid".to_string()));
    let (_, labels, _) = offered("CREATE TABLE x (id uuid, b int, UNIQUE (");
    assert_eq!(labels, ["id", "b"]);
    let (_, labels, _) = offered("CREATE TABLE x (id uuid REFERENCES users (id) ON DELETE ");
    assert!(labels.contains(&"CASCADE".to_string()));
    let (_, labels, _) = offered("CREATE INDEX ON users USING btree (");
    assert_eq!(labels, ["id", "org_id", "email"]);
    assert!(offered("-- CREATE TAB").1.is_empty());
    assert!(offered("").1.contains(&"CREATE TABLE".to_string()));
}

#[test]
fn a_key_that_the_table_refers_to_itself_is_missed() {
    let sql = "CREATE TABLE nodes (id uuid PRIMARY KEY, up uuid, FOREIGN KEY (up) REFERENCES nodes (id));";
    let mut editor = editor(sql);
    let mut sheet = whole(&editor);
    let text = sheet.text().replace(" PRIMARY KEY", "");
    let faults = typed(&mut editor, &mut sheet, &text).unwrap_err();
    assert_eq!(faults[0].message, "no key of nodes holds for (id)");
    assert_eq!(&text[faults[0].range.clone()], "nodes");
}

#[test]
fn default_privileges_hold_for_what_is_typed_below_them() {
    let mut editor =
        editor("CREATE ROLE bob; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO bob;");
    let mut sheet = whole(&editor);
    let text = format!("{}CREATE TABLE seen (id int);\n", sheet.text());
    typed(&mut editor, &mut sheet, &text).unwrap();
    assert!(
        sheet.text().contains("GRANT SELECT ON public.seen TO bob;"),
        "{}",
        sheet.text()
    );
    let above = format!("CREATE TABLE unseen (id int);\n{}", sheet.text());
    typed(&mut editor, &mut sheet, &above).unwrap();
    assert!(!sheet.text().contains("unseen TO bob"), "{}", sheet.text());
}

/// The text without the statement that begins at one of its lines, or with a small change there.
fn edited(text: &str, choice: usize, kind: usize) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_string).collect();
    let at = choice % lines.len();
    match kind % 6 {
        0 => lines[at].push_str(" -- remark"),
        1 => lines.insert(at, String::new()),
        2 => {
            lines.remove(at);
        }
        3 => lines[at] = lines[at].replacen(" NOT NULL", "", 1),
        4 => lines[at] = lines[at].replacen(" text", " integer", 1),
        _ => lines.insert(at, "CREATE TABLE added_here (id int);".to_string()),
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: generate::cases(150), failure_persistence: None, max_shrink_iters: 5_000, ..ProptestConfig::default() })]

    #[test]
    fn every_block_reads_back_as_what_it_is(tapes in generate::tapes(16)) {
        let schema = generate::schema(&tapes, true);
        let mut document = Document::new("Fixture", schema);
        cadastre::editor::drawing::place_all(&mut document);
        let sheet = Sheet::of(&document, Scope::Whole);
        prop_assert!(matches!(sheet.clone().type_text(&document, sheet.text().to_string()), Answer::Same));
        // A remark at the head of each block makes it be read, and changes nothing.
        let mut at = 0;
        for stretch in sheet.text().split_inclusive("\n\n") {
            let mut text = sheet.text().to_string();
            text.insert_str(at, "/* remark */ ");
            at += stretch.len();
            match sheet.clone().type_text(&document, text.clone()) {
                Answer::Changes(typed) => prop_assert!(typed.plan.ops.is_empty(), "{:#?}\n{stretch}\n----\n{}", typed.plan.ops, sheet.text()),
                Answer::Same => {}
                Answer::Faulty(faults) => prop_assert!(false, "{faults:?}\n{stretch}\n----\n{}", sheet.text()),
            }
        }
    }

    #[test]
    fn any_edit_gives_what_its_text_says(tapes in generate::tapes(10), choice in any::<usize>(), kind in any::<usize>()) {
        let schema = generate::schema(&tapes, true);
        let mut document = Document::new("Fixture", schema);
        cadastre::editor::drawing::place_all(&mut document);
        let mut editor = Editor::new(document);
        let mut sheet = whole(&editor);
        let text = edited(sheet.text(), choice, kind);
        if let Ok(Some(change)) = typed(&mut editor, &mut sheet, &text)
            && change.takes_along.is_empty()
            && sheet.text() == text
        {
            let said = read(&text, Some(Dialect::Postgresql)).schema;
            let found = differences(&editor.document().schema, &said);
            prop_assert!(found.is_empty(), "{found:#?}\n{text}");
        }
    }
}
