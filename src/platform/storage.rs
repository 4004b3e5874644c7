//! Documents kept in this browser (IndexedDB): a snapshot of each, and a journal of the operations since.
//!
//! An edit costs one small record, not a whole document, so it is safe within a second also when 1,400 tables are open.

use std::cell::Cell;

use js_sys::wasm_bindgen::JsValue;
use rexie::{
    KeyRange, ObjectStore, Rexie, Store as ObjectStoreHandle, Transaction, TransactionMode,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

const DATABASE: &str = "cadastre";
const DOCUMENTS: &str = "documents";
const SNAPSHOTS: &str = "snapshots";
const JOURNAL: &str = "journal";
const CURRENT: &str = "cadastre.current";

/// Why something could not be kept or found.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StorageError {
    /// The browser denies storage (private window, policy).
    #[error(
        "This browser does not let the page store anything ({0}). Save the document as a file."
    )]
    Denied(String),
    /// No room is left.
    #[error(
        "This browser has no room left. The last edits are not saved. Save the document as a file."
    )]
    Full,
    /// Anything else the browser said.
    #[error("This browser could not store the document ({0}). Save the document as a file.")]
    Failed(String),
}

impl From<rexie::Error> for StorageError {
    fn from(error: rexie::Error) -> Self {
        let text = error.to_string();
        if text.contains("QuotaExceeded") || text.contains("quota") {
            StorageError::Full
        } else {
            StorageError::Failed(text)
        }
    }
}

/// One line of the document list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Identity of the document in this browser.
    pub id: String,
    /// Title when it was last saved.
    pub title: String,
    /// Number of tables when it was last saved.
    pub tables: usize,
    /// When it was last saved, in milliseconds since 1970.
    pub saved: f64,
}

/// What is stored of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stored {
    /// The document's text when it was last saved whole.
    pub snapshot: String,
    /// Operations since, as JSON, oldest first.
    pub journal: Vec<String>,
}

/// The open database.
pub struct Storage {
    database: Rexie,
    sequence: Cell<u64>,
}

impl Storage {
    /// Opens the database, making it on the first visit.
    ///
    /// # Errors
    /// When the browser denies storage.
    pub async fn open() -> Result<Storage, StorageError> {
        let database = Rexie::builder(DATABASE)
            .version(1)
            .add_object_store(ObjectStore::new(DOCUMENTS))
            .add_object_store(ObjectStore::new(SNAPSHOTS))
            .add_object_store(ObjectStore::new(JOURNAL))
            .build()
            .await
            .map_err(|error| StorageError::Denied(error.to_string()))?;
        Ok(Storage {
            database,
            sequence: Cell::new(super::clock::now() as u64),
        })
    }

    /// All documents, the last saved first.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn list(&self) -> Result<Vec<Record>, StorageError> {
        let transaction = self
            .database
            .transaction(&[DOCUMENTS], TransactionMode::ReadOnly)?;
        let values = transaction.store(DOCUMENTS)?.get_all(None, None).await?;
        let mut records: Vec<Record> = values
            .iter()
            .filter_map(|value| value.as_string())
            .filter_map(|text| serde_json::from_str(&text).ok())
            .collect();
        records.sort_by(|a, b| b.saved.total_cmp(&a.saved).then_with(|| a.id.cmp(&b.id)));
        Ok(records)
    }

    /// What is stored of a document, `None` when there is none of that id.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn load(&self, id: &str) -> Result<Option<Stored>, StorageError> {
        let transaction = self
            .database
            .transaction(&[SNAPSHOTS, JOURNAL], TransactionMode::ReadOnly)?;
        let Some(snapshot) = transaction
            .store(SNAPSHOTS)?
            .get(JsValue::from_str(id))
            .await?
            .and_then(|value| value.as_string())
        else {
            return Ok(None);
        };
        let journal = transaction
            .store(JOURNAL)?
            .get_all(journal_range(id)?, None)
            .await?;
        Ok(Some(Stored {
            snapshot,
            journal: journal
                .iter()
                .filter_map(|value| value.as_string())
                .collect(),
        }))
    }

    /// Adds operations to a document's journal.
    ///
    /// # Errors
    /// When there is no room, or the browser cannot write.
    pub async fn append(&self, id: &str, operations: &str) -> Result<(), StorageError> {
        self.sequence.set(self.sequence.get() + 1);
        let key = JsValue::from_str(&format!("{id}/{:020}", self.sequence.get()));
        let transaction = self
            .database
            .transaction(&[JOURNAL], TransactionMode::ReadWrite)?;
        transaction
            .store(JOURNAL)?
            .put(&JsValue::from_str(operations), Some(&key))
            .await?;
        finish(transaction).await
    }

    /// Saves a document whole and empties its journal, in one transaction.
    ///
    /// # Errors
    /// When there is no room, or the browser cannot write; what was stored before stays.
    pub async fn save(&self, record: &Record, snapshot: &str) -> Result<(), StorageError> {
        let transaction = self
            .database
            .transaction(&[DOCUMENTS, SNAPSHOTS, JOURNAL], TransactionMode::ReadWrite)?;
        let key = JsValue::from_str(&record.id);
        let line = serde_json::to_string(record)
            .map_err(|error| StorageError::Failed(error.to_string()))?;
        transaction
            .store(DOCUMENTS)?
            .put(&JsValue::from_str(&line), Some(&key))
            .await?;
        transaction
            .store(SNAPSHOTS)?
            .put(&JsValue::from_str(snapshot), Some(&key))
            .await?;
        clear_journal(&transaction.store(JOURNAL)?, &record.id).await?;
        finish(transaction).await
    }

    /// Forgets a document.
    ///
    /// # Errors
    /// When the browser cannot write.
    pub async fn remove(&self, id: &str) -> Result<(), StorageError> {
        let transaction = self
            .database
            .transaction(&[DOCUMENTS, SNAPSHOTS, JOURNAL], TransactionMode::ReadWrite)?;
        transaction
            .store(DOCUMENTS)?
            .delete(JsValue::from_str(id))
            .await?;
        transaction
            .store(SNAPSHOTS)?
            .delete(JsValue::from_str(id))
            .await?;
        clear_journal(&transaction.store(JOURNAL)?, id).await?;
        finish(transaction).await
    }
}

async fn finish(transaction: Transaction) -> Result<(), StorageError> {
    transaction.done().await?;
    Ok(())
}

async fn clear_journal(journal: &ObjectStoreHandle, id: &str) -> Result<(), StorageError> {
    for key in journal.get_all_keys(journal_range(id)?, None).await? {
        journal.delete(key).await?;
    }
    Ok(())
}

/// The keys `id/...`: `0` is the character after `/`.
fn journal_range(id: &str) -> Result<Option<KeyRange>, StorageError> {
    let from = JsValue::from_str(&format!("{id}/"));
    let to = JsValue::from_str(&format!("{id}0"));
    KeyRange::bound(&from, &to, Some(false), Some(true))
        .map(Some)
        .map_err(|error| StorageError::Failed(error.to_string()))
}

/// The document that was open last in this browser.
pub fn current() -> Option<String> {
    local()?.get_item(CURRENT).ok()?
}

/// Remembers which document is open. Where that cannot be stored the list of documents still has it.
pub fn set_current(id: &str) {
    if let Some(local) = local() {
        let _ = local.set_item(CURRENT, id);
    }
}

/// The browser's small storage by key, where it is allowed.
pub fn local() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}
