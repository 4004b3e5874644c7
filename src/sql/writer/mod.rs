//! Statements of PostgreSQL, written as an engineer would: one function a statement, without the final semicolon.
//!
//! Used by the exporters and the migration planner, so that both write the same thing the same way: keywords in upper case,
//! names bare where they can be, four spaces, one column a line. Constraint names are always written, also those
//! PostgreSQL would generate, so that a later DROP hits whatever its target was called before.
//!
//! Facts: the SQL commands reference of the PostgreSQL manual, one page a statement.

mod alter;
mod column;
mod comment;
mod constraint;
mod drop;
mod index;
mod privilege;
mod program;
mod sequence;
mod table;
mod user_type;

pub use alter::*;
pub use column::*;
pub use comment::*;
pub use constraint::*;
pub use drop::*;
pub use index::*;
pub use privilege::*;
pub use program::*;
pub use sequence::*;
pub use table::*;
pub use user_type::*;

use crate::model::{DataType, Schema};

use super::{
    quote,
    tokens::{self, Kind},
    types,
};

/// Four spaces, the step of the indentation.
pub(crate) const INDENT: &str = "    ";

/// An expression in parentheses. A comment at its end keeps the parenthesis off its line.
pub(crate) fn enclosed(expression: &str) -> String {
    format!("({})", closed(expression))
}

/// An expression after which more can be written on the line.
pub(crate) fn closed(expression: &str) -> String {
    let ends_in_comment = expression.contains("--")
        && tokens::tokens(expression)
            .iter()
            .rfind(|token| token.kind != Kind::Space)
            .is_some_and(|token| {
                token.kind == Kind::Comment && token.text(expression).starts_with("--")
            });
    if ends_in_comment {
        format!("{expression}\n")
    } else {
        expression.to_string()
    }
}

/// A type as SQL. A type of this schema that stands outside `public` is qualified even where its author relied on the search
/// path, which is not known when the statement runs.
pub fn data_type(schema: &Schema, data_type: &DataType) -> String {
    if data_type.schema.is_none()
        && !types::is_built_in(data_type)
        && let Some(user_type) = schema.user_type(data_type)
        && user_type.schema != "public"
    {
        let qualified = DataType {
            schema: Some(user_type.schema.clone()),
            ..data_type.clone()
        };
        return types::write(&qualified);
    }
    types::write(data_type)
}

/// `(name = value, ...)` of storage parameters and the like; a value that is not a plain word or number is quoted.
pub(crate) fn parameters(options: &[(String, String)]) -> String {
    let list: Vec<String> = options
        .iter()
        .map(|(name, value)| {
            if value.is_empty() {
                return parameter_name(name);
            }
            format!("{} = {}", parameter_name(name), parameter_value(value))
        })
        .collect();
    format!("({})", list.join(", "))
}

/// Parameter names may be qualified: `toast.autovacuum_enabled`.
fn parameter_name(name: &str) -> String {
    let parts: Vec<String> = name.split('.').map(quote::identifier).collect();
    parts.join(".")
}

fn parameter_value(value: &str) -> String {
    let plain = value
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
    let quoted = value.len() > 1 && value.starts_with('\'') && value.ends_with('\'');
    if plain || quoted {
        value.to_string()
    } else {
        quote::literal(value)
    }
}
