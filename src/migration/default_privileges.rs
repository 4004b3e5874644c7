//! What default privileges give to the objects that a plan makes.
//!
//! The model says who holds what of an object. A rule of ALTER DEFAULT PRIVILEGES speaks when an object is made, so whatever a
//! plan makes may hold more or less than its schema says: the step that makes it sets that right in the same transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::locks::Operation;
use super::privileges::taken_back;
use super::step::Step;
use crate::diff::{Diff, text};
use crate::model::*;
use crate::sql::default_privileges::{self, DefaultRule, Held};
use crate::sql::tokens::{self, Token};
use crate::sql::{quote, writer};

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

/// An object as a plan makes it.
struct Made {
    /// As rules call its kind.
    kind: &'static str,
    /// As grants do.
    said: &'static str,
    schema: String,
    object: String,
}

impl Made {
    /// Its name as texts are compared, with its schema and, in `public`, without.
    fn names(&self) -> [String; 2] {
        [text::normal(&self.object), text::normal(self.shown())]
    }

    /// Whether a grant speaks of the object of these names.
    fn is_of(&self, names: &[String; 2], granting: &Granting) -> bool {
        let kind = granting.grant.object_kind.as_str();
        if kind.starts_with("ALL ") {
            let all = match kind {
                "ALL TABLES IN SCHEMA" => self.kind == "TABLE",
                "ALL SEQUENCES IN SCHEMA" => self.kind == "SEQUENCE",
                "ALL FUNCTIONS IN SCHEMA" => self.said == "FUNCTION",
                "ALL PROCEDURES IN SCHEMA" => self.said == "PROCEDURE",
                _ => self.kind == "FUNCTION",
            };
            return all && quote::unquote(&granting.grant.object) == self.schema;
        }
        let kinds: &[&str] = match self.kind {
            // GRANT without a kind speaks of sequences too.
            "SEQUENCE" => &["SEQUENCE", "TABLE"],
            "FUNCTION" => &["FUNCTION", "PROCEDURE", "ROUTINE"],
            "TYPE" => &["TYPE", "DOMAIN"],
            "SCHEMA" => &["SCHEMA"],
            _ => &["TABLE", ""],
        };
        kinds.contains(&kind) && names.contains(&granting.object)
    }

    /// As people call it.
    fn shown(&self) -> &str {
        self.object.strip_prefix("public.").unwrap_or(&self.object)
    }
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
        let mut too_much = beyond(&ending(possible), &wanted);
        for (one, only_option) in &mut too_much {
            *only_option = wanted.contains_key(one);
        }
        let too_little = beyond(&wanted, &ending(sure.clone()));
        let owners: BTreeSet<&String> = rules.iter().flat_map(|rule| &rule.owners).collect();
        let mut statements = Vec::new();
        for grant in grants(made, &too_much) {
            if grant.grantees.iter().any(|one| owners.contains(one)) {
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
            changes
                .notes
                .push((at.0, self.taken_note(made, &grant, &sure)));
        }
        for grant in grants(made, &too_little) {
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

    /// Why something is taken back.
    fn taken_note(&self, made: &Made, grant: &Grant, sure: &Held) -> String {
        let certain = grant.grantees.iter().all(|who| {
            grant
                .privileges
                .iter()
                .any(|one| one.name == "ALL" || sure.contains_key(&(who.clone(), one.name.clone())))
        });
        let (what, who, object) = (list(grant), grant.grantees.join(", "), made.shown());
        match certain {
            true => format!(
                "Default privileges give {what} on {object} to {who}, who is not to hold it: it is taken back."
            ),
            false => format!(
                "Default privileges of another role would give {what} on {object} to {who}, who is not to hold it: it is taken back in case that role runs this."
            ),
        }
    }

    /// What a statement makes: the object it names, and the sequences of a table's serial columns.
    fn made(&self, place: usize, statement: &str) -> Vec<Made> {
        let mut all: Vec<Made> = self
            .relation(statement)
            .or_else(|| self.function(place, statement))
            .into_iter()
            .collect();
        let table = all.first().filter(|made| made.kind == "TABLE");
        let sequences = table.map(|made| self.serials(made)).unwrap_or_default();
        all.extend(sequences);
        all
    }

    /// A table, view, sequence, type or schema.
    fn relation(&self, statement: &str) -> Option<Made> {
        const KINDS: [(&[&str], &str); 9] = [
            (&["TABLE"], "TABLE"),
            (&["UNLOGGED", "TABLE"], "TABLE"),
            (&["VIEW"], "TABLE"),
            (&["RECURSIVE", "VIEW"], "TABLE"),
            (&["MATERIALIZED", "VIEW"], "TABLE"),
            (&["SEQUENCE"], "SEQUENCE"),
            (&["TYPE"], "TYPE"),
            (&["DOMAIN"], "TYPE"),
            (&["SCHEMA"], "SCHEMA"),
        ];
        let words = head(statement);
        let unlogged_sequence = is(statement, &words, 1, &["UNLOGGED", "SEQUENCE"]);
        let (kind, length) = match unlogged_sequence {
            true => ("SEQUENCE", 2),
            false => KINDS
                .iter()
                .find(|(said, _)| is(statement, &words, 1, said))
                .map(|(said, kind)| (*kind, said.len()))?,
        };
        if !is(statement, &words, 0, &["CREATE"]) {
            return None;
        }
        let mut at = 1 + length;
        if is(statement, &words, at, &["IF", "NOT", "EXISTS"]) {
            at += 3;
        }
        let (schema, name) = name_at(statement, &words, at)?;
        let (schema, object) = match kind {
            "SCHEMA" => (String::new(), quote::identifier(&name)),
            _ => (schema.clone(), quote::qualified(&schema, &name)),
        };
        Some(Made {
            kind,
            said: kind,
            schema,
            object,
        })
    }

    /// A function or procedure that does not stand yet: one that is replaced keeps its privileges.
    fn function(&self, place: usize, statement: &str) -> Option<Made> {
        let words = head(statement);
        let replaces = is(statement, &words, 1, &["OR", "REPLACE"]);
        let at = if replaces { 3 } else { 1 };
        let known = ["FUNCTION", "PROCEDURE", "AGGREGATE"]
            .iter()
            .any(|word| is(statement, &words, at, &[word]));
        if !known || !is(statement, &words, 0, &["CREATE"]) {
            return None;
        }
        let (schema, name) = name_at(statement, &words, at + 1)?;
        let functions = self.schemas.iter().flat_map(|one| one.functions.values());
        let named: Vec<&Arc<Function>> = functions
            .filter(|one| one.schema == schema && one.name == name)
            .collect();
        let says_it = |one: &&&Arc<Function>| {
            statement == writer::create_function(one)
                || statement == writer::create_or_replace_function(one)
        };
        let function = *named.iter().find(says_it)?;
        let arguments = text::normal(&function.identity_arguments);
        let stood = self.from.functions.values().any(|one| {
            (&one.schema, &one.name) == (&schema, &name)
                && text::normal(&one.identity_arguments) == arguments
        });
        let dropped = writer::drop_function(function);
        let gone = self
            .statements
            .iter()
            .take(place)
            .any(|(_, text)| *text == dropped);
        if replaces && stood && !gone {
            return None;
        }
        Some(Made {
            kind: "FUNCTION",
            said: match function.kind {
                FunctionKind::Procedure => "PROCEDURE",
                FunctionKind::Function | FunctionKind::Aggregate => "FUNCTION",
            },
            object: format!(
                "{}({})",
                quote::qualified(&schema, &name),
                function.identity_arguments
            ),
            schema,
        })
    }

    /// The sequences that the serial columns of a table bring.
    fn serials(&self, made: &Made) -> Vec<Made> {
        let found = self.schemas.iter().find_map(|schema| {
            let is_it = |one: &&Arc<Table>| quote::qualified(&one.schema, &one.name) == made.object;
            Some((*schema, schema.tables.values().find(is_it)?))
        });
        let Some((schema, table)) = found else {
            return Vec::new();
        };
        let owned = schema.sequences.values().filter(|sequence| {
            sequence
                .owned_by
                .is_some_and(|(owner, _)| owner == table.id)
                && sequence.from_serial
        });
        owned
            .map(|sequence| Made {
                kind: "SEQUENCE",
                said: "SEQUENCE",
                schema: sequence.schema.clone(),
                object: quote::qualified(&sequence.schema, &sequence.name),
            })
            .filter(|made| !self.sequences.contains(&made.object))
            .collect()
    }
}

/// The first words of a statement, enough for what it makes and its name.
fn head(statement: &str) -> Vec<Token> {
    const LONGEST: usize = 400;
    if !statement
        .get(..6)
        .is_some_and(|word| word.eq_ignore_ascii_case("create"))
    {
        return Vec::new();
    }
    let mut end = statement.len().min(LONGEST);
    while !statement.is_char_boundary(end) {
        end -= 1;
    }
    tokens::significant(statement.get(..end).unwrap_or_default())
}

fn is(statement: &str, tokens: &[Token], at: usize, words: &[&str]) -> bool {
    words.iter().enumerate().all(|(ahead, word)| {
        let token = tokens.get(at + ahead);
        token.is_some_and(|token| token.is_word(statement, word))
    })
}

fn name_at(statement: &str, tokens: &[Token], at: usize) -> Option<(String, String)> {
    let first = tokens.get(at)?.name(statement)?;
    match tokens
        .get(at + 1)
        .is_some_and(|token| token.is(statement, "."))
    {
        true => Some((first, tokens.get(at + 2)?.name(statement)?)),
        false => Some(("public".to_string(), first)),
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
