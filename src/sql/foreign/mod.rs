//! What MySQL, MariaDB and SQLite say otherwise than PostgreSQL: types, quotes, expressions.
//!
//! A schema of theirs is held in the model's own terms, so that drawing, rules and docs read it like any other: a column
//! has the PostgreSQL type that means the same, and beside it the type as its author wrote it; names and texts inside
//! expressions stand in the standard's quotes. Writing it out again turns both back.

pub mod expression;
pub mod key;
pub mod quote;
mod shown;
pub mod typed;
pub mod types;
mod types_out;

pub use shown::shown_type;
pub use types_out::{Written, write_type};
