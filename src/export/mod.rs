//! Schemas out, one file per format.

pub mod sql;
