//! What a plan says it locks, held against what the server holds: every step of every pair runs in a transaction of its own,
//! and before that ends the same session reads `pg_locks`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use cadastre::migration::{Lock, Step, Strategy, Work};
use cadastre::model::QualifiedName;

use crate::migration_cases::Case;
use crate::server::Database;

/// Relations of the schema: number, schema, name, kind, and the table that an index or a sequence belongs to.
const RELATIONS: &str = "SELECT c.oid, n.nspname, c.relname, c.relkind, coalesce(i.indrelid, (SELECT d.refobjid FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
    AND d.deptype IN ('a', 'i') AND c.relkind = 'S' LIMIT 1), 0)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE c.oid >= 16384 AND n.nspname NOT LIKE 'pg\\_%' AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'i', 'I', 'S')";

struct Relation {
    shown: String,
    kind: String,
    owner: String,
}

/// The relations that stand, by their number.
fn relations(database: &Database) -> Result<BTreeMap<String, Relation>, String> {
    let rows = database.run(RELATIONS)?;
    let read = |row: &str| {
        let mut parts = row.split('|').map(str::to_string);
        let (oid, schema, name) = (parts.next()?, parts.next()?, parts.next()?);
        let kind = parts.next()?.to_lowercase();
        // An index is called by its name alone.
        let shown = match kind.as_str() {
            "i" => name,
            _ => QualifiedName::new(&schema, &name).to_string(),
        };
        let owner = parts.next()?;
        Some((oid, Relation { shown, kind, owner }))
    };
    Ok(rows.lines().filter_map(read).collect())
}

/// One way of a plan as a script that tells of each step what it held and what it did to the rows.
fn script(steps: &[&Step], up: bool) -> String {
    let mut text = String::new();
    for (number, step) in steps.iter().enumerate() {
        let statements = if up { &step.up } else { &step.down };
        if !step.transactional {
            for statement in statements {
                let _ = writeln!(text, "{statement}\n;");
            }
            continue;
        }
        let told = |text: &mut String, when: &str| {
            let _ = writeln!(
                text,
                "SELECT '{when}', {number}, c.oid, c.relfilenode, s.seq_scan FROM pg_class c
                JOIN pg_stat_xact_user_tables s ON s.relid = c.oid WHERE c.relkind IN ('r', 'm');"
            );
        };
        text.push_str("BEGIN;\n");
        told(&mut text, "before");
        for statement in statements {
            let _ = writeln!(text, "{statement}\n;");
        }
        let _ = writeln!(
            text,
            "SELECT 'lock', {number}, relation, mode, 0 FROM pg_locks
            WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation >= 16384;"
        );
        told(&mut text, "after");
        text.push_str("COMMIT;\n");
    }
    text
}

/// The lock that `pg_locks.mode` names.
pub fn lock_of(mode: &str) -> Lock {
    [
        Lock::AccessShare,
        Lock::RowShare,
        Lock::RowExclusive,
        Lock::ShareUpdateExclusive,
        Lock::Share,
        Lock::ShareRowExclusive,
        Lock::Exclusive,
        Lock::AccessExclusive,
    ]
    .into_iter()
    .find(|lock| lock.catalog_name() == mode)
    .unwrap_or_default()
}

/// What one step did, read from what its script printed.
#[derive(Default)]
struct Measured {
    locks: BTreeMap<String, Lock>,
    rewritten: bool,
    scanned: bool,
}

fn measured(printed: &str, steps: usize, standing: &BTreeMap<String, Relation>) -> Vec<Measured> {
    let mut all: Vec<Measured> = (0..steps).map(|_| Measured::default()).collect();
    let mut before: BTreeMap<(usize, String), (String, String)> = BTreeMap::new();
    for line in printed.lines() {
        let parts: Vec<&str> = line.split('|').collect();
        let [what, number, oid, value, scans] = parts.as_slice() else {
            continue;
        };
        let Ok(number) = number.parse::<usize>() else {
            continue;
        };
        if !standing.contains_key(*oid) {
            continue;
        }
        let key = (number, (*oid).to_string());
        match *what {
            "lock" => {
                let lock = all[number].locks.entry(key.1).or_default();
                *lock = lock_of(value).max(*lock);
            }
            "before" => {
                before.insert(key, ((*value).to_string(), (*scans).to_string()));
            }
            "after" => {
                if let Some((file, count)) = before.get(&key) {
                    all[number].rewritten |= file != value;
                    all[number].scanned |= count != scans;
                }
            }
            _ => {}
        }
    }
    all
}

/// What a step names as locked or done, and the server does not hold or did not do, or the other way round.
fn compare(
    step: &Step,
    up: bool,
    held: &Measured,
    standing: &BTreeMap<String, Relation>,
    called: &dyn Fn(&str) -> String,
) -> Vec<String> {
    let named = if up { &step.tables } else { &step.tables_down };
    let named: BTreeMap<String, Lock> = named
        .iter()
        .map(|one| (called(&one.table), one.lock))
        .collect();
    let mut wrong = Vec::new();
    let mut seen = Vec::new();
    for (oid, lock) in &held.locks {
        let relation = &standing[oid];
        let owner = standing.get(&relation.owner);
        seen.push(relation.shown.clone());
        match named.get(&relation.shown) {
            Some(named) if named == lock => {}
            Some(named) => wrong.push(format!("{} is named {named}, held {lock}", relation.shown)),
            // What belongs to a table is locked with it; it is named where its lock is stronger, or the statement names it.
            None if relation.kind == "i" || relation.kind == "s" => {
                let covered = owner
                    .and_then(|owner| named.get(&owner.shown))
                    .copied()
                    .unwrap_or_default();
                if *lock > covered.max(Lock::RowExclusive) {
                    wrong.push(format!("{} is not named, held {lock}", relation.shown));
                }
            }
            None => wrong.push(format!("{} is not named, held {lock}", relation.shown)),
        }
    }
    for (name, lock) in named {
        if !seen.contains(&name) {
            wrong.push(format!("{name} is named {lock}, not held"));
        }
    }
    if up {
        let done = if held.rewritten {
            "rewritten"
        } else if held.scanned {
            "read"
        } else {
            "left alone"
        };
        let said = match step.work {
            Work::Rewrite => "rewritten",
            Work::IndexBuild | Work::Scan => "read",
            Work::Catalog => "left alone",
        };
        if done != said {
            wrong.push(format!("rows are said to be {said}, and are {done}"));
        }
    }
    wrong
        .iter()
        .map(|one| format!("{} {}: {one}", if up { "up" } else { "down" }, step.title))
        .collect()
}

/// Walks a case up and down, step by step.
///
/// # Errors
/// What the server refuses.
pub fn differences(
    case: &Case,
    strategy: Strategy,
    live: &Database,
) -> Result<Vec<String>, String> {
    let plan = case.plan(strategy);
    let diff = case.diff();
    let mut wrong = Vec::new();
    for up in [true, false] {
        let standing = relations(live)?;
        let mut steps: Vec<&Step> = plan.steps.iter().collect();
        if !up {
            steps.reverse();
        }
        let printed = live.run(&script(&steps, up))?;
        // Up, what stays is named as the target names it.
        let called = |shown: &str| {
            let target = diff.target.tables.values();
            let renamed = target
                .filter(|table| up && table.qualified_name().to_string() == shown)
                .find_map(|table| diff.base.tables.get(&table.id));
            match renamed {
                Some(base) => base.qualified_name().to_string(),
                None => shown.to_string(),
            }
        };
        for (step, held) in steps.iter().zip(measured(&printed, steps.len(), &standing)) {
            if step.transactional {
                wrong.extend(compare(step, up, &held, &standing, &called));
            }
        }
    }
    Ok(wrong)
}
