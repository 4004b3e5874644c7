//! Types and columns: each value in the type that fits it.

pub mod char_type;
pub mod column_type_inconsistent;
pub mod default_suspicious;
pub mod enum_type_stance;
pub mod float_for_money;
pub mod int4_key;
pub mod json_not_jsonb;
pub mod legacy_feature;
pub mod numeric_unbounded;
pub mod pk_style;
pub mod serial_type;
pub mod string_type_stance;
pub mod timestamp_local_name;
pub mod timestamp_without_tz;
pub mod uuid_as_text;
pub mod uuid_no_default;
pub mod wide_table;

use crate::model::{Column, Table, naming};

/// Whether a column's name says that it holds an amount of money.
pub(crate) fn is_money(column: &Column) -> bool {
    const WORDS: &[&str] = &[
        "price", "amount", "balance", "fee", "tax", "salary", "subtotal", "revenue", "cost",
        "discount",
    ];
    let name = naming::snake(&column.name);
    let last = name.rsplit('_').next().unwrap_or(&name);
    WORDS.contains(&last) || matches!(name.as_ref(), "total" | "grand_total" | "order_total")
}

/// The single column of a primary key that is no foreign key: a key of the table's own making.
pub(crate) fn surrogate_key(table: &Table) -> Option<&Column> {
    let [key] = table.primary_key_columns() else {
        return None;
    };
    let referencing = table
        .foreign_keys()
        .any(|(_, foreign)| foreign.columns.contains(key));
    table.column(*key).filter(|_| !referencing)
}
