//! Integrity: what the database can refuse, it does refuse.

pub mod check_always_true;
pub mod constraint_not_valid;
pub mod enum_like_without_check;
pub mod fk_cascade_destructive;
pub mod fk_duplicate;
pub mod fk_missing;
pub mod fk_on_delete_implicit;
pub mod fk_self_not_null;
pub mod fk_set_null_on_not_null;
pub mod fk_target_not_unique;
pub mod fk_type_mismatch;
pub mod junction_without_unique;
pub mod polymorphic_association;
pub mod require_primary_key;
pub mod structural;
pub mod unique_nullable;
