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
