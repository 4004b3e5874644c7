//! `cadastre check --queries`: files of queries, judged with the schema.

use std::path::Path;

use cadastre::model::Document;
use cadastre::query::{Queries, line_and_column, read_file};
use cadastre::review::Review;

use crate::failure::Failure;
use crate::input::{self, Input};

/// Adds the queries of a file to the document's own.
pub fn add(input: &mut Input, path: &Path) -> Result<(), Failure> {
    let name = path.display().to_string();
    let text = input::text(path)?;
    for declared in read_file(&text) {
        let id = input.document.allocate();
        let (line, _) = line_and_column(&text, declared.start);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        input.queries.insert(id, (name.clone(), line));
        let mut pattern = declared.pattern;
        pattern.id = id;
        input.document.access_patterns.insert(id, pattern);
    }
    Ok(())
}

/// How many of the queries that run most are served, and the indexes that are missing; nothing without queries.
pub fn evidence(document: &Document, review: &Review) -> String {
    let queries = Queries::of(document, review.tenancy());
    let evidence = queries.evidence(document);
    if evidence.top.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "{} of the {} most frequent queries served.\n",
        evidence.covered(),
        evidence.top.len()
    );
    for suggestion in queries.suggestions() {
        if let Some(table) = document.schema.table(suggestion.table) {
            let keys = suggestion.key_texts(table).join(", ");
            text.push_str(&format!(
                "Missing index: {} ({keys})\n",
                table.qualified_name()
            ));
        }
    }
    text
}
