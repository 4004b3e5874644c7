//! What differs between two schemas: by id, by name, by declared rename; and what is asked rather than assumed.

use std::sync::Arc;

use cadastre::diff::{self, ChangeKind, Matching, Rename, RenameError};
use cadastre::model::{Document, ObjectRef, Op, Schema, TableId};

use crate::migration_cases::schema;

const SHOP: &str = "
    CREATE TABLE customers (id int PRIMARY KEY, mail text NOT NULL CHECK (mail <> ''));
    CREATE TABLE orders (
        id int PRIMARY KEY,
        customer_id int NOT NULL REFERENCES customers (id),
        note text DEFAULT 'none'
    );
    CREATE INDEX orders_customer_id_idx ON orders (customer_id);
";

fn table(schema: &Schema, name: &str) -> TableId {
    schema.table_named("public", name).unwrap().id
}

/// The changes as short lines.
fn said(diff: &diff::Diff) -> Vec<String> {
    diff.changes
        .iter()
        .map(|change| match &change.kind {
            ChangeKind::Added => format!("+ {}", change.name),
            ChangeKind::Removed => format!("- {}", change.name),
            ChangeKind::Changed(properties) => {
                let properties: Vec<String> = properties
                    .iter()
                    .map(|one| format!("{}: {} -> {}", one.property, one.before, one.after))
                    .collect();
                format!("~ {} ({})", change.name, properties.join("; "))
            }
        })
        .collect()
}

#[test]
fn changes_are_told_down_to_the_property() {
    let after = schema(
        "CREATE TABLE customers (id int PRIMARY KEY, mail varchar(80) NOT NULL CHECK (mail <> ''));
         CREATE TABLE orders (
             id int PRIMARY KEY,
             customer_id int NOT NULL REFERENCES customers (id) ON DELETE CASCADE
         );
         CREATE TABLE tags (name text PRIMARY KEY);
         CREATE INDEX orders_customer_id_idx ON orders (customer_id);",
    );
    let diff = diff::compare(&schema(SHOP), &after, Matching::Names);
    assert_eq!(
        said(&diff),
        [
            "+ tags",
            "~ customers.mail (type: text -> character varying(80))",
            "- orders.note",
            "~ orders.orders_customer_id_fkey (on delete: no action -> cascade)",
        ]
    );
    let counts = diff.counts();
    assert_eq!((counts.added, counts.removed, counts.changed), (1, 1, 2));
}

#[test]
fn a_rename_in_the_document_is_known_as_one_and_carries_its_texts() {
    let base = schema(SHOP);
    let mut document = Document::new("shop", base.clone());
    let customers = table(&base, "customers");
    let mut header = base.tables[&customers].header.clone();
    header.name = "clients".to_string();
    let mut column = base.tables[&customers]
        .column_named("mail")
        .unwrap()
        .clone();
    column.name = "email".to_string();
    let mut check = base.tables[&customers]
        .constraints
        .iter()
        .find(|one| one.name == "customers_mail_check")
        .unwrap()
        .clone();
    check.kind = cadastre::model::ConstraintKind::Check(cadastre::model::Check {
        expression: "email <> ''".to_string(),
    });
    Op::apply_all(
        vec![
            Op::SetHeader {
                table: customers,
                header: Box::new(header),
            },
            Op::PutColumn {
                table: customers,
                column: Box::new(column.clone()),
                position: None,
            },
            Op::PutConstraint {
                table: customers,
                constraint: Box::new(check),
                position: None,
            },
        ],
        &mut document,
    )
    .unwrap();
    let diff = diff::compare(&base, &document.schema, Matching::Ids);
    assert_eq!(
        said(&diff),
        [
            "~ clients (name: customers -> clients)",
            "~ clients.email (name: mail -> email)",
        ]
    );
    let change = diff.change(ObjectRef::Table(customers)).unwrap();
    assert_eq!(change.renamed(), Some(("customers", "clients")));
    assert_eq!(diff.of_table(customers).count(), 2);
}

#[test]
fn an_object_made_again_under_its_name_is_the_same_object() {
    let base = schema(SHOP);
    let mut document = Document::new("shop", base.clone());
    let orders = table(&base, "orders");
    let note = base.tables[&orders].column_named("note").unwrap().clone();
    let again = cadastre::model::Column {
        id: document.allocate(),
        ..note.clone()
    };
    Op::apply_all(
        vec![
            Op::RemovePart(ObjectRef::Column(orders, note.id)),
            Op::PutColumn {
                table: orders,
                column: Box::new(again.clone()),
                position: None,
            },
        ],
        &mut document,
    )
    .unwrap();
    let diff = diff::compare(&base, &document.schema, Matching::Ids);
    assert!(diff.is_empty(), "{:?}", diff.changes);
    assert_eq!(
        diff.original(ObjectRef::Column(orders, note.id)),
        ObjectRef::Column(orders, again.id)
    );
}

#[test]
fn a_likely_rename_is_asked_and_not_assumed() {
    let after = SHOP.replace("note text", "notes text");
    let diff = diff::compare(&schema(SHOP), &schema(&after), Matching::Names);
    assert_eq!(said(&diff), ["- orders.note", "+ orders.notes"]);
    let [question] = diff.suspected_renames.as_slice() else {
        panic!("{:?}", diff.suspected_renames);
    };
    assert_eq!(question.rename.from, "orders.note");
    assert_eq!(question.rename.to, "orders.notes");
    assert!(question.likelihood >= 90, "{}", question.likelihood);
    assert!(
        question.evidence.contains(&"both are text".to_string()),
        "{:?}",
        question.evidence
    );
    // The answer is a rename to declare.
    let answered = diff::compare_with(
        &schema(SHOP),
        &schema(&after),
        Matching::Names,
        std::slice::from_ref(&question.rename),
    )
    .unwrap();
    assert_eq!(said(&answered), ["~ orders.notes (name: note -> notes)"]);
    assert!(answered.suspected_renames.is_empty());
}

#[test]
fn a_table_that_keeps_its_columns_is_asked_about() {
    let after = SHOP
        .replace("CREATE TABLE customers", "CREATE TABLE buyers")
        .replace("REFERENCES customers", "REFERENCES buyers");
    let diff = diff::compare(&schema(SHOP), &schema(&after), Matching::Names);
    let question = &diff.suspected_renames[0];
    assert_eq!(question.rename.from, "customers");
    assert_eq!(question.rename.to, "buyers");
}

#[test]
fn unlike_columns_are_not_asked_about() {
    let after = SHOP.replace("note text DEFAULT 'none'", "placed_at timestamptz");
    let diff = diff::compare(&schema(SHOP), &schema(&after), Matching::Names);
    assert!(diff.suspected_renames.is_empty());
}

#[test]
fn declared_renames_that_cannot_be_are_refused() {
    let after = SHOP.replace("note text", "notes text");
    let refuse = |from: &str, to: &str| {
        let rename = Rename {
            from: from.to_string(),
            to: to.to_string(),
        };
        diff::compare_with(&schema(SHOP), &schema(&after), Matching::Names, &[rename]).unwrap_err()
    };
    assert_eq!(
        refuse("orders.remark", "notes"),
        RenameError::NotInBase("orders.remark".to_string())
    );
    assert_eq!(
        refuse("orders.note", "remark").to_string(),
        "orders.note is renamed to remark, but the target has no remark"
    );
    assert_eq!(
        refuse("orders.id", "notes").to_string(),
        "orders.id is renamed to notes, but the target still has orders.id"
    );
}

#[test]
fn constraint_and_index_that_only_change_their_name_are_renamed() {
    let after = SHOP.replace("orders_customer_id_idx", "orders_by_customer");
    let diff = diff::compare(&schema(SHOP), &schema(&after), Matching::Names);
    assert_eq!(
        said(&diff),
        ["~ orders.orders_by_customer (name: orders_customer_id_idx -> orders_by_customer)"]
    );
}

#[test]
fn spelling_and_order_are_no_difference() {
    let after = "create table ORDERS (
        note TEXT default 'none',
        id INT4 primary key,
        customer_id integer not null,
        constraint orders_customer_id_fkey foreign key (customer_id) references customers (id) on delete no action
    );
    create table customers (id int4 primary key, mail text not null check ((mail)<>''));
    create index orders_customer_id_idx on orders using btree (customer_id asc);";
    let after = after.replace("((mail)<>'')", "(mail<>'')");
    let diff = diff::compare(&schema(SHOP), &schema(&after), Matching::Names);
    assert!(diff.is_empty(), "{:?}", said(&diff));
    assert_eq!(diff.reordered.len(), 1);
}

#[test]
fn shared_tables_are_not_looked_at() {
    let base = schema(SHOP);
    let target = base.clone();
    for (id, table) in &base.tables {
        assert!(Arc::ptr_eq(table, &target.tables[id]));
    }
    assert!(diff::compare(&base, &target, Matching::Ids).is_empty());
}
