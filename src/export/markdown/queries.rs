//! The section of the queries that the application runs.

use super::{
    Page,
    escape::{block, text},
};

impl Page<'_> {
    pub(super) fn queries(&mut self) {
        let document = self.document;
        if document.access_patterns.is_empty() {
            return;
        }
        self.heading(2, "Queries");
        for pattern in document.access_patterns.values() {
            self.heading(3, &pattern.name);
            let mut facts = Vec::new();
            if !pattern.frequency.is_empty() {
                facts.push(format!("Runs {}.", text(&pattern.frequency)));
            }
            if let Some(milliseconds) = pattern.latency_milliseconds {
                facts.push(format!("To be answered within {milliseconds} ms."));
            }
            if pattern.per_row {
                facts.push("Runs once for each row of another query.".to_string());
            }
            if let Some(reason) = &pattern.global {
                facts.push(format!(
                    "Reads all tenants: {}.",
                    text(reason.trim_end_matches('.'))
                ));
            }
            if !facts.is_empty() {
                self.paragraph(&facts.join(" "));
            }
            self.blank();
            self.text.push_str(&block("sql", pattern.sql.trim()));
        }
    }
}
