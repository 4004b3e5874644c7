//! What each edit does, in the words of the SQL that comes out; and that it can be taken back.

use std::sync::Arc;

use cadastre::editor::edit::{self, Dropped};
use cadastre::editor::{Draft, EditError, Editor, Template};
use cadastre::layout::Point;
use cadastre::model::*;

use crate::operations::{violations, without_counter};

/// An editor on `organizations`, `users` and `meetings`, both scoped.
pub fn platform() -> (Editor, TableId, TableId, TableId) {
    let mut editor = Editor::new(Document::default());
    let at = Point::default();
    let root = done(&mut editor, |d| {
        edit::create_table(d, &Template::TenantRoot, None, at)
    });
    let users = done(&mut editor, |d| {
        edit::create_table(d, &Template::TenantScoped, Some("users"), at)
    });
    let meetings = done(&mut editor, |d| {
        edit::create_table(
            d,
            &Template::TenantScoped,
            Some("meetings"),
            Point::new(400.0, 0.0),
        )
    });
    (editor, root, users, meetings)
}

/// Does an edit, and sees that undo and redo are exact.
pub fn done<T>(editor: &mut Editor, steps: impl FnOnce(&mut Draft) -> Result<T, EditError>) -> T {
    let before = editor.document().clone();
    let (result, change) = editor.edit(steps).unwrap();
    let after = editor.document().clone();
    assert_eq!(violations(&after), Vec::<String>::new());
    if !change.ops.is_empty() {
        let undone = editor.undo().unwrap();
        assert_eq!(undone.label, change.label);
        assert_eq!(without_counter(editor.document()), without_counter(&before));
        editor.redo().unwrap();
        assert_eq!(editor.document(), &after);
    }
    result
}

fn refused(editor: &mut Editor, steps: impl FnOnce(&mut Draft) -> Result<(), EditError>) -> String {
    let before = editor.document().clone();
    let error = editor.edit(steps).unwrap_err();
    assert_eq!(editor.document(), &before, "a refusal changes nothing");
    error.to_string()
}

fn sql(editor: &Editor) -> String {
    let format = cadastre::export::format("sql").unwrap();
    format.write(editor.document())
}

fn column(editor: &Editor, table: TableId, name: &str) -> ColumnId {
    let table = editor.document().schema.table(table).unwrap();
    table.column_named(name).unwrap().id
}

fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}

#[test]
fn a_tenant_scoped_table_follows_the_pattern() {
    let (editor, ..) = platform();
    holds(
        &sql(&editor),
        &[
            "id uuid PRIMARY KEY DEFAULT gen_random_uuid()",
            "org_id uuid NOT NULL",
            "REFERENCES organizations (id) ON DELETE CASCADE",
            "created_at timestamptz NOT NULL DEFAULT now()",
            "updated_at timestamptz NOT NULL DEFAULT now()",
            "CREATE INDEX idx_users_org_id ON users (org_id)",
        ],
    );
}

#[test]
fn templates_take_tenant_column_and_key_style_from_the_document() {
    let mut editor = Editor::new(Document::default());
    done(&mut editor, |draft| {
        let settings = Settings {
            stances: [("pk.style".to_string(), "identity".to_string())].into(),
            ..Settings::default()
        };
        edit::set_settings(draft, settings)
    });
    let root = done(&mut editor, |draft| {
        edit::create_table(
            draft,
            &Template::TenantRoot,
            Some("tenants"),
            Point::default(),
        )
    });
    done(&mut editor, |draft| {
        edit::set_tenancy(
            draft,
            TenancySettings {
                root: Some(root),
                column: Some("tenant_id".to_string()),
                ..TenancySettings::default()
            },
        )
    });
    done(&mut editor, |draft| {
        edit::create_table(draft, &Template::AuditLog, None, Point::default())
    });
    holds(
        &sql(&editor),
        &[
            "id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY",
            "tenant_id bigint NOT NULL",
            "ON audit_logs (tenant_id, created_at DESC)",
            "REFERENCES tenants (id) ON DELETE RESTRICT",
        ],
    );
}

#[test]
fn templates_say_what_they_lack() {
    let mut editor = Editor::new(Document::default());
    assert_eq!(
        refused(&mut editor, |draft| {
            edit::create_table(draft, &Template::TenantScoped, None, Point::default()).map(|_| ())
        }),
        "No table of tenants is known. Mark one as tenant root, then try again."
    );
    done(&mut editor, |draft| {
        edit::set_tenancy(
            draft,
            TenancySettings {
                mode: TenancyMode::None,
                ..TenancySettings::default()
            },
        )
    });
    done(&mut editor, |draft| {
        edit::create_table(
            draft,
            &Template::TenantScoped,
            Some("notes"),
            Point::default(),
        )
    });
    assert!(!sql(&editor).contains("org_id"));
}

#[test]
fn a_relationship_carries_the_tenant() {
    let (mut editor, _, users, meetings) = platform();
    let related = done(&mut editor, |draft| {
        edit::relate(draft, meetings, None, users)
    });
    assert_eq!(related.created.len(), 1);
    holds(
        &sql(&editor),
        &[
            "user_id uuid NOT NULL",
            "CONSTRAINT users_org_id_id_key UNIQUE (org_id, id)",
            "FOREIGN KEY (org_id, user_id)\n        REFERENCES users (org_id, id) ON DELETE RESTRICT",
            "CREATE INDEX idx_meetings_org_id_user_id ON meetings (org_id, user_id)",
        ],
    );
    let again = done(&mut editor, |draft| {
        edit::relate(draft, meetings, None, users)
    });
    let name = &editor.document().schema.table(meetings).unwrap();
    assert_eq!(name.column(again.created[0]).unwrap().name, "user_id_2");
}

#[test]
fn a_relationship_from_a_column_uses_it() {
    let (mut editor, root, users, meetings) = platform();
    let host = done(&mut editor, |draft| {
        edit::add_column(
            draft,
            meetings,
            Some("host_id"),
            Some(DataType::named("uuid")),
            None,
        )
    });
    let related = done(&mut editor, |draft| {
        edit::relate(draft, meetings, Some(host), users)
    });
    assert_eq!(related.created, Vec::new());
    assert_eq!(related.columns.len(), 2);
    let text = done(&mut editor, |draft| {
        edit::add_column(draft, meetings, Some("title"), None, None)
    });
    assert_eq!(
        refused(&mut editor, |draft| {
            edit::relate(draft, meetings, Some(text), users).map(|_| ())
        }),
        "`title` is text, `id` is uuid."
    );
    let itself = done(&mut editor, |draft| edit::relate(draft, users, None, users));
    let table = editor.document().schema.table(users).unwrap();
    let parent = table.column(itself.created[0]).unwrap();
    assert_eq!(
        (parent.name.as_str(), parent.not_null),
        ("parent_id", false)
    );
    let reference = done(&mut editor, |draft| {
        edit::create_table(
            draft,
            &Template::Reference,
            Some("countries"),
            Point::default(),
        )
    });
    done(&mut editor, |draft| {
        edit::relate(draft, users, None, reference)
    });
    done(&mut editor, |draft| {
        edit::relate(draft, reference, None, root)
    });
    holds(
        &sql(&editor),
        &[
            "FOREIGN KEY (country_id)\n        REFERENCES countries (id) ON DELETE RESTRICT",
            "FOREIGN KEY (org_id)\n        REFERENCES organizations (id) ON DELETE CASCADE",
        ],
    );
}

#[test]
fn a_table_without_key_cannot_be_related_to() {
    let (mut editor, _, users, meetings) = platform();
    done(&mut editor, |draft| {
        edit::set_primary_key(draft, users, &[])
    });
    assert_eq!(
        refused(&mut editor, |draft| edit::relate(
            draft, meetings, None, users
        )
        .map(|_| ())),
        "`users` has no primary key. Give it one, then relate to it."
    );
}

#[test]
fn a_new_tables_names_follow_it() {
    let (mut editor, _, users, _) = platform();
    done(&mut editor, |draft| {
        edit::rename_table(draft, users, "members")
    });
    let name = column(&editor, users, "org_id");
    done(&mut editor, |draft| {
        edit::rename_column(draft, users, name, "tenant")
    });
    let text = sql(&editor);
    holds(
        &text,
        &[
            "members_tenant_fkey",
            "CREATE INDEX idx_members_tenant ON members (tenant)",
        ],
    );
    assert!(!text.contains("users"), "{text}");
}

#[test]
fn what_the_server_has_keeps_its_names() {
    let (editor, _, users, _) = platform();
    let mut document = editor.document().clone();
    document.base = Some(Arc::new(document.schema.clone()));
    let mut editor = Editor::new(document);
    done(&mut editor, |draft| {
        edit::rename_table(draft, users, "members")
    });
    holds(
        &sql(&editor),
        &[
            "CONSTRAINT users_pkey PRIMARY KEY",
            "CONSTRAINT users_org_id_fkey",
            "CREATE INDEX idx_users_org_id ON members (org_id)",
        ],
    );
}

#[test]
fn renaming_a_column_rewrites_what_names_it() {
    let (mut editor, _, users, _) = platform();
    let email = done(&mut editor, |draft| {
        let email = edit::add_column(draft, users, Some("email"), None, None)?;
        edit::add_check(draft, users, "(email LIKE '%email@%')", None)?;
        let slug = edit::add_column(draft, users, Some("email_key"), None, None)?;
        let generated = Generated {
            expression: "lower(email)".to_string(),
            stored: true,
        };
        edit::set_generated(draft, users, slug, Some(generated))?;
        let index = edit::add_index(draft, users, &[email])?;
        let mut changed = draft.index(users, index)?.clone();
        changed.predicate = Some("email IS NOT NULL".to_string());
        edit::change_index(draft, users, changed)?;
        let policy = Policy {
            id: draft.allocate(),
            name: "own".to_string(),
            permissive: true,
            command: PolicyCommand::All,
            roles: Vec::new(),
            using: Some("email = current_user".to_string()),
            with_check: None,
            comment: None,
        };
        edit::put_policy(draft, users, policy)?;
        Ok(email)
    });
    done(&mut editor, |draft| {
        edit::rename_column(draft, users, email, "E-mail")
    });
    holds(
        &sql(&editor),
        &[
            "CHECK (\"E-mail\" LIKE '%email@%')",
            "lower(\"E-mail\")",
            "WHERE \"E-mail\" IS NOT NULL",
            "\"E-mail\" = current_user",
        ],
    );
    assert_eq!(
        refused(&mut editor, |draft| edit::rename_column(
            draft, users, email, "id"
        )),
        "`users` already has a column `id`."
    );
    assert_eq!(
        refused(&mut editor, |draft| edit::rename_column(
            draft, users, email, "ctid"
        )),
        "`users` already has the system column `ctid`."
    );
}

#[test]
fn a_column_goes_with_what_needs_it() {
    let (mut editor, _, users, meetings) = platform();
    done(&mut editor, |draft| {
        edit::relate(draft, meetings, None, users)
    });
    let id = column(&editor, users, "id");
    let dropped = done(&mut editor, |draft| edit::drop_columns(draft, users, &[id]));
    assert_eq!(
        dropped.with_it,
        [
            "meetings.meetings_org_id_user_id_fkey",
            "users_pkey",
            "users_org_id_id_key"
        ]
    );
}

#[test]
fn a_table_goes_with_what_refers_to_it() {
    let (mut editor, root, users, meetings) = platform();
    done(&mut editor, |draft| {
        edit::relate(draft, meetings, None, users)
    });
    let number = done(&mut editor, |draft| {
        edit::create_view(draft, "public", "active_users", "SELECT id FROM users;")?;
        let number = edit::add_column(draft, users, Some("number"), None, None)?;
        edit::set_type(draft, users, number, "bigserial")?;
        Ok(number)
    });
    holds(
        &sql(&editor),
        &["CREATE VIEW active_users AS", "SELECT id FROM users"],
    );
    assert_ne!(number.0, 0);
    let dropped = done(&mut editor, |draft| {
        edit::drop_tables(draft, &[users, root])
    });
    assert_eq!(
        dropped,
        Dropped {
            with_it: vec![
                "meetings.meetings_org_id_fkey".to_string(),
                "meetings.meetings_org_id_user_id_fkey".to_string(),
                "users_number_seq".to_string(),
            ],
            mentions: vec!["active_users".to_string()],
        }
    );
    assert_eq!(editor.document().tenancy, TenancySettings::default());
}

#[test]
fn views_follow_the_name_of_their_table() {
    let (mut editor, _, users, _) = platform();
    done(&mut editor, |draft| {
        edit::create_view(
            draft,
            "public",
            "v",
            "SELECT users.id, 'users' AS k FROM users",
        )
    });
    done(&mut editor, |draft| {
        edit::rename_table(draft, users, "Members")
    });
    holds(
        &sql(&editor),
        &["SELECT \"Members\".id, 'users' AS k FROM \"Members\""],
    );
}

#[test]
fn serial_is_what_it_stands_for() {
    let (mut editor, _, users, _) = platform();
    let number = done(&mut editor, |draft| {
        let number = edit::add_column(draft, users, Some("number"), None, None)?;
        edit::set_type(draft, users, number, "serial")?;
        Ok(number)
    });
    let table = editor.document().schema.table(users).unwrap().clone();
    let held = table.column(number).unwrap();
    assert_eq!(held.data_type, DataType::named("integer"));
    assert_eq!(
        held.default.as_deref(),
        Some("nextval('users_number_seq'::regclass)")
    );
    assert!(held.not_null);
    assert_eq!(editor.document().schema.sequences.len(), 1);
    done(&mut editor, |draft| {
        edit::rename_table(draft, users, "members")
    });
    let table = editor.document().schema.table(users).unwrap().clone();
    assert_eq!(
        table.column(number).unwrap().default.as_deref(),
        Some("nextval('members_number_seq'::regclass)")
    );
    done(&mut editor, |draft| {
        edit::set_type(draft, users, number, "text")
    });
    assert_eq!(editor.document().schema.sequences.len(), 0);
    let error = refused(&mut editor, |draft| {
        edit::set_type(draft, users, number, "varchar(5")
    });
    assert_eq!(error, "`varchar(5` is not a type: `(` is not closed");
}

#[test]
fn one_source_of_values_at_a_time() {
    let (mut editor, _, users, _) = platform();
    let id = column(&editor, users, "id");
    assert_eq!(
        refused(&mut editor, |draft| edit::set_not_null(
            draft, users, id, false
        )),
        "`id` is in the primary key, so it is never null."
    );
    assert_eq!(
        refused(&mut editor, |draft| {
            edit::set_identity(draft, users, id, Some(Identity::default()))
        }),
        "`id` has a default. Remove that first."
    );
    done(&mut editor, |draft| {
        edit::set_default(draft, users, id, Some("  "))
    });
    assert_eq!(
        refused(&mut editor, |draft| {
            edit::set_identity(draft, users, id, Some(Identity::default()))
        }),
        "An identity column is smallint, integer or bigint; `id` is uuid."
    );
}

#[test]
fn a_changed_key_keeps_what_others_refer_to() {
    let (mut editor, root, users, _) = platform();
    let id = column(&editor, root, "id");
    let name = column(&editor, root, "name");
    done(&mut editor, |draft| {
        edit::set_primary_key(draft, root, &[name])
    });
    holds(
        &sql(&editor),
        &[
            "CONSTRAINT organizations_id_key UNIQUE (id)",
            "REFERENCES organizations (id)",
        ],
    );
    let table = editor.document().schema.table(root).unwrap().clone();
    let key = table
        .constraints
        .iter()
        .find(|one| one.name == "organizations_id_key")
        .unwrap();
    let dropped = done(&mut editor, |draft| {
        edit::drop_constraint(draft, root, key.id)
    });
    assert_eq!(
        dropped.with_it,
        ["users.users_org_id_fkey", "meetings.meetings_org_id_fkey"]
    );
    done(&mut editor, |draft| edit::add_unique(draft, root, &[id]));
    assert_eq!(
        refused(&mut editor, |draft| edit::add_unique(draft, users, &[])
            .map(|_| ())),
        "At least one column is needed."
    );
    assert_eq!(
        refused(&mut editor, |draft| edit::add_unique(
            draft,
            root,
            &[id, id]
        )
        .map(|_| ())),
        "`id` is given twice."
    );
}

#[test]
fn copies_stand_on_their_own() {
    let (mut editor, _, users, meetings) = platform();
    done(&mut editor, |draft| {
        edit::relate(draft, meetings, None, users)
    });
    let copies = done(&mut editor, |draft| {
        edit::duplicate_tables(draft, &[users, meetings])
    });
    assert_eq!(copies.len(), 2);
    holds(
        &sql(&editor),
        &[
            "CREATE TABLE users_copy",
            "CREATE TABLE meetings_copy",
            "CONSTRAINT meetings_copy_org_id_user_id_fkey FOREIGN KEY (org_id, user_id)\n        REFERENCES users_copy (org_id, id)",
            "CREATE INDEX idx_users_copy_org_id ON users_copy (org_id)",
        ],
    );
}

#[test]
fn enums_change_label_by_label() {
    let (mut editor, _, users, _) = platform();
    let status = done(&mut editor, |draft| {
        let status = edit::create_enum(draft, "public", "status", &["active", "gone"])?;
        let column = edit::add_column(draft, users, Some("status"), None, None)?;
        edit::set_type(draft, users, column, "status[]")?;
        edit::add_enum_label(draft, status, "new", Some(0))?;
        edit::move_enum_label(draft, status, 0, 2)?;
        edit::rename_enum_label(draft, status, 1, "left")?;
        Ok(status)
    });
    done(&mut editor, |draft| {
        edit::rename_type(draft, status, "user_status")
    });
    holds(
        &sql(&editor),
        &[
            "CREATE TYPE user_status AS ENUM (\n    'active',\n    'left',\n    'new'\n)",
            "status user_status[],\n    created_at",
        ],
    );
    assert_eq!(
        refused(&mut editor, |draft| edit::drop_type(draft, status)),
        "`user_status` is still used by 1 column: users.status."
    );
    assert_eq!(
        refused(&mut editor, |draft| edit::add_enum_label(
            draft, status, "new", None
        )),
        "The enum already has the label `new`."
    );
    done(&mut editor, |draft| {
        edit::remove_enum_label(draft, status, 2)
    });
}

#[test]
fn names_are_checked() {
    let (mut editor, _, users, _) = platform();
    let mut refuse =
        |name: &str| refused(&mut editor, |draft| edit::rename_table(draft, users, name));
    assert_eq!(refuse("  "), "A name is needed.");
    assert_eq!(
        refuse("meetings"),
        "Schema `public` already has a table `meetings`."
    );
    assert_eq!(
        refuse("idx_users_org_id"),
        "Schema `public` already has an index `idx_users_org_id`."
    );
    let long = "é".repeat(32);
    assert_eq!(
        refuse(&long),
        format!("`{long}` has 64 bytes; PostgreSQL keeps 63.")
    );
}

#[test]
fn partitions_hold_what_their_parent_holds() {
    let (mut editor, _, users, _) = platform();
    let id = column(&editor, users, "id");
    let part = done(&mut editor, |draft| {
        draft.change_header(users, |header| {
            header.partitioning = Some(Partitioning {
                method: PartitionMethod::Hash,
                keys: vec![IndexKey::column_key(id)],
            });
        })?;
        let held = draft.table(users)?.clone();
        let mut part = Table::new(draft.allocate(), "public", "users_0");
        part.header.partition_of = Some(Partition {
            parent: users,
            bound: "FOR VALUES WITH (MODULUS 1, REMAINDER 0)".to_string(),
        });
        for column in &held.columns {
            part.columns.push(Column {
                id: draft.allocate(),
                inherited: true,
                ..column.clone()
            });
        }
        let id = part.id;
        draft.put(part)?;
        Ok(id)
    });
    let email = done(&mut editor, |draft| {
        edit::add_column(draft, users, Some("email"), None, None)
    });
    done(&mut editor, |draft| {
        edit::rename_column(draft, users, email, "mail")
    });
    done(&mut editor, |draft| edit::add_index(draft, users, &[email]));
    let held = editor.document().schema.table(part).unwrap().clone();
    let copy = held.column_named("mail").unwrap();
    assert!(copy.inherited);
    assert_eq!(
        held.indexes[0].attached_to.as_deref(),
        Some("idx_users_mail")
    );
    assert_eq!(
        refused(&mut editor, |draft| edit::rename_column(
            draft, part, copy.id, "x"
        )),
        "`mail` comes from `users`. Change it there."
    );
    assert_eq!(
        refused(&mut editor, |draft| edit::drop_columns(draft, users, &[id])
            .map(|_| ())),
        "`id` is part of the partition key."
    );
    done(&mut editor, |draft| {
        edit::drop_columns(draft, users, &[email])
    });
    let dropped = done(&mut editor, |draft| edit::drop_tables(draft, &[users]));
    assert_eq!(dropped.with_it, ["users_0"]);
}

#[test]
fn history_is_bounded_and_joins_nudges() {
    let (mut editor, _, users, _) = platform();
    let steps = |editor: &Editor| {
        let mut editor = editor.clone();
        std::iter::from_fn(|| editor.undo()).count()
    };
    assert_eq!(steps(&editor), 3);
    for x in 1..=3 {
        let at = Point::new(f64::from(x) * 8.0, 0.0);
        editor
            .edit_joined("nudge", |draft| edit::move_tables(draft, &[(users, at)]))
            .unwrap();
    }
    assert_eq!(steps(&editor), 4);
    editor.end_joining();
    editor
        .edit_joined("nudge", |draft| {
            edit::move_tables(draft, &[(users, Point::default())])
        })
        .unwrap();
    assert_eq!(steps(&editor), 5);
    assert_eq!(editor.undo_label(), Some("Move users"));
    editor.undo().unwrap();
    editor.undo().unwrap();
    assert_eq!(editor.document().placements[&users].x, 0.0);
    assert_eq!(editor.redo_label(), Some("Move users"));
    done(&mut editor, |draft| edit::set_title(draft, "Platform"));
    assert_eq!(editor.redo_label(), None);
    let revision = editor.change_count();
    editor
        .edit(|draft| edit::set_title(draft, "Platform"))
        .unwrap();
    assert_eq!(
        editor.change_count(),
        revision,
        "what changes nothing is no step"
    );
    for number in 0..1_100 {
        editor
            .edit(|draft| edit::set_title(draft, &number.to_string()))
            .unwrap();
    }
    assert_eq!(steps(&editor), 1_000);
}

#[test]
fn ready_operations_apply_whole_or_not_at_all() {
    let (mut editor, _, users, _) = platform();
    let before = editor.document().clone();
    let ops = vec![
        Op::SetTitle("x".to_string()),
        Op::Remove(ObjectRef::Table(TableId(9_999))),
    ];
    assert!(editor.apply("Fix", ops).is_err());
    assert_eq!(editor.document(), &before);
    let header = editor
        .document()
        .schema
        .table(users)
        .unwrap()
        .header
        .clone();
    let header = TableHeader {
        comment: Some("People".to_string()),
        ..header
    };
    let op = Op::SetHeader {
        table: users,
        header: Box::new(header),
    };
    let change = editor.apply("Comment users", vec![op.clone()]).unwrap();
    assert_eq!(change.ops, [op]);
    assert_eq!(editor.undo_label(), Some("Comment users"));
}
