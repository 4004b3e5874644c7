//! Queries: read, bound and judged.

use std::ops::ControlFlow;

use cadastre::import::{self, Options, Source};
use cadastre::model::tenancy;
use cadastre::model::{AccessPattern, AccessPatternId, Document, Op};
use cadastre::query::{
    Ground, Judged, Order, Queries, Serving, SmellKind, TenantFilter, Verdict, line_and_column,
    read_file,
};

const SCHEMA: &str = include_str!("golden/queries.sql");

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
            "1:8 live_meetings has no column title",
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

/// The tables a query reads, each with how it is held to a tenant.
fn tenants(sql: &str) -> Vec<(String, TenantFilter)> {
    let judged = judge(sql);
    assert!(judged.problems.is_empty(), "{sql}: {:?}", judged.problems);
    judged
        .uses
        .iter()
        .map(|one| (one.alias.clone(), one.tenant))
        .collect()
}

#[test]
fn every_tenant_table_is_held_to_its_tenant_or_told() {
    use TenantFilter::{Given, Joined, Key, Member, Missing, NotNeeded, Value};
    for (sql, expected) in [
        ("SELECT title FROM meetings WHERE org_id = $1", vec![Value]),
        (
            "SELECT title FROM meetings WHERE org_id IN ($1, $2)",
            vec![Value],
        ),
        (
            "SELECT title FROM meetings WHERE org_id = ANY ($1)",
            vec![Value],
        ),
        (
            "SELECT title FROM meetings WHERE org_id = current_setting('app.org_id')::uuid",
            vec![Value],
        ),
        ("SELECT title FROM meetings WHERE slug = $1", vec![Missing]),
        (
            "SELECT title FROM meetings WHERE org_id = $1 OR slug = $2",
            vec![Missing],
        ),
        (
            "SELECT title FROM meetings WHERE org_id <> $1",
            vec![Missing],
        ),
        (
            "SELECT title FROM meetings WHERE NOT (org_id = $1)",
            vec![Missing],
        ),
        (
            "SELECT 1 FROM meetings m JOIN recordings r ON r.org_id = m.org_id AND r.meeting_id = m.id WHERE m.org_id = $1",
            vec![Value, Joined],
        ),
        (
            "SELECT 1 FROM meetings m JOIN recordings r ON r.org_id = m.org_id WHERE m.slug = $1",
            vec![Missing, Missing],
        ),
        (
            "SELECT 1 FROM meetings m JOIN users u ON true WHERE m.org_id = $1",
            vec![Value, NotNeeded],
        ),
        // The root found by its key holds what is joined to it.
        (
            "SELECT 1 FROM organizations o JOIN meetings m ON m.org_id = o.org_id WHERE o.slug = $1",
            vec![NotNeeded, Joined],
        ),
        (
            "SELECT 1 FROM meetings m LEFT JOIN recordings r ON r.meeting_id = m.id AND r.org_id = $1 WHERE m.org_id = $1",
            vec![Value, Value],
        ),
        (
            "SELECT 1 FROM meetings m LEFT JOIN recordings r ON r.meeting_id = m.id AND r.org_id = $1",
            vec![Missing, Value],
        ),
        // The organizations of a person hold what is read of them.
        (
            "SELECT title FROM meetings WHERE org_id IN (SELECT org_id FROM memberships WHERE user_id = $1)",
            vec![Joined, Member],
        ),
        // A condition in ON of an outer join does not hold back the rows of the other side.
        (
            "SELECT 1 FROM meetings m LEFT JOIN recordings r ON r.meeting_id = m.id AND m.org_id = $1",
            vec![Missing, Missing],
        ),
        (
            "SELECT org_id, role FROM memberships WHERE user_id = $1",
            vec![Member],
        ),
        ("SELECT role FROM memberships", vec![Missing]),
        (
            "SELECT 1 FROM meetings m WHERE org_id = $1 AND EXISTS (SELECT 1 FROM recordings r WHERE r.org_id = m.org_id AND r.meeting_id = m.id)",
            vec![Value, Joined],
        ),
        (
            "SELECT 1 FROM meetings m WHERE EXISTS (SELECT 1 FROM memberships s WHERE s.org_id = m.org_id AND s.org_id = $1)",
            vec![Joined, Value],
        ),
        (
            "SELECT 1 FROM meetings m WHERE NOT EXISTS (SELECT 1 FROM memberships s WHERE s.org_id = m.org_id AND s.org_id = $1)",
            vec![Missing, Value],
        ),
        (
            "SELECT title FROM meetings WHERE org_id IN (SELECT org_id FROM memberships WHERE user_id = $1 AND org_id = $2)",
            vec![Joined, Value],
        ),
        (
            "WITH own AS (SELECT * FROM meetings WHERE org_id = $1) SELECT title FROM own",
            vec![Value],
        ),
        (
            "WITH own AS (SELECT * FROM meetings) SELECT title FROM own WHERE org_id = $1",
            vec![Value],
        ),
        (
            "WITH own AS (SELECT * FROM meetings) SELECT 1 FROM own a, own b WHERE a.org_id = $1 AND b.id = a.id",
            vec![Missing],
        ),
        (
            "SELECT name FROM live_meetings WHERE org_id = $1",
            vec![Value],
        ),
        ("SELECT name FROM live_meetings", vec![Missing]),
        (
            "SELECT title FROM meetings WHERE org_id = $1 UNION ALL SELECT storage_key FROM recordings",
            vec![Value, Missing],
        ),
        (
            "SELECT x FROM (SELECT org_id, title AS x FROM meetings UNION SELECT org_id, storage_key FROM recordings) u WHERE u.org_id = $1",
            vec![Value, Value],
        ),
        (
            "INSERT INTO meetings (id, org_id, title) VALUES ($1, $2, $3)",
            vec![Given],
        ),
        (
            "INSERT INTO meetings (id, title) VALUES ($1, $2)",
            vec![Missing],
        ),
        (
            "UPDATE meetings SET title = $1 WHERE id = $2",
            vec![Missing],
        ),
        (
            "UPDATE meetings m SET title = $1 FROM organizations o WHERE o.org_id = m.org_id AND o.slug = $2 AND m.id = $3",
            vec![Joined, NotNeeded],
        ),
        (
            "DELETE FROM recordings USING meetings m WHERE m.id = recordings.meeting_id AND m.org_id = recordings.org_id AND m.org_id = $1",
            vec![Joined, Value],
        ),
        (
            "SELECT (SELECT count(*) FROM recordings r WHERE r.org_id = m.org_id) FROM meetings m WHERE m.org_id = $1",
            vec![Value, Joined],
        ),
        (
            "SELECT 1 FROM meetings JOIN recordings USING (org_id) WHERE meetings.org_id = $1",
            vec![Value, Joined],
        ),
        // The foreign key holds the tenant, so joining by the rest of it is enough.
        (
            "SELECT 1 FROM meetings m JOIN recordings r ON r.meeting_id = m.id WHERE m.org_id = $1",
            vec![Value, Key],
        ),
    ] {
        let mut found: Vec<TenantFilter> =
            tenants(sql).into_iter().map(|(_, tenant)| tenant).collect();
        let mut expected = expected;
        found.sort_by_key(|tenant| format!("{tenant:?}"));
        expected.sort_by_key(|tenant| format!("{tenant:?}"));
        assert_eq!(found, expected, "{sql}");
    }
}

/// How each table is read, with the index.
fn readings(sql: &str) -> Vec<String> {
    let judged = judge(sql);
    assert!(judged.problems.is_empty(), "{sql}: {:?}", judged.problems);
    let reads = judged.uses.iter();
    reads
        .map(|one| {
            format!(
                "{}: {:?} {}",
                one.alias,
                one.serving,
                one.index_name.as_deref().unwrap_or("-")
            )
        })
        .collect()
}

#[test]
fn the_serving_index_is_named() {
    for (sql, expected) in [
        (
            "SELECT title FROM meetings WHERE id = $1",
            vec!["meetings: Row meetings_pkey"],
        ),
        (
            "SELECT title FROM meetings WHERE org_id = $1 ORDER BY starts_at DESC LIMIT 20",
            vec!["meetings: Index meetings_list_idx"],
        ),
        (
            "SELECT title FROM meetings WHERE org_id = $1 AND starts_at > $2",
            vec!["meetings: Index meetings_list_idx"],
        ),
        (
            "SELECT title FROM meetings WHERE org_id = $1 ORDER BY title LIMIT 20",
            vec!["meetings: Part meetings_org_id_id_key"],
        ),
        // A partial index serves where its predicate is asked for.
        (
            "SELECT title FROM meetings WHERE org_id = $1 AND slug = $2 AND deleted_at IS NULL",
            vec!["meetings: Index meetings_live_idx"],
        ),
        (
            "SELECT title FROM meetings WHERE slug = $1 AND deleted_at IS NULL",
            vec!["meetings: None -"],
        ),
        (
            "SELECT title FROM meetings WHERE settings @> $1",
            vec!["meetings: Index meetings_settings_idx"],
        ),
        (
            "SELECT title FROM meetings WHERE settings->>'a' = $1",
            vec!["meetings: None -"],
        ),
        (
            "SELECT storage_key FROM recordings WHERE org_id = $1 AND meeting_id = $2",
            vec!["recordings: None -"],
        ),
        (
            "SELECT 1 FROM memberships s JOIN users u ON u.user_id = s.user_id WHERE s.org_id = $1",
            vec!["s: Index memberships_pkey", "u: Row users_pkey"],
        ),
        (
            "SELECT 1 FROM users u JOIN memberships s USING (user_id) WHERE u.user_id = $1",
            vec!["u: Row users_pkey", "s: Index memberships_user_id_idx"],
        ),
        (
            "SELECT 1 FROM meetings m LEFT JOIN organizations o ON o.org_id = m.org_id WHERE m.id = $1",
            vec!["m: Row meetings_pkey", "o: Row organizations_pkey"],
        ),
        (
            "SELECT name FROM live_meetings WHERE org_id = $1 AND starts_at < $2",
            vec!["live_meetings: Nothing -"],
        ),
        (
            "SELECT title FROM meetings WHERE id IN (SELECT meeting_id FROM recordings WHERE id = $1)",
            vec![
                "recordings: Row recordings_pkey",
                "meetings: Row meetings_pkey",
            ],
        ),
        ("SELECT title FROM meetings", vec!["meetings: Nothing -"]),
        (
            "SELECT slug FROM organizations ORDER BY slug LIMIT 5",
            vec!["organizations: Index organizations_slug_key"],
        ),
    ] {
        let mut found = readings(sql);
        let mut expected: Vec<String> = expected.into_iter().map(String::from).collect();
        if sql.contains("live_meetings") {
            found.retain(|one| one.contains("meetings_list_idx"));
            expected = vec!["meetings: Index meetings_list_idx".to_string()];
        }
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{sql}");
    }
    let judged =
        judge("SELECT title FROM meetings WHERE org_id = $1 ORDER BY starts_at DESC LIMIT 20");
    assert_eq!(judged.order, Order::ByIndex);
    let judged =
        judge("SELECT title FROM meetings WHERE org_id = $1 ORDER BY starts_at DESC, id LIMIT 20");
    assert_eq!(judged.order, Order::Sorts);
}

fn suggested(document: &Document, queries: &Queries) -> Vec<String> {
    let suggestions = queries.suggestions();
    let texts = suggestions.iter().map(|one| {
        let table = document.schema.table(one.table).unwrap();
        let predicate = one
            .predicate
            .as_ref()
            .map(|text| format!(" WHERE {text}"))
            .unwrap_or_default();
        let serves = one.serves.len();
        format!(
            "{} {} ({}){predicate} serves {serves}",
            table.name,
            one.method,
            one.key_texts(table).join(", ")
        )
    });
    texts.collect()
}

fn declared(texts: &[&str]) -> Document {
    let mut document = document();
    for sql in texts {
        let id = document.allocate();
        document
            .access_patterns
            .insert(id, AccessPattern::new(id, sql, sql));
    }
    document
}

#[test]
fn suggestions_repeat_neither_each_other_nor_what_is_there() {
    let mut document = declared(&[
        "SELECT id FROM recordings WHERE org_id = $1 AND meeting_id = $2 ORDER BY created_at DESC LIMIT 20",
        "SELECT id FROM recordings WHERE meeting_id = $2 AND org_id = $1",
        "SELECT id FROM recordings WHERE org_id = $1 AND storage_key LIKE '%x%'",
        "SELECT user_id FROM users WHERE lower(email) = $1",
        "SELECT user_id FROM users u WHERE lower(u.email) = $1 AND full_name IS NOT NULL",
        "SELECT id FROM meetings WHERE org_id = $1 AND deleted_at IS NULL AND title = $2",
        "SELECT id FROM meetings WHERE org_id = $1 ORDER BY starts_at DESC LIMIT 5",
    ]);
    let tenancy = tenancy::infer(&document.schema, &document.tenancy);
    let queries = Queries::of(&document, &tenancy);
    let mut found = suggested(&document, &queries);
    found.sort();
    assert_eq!(
        found,
        [
            "meetings btree (org_id, title) WHERE deleted_at IS NULL serves 1",
            "recordings btree (org_id, meeting_id, created_at DESC) serves 2",
            "recordings gin (storage_key gin_trgm_ops) serves 1",
            "users btree (lower(email)) serves 2",
        ]
    );
    // Once they are there, all is served and nothing is left to wish for.
    let before = document.clone();
    let ops: Vec<Op> = {
        let ground = Ground::of(&before, &tenancy);
        let mut next = before.next_id;
        let fresh = || {
            next += 1;
            next
        };
        let mut fresh = fresh;
        queries
            .suggestions()
            .iter()
            .flat_map(|one| ground.index_ops(one, &mut fresh))
            .collect()
    };
    let (inverses, _) = Op::apply_all(ops, &mut document).unwrap();
    let after = Queries::of(&document, &tenancy);
    assert!(
        after.suggestions().is_empty(),
        "{:?}",
        suggested(&document, &after)
    );
    for (id, judged) in after.iter() {
        assert_ne!(
            judged.verdict(),
            Verdict::NotServed,
            "{}",
            document.access_patterns[&id].sql
        );
    }
    Op::apply_all(inverses, &mut document).unwrap();
    document.next_id = before.next_id;
    assert_eq!(document, before);
}

#[test]
fn the_five_most_frequent_are_the_evidence() {
    let mut document = declared(&["SELECT 1"; 7]);
    let rates = [
        "1 / s",
        "200 per minute",
        "",
        "5 / day",
        "12 / h",
        "2 / s",
        "1 / min",
    ];
    for (pattern, rate) in document.access_patterns.values_mut().zip(rates) {
        pattern.frequency = rate.to_string();
    }
    let tenancy = tenancy::infer(&document.schema, &document.tenancy);
    let queries = Queries::of(&document, &tenancy);
    let evidence = queries.evidence(&document);
    let ids: Vec<AccessPatternId> = document.access_patterns.keys().copied().collect();
    let top: Vec<AccessPatternId> = evidence.top.iter().map(|(id, _)| *id).collect();
    assert_eq!(top, [ids[1], ids[5], ids[0], ids[6], ids[4]]);
    assert!(evidence.holds());
    let id = ids[5];
    document.access_patterns.get_mut(&id).unwrap().sql =
        "SELECT id FROM recordings WHERE org_id = $1 AND meeting_id = $2".into();
    let evidence = Queries::of(&document, &tenancy).evidence(&document);
    assert_eq!((evidence.covered(), evidence.holds()), (4, false));
}

#[test]
fn habits_are_told_and_what_only_looks_like_them_is_not() {
    let smells = |sql: &str| -> Vec<SmellKind> {
        let mut kinds: Vec<SmellKind> = judge(sql).smells.iter().map(|smell| smell.kind).collect();
        kinds.sort();
        kinds
    };
    for (sql, expected) in [
        ("SELECT * FROM users", vec![SmellKind::SelectStar]),
        ("SELECT count(*) FROM users", vec![]),
        (
            "SELECT email FROM users WHERE (SELECT count(*) FROM memberships) > 0",
            vec![SmellKind::CountForExists],
        ),
        ("SELECT email FROM users WHERE email = '{a,b}'", vec![]),
        (
            "SELECT email FROM users WHERE email = '${x}'",
            vec![SmellKind::Interpolated],
        ),
        (
            "SELECT email FROM users WHERE email = {email}",
            vec![SmellKind::Interpolated],
        ),
        (
            "SELECT email FROM users WHERE user_id NOT IN (SELECT user_id FROM memberships)",
            vec![],
        ),
        (
            "SELECT email FROM users WHERE full_name NOT IN (SELECT full_name FROM users)",
            vec![SmellKind::NotInSubquery],
        ),
        (
            "SELECT 1 FROM users, organizations",
            vec![SmellKind::CrossJoin],
        ),
        (
            "SELECT 1 FROM users u, memberships m WHERE m.user_id = u.user_id",
            vec![],
        ),
        ("SELECT 1 FROM users CROSS JOIN organizations", vec![]),
        ("DELETE FROM users WHERE 1 = 1", vec![SmellKind::NoWhere]),
        ("SELECT email FROM users LIMIT 5 OFFSET 10", vec![]),
        (
            "SELECT email FROM users LIMIT $1 OFFSET $2",
            vec![SmellKind::Offset],
        ),
    ] {
        assert_eq!(smells(sql), expected, "{sql}");
    }
    assert_eq!(read_file("SELECT 1;").len(), 1);
    assert_eq!(
        judge("SELECT 1 FROM users WHERE user_id = $1").uses[0].serving,
        Serving::Row
    );
}
