//! The list of rules, one line each. Findings are shown in this order within a severity.

use super::declare::Rule;
use super::{indexes, integrity, security, tenancy, types};

/// Every rule, group by group.
static RULES: &[&Rule] = &[
    &tenancy::tenant_root_missing::RULE,
    &tenancy::tenant_column_missing::RULE,
    &integrity::require_primary_key::RULE,
    &indexes::fk_unindexed::RULE,
    &types::timestamp_without_tz::RULE,
    &security::rls_missing::RULE,
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
            }
        }
    }
}
