//! What is edited as SQL text: every text that is shown reads back as what it is, a wrong one changes nothing, and a statement
//! kept as written becomes an object of the model once it can be read as one.

use std::collections::BTreeSet;

use cadastre::editor::definition::{keep, text_of};
use cadastre::editor::{Draft, EditError, Editor};
use cadastre::model::{Dialect, Document, ObjectRef, VerbatimId};

use crate::editor_edits::done;
use crate::everything::{called, everything, objects};
use crate::whole::read;

fn editor(sql: &str) -> Editor {
    in_dialect(sql, Dialect::Postgresql)
}

fn in_dialect(sql: &str, dialect: Dialect) -> Editor {
    let mut document = Document::new("Test", read(sql, Some(dialect)).schema);
    document.settings.dialect = dialect;
    Editor::new(document)
}

fn properties(object: ObjectRef) -> &'static [&'static str] {
    match object {
        ObjectRef::View(_) => &["view.query", "view.indexes", "view.triggers"],
        ObjectRef::Function(_) => &["function.definition"],
        ObjectRef::Statistics(_) => &["statistics.definition"],
        ObjectRef::Verbatim(_) => &["verbatim.sql"],
        _ => &[],
    }
}

fn text(editor: &Editor, object: ObjectRef, property: &str) -> Option<String> {
    let schema = &editor.document().schema;
    text_of(schema, &schema.object(object).unwrap(), property)
}

fn refused(editor: &mut Editor, object: ObjectRef, property: &str, text: &str) -> EditError {
    let before = editor.document().clone();
    let error = editor
        .edit(|draft| keep(draft, object, property, text))
        .unwrap_err();
    assert_eq!(editor.document(), &before, "a refusal changes nothing");
    error
}

fn only_verbatim(editor: &Editor) -> VerbatimId {
    let verbatim = &editor.document().schema.verbatim;
    assert_eq!(verbatim.len(), 1, "{verbatim:?}");
    *verbatim.keys().next().unwrap()
}

#[test]
fn every_text_reads_back_as_what_it_is() {
    let document = everything();
    let mut seen = BTreeSet::new();
    for object in objects(&document.schema) {
        for property in properties(object) {
            let now = document.schema.object(object).unwrap();
            let Some(text) = text_of(&document.schema, &now, property) else {
                continue;
            };
            seen.insert(*property);
            let planned = Draft::plan(&document, |draft| keep(draft, object, property, &text));
            let (kept, plan) = planned.unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(kept, object, "{text}");
            assert_eq!(plan.document.schema, document.schema, "{text}");
        }
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
}

#[test]
fn a_function_is_rewritten_with_its_identity() {
    let mut editor = editor(
        "CREATE FUNCTION total(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; COMMENT ON FUNCTION total(int) IS 'Sum';",
    );
    let first = editor.document().schema.functions.keys().next();
    let function = ObjectRef::Function(*first.unwrap());
    let new = "CREATE FUNCTION total(a int, b int) RETURNS int LANGUAGE sql STABLE AS 'SELECT 2';";
    let kept = done(&mut editor, |draft| {
        keep(draft, function, "function.definition", new)
    });
    assert_eq!(kept, function);
    let sql = text(&editor, function, "function.definition").unwrap();
    assert!(sql.contains("b int") && sql.contains("STABLE"), "{sql}");
    let schema = &editor.document().schema;
    assert_eq!(schema.functions.len(), 1);
    let held = schema.functions.values().next().unwrap();
    assert_eq!(held.comment.as_deref(), Some("Sum"));

    let other = "CREATE TABLE t (id int);";
    assert_eq!(
        refused(&mut editor, function, "function.definition", other),
        EditError::OtherObject
    );
    let two = format!("{new}\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';");
    assert_eq!(
        refused(&mut editor, function, "function.definition", &two),
        EditError::OtherObject
    );
    let broken = "CREATE FUNCTION total(a int)\nRETURNS int LANGUAGE sql AS 'SELECT 1";
    let error = refused(&mut editor, function, "function.definition", broken);
    assert!(
        matches!(error, EditError::Statement { line: 2, .. }),
        "{error}"
    );
}

#[test]
fn indexes_and_triggers_of_views_keep_their_identity() {
    let mut editor = editor(
        "CREATE SCHEMA app; CREATE TABLE t (id int); CREATE MATERIALIZED VIEW app.m AS SELECT id FROM t;
         CREATE INDEX first ON app.m (id); COMMENT ON INDEX app.first IS 'Kept';",
    );
    let view = called(&editor.document().schema, "app.m");
    let before = text(&editor, view, "view.indexes").unwrap();
    let after = format!("{before}\nCREATE UNIQUE INDEX second ON app.m (id);");
    done(&mut editor, |draft| {
        keep(draft, view, "view.indexes", &after)
    });
    let held = editor.document().schema.views.values().next().cloned();
    let indexes = held.unwrap().indexes.clone();
    let names: Vec<&str> = indexes.iter().map(|index| index.name.as_str()).collect();
    assert_eq!(names, ["first", "second"]);
    assert_eq!(indexes[0].comment.as_deref(), Some("Kept"));
    assert_ne!(indexes[0].id, indexes[1].id);

    let error = refused(
        &mut editor,
        view,
        "view.indexes",
        "CREATE TABLE other (id int);",
    );
    assert_eq!(error, EditError::NotOfView);
    // The line is counted from what the user sees.
    let error = refused(
        &mut editor,
        view,
        "view.indexes",
        "CREATE INDEX a ON app.m (id);\nCREATE INDEX b ON app.m (;",
    );
    assert!(
        matches!(error, EditError::Statement { line: 2, .. }),
        "{error}"
    );
}

#[test]
fn a_statement_kept_as_written_takes_a_new_text_kind_and_name() {
    let mut editor = editor("CREATE PUBLICATION news FOR ALL TABLES;");
    let id = only_verbatim(&editor);
    let kept = done(&mut editor, |draft| {
        let new = "CREATE EVENT TRIGGER guard ON ddl_command_start EXECUTE FUNCTION f();";
        keep(draft, ObjectRef::Verbatim(id), "verbatim.sql", new)
    });
    assert_eq!(kept, ObjectRef::Verbatim(id));
    let held = &editor.document().schema.verbatim[&id];
    assert_eq!(
        (held.kind.as_str(), held.name.as_str()),
        ("event trigger", "guard")
    );
    assert!(held.sql.ends_with("f()"), "{}", held.sql);
    let object = ObjectRef::Verbatim(id);
    let error = refused(&mut editor, object, "verbatim.sql", "CREATE PUBLICATION 'x");
    assert!(
        matches!(error, EditError::Statement { line: 1, .. }),
        "{error}"
    );
    refused(&mut editor, object, "verbatim.sql", " ; ");
}

#[test]
fn what_can_be_read_now_becomes_an_object() {
    let mut editor = editor(
        "CREATE TABLE orders (id int PRIMARY KEY, at timestamptz);
         CREATE TABLE report AS SELECT id FROM orders;",
    );
    let id = only_verbatim(&editor);
    let new = "CREATE TABLE report (\n  id int PRIMARY KEY REFERENCES orders (id)\n);\nCREATE INDEX by_at ON orders (at);";
    let became = done(&mut editor, |draft| {
        keep(draft, ObjectRef::Verbatim(id), "verbatim.sql", new)
    });
    let document = editor.document();
    assert_eq!(became, called(&document.schema, "report"));
    assert!(document.schema.verbatim.is_empty());
    let report = document.schema.table(became.table().unwrap()).unwrap();
    let key = report.foreign_keys().next().unwrap().1;
    let orders = document.schema.table(key.target.table().unwrap()).unwrap();
    assert_eq!(orders.name, "orders");
    assert_eq!(orders.indexes[0].name, "by_at");
    assert!(document.placements.contains_key(&report.id));
}

/// What a text becomes in a document made of `sql`, which keeps one statement as written.
fn became(sql: &str, dialect: Dialect, new: &str) -> (Editor, ObjectRef) {
    let mut editor = in_dialect(sql, dialect);
    let id = only_verbatim(&editor);
    let object = done(&mut editor, |draft| {
        keep(draft, ObjectRef::Verbatim(id), "verbatim.sql", new)
    });
    (editor, object)
}

#[test]
fn nothing_else_changes_when_a_statement_becomes_an_object() {
    // Every property stands around it; what reading the whole again might see otherwise is none of this edit.
    let mut document = everything();
    let held = cadastre::model::Verbatim {
        id: document.allocate(),
        kind: "table".to_string(),
        name: "copied".to_string(),
        sql: "CREATE TABLE copied AS SELECT 1".to_string(),
    };
    let object = ObjectRef::Verbatim(held.id);
    let before = document.schema.clone();
    document
        .schema
        .verbatim
        .insert(held.id, std::sync::Arc::new(held));
    let new = "CREATE TABLE copied (id int PRIMARY KEY)";
    let (made, plan) =
        Draft::plan(&document, |draft| keep(draft, object, "verbatim.sql", new)).unwrap();
    let mut after = plan.document.schema;
    assert!(after.tables.remove(&made.table().unwrap()).is_some());
    assert_eq!(after, before);
}

#[test]
fn a_statement_may_change_and_drop_what_is_there() {
    let sql =
        "CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE PUBLICATION p FOR ALL TABLES;";
    let (editor, object) = became(
        sql,
        Dialect::Postgresql,
        "ALTER TABLE a ADD COLUMN name text; DROP TABLE b;",
    );
    let schema = &editor.document().schema;
    assert_eq!(object, called(schema, "a"));
    assert_eq!(schema.tables.len(), 1);
    assert_eq!(
        schema.table(object.table().unwrap()).unwrap().columns.len(),
        2
    );
    assert!(schema.verbatim.is_empty());
}

#[test]
fn what_says_nothing_of_the_schema_stays_as_written() {
    let sql = "CREATE PUBLICATION p FOR ALL TABLES;";
    let new = "ALTER PUBLICATION p OWNER TO someone";
    let (editor, object) = became(sql, Dialect::Postgresql, new);
    assert_eq!(editor.document().schema.verbatim.len(), 1);
    assert!(matches!(object, ObjectRef::Verbatim(_)));
}

#[test]
fn a_statement_about_what_is_not_there_stays_as_written() {
    let sql = "CREATE PUBLICATION p FOR ALL TABLES;";
    let (editor, object) = became(sql, Dialect::Postgresql, "ALTER TABLE nowhere ADD x int");
    let schema = &editor.document().schema;
    let held = &schema.verbatim[&only_verbatim(&editor)];
    assert!(matches!(object, ObjectRef::Verbatim(_)));
    assert_eq!(
        (held.kind.as_str(), held.name.as_str()),
        ("table", "nowhere")
    );
}

#[test]
fn other_databases_read_their_own_sql_back() {
    let sql = "CREATE TABLE t (id int PRIMARY KEY) ENGINE=InnoDB; CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t;";
    let new = "CREATE TABLE `u` (`id` int unsigned NOT NULL, `t_id` int, FOREIGN KEY (`t_id`) REFERENCES `t` (`id`)) ENGINE=InnoDB";
    let (editor, object) = became(sql, Dialect::Mysql, new);
    let schema = &editor.document().schema;
    assert_eq!(object, called(schema, "u"));
    let table = schema.table(object.table().unwrap()).unwrap();
    assert_eq!(
        table.columns[0].native_type.as_deref(),
        Some("int unsigned")
    );
    assert_eq!(schema.tables.len(), 2);
    assert!(schema.verbatim.is_empty());
}
