//! Schemas out, one file per format.

pub mod bundle;
pub mod document;
pub mod foreign;
pub mod markdown;
pub mod mermaid;
pub mod mysql;
pub mod preview;
pub mod sql;
pub mod sqlalchemy;
pub mod sqlite;

use crate::model::Document;

pub use bundle::{BundleError, File, bundle};
pub use foreign::Loss;

/// A format a document can be exported as; what the command line and the export dialog list.
pub struct Format {
    /// Name on the command line.
    pub name: &'static str,
    /// Title in the dialog.
    pub title: &'static str,
    /// What the file is good for, in one sentence.
    pub description: &'static str,
    /// Media type of a download.
    pub media_type: &'static str,
    /// Whether the text is SQL, to be coloured in a preview.
    pub is_sql: bool,
    file_name: fn(&Document) -> String,
    write: fn(&Document) -> String,
    losses: fn(&Document) -> Vec<Loss>,
}

/// For formats that say all there is to say, or that are no schema.
fn nothing_lost(_: &Document) -> Vec<Loss> {
    Vec::new()
}

impl Format {
    /// The name of the file for this document.
    pub fn file_name(&self, document: &Document) -> String {
        (self.file_name)(document)
    }

    /// The file's text.
    pub fn write(&self, document: &Document) -> String {
        (self.write)(document)
    }

    /// What of the schema the file leaves out or holds otherwise, object by object.
    pub fn losses(&self, document: &Document) -> Vec<Loss> {
        (self.losses)(document)
    }

    /// The file, named.
    pub fn file(&self, document: &Document) -> File {
        File {
            path: self.file_name(document),
            text: self.write(document),
        }
    }
}

/// Every format, in the order in which to offer them.
pub const FORMATS: &[Format] = &[
    Format {
        name: "sql",
        title: "Schema as SQL",
        description: "One script that builds everything in an empty PostgreSQL database.",
        media_type: "application/sql",
        is_sql: true,
        file_name: |_| "init.sql".to_string(),
        write: sql::document,
        losses: foreign::to_postgresql::losses,
    },
    Format {
        name: "mysql",
        title: "Schema for MySQL",
        description: "One script for MySQL or MariaDB, headed by what they cannot hold.",
        media_type: "application/sql",
        is_sql: true,
        file_name: |_| "mysql.sql".to_string(),
        write: mysql::write,
        losses: mysql::losses,
    },
    Format {
        name: "sqlite",
        title: "Schema for SQLite",
        description: "One script for SQLite, headed by what it cannot hold.",
        media_type: "application/sql",
        is_sql: true,
        file_name: |_| "sqlite.sql".to_string(),
        write: sqlite::write,
        losses: sqlite::losses,
    },
    Format {
        name: "markdown",
        title: "Schema documentation",
        description: "Every table, column, key, index and comment as Markdown, with a diagram.",
        media_type: "text/markdown",
        is_sql: false,
        file_name: |_| "DATABASE_SCHEMA.md".to_string(),
        write: markdown::write,
        losses: nothing_lost,
    },
    Format {
        name: "mermaid",
        title: "Mermaid diagram",
        description: "Tables and relationships as a Mermaid entity relationship diagram.",
        media_type: "text/plain",
        is_sql: false,
        file_name: |document| format!("{}.mmd", file_stem(&document.title)),
        write: mermaid::write,
        losses: nothing_lost,
    },
    Format {
        name: "sqlalchemy",
        title: "SQLAlchemy models",
        description: "Python classes with mixins, relationships, constraints and indexes, for Alembic to compare.",
        media_type: "text/x-python",
        is_sql: false,
        file_name: |_| "models.py".to_string(),
        write: sqlalchemy::write,
        losses: nothing_lost,
    },
    Format {
        name: "document",
        title: "Cadastre document",
        description: "The drawing with everything it knows, to open here again or keep in git.",
        media_type: "application/json",
        is_sql: false,
        file_name: |document| format!("{}.cadastre.json", file_stem(&document.title)),
        write: document::save,
        losses: nothing_lost,
    },
];

/// The format with this name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// A title as the beginning of a file name: lower case, words parted by dashes, nothing a file system or a shell minds.
pub fn file_stem(title: &str) -> String {
    let mut stem = String::new();
    for character in title.to_lowercase().chars() {
        if character.is_alphanumeric() || character == '_' {
            stem.push(character);
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
        // File names may have 255 bytes; half of it leaves room for what follows.
        if stem.len() > 120 {
            break;
        }
    }
    let stem = stem.trim_end_matches('-');
    if stem.is_empty() {
        "schema".to_string()
    } else {
        stem.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        for (position, format) in FORMATS.iter().enumerate() {
            assert!(
                FORMATS
                    .iter()
                    .skip(position + 1)
                    .all(|other| other.name != format.name)
            );
            assert!(super::format(format.name).is_some());
        }
        assert!(super::format("dbml2").is_none());
    }

    #[test]
    fn titles_become_file_names() {
        assert_eq!(file_stem("Meetings platform"), "meetings-platform");
        assert_eq!(file_stem("../../etc: <x>"), "etc-x");
        assert_eq!(file_stem("…"), "schema");
        assert_eq!(file_stem(&"ä".repeat(500)).len(), 122);
    }
}
