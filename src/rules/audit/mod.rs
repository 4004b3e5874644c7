//! Audit and lifecycle: when a row came, when it changed, who did it, and how it goes.

pub mod audit_actor_missing;
pub mod audit_log_missing;
pub mod audit_log_shape;
pub mod audit_log_unbounded;
pub mod ephemeral_soft_delete;
pub mod soft_delete_cascade_conflict;
pub mod soft_delete_flag_drift;
pub mod soft_delete_missing;
pub mod soft_delete_shape;
pub mod soft_delete_unindexed;
pub mod soft_delete_unique;
pub mod timestamp_default;
pub mod timestamps_missing;
pub mod updated_at_trigger_missing;
