//! Every rule's own declaration, held: its failing example is flagged, its passing one is not, its fix removes the finding,
//! brings no new error and can be taken back exactly.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use cadastre::import::{self, Options, Source};
use cadastre::lint;
use cadastre::migration::layout::{UP_DOWN, layout};
use cadastre::model::script::Script;
use cadastre::model::{
    AccessPattern, Column, DataType, Document, Facts, ObjectRef, Op, ScaleHint, Schema, Table,
};
use cadastre::review::Review;
use cadastre::rules::migrations::WRITTEN_AGAIN;
use cadastre::rules::{Finding, Rule, Severity, Stances, registry};

/// The tables the catalogue's examples stand beside.
pub const GIVEN: &str = "
CREATE TABLE organizations(org_id uuid PRIMARY KEY, name text);
CREATE TABLE users(user_id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES organizations, email text);
CREATE TABLE p(id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES organizations, UNIQUE(org_id, id));
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
";
/// Tables with rows that the examples of migrations change.
pub const GIVEN_IN_USE: &str = include_str!("rules_given.sql");
const GIVEN_TABLES: &[&str] = &["organizations", "users", "p"];

/// What the reader of SQL settles before a rule can see it: it refuses a second column of one name, and cuts long names as
/// PostgreSQL does. On the drawing board both can stand, so these examples are drawn.
fn draw(rule: &Rule, document: &mut Document) {
    let table = document
        .schema
        .table_named("public", "t")
        .map(|table| table.id);
    let Some(table) = table else {
        let id = document.allocate();
        let mut table = Table::new(id, "public", "t");
        for _ in 0..2 {
            table.columns.push(Column::new(
                document.allocate(),
                "a",
                DataType::named("integer"),
            ));
        }
        document.schema.tables.insert(id, table.into());
        return;
    };
    let mut index = document.schema.table(table).unwrap().indexes[0].clone();
    index.name = rule
        .page()
        .fail
        .split_whitespace()
        .find(|word| word.len() > 63)
        .unwrap()
        .to_string();
    Op::PutIndex {
        table,
        index: Box::new(index),
        position: None,
    }
    .apply(document)
    .unwrap();
}

/// What SQL cannot say of an example: how many rows there are.
const ROWS: &[(&str, &str, u64)] = &[
    ("partition-suggested", "metrics", 1_000_000_000),
    ("partition-too-many", "organizations", 5_000),
];

/// The files of an example on top of the tables in use.
fn example_files(example: &str) -> lint::Files {
    let given = |text: &str| Source {
        name: "given.sql".into(),
        text: text.into(),
    };
    let pasted = lint::pasted(&format!("{example};"));
    lint::Files {
        given: vec![given(GIVEN), given(GIVEN_IN_USE)],
        pairs: pasted.pairs,
        // The whole is the state before and what the example says.
        whole: pasted.whole.map(|whole| Source {
            text: format!("{GIVEN}{GIVEN_IN_USE}{}", whole.text),
            ..whole
        }),
        recorded: pasted.recorded,
        ..lint::Files::default()
    }
}

/// The files of an example, read on top of the tables in use.
fn script(rule: &Rule, example: &str, document: &mut Document) -> Script {
    let files = example_files(example);
    set_stances(rule, document);
    let (script, report) = lint::files(&files, &Stances::of(&document.settings));
    let unreadable = report.counts().unreadable;
    assert_eq!(unreadable, 0, "{}: {}", rule.name, report.summary());
    document.schema = (*script.after).clone();
    script
}

/// The review of an example and the document it was made of.
fn judged(rule: &Rule, document: Document, example: &str) -> (Review, Document) {
    let mut document = document;
    if rule.check.script().is_some() {
        let script = script(rule, example, &mut document);
        return (Review::of_script(&document, &script, ""), document);
    }
    (Review::full(&document), document)
}

fn set_stances(rule: &Rule, document: &mut Document) {
    for (key, value) in rule.stances {
        document
            .settings
            .stances
            .insert((*key).into(), (*value).into());
    }
}

/// Comments say what SQL cannot: facts of the project, rows, retention, queries, the base.
fn told(example: &str, document: &mut Document) {
    #[derive(serde::Deserialize)]
    struct Told {
        facts: Facts,
    }
    let lines = |word: &str| -> Vec<String> {
        let all = example.lines().filter_map(|line| line.strip_prefix("-- "));
        all.filter(|line| line.starts_with(word))
            .map(String::from)
            .collect()
    };
    let facts = lines("facts.").join("\n");
    if !facts.is_empty() {
        *document.settings.facts = toml::from_str::<Told>(&facts).unwrap().facts;
    }
    for line in lines("rows ").iter().chain(&lines("retention ")) {
        let mut words = line.splitn(3, ' ');
        let (what, table, value) = (
            words.next().unwrap(),
            words.next().unwrap(),
            words.next().unwrap(),
        );
        let table = document.schema.table_named("public", table).unwrap().id;
        let hint = document.scale.entry(table).or_default();
        match what {
            "rows" => hint.rows = value.parse().ok(),
            _ => hint.retention = Some(value.to_string()),
        }
    }
    for line in lines("query ") {
        let id = document.allocate();
        let pattern = AccessPattern::new(id, &line, &line["query ".len()..]);
        document.access_patterns.insert(id, pattern);
    }
    if let Some(base) = lines("base ").first() {
        let base = read(&base["base ".len()..]);
        document.base = Some(base.into());
    }
}

fn read(text: &str) -> Schema {
    let source = Source {
        name: "example.sql".into(),
        text: text.to_string(),
    };
    let options = Options::default();
    import::read(&[source], &options, &mut |_| ControlFlow::Continue(()))
        .unwrap()
        .schema
}

fn failing(rule: &Rule) -> Document {
    let mut document = document(rule, rule.page().fail);
    for (_, table, rows) in ROWS.iter().filter(|(name, ..)| *name == rule.name) {
        let hint = ScaleHint {
            rows: Some(*rows),
            ..ScaleHint::default()
        };
        let table = document.schema.table_named("public", table).unwrap().id;
        document.scale.insert(table, hint);
    }
    if ["structural", "identifier-too-long"].contains(&rule.name) {
        draw(rule, &mut document);
    }
    document
}

fn document(rule: &Rule, example: &str) -> Document {
    let given = if rule.alone { "" } else { GIVEN };
    let mut document = Document::new(rule.name, read(&format!("{given}\n{example}\n;")));
    told(example, &mut document);
    if rule.severity.is_none() {
        // A rule that is off until the document asks for it.
        let severities = &mut document.settings.severities;
        severities.insert(rule.name.into(), "warning".into());
    }
    set_stances(rule, &mut document);
    document
}

/// The rule's findings on what the example itself makes.
fn found(review: &Review, document: &Document, rule: &str) -> Vec<Finding> {
    let of_script = cadastre::rules::rule(rule).is_some_and(|rule| rule.check.script().is_some());
    let given = |object: ObjectRef| {
        let table = object.table().and_then(|id| document.schema.table(id));
        !of_script && table.is_some_and(|table| GIVEN_TABLES.contains(&table.name.as_str()))
    };
    let of_rule = review
        .findings()
        .iter()
        .filter(|finding| finding.rule == rule && !given(finding.object));
    of_rule.map(|finding| (**finding).clone()).collect()
}

fn errors(review: &Review) -> BTreeSet<(&'static str, ObjectRef)> {
    let errors = review
        .findings()
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    errors
        .map(|finding| (finding.rule, finding.object))
        .collect()
}

#[test]
fn failing_examples_are_flagged() {
    let mut missed = Vec::new();
    for rule in registry() {
        let (review, document) = judged(rule, failing(rule), rule.page().fail);
        if found(&review, &document, rule.name).is_empty() {
            missed.push(rule.name);
        }
    }
    assert!(missed.is_empty(), "not flagged: {missed:?}");
}

#[test]
fn passing_examples_are_not_flagged() {
    let mut flagged = Vec::new();
    for rule in registry() {
        let (review, document) = judged(rule, document(rule, rule.page().pass), rule.page().pass);
        let found = found(&review, &document, rule.name);
        flagged.extend(found.iter().map(|finding| (rule.name, finding.message())));
    }
    assert!(flagged.is_empty(), "flagged: {flagged:#?}");
}

#[test]
fn fixes_remove_their_finding_bring_no_new_error_and_can_be_taken_back() {
    for rule in registry().iter().filter(|rule| rule.fix.is_some()) {
        let mut document = failing(rule);
        let before = Review::full(&document);
        let finding = found(&before, &document, rule.name)
            .into_iter()
            .find(|finding| finding.fixable);
        let finding =
            finding.unwrap_or_else(|| panic!("{}: its example has no finding to fix", rule.name));
        let ops = before
            .fix(&document, &finding)
            .unwrap_or_else(|| panic!("{}: no fix for {}", rule.name, finding.message()));
        let untouched = document.clone();
        let (inverses, touched) = Op::apply_all(ops, &mut document).unwrap();
        let mut after = before.clone();
        after.update(&document, &touched);
        assert!(after == Review::full(&document), "{}", rule.name);
        let left = found(&after, &document, rule.name);
        let same =
            |other: &&Finding| (other.object, other.cause) == (finding.object, finding.cause);
        assert!(
            left.iter().find(same).is_none(),
            "{}: still {}",
            rule.name,
            finding.message()
        );
        let new: Vec<_> = errors(&after)
            .difference(&errors(&before))
            .cloned()
            .collect();
        assert!(new.is_empty(), "{}: its fix brings {new:?}", rule.name);
        Op::apply_all(inverses, &mut document).unwrap();
        document.next_id = untouched.next_id;
        assert_eq!(document, untouched, "{}", rule.name);
    }
}

/// What is said of the files of an example when one was written again, and the text of it pasted.
fn read_again(
    files: &lint::Files,
    place: usize,
    one: &lint::Rewrite,
    document: &Document,
) -> Review {
    let mut files = files.clone();
    let pasted = lint::pasted(&one.text());
    files.pairs.splice(place..=place, pasted.pairs);
    let (mut script, _) = lint::files(&files, &Stances::of(&document.settings));
    for down in script
        .files
        .iter_mut()
        .filter_map(|file| file.down.as_mut())
    {
        down.left_over.clear();
    }
    let mut after = document.clone();
    after.schema = (*script.after).clone();
    Review::of_script(&after, &script, "")
}

#[test]
fn migrations_written_again_have_lost_their_finding_and_bring_no_new_error() {
    let mut mended = Vec::new();
    for rule in registry()
        .iter()
        .filter(|rule| rule.check.script().is_some())
    {
        let mut document = Document::default();
        set_stances(rule, &mut document);
        let files = example_files(rule.page().fail);
        // What must run twice, and what records itself, has a layout of its own.
        let layout = match rule.name {
            "mig-not-idempotent" | "mig-not-recorded" => layout("idempotent").unwrap(),
            _ => &UP_DOWN,
        };
        let results: Vec<_> = (0..files.pairs.len())
            .map(|place| lint::rewrite(&files, place, &document.settings, layout))
            .collect();
        let of_rule = |result: &Result<lint::Rewrite, String>| {
            result
                .as_ref()
                .is_ok_and(|one| one.mended.contains(&rule.name))
        };
        if results.iter().any(of_rule) {
            mended.push(rule.name);
        }
        for (place, one) in results.iter().enumerate() {
            if let Ok(one) = one
                && one.mended.contains(&rule.name)
            {
                let (old, _) = judged(rule, Document::default(), rule.page().fail);
                let new = read_again(&files, place, one, &document);
                let rules = |review: &Review| -> BTreeSet<&'static str> {
                    let errors = errors(review).into_iter();
                    errors.map(|(rule, _)| rule).collect()
                };
                let worse: Vec<_> = rules(&new).difference(&rules(&old)).copied().collect();
                assert!(worse.is_empty(), "{}: {worse:?}", rule.name);
                let of_place = new
                    .findings()
                    .iter()
                    .filter(|finding| finding.rule == rule.name);
                let old_place = old
                    .findings()
                    .iter()
                    .filter(|finding| finding.rule == rule.name);
                // The ways back of a plan are proved by its own tests: text alone knows less than they.
                let proved = rule.name == "mig-down-incomplete";
                assert!(
                    proved || of_place.count() < old_place.count(),
                    "{}: {}",
                    rule.name,
                    one.text()
                );
            }
        }
    }
    assert_eq!(mended, WRITTEN_AGAIN);
}

#[test]
fn every_finding_speaks_in_whole_sentences() {
    for rule in registry() {
        let (review, _) = judged(rule, failing(rule), rule.page().fail);
        for finding in review.findings() {
            assert!(
                !finding.subject.is_empty(),
                "{}: {}",
                rule.name,
                finding.title
            );
            assert!(!finding.title.ends_with('.'), "{}", finding.message());
            for sentence in [
                Some(&finding.what),
                Some(&finding.why),
                finding.fix_text.as_ref(),
            ]
            .into_iter()
            .flatten()
            {
                assert!(
                    sentence.ends_with('.') && !sentence.contains('!'),
                    "{}: {sentence}",
                    finding.rule
                );
            }
        }
    }
}
