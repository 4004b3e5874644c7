//! The list of rules, one line each. Findings are shown in this order within a severity.

use super::declare::{Page, Rule};
use super::{
    audit, indexes, integrity, migrations, naming, operations, partitioning, queries, security,
    tenancy, types,
};

macro_rules! list {
    ($($group:ident::$rule:ident),+ $(,)?) => {
        static RULES: &[&Rule] = &[$(&$group::$rule::RULE),+];
        static PAGES: &[&Page] = &[$(&$group::$rule::PAGE),+];
    };
}

list! {
    tenancy::tenant_root_missing,
    tenancy::tenant_column_missing,
    tenancy::tenant_column_nullable,
    tenancy::tenant_fk_missing,
    tenancy::tenant_column_type,
    tenancy::tenant_column_name,
    tenancy::tenant_unindexed,
    tenancy::unique_without_tenant,
    tenancy::cross_tenant_fk,
    tenancy::tenant_fk_set_null,
    tenancy::index_tenant_not_first,
    tenancy::tenant_composite_pk_order,
    tenancy::schema_per_tenant,
    integrity::structural,
    integrity::require_primary_key,
    integrity::fk_missing,
    integrity::fk_type_mismatch,
    integrity::fk_target_not_unique,
    integrity::fk_set_null_on_not_null,
    integrity::fk_on_delete_implicit,
    integrity::fk_cascade_destructive,
    integrity::fk_self_not_null,
    integrity::fk_duplicate,
    integrity::junction_without_unique,
    integrity::unique_nullable,
    integrity::enum_like_without_check,
    integrity::check_always_true,
    integrity::polymorphic_association,
    integrity::constraint_not_valid,
    integrity::fk_cycle,
    integrity::fk_match_simple_nullable,
    integrity::required_column_nullable,
    integrity::table_all_nullable,
    integrity::value_range_unchecked,
    integrity::email_format_unchecked,
    integrity::unique_invariant_missing,
    integrity::overlap_not_excluded,
    integrity::repeating_columns,
    integrity::eav_table,
    integrity::generic_json_column,
    integrity::too_many_triggers,
    indexes::fk_unindexed,
    indexes::index_duplicate,
    indexes::index_covered_by_unique,
    indexes::index_redundant_prefix,
    indexes::partial_index_constant_key,
    indexes::partial_index_vacuous,
    indexes::index_method_mismatch,
    indexes::text_search_unindexed,
    indexes::index_low_cardinality,
    indexes::partial_index_suggested,
    indexes::list_index_missing,
    indexes::too_many_indexes,
    indexes::index_too_wide,
    indexes::query_unindexed,
    indexes::index_column_order,
    indexes::jsonb_operator_index_mismatch,
    types::pk_style,
    types::serial_type,
    types::int4_key,
    types::uuid_as_text,
    types::uuid_no_default,
    types::timestamp_without_tz,
    types::json_not_jsonb,
    types::float_for_money,
    types::numeric_unbounded,
    types::char_type,
    types::default_suspicious,
    types::timestamp_local_name,
    types::string_type_stance,
    types::enum_type_stance,
    types::column_type_inconsistent,
    types::wide_table,
    types::legacy_feature,
    naming::name_not_snake_case,
    naming::identifier_too_long,
    naming::reserved_word,
    naming::table_not_plural,
    naming::cross_schema_fk_unqualified,
    naming::index_name,
    naming::constraint_unnamed,
    naming::comment_missing,
    naming::column_plural,
    naming::fk_column_name,
    naming::pk_name_mixed,
    naming::timestamp_suffix,
    naming::cryptic_name,
    naming::isolated_table,
    audit::timestamps_missing,
    audit::timestamp_default,
    audit::updated_at_trigger_missing,
    audit::audit_log_shape,
    audit::audit_log_unbounded,
    audit::soft_delete_shape,
    audit::soft_delete_unique,
    audit::soft_delete_cascade_conflict,
    audit::ephemeral_soft_delete,
    audit::audit_actor_missing,
    audit::audit_log_missing,
    audit::soft_delete_missing,
    audit::soft_delete_flag_drift,
    audit::soft_delete_unindexed,
    security::rls_missing,
    security::rls_not_forced,
    security::rls_no_policy,
    security::policy_without_rls,
    security::policy_always_true,
    security::policy_ignores_tenant,
    security::policy_setting_strict,
    security::policy_per_row_function,
    security::policy_column_unindexed,
    security::password_plaintext,
    security::sensitive_column,
    security::grant_too_broad,
    security::security_definer_unsafe,
    security::policy_multiple_permissive,
    security::dynamic_sql_concat,
    security::extension_missing,
    partitioning::partition_key_not_in_unique,
    partitioning::partition_suggested,
    partitioning::partition_incomplete,
    partitioning::partition_too_many,
    partitioning::partition_index_missing,
    partitioning::partition_key_unused,
    queries::query_missing_tenant,
    queries::query_invalid,
    queries::query_not_parameterised,
    queries::query_offset,
    queries::query_count_for_exists,
    queries::query_soft_delete_unfiltered,
    queries::query_no_where,
    queries::query_multi_write_no_tx,
    queries::query_non_sargable,
    queries::query_select_star,
    queries::query_currval,
    queries::query_unbounded,
    migrations::mig_add_not_null_no_default,
    migrations::mig_volatile_default,
    migrations::mig_add_generated,
    migrations::mig_inline_constraint,
    migrations::mig_set_not_null,
    migrations::mig_not_null_without_backfill,
    migrations::mig_backfill_in_ddl_tx,
    migrations::mig_backfill_unbatched,
    migrations::mig_type_change,
    migrations::mig_rename,
    migrations::mig_drop,
    migrations::mig_expand_contract_mixed,
    migrations::mig_new_check_breaks_old_code,
    migrations::mig_add_fk,
    migrations::mig_add_check,
    migrations::mig_validate_same_tx,
    migrations::mig_add_unique,
    migrations::mig_unique_may_fail,
    migrations::mig_add_exclusion,
    migrations::mig_index_blocking,
    migrations::mig_concurrently_in_tx,
    migrations::mig_concurrently_not_isolated,
    migrations::mig_index_gap,
    migrations::mig_enum_change,
    migrations::mig_drop_constraint,
    migrations::mig_lock_timeout,
    migrations::mig_lock_compounding,
    migrations::mig_partition_op,
    migrations::mig_rls_order,
    migrations::mig_tenant_backfill,
    migrations::mig_destructive_sql,
    migrations::mig_down_missing,
    migrations::mig_down_incomplete,
    migrations::mig_irreversible,
    migrations::mig_not_idempotent,
    migrations::mig_no_transaction,
    migrations::mig_file_name,
    migrations::mig_header,
    migrations::mig_not_recorded,
    migrations::mig_edited,
    migrations::mig_init_drift,
    migrations::mig_breaking_undocumented,
    migrations::mig_extension,
    operations::ops_required_inputs,
    operations::ops_top_queries,
    operations::ops_backup,
    operations::ops_pooling,
    operations::rls_guc_pooling,
    operations::ops_observability,
    operations::ops_latency_target,
    operations::ops_rollback_plan,
    operations::ops_transaction_strategy,
    operations::ops_retention,
    operations::ops_roles,
    operations::ops_pg_version,
    operations::ops_test_evidence,
    operations::ops_position_card,
}

/// A list of rules: [`registry`]. Who judges is given it, so that the page can fetch the rules after the first picture.
pub type Rules = &'static [&'static Rule];

/// Every rule, group by group.
pub fn registry() -> Rules {
    RULES
}

impl Rule {
    /// What is told of the rule.
    pub fn page(&self) -> &'static Page {
        let own = PAGES.iter().find(|page| page.name == self.name);
        own.copied().unwrap_or(&UNTOLD)
    }
}

/// Stands for a page that is not there: the list above gives every rule its own.
static UNTOLD: Page = Page {
    name: "",
    text: "",
    sources: &[],
    fail: "",
    pass: "",
};

/// The rule of this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own_and_a_whole_page() {
        for (position, rule) in registry().iter().enumerate() {
            assert!(
                registry()
                    .iter()
                    .skip(position + 1)
                    .all(|other| other.name != rule.name),
                "{} is listed twice",
                rule.name
            );
            assert_eq!(rule.page().name, rule.name);
            for heading in ["What", "Why", "When it is safe to ignore", "Fix"] {
                let section = rule.page().section(heading).unwrap_or_default();
                assert!(section.len() > 10, "{}: no section {heading}", rule.name);
                assert!(!section.contains("# "), "{}: {heading} runs on", rule.name);
            }
        }
    }
}
