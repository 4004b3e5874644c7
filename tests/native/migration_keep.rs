//! What would be dropped may stay under another name: then nothing is lost, up or down.

use cadastre::diff::{self, Matching};
use cadastre::migration::{self, Loss, Options, Strategy, Way};
use cadastre::model::ObjectRef;
use cadastre::proof;

use crate::migration_cases::schema;

const BEFORE: &str = "
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE rooms (id int PRIMARY KEY, code text NOT NULL, name text);
CREATE TABLE visits (id serial PRIMARY KEY, room_id int NOT NULL REFERENCES rooms (id), how mood);
CREATE INDEX visits_room_id_idx ON visits (room_id);
";
const AFTER: &str = "CREATE TABLE rooms (id int PRIMARY KEY, name text);";

#[test]
fn what_is_kept_loses_nothing_and_goes_there_and_back() {
    let diff = diff::compare(&schema(BEFORE), &schema(AFTER), Matching::Names);
    let rooms = diff.base.table_named("public", "rooms").unwrap();
    let visits = diff.base.table_named("public", "visits").unwrap();
    let code = ObjectRef::Column(rooms.id, rooms.column_named("code").unwrap().id);
    let ways = [(code, Way::Keep), (ObjectRef::Table(visits.id), Way::Keep)];
    for strategy in [Strategy::Single, Strategy::Online] {
        let mut options = Options {
            strategy,
            ..Options::default()
        };
        let dropped = migration::plan(&diff, &options).unwrap();
        let offered: Vec<ObjectRef> = dropped
            .steps
            .iter()
            .filter(|step| step.other_ways.contains(&Way::Keep))
            .filter_map(|step| step.subject)
            .collect();
        for (object, _) in ways {
            assert!(offered.contains(&object), "{object:?} in {offered:?}");
        }
        options.ways = ways.into_iter().collect();
        let kept = migration::plan(&diff, &options).unwrap();
        assert_eq!(kept.kept, ["rooms.code_deprecated", "visits_deprecated"]);
        let lost: Vec<_> = kept
            .steps
            .iter()
            .filter(|step| matches!(step.loss, Loss::StructureOnly { .. }))
            .map(|step| &step.title)
            .collect();
        assert!(lost.is_empty(), "{lost:?}");
        let up = kept.steps.iter().flat_map(|step| &step.up);
        assert!(up.clone().all(|one| !one.contains("DROP TABLE")));
        assert!(up.clone().all(|one| !one.contains("DROP COLUMN")));
        let proof = proof::prove(&diff, &kept);
        let down = proof.legs.iter().find(|leg| leg.name == "down").unwrap();
        assert!(down.holds(), "{:?}", down.differences);
    }
}

#[test]
fn rows_decide_where_nobody_chose() {
    let before = schema("CREATE TABLE t (id int PRIMARY KEY, n integer)");
    let after =
        schema("CREATE TABLE t (id int PRIMARY KEY, n bigint); CREATE INDEX t_n_idx ON t (n)");
    let diff = diff::compare(&before, &after, Matching::Names);
    let table = diff.base.table_named("public", "t").unwrap().id;
    let plan = |rows: Option<u64>| {
        let options = Options {
            strategy: Strategy::Online,
            rows: rows.map(|rows| (table, rows)).into_iter().collect(),
            ..Options::default()
        };
        migration::plan(&diff, &options).unwrap()
    };
    let concurrently = |plan: &migration::Plan| {
        let mut up = plan.steps.iter().flat_map(|step| &step.up);
        up.any(|one| one.contains("CONCURRENTLY"))
    };
    assert!(concurrently(&plan(None)));
    assert!(concurrently(&plan(Some(5_000_000))));
    let small = plan(Some(200));
    assert!(!concurrently(&small));
    assert!(
        small
            .steps
            .iter()
            .any(|step| step.reason == "At once: t holds 200 rows")
    );
    for rows in [None, Some(5_000_000), Some(200), Some(0)] {
        assert!(proof::prove(&diff, &plan(rows)).holds());
    }
}
