//! The section of what was accepted: waivers with their reasons.

use crate::model::ObjectRef;

use super::{
    Page,
    escape::{code, text},
};

impl Page<'_> {
    pub(super) fn waivers(&mut self) {
        let document = self.document;
        if document.waivers.is_empty() {
            return;
        }
        self.heading(2, "Waivers");
        self.paragraph(
            "Findings that were accepted, and why. A waiver holds up to the day it names.",
        );
        let mut rows: Vec<Vec<String>> = document
            .waivers
            .values()
            .map(|waiver| {
                let object = match waiver.object {
                    ObjectRef::Whole => "everywhere".to_string(),
                    object => self
                        .schema
                        .display_name(object)
                        .map_or_else(|| "what is gone".to_string(), |name| code(&name)),
                };
                vec![
                    code(&waiver.rule),
                    object,
                    text(&waiver.reason),
                    text(&waiver.author),
                    waiver.expires.clone().unwrap_or_default(),
                ]
            })
            .collect();
        rows.sort();
        self.grid(&["Rule", "On", "Reason", "Author", "Until"], &rows);
    }
}
