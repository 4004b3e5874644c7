//! The list of rules, one line each. Findings are shown in this order within a severity.

use super::declare::Rule;
use super::{audit, indexes, integrity, naming, partitioning, security, tenancy, types};

/// Every rule, group by group.
static RULES: &[&Rule] = &[
    &tenancy::tenant_root_missing::RULE,
    &tenancy::tenant_column_missing::RULE,
    &tenancy::tenant_column_nullable::RULE,
    &tenancy::tenant_fk_missing::RULE,
    &tenancy::tenant_column_type::RULE,
    &tenancy::tenant_column_name::RULE,
    &tenancy::tenant_unindexed::RULE,
    &tenancy::unique_without_tenant::RULE,
    &tenancy::cross_tenant_fk::RULE,
    &tenancy::tenant_fk_set_null::RULE,
    &tenancy::index_tenant_not_first::RULE,
    &tenancy::tenant_composite_pk_order::RULE,
    &tenancy::schema_per_tenant::RULE,
    &integrity::structural::RULE,
    &integrity::require_primary_key::RULE,
    &integrity::fk_missing::RULE,
    &integrity::fk_type_mismatch::RULE,
    &integrity::fk_target_not_unique::RULE,
    &integrity::fk_set_null_on_not_null::RULE,
    &integrity::fk_on_delete_implicit::RULE,
    &integrity::fk_cascade_destructive::RULE,
    &integrity::fk_self_not_null::RULE,
    &integrity::fk_duplicate::RULE,
    &integrity::junction_without_unique::RULE,
    &integrity::unique_nullable::RULE,
    &integrity::enum_like_without_check::RULE,
    &integrity::check_always_true::RULE,
    &integrity::polymorphic_association::RULE,
    &integrity::constraint_not_valid::RULE,
    &integrity::fk_cycle::RULE,
    &integrity::fk_match_simple_nullable::RULE,
    &integrity::required_column_nullable::RULE,
    &integrity::table_all_nullable::RULE,
    &integrity::value_range_unchecked::RULE,
    &integrity::email_format_unchecked::RULE,
    &integrity::unique_invariant_missing::RULE,
    &integrity::overlap_not_excluded::RULE,
    &integrity::repeating_columns::RULE,
    &integrity::eav_table::RULE,
    &integrity::generic_json_column::RULE,
    &integrity::too_many_triggers::RULE,
    &indexes::fk_unindexed::RULE,
    &indexes::index_duplicate::RULE,
    &indexes::index_covered_by_unique::RULE,
    &indexes::index_redundant_prefix::RULE,
    &indexes::partial_index_constant_key::RULE,
    &indexes::partial_index_vacuous::RULE,
    &indexes::index_method_mismatch::RULE,
    &indexes::text_search_unindexed::RULE,
    &indexes::index_low_cardinality::RULE,
    &indexes::partial_index_suggested::RULE,
    &indexes::list_index_missing::RULE,
    &indexes::too_many_indexes::RULE,
    &indexes::index_too_wide::RULE,
    &types::pk_style::RULE,
    &types::serial_type::RULE,
    &types::int4_key::RULE,
    &types::uuid_as_text::RULE,
    &types::uuid_no_default::RULE,
    &types::timestamp_without_tz::RULE,
    &types::json_not_jsonb::RULE,
    &types::float_for_money::RULE,
    &types::numeric_unbounded::RULE,
    &types::char_type::RULE,
    &types::default_suspicious::RULE,
    &types::timestamp_local_name::RULE,
    &types::string_type_stance::RULE,
    &types::enum_type_stance::RULE,
    &types::column_type_inconsistent::RULE,
    &types::wide_table::RULE,
    &types::legacy_feature::RULE,
    &naming::name_not_snake_case::RULE,
    &naming::identifier_too_long::RULE,
    &naming::reserved_word::RULE,
    &naming::table_not_plural::RULE,
    &naming::index_name::RULE,
    &naming::constraint_unnamed::RULE,
    &naming::comment_missing::RULE,
    &naming::column_plural::RULE,
    &naming::fk_column_name::RULE,
    &naming::pk_name_mixed::RULE,
    &naming::timestamp_suffix::RULE,
    &naming::cryptic_name::RULE,
    &naming::isolated_table::RULE,
    &audit::timestamps_missing::RULE,
    &audit::timestamp_default::RULE,
    &audit::updated_at_trigger_missing::RULE,
    &audit::audit_log_shape::RULE,
    &audit::audit_log_unbounded::RULE,
    &audit::soft_delete_shape::RULE,
    &audit::soft_delete_unique::RULE,
    &audit::soft_delete_cascade_conflict::RULE,
    &audit::ephemeral_soft_delete::RULE,
    &audit::audit_actor_missing::RULE,
    &audit::audit_log_missing::RULE,
    &audit::soft_delete_missing::RULE,
    &audit::soft_delete_flag_drift::RULE,
    &audit::soft_delete_unindexed::RULE,
    &security::rls_missing::RULE,
    &security::rls_not_forced::RULE,
    &security::rls_no_policy::RULE,
    &security::policy_without_rls::RULE,
    &security::policy_always_true::RULE,
    &security::policy_ignores_tenant::RULE,
    &security::policy_setting_strict::RULE,
    &security::policy_per_row_function::RULE,
    &security::policy_column_unindexed::RULE,
    &security::password_plaintext::RULE,
    &security::sensitive_column::RULE,
    &security::grant_too_broad::RULE,
    &security::security_definer_unsafe::RULE,
    &security::policy_multiple_permissive::RULE,
    &security::dynamic_sql_concat::RULE,
    &security::extension_missing::RULE,
    &partitioning::partition_key_not_in_unique::RULE,
    &partitioning::partition_suggested::RULE,
    &partitioning::partition_incomplete::RULE,
    &partitioning::partition_too_many::RULE,
    &partitioning::partition_index_missing::RULE,
];

/// Every rule, group by group.
pub fn registry() -> &'static [&'static Rule] {
    RULES
}

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
            for heading in ["What", "Why", "When it is safe to ignore", "Fix"] {
                let section = rule.section(heading).unwrap_or_default();
                assert!(section.len() > 10, "{}: no section {heading}", rule.name);
                assert!(!section.contains("# "), "{}: {heading} runs on", rule.name);
            }
        }
    }
}
