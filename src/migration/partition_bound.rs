//! The bound of a partition as a check.

use crate::model::*;
use crate::sql::quote;

/// The rows that a bound lets in, as a condition over the one column that the partitions follow; `None` where no condition
/// can say it: several columns, an expression, a hash.
pub(super) fn bound_check(parent: &Table, bound: &str) -> Option<String> {
    let partitioning = parent.partitioning.as_ref()?;
    let [key] = partitioning.keys.as_slice() else {
        return None;
    };
    let column = quote::identifier(&parent.column(key.column()?)?.name);
    let inside = bound.trim().strip_prefix("FOR VALUES")?.trim();
    match partitioning.method {
        PartitionMethod::Hash => None,
        PartitionMethod::List => {
            let values = inside.strip_prefix("IN")?.trim();
            let values = values.strip_prefix('(')?.strip_suffix(')')?;
            // NULL among the values asks for a condition of another form.
            let words = crate::diff::text::words(values);
            let bare = words.iter().any(|word| word.eq_ignore_ascii_case("null"));
            (!bare).then(|| format!("{column} IS NOT NULL AND {column} IN ({values})"))
        }
        PartitionMethod::Range => {
            let (from, to) = inside.strip_prefix("FROM")?.split_once(" TO ")?;
            let value = |text: &str| -> Option<String> {
                let text = text.trim().strip_prefix('(')?.strip_suffix(')')?;
                Some(text.trim().to_string())
            };
            let (from, to) = (value(from)?, value(to)?);
            let mut parts = vec![format!("{column} IS NOT NULL")];
            if !from.eq_ignore_ascii_case("minvalue") {
                parts.push(format!("{column} >= {from}"));
            }
            if !to.eq_ignore_ascii_case("maxvalue") {
                parts.push(format!("{column} < {to}"));
            }
            Some(parts.join(" AND "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parent(method: PartitionMethod) -> Table {
        let column = Column::new(ColumnId(2), "at", DataType::named("date"));
        let mut table = Table::new(TableId(1), "public", "t");
        table.columns.push(column);
        table.header.partitioning = Some(Partitioning {
            method,
            keys: Index::btree(IndexId(3), "i", &[ColumnId(2)]).keys,
        });
        table
    }

    #[test]
    fn bounds_become_checks() {
        let range = |bound| bound_check(&parent(PartitionMethod::Range), bound);
        assert_eq!(
            range("FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')").as_deref(),
            Some("at IS NOT NULL AND at >= '2020-01-01' AND at < '2021-01-01'")
        );
        assert_eq!(
            range("FOR VALUES FROM (MINVALUE) TO (MAXVALUE)").as_deref(),
            Some("at IS NOT NULL")
        );
        assert_eq!(range("DEFAULT"), None);
        let list = |bound| bound_check(&parent(PartitionMethod::List), bound);
        assert_eq!(
            list("FOR VALUES IN ('a', 'b')").as_deref(),
            Some("at IS NOT NULL AND at IN ('a', 'b')")
        );
        assert_eq!(list("FOR VALUES IN ('a', NULL)"), None);
        let hash = "FOR VALUES WITH (modulus 2, remainder 0)";
        assert_eq!(bound_check(&parent(PartitionMethod::Hash), hash), None);
    }
}
