//! The reviewers' room: proposals, what people say, rounds, merging, reports, links.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use cadastre::debate::{self, Level, Refusal, Reviewer, checklist, report};
use cadastre::editor::Editor;
use cadastre::export::document::{load, save};
use cadastre::import::{self, Source};
use cadastre::model::debate::{Pin, Said};
use cadastre::model::{AccessPattern, AccessPatternId, Document, ObjectRef, Op};
use cadastre::rules::{Criterion, registry};
use proptest::prelude::*;
use yaml_rust2::{Yaml, YamlLoader};

use super::operations::without_counter;

const BASE: &str = "
CREATE TABLE organizations (org_id uuid PRIMARY KEY, name text NOT NULL);
CREATE TABLE meetings (
  meeting_id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organizations (org_id) ON DELETE CASCADE,
  slug text NOT NULL UNIQUE,
  room_code text
);
CREATE INDEX meetings_org ON meetings (org_id);
";
/// What the second proposal adds.
const NOTES: &str = "
CREATE TABLE notes (
  note_id uuid PRIMARY KEY,
  meeting_id uuid NOT NULL REFERENCES meetings (meeting_id),
  body text
);
";

fn read(sql: &str) -> Document {
    let source = Source {
        name: "schema.sql".to_string(),
        text: sql.to_string(),
    };
    let read = import::read(&[source], &import::Options::default(), &mut |_| {
        ControlFlow::Continue(())
    });
    let mut document = Document::new("Meetings", read.unwrap().schema);
    document.base = Some(document.schema.clone().into());
    document
}

fn person(name: &str, role: &str) -> Reviewer {
    Reviewer {
        name: name.to_string(),
        role: role.to_string(),
        day: "2026-11-12".to_string(),
    }
}

fn apply(document: &mut Document, ops: Vec<Op>) {
    Op::apply_all(ops, document).unwrap();
}

fn table(document: &Document, name: &str) -> ObjectRef {
    ObjectRef::Table(document.schema.table_named("public", name).unwrap().id)
}

/// Two proposals: A drops a column, B adds a table. B is drawn.
pub fn debated() -> Document {
    let mut document = read(BASE);
    let ops = debate::make(&document, "a", "Composite keys", "Mira Okafor").unwrap();
    apply(&mut document, ops);
    let meetings = document.schema.table_named("public", "meetings").unwrap();
    let column = meetings.column_named("room_code").unwrap().id;
    let gone = ObjectRef::Column(meetings.id, column);
    apply(&mut document, vec![Op::RemovePart(gone)]);
    let ops = debate::make(&document, "b", "Row security first", "Jonas Weber").unwrap();
    apply(&mut document, ops);
    let with_notes = read(&format!("{BASE}{NOTES}")).schema;
    let (mut new, _) = with_notes.less(&read(BASE).schema);
    let notes = new.tables.pop_last().unwrap().1;
    apply(&mut document, vec![Op::Put(notes.as_ref().clone().into())]);
    document
}

/// The same, with scores, remarks and a closed round.
fn reviewed() -> Document {
    let mut document = debated();
    let (mira, jonas) = (person("Mira", "Database"), person("Jonas", "Security"));
    let why = "Names lead & <b>keys</b> follow | `x`\n- not a list";
    for (who, proposal, given) in [(&mira, "a", "88"), (&jonas, "a", "45"), (&jonas, "b", "90")] {
        let said = debate::score(
            &document,
            who,
            proposal,
            Criterion::MultiTenancy,
            given,
            why,
        );
        apply(&mut document, vec![said.unwrap()]);
    }
    let pin = Pin::Object(table(&document, "notes"), "notes".to_string());
    let remark = debate::remark(&document, &mira, "b", pin, "Carry the tenant.").unwrap();
    apply(&mut document, vec![remark]);
    let id = debate::remarks(&document.debate, "b")[0].remark.id.clone();
    let reply = debate::reply(&document, &jonas, &id, "Agreed.").unwrap();
    apply(&mut document, vec![reply]);
    let close = debate::close(&document, "r1", &mira).unwrap();
    apply(&mut document, vec![close]);
    let resolved = debate::resolve(&document, &mira, &id).unwrap();
    apply(&mut document, vec![resolved]);
    let step = Pin::Step("Create table notes".to_string());
    let remark = debate::remark(&document, &jonas, "b", step, "Ship it alone.").unwrap();
    apply(&mut document, vec![remark]);
    document
}

#[test]
fn proposals_are_made_opened_and_taken_back() {
    let mut document = debated();
    assert!(document.schema.table_named("public", "notes").is_some());
    let drawn = document.clone();
    let ops = debate::open(&document, "a").unwrap();
    apply(&mut document, ops);
    assert!(document.schema.table_named("public", "notes").is_none());
    let ops = debate::open(&document, "b").unwrap();
    apply(&mut document, ops);
    assert_eq!(document, drawn, "there and back is where it was");
    let held = debate::document_of(&document, "a").unwrap();
    assert_eq!(held.schema.tables.len(), 2);
    assert_eq!(
        debate::make(&document, "c", " composite KEYS ", ""),
        Err(Refusal::NameTaken("composite KEYS".to_string()))
    );
    assert_eq!(
        debate::make(&document, "c", " ", ""),
        Err(Refusal::NoProposalName)
    );
    let ops = debate::rename(&document, "b", "Borders", "", "Row security.").unwrap();
    apply(&mut document, ops);
    let ops = debate::duplicate(&document, "b", "c").unwrap();
    apply(&mut document, ops);
    assert_eq!(debate::title_of(&document.debate, "c"), "Borders copy");
    let copy = debate::document_of(&document, "c").unwrap();
    assert_eq!(copy.schema, document.schema);
    let ops = debate::drop(&document, "b").unwrap();
    apply(&mut document, ops);
    assert_eq!(document.debate.opened.as_deref(), Some("a"));
    assert!(document.schema.table_named("public", "notes").is_none());
    for id in ["a", "c"] {
        let ops = debate::drop(&document, id).unwrap();
        apply(&mut document, ops);
    }
    assert!(document.debate.proposals.is_empty() && document.debate.opened.is_none());
}

#[test]
fn a_proposal_keeps_what_it_is_judged_by() {
    let mut document = debated();
    let mut settings = document.settings.clone();
    settings.profile = "expert".to_string();
    settings.facts.claims = vec!["Mine alone.".to_string()];
    let mut choices = document.migration.clone();
    choices.name = Some("move_notes".to_string());
    let tenancy = cadastre::model::TenancySettings {
        column: Some("tenant_id".to_string()),
        ..Default::default()
    };
    let ops = vec![
        Op::SetSettings(settings),
        Op::SetTenancy(tenancy),
        Op::SetMigration(choices.into()),
    ];
    apply(&mut document, ops);
    let changed = document.clone();
    let ops = debate::open(&document, "a").unwrap();
    apply(&mut document, ops);
    assert_eq!(document.settings.profile, "shared-saas");
    assert_eq!(
        (&document.migration.name, &document.tenancy.column),
        (&None, &None)
    );
    let ops = debate::open(&document, "b").unwrap();
    apply(&mut document, ops);
    assert_eq!(document, changed);
}

#[test]
fn what_looks_like_a_rename_is_asked_before_it_is_weighed() {
    let mut document = debated();
    let table = document.schema.table_named("public", "notes").unwrap();
    let mut renamed = table.as_ref().clone();
    let gone = ObjectRef::Table(table.id);
    document.base = Some(document.schema.clone().into());
    renamed.id = document.allocate();
    renamed.header.name = "remarks".to_string();
    apply(
        &mut document,
        vec![Op::Remove(gone), Op::Put(renamed.into())],
    );
    let judged = debate::Judged::of(document.clone(), registry());
    assert_eq!(judged.cost_and_reversibility(), (Level::High, Level::Low));
    assert!(judged.plan.unwrap_err().contains("looks like a rename"));
    let mut choices = document.migration.clone();
    let pair = judged.diff.suspected_renames[0].rename.clone();
    choices.answer(&pair, true);
    apply(&mut document, vec![Op::SetMigration(choices.into())]);
    let plan = debate::Judged::of(document, registry()).plan.unwrap();
    let dropped = plan
        .steps
        .iter()
        .any(|step| step.title.starts_with("Drop table"));
    assert!(!plan.is_empty() && !dropped, "{plan:?}");
}

#[test]
fn each_step_is_undone_exactly_and_replays_from_the_journal() {
    let start = read(BASE);
    let mut editor = Editor::new(start.clone());
    let mut journal = Vec::new();
    let mut step = |editor: &mut Editor, ops: Vec<Op>| {
        let before = editor.document().clone();
        let change = editor.apply("step", ops).unwrap();
        journal.extend(change.ops.clone());
        let after = editor.document().clone();
        editor.undo().unwrap();
        assert_eq!(without_counter(editor.document()), without_counter(&before));
        editor.redo().unwrap();
        assert_eq!(without_counter(editor.document()), without_counter(&after));
    };
    let made = debate::make(editor.document(), "a", "One", "").unwrap();
    step(&mut editor, made);
    let gone = table(editor.document(), "meetings");
    step(&mut editor, vec![Op::Remove(gone)]);
    let made = debate::make(editor.document(), "b", "Two", "").unwrap();
    step(&mut editor, made);
    let who = person("Mira", "");
    let closed = debate::close(editor.document(), "r", &who).unwrap();
    step(&mut editor, vec![closed]);
    let scored = debate::score(
        editor.document(),
        &who,
        "a",
        Criterion::DataIntegrity,
        "70",
        "x",
    );
    step(&mut editor, vec![scored.unwrap()]);
    let opened = debate::open(editor.document(), "a").unwrap();
    step(&mut editor, opened);
    let dropped = debate::drop(editor.document(), "a").unwrap();
    step(&mut editor, dropped);
    let text = serde_json::to_string(&journal).unwrap();
    let mut replayed = start;
    Op::apply_all(serde_json::from_str(&text).unwrap(), &mut replayed).unwrap();
    assert_eq!(&replayed, editor.document());
}

#[test]
fn what_is_drawn_is_never_lost_by_an_operation() {
    let mut document = debated();
    let before = document.clone();
    for op in [
        Op::OpenProposal(Some("nowhere".to_string())),
        Op::SetProposal {
            id: "b".to_string(),
            proposal: None,
        },
        Op::SetOrigin(Default::default()),
    ] {
        assert!(op.apply(&mut document).is_err());
        assert_eq!(document, before);
    }
}

#[test]
fn documents_keep_their_debate_and_old_ones_open() {
    let document = reviewed();
    let text = save(&document);
    let again = load(&text).unwrap();
    assert_eq!(again, document);
    assert_eq!(save(&again), text);
    assert!(!save(&read(BASE)).contains("debate"));
    let open = text.replace("\"opened\": \"b\"", "\"opened\": \"a\"");
    assert!(load(&open).is_err(), "a proposal that nothing holds");
    let gone = text.replace("\"opened\": \"b\"", "\"opened\": \"z\"");
    assert!(load(&gone).is_err());
}

#[test]
fn a_score_needs_a_name_a_number_and_a_reason() {
    let document = debated();
    let who = person("Mira", "Database");
    let score = |who: &Reviewer, given: &str, why: &str| {
        debate::score(&document, who, "a", Criterion::DataIntegrity, given, why).map(|_| ())
    };
    assert_eq!(score(&who, "80", " \n"), Err(Refusal::NoRationale));
    assert_eq!(score(&person(" ", ""), "80", "x"), Err(Refusal::NoName));
    for wrong in ["101", "-1", "", "ten", "80.5", "4294967296"] {
        assert_eq!(score(&who, wrong, "x"), Err(Refusal::NotAScore), "{wrong}");
    }
    assert_eq!(score(&who, " 100 ", "x"), Ok(()));
}

#[test]
fn a_later_score_takes_the_place_of_the_earlier() {
    let mut document = debated();
    let who = person("Mira", "Database");
    for given in ["70", "75", "70"] {
        let said = debate::score(&document, &who, "a", Criterion::DataIntegrity, given, "x");
        apply(&mut document, vec![said.unwrap()]);
    }
    let cards = debate::scorecards(&document.debate, 1, "a");
    assert_eq!(cards.len(), 1);
    assert_eq!(cards[0].total(), Some(70));
    assert_eq!(document.debate.statements.len(), 3);
    assert!(debate::conflicts(&document.debate).is_empty());
}

#[test]
fn remarks_are_answered_resolved_and_reopened() {
    let mut document = reviewed();
    let shown = debate::remarks(&document.debate, "b");
    assert_eq!(shown.len(), 2);
    let first = &shown[0];
    assert_eq!(first.replies.len(), 1);
    assert_eq!(first.resolved.as_ref().unwrap().statement.by, "Mira");
    let (id, who) = (first.remark.id.clone(), person("Jonas", "Security"));
    for _ in 0..2 {
        let reopened = debate::reopen(&document, &who, &id).unwrap();
        apply(&mut document, vec![reopened]);
        assert!(debate::remarks(&document.debate, "b")[0].resolved.is_none());
        let resolved = debate::resolve(&document, &who, &id).unwrap();
        apply(&mut document, vec![resolved]);
        assert!(debate::remarks(&document.debate, "b")[0].resolved.is_some());
    }
    let withdrawn = debate::withdraw(&document, &who, &id).unwrap();
    let mut without = document.clone();
    apply(&mut without, vec![withdrawn]);
    assert_eq!(debate::remarks(&without.debate, "b").len(), 1);
    assert_eq!(
        debate::reply(&document, &who, &id, " "),
        Err(Refusal::NoWords)
    );
    assert_eq!(
        debate::reply(&document, &who, "z", "x"),
        Err(Refusal::NoRemark)
    );
}

#[test]
fn rounds_freeze_and_tell_what_changed() {
    let mut document = reviewed();
    assert_eq!(debate::current(&document.debate), 2);
    let gone = table(&document, "notes");
    apply(&mut document, vec![Op::Remove(gone)]);
    let frozen = debate::document_in_round(&document, 1, "b").unwrap();
    assert!(frozen.schema.table_named("public", "notes").is_some());
    let who = person("Jonas", "Security");
    let said = debate::score(&document, &who, "b", Criterion::MultiTenancy, "60", "Less.");
    apply(&mut document, vec![said.unwrap()]);
    let since = debate::since(&document, 2, "b").unwrap();
    assert_eq!(since.diff.changes.len(), 1);
    assert_eq!(since.diff.changes[0].name, "notes");
    assert_eq!(since.people["Jonas"], (Some(90), Some(60)));
    assert!(debate::since(&document, 1, "b").is_none());
    assert!(debate::since(&document, 0, "b").is_none());
}

#[test]
fn proposals_are_compared_with_the_base_and_each_other() {
    let document = debated();
    let entries = report::entries(&document, registry(), None);
    let [a, b] = entries.as_slice() else {
        panic!("two proposals");
    };
    let against = debate::against(&b.judged.review, b.judged.base.as_ref().unwrap());
    assert!(
        against
            .gained
            .iter()
            .any(|(_, message)| message.starts_with("notes")),
        "{against:?}"
    );
    let differing = debate::between(&a.judged, &b.judged);
    let names: BTreeSet<&str> = differing.iter().map(|one| one.name.as_str()).collect();
    assert!(names.contains("notes"), "{names:?}");
    let (cost, reversibility) = a.judged.cost_and_reversibility();
    assert_eq!(
        (cost, reversibility),
        (Level::Low, Level::Medium),
        "{:?}",
        a.judged.plan
    );
    assert_eq!(a.letter, "A");
    assert_eq!(report::letter(26), "27");
}

#[test]
fn proposals_of_other_files_are_compared_by_name() {
    let document = debated();
    let mut other = document.clone();
    let ops = debate::open(&document, "a").unwrap();
    apply(&mut other, ops);
    // The same identity for another table, as two people who draw apart from each other make it.
    let mut clash = debate::document_of(&document, "b")
        .unwrap()
        .schema
        .table_named("public", "notes")
        .unwrap()
        .as_ref()
        .clone();
    clash.header.name = "invoices".to_string();
    apply(&mut other, vec![Op::Put(clash.into())]);
    let entries = report::entries(&other, registry(), None);
    let differing = debate::between(&entries[0].judged, &entries[1].judged);
    let names: BTreeSet<&str> = differing.iter().map(|one| one.name.as_str()).collect();
    assert!(
        names.contains("notes") && names.contains("invoices"),
        "{names:?}"
    );
}

#[test]
fn the_checklist_computes_what_it_can_and_leaves_the_rest() {
    let mut document = debated();
    for number in 0..5 {
        let id = AccessPatternId(900 + number);
        let mut pattern = AccessPattern::new(
            id,
            "one",
            "SELECT * FROM meetings WHERE org_id = $1 AND meeting_id = $2",
        );
        pattern.frequency = "5 / s".to_string();
        document.access_patterns.insert(id, pattern);
    }
    let entries = report::entries(&document, registry(), Some("Row security first"));
    let items = checklist::checklist(
        &entries[0].judged,
        &document.debate,
        debate::current(&document.debate),
        "b",
    );
    assert_eq!(items.len(), 12);
    let state = |word: &str| {
        items
            .iter()
            .find(|item| item.word == word)
            .unwrap()
            .state
            .clone()
    };
    assert_eq!(state("keys"), checklist::State::Holds);
    assert_eq!(state("queries"), checklist::State::Holds);
    assert_eq!(state("rollback"), checklist::State::Holds);
    assert_eq!(state("isolation"), checklist::State::Fails);
    assert_eq!(state("pool"), checklist::State::Fails);
    assert_eq!(state("restore"), checklist::State::Waits);
    let who = person("Ines", "Operations");
    let round = debate::current(&document.debate);
    for held in [true, false, true] {
        let ticked = debate::tick(&document, &who, "b", "restore").unwrap();
        apply(&mut document, vec![ticked]);
        assert_eq!(
            debate::ticks(&document.debate, round, "b").contains_key("restore"),
            held
        );
    }
    let items = checklist::checklist(&entries[0].judged, &document.debate, round, "b");
    let restore = items.iter().find(|item| item.word == "restore").unwrap();
    assert_eq!(
        restore.state,
        checklist::State::Ticked(vec!["Ines".to_string()])
    );
    // The next round is of what is proposed then: what was ticked before speaks of another drawing.
    let closed = debate::close(&document, "another", &who).unwrap();
    apply(&mut document, vec![closed]);
    assert!(debate::ticks(&document.debate, round, "b").contains_key("restore"));
    assert!(debate::ticks(&document.debate, round + 1, "b").is_empty());
    let again = debate::tick(&document, &who, "b", "restore").unwrap();
    apply(&mut document, vec![again]);
    for round in [round, round + 1] {
        assert!(debate::ticks(&document.debate, round, "b").contains_key("restore"));
    }
}

#[test]
fn a_reviewer_prefers_what_they_scored_highest_in_the_round() {
    let mut document = debated();
    let who = person("Ines", "Operations");
    let give = |document: &mut Document, proposal: &str, score: &str| {
        for criterion in Criterion::ALL {
            let said = debate::score(document, &who, proposal, criterion, score, "As it is.");
            apply(document, vec![said.unwrap()]);
        }
    };
    let round = debate::current(&document.debate);
    let preferred = |document: &Document| {
        debate::preferred(&document.debate, round, "Ines").map(str::to_string)
    };
    assert_eq!(preferred(&document), None);
    give(&mut document, "a", "60");
    assert_eq!(preferred(&document).as_deref(), Some("a"));
    give(&mut document, "b", "80");
    assert_eq!(preferred(&document).as_deref(), Some("b"));
    give(&mut document, "a", "80");
    assert_eq!(preferred(&document), None);
    assert_eq!(debate::preferred(&document.debate, round + 1, "Ines"), None);
}

fn merged(document: &Document, other: &Document) -> Document {
    let mut document = document.clone();
    let merged = debate::merge(&document, other).unwrap();
    apply(&mut document, merged.ops);
    document
}

#[test]
fn other_files_are_refused_with_the_reason() {
    let document = debated();
    assert_eq!(
        debate::merge(&document, &read(BASE)),
        Err(Refusal::NothingInFile)
    );
    let mut stranger = read(BASE);
    let ops = debate::make(&stranger, "x", "Else", "").unwrap();
    apply(&mut stranger, ops);
    assert_eq!(
        debate::merge(&document, &stranger),
        Err(Refusal::NotRelated)
    );
}

#[test]
fn scores_that_do_not_agree_are_all_kept() {
    let start = debated();
    let who = person("Mira", "Database");
    let scored = |given: &str| {
        let mut copy = start.clone();
        let said = debate::score(&copy, &who, "a", Criterion::DataIntegrity, given, "x");
        apply(&mut copy, vec![said.unwrap()]);
        copy
    };
    let both = merged(&scored("70"), &scored("80"));
    let conflicts = debate::conflicts(&both.debate);
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].given.len(), 2);
    let said = debate::score(
        &both,
        &who,
        "a",
        Criterion::DataIntegrity,
        "75",
        "Both read.",
    );
    let mut settled = both;
    apply(&mut settled, vec![said.unwrap()]);
    assert!(debate::conflicts(&settled.debate).is_empty());
}

#[test]
fn a_proposal_held_otherwise_is_told_of_and_can_be_taken() {
    let document = debated();
    let mut other = document.clone();
    let gone = table(&other, "notes");
    apply(&mut other, vec![Op::Remove(gone)]);
    let ops = debate::make(&other, "c", "Third", "Ines").unwrap();
    apply(&mut other, ops);
    let found = debate::merge(&document, &other).unwrap();
    assert_eq!(found.proposals, ["Third"]);
    assert_eq!(found.other_versions.len(), 1);
    assert_eq!(found.other_versions[0].id, "b");
    let all = merged(&document, &other);
    assert!(
        all.schema.table_named("public", "notes").is_some(),
        "what is drawn stays"
    );
    let mut taken = all.clone();
    let ops = debate::take_version(&all, &other, "b", "d", "jonas.json").unwrap();
    apply(&mut taken, ops);
    assert_eq!(
        debate::title_of(&taken.debate, "d"),
        "Row security first (jonas.json)"
    );
    assert!(load(&save(&taken)).is_ok());
}

/// What somebody does with their copy.
#[derive(Clone, Debug)]
enum Does {
    Score(u8, u8, u8, u8),
    Remark(u8, u8),
    Resolve(usize),
    Reopen(usize),
    Tick(u8),
    Close(u8),
    Propose(u8),
}

fn does() -> impl Strategy<Value = Does> {
    prop_oneof![
        (0..3_u8, 0..2_u8, 0..5_u8, 0..=100_u8).prop_map(|(a, b, c, d)| Does::Score(a, b, c, d)),
        (0..3_u8, 0..9_u8).prop_map(|(who, words)| Does::Remark(who, words)),
        any::<usize>().prop_map(Does::Resolve),
        any::<usize>().prop_map(Does::Reopen),
        (0..3_u8).prop_map(Does::Tick),
        (0..3_u8).prop_map(Does::Close),
        (0..3_u8).prop_map(Does::Propose),
    ]
}

fn person_number(number: u8) -> Reviewer {
    person(
        ["Mira", "Jonas", "Ines"][usize::from(number % 3)],
        "Database",
    )
}

/// Works on a copy; `copy` tells identities of different copies apart, as chance does in a browser.
fn work(start: &Document, copy: &str, doings: &[Does]) -> Document {
    let mut document = start.clone();
    for (number, doing) in doings.iter().enumerate() {
        let pick = |at: &usize| {
            let all = debate::remarks(&document.debate, "a");
            (!all.is_empty()).then(|| all[at % all.len()].remark.id.clone())
        };
        let ops = match doing {
            Does::Score(who, proposal, criterion, given) => debate::score(
                &document,
                &person_number(*who),
                ["a", "b"][usize::from(*proposal)],
                Criterion::ALL[usize::from(*criterion)],
                &given.to_string(),
                "because",
            )
            .map(|op| vec![op]),
            Does::Remark(who, words) => {
                let pin = Pin::Object(ObjectRef::Whole, String::new());
                debate::remark(
                    &document,
                    &person_number(*who),
                    "a",
                    pin,
                    &words.to_string(),
                )
                .map(|op| vec![op])
            }
            Does::Resolve(at) => match pick(at) {
                Some(id) => debate::resolve(&document, &person_number(0), &id).map(|op| vec![op]),
                None => continue,
            },
            Does::Reopen(at) => match pick(at) {
                Some(id) => debate::reopen(&document, &person_number(1), &id).map(|op| vec![op]),
                None => continue,
            },
            Does::Tick(who) => {
                debate::tick(&document, &person_number(*who), "a", "restore").map(|op| vec![op])
            }
            Does::Close(who) => {
                debate::close(&document, &format!("r{copy}{number}"), &person_number(*who))
                    .map(|op| vec![op])
            }
            Does::Propose(who) => {
                let id = format!("p{copy}{number}");
                debate::make(&document, &id, &id, &person_number(*who).name)
            }
        };
        match ops {
            Ok(ops) => apply(&mut document, ops),
            Err(Refusal::SaidAlready) => {}
            Err(other) => panic!("{doing:?}: {other}"),
        }
    }
    document
}

/// The debate without what is a matter of the copy alone: which proposal is drawn.
fn taken(document: &Document) -> impl PartialEq + std::fmt::Debug + use<> {
    let debate = &document.debate;
    let proposals: Vec<_> = debate
        .proposals
        .iter()
        .map(|(id, one)| {
            let schema = debate::document_of(document, id).unwrap().schema;
            (id.clone(), one.name.clone(), one.author.clone(), schema)
        })
        .collect();
    (proposals, debate.rounds.clone(), debate.statements.clone())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn merging_is_idempotent_commutative_and_associative(
        one in prop::collection::vec(does(), 0..8),
        two in prop::collection::vec(does(), 0..8),
        three in prop::collection::vec(does(), 0..8),
    ) {
        let start = debated();
        let (a, b, c) = (work(&start, "x", &one), work(&start, "y", &two), work(&start, "z", &three));
        let ab = merged(&a, &b);
        prop_assert_eq!(taken(&merged(&ab, &b)), taken(&ab), "twice is once");
        prop_assert_eq!(taken(&merged(&a, &a)), taken(&a));
        prop_assert_eq!(taken(&ab), taken(&merged(&b, &a)), "either way round");
        prop_assert_eq!(taken(&merged(&ab, &c)), taken(&merged(&a, &merged(&b, &c))), "in any order");
        // Nothing is lost.
        let all = merged(&ab, &c);
        for copy in [&a, &b, &c] {
            for (id, statement) in &copy.debate.statements {
                prop_assert_eq!(all.debate.statements.get(id), Some(statement));
            }
            for id in copy.debate.rounds.keys().chain(copy.debate.proposals.keys()) {
                prop_assert!(all.debate.rounds.contains_key(id) || all.debate.proposals.contains_key(id));
            }
        }
        prop_assert_eq!(load(&save(&all)).unwrap(), all);
    }

    #[test]
    fn any_words_survive_yaml_and_run_nowhere(words in "\\PC{0,40}|[\\x00-\\x7f\u{85}\u{2028}\u{feff}]{0,40}") {
        let mut document = debated();
        document.settings.facts.claims = vec![words.clone()];
        let ops = debate::rename(&document, "b", &format!("n{words}"), &words, &words).unwrap();
        apply(&mut document, ops);
        let entries = report::entries(&document, registry(), None);
        let yaml = report::REPORTS[2].write(&document, &entries[1..], &words);
        let read = YamlLoader::load_from_str(&yaml).map_err(|error| TestCaseError::fail(format!("{error}: {yaml}")))?;
        let claim = read[0]["position_card"]["claims"][0].as_str();
        prop_assert_eq!(claim, Some(words.as_str()), "{}", yaml);
    }
}

const HOSTILE: &str = "<script>alert(1)</script> \" ' & | `code` **b** [x](javascript:1) # - \u{2028}---\n- item: {a: *b}\r\u{0}";

#[test]
fn hostile_words_stand_for_themselves_in_every_form() {
    let mut document = debated();
    document.title = HOSTILE.to_string();
    document.settings.facts.risks = vec![HOSTILE.to_string()];
    let who = person(HOSTILE, HOSTILE);
    for proposal in ["a", "b"] {
        let said = debate::score(
            &document,
            &who,
            proposal,
            Criterion::SchemaClarity,
            "50",
            HOSTILE,
        );
        apply(&mut document, vec![said.unwrap()]);
        let pin = Pin::Object(ObjectRef::Whole, HOSTILE.to_string());
        let remark = debate::remark(&document, &who, proposal, pin, HOSTILE).unwrap();
        apply(&mut document, vec![remark]);
    }
    let ops = debate::rename(&document, "b", HOSTILE, HOSTILE, HOSTILE).unwrap();
    apply(&mut document, ops);
    let entries = report::entries(&document, registry(), None);
    let [markdown, html, yaml] = report::REPORTS else {
        panic!("three forms");
    };
    let text = markdown.write(&document, &entries, HOSTILE);
    assert!(!text.contains("<script"), "{text}");
    assert!(!text.contains("[x](javascript"), "{text}");
    let page = html.write(&document, &entries, HOSTILE);
    assert!(
        !page.contains("<script") && !page.contains("' & |"),
        "{page}"
    );
    assert!(
        !page.contains("http:") && !page.contains("src="),
        "nothing is fetched"
    );
    let cards = yaml.write(&document, &entries, HOSTILE);
    let read = YamlLoader::load_from_str(&cards).unwrap_or_else(|error| panic!("{error}: {cards}"));
    assert_eq!(read.len(), 2);
    assert_eq!(
        read[1]["position_card"]["role"].as_str(),
        Some(HOSTILE.trim())
    );
    assert_eq!(read[1]["position_card"]["risks"][0].as_str(), Some(HOSTILE));
}

#[test]
fn yaml_has_the_shape_that_was_asked_for() {
    let document = reviewed();
    let entries = report::entries(&document, registry(), Some("b"));
    let text = report::REPORTS[2].write(&document, &entries, "");
    let read = YamlLoader::load_from_str(&text).unwrap();
    let keys = |yaml: &Yaml| -> Vec<String> {
        let hash = yaml.as_hash().unwrap();
        hash.keys()
            .map(|key| key.as_str().unwrap().to_string())
            .collect()
    };
    assert_eq!(keys(&read[0]), ["position_card", "database_plan"]);
    let card = &read[0]["position_card"];
    assert_eq!(
        keys(card),
        [
            "role",
            "claims",
            "plan",
            "evidence",
            "risks",
            "confidence",
            "cost",
            "reversibility"
        ]
    );
    assert_eq!(card["role"].as_str(), Some("Database Expert"));
    let confidence = card["confidence"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&confidence));
    assert!(
        card["plan"]
            .as_vec()
            .unwrap()
            .iter()
            .all(|line| line.as_str().is_some())
    );
    let plan = read[0]["database_plan"].as_vec().unwrap();
    let parts: Vec<String> = plan.iter().flat_map(keys).collect();
    assert_eq!(
        parts,
        [
            "schema_design",
            "index_strategy",
            "migration_plan",
            "transaction_strategy",
            "operational_plan"
        ]
    );
}

#[test]
fn reports_are_as_their_golden_files() {
    let document = reviewed();
    let entries = report::entries(&document, registry(), None);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/native/golden/review");
    let mut files: Vec<(&str, String)> = report::REPORTS
        .iter()
        .map(|form| (form.file, form.write(&document, &entries, "")))
        .collect();
    // The format of proposals and reviews: what stands in this file must go on being read.
    files.push(("meetings.cadastre.json", save(&document)));
    for (file, text) in files {
        let path = folder.join(file);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let golden = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(text, golden, "{file}");
    }
    let kept = fs::read_to_string(folder.join("meetings.cadastre.json")).unwrap();
    assert_eq!(load(&kept), Ok(document));
}

#[test]
fn a_link_carries_a_proposal_whole() {
    let document = reviewed();
    let fragment = debate::link(&document, "b").unwrap();
    assert!(fragment.starts_with(debate::PREFIX));
    let signs = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '=' | '.');
    assert!(fragment.chars().all(signs), "{fragment}");
    let opened = debate::read_link(&format!("#{fragment}")).unwrap();
    assert_eq!(opened, debate::alone(&document, "b").unwrap());
    assert_eq!(opened.schema, document.schema);
    assert_eq!(opened.base, document.base);
    let mut without_base = document.clone();
    without_base.base = None;
    let fragment = debate::link(&without_base, "b").unwrap();
    let other = debate::read_link(&fragment).unwrap();
    assert_eq!(other, debate::alone(&without_base, "b").unwrap());
    assert_eq!(
        debate::current(&opened.debate),
        2,
        "scores go into the open round"
    );
    let mut scored = opened.clone();
    let who = person("Ines", "Operations");
    let said = debate::score(
        &scored,
        &who,
        "b",
        Criterion::MigrationImpact,
        "77",
        "Small.",
    );
    apply(&mut scored, vec![said.unwrap()]);
    let found = debate::merge(&document, &scored).unwrap();
    assert_eq!((found.scores, found.remarks, found.rounds), (1, 0, 0));
    assert!(
        found.other_versions.is_empty() && found.proposals.is_empty(),
        "{found:?}"
    );
}

#[test]
fn broken_links_are_told_apart() {
    use debate::LinkError;
    let fragment = debate::link(&reviewed(), "a").unwrap();
    for end in 0..fragment.len() {
        let read = debate::read_link(&fragment[..end]);
        assert!(matches!(read, Err(LinkError::Damaged)), "{end}: {read:?}");
    }
    for at in (debate::PREFIX.len()..fragment.len()).step_by(7) {
        let mut signs: Vec<char> = fragment.chars().collect();
        signs[at] = if signs[at] == 'A' { 'B' } else { 'A' };
        // It may say something else; it must not break.
        let _ = debate::read_link(&signs.into_iter().collect::<String>());
    }
    assert_eq!(debate::read_link("#proposal=2.abc"), Err(LinkError::Newer));
    assert_eq!(
        debate::read_link("#proposal=1.%%%"),
        Err(LinkError::Damaged)
    );
    assert_eq!(debate::link(&reviewed(), "z"), Err(LinkError::NoProposal));
}

#[test]
fn a_link_that_is_too_long_says_so() {
    let mut sql = String::from(BASE);
    for number in 0..3_000_u32 {
        // Names that repeat nothing do not pack.
        let name = cadastre::migration::layout::hash(&number.to_string());
        sql.push_str(&format!("CREATE TABLE t{name} (id uuid PRIMARY KEY);\n"));
    }
    let mut document = read(&sql);
    let ops = debate::make(&document, "a", "Large", "").unwrap();
    apply(&mut document, ops);
    let refused = debate::link(&document, "a").unwrap_err();
    let said = refused.to_string();
    assert!(said.contains("kB long") && said.contains("32 kB"), "{said}");
    assert!(
        said.ends_with("Save the proposal as a file and send that."),
        "{said}"
    );
}

#[test]
fn statements_are_kept_under_what_they_say() {
    let document = reviewed();
    let mut forged = document.clone();
    let debate = std::sync::Arc::make_mut(&mut forged.debate);
    let (id, statement) = debate.statements.pop_first().unwrap();
    let mut other = statement.as_ref().clone();
    other.by = "Somebody".to_string();
    debate.statements.insert(id.clone(), other.into());
    let all = merged(&document, &forged);
    assert_eq!(all.debate.statements[&id], document.debate.statements[&id]);
    assert_eq!(
        all.debate.statements.len(),
        document.debate.statements.len() + 1
    );
    assert!(
        all.debate
            .statements
            .values()
            .any(|one| one.by == "Somebody")
    );
    assert!(
        all.debate
            .statements
            .values()
            .any(|one| matches!(one.said, Said::Resolved { .. }))
    );
}
