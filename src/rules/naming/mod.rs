//! Naming and docs: a name says what a thing is, and a comment says the rest.

pub mod column_plural;
pub mod comment_missing;
pub mod constraint_unnamed;
pub mod cross_schema_fk_unqualified;
pub mod cryptic_name;
pub mod fk_column_name;
pub mod identifier_too_long;
pub mod index_name;
pub mod isolated_table;
pub mod name_not_snake_case;
pub mod pk_name_mixed;
pub mod reserved_word;
pub mod table_not_plural;
pub mod timestamp_suffix;
