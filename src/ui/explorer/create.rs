//! The menu of what can be created.

use std::sync::Arc;

use leptos::prelude::*;

use crate::editor::{Draft, EditError, Template, edit};
use crate::model::{FunctionKind, Grant, Object, ObjectRef, Table, Verbatim};
use crate::sql::quote;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, Menu, MenuEntry};

/// How many names are tried before a refusal is told.
const TRIES: usize = 200;

/// The button with its menu.
#[component]
pub fn CreateButton() -> impl IntoView {
    let session = use_session();
    let open = RwSignal::new(false);
    let place = RwSignal::new((0.0, 0.0));
    let show = move |event: leptos::ev::MouseEvent| {
        use wasm_bindgen::JsCast;
        let button = event
            .current_target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(button) = button {
            let rect = button.get_bounding_client_rect();
            place.set((rect.left(), rect.bottom() + 4.0));
        }
        open.update(|open| *open = !*open);
    };
    view! {
        <button
            class="ib"
            aria-label="Create"
            title="Create a table, type, view, …"
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            on:click=show
        >
            <Icon name="plus" />
        </button>
        <Menu
            open=open
            label="Create"
            left=Signal::derive(move || place.get().0)
            top=Signal::derive(move || place.get().1)
            entries=Signal::derive(move || entries(session))
        />
    }
}

fn entries(session: Session) -> Vec<MenuEntry> {
    let mut entries: Vec<MenuEntry> = Template::SIMPLE
        .into_iter()
        .map(|template| {
            MenuEntry::new(icon_of(&template), template.title(), move || {
                session.new_table(template, None);
            })
        })
        .collect();
    entries.push(MenuEntry::separator());
    entries.extend(others(session));
    entries.extend(more(session));
    entries
}

/// Views, types and functions; each opens in the inspector.
fn others(session: Session) -> Vec<MenuEntry> {
    let entry = move |icon, label: &'static str, name: &'static str, make: Make| {
        MenuEntry::new(icon, label, move || create(session, name, make))
    };
    vec![
        entry("grid", "View", "view_1", |draft, name| {
            edit::create_view(draft, "public", name, "SELECT 1 AS one").map(ObjectRef::View)
        }),
        entry("grid", "Materialized view", "view_1", |draft, name| {
            let id = edit::create_view(draft, "public", name, "SELECT 1 AS one")?;
            edit::change_view(draft, id, |view| {
                view.materialized = true;
                Ok(())
            })?;
            Ok(ObjectRef::View(id))
        }),
        MenuEntry::separator(),
        entry("template", "Enum", "status", |draft, name| {
            edit::create_enum(draft, "public", name, &["first"]).map(ObjectRef::Type)
        }),
        entry("template", "Domain", "domain_1", |draft, name| {
            edit::create_domain(draft, "public", name, "text").map(ObjectRef::Type)
        }),
        entry("template", "Composite type", "type_1", |draft, name| {
            edit::create_composite(draft, "public", name, &[("field_1", "text")])
                .map(ObjectRef::Type)
        }),
        entry("template", "Range type", "range_1", |draft, name| {
            edit::create_range(draft, "public", name, "integer").map(ObjectRef::Type)
        }),
        MenuEntry::separator(),
        entry("function", "Function", "function_1", |draft, name| {
            let kind = FunctionKind::Function;
            edit::create_function(draft, "public", name, kind, "integer").map(ObjectRef::Function)
        }),
        entry(
            "function",
            "Trigger function",
            "trigger_1",
            |draft, name| {
                let kind = FunctionKind::Function;
                edit::create_function(draft, "public", name, kind, "trigger")
                    .map(ObjectRef::Function)
            },
        ),
        entry("function", "Procedure", "procedure_1", |draft, name| {
            let kind = FunctionKind::Procedure;
            edit::create_function(draft, "public", name, kind, "").map(ObjectRef::Function)
        }),
    ]
}

/// Schemas, sequences, extensions, statistics, privileges, statements.
fn more(session: Session) -> Vec<MenuEntry> {
    let entry = move |icon, label: &'static str, name: &'static str, make: Make| {
        MenuEntry::new(icon, label, move || create(session, name, make))
    };
    let wide = session.document(|document| {
        let mut tables = document.schema.tables.values();
        tables.any(|table| table.columns.len() > 1)
    });
    vec![
        MenuEntry::separator(),
        entry("schema", "Schema", "schema_1", |draft, name| {
            edit::create_namespace(draft, name).map(ObjectRef::Namespace)
        }),
        entry("pin", "Sequence", "sequence_1", |draft, name| {
            edit::create_sequence(draft, "public", name).map(ObjectRef::Sequence)
        }),
        entry("settings", "Extension", "pgcrypto", |draft, name| {
            edit::create_extension(draft, name).map(ObjectRef::Extension)
        }),
        MenuEntry::new("proof", "Extended statistics", move || {
            create_statistics(session);
        })
        .disabled(!wide),
        MenuEntry::separator(),
        entry("lock", "Role", "role_1", |draft, name| {
            edit::create_role(draft, name).map(ObjectRef::Role)
        }),
        MenuEntry::new("unlock", "Grant", move || create_grant(session)),
        entry("unlock", "Default privileges", "", |draft, _| {
            let text = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC";
            edit::create_default_privilege(draft, text).map(ObjectRef::DefaultPrivilege)
        }),
        MenuEntry::separator(),
        MenuEntry::new("sql", "Statement kept as written", move || {
            create_statement(session);
        }),
    ]
}

fn icon_of(template: &Template) -> &'static str {
    match template {
        Template::TenantScoped => "t-tenant",
        Template::Reference => "t-reference",
        Template::AuditLog => "clock",
        Template::Junction(..) => "t-bridge",
        Template::TenantRoot => "t-root",
        Template::Blank => "table",
    }
}

/// Creates an object of a name.
type Make = fn(&mut Draft, &str) -> Result<ObjectRef, EditError>;

/// Creates with the first free name: `status`, `status_2`, ...; goes there.
fn create(
    session: Session,
    name: &str,
    make: impl Fn(&mut Draft, &str) -> Result<ObjectRef, EditError>,
) {
    let stem = name.trim_end_matches("_1");
    let mut result = session.try_edit(|draft| make(draft, name));
    for number in 2..TRIES {
        if !matches!(result, Err(EditError::NameTaken { .. })) {
            break;
        }
        result = session.try_edit(|draft| make(draft, &format!("{stem}_{number}")));
    }
    match result {
        Ok(object) => session.go_to(object),
        Err(error) => session.interface.complain(error.to_string()),
    }
}

/// The table that is selected, or the first that will do.
fn some_table(session: Session, will_do: impl Fn(&Table) -> bool) -> Option<Arc<Table>> {
    let chosen = session.editor(|editor| editor.selection().primary_object());
    session.document(|document| {
        let tables = &document.schema.tables;
        let chosen = chosen
            .and_then(ObjectRef::table)
            .and_then(|id| tables.get(&id));
        let mut all = chosen.into_iter().chain(tables.values());
        all.find(|table| will_do(table)).cloned()
    })
}

/// Statistics over the first columns of a table, to be written over.
fn create_statistics(session: Session) {
    let Some(table) = some_table(session, |table| table.columns.len() > 1) else {
        return;
    };
    create(session, "statistics_1", move |draft, name| {
        edit::create_statistics(draft, table.id, name).map(ObjectRef::Statistics)
    });
}

/// A grant that lets everyone read a table, to be changed.
fn create_grant(session: Session) {
    let table = some_table(session, |_| true);
    let (kind, object) = match &table {
        Some(table) => ("TABLE", quote::qualified(&table.schema, &table.name)),
        None => ("SCHEMA", "public".to_string()),
    };
    let privilege = if table.is_some() { "SELECT" } else { "USAGE" };
    let created = session.try_edit(|draft| {
        let grant = Grant {
            id: draft.allocate(),
            revoke: false,
            privileges: edit::privileges_of(&[vec![privilege.to_string()]]),
            object_kind: kind.to_string(),
            object: object.clone(),
            grantees: vec!["PUBLIC".to_string()],
            with_option: false,
            inherit: None,
            set: None,
            granted_by: None,
        };
        edit::create_grant(draft, grant)
    });
    match created {
        Ok(id) => session.go_to(ObjectRef::Grant(id)),
        Err(error) => session.interface.complain(error.to_string()),
    }
}

/// A statement that says nothing yet, to be written over.
fn create_statement(session: Session) {
    let created = session.edit(|draft| {
        let statement = Verbatim {
            id: draft.allocate(),
            kind: "statement".to_string(),
            name: String::new(),
            sql: "-- Any statement of PostgreSQL\nSELECT 1".to_string(),
        };
        edit::put_object(draft, Object::Verbatim(Box::new(statement)))
    });
    if let Some(object) = created {
        session.go_to(object);
    }
}
