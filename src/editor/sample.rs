//! The schema a newcomer can open: a meetings platform with faults to find.

/// The sample as SQL.
pub fn sample_sql() -> &'static str {
    include_str!("sample.sql")
}
