//! PostgreSQL knowledge: quoting, keywords, types, generated names, the SQL writer.

pub mod default_privileges;
pub mod expression;
pub mod foreign;
pub mod highlight;
pub mod keywords;
pub mod label;
pub mod mention;
pub mod names;
pub mod order;
pub mod python;
pub mod quote;
pub mod roles;
pub mod texts;
pub mod tokens;
pub mod types;
pub mod volatile;
pub mod writer;
