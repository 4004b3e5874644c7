//! The menus of relationships and of objects that stand on no card.

use leptos::prelude::Set;
use leptos::task::spawn_local;

use crate::editor::property::{self, Field};
use crate::model::{ConstraintId, ObjectRef, TableId};
use crate::platform::clipboard;
use crate::ui::session::Session;
use crate::ui::widgets::MenuEntry;

use super::entry;

/// A relationship, or another constraint.
pub fn of_constraint(session: Session, table: TableId, id: ConstraintId) -> Vec<MenuEntry> {
    let object = ObjectRef::Constraint(table, id);
    let ends = session.drawing(|drawing| {
        let edge = drawing.edge(id)?;
        Some((
            ObjectRef::Column(edge.from, edge.from_column),
            ObjectRef::Column(edge.to, edge.to_column),
        ))
    });
    let mut entries = vec![MenuEntry::new(
        "panel",
        "Show in the inspector",
        move || {
            session.go_to(object);
        },
    )];
    if let Some((child, parent)) = ends {
        for (icon, words, end) in [
            ("fk", "Go to where it begins", child),
            ("key", "Go to where it ends", parent),
        ] {
            entries.push(MenuEntry::new(icon, words, move || session.go_to(end)));
        }
        entries.push(MenuEntry::separator());
        entries.extend(on_delete(session, object));
    }
    entries.push(MenuEntry::separator());
    entries.push(copy_name(session, object));
    entries.push(entry(session, "delete"));
    entries
}

/// What happens to the child's rows, as the property of the inspector offers it.
fn on_delete(session: Session, object: ObjectRef) -> Vec<MenuEntry> {
    let Some(property) = property::named("constraint.on_delete") else {
        return Vec::new();
    };
    let Field::Choice {
        choices,
        read,
        change,
    } = property.field
    else {
        return Vec::new();
    };
    let (now, values) = session.document(|document| {
        let schema = &document.schema;
        (read(schema, object), choices(schema, object))
    });
    values
        .into_iter()
        .map(|(value, words)| {
            let chosen = now.as_deref() == Some(value.as_str());
            MenuEntry::new("", format!("On delete: {words}"), move || {
                session.edit(|draft| change(draft, object, &value));
            })
            .checked(chosen)
        })
        .collect()
}

/// Any other object.
pub fn of_object(session: Session, object: ObjectRef) -> Vec<MenuEntry> {
    vec![
        MenuEntry::new("panel", "Show in the inspector", move || {
            session
                .interface
                .view
                .set(crate::ui::interface::View::Canvas);
            session.go_to(object);
        }),
        copy_name(session, object),
        MenuEntry::separator(),
        entry(session, "delete"),
    ]
}

fn copy_name(session: Session, object: ObjectRef) -> MenuEntry {
    MenuEntry::new("copy", "Copy the name", move || {
        let name = session.document(|document| document.schema.display_name(object));
        let name = name.unwrap_or_default();
        spawn_local(async move {
            match clipboard::write(&name).await {
                true => session.interface.tell(format!("{name} copied"), false),
                false => session
                    .interface
                    .complain("The browser refused the clipboard."),
            }
        });
    })
}
