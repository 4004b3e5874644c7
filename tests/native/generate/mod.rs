//! Generates schemas that PostgreSQL takes: objects of every kind with every property, odd names, comments, dependencies in
//! any order.
//!
//! A schema is built from tapes, one for each object, of numbers that decide what is made. Numbers shrink towards 0, which
//! always chooses the plainest, and a tape that is dropped drops its object alone, so that a failing schema shrinks to the few
//! objects and properties that matter.

mod objects;
mod programs;
mod tables;

use std::collections::BTreeSet;
use std::sync::Arc;

use cadastre::model::*;
use proptest::prelude::*;

/// How many schemas to try: `CASES=n`, or so many.
pub fn cases(usually: u32) -> u32 {
    let asked = std::env::var("CASES").ok();
    asked
        .and_then(|number| number.parse().ok())
        .unwrap_or(usually)
}

/// The tapes of a schema of up to `objects` objects.
pub fn tapes(objects: usize) -> impl Strategy<Value = Vec<Vec<u16>>> {
    prop::collection::vec(prop::collection::vec(any::<u16>(), 0..60), 0..objects)
}

/// The schema that tapes describe. Roles are made only where `roles` allows, as they belong to a whole server.
pub fn schema(tapes: &[Vec<u16>], roles: bool) -> Schema {
    let mut making = Making {
        roles,
        next: 1,
        ..Making::default()
    };
    for numbers in tapes {
        let mut tape = Tape { numbers, at: 0 };
        making.object(&mut tape);
    }
    making.shuffled(tapes)
}

/// Numbers that decide.
pub struct Tape<'a> {
    numbers: &'a [u16],
    at: usize,
}

impl Tape<'_> {
    /// A number below `limit`; 0 when the tape has ended.
    pub fn below(&mut self, limit: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % limit.max(1)
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// One of some; the first is the plainest.
    pub fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// A comment, mostly none.
    pub fn comment(&mut self) -> Option<String> {
        let texts = ["it's", "two\nlines", "\"x\" \\ $$ -- é 🙂", " "];
        self.once_in(4).then(|| self.one(&texts).to_string())
    }
}

/// What a name may look like.
const NAMES: &[&str] = &[
    "a",
    "users",
    "order",
    "Upper",
    "with blank",
    "quo\"te",
    "user",
    "été",
    "🙂",
    "1st",
    "a.b",
    "select",
    "it's",
    "_x$1",
    "ünïcode_ünïcode_ünïcode",
    "forty_characters_long_name_for_an_object_x",
    "sixty_characters_long_name_for_an_object_that_goes_on_on_xx",
];

/// The schema that is being made.
#[derive(Default)]
pub struct Making {
    pub schema: Schema,
    pub roles: bool,
    next: u32,
    /// Names in use: relations, types, constraints and the like share them, so that none is in the way of another.
    used: BTreeSet<String>,
}

impl Making {
    /// A fresh id.
    pub fn id<Id: From<u32>>(&mut self) -> Id {
        self.next += 1;
        Id::from(self.next)
    }

    /// A name that nothing has yet.
    pub fn name(&mut self, tape: &mut Tape) -> String {
        let stem = tape.one(NAMES);
        for number in 0.. {
            let name = match number {
                0 => stem.to_string(),
                _ => format!("{stem}{number}"),
            };
            if name.len() <= 63 && self.used.insert(name.clone()) {
                return name;
            }
            if name.len() > 63 {
                return self.plain_name();
            }
        }
        unreachable!()
    }

    fn plain_name(&mut self) -> String {
        let number = self.used.len();
        let name = format!("n{number}");
        self.used.insert(name.clone());
        name
    }

    /// Takes a name that PostgreSQL will give, so that nothing else has it.
    pub fn reserve(&mut self, name: &str) {
        self.used.insert(name.to_string());
    }

    /// Whether a name is in use.
    pub fn is_used(&self, name: &str) -> bool {
        self.used.contains(name)
    }

    /// `public`, or a schema that was made.
    pub fn namespace(&mut self, tape: &mut Tape) -> String {
        let mut names = vec!["public".to_string(), "public".to_string()];
        names.extend(
            self.schema
                .namespaces
                .values()
                .filter(|own| own.name != "public")
                .map(|own| own.name.clone()),
        );
        tape.one(&names)
    }

    fn object(&mut self, tape: &mut Tape) {
        match tape.below(22) {
            0..=5 => self.table(tape),
            6 => self.namespace_object(tape),
            7 => self.user_type(tape),
            8 => self.sequence(tape),
            9 => self.index(tape),
            10 => self.foreign_key(tape),
            11 => self.view(tape),
            12 => self.function(tape),
            13 => self.trigger(tape),
            14 => self.policy(tape),
            15 => self.grant(tape),
            16 => self.default_privilege(tape),
            17 => self.statistics(tape),
            18 => self.child(tape),
            19 => self.partitioned(tape),
            20 => self.verbatim(tape),
            _ => self.extension_or_role(tape),
        }
    }

    /// The schema with its ids mixed, so that what is needed need not have been made before.
    fn shuffled(self, tapes: &[Vec<u16>]) -> Schema {
        let mut schema = self.schema;
        let turn = tapes
            .first()
            .and_then(|tape| tape.last())
            .copied()
            .unwrap_or(0);
        if turn % 3 == 0 {
            return schema;
        }
        // Functions and types get ids behind everything, in reverse: tables that use them come first by id.
        let behind = |id: u32| 1_000_000 - id;
        let functions = std::mem::take(&mut schema.functions);
        for function in functions.into_values() {
            let mut function = (*function).clone();
            function.id = FunctionId(behind(function.id.0));
            schema.functions.insert(function.id, Arc::new(function));
        }
        let types = std::mem::take(&mut schema.types);
        for own in types.into_values() {
            let mut own = (*own).clone();
            own.id = TypeId(behind(own.id.0));
            schema.types.insert(own.id, Arc::new(own));
        }
        let views = std::mem::take(&mut schema.views);
        for view in views.into_values() {
            let mut view = (*view).clone();
            view.id = ViewId(behind(view.id.0));
            schema.views.insert(view.id, Arc::new(view));
        }
        schema
    }
}
