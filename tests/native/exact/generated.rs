//! Any schema goes through SQL and through the document and comes back the same.

use cadastre::diff::{self, Matching};
use cadastre::export::document;
use cadastre::import::Outcome;
use cadastre::model::{Document, Schema};
use proptest::prelude::*;

use super::fixtures::{read, write};
use crate::generate;

fn script(schema: &Schema) -> String {
    cadastre::export::sql::document(&Document::new("Fixture", schema.clone()))
}

/// What differs, in words; empty for equal schemas.
fn differences(one: &Schema, other: &Schema) -> Vec<String> {
    let diff = diff::compare(one, other, Matching::Names);
    let changes = diff
        .changes
        .iter()
        .map(|change| format!("{}: {:?}", change.name, change.kind));
    let moved = diff
        .reordered
        .iter()
        .map(|table| format!("columns of {table:?} moved"));
    changes.chain(moved).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: generate::cases(300), failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn a_generated_schema_comes_back_from_sql(tapes in generate::tapes(24)) {
        let schema = generate::schema(&tapes, true);
        let once = script(&schema);
        let import = read(&once);
        for statement in &import.report.statements {
            prop_assert!(
                !matches!(statement.outcome, Outcome::Unreadable { .. }),
                "line {}: {:?}\n{once}", statement.line, statement.outcome
            );
        }
        let found = differences(&schema, &import.schema);
        prop_assert!(found.is_empty(), "{found:#?}\n{once}");
        let twice = write(import);
        prop_assert!(once == twice, "{once}\n---- and then\n{twice}");
    }

    #[test]
    fn a_generated_schema_comes_back_from_a_document(tapes in generate::tapes(24)) {
        let mut held = Document::new("Fixture", generate::schema(&tapes, true));
        held.base = Some(std::sync::Arc::new(generate::schema(&tapes[..tapes.len() / 2], true)));
        held.next_id = 2_000_000;
        let saved = document::save(&held);
        let loaded = document::load(&saved).unwrap();
        prop_assert!(loaded == held);
        prop_assert_eq!(document::save(&loaded), saved);
    }
}
