//! Proves migrations on the histories of real schemas: between the state before a file of a folder of migrations and the state
//! after it, the plan leads there, back and there again, with rows in the tables.

use std::collections::BTreeMap;
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, mpsc};
use std::thread;

use cadastre::diff::{self, Matching};
use cadastre::import::Source;
use cadastre::migration::{self, Options, Strategy};
use cadastre::model::Schema;

use crate::detailed;
use crate::dumps::{difference, normal_dump};
use crate::journey::{Journey, ROWS};
use crate::round_trip::import;
use crate::server::{Database, Server};

/// How many steps are proved at the same time.
const WORKERS: usize = 3;

/// Empties every table, for a step that refuses the rows.
const EMPTY: &str = "DO $$ DECLARE one regclass; BEGIN
    FOR one IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' LOOP
        EXECUTE format('TRUNCATE %s CASCADE', one);
    END LOOP; END $$;";

/// What is counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Ways that held with rows in the tables.
    pub with_rows: usize,
    /// Ways that held on empty tables only, as the change refuses rows.
    pub without: usize,
    /// Ways that did not hold.
    pub wrong: usize,
    /// Files that leave the schema as it was.
    pub nothing: usize,
}

impl Count {
    /// Adds another count.
    pub fn add(&mut self, other: Count) {
        self.with_rows += other.with_rows;
        self.without += other.without;
        self.wrong += other.wrong;
        self.nothing += other.nothing;
    }

    /// The count as a line.
    pub fn line(&self) -> String {
        format!(
            "{} ways there and back with rows, {} on empty tables as the change refuses rows, {} wrong; {} files change nothing",
            self.with_rows, self.without, self.wrong, self.nothing
        )
    }
}

/// One file of a history.
struct Step {
    name: String,
    base: Database,
    schemas: [Schema; 2],
    dumps: [String; 2],
}

/// Walks a history file by file; prints what is wrong where asked.
///
/// # Errors
/// When PostgreSQL does not take the history itself.
pub fn walk(sources: &[Source], prelude: &str) -> Result<Count, String> {
    let live = Server::get().database();
    live.run(prelude)?;
    for schema in missing_schemas(sources, &live) {
        live.run(&format!("CREATE SCHEMA {schema}"))?;
    }
    let count = Mutex::new(Count::default());
    let (sender, receiver) = mpsc::sync_channel::<Step>(WORKERS);
    let receiver = Mutex::new(receiver);
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let next = receiver.lock().unwrap().recv();
                    let Ok(step) = next else { break };
                    let one = prove(step);
                    count.lock().unwrap().add(one);
                }
            });
        }
        let walked = advance(sources, &live, &sender, &count);
        drop(sender);
        walked
    })?;
    live.remove();
    Ok(count.into_inner().unwrap())
}

/// Schemas that the first file takes for granted: its authors make them elsewhere.
fn missing_schemas(sources: &[Source], live: &Database) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    while let Some(first) = sources.first() {
        let tried = Server::get().copy(live);
        let made: String = found
            .iter()
            .map(|one| format!("CREATE SCHEMA {one};\n"))
            .collect();
        let refused = tried.run(&format!("{made}{}", first.text)).err();
        tried.remove();
        let named = refused.as_deref().and_then(|error| {
            let (_, after) = error.split_once("schema \"")?;
            let (name, rest) = after.split_once('"')?;
            rest.starts_with(" does not exist")
                .then(|| name.to_string())
        });
        match named {
            Some(name) if !found.contains(&name) => found.push(name),
            _ => break,
        }
    }
    found
}

fn advance(
    sources: &[Source],
    live: &Database,
    sender: &mpsc::SyncSender<Step>,
    count: &Mutex<Count>,
) -> Result<(), String> {
    // What the file before left; none while files are passed over.
    let mut left: Option<(String, Schema)> = None;
    for (number, source) in sources.iter().enumerate() {
        if !is_wanted(&source.name) {
            live.run(&source.text)
                .map_err(|error| format!("{}: {error}", source.name))?;
            left = None;
            continue;
        }
        let before = || (normal_dump(live), import(&sources[..number]).schema);
        let (dump, schema) = left.take().unwrap_or_else(before);
        let base = Server::get().copy(live);
        live.run(&source.text)
            .map_err(|error| format!("{}: {error}", source.name))?;
        let after = normal_dump(live);
        let next = import(&sources[..=number]).schema;
        if after == dump {
            base.remove();
            count.lock().unwrap().nothing += 1;
        } else {
            let step = Step {
                name: source.name.clone(),
                base,
                schemas: [schema, next.clone()],
                dumps: [dump, after.clone()],
            };
            sender.send(step).unwrap();
        }
        left = Some((after, next));
    }
    Ok(())
}

/// Whether a file's step is walked: all are, or those whose names hold a word of STEPS.
fn is_wanted(name: &str) -> bool {
    let words = env::var("STEPS").unwrap_or_default();
    words.is_empty() || words.split(',').any(|word| name.contains(word))
}

fn strategies() -> Vec<Strategy> {
    match env::var("STRATEGY").as_deref() {
        Ok("single") => vec![Strategy::Single],
        Ok("online") => vec![Strategy::Online],
        _ => vec![Strategy::Single, Strategy::Online],
    }
}

fn prove(step: Step) -> Count {
    let mut count = Count::default();
    for strategy in strategies() {
        let tried = catch_unwind(AssertUnwindSafe(|| one_way(&step, strategy)));
        match tried.unwrap_or_else(|_| Err("the planner gave up".to_string())) {
            Ok(true) => count.with_rows += 1,
            Ok(false) => count.without += 1,
            Err(why) => {
                count.wrong += 1;
                if detailed() {
                    println!("  {} ({strategy:?}): {why}\n", step.name);
                }
            }
        }
    }
    step.base.remove();
    count
}

/// Whether it held with rows.
fn one_way(step: &Step, strategy: Strategy) -> Result<bool, String> {
    let [from, to] = &step.schemas;
    let diff = diff::compare(from, to, Matching::Names);
    let options = Options {
        strategy,
        ..Options::default()
    };
    let plan = migration::plan(&diff, &options).map_err(|error| error.to_string())?;
    if plan.is_empty() {
        let [before, after] = &step.dumps;
        return Err(format!(
            "no difference is seen:\n{}",
            difference(before, after)
        ));
    }
    let journey = Journey {
        base: &step.base,
        plan: &plan,
        before: &step.dumps[0],
        after: &step.dumps[1],
    };
    match journey.there_and_back(ROWS) {
        Ok(_) => Ok(true),
        Err(stop) if stop.by_rows || fails_in_a_block(&stop.why) => {
            let emptied = journey.there_and_back(EMPTY);
            emptied.map(|_| false).map_err(|stop| stop.why)
        }
        Err(stop) => Err(stop.why),
    }
}

/// Whether a block of the history's own fails, which the plan keeps as written: it works on rows as the authors know them.
fn fails_in_a_block(why: &str) -> bool {
    why.contains("Run the statement of do block") && why.contains("inline_code_block")
}

/// Prints the counts of all histories and of all together; gives whether nothing is wrong.
pub fn print(counts: &BTreeMap<String, Result<Count, String>>) -> bool {
    let mut total = Count::default();
    for (name, count) in counts {
        match count {
            Ok(count) => {
                println!("{name:<36}  {:<12} {}", "history", count.line());
                total.add(*count);
            }
            Err(error) => println!("{name:<36}  {:<12} passed over: {error}", "history"),
        }
    }
    println!("All histories: {}", total.line());
    total.wrong == 0
}
