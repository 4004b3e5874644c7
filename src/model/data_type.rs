//! A column's type as PostgreSQL's `format_type` names it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::is_default;

/// A data type: name, modifiers, array dimensions.
///
/// `name` is canonical where the type is built in (`integer`, `character varying`, `timestamp with time zone`; PostgreSQL
/// manual, table 8.1), otherwise the type's own name, unquoted. `schema` is set only for types outside `pg_catalog` that the
/// author qualified or that live outside `public`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DataType {
    /// Schema of a user type, unquoted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// Canonical name, unquoted, without modifiers.
    pub name: String,
    /// Modifiers as written: `["80"]` of `varchar(80)`, `["10", "2"]` of `numeric(10,2)`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub modifiers: Vec<String>,
    /// Number of array dimensions, 0 for a plain type.
    #[serde(default, skip_serializing_if = "is_default")]
    pub dimensions: u8,
}

impl DataType {
    /// A type without modifiers. `name` must already be canonical.
    pub fn named(name: &str) -> Self {
        DataType {
            name: name.to_string(),
            ..DataType::default()
        }
    }

    /// A type with modifiers. `name` must already be canonical.
    pub fn with_modifiers(name: &str, modifiers: &[&str]) -> Self {
        DataType {
            name: name.to_string(),
            modifiers: modifiers.iter().map(|m| m.to_string()).collect(),
            ..DataType::default()
        }
    }

    /// The type without its array dimensions.
    pub fn element(&self) -> DataType {
        DataType {
            dimensions: 0,
            ..self.clone()
        }
    }

    /// Whether this is the built-in type `name` (canonical), modifiers aside and not an array.
    pub fn is(&self, name: &str) -> bool {
        self.schema.is_none() && self.dimensions == 0 && self.name == name
    }
}

/// Writes the type as `format_type` does, modifiers in PostgreSQL's place, names unquoted: for people, not for SQL.
impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(&with_modifiers_placed(&self.name, &self.modifiers))?;
        for _ in 0..self.dimensions {
            f.write_str("[]")?;
        }
        Ok(())
    }
}

/// Puts modifiers where PostgreSQL writes them: `timestamp(3) with time zone`, `bit varying(5)`.
pub(crate) fn with_modifiers_placed(name: &str, modifiers: &[String]) -> String {
    if modifiers.is_empty() {
        return name.to_string();
    }
    let list = modifiers.join(",");
    for head in ["timestamp", "time"] {
        if let Some(rest) = name.strip_prefix(head)
            && rest.starts_with(' ')
        {
            return format!("{head}({list}){rest}");
        }
    }
    format!("{name}({list})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modifiers_stand_where_postgresql_writes_them() {
        assert_eq!(
            DataType::with_modifiers("timestamp with time zone", &["3"]).to_string(),
            "timestamp(3) with time zone"
        );
        assert_eq!(
            DataType::with_modifiers("numeric", &["10", "2"]).to_string(),
            "numeric(10,2)"
        );
        let array = DataType {
            dimensions: 2,
            ..DataType::with_modifiers("character varying", &["5"])
        };
        assert_eq!(array.to_string(), "character varying(5)[][]");
    }
}
