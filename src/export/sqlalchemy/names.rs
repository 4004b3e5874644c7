//! Names of classes, modules and attributes in Python.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Column, Table, TableId, naming};
use crate::sql::python;

pub(super) use crate::sql::python::string;

/// Words of Python, and what `DeclarativeBase` keeps for itself.
const TAKEN: &[&str] = &[
    "False",
    "None",
    "True",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "class",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "return",
    "try",
    "while",
    "with",
    "yield",
    "metadata",
    "registry",
    "str",
    "int",
    "bool",
    "float",
    "bytes",
    "list",
    "dict",
    "relationship",
    "mapped_column",
    "text",
    "datetime",
    "uuid",
    "decimal",
    "Any",
];

/// Names of classes and modules.
pub(super) struct Names {
    classes: BTreeMap<TableId, String>,
    modules: BTreeMap<TableId, String>,
}

impl Names {
    pub(super) fn of(tables: &[&Table]) -> Names {
        let mut names = Names {
            classes: BTreeMap::new(),
            modules: BTreeMap::new(),
        };
        let (mut classes, mut modules) = (BTreeSet::new(), BTreeSet::new());
        for name in [
            "Base", "MetaData", "Mapped", "Index", "Table", "Column", "Identity", "Enum", "Any",
        ] {
            classes.insert(name.to_string());
        }
        modules.extend(["base".to_string(), "__init__".to_string()]);
        for table in tables {
            let single = naming::singular(&table.header.name);
            let own = unique(&pascal(&single), &classes, |number| {
                match (number, table.header.schema.as_str()) {
                    (2, schema) if schema != "public" => pascal(&format!("{schema}_{single}")),
                    (number, _) => format!("{}{number}", pascal(&single)),
                }
            });
            classes.insert(own.clone());
            names.classes.insert(table.id, own);
            let plain = attribute(&single);
            let own = unique(&plain, &modules, |number| format!("{plain}_{number}"));
            modules.insert(own.clone());
            names.modules.insert(table.id, own);
        }
        names
    }

    /// The class of a table.
    pub(super) fn class(&self, table: TableId) -> &str {
        self.classes.get(&table).map_or("", String::as_str)
    }

    /// The module of a table.
    pub(super) fn module(&self, table: TableId) -> &str {
        self.modules.get(&table).map_or("", String::as_str)
    }
}

/// The name, or the next that `other` gives which is not taken.
pub(super) fn unique(
    name: &str,
    taken: &BTreeSet<String>,
    other: impl Fn(usize) -> String,
) -> String {
    let mut own = name.to_string();
    let mut number = 2;
    while taken.contains(&own) {
        own = other(number);
        number += 1;
        if number > taken.len() + 4 {
            own = format!("{name}_{number}");
        }
    }
    own
}

/// `order_lines` as `OrderLines`.
fn pascal(name: &str) -> String {
    let mut text = String::new();
    for word in name.split(|letter: char| !letter.is_alphanumeric()) {
        let mut letters = word.chars();
        if let Some(first) = letters.next() {
            text.extend(first.to_uppercase());
            text.push_str(letters.as_str());
        }
    }
    match text.chars().next() {
        Some(first) if first.is_alphabetic() => text,
        _ => format!("T{text}"),
    }
}

/// A name as an attribute: letters, digits and underscores, no word of Python.
pub(super) fn attribute(name: &str) -> String {
    let mut text: String = name
        .chars()
        .map(|letter| match letter {
            letter if letter.is_alphanumeric() => letter,
            _ => '_',
        })
        .collect();
    if !text.starts_with(|first: char| first.is_alphabetic()) {
        // Two leading underscores would be mangled, and one hides the attribute.
        text = format!("c_{}", text.trim_start_matches('_'));
    }
    if TAKEN.contains(&text.as_str()) {
        text.push('_');
    }
    text
}

/// The attribute of a column.
pub(super) fn of_column(table: &Table, column: &Column) -> String {
    let plain = attribute(&column.name);
    // Another column may have the name as it is.
    let clash = table
        .columns
        .iter()
        .any(|other| other.id != column.id && other.name == plain);
    if clash && plain != column.name {
        format!("{plain}_{}", column.id.0)
    } else {
        plain
    }
}

/// A list of texts: `["a", "b"]`.
pub(super) fn list<S: AsRef<str>>(texts: &[S]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| string(text.as_ref())).collect();
    format!("[{}]", quoted.join(", "))
}

/// SQL as a literal for `text()`.
pub(super) fn sql(text: &str) -> String {
    string(&python::without_parameters(text))
}
