//! Small models made as each profile's source makes them, judged under that profile: what it must find and must leave alone,
//! and the whole list in a golden file beside the model.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::{env, fs};

use cadastre::import::{self, Options, Source};
use cadastre::model::{AccessPattern, Document};
use cadastre::review::Review;
use cadastre::rules::profile::PROFILES;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/native/golden/profiles")
}

fn judged(model: &str, profile: &str, queries: &[&str]) -> Vec<String> {
    let source = Source {
        name: format!("{model}.sql"),
        text: fs::read_to_string(folder().join(format!("{model}.sql"))).unwrap(),
    };
    let read = import::read(&[source], &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    });
    let mut document = Document::new(model, read.unwrap().schema);
    document.settings.profile = profile.to_string();
    for sql in queries {
        let id = document.allocate();
        document
            .access_patterns
            .insert(id, AccessPattern::new(id, "Query", sql));
    }
    let review = Review::full(&document);
    let found = review.findings().iter();
    found
        .map(|one| format!("{} {}: {}", one.severity.word(), one.rule, one.message()))
        .collect()
}

/// Holds a model's findings under its profile against the golden file, and names what must be and must not be among them.
fn hold(profile: &str, queries: &[&str], must: &[&str], must_not: &[&str]) {
    let found = judged(profile, profile, queries);
    for start in must {
        assert!(
            found.iter().any(|line| line.starts_with(start)),
            "{profile}: no {start} in {found:#?}"
        );
    }
    for rule in must_not {
        let words = format!(" {rule}: ");
        let wrong: Vec<&String> = found.iter().filter(|line| line.contains(&words)).collect();
        assert!(wrong.is_empty(), "{profile}: {wrong:#?}");
    }
    let golden = folder().join(format!("{profile}.txt"));
    let text = found.join("\n") + "\n";
    if env::var_os("UPDATE").is_some() {
        fs::write(&golden, &text).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    assert!(
        text == expected,
        "{profile}.txt is no longer true (UPDATE=1 writes it anew):\n{text}"
    );
}

#[test]
fn shared_saas_recommends_row_security_and_keys_with_the_tenant() {
    hold(
        "shared-saas",
        &[],
        &[
            "warning rls-missing: meetings",
            "warning rls-missing: participants",
            "warning cross-tenant-fk: participants.meeting_id",
            "info list-index-missing",
        ],
        &["pk-style", "tenant-column-missing", "timestamps-missing"],
    );
}

/// Seed 000: row security may come later (line 44); created_by is a key across tenants, told as information; the partial index
/// on status passes (line 80).
#[test]
fn dark_tower_leaves_row_security_to_the_future() {
    hold(
        "dark-tower",
        &[],
        &[
            "info rls-missing: rooms",
            "info cross-tenant-fk: rooms.created_by",
            "error fk-unindexed: rooms.created_by",
            "warning fk-on-delete-implicit: rooms.created_by",
            "warning updated-at-trigger-missing: rooms.updated_at",
        ],
        &[
            "pk-style",
            "index-low-cardinality",
            "enum-like-without-check",
            "unique-without-tenant",
        ],
    );
}

/// Seed 002: SERIAL is a pitfall (line 143), status has few values (line 130), every table carries the tenant (line 165), and an
/// audit log grows without bound (line 141).
#[test]
fn the_expert_wants_identity_and_the_tenant_on_every_table() {
    hold(
        "expert",
        &[],
        &[
            "warning serial-type: products.id",
            "error tenant-column-missing: products",
            "warning index-low-cardinality: orders.idx_orders_status",
            "warning audit-log-unbounded: audit_logs",
        ],
        &["audit-log-shape", "unique-without-tenant", "pk-style"],
    );
}

/// Seed 003: uuid keys only (line 259), times with their zone (line 237), tenant in unique keys and foreign keys (line 95), row
/// security (line 94), soft delete by default with both marks (line 246), updated_at by the ORM (line 109), exclusion for
/// bookings (line 108).
#[test]
fn alembic_saas_requires_row_security_and_soft_delete_everywhere() {
    hold(
        "alembic-saas",
        &[],
        &[
            "error pk-style: bookings.id",
            "warning serial-type: bookings.id",
            "error timestamp-without-tz: bookings.starts_at",
            "error unique-without-tenant: bookings.code",
            "error cross-tenant-fk: bookings.project_id",
            "error rls-missing: bookings",
            "error timestamps-missing: invoices",
            "info soft-delete-missing: invoices",
            "info overlap-not-excluded: bookings",
        ],
        &["updated-at-trigger-missing", "soft-delete-flag-drift"],
    );
}

/// Seed 004: serial keys and plain timestamps are its own (lines 271 to 275); it repeats a unique key (line 281), pins the key
/// of two indexes (lines 317 and 364), and asks `->>` of a GIN index (lines 431 and 435).
#[test]
fn st44_finds_what_its_own_samples_break() {
    hold(
        "st44",
        &["SELECT id FROM settings WHERE preferences->>'theme' = $1"],
        &[
            "warning index-covered-by-unique: users.idx_users_email",
            "warning partial-index-constant-key: posts.idx_posts_published",
            "warning partial-index-constant-key: posts.idx_posts_deleted_at",
            "warning jsonb-operator-index-mismatch",
            "info timestamp-default: users.created_at",
            "info required-column-nullable: users",
        ],
        &[
            "serial-type",
            "int4-key",
            "pk-style",
            "timestamp-without-tz",
            "unique-without-tenant",
            "rls-missing",
            "generic-json-column",
            "query-offset",
        ],
    );
}

#[test]
fn citus_lets_no_key_leave_the_tenant_out() {
    hold(
        "citus",
        &[],
        &[
            "error unique-without-tenant: ads.token",
            "warning tenant-composite-pk-order: ads",
            "warning rls-missing: ads",
        ],
        &["cross-tenant-fk"],
    );
}

#[test]
fn every_profile_has_a_model() {
    for profile in PROFILES {
        let model = folder().join(format!("{}.sql", profile.name));
        assert!(model.exists(), "{}", profile.name);
    }
}

/// The same model is judged otherwise under another profile, as its stances say.
#[test]
fn a_profile_changes_what_is_found() {
    let as_shared = judged("st44", "shared-saas", &[]);
    let found = |start: &str| as_shared.iter().any(|line| line.starts_with(start));
    assert!(found("warning serial-type: users.id"), "{as_shared:#?}");
    assert!(found("error timestamp-without-tz: users.created_at"));
    let future = judged("shared-saas", "dark-tower", &[]);
    assert!(
        future
            .iter()
            .any(|line| line.starts_with("info rls-missing"))
    );
}
