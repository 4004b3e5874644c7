//! The menu of what can be created.

use leptos::prelude::*;

use crate::editor::{EditError, Template, edit};
use crate::model::{Object, ObjectRef, Sequence, SequenceOptions, Verbatim};
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
    entries.push(MenuEntry::new("template", "Enum", move || {
        create(session, "status", |draft, name| {
            edit::create_enum(draft, "public", name, &["first"]).map(ObjectRef::Type)
        });
    }));
    entries.push(MenuEntry::new("template", "Domain", move || {
        create(session, "domain_1", |draft, name| {
            edit::create_domain(draft, "public", name, "text").map(ObjectRef::Type)
        });
    }));
    entries.push(MenuEntry::new("grid", "View", move || {
        create(session, "view_1", |draft, name| {
            edit::create_view(draft, "public", name, "SELECT 1 AS one").map(ObjectRef::View)
        });
    }));
    entries.push(MenuEntry::new("pin", "Sequence", move || {
        create_sequence(session)
    }));
    entries.push(MenuEntry::new("schema", "Schema", move || {
        create(session, "schema_1", |draft, name| {
            edit::create_namespace(draft, name).map(ObjectRef::Namespace)
        });
    }));
    entries.push(MenuEntry::new(
        "sql",
        "Statement kept as written",
        move || {
            create_statement(session);
        },
    ));
    entries
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

/// Creates with the first free name: `status`, `status_2`, ...; goes there.
fn create(
    session: Session,
    name: &str,
    make: impl Fn(&mut crate::editor::Draft, &str) -> Result<ObjectRef, EditError>,
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

fn create_sequence(session: Session) {
    create(session, "sequence_1", |draft, name| {
        let taken = draft
            .schema()
            .sequences
            .values()
            .any(|one| one.schema == "public" && one.name == name);
        if taken || draft.schema().table_named("public", name).is_some() {
            return Err(EditError::NameTaken {
                name: name.to_string(),
                kind: "a relation",
                place: "Schema public".to_string(),
            });
        }
        let sequence = Sequence {
            id: draft.allocate(),
            schema: "public".to_string(),
            name: name.to_string(),
            data_type: "bigint".to_string(),
            options: SequenceOptions::default(),
            owned_by: None,
            unlogged: false,
            from_serial: false,
            comment: None,
        };
        edit::put_object(draft, Object::Sequence(Box::new(sequence)))
    });
}
