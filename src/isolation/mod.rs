//! The borders between tenants: where they can be crossed, what goes with a row that is deleted, and what row security lets
//! each role reach.
//!
//! Everything here is told from the schema and its tenancy alone; nothing is changed, and the same schema gives the same words.

pub mod deletion;
pub mod leak;
pub mod row_security;

pub use deletion::{Deletion, Hit, Outcome, simulate};
pub use leak::{Leak, LeakKind, Stop, close, leaks};
