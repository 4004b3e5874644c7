//! Every property of every object, as the inspector shows it: what it is called, what it does, how it is read and changed.
//!
//! One record a property. The forms, their help and the tests that nothing of the model is left out come from the same
//! records; a new field of the model is one record here.

mod column;
mod constraint;
mod constraint_parts;
mod grid;
mod index;
mod objects;
mod privilege;
mod program;
mod table;
mod user_type;
mod view;

pub use grid::grid_of;

use super::{Draft, EditError};
use crate::model::{ObjectRef, Schema};

/// Reads text; `None` where the object has no such property.
pub type ReadText = fn(&Schema, ObjectRef) -> Option<String>;
/// Keeps another text.
pub type ChangeText = fn(&mut Draft, ObjectRef, &str) -> Result<(), EditError>;
/// Reads a switch; `None` where the object has no such property.
pub type ReadFlag = fn(&Schema, ObjectRef) -> Option<bool>;
/// Keeps another state of a switch.
pub type ChangeFlag = fn(&mut Draft, ObjectRef, bool) -> Result<(), EditError>;
/// Reads a list whose entries have several cells; `None` where the object has no such property.
pub type ReadRows = fn(&Schema, ObjectRef) -> Option<Vec<Vec<String>>>;
/// Keeps another list.
pub type ChangeRows = fn(&mut Draft, ObjectRef, Vec<Vec<String>>) -> Result<(), EditError>;
/// The values to choose from with their words.
pub type Choices = fn(&Schema, ObjectRef) -> Vec<(String, String)>;

/// How a property is shown and changed.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// A view of its own: a grid, a picker of columns.
    Own,
    /// Text that follows from the rest and is not changed by itself.
    Shown {
        /// Reads it.
        read: ReadText,
    },
    /// Names or SQL on one line.
    Line {
        /// Shown while it is empty: what that means, or an example.
        hint: &'static str,
        /// Reads it.
        read: ReadText,
        /// Keeps it.
        change: ChangeText,
    },
    /// Prose of several lines.
    Prose {
        /// Reads it.
        read: ReadText,
        /// Keeps it.
        change: ChangeText,
    },
    /// SQL of several lines.
    Sql {
        /// Shown while it is empty.
        hint: &'static str,
        /// Reads it.
        read: ReadText,
        /// Keeps it.
        change: ChangeText,
    },
    /// Yes or no.
    Flag {
        /// What yes says.
        words: &'static str,
        /// Reads it.
        read: ReadFlag,
        /// Keeps it.
        change: ChangeFlag,
    },
    /// One of several.
    Choice {
        /// The values with their words.
        choices: Choices,
        /// Reads it.
        read: ReadText,
        /// Keeps it.
        change: ChangeText,
    },
    /// A list whose entries have these cells.
    Rows {
        /// What each cell is.
        cells: &'static [&'static str],
        /// Reads it.
        read: ReadRows,
        /// Keeps it.
        change: ChangeRows,
    },
}

/// A property.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// The model's field after its object: `column.storage`.
    pub name: &'static str,
    /// What stands before its field, sentence case.
    pub label: &'static str,
    /// What it does, in a sentence or two.
    pub help: &'static str,
    /// Whether it stands among those that few need.
    pub more: bool,
    /// How it is shown and changed.
    pub field: Field,
}

impl Property {
    const fn with(
        name: &'static str,
        label: &'static str,
        help: &'static str,
        field: Field,
    ) -> Self {
        Property {
            name,
            label,
            help,
            more: false,
            field,
        }
    }

    const fn own(name: &'static str, label: &'static str, help: &'static str) -> Self {
        Property::with(name, label, help, Field::Own)
    }

    const fn shown(
        name: &'static str,
        label: &'static str,
        help: &'static str,
        read: ReadText,
    ) -> Self {
        Property::with(name, label, help, Field::Shown { read })
    }

    const fn line(
        name: &'static str,
        label: &'static str,
        help: &'static str,
        hint: &'static str,
        read: ReadText,
        change: ChangeText,
    ) -> Self {
        Property::with(name, label, help, Field::Line { hint, read, change })
    }

    const fn prose(
        name: &'static str,
        label: &'static str,
        help: &'static str,
        read: ReadText,
        change: ChangeText,
    ) -> Self {
        Property::with(name, label, help, Field::Prose { read, change })
    }

    const fn sql(
        name: &'static str,
        label: &'static str,
        help: &'static str,
        hint: &'static str,
        read: ReadText,
        change: ChangeText,
    ) -> Self {
        Property::with(name, label, help, Field::Sql { hint, read, change })
    }

    const fn flag(
        name: &'static str,
        label: &'static str,
        help: &'static str,
        words: &'static str,
        read: ReadFlag,
        change: ChangeFlag,
    ) -> Self {
        Property::with(
            name,
            label,
            help,
            Field::Flag {
                words,
                read,
                change,
            },
        )
    }

    const fn choice(
        name: &'static str,
        label: &'static str,
        help: &'static str,
        choices: Choices,
        read: ReadText,
        change: ChangeText,
    ) -> Self {
        Property::with(
            name,
            label,
            help,
            Field::Choice {
                choices,
                read,
                change,
            },
        )
    }

    const fn rows(
        name: &'static str,
        label: &'static str,
        help: &'static str,
        cells: &'static [&'static str],
        read: ReadRows,
        change: ChangeRows,
    ) -> Self {
        Property::with(
            name,
            label,
            help,
            Field::Rows {
                cells,
                read,
                change,
            },
        )
    }

    /// Among those that few need.
    const fn more(self) -> Self {
        Property { more: true, ..self }
    }

    /// Whether the object has the property. Those with a view of their own say so there.
    pub fn applies(&self, schema: &Schema, object: ObjectRef) -> bool {
        match self.field {
            Field::Own => false,
            Field::Shown { read }
            | Field::Line { read, .. }
            | Field::Prose { read, .. }
            | Field::Sql { read, .. }
            | Field::Choice { read, .. } => read(schema, object).is_some(),
            Field::Flag { read, .. } => read(schema, object).is_some(),
            Field::Rows { read, .. } => read(schema, object).is_some(),
        }
    }
}

/// The properties of an object's kind, in the order in which to show them.
pub fn of(object: ObjectRef) -> &'static [Property] {
    match object {
        ObjectRef::Whole | ObjectRef::Query(_) => &[],
        ObjectRef::Table(_) => table::ALL,
        ObjectRef::Column(..) => column::ALL,
        ObjectRef::Constraint(..) => constraint::ALL,
        ObjectRef::Index(..) => index::ALL,
        ObjectRef::Trigger(..) => program::TRIGGER,
        ObjectRef::Policy(..) => program::POLICY,
        ObjectRef::Namespace(_) => objects::NAMESPACE,
        ObjectRef::Extension(_) => objects::EXTENSION,
        ObjectRef::Type(_) => user_type::ALL,
        ObjectRef::Sequence(_) => objects::SEQUENCE,
        ObjectRef::View(_) => view::ALL,
        ObjectRef::Function(_) => program::FUNCTION,
        ObjectRef::Role(_) => privilege::ROLE,
        ObjectRef::Grant(_) => privilege::GRANT,
        ObjectRef::DefaultPrivilege(_) => privilege::DEFAULT_PRIVILEGE,
        ObjectRef::Statistics(_) => objects::STATISTICS,
        ObjectRef::Verbatim(_) => objects::VERBATIM,
    }
}

/// All properties of all kinds of objects.
pub fn all() -> impl Iterator<Item = &'static Property> {
    [
        table::ALL,
        column::ALL,
        constraint::ALL,
        index::ALL,
        program::TRIGGER,
        program::POLICY,
        objects::NAMESPACE,
        objects::EXTENSION,
        user_type::ALL,
        objects::SEQUENCE,
        view::ALL,
        program::FUNCTION,
        privilege::ROLE,
        privilege::GRANT,
        privilege::DEFAULT_PRIVILEGE,
        objects::STATISTICS,
        objects::VERBATIM,
    ]
    .into_iter()
    .flatten()
}

/// The property of a name, such as `column.storage`.
pub fn named(name: &str) -> Option<&'static Property> {
    all().find(|property| property.name == name)
}

/// An object that is not of the kind its property is of.
fn elsewhere() -> EditError {
    EditError::Missing("object")
}

/// The schemas there are to stand in.
fn schemas(schema: &Schema, now: &str) -> Vec<(String, String)> {
    let mut names: Vec<String> = schema
        .namespaces
        .values()
        .map(|one| one.name.clone())
        .collect();
    names.extend(["public".to_string(), now.to_string()]);
    names.sort();
    names.dedup();
    names.into_iter().map(|name| (name.clone(), name)).collect()
}

/// Fixed choices.
fn fixed(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(value, words)| (value.to_string(), words.to_string()))
        .collect()
}

/// Parameters as rows of a name and a value.
fn option_rows(options: &[(String, String)]) -> Vec<Vec<String>> {
    let row = |(name, value): &(String, String)| vec![name.clone(), value.clone()];
    options.iter().map(row).collect()
}

/// Rows of a name and a value as parameters.
fn options_of(rows: Vec<Vec<String>>) -> Vec<(String, String)> {
    rows.into_iter()
        .map(|row| {
            let mut cells = row.into_iter();
            (
                cells.next().unwrap_or_default(),
                cells.next().unwrap_or_default(),
            )
        })
        .collect()
}

/// A cell of a row; empty where it has none.
fn cell(row: &[String], at: usize) -> &str {
    row.get(at).map_or("", |text| text.trim())
}

/// Text that means nothing when it is blank.
fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_string())
}

/// The parts of a list with commas.
fn list(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_string)
        .collect()
}
