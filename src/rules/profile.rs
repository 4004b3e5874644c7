//! Profiles: which stance the rules take where the seeds disagree (rules.md section 1.2). Data only; the document's own
//! stances and severities win.

use std::collections::BTreeMap;

use crate::model::{Dialect, Settings};

use super::stance::STANCES;
use super::{Rule, Severity, dialect};

/// A named set of stances and severities.
pub struct Profile {
    /// Name in files and settings.
    pub name: &'static str,
    /// What people read.
    pub title: &'static str,
    /// Whom it is for, in a sentence.
    pub description: &'static str,
    /// Stances that differ from [`STANCES`].
    pub stances: &'static [(&'static str, &'static str)],
    /// Severities that differ from the rules' own; `None` switches a rule off.
    pub severities: &'static [(&'static str, Option<Severity>)],
}

const OFF: Option<Severity> = None;
const INFO: Option<Severity> = Some(Severity::Info);
const WARNING: Option<Severity> = Some(Severity::Warning);
const ERROR: Option<Severity> = Some(Severity::Error);

/// The profiles, the default first.
pub const PROFILES: &[Profile] = &[
    Profile {
        name: "shared-saas",
        title: "Shared SaaS",
        description: "All tenants in the same tables, told apart by a column.",
        stances: &[],
        severities: &[],
    },
    Profile {
        name: "dark-tower",
        title: "Dark Tower",
        description: "org_id on tables of tenants, uuid keys, row security later.",
        stances: &[("rls", "future")],
        severities: &[],
    },
    Profile {
        name: "expert",
        title: "Database expert",
        description: "Identity keys, the tenant column on every table.",
        stances: &[
            ("pk.style", "identity"),
            ("tenant.scope", "all"),
            ("latency", "p95 200"),
        ],
        severities: &[],
    },
    Profile {
        name: "alembic-saas",
        title: "Alembic SaaS",
        description: "Row security required, soft delete everywhere, updated_at by the application.",
        stances: &[
            ("rls", "required"),
            ("updated_at.by", "orm"),
            ("soft_delete", "all"),
            ("soft_delete.marker", "both"),
            ("irreversible", "forbid"),
            ("files", "alembic"),
        ],
        severities: &[
            // Keys across tenants are to be prevented (seed 003, line 95).
            ("cross-tenant-fk", ERROR),
            // Alembic runs a revision once.
            ("mig-not-idempotent", OFF),
        ],
    },
    Profile {
        name: "st44",
        title: "ST44",
        description: "Serial keys, plain timestamps, numbered files that may run twice, no row security.",
        stances: &[
            ("rls", "off"),
            ("pk.style", "any"),
            ("ts.type", "any"),
            ("json", "any"),
            ("pagination", "offset"),
            ("latency", "p99 100"),
            ("idempotent", "required"),
            ("files", "idempotent"),
            ("migration.transaction", "written"),
            ("record", "file"),
        ],
        severities: &[
            ("mig-not-idempotent", ERROR),
            // SERIAL keys, timestamps that may be null, JSON columns and unique keys for all are the seed's own (004, lines
            // 271 to 275 and 423).
            ("serial-type", OFF),
            ("int4-key", OFF),
            ("timestamp-default", INFO),
            ("required-column-nullable", INFO),
            ("generic-json-column", OFF),
            ("unique-without-tenant", OFF),
        ],
    },
    Profile {
        name: "citus",
        title: "Citus",
        description: "Distributed by the tenant column, which every key must hold.",
        stances: &[("tenant.globally_unique", ""), ("tenant.strict_keys", "on")],
        severities: &[
            ("cross-tenant-fk", ERROR),
            ("tenant-composite-pk-order", WARNING),
        ],
    },
];

/// The profile of this name.
pub fn profile(name: &str) -> Option<&'static Profile> {
    PROFILES.iter().find(|profile| profile.name == name)
}

/// The stances and severities that hold for one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stances {
    values: BTreeMap<String, String>,
    severities: BTreeMap<String, Option<Severity>>,
    dialect: Dialect,
}

impl Stances {
    /// The profile's, with the document's own on top. An unknown profile is the default one.
    pub fn of(settings: &Settings) -> Self {
        let profile = profile(&settings.profile).or(PROFILES.first());
        let mut stances = Stances {
            dialect: settings.dialect,
            ..Stances::default()
        };
        for stance in STANCES {
            stances
                .values
                .insert(stance.key.to_string(), stance.default.to_string());
        }
        if let Some(profile) = profile {
            for (key, value) in profile.stances {
                stances
                    .values
                    .insert((*key).to_string(), (*value).to_string());
            }
            for (rule, severity) in profile.severities {
                stances.severities.insert((*rule).to_string(), *severity);
            }
        }
        for (key, value) in &settings.stances {
            stances.values.insert(key.clone(), value.clone());
        }
        for (rule, word) in &settings.severities {
            if let Some(severity) = Severity::parse(word) {
                stances.severities.insert(rule.clone(), severity);
            }
        }
        stances
    }

    /// The profile's value of a stance, whatever the document says of it.
    pub fn of_profile(settings: &Settings) -> Self {
        Stances::of(&Settings {
            stances: BTreeMap::new(),
            severities: BTreeMap::new(),
            ..settings.clone()
        })
    }

    /// A stance's value; empty for an unknown key.
    pub fn value(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    /// Whether a comma-separated stance holds a word.
    pub fn lists(&self, key: &str, word: &str) -> bool {
        self.value(key).split(',').any(|item| item.trim() == word)
    }

    /// The rule's severity; `None` when it is off, or speaks of another database than the document's.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        if !dialect::applies(rule, self.dialect) {
            return None;
        }
        self.severities
            .get(rule.name)
            .copied()
            .unwrap_or(rule.severity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::registry;

    #[test]
    fn every_profile_names_known_stances_and_rules() {
        for profile in PROFILES {
            for (key, _) in profile.stances {
                assert!(
                    STANCES.iter().any(|stance| stance.key == *key),
                    "{}: {key}",
                    profile.name
                );
            }
            for (name, _) in profile.severities {
                assert!(
                    registry().iter().any(|rule| rule.name == *name),
                    "{}: {name}",
                    profile.name
                );
            }
        }
    }

    #[test]
    fn every_stance_names_rules_and_its_default() {
        for stance in STANCES {
            for rule in stance.rules {
                let known = registry().iter().any(|one| one.name == *rule);
                assert!(known, "{}: {rule}", stance.key);
            }
            assert!(stance.takes(stance.default), "{}", stance.key);
            assert!(stance.open || !stance.values.is_empty(), "{}", stance.key);
        }
        for (profile, key, value) in PROFILES.iter().flat_map(|profile| {
            let all = profile.stances.iter();
            all.map(|(key, value)| (profile.name, *key, *value))
        }) {
            let stance = crate::rules::stance::stance(key).unwrap();
            assert!(stance.takes(value), "{profile}: {key}");
            // Documents themselves read these two, without the profiles.
            assert!(!["migration.mode", "tenant.column"].contains(&key));
        }
    }

    #[test]
    fn the_documents_own_word_wins() {
        let mut settings = Settings {
            profile: "alembic-saas".into(),
            ..Settings::default()
        };
        assert_eq!(Stances::of(&settings).value("rls"), "required");
        settings.stances.insert("rls".into(), "off".into());
        assert_eq!(Stances::of(&settings).value("rls"), "off");
        assert_eq!(Stances::of(&settings).value("nothing"), "");
    }
}
