//! Queries: read, bound and judged.

use std::ops::ControlFlow;

use cadastre::import::{self, Options, Source};
use cadastre::model::tenancy;
use cadastre::model::{AccessPattern, AccessPatternId, Document, Op};
use cadastre::query::{
    Ground, Judged, Order, Queries, Serving, SmellKind, TenantFilter, Verdict, line_and_column,
    read_file,
};

const SCHEMA: &str = "
CREATE TABLE organizations(org_id uuid PRIMARY KEY, name text NOT NULL, slug text NOT NULL UNIQUE);
CREATE TABLE users(user_id uuid PRIMARY KEY, email text NOT NULL, full_name text);
CREATE TABLE memberships(
    org_id uuid NOT NULL REFERENCES organizations, user_id uuid NOT NULL REFERENCES users, role text NOT NULL,
    PRIMARY KEY (org_id, user_id));
CREATE INDEX memberships_user_id_idx ON memberships(user_id);
CREATE TABLE meetings(
    id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES organizations, title text NOT NULL, slug text NOT NULL,
    starts_at timestamptz NOT NULL, status text NOT NULL, settings jsonb NOT NULL DEFAULT '{}', tags text[], deleted_at timestamptz,
    UNIQUE (org_id, id));
CREATE INDEX meetings_list_idx ON meetings(org_id, starts_at DESC);
CREATE INDEX meetings_live_idx ON meetings(org_id, slug) WHERE deleted_at IS NULL;
CREATE INDEX meetings_settings_idx ON meetings USING gin(settings);
CREATE TABLE recordings(
    id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES organizations, meeting_id uuid NOT NULL,
    storage_key text NOT NULL, duration_s integer, created_at timestamptz NOT NULL,
    FOREIGN KEY (org_id, meeting_id) REFERENCES meetings(org_id, id));
CREATE VIEW live_meetings AS SELECT id, org_id, title AS name, starts_at FROM meetings WHERE deleted_at IS NULL;
CREATE TABLE events(id bigint NOT NULL, org_id uuid NOT NULL REFERENCES organizations, at timestamptz NOT NULL, kind text NOT NULL)
    PARTITION BY RANGE (at);
CREATE FUNCTION recent(since timestamptz) RETURNS SETOF events LANGUAGE sql AS $$ SELECT * FROM events WHERE at > since $$;
";

pub fn document() -> Document {
    let source = Source {
        name: "schema.sql".into(),
        text: SCHEMA.into(),
    };
    let import = import::read(&[source], &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    Document::new("Queries", import.schema)
}

pub fn judge(sql: &str) -> Judged {
    judge_in(&document(), sql)
}

fn judge_in(document: &Document, sql: &str) -> Judged {
    let tenancy = tenancy::infer(&document.schema, &document.tenancy);
    Ground::of(document, &tenancy).judge(&AccessPattern::new(AccessPatternId(900), "q", sql))
}

fn messages(sql: &str) -> Vec<String> {
    let judged = judge(sql);
    judged
        .problems
        .iter()
        .map(|problem| {
            let (line, column) = line_and_column(sql, problem.span.start);
            let meant = problem
                .suggestion
                .as_ref()
                .map(|name| format!(" ({name})"))
                .unwrap_or_default();
            format!("{line}:{column} {}{meant}", problem.message)
        })
        .collect()
}

#[test]
fn what_postgresql_takes_is_read() {
    for sql in [
        "SELECT 1",
        "TABLE users",
        "VALUES (1, 'a'), (2, 'b')",
        "SELECT",
        "SELECT count(*) FILTER (WHERE role = 'x'), array_agg(role ORDER BY role DESC NULLS LAST) FROM memberships",
        "SELECT DISTINCT ON (org_id) org_id, starts_at FROM meetings ORDER BY org_id, starts_at DESC",
        "SELECT row_number() OVER (PARTITION BY org_id ORDER BY starts_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM meetings",
        "SELECT sum(duration_s) OVER w FROM recordings WINDOW w AS (PARTITION BY meeting_id)",
        "SELECT m.*, r.n FROM meetings m LEFT JOIN LATERAL (SELECT count(*) AS n FROM recordings r WHERE r.meeting_id = m.id) r ON true",
        "SELECT * FROM meetings JOIN recordings USING (org_id)",
        "SELECT org_id FROM meetings NATURAL JOIN recordings",
        "SELECT a.id FROM (meetings a JOIN recordings b ON a.id = b.meeting_id) LEFT JOIN users u ON true",
        "SELECT id FROM meetings UNION ALL (SELECT id FROM recordings ORDER BY 1 LIMIT 3) ORDER BY id",
        "WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 10) SELECT sum(n) FROM t",
        "WITH gone AS (DELETE FROM recordings WHERE id = $1 RETURNING *) INSERT INTO recordings SELECT * FROM gone",
        "WITH a AS MATERIALIZED (SELECT org_id FROM meetings), b AS NOT MATERIALIZED (SELECT org_id FROM a) SELECT * FROM b",
        "INSERT INTO users (user_id, email) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET email = excluded.email WHERE users.email <> excluded.email RETURNING user_id",
        "INSERT INTO users AS u DEFAULT VALUES",
        "INSERT INTO meetings (id, tags[1]) VALUES ($1, 'x')",
        "UPDATE meetings m SET (title, slug) = (SELECT 'a', 'b'), status = DEFAULT FROM users u WHERE m.id = $1 AND u.user_id = $2",
        "UPDATE ONLY meetings SET settings['a'] = '1' WHERE id = $1",
        "DELETE FROM meetings USING recordings r WHERE r.meeting_id = meetings.id AND r.id = $1",
        "DELETE FROM meetings WHERE CURRENT OF c",
        "MERGE INTO users u USING (SELECT $1::uuid AS id, $2 AS email) s ON u.user_id = s.id WHEN MATCHED AND u.email <> s.email THEN UPDATE SET email = s.email WHEN NOT MATCHED THEN INSERT (user_id, email) VALUES (s.id, s.email)",
        "SELECT extract(epoch FROM starts_at), substring(title FROM 1 FOR 3), trim(BOTH ' ' FROM title), position('a' IN title), overlay(title placing 'x' from 2) FROM meetings",
        "SELECT CAST(id AS text), id::text::varchar(10), starts_at AT TIME ZONE 'UTC', tags[1:2], (tags)[1], title COLLATE \"C\" FROM meetings",
        "SELECT interval '1 day', date '2020-01-01', timestamp with time zone '2020-01-01', E'a\\n', $$x$$, U&'d', B'1', 1.5e3, interval '1' day",
        "SELECT CASE WHEN status = 'a' THEN 1 ELSE 2 END, CASE status WHEN 'a' THEN 1 END, COALESCE(title, ''), NULLIF(title, ''), GREATEST(1, 2) FROM meetings",
        "SELECT ARRAY[1, 2], ARRAY(SELECT 1), ARRAY[[1],[2]], ROW(1, 2), (1, 2) = (1, 2), '{1}'::int[]",
        "SELECT * FROM generate_series(1, 10) WITH ORDINALITY AS g(n, i), unnest(ARRAY[1]) u, json_to_recordset('[]') AS x(a int, b text)",
        "SELECT * FROM ROWS FROM (generate_series(1, 2), unnest(ARRAY[1])) AS t(a, b)",
        "SELECT * FROM recent(now() - interval '1 day') r WHERE r.kind = 'x'",
        "SELECT * FROM users TABLESAMPLE system (10) REPEATABLE (1)",
        "SELECT org_id, count(*) FROM meetings GROUP BY ROLLUP (org_id, status), GROUPING SETS ((title), ()) HAVING count(*) > 1",
        "SELECT title FROM meetings WHERE title LIKE 'a%' ESCAPE '!' AND title NOT ILIKE '%b' AND title SIMILAR TO 'c' AND title ~* 'd' AND NOT title IS NULL",
        "SELECT title FROM meetings WHERE starts_at BETWEEN SYMMETRIC now() AND $1 AND status IS NOT DISTINCT FROM $2 AND (deleted_at ISNULL OR deleted_at NOTNULL)",
        "SELECT title FROM meetings WHERE status = ANY ($1) AND status <> ALL (ARRAY['a']) AND id = ANY (SELECT meeting_id FROM recordings)",
        "SELECT settings->'a'->>'b', settings #>> '{a,b}', settings ? 'a', settings @> '{}', settings @? '$.a' FROM meetings",
        "SELECT id FROM meetings ORDER BY starts_at USING >, id FETCH FIRST 5 ROWS WITH TIES",
        "SELECT id FROM meetings LIMIT ALL OFFSET 5 ROWS FOR NO KEY UPDATE OF meetings SKIP LOCKED",
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_s) FROM recordings",
        "SELECT xmlelement(name foo, title), json_object('a' : title) FROM meetings",
        "SELECT current_date, current_timestamp(3), localtime, current_user, session_user",
        "SELECT m FROM meetings m",
        "SELECT (m).title, (m).* FROM meetings m",
        "SELECT count(m.*), m.ctid, meetings.xmin FROM meetings m, meetings",
        "SELECT a AS select, 1 year, 2 value FROM (SELECT 1 AS a) t",
        "SELECT 1 OPERATOR(pg_catalog.+) 2",
        "SELECT relname FROM pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
        "SELECT lower(title) AS t FROM meetings GROUP BY t ORDER BY t, count(*)",
        "SELECT f.x FROM (VALUES (1), (2)) AS f(x)",
        "EXPLAIN (ANALYZE, BUFFERS) SELECT 1",
        "BEGIN; SET LOCAL search_path TO public; SAVEPOINT a; ROLLBACK TO a; COMMIT",
        "SELECT * FROM users WHERE email = :email AND user_id = @id AND full_name = ?",
        "SELECT * FROM users WHERE email = %(email)s AND full_name=%s AND user_id=@id AND user_id=?",
        "SELECT * FROM users WHERE email = sqlc.arg(email) AND full_name = sqlc.narg('x')",
        "SELECT name FROM live_meetings WHERE org_id = $1",
        "SELECT 1 FROM meetings WHERE (org_id, starts_at) < ($1, $2) AND (starts_at, starts_at) OVERLAPS ($3, $4)",
        "(SELECT 1) UNION (SELECT 2)",
        "((SELECT 1) UNION SELECT 2) ORDER BY 1",
        "SELECT ((SELECT 1) + 2), (SELECT 1)::text || 'a'",
        "SELECT * FROM ((SELECT 1 AS a) UNION SELECT 2) t JOIN ((SELECT 1 AS b) x CROSS JOIN users) ON true",
        "SELECT count(DISTINCT org_id), string_agg(DISTINCT title, ',' ORDER BY title) FROM meetings",
        "SELECT * FROM meetings a JOIN recordings b JOIN users c ON true ON a.id = b.meeting_id",
    ] {
        let found = messages(sql);
        assert!(found.is_empty(), "{sql}\n{found:#?}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (sql, expected) in [
        ("SELECT nope FROM users", "1:8 users has no column nope"),
        (
            "SELECT u.emial FROM users u",
            "1:10 u has no column emial (email)",
        ),
        (
            "SELECT 1 FROM user",
            "1:15 \u{201c}user\u{201d} cannot stand here; a table is expected",
        ),
        (
            "SELECT 1\nFROM meeting",
            "2:6 there is no table or view meeting (meetings)",
        ),
        (
            "SELECT x.id FROM meetings",
            "1:8 no relation in FROM is called x",
        ),
        (
            "SELECT id FROM meetings m JOIN recordings r ON r.meeting_id = m.id",
            "1:8 id is ambiguous: more than one relation has a column of this name",
        ),
        (
            "SELECT title FROM live_meetings",
            "1:8 live_meetings has no column title (name)",
        ),
        (
            "INSERT INTO users (user_id, mail) VALUES ($1, $2)",
            "1:29 users has no column mail (email)",
        ),
        (
            "INSERT INTO users (user_id, email) VALUES ($1)",
            "1:36 2 columns are named and 1 values given",
        ),
        (
            "UPDATE users SET mail = $1 WHERE user_id = $2",
            "1:18 users has no column mail (email)",
        ),
        (
            "WITH a AS (SELECT org_id AS tenant FROM meetings) SELECT org_id FROM a",
            "1:58 a has no column org_id",
        ),
        (
            "SELECT title FROM meetings WHERE title = = 1",
            "1:42 \u{201c}=\u{201d} cannot stand here; an expression is expected",
        ),
        (
            "SELECT 1 FROM meetings WHERE (title = 'a'",
            "1:42 the text ends where \u{201c})\u{201d} is expected",
        ),
        (
            "SELECT a.n FROM (SELECT 1 AS m) a",
            "1:10 a has no column n (m)",
        ),
        (
            "DROP TABLE users",
            "1:1 \u{201c}DROP\u{201d} cannot stand here; SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES or WITH is expected",
        ),
    ] {
        assert_eq!(messages(sql), [expected], "{sql}");
    }
}

#[test]
fn hostile_texts_end_in_words() {
    let deep = format!("SELECT {}1{}", "(".repeat(50_000), ")".repeat(50_000));
    let long = format!(
        "SELECT 1 FROM users WHERE {} true",
        "user_id = $1 OR NOT ".repeat(20_000)
    );
    let chain = format!("SELECT {} 1", "1 + ".repeat(50_000));
    let unions = format!("SELECT 1 {}", "UNION SELECT 1 ".repeat(5_000));
    let nested = format!(
        "SELECT * FROM {} users {}",
        "(SELECT * FROM ".repeat(3_000),
        ") x".repeat(3_000)
    );
    for text in [&deep, &nested] {
        assert!(!judge(text).problems.is_empty());
    }
    for text in [&long, &chain, &unions] {
        assert!(
            judge(text).problems.is_empty(),
            "{:?}",
            judge(text).problems
        );
    }
    for text in [
        "",
        "SELECT '",
        "SELECT $$",
        "WITH",
        "INSERT INTO",
        "\u{0}",
        "SELECT \"",
        "((((",
        "SELECT * FROM {table} WHERE a = ${b",
    ] {
        judge(text);
    }
}
