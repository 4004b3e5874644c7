//! The table of facts, measured on the installed server: each kind of statement runs on a plain table, on one with a child,
//! and on a partitioned one, and what it locks, reads and writes again is what its row says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use cadastre::migration::facts::{FACTS, Reach};
use cadastre::migration::{Lock, Operation as Op, Work};

use crate::locks::lock_of;
use crate::server::{Database, Server};

/// The table `t` and what is below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Plain,
    Parent,
    Partitioned,
}

const SHAPES: [Shape; 3] = [Shape::Plain, Shape::Parent, Shape::Partitioned];

impl Shape {
    fn sql(self) -> &'static str {
        match self {
            Shape::Plain => "CREATE TABLE t (id int NOT NULL, a int, s varchar(10), b text, e mood, d amount);",
            Shape::Parent => {
                "CREATE TABLE t (id int NOT NULL, a int, s varchar(10), b text, e mood, d amount);
                 CREATE TABLE below () INHERITS (t);"
            }
            Shape::Partitioned => {
                "CREATE TABLE t (id int NOT NULL, a int, s varchar(10), b text, e mood, d amount) PARTITION BY RANGE (id);
                 CREATE TABLE below PARTITION OF t FOR VALUES FROM (0) TO (100);"
            }
        }
    }
}

/// One statement of an operation.
struct Trial {
    operation: Op,
    /// Before it, in transactions of their own.
    setup: &'static str,
    statement: &'static str,
    /// The relation that it names first.
    first: &'static str,
    /// The other relation.
    other: &'static str,
    shapes: &'static [Shape],
}

const fn trial(operation: Op, setup: &'static str, statement: &'static str) -> Trial {
    Trial {
        operation,
        setup,
        statement,
        first: "t",
        other: "r",
        shapes: &SHAPES,
    }
}

const fn between(
    operation: Op,
    setup: &'static str,
    statement: &'static str,
    [first, other]: [&'static str; 2],
    shapes: &'static [Shape],
) -> Trial {
    Trial {
        first,
        other,
        shapes,
        ..trial(operation, setup, statement)
    }
}

const PLAIN: &[Shape] = &[Shape::Plain];
const PARTITIONED: &[Shape] = &[Shape::Partitioned];

#[rustfmt::skip]
const TRIALS: &[Trial] = &[
    trial(Op::CreateTable, "", "CREATE TABLE made (id int)"),
    between(Op::CreatePartition, "", "CREATE TABLE made PARTITION OF t FOR VALUES FROM (100) TO (200)", ["", "t"], PARTITIONED),
    between(Op::CreateChild, "", "CREATE TABLE made () INHERITS (t)", ["", "t"], PLAIN),
    between(Op::DropTable, "", "DROP TABLE t", ["t", ""], &SHAPES),
    between(Op::DropTable, "", "DROP TABLE below", ["below", "t"], PARTITIONED),
    trial(Op::Rename, "", "ALTER TABLE t RENAME TO u"),
    trial(Op::Rename, "CREATE SCHEMA x", "ALTER TABLE t SET SCHEMA x"),
    trial(Op::Rename, "ALTER TABLE t ADD CONSTRAINT k UNIQUE (id)", "ALTER TABLE t RENAME CONSTRAINT k TO l"),
    trial(Op::RenameColumn, "", "ALTER TABLE t RENAME COLUMN a TO z"),
    trial(Op::RenameColumn, "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)", "ALTER TABLE t RENAME CONSTRAINT k TO l"),
    between(Op::RenameIndex, "CREATE INDEX i ON t (a)", "ALTER INDEX i RENAME TO j", ["i", "t"], &SHAPES),
    trial(Op::AddColumn, "", "ALTER TABLE t ADD COLUMN z int"),
    trial(Op::AddColumn, "", "ALTER TABLE t ADD COLUMN z timestamptz NOT NULL DEFAULT now()"),
    trial(Op::AddColumnChecked, "TRUNCATE t", "ALTER TABLE t ADD COLUMN z int NOT NULL"),
    trial(Op::AddColumnChecked, "", "ALTER TABLE t ADD COLUMN z int CHECK (z > 0)"),
    trial(Op::AddColumnRewrite, "", "ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid()"),
    trial(Op::AddColumnRewrite, "", "ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (a + 1) STORED"),
    trial(Op::AddColumnRewrite, "", "ALTER TABLE t ADD COLUMN z amount"),
    trial(Op::DropColumn, "", "ALTER TABLE t DROP COLUMN a"),
    trial(Op::ColumnDefault, "", "ALTER TABLE t ALTER COLUMN a SET DEFAULT 1"),
    trial(Op::ColumnDefault, "ALTER TABLE t ALTER COLUMN a SET DEFAULT 1", "ALTER TABLE t ALTER COLUMN a DROP DEFAULT"),
    trial(Op::ColumnIdentity, "", "ALTER TABLE t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY"),
    trial(Op::ColumnStatistics, "", "ALTER TABLE t ALTER COLUMN a SET STATISTICS 500"),
    trial(Op::ColumnOptions, "", "ALTER TABLE t ALTER COLUMN a SET (n_distinct = 5)"),
    trial(Op::ColumnStorage, "", "ALTER TABLE t ALTER COLUMN b SET STORAGE EXTERNAL"),
    trial(Op::SetNotNull, "", "ALTER TABLE t ALTER COLUMN a SET NOT NULL"),
    trial(Op::SetNotNullProved, "ALTER TABLE t ADD CONSTRAINT k CHECK (a IS NOT NULL)", "ALTER TABLE t ALTER COLUMN a SET NOT NULL"),
    trial(Op::DropNotNull, "ALTER TABLE t ALTER COLUMN a SET NOT NULL", "ALTER TABLE t ALTER COLUMN a DROP NOT NULL"),
    trial(Op::TypeCatalog, "", "ALTER TABLE t ALTER COLUMN s TYPE varchar(20)"),
    trial(Op::TypeIndexes, "CREATE INDEX i ON t (b)", "ALTER TABLE t ALTER COLUMN b TYPE text COLLATE \"POSIX\""),
    trial(Op::TypeRewrite, "", "ALTER TABLE t ALTER COLUMN a TYPE bigint"),
    trial(Op::AddCheck, "", "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)"),
    trial(Op::AddCheckNotValid, "", "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID"),
    trial(Op::AddForeignKey, "", "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES r (id)"),
    between(Op::AddForeignKeyNotValid, "", "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES r (id) NOT VALID", ["t", "r"], &[Shape::Plain, Shape::Parent]),
    trial(Op::ValidateCheck, "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID", "ALTER TABLE t VALIDATE CONSTRAINT k"),
    between(Op::ValidateForeignKey, "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES r (id) NOT VALID", "ALTER TABLE t VALIDATE CONSTRAINT k", ["t", "r"], &[Shape::Plain, Shape::Parent]),
    trial(Op::AddKey, "", "ALTER TABLE t ADD CONSTRAINT k UNIQUE (id)"),
    trial(Op::AddPrimaryKey, "ALTER TABLE t ALTER COLUMN id DROP NOT NULL", "ALTER TABLE t ADD PRIMARY KEY (id)"),
    between(Op::AddKeyOnly, "", "ALTER TABLE ONLY t ADD CONSTRAINT k UNIQUE (id)", ["t", "r"], PARTITIONED),
    between(Op::AddKeyOnly, "", "ALTER TABLE ONLY t ADD CONSTRAINT k PRIMARY KEY (id)", ["t", "r"], PARTITIONED),
    between(Op::AddKeyUsingIndex, "CREATE UNIQUE INDEX k ON t (id)", "ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX k", ["t", "r"], &[Shape::Plain, Shape::Parent]),
    trial(Op::DropConstraint, "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)", "ALTER TABLE t DROP CONSTRAINT k"),
    trial(Op::DropForeignKey, "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES r (id)", "ALTER TABLE t DROP CONSTRAINT k"),
    trial(Op::AlterConstraint, "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES r (id)", "ALTER TABLE t ALTER CONSTRAINT k DEFERRABLE"),
    trial(Op::CreateIndex, "", "CREATE INDEX i ON t (a)"),
    between(Op::CreateIndexOnly, "", "CREATE INDEX i ON ONLY t (a)", ["t", "r"], PARTITIONED),
    between(Op::DropIndex, "CREATE INDEX i ON t (a)", "DROP INDEX i", ["i", "t"], PLAIN),
    between(Op::AttachIndex, "CREATE INDEX i ON ONLY t (a); CREATE INDEX i1 ON below (a)", "ALTER INDEX i ATTACH PARTITION i1", ["i", "i1"], PARTITIONED),
    between(Op::IndexParameters, "CREATE INDEX i ON t (a)", "ALTER INDEX i SET (fillfactor = 70)", ["i", "t"], PLAIN),
    between(Op::StorageParameters, "", "ALTER TABLE t SET (fillfactor = 70)", ["t", "r"], &[Shape::Plain, Shape::Parent]),
    trial(Op::RowSecurity, "", "ALTER TABLE t ENABLE ROW LEVEL SECURITY"),
    trial(Op::RowSecurity, "", "ALTER TABLE t FORCE ROW LEVEL SECURITY"),
    trial(Op::Policy, "", "CREATE POLICY k ON t USING (a > 0)"),
    trial(Op::Policy, "CREATE POLICY k ON t USING (a > 0)", "ALTER POLICY k ON t USING (a > 1)"),
    trial(Op::Policy, "CREATE POLICY k ON t USING (a > 0)", "DROP POLICY k ON t"),
    trial(Op::CreateTrigger, "", "CREATE TRIGGER k AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"),
    trial(Op::TriggerState, "CREATE TRIGGER k AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()", "ALTER TABLE t DISABLE TRIGGER k"),
    trial(Op::DropTrigger, "CREATE TRIGGER k AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()", "DROP TRIGGER k ON t"),
    trial(Op::Comment, "", "COMMENT ON TABLE t IS 'x'"),
    trial(Op::Comment, "", "COMMENT ON COLUMN t.a IS 'x'"),
    trial(Op::CommentPart, "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)", "COMMENT ON CONSTRAINT k ON t IS 'x'"),
    trial(Op::CommentPart, "CREATE POLICY k ON t USING (a > 0)", "COMMENT ON POLICY k ON t IS 'x'"),
    trial(Op::Grant, "", "GRANT SELECT ON t TO PUBLIC"),
    between(Op::Persistence, "", "ALTER TABLE t SET UNLOGGED", ["t", "r"], &[Shape::Plain, Shape::Parent]),
    trial(Op::TableProperty, "", "ALTER TABLE t REPLICA IDENTITY FULL"),
    between(Op::ClusterOn, "CREATE INDEX i ON t (a)", "ALTER TABLE t CLUSTER ON i", ["t", "r"], &[Shape::Plain, Shape::Parent]),
    between(Op::Inherit, "CREATE TABLE made (LIKE t)", "ALTER TABLE made INHERIT t", ["made", "t"], PLAIN),
    between(Op::NoInherit, "", "ALTER TABLE below NO INHERIT t", ["below", "t"], &[Shape::Parent]),
    between(Op::AttachPartition, "CREATE TABLE made (LIKE t)", "ALTER TABLE t ATTACH PARTITION made FOR VALUES FROM (100) TO (200)", ["made", "t"], PARTITIONED),
    between(Op::AttachPartition, "CREATE TABLE root (LIKE t) PARTITION BY RANGE (id)", "ALTER TABLE root ATTACH PARTITION t FOR VALUES FROM (0) TO (1000)", ["t", "root"], PARTITIONED),
    between(Op::DetachPartition, "", "ALTER TABLE t DETACH PARTITION below", ["below", "t"], PARTITIONED),
    trial(Op::AddEnumValue, "", "ALTER TYPE mood ADD VALUE 'new'"),
    trial(Op::AlterType, "", "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'"),
    trial(Op::SwapType, "CREATE TYPE mood2 AS ENUM ('sad')", "ALTER TABLE t ALTER COLUMN e TYPE mood2 USING e::text::mood2"),
    between(Op::CheckDomain, "", "ALTER DOMAIN amount ADD CHECK (VALUE < 1000)", ["t", "r"], &[Shape::Plain, Shape::Parent]),
    trial(Op::NoTable, "", "CREATE SCHEMA made"),
    between(Op::CreateView, "", "CREATE VIEW v AS SELECT a FROM t", ["", "t"], PLAIN),
    between(Op::CreateMaterializedView, "", "CREATE MATERIALIZED VIEW v AS SELECT a FROM t", ["", "t"], PLAIN),
    between(Op::AlterView, "CREATE VIEW v AS SELECT a FROM r2", "ALTER VIEW v RENAME TO w", ["v", "t"], PLAIN),
    between(Op::DropView, "CREATE VIEW v AS SELECT a FROM t", "DROP VIEW v", ["v", "r"], PLAIN),
    between(Op::AlterSequence, "CREATE SEQUENCE q", "ALTER SEQUENCE q OWNED BY t.a", ["q", "t"], PLAIN),
    between(Op::AlterSequence, "CREATE SEQUENCE q", "ALTER SEQUENCE q INCREMENT BY 2", ["q", ""], PLAIN),
    between(Op::RenameSequence, "CREATE SEQUENCE q", "ALTER SEQUENCE q RENAME TO p", ["q", ""], PLAIN),
    between(Op::DropSequence, "CREATE SEQUENCE q", "DROP SEQUENCE q", ["q", ""], PLAIN),
    trial(Op::CreateStatistics, "", "CREATE STATISTICS k ON a, b FROM t"),
    between(Op::Backfill, "", "DO $$ BEGIN UPDATE t SET a = 2 WHERE a IS NOT NULL; END $$", ["t", "r"], PLAIN),
    trial(Op::Look, "", "SELECT count(*) FROM t"),
    between(Op::Update, "", "UPDATE t SET a = 2", ["t", "r"], &[Shape::Plain, Shape::Partitioned]),
];

/// What every trial finds beside `t`.
const AROUND: &str = "CREATE TYPE mood AS ENUM ('sad', 'glad');
    CREATE DOMAIN amount AS int CHECK (VALUE > 0);
    CREATE TABLE r (id int PRIMARY KEY); INSERT INTO r VALUES (1), (2);
    CREATE TABLE r2 (a int);
    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';";

const ROWS: &str = "INSERT INTO t (id, a, s, b, e, d) VALUES (1, 1, 'x', 'x', 'sad', 1), (2, 2, 'y', 'y', 'sad', 2);";

/// What one statement did.
#[derive(Debug)]
struct Measured {
    locks: BTreeMap<String, Lock>,
    work: Work,
}

/// Measures a statement in a transaction that is rolled back, in a schema of its own.
fn measure(database: &Database, trial: &Trial, shape: Shape) -> Result<Measured, String> {
    static SCHEMAS: AtomicU32 = AtomicU32::new(0);
    let schema = format!("trial_{}", SCHEMAS.fetch_add(1, Ordering::Relaxed));
    let (shape, setup, statement) = (shape.sql(), trial.setup, trial.statement);
    let here = format!("c.relnamespace = '{schema}'::regnamespace");
    let state = format!(
        "SELECT 'state', c.relname, c.relfilenode, s.seq_scan FROM pg_class c JOIN pg_stat_xact_user_tables s ON s.relid = c.oid
         WHERE c.relkind IN ('r', 'm') AND c.relname IN ('t', 'below', 'made') AND {here};
         SELECT 'index', c.relname, c.relfilenode, 0 FROM pg_class c WHERE c.relkind = 'i' AND {here};"
    );
    // Names are read before the statement, which may change them; what the setup locks is let go before.
    let printed = database.run(&format!(
        "CREATE SCHEMA {schema}; SET search_path = {schema}; {AROUND} {shape} {ROWS} {setup};
         SELECT 'name', c.oid, c.relname FROM pg_class c WHERE {here};
         BEGIN; {state} {statement};
         SELECT 'lock', relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation';
         {state} ROLLBACK; DROP SCHEMA {schema} CASCADE;"
    ))?;
    Ok(read_measured(&printed, statement))
}

fn read_measured(printed: &str, statement: &str) -> Measured {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let mut locks: BTreeMap<String, Lock> = BTreeMap::new();
    let mut states: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    let (mut rewritten, mut scanned, mut rebuilt) = (false, false, false);
    for line in printed.lines() {
        let parts: Vec<&str> = line.split('|').collect();
        match parts.as_slice() {
            ["name", oid, name] => {
                names.insert(oid, name);
            }
            ["lock", oid, mode] => {
                if let Some(name) = names.get(oid) {
                    let lock = locks.entry((*name).to_string()).or_default();
                    *lock = lock_of(mode).max(*lock);
                }
            }
            [what, name, file, scans] => {
                if let Some((old, count)) = states.insert(name, (file, scans)) {
                    rewritten |= *what == "state" && old != *file;
                    rebuilt |= *what == "index" && old != *file;
                    scanned |= count != *scans;
                }
            }
            _ => {}
        }
    }
    // An index that is made or made again is told from its statement or its file: the server counts a scan for both.
    let makes = ["CREATE INDEX", "UNIQUE (", "PRIMARY KEY"];
    let builds = rebuilt || makes.iter().any(|word| statement.contains(word));
    let work = match (rewritten, scanned) {
        (true, _) => Work::Rewrite,
        (_, true) if builds => Work::IndexBuild,
        (_, true) => Work::Scan,
        _ => Work::Catalog,
    };
    Measured { locks, work }
}

/// Measures one statement on one shape; gives whether it locked what is below `t` as it locked `t`.
fn hold(database: &Database, trial: &Trial, shape: Shape, wrong: &mut Vec<String>) -> Option<bool> {
    let fact = trial.operation.fact();
    // PostgreSQL refuses some of them for some shapes; the plain one takes them all.
    let measured = match measure(database, trial, shape) {
        Ok(measured) => measured,
        Err(error) => {
            assert!(shape != Shape::Plain, "{}: {error}", trial.statement);
            return None;
        }
    };
    let held = |name: &str| measured.locks.get(name).copied().unwrap_or_default();
    let mut expect = |what: &str, measured: String, said: String| {
        if measured != said {
            let operation = trial.operation;
            wrong.push(format!(
                "{operation:?} ({}, {shape:?}): {what} is {measured}, the fact says {said}",
                trial.statement
            ));
        }
    };
    if !trial.first.is_empty() {
        expect(
            "the lock",
            held(trial.first).to_string(),
            fact.lock.to_string(),
        );
    }
    if !trial.other.is_empty() {
        expect(
            "the other lock",
            held(trial.other).to_string(),
            fact.other.to_string(),
        );
    }
    // A partitioned table holds no rows itself, and its work is that of its partitions.
    let work = format!("{:?}", measured.work);
    expect("the work", work, format!("{:?}", fact.work));
    Some(held("below") == fact.lock)
}

#[test]
fn the_facts_are_what_the_server_does() {
    let database = Server::get().database();
    let mut wrong = Vec::new();
    for fact in FACTS
        .iter()
        .filter(|fact| fact.transactional || fact.operation == Op::Backfill)
    {
        let trials: Vec<&Trial> = TRIALS
            .iter()
            .filter(|one| one.operation == fact.operation)
            .collect();
        assert!(!trials.is_empty(), "{:?} is not measured", fact.operation);
        // Shapes on which the lock of `t` is measured, and those where it reaches what is below.
        let (mut tried, mut reached) = (Vec::new(), Vec::new());
        for trial in trials {
            for shape in trial.shapes {
                let Some(reaches) = hold(&database, trial, *shape, &mut wrong) else {
                    continue;
                };
                if trial.first == "t" && fact.lock > Lock::None && *shape != Shape::Plain {
                    tried.push(*shape);
                }
                if reaches {
                    reached.push(*shape);
                }
            }
        }
        let on = |shape: Shape| tried.contains(&shape).then(|| reached.contains(&shape));
        let measured = (on(Shape::Parent), on(Shape::Partitioned));
        let said = match fact.reach {
            Reach::Alone => (false, false),
            Reach::Partitions => (false, true),
            Reach::Children => (true, true),
        };
        let differs = |measured: Option<bool>, said: bool| measured.is_some_and(|one| one != said);
        if differs(measured.0, said.0) || differs(measured.1, said.1) {
            wrong.push(format!(
                "{:?} reaches {measured:?}, the fact says {:?}",
                fact.operation, fact.reach
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// What a statement that waits for others holds or asks for meanwhile.
fn waiting(
    database: &Database,
    others: &str,
    statement: &str,
    relations: &[&str],
) -> BTreeSet<(String, Lock)> {
    let names = relations
        .iter()
        .map(|name| format!("'{name}'::regclass"))
        .collect::<Vec<_>>()
        .join(", ");
    let look = format!(
        "SELECT l.relation::regclass, l.mode FROM pg_locks l JOIN pg_stat_activity a USING (pid)
         WHERE a.application_name = 'measured' AND l.locktype = 'relation' AND l.relation IN ({names})"
    );
    thread::scope(|scope| {
        scope.spawn(|| {
            database
                .run(&format!("BEGIN; {others}; SELECT pg_sleep(3); COMMIT"))
                .unwrap()
        });
        thread::sleep(Duration::from_millis(700));
        scope.spawn(|| {
            database
                .run(&format!("SET application_name = 'measured';\n{statement};"))
                .unwrap()
        });
        thread::sleep(Duration::from_millis(1000));
        let printed = database.run(&look).unwrap();
        let rows = printed.lines().filter_map(|line| line.split_once('|'));
        rows.map(|(name, mode)| (name.to_string(), lock_of(mode)))
            .collect()
    })
}

#[test]
fn statements_outside_transactions_lock_what_the_facts_say() {
    let cases = [
        (
            Op::CreateIndexConcurrently,
            Shape::Plain,
            "INSERT INTO t (id) VALUES (3)",
            "CREATE INDEX CONCURRENTLY i2 ON t (a)",
            ["t", ""],
        ),
        (
            Op::DropIndexConcurrently,
            Shape::Plain,
            "SELECT a FROM t WHERE a = 1",
            "DROP INDEX CONCURRENTLY i",
            ["i", "t"],
        ),
        (
            Op::DetachPartitionConcurrently,
            Shape::Partitioned,
            "SELECT a FROM below",
            "ALTER TABLE t DETACH PARTITION below CONCURRENTLY",
            ["below", "t"],
        ),
    ];
    for (operation, shape, others, statement, [first, other]) in cases {
        let fact = operation.fact();
        let database = Server::get().database();
        let index = "CREATE INDEX i ON t (a)";
        let setup = format!("{AROUND} {} {ROWS} {index}", shape.sql());
        database.run(&setup).unwrap();
        let relations: Vec<&str> = [first, other]
            .into_iter()
            .filter(|name| !name.is_empty())
            .collect();
        let found = waiting(&database, others, statement, &relations);
        let strongest = |name: &str| {
            found
                .iter()
                .filter(|(of, _)| of == name)
                .map(|(_, lock)| *lock)
                .max()
                .unwrap_or_default()
        };
        assert_eq!(strongest(first), fact.lock, "{statement}: {found:?}");
        if !other.is_empty() {
            assert_eq!(strongest(other), fact.other, "{statement}: {found:?}");
        }
        assert!(!fact.transactional);
        let refused = database
            .run(&format!("BEGIN; {statement}; COMMIT"))
            .unwrap_err();
        assert!(
            refused.contains("cannot run inside a transaction block"),
            "{refused}"
        );
    }
}
