//! The type of a column as people of its database say it.

use crate::model::{Column, Dialect, Schema, UserTypeKind};
use crate::sql::types as standard;

use super::{quote, types, write_type};

/// The type as the document's database has it: the author's where it still holds, else the one that is written for it.
///
/// An `ENUM` of MySQL, which the model holds as a type of the schema, is said with its values.
pub fn shown_type(dialect: Dialect, schema: &Schema, column: &Column) -> String {
    if dialect == Dialect::Postgresql {
        return standard::short(&column.data_type);
    }
    if let Some(native) = types::reads_as(dialect, column) {
        return native.to_string();
    }
    let user_type = schema
        .user_type(&column.data_type)
        .filter(|_| column.data_type.dimensions == 0);
    match user_type.map(|one| &one.kind) {
        Some(UserTypeKind::Enum { labels }) if dialect == Dialect::Mysql => {
            let labels: Vec<String> = labels
                .iter()
                .map(|label| quote::literal(dialect, label))
                .collect();
            format!("enum({})", labels.join(","))
        }
        Some(_) => standard::short(&column.data_type),
        None => write_type(dialect, &column.data_type, false)
            .sql
            .to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ColumnId, TypeId, UserType};
    use std::sync::Arc;

    #[test]
    fn a_type_is_said_in_the_words_of_its_database() {
        let mut schema = Schema::default();
        schema.types.insert(
            TypeId(9),
            Arc::new(UserType {
                id: TypeId(9),
                schema: "public".to_string(),
                name: "orders_status".to_string(),
                kind: UserTypeKind::Enum {
                    labels: vec!["new".to_string(), "it's".to_string()],
                },
                comment: None,
            }),
        );
        let shown = |dialect, native: Option<&str>, meant: &str| {
            let data_type = standard::parse(meant).unwrap();
            let mut column = Column::new(ColumnId(1), "a", data_type);
            column.native_type = native.map(str::to_string);
            shown_type(dialect, &schema, &column)
        };
        let cases = [
            (Dialect::Postgresql, None, "timestamptz", "timestamptz"),
            (
                Dialect::Mysql,
                Some("int(10) unsigned"),
                "bigint",
                "int(10) unsigned",
            ),
            // Another type was chosen since: the author's words hold no longer.
            (Dialect::Mysql, Some("int(10) unsigned"), "uuid", "char(36)"),
            (Dialect::Mysql, None, "varchar(80)", "varchar(80)"),
            (Dialect::Mysql, None, "orders_status", "enum('new','it''s')"),
            (Dialect::Sqlite, Some("DATETIME"), "timestamp", "DATETIME"),
            (Dialect::Sqlite, Some(""), "text", ""),
            (Dialect::Sqlite, None, "orders_status", "orders_status"),
        ];
        for (dialect, native, meant, words) in cases {
            assert_eq!(shown(dialect, native, meant), words, "{native:?} {meant}");
        }
    }
}
