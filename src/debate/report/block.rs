//! A report as blocks, so that every form of it says the same.

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// What people say.
    Text(String),
    /// What stands out.
    Strong(String),
    /// A name of the database, or SQL.
    Code(String),
}

/// A line of pieces.
pub(super) type Line = Vec<Span>;

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading of a level, from 1.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Line),
    /// A list.
    List(Vec<Line>),
    /// A list to tick, with what is ticked.
    Checks(Vec<(bool, Line)>),
    /// A table; its first column names the row.
    Table {
        /// Heads of the columns.
        head: Vec<String>,
        /// Rows of cells.
        rows: Vec<Vec<Line>>,
    },
}

/// What people say, as a line.
pub(super) fn text(text: impl Into<String>) -> Line {
    vec![Span::Text(text.into())]
}

/// Text, then a name, then text.
pub(super) fn about(before: &str, name: &str, after: &str) -> Line {
    let mut line = Vec::new();
    if !before.is_empty() {
        line.push(Span::Text(before.to_string()));
    }
    line.push(Span::Code(name.to_string()));
    if !after.is_empty() {
        line.push(Span::Text(after.to_string()));
    }
    line
}
