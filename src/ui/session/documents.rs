//! Which document is open: the last one on a visit, another from the list, a new one, one from a file.

use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::editor::sample_sql;
use crate::export::document::{load, save};
use crate::export::file_stem;
use crate::model::{Document, Op, Schema};
use crate::platform::address;
use crate::platform::clock;
use crate::platform::files;
use crate::platform::storage::{self, Record, Storage};
use crate::platform::tabs::Tabs;
use crate::ui::interface::{Dialog, ReviewDialog, View};

use super::Session;

impl Session {
    /// Opens the browser's storage and the document that was open last. Called once, when the page is mounted.
    pub fn start(&self) {
        let session = *self;
        let hidden = window_event_listener(ev::visibilitychange, move |_| session.flush());
        let leaving = window_event_listener(ev::pagehide, move |_| session.flush());
        on_cleanup(move || {
            hidden.remove();
            leaving.remove();
        });
        self.autosave
            .update_value(|autosave| autosave.id = clock::fresh_id());
        self.watch_tabs();
        spawn_local(async move {
            match Storage::open().await {
                Ok(storage) => {
                    session
                        .autosave
                        .update_value(|autosave| autosave.storage = Some(Rc::new(storage)));
                    if let Some(id) = storage::current() {
                        session.open_stored(&id).await;
                    }
                }
                Err(error) => session.interface.complain(error.to_string()),
            }
            session.started.set(true);
        });
        self.watch_address();
    }

    /// A link may carry a proposal behind `#`: when the page opens, and when such a link is followed on the open page.
    fn watch_address(&self) {
        let session = *self;
        let look = move || {
            let fragment = address::fragment();
            if fragment.starts_with("#proposal=") {
                let dialog = Dialog::Review(ReviewDialog::Link(fragment));
                session.interface.dialog.set(Some(dialog));
                address::forget_fragment();
            }
        };
        look();
        let followed = window_event_listener(ev::hashchange, move |_| look());
        on_cleanup(move || followed.remove());
    }

    /// The documents of this browser, the last saved first.
    pub async fn stored_documents(&self) -> Vec<Record> {
        let Some(storage) = self.storage() else {
            return Vec::new();
        };
        match storage.list().await {
            Ok(records) => records,
            Err(error) => {
                self.interface.complain(error.to_string());
                Vec::new()
            }
        }
    }

    /// The identity of the open document in this browser.
    pub fn document_id(&self) -> String {
        self.autosave.with_value(|autosave| autosave.id.clone())
    }

    /// Opens a document of this browser. What was open is stored before.
    pub async fn open_stored(&self, id: &str) {
        let Some(storage) = self.storage() else {
            return;
        };
        self.settle().await;
        let stored = match storage.load(id).await {
            Ok(Some(stored)) => stored,
            Ok(None) => return,
            Err(error) => return self.interface.complain(error.to_string()),
        };
        match load(&stored.snapshot) {
            Ok(mut document) => {
                let lost = replay(&mut document, &stored.journal);
                self.autosave
                    .update_value(|autosave| autosave.id = id.to_string());
                storage::set_current(id);
                self.replace(document);
                self.announce();
                self.interface.view.set(View::Canvas);
                if lost > 0 {
                    self.keep_whole();
                    self.interface.complain(format!("The last {lost} saved edits of this document could not be read. What stood before them is open."));
                }
            }
            Err(error) => self.interface.dialog.set(Some(Dialog::Problem {
                title: "This document could not be read".to_string(),
                text: format!(
                    "{error} It stays stored as it is; another document or a file can be opened."
                ),
            })),
        }
    }

    /// Opens a document that is not in this browser yet and stores it. What was open stays in the list.
    pub fn open_document(&self, document: Document) {
        let session = *self;
        // What waits belongs to the document that was open: write it first.
        spawn_local(async move {
            session.settle().await;
            session
                .autosave
                .update_value(|autosave| autosave.id = clock::fresh_id());
            session.replace(document);
            session.keep_whole();
            session.announce();
            session.interface.view.set(View::Canvas);
        });
    }

    /// Opens an empty document.
    pub fn new_document(&self) {
        self.open_document(Document::new("Untitled", Schema::default()));
    }

    /// Opens the sample: eight tables of a meetings platform, with findings to fix.
    pub fn open_sample(&self) {
        self.read_text("Meetings platform", "meetings.sql", sample_sql(), true);
    }

    /// Removes a document from this browser.
    pub async fn remove_stored(&self, id: &str) {
        let Some(storage) = self.storage() else {
            return;
        };
        if let Err(error) = storage.remove(id).await {
            self.interface.complain(error.to_string());
        }
        if id == self.document_id() {
            self.autosave.update_value(|autosave| {
                autosave.id = clock::fresh_id();
                autosave.forget();
            });
            self.replace(Document::new("Untitled", Schema::default()));
        }
    }

    /// Offers the document as a file.
    pub fn save_file(&self) {
        let (name, text) = self.document(|document| {
            (
                format!("{}.cadastre.json", file_stem(&document.title)),
                save(document),
            )
        });
        match files::download(&name, "application/json", text.as_bytes()) {
            Ok(()) => self.interface.tell(format!("Saved as {name}"), false),
            Err(_) => self.interface.complain(
                "The browser refused the download. Allow downloads for this page and save again.",
            ),
        }
    }

    /// Makes what is drawn the base: the next migration starts from here.
    pub fn commit_base(&self) {
        let (schema, choices) =
            self.document(|document| (document.schema.clone(), document.migration.for_the_next()));
        if self.apply(
            "Make this the base",
            vec![
                Op::SetBase(Some(std::sync::Arc::new(schema))),
                Op::SetMigration(Box::new(choices)),
            ],
        ) {
            self.interface
                .tell("The next migration starts from what is drawn now", true);
        }
    }

    fn storage(&self) -> Option<Rc<Storage>> {
        self.autosave
            .with_value(|autosave| autosave.storage.clone())
    }

    fn announce(&self) {
        let id = self.document_id();
        self.tabs.with_value(|tabs| {
            if let Some(tabs) = tabs {
                tabs.announce(&id);
            }
        });
    }

    /// Another tab on the same document would save over this one: say so, in both.
    fn watch_tabs(&self) {
        let session = *self;
        let tabs = Tabs::listen(move |id| {
            if id == session.document_id()
                && !session.document(|document| document.schema.tables.is_empty())
            {
                session.interface.complain("This document is open in another tab too. Close one of them: the last to save wins.");
            }
        });
        self.tabs.set_value(tabs);
    }
}

/// Applies a journal; gives back how many records could not be applied. After the first of them nothing is applied.
fn replay(document: &mut Document, journal: &[String]) -> usize {
    for (position, record) in journal.iter().enumerate() {
        let applied = serde_json::from_str::<Vec<Op>>(record)
            .ok()
            .is_some_and(|ops| Op::apply_all(ops, document).is_ok());
        if !applied {
            return journal.len() - position;
        }
    }
    0
}
