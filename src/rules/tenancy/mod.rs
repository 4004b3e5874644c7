//! Tenancy: every row belongs to one tenant, and the keys say so.

pub mod cross_tenant_fk;
pub mod index_tenant_not_first;
pub mod schema_per_tenant;
pub mod tenant_column_missing;
pub mod tenant_column_name;
pub mod tenant_column_nullable;
pub mod tenant_column_type;
pub mod tenant_composite_pk_order;
pub mod tenant_fk_missing;
pub mod tenant_fk_set_null;
pub mod tenant_root_missing;
pub mod tenant_unindexed;
pub mod unique_without_tenant;
