//! The way of a database from a base to a target, back, and there again, with rows in its tables.

use std::collections::BTreeMap;

use cadastre::migration::layout::UP_DOWN;
use cadastre::migration::{self, File, Plan};

use crate::dumps::{difference, normal_dump};
use crate::server::{Database, Server};

/// Fills the tables of a database, as far as rows for them are found.
pub const ROWS: &str = include_str!("rows.sql");

/// What a journey needs.
pub struct Journey<'a> {
    /// The base, which is copied.
    pub base: &'a Database,
    /// What leads from it to the target.
    pub plan: &'a Plan,
    /// What the base dumps as.
    pub before: &'a str,
    /// What the target dumps as.
    pub after: &'a str,
}

/// Why a journey did not end.
pub struct Stop {
    /// What the server said, or what differs.
    pub why: String,
    /// Whether rows are what the server refuses (SQLSTATE classes 22 and 23).
    pub by_rows: bool,
}

impl Journey<'_> {
    /// Up, down and up again over a copy of the base; gives how many tables there are and how many held rows.
    ///
    /// # Errors
    /// Where it ends elsewhere, or rows get lost from tables that stand all the way.
    pub fn there_and_back(&self, rows: &str) -> Result<[usize; 2], Stop> {
        let live = Server::get().copy(self.base);
        let result = self.walk(&live, rows);
        live.remove();
        result
    }

    fn walk(&self, live: &Database, rows: &str) -> Result<[usize; 2], Stop> {
        let printed = live.run(rows).map_err(|error| Stop {
            why: format!("the rows themselves: {error}"),
            by_rows: false,
        })?;
        let filled = printed.lines().find_map(|line| {
            let (tables, filled) = line.strip_prefix("filled|")?.split_once('|')?;
            Some([tables.parse().ok()?, filled.parse().ok()?])
        });
        let counts = |live: &Database| -> BTreeMap<String, String> {
            let printed = live.run(COUNTS).unwrap_or_default();
            let rows = printed.lines().filter_map(|line| line.split_once('|'));
            rows.map(|(name, count)| (name.to_string(), count.to_string()))
                .collect()
        };
        let first = counts(live);
        let files = migration::files(self.plan, &UP_DOWN, 1_u32, None);
        let (up, mut down): (Vec<&File>, Vec<&File>) = files
            .iter()
            .partition(|file| file.path.ends_with(".up.sql"));
        down.reverse();
        let ways = [
            ("up", &up, self.after),
            ("down", &down, self.before),
            ("up again", &up, self.after),
        ];
        for (way, files, expected) in ways {
            run(live, files).map_err(|error| Stop {
                by_rows: error.contains("ERROR:  22") || error.contains("ERROR:  23"),
                why: format!("{way}: {error}"),
            })?;
            let actual = normal_dump(live);
            if actual != *expected {
                let texts: String = files.iter().map(|file| file.text.as_str()).collect();
                let difference = difference(&actual, expected);
                return Err(Stop {
                    why: format!("{way} ends elsewhere:\n{difference}\n{texts}"),
                    by_rows: false,
                });
            }
        }
        let last = counts(live);
        // A table that goes comes back empty; every other keeps its rows.
        let goes = |name: &str| {
            let bare = name.strip_prefix("public.").unwrap_or(name);
            let mut steps = self.plan.steps.iter();
            steps.any(|step| step.loss.what().is_some_and(|what| what.contains(bare)))
        };
        for (name, count) in first {
            let now = last.get(&name);
            if now.is_some_and(|now| *now != count) && !goes(&name) {
                return Err(Stop {
                    why: format!("{name} held {count} rows and holds {now:?}"),
                    by_rows: false,
                });
            }
        }
        Ok(filled.unwrap_or([1, 1]))
    }
}

/// Tables by name and how many rows each holds.
const COUNTS: &str = "CREATE FUNCTION pg_temp.rows_of(rel regclass) RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE n bigint; BEGIN EXECUTE format('SELECT count(*) FROM ONLY %s', rel) INTO n; RETURN n; END $$;
    SELECT format('%I.%I', n.nspname, c.relname), pg_temp.rows_of(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema';";

/// Runs files one after the other, with the SQLSTATE in what is said of errors.
fn run(database: &Database, files: &[&File]) -> Result<(), String> {
    for file in files {
        database
            .run(&format!("\\set VERBOSITY verbose\n{}", file.text))
            .map_err(|error| format!("{}: {error}\n{}", file.path, file.text))?;
    }
    Ok(())
}
