//! Migration safety: judges migration files and the files of a plan, each statement with the schema before it.

pub mod mig_add_check;
pub mod mig_add_exclusion;
pub mod mig_add_fk;
pub mod mig_add_generated;
pub mod mig_add_not_null_no_default;
pub mod mig_add_unique;
pub mod mig_backfill_in_ddl_tx;
pub mod mig_backfill_unbatched;
pub mod mig_breaking_undocumented;
pub mod mig_concurrently_in_tx;
pub mod mig_concurrently_not_isolated;
pub mod mig_destructive_sql;
pub mod mig_down_incomplete;
pub mod mig_down_missing;
pub mod mig_drop;
pub mod mig_drop_constraint;
pub mod mig_edited;
pub mod mig_enum_change;
pub mod mig_expand_contract_mixed;
pub mod mig_extension;
pub mod mig_file_name;
pub mod mig_header;
pub mod mig_index_blocking;
pub mod mig_index_gap;
pub mod mig_init_drift;
pub mod mig_inline_constraint;
pub mod mig_irreversible;
pub mod mig_lock_compounding;
pub mod mig_lock_timeout;
pub mod mig_new_check_breaks_old_code;
pub mod mig_no_transaction;
pub mod mig_not_idempotent;
pub mod mig_not_null_without_backfill;
pub mod mig_not_recorded;
pub mod mig_partition_op;
pub mod mig_rename;
pub mod mig_rls_order;
pub mod mig_set_not_null;
pub mod mig_tenant_backfill;
pub mod mig_type_change;
pub mod mig_unique_may_fail;
pub mod mig_validate_same_tx;
pub mod mig_volatile_default;
mod walk;

/// Rules whose finding goes when the file is written again as the planner would have it ([`crate::lint::rewrite`]). Of the others a
/// person decides: what is dropped, renamed or lost, in which portions rows are changed, what was applied already.
pub const WRITTEN_AGAIN: &[&str] = &[
    "cross-schema-fk-unqualified",
    "mig-add-not-null-no-default",
    "mig-volatile-default",
    "mig-add-generated",
    "mig-inline-constraint",
    "mig-set-not-null",
    "mig-not-null-without-backfill",
    "mig-backfill-in-ddl-tx",
    "mig-expand-contract-mixed",
    "mig-new-check-breaks-old-code",
    "mig-add-fk",
    "mig-add-check",
    "mig-validate-same-tx",
    "mig-add-unique",
    "mig-unique-may-fail",
    "mig-index-blocking",
    "mig-concurrently-in-tx",
    "mig-concurrently-not-isolated",
    "mig-enum-change",
    "mig-lock-timeout",
    "mig-down-missing",
    "mig-down-incomplete",
    "mig-irreversible",
    "mig-not-idempotent",
    "mig-no-transaction",
    "mig-file-name",
    "mig-header",
    "mig-not-recorded",
    "mig-extension",
];
