//! What a score promises: the order of findings does not matter, one more never raises it, one less never lowers it, its band
//! fits its number, a change has a number of its own, and a waiver that has expired accepts nothing.

use std::ops::ControlFlow;
use std::sync::Arc;

use cadastre::import::{self, Options, Source};
use cadastre::model::{Document, ObjectRef, Op, Schema, Settings, Waiver, WaiverId};
use cadastre::review::{Band, Cost, Effect, Judging, Review, brought, effect, of_base, of_change};
use cadastre::rules::{Severity, registry};
use proptest::prelude::*;

fn read(text: &str) -> Schema {
    let source = Source {
        name: "score.sql".into(),
        text: text.to_string(),
    };
    import::read(&[source], &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap()
    .schema
}

/// Tables of which each breaks some rules or none.
const TABLES: &[&str] = &[
    "CREATE TABLE orders (id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES organizations, status text);",
    "CREATE TABLE notes (body text);",
    "CREATE TABLE prices (id bigserial PRIMARY KEY, price double precision, created_at timestamp);",
    "CREATE TABLE members (org_id uuid REFERENCES organizations, email text UNIQUE);",
    "CREATE TABLE \"Odd\" (\"Name\" char(10), data json);",
    "CREATE TABLE audit_logs (id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE, message text, updated_at timestamptz);",
    "CREATE TABLE tags (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());",
];
const ROOT: &str = "CREATE TABLE organizations (org_id uuid PRIMARY KEY, name text NOT NULL);";

fn document(tables: &[usize]) -> Document {
    let mut text = ROOT.to_string();
    for table in tables {
        text.push_str(TABLES[*table]);
    }
    Document::new("Score", read(&text))
}

fn waive(
    document: &mut Document,
    rule: &str,
    object: ObjectRef,
    expires: Option<&str>,
) -> WaiverId {
    let id: WaiverId = document.allocate();
    let waiver = Waiver {
        id,
        rule: rule.to_string(),
        object,
        reason: "Agreed.".to_string(),
        author: "Ann".to_string(),
        expires: expires.map(String::from),
    };
    Op::SetWaiver {
        id,
        waiver: Some(waiver),
    }
    .apply(document)
    .unwrap();
    id
}

fn severities(words: &[(usize, usize)]) -> Settings {
    let mut settings = Settings::default();
    for (rule, word) in words {
        let rule = registry()[rule % registry().len()].name;
        let word = ["error", "warning", "info", "off"][word % 4];
        settings
            .severities
            .insert(rule.to_string(), word.to_string());
    }
    settings
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_tables_does_not_matter(
        order in Just((0..TABLES.len()).collect::<Vec<usize>>()).prop_shuffle()
    ) {
        let all: Vec<usize> = (0..TABLES.len()).collect();
        let (one, other) = (Review::full(&document(&all)), Review::full(&document(&order)));
        prop_assert_eq!(format!("{:?}", one.score()), format!("{:?}", other.score()));
    }

    #[test]
    fn the_band_fits_the_number_and_what_stands(
        tables in prop::collection::vec(0..TABLES.len(), 0..4),
        words in prop::collection::vec((0..400_usize, 0..4_usize), 0..60),
    ) {
        let mut tables = tables;
        tables.sort_unstable();
        tables.dedup();
        let mut document = document(&tables);
        document.settings = severities(&words);
        let review = Review::full(&document);
        let score = review.score();
        prop_assert_eq!(Band::of(score.total), score.band);
        let (low, high) = score.band.range();
        prop_assert!((low..=high).contains(&score.total));
        let counts = review.counts();
        if counts.errors + counts.warnings > 0 {
            prop_assert!(score.total <= 89, "{:?} with {counts:?}", score.total);
        } else {
            prop_assert!(score.total >= 90);
        }
        prop_assert_eq!(format!("{score:?}"), format!("{:?}", Review::full(&document).score()));
    }

    #[test]
    fn a_finding_less_never_lowers_and_the_gain_is_what_is_gained(
        tables in prop::collection::vec(0..TABLES.len(), 1..5),
        choice in any::<prop::sample::Index>(),
    ) {
        let mut tables = tables;
        tables.sort_unstable();
        tables.dedup();
        let mut document = document(&tables);
        let before = Review::full(&document);
        let finding = before.findings()[choice.index(before.findings().len())].clone();
        // A waiver takes one finding out of the score; taking it back adds it again.
        let id = waive(&mut document, finding.rule, finding.object, None);
        let after = Review::full(&document);
        prop_assert!(after.score().total >= before.score().total);
        if after.waived().len() == 1 {
            prop_assert_eq!(after.score().total - before.score().total, finding.gain);
        }
        Op::SetWaiver { id, waiver: None }.apply(&mut document).unwrap();
        let again = Review::full(&document);
        prop_assert_eq!(again.score(), before.score());
    }
}

#[test]
fn a_waiver_holds_to_its_last_day_and_is_then_told() {
    let mut document = document(&[1]);
    let table = document.schema.table_named("public", "notes").unwrap().id;
    let id = waive(
        &mut document,
        "require-primary-key",
        ObjectRef::Table(table),
        Some("2027-01-31"),
    );
    let stands = |review: &Review| {
        let mut found = review.findings().iter();
        found.any(|one| one.rule == "require-primary-key")
    };
    for day in ["", "2026-05-01", "2027-01-31"] {
        let review = Review::on(&document, day);
        assert!(!stands(&review), "{day}");
        assert!(review.expired_waivers().is_empty());
    }
    let mut review = Review::on(&document, "2027-02-01");
    assert!(stands(&review));
    assert_eq!(review.expired_waivers(), [id]);
    assert!(
        review.unused_waivers().is_empty(),
        "an expired one is not called unused too"
    );
    assert!(review.score().total <= Review::on(&document, "2027-01-31").score().total);
    // A later day given to it is seen by the next update.
    let waiver = Waiver {
        expires: Some("2028-01-01".into()),
        ..document.waivers[&id].clone()
    };
    let (_, touched) = Op::apply_all(
        vec![Op::SetWaiver {
            id,
            waiver: Some(waiver),
        }],
        &mut document,
    )
    .unwrap();
    review.update(&document, &touched);
    assert!(!stands(&review));
    assert!(review == Review::on(&document, "2027-02-01"));
}

#[test]
fn a_change_is_scored_by_what_it_brings_alone() {
    let mut document = document(&[1]);
    document.base = Some(Arc::new(document.schema.clone()));
    let review = Review::full(&document);
    let base = of_base(&document, &review);
    let unchanged = of_change(&document, &review, base.as_ref()).unwrap();
    assert_eq!(unchanged.total, 100, "nothing is brought");
    assert!(review.score().total < 70);
    // A clean table beside one that has no key.
    let both = read(&format!("{ROOT}{}{}", TABLES[1], TABLES[6]));
    let fresh = both.table_named("public", "tags").unwrap().clone();
    let mut fresh = (*fresh).clone();
    fresh.id = document.allocate();
    document.schema.tables.insert(fresh.id, fresh.into());
    let review = Review::full(&document);
    let base = of_base(&document, &review);
    let change = of_change(&document, &review, base.as_ref()).unwrap();
    let new: Vec<&str> = brought(&review, base.as_ref().unwrap())
        .map(|finding| finding.rule)
        .collect();
    assert!(
        !new.is_empty() && !new.contains(&"require-primary-key"),
        "{new:?}"
    );
    assert!(change.total > review.score().total);
    assert_eq!(Band::of(change.total), change.band);
    assert!(of_change(&document, &review, None).is_none());
}

#[test]
fn the_bands_speak_in_the_words_of_their_source() {
    let words = [
        (95, "Perfect schema design, no concerns."),
        (
            70,
            "Good design, minor index/constraint improvements needed.",
        ),
        (69, "Workable but has performance or integrity issues."),
        (49, "Major concerns about scalability or correctness."),
        (0, "Fundamentally flawed data model."),
    ];
    for (total, sentence) in words {
        assert_eq!(Band::of(total).sentence(), sentence);
    }
}

#[test]
fn the_cost_counts_a_fix_for_all_once_and_what_people_must_think_through_each() {
    assert_eq!(Review::full(&document(&[])).score().cost, Cost::Low);
    let all: Vec<usize> = (0..TABLES.len()).collect();
    assert!(Review::full(&document(&all)).score().cost > Cost::Low);
}

fn under(document: &Document, review: &Review, settings: Settings) -> Effect {
    let changed = Document {
        settings,
        ..document.clone()
    };
    effect(review, &Judging::like(review, &changed).finish(&changed))
}

#[test]
fn judging_in_parts_ends_as_judging_at_once() {
    let document = document(&[0, 1, 2]);
    let mut judging = Judging::new(registry(), &document, "");
    let mut before = judging.progress().0;
    while !judging.step(&document) {
        let (done, all) = judging.progress();
        assert!(before < done && done < all);
        before = done;
    }
    assert!(judging.finish(&document) == Review::full(&document));
}

#[test]
fn other_settings_tell_what_they_would_change() {
    let document = document(&[0, 2]);
    let review = Review::full(&document);
    let mut settings = document.settings.clone();
    assert!(under(&document, &review, settings.clone()).is_none());
    settings.stances.insert("rls".into(), "off".into());
    let off = under(&document, &review, settings.clone());
    assert_eq!(off.rules, ["rls-missing"]);
    assert_eq!((off.appear, off.reweighed), (0, 0));
    assert_eq!(off.words(), "1 finding vanishes.");
    settings.stances.insert("rls".into(), "required".into());
    let required = under(&document, &review, settings);
    assert!(required.reweighed == 1 && required.rules.contains(&"rls-missing"));
    // What is told is what then stands.
    let mut chosen = document.clone();
    chosen
        .settings
        .severities
        .insert("timestamp-without-tz".into(), "info".into());
    let told = under(&document, &review, chosen.settings.clone());
    let then = Review::full(&chosen);
    assert_eq!(
        (told.total, told.counts),
        (then.score().total, then.counts())
    );
    let infos = then
        .findings()
        .iter()
        .filter(|one| one.severity == Severity::Info);
    assert_eq!(
        told.reweighed,
        infos
            .filter(|one| one.rule == "timestamp-without-tz")
            .count()
    );
}
