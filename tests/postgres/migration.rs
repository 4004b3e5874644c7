//! Every before/after pair on a real server: base and up give the target, down gives the base again, up the target again.

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use cadastre::migration::Strategy;

use crate::dumps::normal_dump;
use crate::journey::{Journey, ROWS};
use crate::migration_cases::{Case, cases, pairs};
use crate::server::Server;

/// How many pairs are proved at the same time.
const WORKERS: usize = 3;

/// What is counted over all pairs.
#[derive(Default)]
struct Tally {
    with_rows: usize,
    without: usize,
    filled: [usize; 2],
    wrong: Vec<String>,
}

/// One pair both ways in both strategies, and every step's locks.
fn hold(case: &Case, tally: &mut Tally) -> Result<(), String> {
    let server = Server::get();
    let (base, target) = (server.database(), server.database());
    base.run(&case.before)?;
    target.run(&case.after)?;
    let (before, after) = (normal_dump(&base), normal_dump(&target));
    target.remove();
    let rows = match case.rows.is_empty() {
        true => ROWS,
        false => &case.rows,
    };
    let mut refused = false;
    for strategy in [Strategy::Single, Strategy::Online] {
        let said = |error: String| format!("({strategy:?}) {error}");
        let plan = case.plan(strategy);
        let journey = Journey {
            base: &base,
            plan: &plan,
            before: &before,
            after: &after,
        };
        match journey.there_and_back(rows) {
            Ok(filled) => {
                tally.with_rows += 1;
                tally.filled[0] += filled[0];
                tally.filled[1] += filled[1];
            }
            Err(stop) if stop.by_rows && case.forbidden.is_some() => {
                refused = true;
                journey.there_and_back("").map_err(|stop| said(stop.why))?;
                tally.without += 1;
            }
            Err(stop) => return Err(said(stop.why)),
        }
        let live = server.copy(&base);
        if case.forbidden.is_none() {
            live.run(rows).map_err(said)?;
        }
        let differ = crate::locks::differences(case, strategy, &live).map_err(said)?;
        live.remove();
        if !differ.is_empty() {
            return Err(said(differ.join("\n")));
        }
    }
    base.remove();
    match &case.forbidden {
        Some(why) if !refused => Err(format!("rows are not refused, though it is said: {why}")),
        _ => Ok(()),
    }
}

#[test]
fn every_pair_goes_there_and_back_and_locks_what_it_says() {
    let mut all = cases();
    all.extend(pairs());
    let next = AtomicUsize::new(0);
    let tally = Mutex::new(Tally::default());
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(case) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut own = Tally::default();
                    let held = catch_unwind(AssertUnwindSafe(|| hold(case, &mut own)));
                    let held = held.unwrap_or_else(|_| Err("the planner gave up".to_string()));
                    let mut tally = tally.lock().unwrap();
                    tally.with_rows += own.with_rows;
                    tally.without += own.without;
                    tally.filled[0] += own.filled[0];
                    tally.filled[1] += own.filled[1];
                    if let Err(error) = held {
                        tally.wrong.push(format!("{}: {error}", case.name));
                    }
                }
            });
        }
    });
    let Tally {
        with_rows,
        without,
        filled: [tables, filled],
        wrong,
    } = tally.into_inner().unwrap();
    // Past the harness, which shows what is printed only where a test fails.
    let _ = writeln!(
        std::io::stderr(),
        "{} pairs, {} fail; {with_rows} ways with rows in {filled} of {tables} tables, {without} without, as the change refuses rows",
        all.len(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn there_are_enough_pairs() {
    assert!(cases().len() + pairs().len() >= 150);
}
