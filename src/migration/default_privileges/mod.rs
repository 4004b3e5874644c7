//! What default privileges give to the objects that a plan makes.
//!
//! The model says who holds what of an object. A rule of ALTER DEFAULT PRIVILEGES speaks when an object is made, so whatever a
//! plan makes may hold more or less than its schema says: the step that makes it sets that right in the same transaction.

mod made;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use made::Made;

use super::locks::Operation;
use super::privileges::taken_back;
use super::step::Step;
use crate::diff::{Diff, text};
use crate::model::*;
use crate::sql::default_privileges::{self, DefaultRule, Held};
use crate::sql::writer;

/// Holds what the plan makes to what base and target say of it. `others` are grants on what only the plan has.
pub(super) fn settle(diff: &Diff, others: &[Arc<Grant>], steps: &mut Vec<Step>) {
    if diff.base.default_privileges.is_empty() && diff.target.default_privileges.is_empty() {
        return;
    }
    let sides = [&diff.base, &diff.renamed_base, &diff.target];
    let mut said = BTreeMap::new();
    let grants = sides.iter().flat_map(|side| side.grants.values());
    for grant in grants.chain(others) {
        said.insert(writer::grant(grant), Grant::clone(grant));
        let undone = Grant {
            revoke: !grant.revoke,
            with_option: grant.revoke && grant.with_option,
            ..Grant::clone(grant)
        };
        for statement in taken_back(grant) {
            said.insert(statement, undone.clone());
        }
    }
    for up in [true, false] {
        let (from, to) = match up {
            true => (&diff.base, &diff.target),
            false => (&diff.target, &diff.base),
        };
        let way = Way::new(up, from, [to, &diff.renamed_base, from], &said, steps);
        let changes = way.walk();
        apply(changes, up, steps);
    }
    steps.retain(|step| !(step.up.is_empty() && step.down.is_empty()));
}

/// Where a statement stands: its step, and its place in the step's statements of this way.
type At = (usize, usize);

/// What is to be said behind one statement, and which statements are not needed.
#[derive(Default)]
struct Changes {
    behind: BTreeMap<At, Vec<String>>,
    needless: BTreeSet<At>,
    notes: Vec<(usize, String)>,
}

/// A statement that gives or takes privileges.
struct Granting<'a> {
    place: usize,
    at: At,
    grant: &'a Grant,
    object: String,
}

/// A plan's statements one way.
struct Way<'a> {
    from: &'a Schema,
    schemas: [&'a Schema; 3],
    statements: Vec<(At, &'a str)>,
    granting: Vec<Granting<'a>>,
    /// Sequences that have a statement of their own.
    sequences: BTreeSet<String>,
}

impl<'a> Way<'a> {
    fn new(
        up: bool,
        from: &'a Schema,
        schemas: [&'a Schema; 3],
        said: &'a BTreeMap<String, Grant>,
        steps: &'a [Step],
    ) -> Way<'a> {
        let mut order: Vec<usize> = (0..steps.len()).collect();
        if !up {
            order.reverse();
        }
        let mut statements = Vec::new();
        for number in order {
            let one_way = steps
                .get(number)
                .map(|step| if up { &step.up } else { &step.down });
            let texts = one_way.into_iter().flatten().enumerate();
            statements.extend(texts.map(|(place, text)| ((number, place), text.as_str())));
        }
        let granting = statements
            .iter()
            .enumerate()
            .filter_map(|(place, (at, text))| {
                let grant = said.get(*text)?;
                Some(Granting {
                    place,
                    at: *at,
                    grant,
                    object: text::normal(&grant.object),
                })
            });
        let mut way = Way {
            from,
            schemas,
            granting: granting.collect(),
            statements,
            sequences: BTreeSet::new(),
        };
        let own = way
            .statements
            .iter()
            .filter_map(|(_, text)| way.relation(text));
        way.sequences = own
            .filter(|made| made.kind == "SEQUENCE")
            .map(|made| made.object)
            .collect();
        way
    }

    /// What every statement that makes something needs beside it.
    fn walk(&self) -> Changes {
        let mut changes = Changes::default();
        let standing = self.from.default_privileges.values();
        let mut rules: Vec<DefaultRule> = standing
            .filter_map(|one| default_privileges::read(&one.definition).ok())
            .collect();
        for (place, (at, text)) in self.statements.iter().enumerate() {
            if let Ok(rule) = default_privileges::read(text) {
                rules.push(rule);
                continue;
            }
            for made in self.made(place, text) {
                self.settle(&rules, &made, place, *at, &mut changes);
            }
        }
        changes
    }

    fn settle(
        &self,
        rules: &[DefaultRule],
        made: &Made,
        place: usize,
        at: At,
        changes: &mut Changes,
    ) {
        let given = |all: bool| {
            let standing = rules.iter().filter(|rule| all || rule.is_own());
            default_privileges::given(standing, made.kind, &made.schema)
        };
        // What is said for the objects of another role holds only if that role runs the plan.
        let (sure, possible) = (given(false), given(true));
        let plain = default_privileges::built_in(made.kind);
        if possible == plain && sure == plain {
            return;
        }
        let names = made.names();
        let later: Vec<(At, &Grant)> = self
            .granting
            .iter()
            .filter(|one| one.place > place && made.is_of(&names, one))
            .map(|one| (one.at, one.grant))
            .collect();
        let ending = |mut held: Held| {
            for (_, grant) in &later {
                granted(&mut held, made.kind, grant);
            }
            held
        };
        let wanted = ending(plain);
        let mut too_much = beyond(&ending(sure.clone()), &wanted);
        let mut perhaps = beyond(&ending(possible), &wanted);
        perhaps.retain(|one, _| !too_much.contains_key(one));
        for (one, only_option) in &mut too_much {
            *only_option = wanted.contains_key(one);
        }
        let too_little = beyond(&wanted, &ending(sure.clone()));
        let differs = Differs {
            too_much,
            too_little,
            perhaps,
        };
        say(rules, made, &differs, at, changes);
        let Differs {
            too_much,
            too_little,
            ..
        } = differs;
        let mut held = sure;
        for (one, only_option) in &too_much {
            match only_option {
                true => held.insert(one.clone(), false),
                false => held.remove(one),
            };
        }
        held.extend(too_little);
        for (at, grant) in later {
            let before = held.clone();
            granted(&mut held, made.kind, grant);
            let whole = grant.privileges.iter().all(|one| one.columns.is_empty());
            let single = !grant.object_kind.starts_with("ALL ");
            if held == before && whole && single && !grant.revoke && !grant.privileges.is_empty() {
                changes.needless.insert(at);
            }
        }
    }
}

/// What an object holds otherwise than it is to.
struct Differs {
    /// What is to be taken back; where true only the right to grant it on.
    too_much: Held,
    too_little: Held,
    /// What it holds too much if another role makes it.
    perhaps: Held,
}

/// The statements that set an object right, and why.
fn say(rules: &[DefaultRule], made: &Made, differs: &Differs, at: At, changes: &mut Changes) {
    let owners: BTreeSet<&String> = rules.iter().flat_map(|rule| &rule.owners).collect();
    let mut statements = Vec::new();
    for grant in grants(made, &differs.too_much) {
        let mut grantees = grant.grantees.iter();
        if grantees.any(|one| default_privileges::is_whoever_runs_it(one)) {
            // An owner keeps what is its own.
            continue;
        }
        match grant.with_option {
            true => statements.push(writer::grant(&Grant {
                revoke: true,
                ..grant.clone()
            })),
            false => statements.extend(taken_back(&grant)),
        }
        changes.notes.push((
            at.0,
            format!(
                "Default privileges give {} on {} to {}, who is not to hold it: it is taken back.",
                list(&grant),
                made.shown(),
                grant.grantees.join(", "),
            ),
        ));
    }
    for grant in grants(made, &differs.too_little) {
        statements.push(writer::grant(&grant));
        changes.notes.push((
            at.0,
            format!(
                "Default privileges keep {} on {} from {}, who holds it: it is given.",
                list(&grant),
                made.shown(),
                grant.grantees.join(", "),
            ),
        ));
    }
    changes.behind.entry(at).or_default().extend(statements);
    for grant in grants(made, &differs.perhaps) {
        let who = grant.grantees.join(", ");
        if !owners.contains(&who) {
            // Whether it is wanted only its author knows: the schema says nothing for the objects of that role.
            changes.notes.push((
                at.0,
                format!(
                    "If {} runs this, its default privileges give {} on {} to {who}: revoke it where it is not wanted.",
                    others(rules, made),
                    list(&grant),
                    made.shown(),
                ),
            ));
        }
    }
}

fn granted(held: &mut Held, kind: &str, grant: &Grant) {
    let told = (grant.privileges.as_slice(), grant.grantees.as_slice());
    default_privileges::change(held, kind, told, grant.revoke, grant.with_option);
}

/// What the first holds and the second does not, be it only the right to grant it on.
fn beyond(first: &Held, second: &Held) -> Held {
    let more = first.iter().filter(|(one, option)| match second.get(*one) {
        Some(other) => **option && !other,
        None => true,
    });
    more.map(|(one, option)| (one.clone(), *option)).collect()
}

/// Grants of these privileges, one for each grantee and whether with the right to grant them on.
fn grants(made: &Made, held: &Held) -> Vec<Grant> {
    let mut by_grantee: BTreeMap<(bool, &String), Vec<Privilege>> = BTreeMap::new();
    for ((grantee, privilege), option) in held {
        by_grantee
            .entry((*option, grantee))
            .or_default()
            .push(Privilege {
                name: privilege.clone(),
                columns: Vec::new(),
            });
    }
    let mut all = Vec::new();
    for ((with_option, grantee), mut privileges) in by_grantee {
        if privileges.len() > 1 && privileges.len() == default_privileges::all_of(made.kind).len() {
            privileges = vec![Privilege {
                name: "ALL".to_string(),
                columns: Vec::new(),
            }];
        }
        all.push(Grant {
            id: GrantId(0),
            revoke: false,
            privileges,
            object_kind: made.said.to_string(),
            object: made.object.clone(),
            grantees: vec![grantee.clone()],
            with_option,
            inherit: None,
            set: None,
            granted_by: None,
        });
    }
    all
}

/// The roles for whose objects of this kind rules stand.
fn others(rules: &[DefaultRule], made: &Made) -> String {
    let speak = rules
        .iter()
        .filter(|rule| !rule.is_own() && rule.speaks_of(made.kind, &made.schema));
    let owners: BTreeSet<&str> = speak
        .flat_map(|rule| &rule.owners)
        .map(String::as_str)
        .collect();
    owners.into_iter().collect::<Vec<&str>>().join(" or ")
}

/// The privileges of a grant in words.
fn list(grant: &Grant) -> String {
    let names: Vec<&str> = grant
        .privileges
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    names.join(", ")
}

fn apply(changes: Changes, up: bool, steps: &mut [Step]) {
    for (number, step) in steps.iter_mut().enumerate() {
        let own = match up {
            true => &mut step.up,
            false => &mut step.down,
        };
        let told: Vec<String> = std::mem::take(own);
        let mut left_out = false;
        for (place, statement) in told.into_iter().enumerate() {
            let at = (number, place);
            if changes.needless.contains(&at) {
                left_out = true;
                continue;
            }
            own.push(statement);
            own.extend(changes.behind.get(&at).into_iter().flatten().cloned());
        }
        // What is made on the way up goes on the way down, with all privileges on it.
        if left_out && up && step.operation == Operation::Grant && step.up.is_empty() {
            step.down.clear();
        }
    }
    if up {
        for (number, note) in changes.notes {
            if let Some(step) = steps.get_mut(number) {
                step.note(note);
            }
        }
    }
}
