//! The suites that need nothing but Rust, as one binary so that they link once.

// Clippy takes only functions marked #[test] for tests; what they call may end a test too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod architecture;
mod choices;
mod cli;
mod cli_check;
mod cli_review;
mod debate;
mod definition;
mod dialects;
mod diff;
mod diff_walk;
mod editor_board;
mod editor_commands;
mod editor_edits;
mod editor_follow;
mod editor_gestures;
mod everything;
mod exact;
mod export;
mod generate;
mod import;
mod import_hostile;
mod import_second_reader;
mod isolation;
mod layouts;
mod lint;
mod merge;
mod migration;
mod migration_cases;
mod migration_keep;
mod object_grids;
mod operations;
mod picture;
mod profiles;
mod properties;
mod queries;
mod repository;
mod rules_examples;
mod rules_incremental;
mod rules_pages;
mod rules_stances;
mod score;
mod sheet;
mod tenancy;
mod whole;
mod work;
