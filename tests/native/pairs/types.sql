=== enum_values_added_in_all_places
--- before
CREATE TYPE mood AS ENUM ('ok', 'glad');
CREATE TABLE t (m mood NOT NULL DEFAULT 'ok', ms mood[]);
--- after
CREATE TYPE mood AS ENUM ('sad', 'ok', 'fine', 'glad', 'great');
CREATE TABLE t (m mood NOT NULL DEFAULT 'ok', ms mood[]);
=== enum_values_reordered
--- before
CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
CREATE TABLE t (id integer PRIMARY KEY, m mood NOT NULL DEFAULT 'ok', ms mood[]);
CREATE INDEX t_m ON t (m) WHERE m = 'ok'::mood;
--- after
CREATE TYPE mood AS ENUM ('glad', 'ok', 'sad');
CREATE TABLE t (id integer PRIMARY KEY, m mood NOT NULL DEFAULT 'ok', ms mood[]);
CREATE INDEX t_m ON t (m) WHERE m = 'ok'::mood;
=== enum_value_removed_under_views_and_checks
--- before
CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
CREATE FUNCTION how(mood) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT $1::text $$;
CREATE TABLE t (id integer PRIMARY KEY, m mood NOT NULL DEFAULT 'ok' CHECK (m <> 'glad'::mood));
CREATE VIEW v AS SELECT t.id, t.m FROM t;
--- after
CREATE TYPE mood AS ENUM ('ok', 'glad');
CREATE FUNCTION how(mood) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT $1::text $$;
CREATE TABLE t (id integer PRIMARY KEY, m mood NOT NULL DEFAULT 'ok' CHECK (m <> 'glad'::mood));
CREATE VIEW v AS SELECT t.id, t.m FROM t;
--- rows
INSERT INTO t VALUES (1, 'ok'), (2, 'ok');
=== enum_value_added_and_used_by_a_default_and_an_index
--- before
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (id integer PRIMARY KEY, m mood NOT NULL DEFAULT 'sad');
--- after
CREATE TYPE mood AS ENUM ('sad', 'new');
CREATE TABLE t (id integer PRIMARY KEY, m mood NOT NULL DEFAULT 'new');
CREATE INDEX t_new ON t (id) WHERE m = 'new'::mood;
=== text_becomes_enum
--- before
CREATE TABLE t (state text NOT NULL DEFAULT 'open'::text CHECK (state IN ('open', 'shut')));
--- after
CREATE TYPE state AS ENUM ('open', 'shut');
CREATE TABLE t (state state NOT NULL DEFAULT 'open');
=== enum_becomes_text
--- before
CREATE TYPE state AS ENUM ('open', 'shut');
CREATE TABLE t (state state NOT NULL DEFAULT 'open');
CREATE INDEX t_state ON t (state);
--- after
CREATE TABLE t (state text NOT NULL DEFAULT 'open'::text);
CREATE INDEX t_state ON t (state);
=== domain_properties_change
--- before
CREATE DOMAIN amount AS integer CONSTRAINT positive CHECK (VALUE > 0);
CREATE TABLE t (id integer PRIMARY KEY, a amount);
--- after
CREATE DOMAIN amount AS integer DEFAULT 1 NOT NULL CONSTRAINT small CHECK (VALUE < 1000);
CREATE TABLE t (id integer PRIMARY KEY, a amount);
--- rows
INSERT INTO t VALUES (1, 5), (2, 6);
=== domain_over_another_type
--- before
CREATE DOMAIN code AS varchar(5);
CREATE TABLE t (a code);
--- after
CREATE DOMAIN code AS text CHECK (VALUE <> ''::text);
CREATE TABLE t (a code);
=== column_becomes_a_domain
--- before
CREATE TABLE t (mail text, n integer NOT NULL);
--- after
CREATE DOMAIN email AS text CHECK (VALUE <> 'bad'::text);
CREATE DOMAIN count AS integer NOT NULL CHECK (VALUE >= 0);
CREATE TABLE t (mail email, n count NOT NULL);
=== composite_changes
--- before
CREATE TYPE address AS (street text, zip varchar(5), town text);
CREATE FUNCTION town(address) RETURNS text LANGUAGE sql AS $$ SELECT ($1).town $$;
--- after
CREATE TYPE address AS (street text, zip varchar(10), town text, country text);
CREATE FUNCTION town(address) RETURNS text LANGUAGE sql AS $$ SELECT ($1).town $$;
COMMENT ON COLUMN address.country IS 'ISO code';
=== composite_in_a_table_gets_a_field
--- before
CREATE TYPE point3 AS (x integer, y integer);
CREATE TABLE t (id integer PRIMARY KEY, p point3);
--- after
CREATE TYPE point3 AS (x integer, y integer, z integer);
CREATE TABLE t (id integer PRIMARY KEY, p point3);
=== ranges_come_and_go
--- before
CREATE TYPE span AS RANGE (subtype = integer);
CREATE TABLE t (s span);
--- after
CREATE TYPE period AS RANGE (subtype = timestamptz);
CREATE TABLE t (id integer, p period);
=== types_that_need_each_other
--- before
CREATE TABLE t (id integer PRIMARY KEY);
--- after
CREATE TYPE colour AS ENUM ('red', 'blue');
CREATE DOMAIN shade AS colour DEFAULT 'red' CHECK (VALUE <> 'blue'::colour);
CREATE TYPE paint AS (name text, shade shade);
CREATE TABLE t (id integer PRIMARY KEY, p paint, s shade);
=== enum_value_renamed
--- before
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (m mood NOT NULL DEFAULT 'sad');
--- after
CREATE TYPE mood AS ENUM ('blue', 'ok');
CREATE TABLE t (m mood NOT NULL DEFAULT 'blue');
=== enum_renamed_and_moved
--- before
CREATE SCHEMA app;
CREATE TYPE state AS ENUM ('open', 'shut');
CREATE TABLE t (state state NOT NULL DEFAULT 'open');
--- after
CREATE SCHEMA app;
CREATE TYPE app.condition AS ENUM ('open', 'shut');
CREATE TABLE t (state app.condition NOT NULL DEFAULT 'open');
=== domain_dropped
--- before
CREATE DOMAIN email AS text CHECK (VALUE <> 'bad'::text);
CREATE TABLE t (mail email);
--- after
CREATE TABLE t (mail text);
=== range_changes
--- before
CREATE TYPE span AS RANGE (subtype = integer);
CREATE TABLE t (s span);
--- after
CREATE TYPE span AS RANGE (subtype = integer, multirange_type_name = spans);
CREATE TABLE t (s span);
=== table_becomes_one_of_a_type
--- before
CREATE TYPE person AS (id integer, name text);
CREATE TABLE people (id integer PRIMARY KEY, name text);
CREATE TABLE others OF person;
--- after
CREATE TYPE person AS (id integer, name text);
CREATE TABLE people OF person (PRIMARY KEY (id));
CREATE TABLE others (id integer, name text, own integer);
=== type_of_tables_changes
--- before
CREATE TYPE person AS (id integer, name text);
CREATE TABLE people OF person (PRIMARY KEY (id), name DEFAULT 'x');
--- after
CREATE TYPE person AS (id bigint, name text, born date);
CREATE TABLE people OF person (PRIMARY KEY (id), name NOT NULL);
=== table_of_a_type_comes
--- before
CREATE TABLE t (a integer);
--- after
CREATE TYPE person AS (id integer, name text);
CREATE TABLE people OF person (name NOT NULL);
CREATE TABLE t (a integer);
=== enum_value_removed_and_nothing_else
--- before
CREATE TYPE state AS ENUM ('open', 'lost', 'closed');
CREATE TABLE t (id integer PRIMARY KEY, s state NOT NULL DEFAULT 'open'::state, past state[] DEFAULT '{}'::state[]);
CREATE VIEW v AS SELECT t.id FROM t WHERE t.s = 'open'::state;
CREATE INDEX t_s ON t (s);
--- after
CREATE TYPE state AS ENUM ('open', 'closed');
CREATE TABLE t (id integer PRIMARY KEY, s state NOT NULL DEFAULT 'open'::state, past state[] DEFAULT '{}'::state[]);
CREATE VIEW v AS SELECT t.id FROM t WHERE t.s = 'open'::state;
CREATE INDEX t_s ON t (s);
--- rows
INSERT INTO t VALUES (1, 'open', '{closed}'), (2, 'closed', NULL);
=== numbered_key_widened_under_foreign_keys
--- before
CREATE TABLE a (id serial PRIMARY KEY, n integer GENERATED BY DEFAULT AS IDENTITY);
CREATE TABLE b (id integer PRIMARY KEY, a_id integer NOT NULL REFERENCES a (id) ON DELETE CASCADE);
CREATE INDEX b_a ON b (a_id);
CREATE TABLE c (a_id integer PRIMARY KEY REFERENCES a (id));
--- after
CREATE TABLE a (id bigserial PRIMARY KEY, n integer GENERATED BY DEFAULT AS IDENTITY);
CREATE TABLE b (id integer PRIMARY KEY, a_id bigint NOT NULL REFERENCES a (id) ON DELETE CASCADE);
CREATE INDEX b_a ON b (a_id);
CREATE TABLE c (a_id bigint PRIMARY KEY REFERENCES a (id));
--- rows
INSERT INTO a (id) VALUES (1), (2);
INSERT INTO b VALUES (1, 1), (2, 1);
INSERT INTO c VALUES (2);
=== text_key_becomes_uuid
--- before
CREATE TABLE a (id text PRIMARY KEY, n integer);
CREATE TABLE b (id integer PRIMARY KEY, a_id text REFERENCES a (id));
--- after
CREATE TABLE a (id uuid PRIMARY KEY, n integer);
CREATE TABLE b (id integer PRIMARY KEY, a_id uuid REFERENCES a (id));
--- rows
INSERT INTO a VALUES ('0b0e3f8c-6f5e-4b8a-9a43-2f4f3a4a7c11', 1);
INSERT INTO b VALUES (1, '0b0e3f8c-6f5e-4b8a-9a43-2f4f3a4a7c11'), (2, NULL);
