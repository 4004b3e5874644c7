//! The rules: one rule, one file, declared once ([`declare::Rule`]).
//!
//! A rule reads a [`Context`] and reports [`Finding`]s; it changes nothing. Its fix is a list of operations. Nothing here
//! runs the rules over a document: [`crate::review`] does.

pub mod context;
pub mod declare;
pub mod dialect;
pub mod expression;
pub mod finding;
pub mod fix;
mod marks;
pub mod neighbours;
pub mod pages;
mod prelude;
pub mod profile;
pub mod registry;
pub mod shape;
pub mod stance;

pub mod audit;
pub mod indexes;
pub mod integrity;
pub mod migrations;
pub mod naming;
pub mod operations;
pub mod partitioning;
pub mod queries;
pub mod security;
pub mod tenancy;
pub mod types;

pub use context::Context;
pub use declare::{Check, Criterion, Group, Page, Reads, Rule, Severity};
pub use finding::{Finding, Findings, Place};
pub use fix::IdSource;
pub use neighbours::Neighbours;
pub use profile::{Profile, Stances};
pub use registry::{Rules, registry, rule};
