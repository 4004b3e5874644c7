//! Types and columns: each value in the type that fits it.

pub mod timestamp_without_tz;
