//! Tenancy: every row belongs to one tenant, and the keys say so.

pub mod tenant_column_missing;
pub mod tenant_root_missing;
