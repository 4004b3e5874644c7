//! PostgreSQL's keywords by what they forbid, for quoting and for colouring.
//!
//! Source: `pg_get_keywords()` of PostgreSQL 15 and appendix C of the manuals of 16 to 18, joined, so that what is written
//! loads into each of them.

/// How a keyword may be used as a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Never without quotes.
    Reserved,
    /// As a function or type name only.
    TypeOrFunction,
    /// As a column or table name, not as a function or type name.
    ColumnName,
    /// Anywhere.
    Unreserved,
}

/// Keywords that need quotes everywhere.
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "current_catalog",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "grant",
    "group",
    "having",
    "in",
    "initially",
    "intersect",
    "into",
    "lateral",
    "leading",
    "limit",
    "localtime",
    "localtimestamp",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "placing",
    "primary",
    "references",
    "returning",
    "select",
    "session_user",
    "some",
    "symmetric",
    "system_user",
    "table",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "when",
    "where",
    "window",
    "with",
];

/// Keywords that may name functions and types only.
const TYPE_OR_FUNCTION: &[&str] = &[
    "authorization",
    "binary",
    "collation",
    "concurrently",
    "cross",
    "current_schema",
    "freeze",
    "full",
    "ilike",
    "inner",
    "is",
    "isnull",
    "join",
    "left",
    "like",
    "natural",
    "notnull",
    "outer",
    "overlaps",
    "right",
    "similar",
    "tablesample",
    "verbose",
];

/// Keywords that may name columns and tables only.
const COLUMN_NAME: &[&str] = &[
    "between",
    "bigint",
    "bit",
    "boolean",
    "char",
    "character",
    "coalesce",
    "dec",
    "decimal",
    "exists",
    "extract",
    "float",
    "greatest",
    "grouping",
    "inout",
    "int",
    "integer",
    "interval",
    "json",
    "json_array",
    "json_arrayagg",
    "json_exists",
    "json_object",
    "json_objectagg",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "least",
    "merge_action",
    "national",
    "nchar",
    "none",
    "normalize",
    "nullif",
    "numeric",
    "out",
    "overlay",
    "position",
    "precision",
    "real",
    "row",
    "setof",
    "smallint",
    "substring",
    "time",
    "timestamp",
    "treat",
    "trim",
    "values",
    "varchar",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
];

/// The unreserved keywords that stand in schema SQL, for colouring only: unreserved words are also common column names
/// (`name`, `type`, `value`), so those that people use so are left out.
const COLOURED: &[&str] = &[
    "add",
    "after",
    "alter",
    "always",
    "atomic",
    "attach",
    "before",
    "begin",
    "by",
    "cache",
    "called",
    "cascade",
    "cascaded",
    "comment",
    "commit",
    "concurrently",
    "constraints",
    "copy",
    "cycle",
    "database",
    "declare",
    "defaults",
    "deferred",
    "definer",
    "delete",
    "detach",
    "disable",
    "domain",
    "drop",
    "each",
    "elsif",
    "enable",
    "enforced",
    "enum",
    "escape",
    "event",
    "exclude",
    "excluding",
    "execute",
    "exit",
    "extension",
    "first",
    "force",
    "function",
    "generated",
    "global",
    "granted",
    "handler",
    "identity",
    "if",
    "immediate",
    "immutable",
    "include",
    "including",
    "increment",
    "index",
    "inherit",
    "inherits",
    "input",
    "insert",
    "instead",
    "invoker",
    "language",
    "last",
    "leakproof",
    "local",
    "locked",
    "loop",
    "materialized",
    "maxvalue",
    "minvalue",
    "no",
    "nothing",
    "nulls",
    "of",
    "old",
    "new",
    "operator",
    "option",
    "owned",
    "owner",
    "parallel",
    "partition",
    "perform",
    "policy",
    "privileges",
    "procedure",
    "public",
    "raise",
    "range",
    "recursive",
    "refresh",
    "rename",
    "replace",
    "replica",
    "reset",
    "restart",
    "restrict",
    "return",
    "returns",
    "revoke",
    "role",
    "rollback",
    "routine",
    "row",
    "rows",
    "rule",
    "schema",
    "security",
    "sequence",
    "set",
    "setof",
    "stable",
    "start",
    "statement",
    "statistics",
    "storage",
    "stored",
    "strict",
    "subscription",
    "tablespace",
    "temp",
    "temporary",
    "trigger",
    "truncate",
    "trusted",
    "type",
    "unlogged",
    "until",
    "update",
    "valid",
    "validate",
    "values",
    "view",
    "virtual",
    "volatile",
    "while",
    "within",
    "without",
    "zone",
    "at",
    "time",
    "between",
    "exists",
    "coalesce",
    "greatest",
    "least",
    "nullif",
    "extract",
    "none",
    "out",
    "inout",
];

/// The category of a lower-case word, if it is a keyword that is not free to use; unreserved ones give `None` too, as
/// they need no care.
pub fn category(word: &str) -> Option<Category> {
    if RESERVED.contains(&word) {
        Some(Category::Reserved)
    } else if TYPE_OR_FUNCTION.contains(&word) {
        Some(Category::TypeOrFunction)
    } else if COLUMN_NAME.contains(&word) {
        Some(Category::ColumnName)
    } else {
        None
    }
}

/// Whether a lower-case word must be quoted to be a name, as `quote_identifier` in PostgreSQL's ruleutils.c decides:
/// every keyword but the unreserved ones.
pub fn needs_quotes(word: &str) -> bool {
    category(word).is_some()
}

/// Whether a lower-case word is shown as a keyword in coloured SQL.
pub fn is_coloured(word: &str) -> bool {
    matches!(
        category(word),
        Some(Category::Reserved | Category::TypeOrFunction)
    ) || COLOURED.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_disjoint() {
        for word in RESERVED {
            assert!(
                !TYPE_OR_FUNCTION.contains(word) && !COLUMN_NAME.contains(word),
                "{word}"
            );
        }
        for word in TYPE_OR_FUNCTION {
            assert!(!COLUMN_NAME.contains(word), "{word}");
        }
        assert_eq!(category("position"), Some(Category::ColumnName));
        assert_eq!(category("name"), None);
    }

    #[test]
    fn names_people_use_for_columns_are_not_coloured() {
        for word in [
            "name", "status", "position", "value", "data", "day", "key", "label",
        ] {
            assert!(!is_coloured(word), "{word}");
        }
        assert!(is_coloured("select") && is_coloured("cascade"));
    }
}
