//! The document's name, which renames it, and the menu of what can be done with documents.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::platform::files::{self, Pick};
use crate::ui::interface::Dialog;
use crate::ui::session::{SaveState, use_session};
use crate::ui::widgets::{Icon, Menu, MenuEntry};

/// Name, menu and saved state, at the left of the top bar.
#[component]
pub fn DocumentButton() -> impl IntoView {
    let session = use_session();
    let interface = session.interface;
    let open = RwSignal::new(false);
    let title = move || {
        session.track_settings();
        session.document(|document| document.title.clone())
    };
    let entries = move || {
        vec![
            MenuEntry::new("plus", "New document", move || session.new_document()).key("Alt N"),
            MenuEntry::new("folder", "Documents…", move || {
                interface.dialog.set(Some(Dialog::Documents))
            })
            .key("Ctrl O"),
            MenuEntry::new("template", "Open the sample", move || session.open_sample()),
            MenuEntry::separator(),
            MenuEntry::new("import", "Import files…", move || {
                spawn_local(async move { session.bring(files::pick(Pick::Files).await) });
            })
            .key("Ctrl I"),
            MenuEntry::new("folder", "Import a folder of migrations…", move || {
                spawn_local(async move { session.bring(files::pick(Pick::Folder).await) });
            }),
            MenuEntry::new("sql", "Paste SQL…", move || {
                interface.dialog.set(Some(Dialog::Paste(String::new())))
            }),
            MenuEntry::separator(),
            MenuEntry::new("file", "Save as a file", move || session.save_file()).key("Ctrl S"),
            MenuEntry::new("export", "Export…", move || {
                interface.dialog.set(Some(Dialog::Export))
            })
            .key("Ctrl E"),
            MenuEntry::new("branch", "Make this the base", move || {
                session.commit_base()
            }),
            MenuEntry::separator(),
            MenuEntry::new("settings", "Settings…", move || {
                interface.dialog.set(Some(Dialog::Settings))
            }),
        ]
    };
    view! {
        <div class="tb-left">
            <svg class="i logo" aria-hidden="true"><use href="icons.svg#i-logo"></use></svg>
            <button
                class="doc"
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <b>{title}</b>
                <Icon name="down" class="xs" />
            </button>
            <span class="saved">
                {move || match session.saved.get() {
                    SaveState::Saved => "Saved",
                    SaveState::Saving => "Saving",
                    SaveState::Failed(_) => "Not saved",
                }}
            </span>
            <Menu open=open label="Document" left=40.0 top=40.0 entries=Signal::derive(entries) />
        </div>
    }
}
