-- Names written without their schema mean what the search path says where they stand.
CREATE SCHEMA app;
CREATE SCHEMA lib;
SET search_path TO app, lib, public;
CREATE TYPE mood AS ENUM ('x', 'y');
CREATE DOMAIN lib.word AS text CHECK (VALUE <> '');
CREATE FUNCTION one(m mood) RETURNS mood LANGUAGE sql IMMUTABLE AS 'SELECT m';
CREATE FUNCTION lib.two(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a';
CREATE SEQUENCE counter;
CREATE TABLE t (id serial PRIMARY KEY, m mood DEFAULT 'x', w word, n int DEFAULT nextval('counter'), c int DEFAULT two(3),
    CHECK (two(id) > 0), CHECK (m <> 'x'::mood), g int GENERATED ALWAYS AS (two(c)) STORED);
CREATE TABLE u (t_id int REFERENCES t, many mood[] DEFAULT ARRAY['x']::mood[]);
CREATE INDEX ON t (two(id)) WHERE one(m) = 'y'::mood;
CREATE VIEW v AS SELECT t.id, one(t.m) AS m, u.t_id, CAST('x' AS mood) AS cast_m FROM t JOIN u ON u.t_id = t.id WHERE EXISTS (SELECT 1 FROM t AS other WHERE other.id = u.t_id);
CREATE MATERIALIZED VIEW w AS WITH t AS (SELECT * FROM u) SELECT count(*) AS n FROM t, v;
CREATE POLICY p ON t USING (two(id) = 1 AND id IN (SELECT t_id FROM u));
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW WHEN (one(new.m) = 'x') EXECUTE FUNCTION fire();
CREATE STATISTICS st ON id, m FROM t;
CREATE FUNCTION rows() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM app.t';
CREATE FUNCTION atomic(a mood) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT two(id) FROM t WHERE m = a; END;
CREATE DOMAIN small AS int CHECK (two(VALUE) < 5);
CREATE TYPE pair AS (m mood, w word);
GRANT SELECT ON t TO PUBLIC;
COMMENT ON COLUMN t.id IS 'its id';
CREATE RULE r AS ON DELETE TO u DO INSTEAD NOTHING;
SET search_path TO public;
CREATE TABLE t (id int);
CREATE VIEW v AS SELECT t.id FROM t JOIN app.u ON u.t_id = t.id;
