=== views_in_a_chain_change_at_the_bottom
--- before
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text);
CREATE VIEW one AS SELECT t.id, t.a FROM t;
CREATE VIEW two AS SELECT one.id FROM one;
CREATE VIEW three AS SELECT two.id FROM two JOIN one ON one.id = two.id;
--- after
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text);
CREATE VIEW one AS SELECT t.id, t.b FROM t;
CREATE VIEW two AS SELECT one.id FROM one;
CREATE VIEW three AS SELECT two.id FROM two JOIN one ON one.id = two.id;
=== view_options_and_check_option
--- before
CREATE TABLE t (id integer PRIMARY KEY, a integer);
CREATE VIEW v AS SELECT t.id, t.a FROM t WHERE t.a > 0;
--- after
CREATE TABLE t (id integer PRIMARY KEY, a integer);
CREATE VIEW v WITH (security_barrier=true) AS SELECT t.id, t.a FROM t WHERE t.a > 0 WITH LOCAL CHECK OPTION;
=== view_becomes_materialized
--- before
CREATE TABLE t (id integer PRIMARY KEY, a integer);
CREATE VIEW v AS SELECT t.a, count(*) AS n FROM t GROUP BY t.a;
--- after
CREATE TABLE t (id integer PRIMARY KEY, a integer);
CREATE MATERIALIZED VIEW v AS SELECT t.a, count(*) AS n FROM t GROUP BY t.a;
CREATE UNIQUE INDEX v_a ON v (a);
=== views_with_triggers_and_grants
--- before
CREATE FUNCTION redirect() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TABLE t (id integer PRIMARY KEY, a varchar(5));
CREATE VIEW v AS SELECT t.id, t.a FROM t;
CREATE TRIGGER v_insert INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION redirect();
GRANT SELECT, INSERT ON v TO PUBLIC;
COMMENT ON VIEW v IS 'Writable';
--- after
CREATE FUNCTION redirect() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TABLE t (id integer PRIMARY KEY, a varchar(50));
CREATE VIEW v AS SELECT t.id, t.a FROM t;
CREATE TRIGGER v_insert INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION redirect();
GRANT SELECT, INSERT ON v TO PUBLIC;
COMMENT ON VIEW v IS 'Writable';
=== functions_that_views_and_defaults_call_change
--- before
CREATE FUNCTION tax(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT $1 * 2 $$;
CREATE FUNCTION start() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$;
CREATE TABLE t (a integer DEFAULT start());
CREATE VIEW v AS SELECT tax(t.a) AS tax FROM t;
--- after
CREATE FUNCTION tax(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT $1 * 3 $$;
CREATE FUNCTION start() RETURNS integer LANGUAGE sql STABLE AS $$ SELECT 2 $$;
CREATE TABLE t (a integer DEFAULT start());
CREATE VIEW v AS SELECT tax(t.a) AS tax FROM t;
=== function_signature_changes_under_a_trigger_and_a_view
--- before
CREATE FUNCTION twice(a integer) RETURNS integer LANGUAGE sql AS $$ SELECT a * 2 $$;
CREATE TABLE t (id integer);
CREATE VIEW v AS SELECT twice(t.id) AS x FROM t;
--- after
CREATE FUNCTION twice(a integer) RETURNS bigint LANGUAGE sql AS $$ SELECT a * 2::bigint $$;
CREATE TABLE t (id integer);
CREATE VIEW v AS SELECT twice(t.id) AS x FROM t;
=== functions_with_the_same_name
--- before
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$;
CREATE FUNCTION f(text) RETURNS integer LANGUAGE sql AS $$ SELECT 2 $$;
--- after
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS $$ SELECT 10 $$;
CREATE FUNCTION f(text, text) RETURNS integer LANGUAGE sql AS $$ SELECT 3 $$;
CREATE PROCEDURE p(integer) LANGUAGE sql AS $$ SELECT 4 $$;
=== functions_over_tables_and_types
--- before
CREATE TABLE t (id integer PRIMARY KEY, a integer);
CREATE FUNCTION first() RETURNS SETOF t LANGUAGE sql AS $$ SELECT * FROM t $$;
--- after
CREATE TABLE t (id integer PRIMARY KEY, a bigint, b text);
CREATE FUNCTION first() RETURNS SETOF t LANGUAGE sql AS $$ SELECT * FROM t $$;
CREATE TABLE u (id integer);
CREATE FUNCTION second(u) RETURNS integer LANGUAGE sql AS $$ SELECT ($1).id $$;
=== triggers_of_every_kind
--- before
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text);
CREATE TRIGGER one BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER two AFTER INSERT ON t FOR EACH STATEMENT EXECUTE FUNCTION f();
CREATE TRIGGER three BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
--- after
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text);
CREATE TRIGGER one BEFORE UPDATE OF a, b ON t FOR EACH ROW WHEN (new.a > 5) EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER four AFTER UPDATE ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER five AFTER UPDATE ON t REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION f();
CREATE TRIGGER three BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE t DISABLE TRIGGER three;
COMMENT ON TRIGGER four ON t IS 'Late';
=== trigger_on_a_column_that_changes
--- before
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text);
CREATE TRIGGER one BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (new.a > 5) EXECUTE FUNCTION f();
--- after
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE t (id integer PRIMARY KEY, a bigint, b text);
CREATE TRIGGER one BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (new.a > 5) EXECUTE FUNCTION f();
=== trigger_function_replaced_and_renamed
--- before
CREATE FUNCTION old_f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE t (id integer PRIMARY KEY);
CREATE TRIGGER one BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION old_f();
--- after
CREATE FUNCTION new_f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$;
CREATE TABLE t (id integer PRIMARY KEY);
CREATE TRIGGER one BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION new_f();
=== sequence_shared_by_two_tables_goes
--- before
CREATE SEQUENCE shared;
CREATE TABLE a (id bigint DEFAULT nextval('shared'::regclass) PRIMARY KEY);
CREATE TABLE b (id bigint DEFAULT nextval('shared'::regclass) PRIMARY KEY);
--- after
CREATE TABLE a (id bigint PRIMARY KEY);
CREATE TABLE b (id bigserial PRIMARY KEY);
=== serial_default_dropped_but_sequence_kept
--- before
CREATE TABLE t (id serial PRIMARY KEY, a integer);
--- after
CREATE SEQUENCE t_id_seq AS integer;
CREATE TABLE t (id integer PRIMARY KEY, a integer);
=== view_renamed_under_another
--- before
CREATE TABLE t (id integer PRIMARY KEY);
CREATE VIEW old_view AS SELECT t.id FROM t;
CREATE VIEW top AS SELECT old_view.id FROM old_view;
--- after
CREATE TABLE t (id integer PRIMARY KEY);
CREATE VIEW new_view AS SELECT t.id FROM t;
CREATE VIEW top AS SELECT new_view.id FROM new_view;
=== view_over_a_dropped_column_and_a_new_one
--- before
CREATE TABLE t (id integer PRIMARY KEY, gone text, kept integer);
CREATE VIEW v AS SELECT t.id, t.gone FROM t;
CREATE MATERIALIZED VIEW m AS SELECT v.gone FROM v;
--- after
CREATE TABLE t (id integer PRIMARY KEY, kept integer, fresh date);
CREATE VIEW v AS SELECT t.id, t.fresh FROM t;
CREATE MATERIALIZED VIEW m AS SELECT v.fresh FROM v WITH NO DATA;
=== materialized_views_over_materialized_views
--- before
CREATE TABLE t (a integer, b integer);
CREATE MATERIALIZED VIEW one AS SELECT t.a, t.b FROM t;
CREATE MATERIALIZED VIEW two AS SELECT one.a FROM one;
CREATE INDEX two_a ON two (a);
--- after
CREATE TABLE t (a integer, b bigint);
CREATE MATERIALIZED VIEW one AS SELECT t.a, t.b FROM t;
CREATE MATERIALIZED VIEW two AS SELECT one.a FROM one;
CREATE INDEX two_a ON two (a);
=== sequences_of_every_property
--- before
CREATE SEQUENCE one;
CREATE SEQUENCE two START WITH 5 INCREMENT BY 5 MINVALUE 5 MAXVALUE 500 CACHE 3 CYCLE;
CREATE SEQUENCE three AS smallint;
CREATE TABLE t (id integer DEFAULT nextval('one'::regclass));
--- after
CREATE SEQUENCE one START WITH 10 INCREMENT BY 2 MINVALUE 2 CACHE 7;
CREATE SEQUENCE two;
CREATE SEQUENCE three AS integer MAXVALUE 1000 CYCLE;
CREATE TABLE t (id integer DEFAULT nextval('one'::regclass));
ALTER SEQUENCE one OWNED BY t.id;
=== sequence_renamed_and_moved
--- before
CREATE SCHEMA app;
CREATE SEQUENCE numbers;
CREATE TABLE t (id integer DEFAULT nextval('numbers'::regclass));
--- after
CREATE SCHEMA app;
CREATE SEQUENCE app.counter;
CREATE TABLE t (id integer DEFAULT nextval('app.counter'::regclass));
=== what_is_set_of_a_view
--- before
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text);
CREATE VIEW v WITH (security_barrier=true) AS SELECT t.id, t.a, t.b FROM t;
ALTER VIEW v ALTER COLUMN a SET DEFAULT 5;
ALTER VIEW v ALTER COLUMN b SET DEFAULT 'x';
CREATE VIEW over AS SELECT v.id FROM v;
CREATE VIEW checked AS SELECT t.id FROM t WHERE t.a > 0 WITH LOCAL CHECK OPTION;
--- after
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text);
CREATE VIEW v WITH (security_invoker=true, check_option=local) AS SELECT t.id, t.a, t.b FROM t;
ALTER VIEW v ALTER COLUMN id SET DEFAULT 1 + 1;
ALTER VIEW v ALTER COLUMN b SET DEFAULT 'y';
CREATE VIEW over AS SELECT v.id FROM v;
CREATE VIEW checked AS SELECT t.id FROM t WHERE t.a > 0;
=== what_is_set_of_a_materialized_view
--- before
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text, c text);
CREATE MATERIALIZED VIEW m WITH (fillfactor=70, autovacuum_enabled=off) AS SELECT t.id, t.a, t.b, t.c FROM t;
CREATE UNIQUE INDEX m_id ON m (id);
CREATE INDEX m_a ON m (a);
ALTER MATERIALIZED VIEW m CLUSTER ON m_id;
ALTER MATERIALIZED VIEW m ALTER COLUMN a SET STATISTICS 100;
ALTER MATERIALIZED VIEW m ALTER COLUMN b SET STORAGE EXTERNAL;
ALTER MATERIALIZED VIEW m ALTER COLUMN c SET COMPRESSION pglz;
CREATE MATERIALIZED VIEW unclustered AS SELECT t.id FROM t;
CREATE INDEX unclustered_id ON unclustered (id);
--- after
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text, c text);
CREATE MATERIALIZED VIEW m WITH (fillfactor=80) AS SELECT t.id, t.a, t.b, t.c FROM t;
CREATE UNIQUE INDEX m_id ON m (id);
CREATE INDEX m_a ON m (a);
ALTER MATERIALIZED VIEW m CLUSTER ON m_a;
ALTER MATERIALIZED VIEW m ALTER COLUMN a SET (n_distinct=5);
ALTER MATERIALIZED VIEW m ALTER COLUMN b SET STORAGE MAIN;
CREATE MATERIALIZED VIEW unclustered AS SELECT t.id FROM t;
CREATE INDEX unclustered_id ON unclustered (id);
ALTER MATERIALIZED VIEW unclustered CLUSTER ON unclustered_id;
=== statistics_get_a_target_and_a_comment
--- before
CREATE TABLE t (a integer, b integer, c integer);
CREATE STATISTICS held ON a, b FROM t;
CREATE STATISTICS made_again (mcv) ON a, b FROM t;
ALTER STATISTICS made_again SET STATISTICS 50;
COMMENT ON STATISTICS made_again IS 'Together';
CREATE STATISTICS counted ON a, c FROM t;
ALTER STATISTICS counted SET STATISTICS 7;
--- after
CREATE TABLE t (a integer, b integer, c integer);
CREATE STATISTICS held ON a, b FROM t;
ALTER STATISTICS held SET STATISTICS 0;
COMMENT ON STATISTICS held IS 'Held';
CREATE STATISTICS made_again (mcv) ON b, c FROM t;
ALTER STATISTICS made_again SET STATISTICS 60;
COMMENT ON STATISTICS made_again IS 'Together';
CREATE STATISTICS counted ON a, c FROM t;
