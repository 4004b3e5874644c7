//! Keeps the work: every change goes into the browser's journal within a second, a snapshot from time to time.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::export::document::save;
use crate::model::Op;
use crate::platform::clock;
use crate::platform::storage::{self, Record, Storage, StorageError};

use super::Session;

/// How long changes are gathered before they are written: one write for a burst, well within the promised second.
const GATHER: Duration = Duration::from_millis(300);
/// Journal records after which the document is saved whole.
const RECORDS_PER_SNAPSHOT: u32 = 200;

/// Whether the work is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Everything is stored in this browser.
    Saved,
    /// Changes wait to be written, or are being written.
    Saving,
    /// The last changes could not be stored, and why.
    Failed(String),
}

/// What waits to be stored, and where.
#[derive(Default)]
pub(super) struct Autosave {
    pub(super) storage: Option<Rc<Storage>>,
    /// Identity of the open document in this browser.
    pub(super) id: String,
    waiting: Vec<Op>,
    /// Whether everything must be written, not only the journal.
    whole: bool,
    scheduled: bool,
    writing: bool,
    records: u32,
}

impl Autosave {
    /// Drops what waits: its document was removed.
    pub(super) fn forget(&mut self) {
        self.waiting.clear();
        self.whole = false;
    }
}

impl Session {
    /// Queues operations for the journal.
    pub(super) fn keep(&self, ops: &[Op]) {
        self.autosave.update_value(|autosave| {
            autosave.waiting.extend(ops.iter().cloned());
            // The list of documents shows the title, which only a document saved whole updates.
            autosave.whole |= ops.iter().any(|op| matches!(op, Op::SetTitle(_)));
        });
        self.schedule();
    }

    /// Queues the whole document, after it was replaced.
    pub(super) fn keep_whole(&self) {
        self.autosave.update_value(|autosave| {
            autosave.waiting.clear();
            autosave.whole = true;
        });
        self.schedule();
    }

    fn schedule(&self) {
        let start = self.autosave.try_update_value(|autosave| {
            let start = !autosave.scheduled;
            autosave.scheduled = true;
            start
        });
        self.saved.set(SaveState::Saving);
        if start == Some(true) {
            let session = *self;
            set_timeout(move || session.flush(), GATHER);
        }
    }

    /// Writes what waits now, without gathering more: when the page is hidden or closed.
    pub fn flush(&self) {
        let session = *self;
        spawn_local(async move { session.write().await });
    }

    /// Returns when nothing waits to be stored any more, or storing has failed: before another document is opened.
    pub(super) async fn settle(&self) {
        loop {
            self.write().await;
            let busy = self.autosave.try_with_value(|autosave| {
                autosave.writing || (!autosave.waiting.is_empty() && autosave.storage.is_some())
            });
            if busy != Some(true) || matches!(self.saved.get_untracked(), SaveState::Failed(_)) {
                return;
            }
            gloo::timers::future::TimeoutFuture::new(10).await;
        }
    }

    async fn write(&self) {
        let taken = self.autosave.try_update_value(|autosave| {
            autosave.scheduled = false;
            if autosave.writing || (autosave.waiting.is_empty() && !autosave.whole) {
                return None;
            }
            let storage = autosave.storage.clone()?;
            autosave.writing = true;
            autosave.records += 1;
            let whole = autosave.whole || autosave.records >= RECORDS_PER_SNAPSHOT;
            if whole {
                autosave.whole = false;
                autosave.records = 0;
            }
            Some((
                storage,
                autosave.id.clone(),
                std::mem::take(&mut autosave.waiting),
                whole,
            ))
        });
        let Some(Some((storage, id, ops, whole))) = taken else {
            return;
        };
        let result = if whole {
            self.write_whole(&storage, &id).await
        } else {
            write_journal(&storage, &id, &ops).await
        };
        let more = self.autosave.try_update_value(|autosave| {
            autosave.writing = false;
            if result.is_err() {
                // Whatever was lost is in the document: the next write stores it whole.
                autosave.whole = true;
            }
            !autosave.waiting.is_empty()
        });
        match result {
            Ok(()) if more == Some(true) => self.schedule(),
            Ok(()) => self.saved.set(SaveState::Saved),
            Err(error) => {
                self.interface.complain(error.to_string());
                self.saved.set(SaveState::Failed(error.to_string()));
            }
        }
    }

    async fn write_whole(&self, storage: &Storage, id: &str) -> Result<(), StorageError> {
        let (record, text) = self.document(|document| {
            let record = Record {
                id: id.to_string(),
                title: document.title.clone(),
                tables: document.schema.tables.len(),
                saved: clock::now(),
            };
            (record, save(document))
        });
        storage.save(&record, &text).await?;
        storage::set_current(id);
        Ok(())
    }
}

async fn write_journal(storage: &Storage, id: &str, ops: &[Op]) -> Result<(), StorageError> {
    let text =
        serde_json::to_string(ops).map_err(|error| StorageError::Failed(error.to_string()))?;
    storage.append(id, &text).await
}
