//! `DATABASE_SCHEMA.md`: the schema for people who read, with every table, column, key, index and comment.

mod details;
pub(crate) mod escape;
mod objects;
mod queries;
mod tables;
mod waivers;

use std::collections::BTreeMap;

use crate::model::{Document, Schema, Table, TableId, TenancyClass, tenancy};

use super::mermaid;
use escape::{Anchors, block, code, text};

/// GitHub's renderer refuses diagrams of more than 50,000 characters.
const DIAGRAM_LIMIT: usize = 50_000;

/// The documentation of a document.
pub fn write(document: &Document) -> String {
    let tenancy = tenancy::infer(&document.schema, &document.tenancy);
    let mut page = Page {
        document,
        schema: &document.schema,
        tenancy,
        anchors: Anchors::default(),
        table_anchors: BTreeMap::new(),
        text: String::new(),
    };
    page.write();
    page.text
}

struct Page<'a> {
    document: &'a Document,
    schema: &'a Schema,
    tenancy: tenancy::Tenancy,
    anchors: Anchors,
    table_anchors: BTreeMap<TableId, String>,
    text: String,
}

impl Page<'_> {
    fn write(&mut self) {
        let title = if self.document.title.trim().is_empty() {
            "Database schema"
        } else {
            &self.document.title
        };
        // The title's anchor is taken first: a table may have the same name.
        self.heading(1, title);
        self.introduction();
        self.name_anchors();
        self.tenancy_summary();
        self.diagram();
        self.contents();
        self.tables();
        self.objects();
        self.queries();
        self.waivers();
    }

    fn heading(&mut self, level: usize, heading: &str) -> String {
        self.blank();
        self.line(&format!("{} {}", "#".repeat(level), text(heading)));
        self.line("");
        self.anchors.next(heading)
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A paragraph of Markdown.
    fn paragraph(&mut self, paragraph: &str) {
        self.blank();
        self.line(paragraph);
        self.line("");
    }

    /// A table of cells that are Markdown already; columns that are empty in every row are left out.
    fn grid(&mut self, head: &[&str], rows: &[Vec<String>]) {
        if rows.is_empty() {
            return;
        }
        let kept: Vec<usize> = (0..head.len())
            .filter(|column| {
                rows.iter()
                    .any(|row| row.get(*column).is_some_and(|cell| !cell.is_empty()))
            })
            .collect();
        let line = |cells: Vec<&str>| format!("| {} |", cells.join(" | "));
        self.blank();
        self.line(&line(
            kept.iter()
                .filter_map(|column| head.get(*column).copied())
                .collect(),
        ));
        self.line(&line(kept.iter().map(|_| "---").collect()));
        for row in rows {
            self.line(&line(
                kept.iter()
                    .map(|column| row.get(*column).map_or("", String::as_str))
                    .collect(),
            ));
        }
        self.line("");
    }

    fn introduction(&mut self) {
        let schema = self.schema;
        let counted = [
            (schema.tables.len(), "table", "tables"),
            (schema.views.len(), "view", "views"),
            (schema.types.len(), "type", "types"),
            (schema.functions.len(), "function", "functions"),
        ];
        let counts: Vec<String> = counted
            .iter()
            .filter(|(count, _, _)| *count > 0)
            .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
            .collect();
        let holds = if counts.is_empty() {
            "nothing yet".to_string()
        } else {
            counts.join(", ")
        };
        self.paragraph(&format!(
            "This schema holds {holds}. It is written for PostgreSQL {} and later.",
            self.document.settings.postgresql
        ));
        self.paragraph(
            "How to read it: **Null** says whether a column may be empty. **Default** is what a row gets when a writer says \
             nothing. **On delete** says what happens to a row when the row it references goes; \"not stated\" means that \
             PostgreSQL refuses the deletion. A name without a schema stands in `public`.",
        );
    }

    /// Anchors are numbered in the order of headings, so those before the tables are counted first.
    fn name_anchors(&mut self) {
        let mut ahead = Anchors::default();
        ahead.next(&self.document.title);
        for heading in self.headings_before_tables() {
            ahead.next(heading);
        }
        for table in self.sorted_tables() {
            let anchor = ahead.next(&table.qualified_name().to_string());
            self.table_anchors.insert(table.id, anchor);
        }
    }

    fn headings_before_tables(&self) -> Vec<&'static str> {
        let mut headings = Vec::new();
        if self.tenancy.root.is_some() {
            headings.push("Tenancy");
        }
        if !self.schema.tables.is_empty() {
            headings.extend(["Diagram", "Contents", "Tables"]);
        }
        headings
    }

    /// Tables by schema and name, `public` first.
    fn sorted_tables(&self) -> Vec<std::sync::Arc<Table>> {
        let mut tables: Vec<_> = self.schema.tables.values().cloned().collect();
        tables.sort_by(|a, b| {
            let key = |table: &Table| {
                (
                    table.schema != "public",
                    table.schema.clone(),
                    table.name.clone(),
                )
            };
            key(a).cmp(&key(b))
        });
        tables
    }

    /// A link to a table's section.
    fn link(&self, table: &Table) -> String {
        let name = code(&table.qualified_name().to_string());
        match self.table_anchors.get(&table.id) {
            Some(anchor) => format!("[{name}](#{anchor})"),
            None => name,
        }
    }

    fn tenancy_summary(&mut self) {
        let Some(root) = self
            .tenancy
            .root
            .and_then(|id| self.schema.table(id))
            .cloned()
        else {
            return;
        };
        self.heading(2, "Tenancy");
        let mut sentence = format!("The tenants are the rows of {}.", self.link(&root));
        if let Some(column) = &self.tenancy.column {
            sentence.push_str(&format!(
                " A row that belongs to one carries its key as {}.",
                code(column)
            ));
        }
        self.paragraph(&sentence);
        let mut rows = Vec::new();
        for class in CLASSES {
            let members: Vec<String> = self
                .sorted_tables()
                .iter()
                .filter(|table| self.tenancy.class(table.id) == *class)
                .map(|table| self.link(table))
                .collect();
            if !members.is_empty() {
                rows.push(vec![
                    class.title().to_string(),
                    members.len().to_string(),
                    members.join(", "),
                ]);
            }
        }
        self.grid(&["Class", "Tables", "Which"], &rows);
    }

    fn diagram(&mut self) {
        if self.schema.tables.is_empty() {
            return;
        }
        self.heading(2, "Diagram");
        match mermaid::write_within(self.document, DIAGRAM_LIMIT) {
            Some((detail, diagram)) => {
                match detail {
                    mermaid::Detail::Columns => {}
                    mermaid::Detail::Keys => self.paragraph("Of each table its key columns, as all would not fit."),
                    mermaid::Detail::Names => self.paragraph("Of each table its name, as its columns would not fit."),
                }
                self.text.push_str(&block("mermaid", &diagram));
            }
            None => self.paragraph(&format!(
                "{} tables are more than a Mermaid diagram shows; open the document in Cadastre to see them drawn.",
                self.schema.tables.len()
            )),
        }
    }

    fn contents(&mut self) {
        if self.schema.tables.is_empty() {
            return;
        }
        self.heading(2, "Contents");
        for table in self.sorted_tables() {
            let comment = table
                .comment
                .as_deref()
                .map(first_sentence)
                .unwrap_or_default();
            let after = if comment.is_empty() {
                String::new()
            } else {
                format!(": {}", text(comment))
            };
            let line = format!("- {}{after}", self.link(&table));
            self.line(&line);
        }
        self.line("");
    }
}

/// Classes in the order in which to tell of them.
const CLASSES: &[TenancyClass] = &[
    TenancyClass::Root,
    TenancyClass::TenantScoped,
    TenancyClass::Bridge,
    TenancyClass::Reference,
    TenancyClass::Global,
    TenancyClass::Unclassified,
];

/// A comment up to the end of its first sentence.
fn first_sentence(comment: &str) -> &str {
    let end = comment
        .match_indices(['.', '\n'])
        .map(|(at, _)| at)
        .find(|at| {
            comment
                .get(at + 1..)
                .is_none_or(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
        })
        .unwrap_or(comment.len());
    comment.get(..end).unwrap_or(comment)
}
