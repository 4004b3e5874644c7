//! Naming and docs: a name says what a thing is, and a comment says the rest.

pub mod comment_missing;
pub mod constraint_unnamed;
pub mod identifier_too_long;
pub mod index_name;
pub mod name_not_snake_case;
pub mod reserved_word;
pub mod table_not_plural;
