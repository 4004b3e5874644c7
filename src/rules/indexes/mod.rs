//! Indexes: every one serves, and what needs one has one.

pub mod fk_unindexed;
