//! What is copied and pasted: tables as SQL, which any other program takes too, and beside it where they stood.

mod copy;
mod paste;

use serde::{Deserialize, Serialize};

use crate::model::{Area, Dialect, Note, Placement, QualifiedName, TenancyClass};

pub use copy::copy;
pub use paste::{Pasted, paste};

/// What was copied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Clip {
    /// The database the SQL is written for; `None` for text from elsewhere, which is read as the open document's.
    pub dialect: Option<Dialect>,
    /// The tables with what they need, as SQL that makes them.
    pub sql: String,
    /// How the tables were drawn.
    pub tables: Vec<Copied>,
    /// The areas, as they stood.
    pub areas: Vec<Area>,
    /// The notes, as they stood.
    pub notes: Vec<Note>,
}

/// How a copied table was drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Copied {
    /// The table.
    pub name: QualifiedName,
    /// Where it stood and how it was shown.
    pub placement: Placement,
    /// Its class, if one was set by hand.
    pub class: Option<TenancyClass>,
}

impl Clip {
    /// SQL from elsewhere.
    pub fn of_text(sql: &str) -> Clip {
        Clip {
            sql: sql.to_string(),
            ..Clip::default()
        }
    }

    /// As it is kept on the clipboard.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads it from the clipboard; `None` when it is not one.
    pub fn from_json(text: &str) -> Option<Clip> {
        serde_json::from_str(text).ok()
    }

    /// What another program gets: the SQL, or the text of the notes where no table was copied.
    pub fn text(&self) -> String {
        if !self.sql.is_empty() {
            return self.sql.clone();
        }
        let notes: Vec<&str> = self.notes.iter().map(|note| note.text.as_str()).collect();
        notes.join("\n\n")
    }
}
