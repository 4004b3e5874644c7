//! Profiles: which stance the rules take where the seeds disagree (rules.md section 1.2). Data only; the document's own
//! stances and severities win.

use std::collections::BTreeMap;

use crate::model::{Dialect, Settings};

use super::{Rule, Severity, dialect};

/// A named set of stances and severities.
pub struct Profile {
    /// Name in files and settings.
    pub name: &'static str,
    /// What people read.
    pub title: &'static str,
    /// Whom it is for, in a sentence.
    pub description: &'static str,
    /// Stances that differ from [`DEFAULTS`].
    pub stances: &'static [(&'static str, &'static str)],
    /// Severities that differ from the rules' own; `None` switches a rule off.
    pub severities: &'static [(&'static str, Option<Severity>)],
}

/// Every stance the rules read, its values in words, and what it is unless a profile says otherwise.
pub const DEFAULTS: &[Stance] = &[
    Stance {
        key: "rls",
        default: "recommended",
        values: "recommended, required, future, off",
    },
    Stance {
        key: "tenant.globally_unique",
        default: "token, key, hash, external_id, stripe_id, subdomain, domain, jti, checksum, secret, uuid",
        values: "words of names that are unique across tenants",
    },
    Stance {
        key: "tenant.strict_keys",
        default: "off",
        values: "on, off",
    },
    Stance {
        key: "pk.style",
        default: "any",
        values: "any, uuid, identity, bigint-any",
    },
    Stance {
        key: "ts.type",
        default: "timestamptz",
        values: "timestamptz, any",
    },
    Stance {
        key: "updated_at.by",
        default: "trigger",
        values: "trigger, orm, off",
    },
    Stance {
        key: "json",
        default: "jsonb",
        values: "jsonb, any",
    },
    Stance {
        key: "table.number",
        default: "plural",
        values: "plural, singular, any",
    },
    Stance {
        key: "required.columns",
        default: "name, title, email, status, type, amount, quantity",
        values: "names of columns that every row has",
    },
    Stance {
        key: "string",
        default: "any",
        values: "any, text, varchar",
    },
    Stance {
        key: "enum",
        default: "check",
        values: "check, enum, lookup, any",
    },
    Stance {
        key: "pk.name",
        default: "consistent",
        values: "consistent, id, entity_id, any",
    },
    Stance {
        key: "soft_delete",
        default: "important",
        values: "important, all, off",
    },
    Stance {
        key: "partitions",
        default: "listed",
        values: "listed, tool",
    },
    Stance {
        key: "irreversible",
        default: "explain",
        values: "explain, forbid",
    },
    Stance {
        key: "idempotent",
        default: "runner",
        values: "runner (it knows what ran), required",
    },
    Stance {
        key: "migration.transaction",
        default: "auto",
        values: "auto, file (the runner wraps each), written",
    },
    Stance {
        key: "migration.lock_timeout",
        default: "file",
        values: "file, role (set outside the files)",
    },
    Stance {
        key: "migration.released",
        default: "yes",
        values: "yes, no (nobody uses the schema yet)",
    },
    Stance {
        key: "record",
        default: "runner",
        values: "runner, file (each inserts into schema_migrations)",
    },
    Stance {
        key: "setting",
        default: "app.org_id",
        values: "the setting policies read the tenant from",
    },
];

/// A stance the rules read.
pub struct Stance {
    /// Key in settings.
    pub key: &'static str,
    /// Value unless a profile or the document says otherwise.
    pub default: &'static str,
    /// The values it takes, in words.
    pub values: &'static str,
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
        description: "org_id everywhere, uuid keys, row security later.",
        stances: &[("rls", "future"), ("pk.style", "uuid")],
        severities: &[],
    },
    Profile {
        name: "expert",
        title: "Database expert",
        description: "Identity keys and every table tenant-scoped.",
        stances: &[("pk.style", "identity")],
        severities: &[("comment-missing", INFO)],
    },
    Profile {
        name: "alembic-saas",
        title: "Alembic SaaS",
        description: "uuid keys, row security enforced, updated_at by the application.",
        stances: &[
            ("rls", "required"),
            ("pk.style", "uuid"),
            ("updated_at.by", "orm"),
            ("soft_delete", "all"),
            ("tenant.strict_keys", "on"),
            ("irreversible", "forbid"),
        ],
        severities: &[("cross-tenant-fk", ERROR)],
    },
    Profile {
        name: "st44",
        title: "ST44",
        description: "Serial keys, plain timestamps, no row security.",
        stances: &[
            ("rls", "off"),
            ("ts.type", "any"),
            ("json", "any"),
            ("idempotent", "required"),
            ("migration.transaction", "written"),
            ("record", "file"),
        ],
        severities: &[
            ("mig-not-idempotent", ERROR),
            ("serial-type", OFF),
            ("int4-key", OFF),
            ("timestamp-default", INFO),
            ("fk-on-delete-implicit", WARNING),
            ("generic-json-column", OFF),
        ],
    },
    Profile {
        name: "citus",
        title: "Citus",
        description: "Distributed by the tenant column, which every key must hold.",
        stances: &[
            ("rls", "off"),
            ("tenant.globally_unique", ""),
            ("tenant.strict_keys", "on"),
        ],
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
        for stance in DEFAULTS {
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
                    DEFAULTS.iter().any(|stance| stance.key == *key),
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
