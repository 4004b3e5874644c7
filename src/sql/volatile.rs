//! Which defaults PostgreSQL computes for each row.

/// Functions whose value is the same for the whole statement, so that ADD COLUMN needs to compute it once only
/// (PostgreSQL manual, section 38.7; the catalog's `provolatile` of these is `s` or `i`).
const STABLE: &[&str] = &[
    "now",
    "transaction_timestamp",
    "statement_timestamp",
    "current_setting",
    "lower",
    "upper",
    "coalesce",
    "nullif",
    "to_timestamp",
    "timezone",
    "jsonb_build_object",
    "jsonb_build_array",
    "make_interval",
    "make_date",
    "concat",
    "array",
    "row",
    "date_trunc",
    "numeric",
    "varchar",
    "char",
    "character",
    "varying",
    "bit",
    "timestamp",
    "time",
    "interval",
    "decimal",
    "timestamptz",
];

/// Whether a default must be computed for each row: it calls a function that is not known to be stable.
pub fn is_volatile(default: &str) -> bool {
    let mut calls = super::expression::functions(default).into_iter();
    calls.any(|name| !STABLE.contains(&name.rsplit('.').next().unwrap_or(&name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_that_differ_by_row_are_volatile() {
        for stable in [
            "0",
            "'x'::text",
            "now()",
            "CURRENT_TIMESTAMP",
            "false",
            "'{}'::jsonb",
            "(now() + '1 day'::interval)",
        ] {
            assert!(!is_volatile(stable), "{stable}");
        }
        for volatile in [
            "gen_random_uuid()",
            "clock_timestamp()",
            "nextval('s'::regclass)",
            "app.new_id()",
        ] {
            assert!(is_volatile(volatile), "{volatile}");
        }
    }
}
