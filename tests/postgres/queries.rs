//! What is said of queries against a real server: names that are refused here are refused there, and the planner uses the
//! index that is said to serve.

use std::ops::ControlFlow;

use cadastre::export;
use cadastre::import::{self, Options, Source};
use cadastre::model::{AccessPattern, AccessPatternId, Document, Op, tenancy};
use cadastre::query::{Ground, Queries, with_positional_parameters};

use super::server::{Database, Server};

const SCHEMA: &str = include_str!("../native/golden/queries.sql");

fn document(sql: &str) -> Document {
    let source = Source {
        name: "schema.sql".into(),
        text: sql.into(),
    };
    let import = import::read(&[source], &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    Document::new("Queries", import.schema)
}

/// Rows enough that the planner looks at indexes.
const ROWS: &str = "
INSERT INTO organizations SELECT gen_random_uuid(), 'o' || n, 's' || n FROM generate_series(1, 20) n;
INSERT INTO users SELECT gen_random_uuid(), 'u' || n || '@x', 'U' || n FROM generate_series(1, 2000) n;
INSERT INTO memberships SELECT o.org_id, u.user_id, 'member' FROM (SELECT org_id FROM organizations LIMIT 3) o, users u;
INSERT INTO meetings SELECT gen_random_uuid(), o.org_id, 't' || n, 'm' || n, now() + n * interval '1 min', 'open', jsonb_build_object('n', n)
    FROM organizations o, generate_series(1, 200) n;
INSERT INTO recordings SELECT gen_random_uuid(), org_id, id, 'k' || n, n, now() + n * interval '1 s' FROM meetings, generate_series(1, 5) n;
ANALYZE;
";

/// The plan of a statement for values that are not known when it is planned.
fn plan(database: &Database, sql: &str, arguments: usize) -> Result<String, String> {
    let values = vec!["NULL"; arguments].join(", ");
    let call = if arguments == 0 {
        "q".to_string()
    } else {
        format!("q({values})")
    };
    let sql = with_positional_parameters(sql);
    database.run(&format!(
        "SET enable_seqscan = off; SET enable_sort = off; SET plan_cache_mode = force_generic_plan; PREPARE q AS {sql}; EXPLAIN (COSTS OFF) EXECUTE {call};"
    ))
}

/// Queries, how many parameters they have, and the indexes that serve.
const SERVED: &[(&str, usize, &[&str])] = &[
    (
        "SELECT title FROM meetings WHERE id = $1",
        1,
        &["meetings_pkey"],
    ),
    (
        "SELECT title FROM meetings WHERE org_id = $1 ORDER BY starts_at DESC LIMIT 20",
        1,
        &["meetings_list_idx"],
    ),
    (
        "SELECT title FROM meetings WHERE org_id = :org AND starts_at > :since",
        2,
        &["meetings_list_idx"],
    ),
    (
        "SELECT title FROM meetings WHERE org_id = $1 AND slug = $2 AND deleted_at IS NULL",
        2,
        &["meetings_live_idx"],
    ),
    (
        "SELECT title FROM meetings WHERE settings @> $1",
        1,
        &["meetings_settings_idx"],
    ),
    (
        "SELECT role FROM memberships WHERE user_id = $1",
        1,
        &["memberships_user_id_idx"],
    ),
    (
        "SELECT role FROM memberships WHERE user_id = $1 AND org_id = $2",
        2,
        &["memberships_pkey"],
    ),
    (
        "SELECT name FROM organizations WHERE slug = $1",
        1,
        &["organizations_slug_key"],
    ),
    (
        "SELECT slug FROM organizations ORDER BY slug LIMIT 5",
        0,
        &["organizations_slug_key"],
    ),
    (
        "SELECT u.email FROM memberships m JOIN users u ON u.user_id = m.user_id WHERE m.org_id = $1 AND m.user_id = $2",
        2,
        &["memberships_pkey", "users_pkey"],
    ),
    (
        "SELECT name FROM live_meetings WHERE org_id = $1 AND starts_at < $2",
        2,
        &["meetings_list_idx"],
    ),
    (
        "WITH own AS (SELECT * FROM meetings WHERE org_id = $1) SELECT title FROM own WHERE id = $2",
        2,
        &["meetings_org_id_id_key", "meetings_pkey"],
    ),
    (
        "UPDATE meetings SET title = $1 WHERE org_id = $2 AND id = $3",
        3,
        &["meetings_org_id_id_key", "meetings_pkey"],
    ),
    (
        "DELETE FROM recordings WHERE id = $1",
        1,
        &["recordings_pkey"],
    ),
];

#[test]
fn the_planner_uses_the_index_that_is_said_to_serve() {
    let database = Server::get().database();
    database.run(&format!("{SCHEMA}{ROWS}")).unwrap();
    let document = document(SCHEMA);
    let tenancy = tenancy::infer(&document.schema, &document.tenancy);
    let ground = Ground::of(&document, &tenancy);
    for (sql, arguments, expected) in SERVED {
        let judged = ground.judge(&AccessPattern::new(AccessPatternId(1), "q", sql));
        assert!(judged.problems.is_empty(), "{sql}: {:?}", judged.problems);
        let said: Vec<&str> = judged
            .uses
            .iter()
            .filter_map(|one| one.index_name.as_deref())
            .collect();
        assert!(
            said.iter().all(|name| expected.contains(name)) && !said.is_empty(),
            "{sql}: {said:?}"
        );
        let plan = plan(&database, sql, *arguments).unwrap();
        // Of two keys that both find one row the planner may take either.
        assert!(
            expected.iter().any(|name| plan.contains(name)),
            "{sql}: {said:?}\n{plan}"
        );
        if expected.len() == said.len() {
            for name in said {
                assert!(plan.contains(name), "{sql}: {name}\n{plan}");
            }
        }
    }
}

/// Queries that no index serves, and how many parameters they have.
const UNSERVED: &[(&str, usize)] = &[
    (
        "SELECT id FROM recordings WHERE org_id = $1 AND meeting_id = $2 ORDER BY created_at DESC LIMIT 20",
        2,
    ),
    ("SELECT user_id FROM users WHERE email = $1", 1),
    ("SELECT user_id FROM users WHERE lower(full_name) = $1", 1),
    ("SELECT id FROM meetings WHERE settings->>'theme' = $1", 1),
    ("SELECT id FROM meetings WHERE tags @> $1", 1),
    (
        "SELECT id FROM meetings WHERE org_id = $1 AND deleted_at IS NULL AND title = $2",
        2,
    ),
];

#[test]
fn the_planner_uses_the_suggested_index_once_it_is_there() {
    for (sql, arguments) in UNSERVED {
        let mut document = document(SCHEMA);
        let id = document.allocate();
        document
            .access_patterns
            .insert(id, AccessPattern::new(id, "q", sql));
        let tenancy = tenancy::infer(&document.schema, &document.tenancy);
        let queries = Queries::of(&document, &tenancy);
        let suggestions = queries.suggestions();
        assert_eq!(suggestions.len(), 1, "{sql}: {suggestions:?}");
        let mut next = document.next_id;
        let ops = Ground::of(&document, &tenancy).index_ops(&suggestions[0], || {
            next += 1;
            next
        });
        let name = ops.iter().find_map(|op| match op {
            Op::PutIndex { index, .. } => Some(index.name.clone()),
            _ => None,
        });
        let name = name.unwrap();
        Op::apply_all(ops, &mut document).unwrap();
        let database = Server::get().database();
        database
            .run(&format!("{}{ROWS}", export::sql::document(&document)))
            .unwrap();
        let plan = plan(&database, sql, *arguments).unwrap();
        assert!(plan.contains(&name), "{sql}: {name}\n{plan}");
        let after = Queries::of(&document, &tenancy);
        assert!(after.suggestions().is_empty(), "{sql}");
        let said = after
            .iter()
            .flat_map(|(_, judged)| &judged.uses)
            .filter_map(|one| one.index_name.clone());
        assert_eq!(said.collect::<Vec<_>>(), [name], "{sql}");
    }
}

#[test]
fn what_is_refused_here_is_refused_there() {
    let database = Server::get().database();
    database.run(SCHEMA).unwrap();
    let document = document(SCHEMA);
    let tenancy = tenancy::infer(&document.schema, &document.tenancy);
    let ground = Ground::of(&document, &tenancy);
    let refused = [
        "SELECT nope FROM users",
        "SELECT u.nope FROM users u",
        "SELECT users.email FROM users u",
        "SELECT 1 FROM nowhere",
        "SELECT 1 FROM app.users",
        "SELECT id FROM meetings m JOIN recordings r ON r.meeting_id = m.id",
        "SELECT title FROM live_meetings",
        "INSERT INTO users (user_id, mail) VALUES ($1, $2)",
        "INSERT INTO users (user_id, email) VALUES ($1)",
        "UPDATE users SET mail = 'x' WHERE user_id = $1",
        "WITH a AS (SELECT org_id AS tenant FROM meetings) SELECT org_id FROM a",
        "SELECT a.n FROM (SELECT 1 AS m) a",
        "SELECT 1 FROM meetings JOIN recordings USING (title)",
        "SELECT 1 FROM meetings m, (SELECT m.id) x",
        "SELECT 1 FROM meetings WHERE title = = 'a'",
        "SELECT 1 FROM meetings WHERE (title = 'a'",
        "SELECT 1 FROM meetings ORDER BY nope",
        "DELETE FROM meetings WHERE nope = 1",
    ];
    for sql in refused {
        let judged = ground.judge(&AccessPattern::new(AccessPatternId(1), "q", sql));
        assert!(!judged.problems.is_empty(), "accepted here: {sql}");
        let answer = database.run(&format!("PREPARE q AS {sql}; DEALLOCATE q;"));
        assert!(answer.is_err(), "accepted there: {sql}");
    }
    let accepted = [
        "SELECT m FROM meetings m",
        "SELECT (m).title, (m).* FROM meetings m",
        "SELECT ctid, m.xmin FROM meetings m",
        "SELECT lower(title) AS t FROM meetings GROUP BY t ORDER BY t",
        "SELECT * FROM meetings NATURAL JOIN recordings",
        "SELECT n FROM generate_series(1, 3) AS n",
        "SELECT x.a FROM json_to_recordset('[]') AS x(a int, b text)",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t",
        "SELECT * FROM meetings a JOIN recordings b JOIN users c ON true ON a.id = b.meeting_id",
        "SELECT count(*) FILTER (WHERE role = 'x') OVER (PARTITION BY org_id) FROM memberships",
        "INSERT INTO users (user_id, email) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET email = excluded.email WHERE users.email <> excluded.email",
        "SELECT m.id, r.n FROM meetings m, LATERAL (SELECT count(*) AS n FROM recordings WHERE meeting_id = m.id) r",
        "SELECT relname FROM pg_class",
        "SELECT substring(title FROM 1 FOR 2), extract(epoch FROM starts_at), trim(BOTH 'x' FROM title) FROM meetings",
        "SELECT title FROM meetings WHERE (starts_at, id) < ($1, $2) ORDER BY starts_at DESC, id DESC LIMIT $3",
        "SELECT 1 WHERE EXISTS (SELECT FROM users)",
    ];
    for sql in accepted {
        let judged = ground.judge(&AccessPattern::new(AccessPatternId(1), "q", sql));
        assert!(
            judged.problems.is_empty(),
            "refused here: {sql}: {:?}",
            judged.problems
        );
        database
            .run(&format!("PREPARE q AS {sql}; DEALLOCATE q;"))
            .unwrap_or_else(|reason| panic!("refused there: {sql}: {reason}"));
    }
}
