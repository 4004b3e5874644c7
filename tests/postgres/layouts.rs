//! Numbered idempotent files on a real server: each file runs twice, all of them run again, and nothing changes; the way back
//! as well; and `init.sql` builds what the migrations build.

use cadastre::migration::layout::{self, Start};
use cadastre::migration::{File, Strategy, files};
use cadastre::model::Document;
use cadastre::repository::{Kind, Repository, Request};

use crate::dumps::{difference, normal};
use crate::migration_cases::{Case, cases, schema};
use crate::server::{Database, Server};

fn dump(database: &Database) -> String {
    normal(&database.dump_without("schema_migrations"))
}

/// All that the catalogs say of what a database holds, with the identity of each object, and all rows: an index that was
/// dropped and built again is another one.
const STATE: &str = "
SELECT 'class', (to_jsonb(c) - ARRAY['relpages', 'reltuples', 'relallvisible', 'relfrozenxid', 'relminmxid'])::text
    FROM pg_class c WHERE oid >= 16384
UNION ALL SELECT 'attribute', to_jsonb(a)::text FROM pg_attribute a WHERE attrelid >= 16384
UNION ALL SELECT 'default', adrelid || '.' || adnum || pg_get_expr(adbin, adrelid) FROM pg_attrdef
UNION ALL SELECT 'constraint', to_jsonb(c)::text FROM pg_constraint c WHERE oid >= 16384
UNION ALL SELECT 'index', to_jsonb(i)::text FROM pg_index i WHERE indexrelid >= 16384
UNION ALL SELECT 'function', to_jsonb(p)::text FROM pg_proc p WHERE oid >= 16384
UNION ALL SELECT 'type', to_jsonb(t)::text FROM pg_type t WHERE oid >= 16384
UNION ALL SELECT 'enum', to_jsonb(e)::text FROM pg_enum e
UNION ALL SELECT 'policy', to_jsonb(p)::text FROM pg_policy p
UNION ALL SELECT 'trigger', to_jsonb(t)::text FROM pg_trigger t
UNION ALL SELECT 'comment', to_jsonb(d)::text FROM pg_description d WHERE objoid >= 16384
UNION ALL SELECT 'view', pg_get_viewdef(oid) FROM pg_class WHERE relkind IN ('v', 'm') AND oid >= 16384
UNION ALL SELECT 'sequence', to_jsonb(s)::text FROM pg_sequence s
UNION ALL SELECT 'schema', to_jsonb(n)::text FROM pg_namespace n WHERE nspname NOT LIKE 'pg_%temp%'
UNION ALL SELECT 'extension', to_jsonb(e)::text FROM pg_extension e
UNION ALL SELECT 'privileges', to_jsonb(d)::text FROM pg_default_acl d
UNION ALL SELECT 'rows of ' || relname,
    query_to_xml(format('SELECT t::text FROM %s t ORDER BY 1', oid::regclass), true, false, '')::text
    FROM pg_class WHERE relkind = 'r' AND oid >= 16384 AND relnamespace <> 'pg_catalog'::regnamespace
ORDER BY 1, 2";

fn state(database: &Database) -> String {
    database.run(STATE).unwrap()
}

fn run(database: &Database, file: &File) -> Result<(), String> {
    database
        .run(&file.text)
        .map(drop)
        .map_err(|error| format!("{}: {error}\n{}", file.path, file.text))
}

/// Runs each file twice; the second time must leave rows, catalogs and identities as they were.
fn twice(database: &Database, files: &[&File]) -> Result<(), String> {
    for file in files {
        run(database, file)?;
        let before = state(database);
        run(database, file).map_err(|error| format!("the second time: {error}"))?;
        let after = state(database);
        if before != after {
            return Err(format!(
                "{} has an effect the second time:\n{}\n{}",
                file.path,
                difference(&after, &before),
                file.text
            ));
        }
    }
    Ok(())
}

fn idempotent(case: &Case, strategy: Strategy) -> Result<(), String> {
    let server = Server::get();
    let (base, target) = (server.database(), server.database());
    base.run(&case.before)?;
    target.run(&case.after)?;
    let (base, target) = (dump(&base), dump(&target));
    let live = server.database();
    live.run(&case.before)?;
    live.run(&case.rows)?;
    let layout = layout::layout("idempotent").unwrap();
    for file in layout.preamble("000", Some("2026-01-31")) {
        twice(&live, &[&file])?;
    }
    let files = files(&case.plan(strategy), layout, Start::from(1_u32), None);
    let (down, up): (Vec<&File>, Vec<&File>) = files
        .iter()
        .partition(|file| file.path.starts_with("rollback/"));
    let down: Vec<&File> = down.into_iter().rev().collect();
    for (way, files, expected) in [
        ("up", &up, &target),
        ("down", &down, &base),
        ("up again", &up, &target),
    ] {
        twice(&live, files).map_err(|error| format!("{way}: {error}"))?;
        let actual = dump(&live);
        if actual != *expected {
            return Err(format!(
                "{way} ends elsewhere:\n{}",
                difference(&actual, expected)
            ));
        }
    }
    let recorded = live.run("SELECT version FROM schema_migrations ORDER BY version")?;
    let expected: String = (0..=up.len())
        .map(|number| format!("{number:03}\n"))
        .collect();
    if recorded != expected {
        return Err(format!("recorded: {recorded}"));
    }
    Ok(())
}

fn all(strategy: Strategy) {
    let cases = cases();
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let error = idempotent(case, strategy).err()?;
            Some(format!("{} ({strategy:?}): {error}", case.name))
        })
        .collect();
    assert!(
        failures.is_empty(),
        "{} of {} failed:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n\n")
    );
}

#[test]
fn files_of_one_transaction_run_twice_without_effect() {
    all(Strategy::Single);
}

#[test]
fn files_of_online_plans_run_twice_without_effect() {
    all(Strategy::Online);
}

#[test]
fn the_init_script_builds_what_the_migrations_build() {
    for case in cases() {
        let plan = case.plan(Strategy::Online);
        if plan.is_empty() {
            continue;
        }
        let document = Document::new("case", schema(&case.after));
        let proposal = Repository::default()
            .propose(&Request {
                plan: &plan,
                document: &document,
                layout: layout::layout("idempotent"),
                otherwise: None,
                numbering: None,
                number: None,
                name: None,
                now: 1_770_000_000,
            })
            .unwrap();
        let (migrated, fresh) = (Server::get().database(), Server::get().database());
        let said = |error: String| panic!("{}: {error}", case.name);
        migrated.run(&case.before).unwrap_or_else(said);
        let mut writes = proposal.writes;
        writes.retain(|write| !write.path.contains("rollback/"));
        for write in writes.iter().filter(|write| write.kind == Kind::Migration) {
            migrated.run(&write.text).unwrap_or_else(said);
        }
        let init = writes
            .iter()
            .find(|write| write.path == "init.sql")
            .unwrap();
        fresh.run(&init.text).unwrap_or_else(said);
        let actual = normal(&fresh.dump_sorted());
        let expected = normal(&migrated.dump_sorted());
        assert_eq!(difference(&actual, &expected), "", "{}", case.name);
        let records = "SELECT version, name FROM schema_migrations ORDER BY version";
        assert_eq!(fresh.run(records), migrated.run(records), "{}", case.name);
        // What the script has recorded needs not run, and may.
        for write in writes.iter().filter(|write| write.kind == Kind::Migration) {
            fresh.run(&write.text).unwrap_or_else(said);
        }
        assert_eq!(normal(&fresh.dump_sorted()), actual, "{}", case.name);
    }
}
