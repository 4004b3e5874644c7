//! Integrity: what the database can refuse, it does refuse.

pub mod require_primary_key;
