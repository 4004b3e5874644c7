=== schemas_come_and_go
--- before
CREATE SCHEMA old;
COMMENT ON SCHEMA old IS 'Old';
CREATE TABLE old.t (id serial PRIMARY KEY);
CREATE VIEW old.v AS SELECT t.id FROM old.t;
--- after
CREATE SCHEMA fresh;
COMMENT ON SCHEMA fresh IS 'Fresh';
CREATE TABLE fresh.u (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE FUNCTION fresh.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
=== a_tenant_column_on_a_whole_tree
--- before
CREATE TABLE tenants (id integer PRIMARY KEY);
CREATE TABLE projects (id integer PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE tasks (id integer PRIMARY KEY, project_id integer NOT NULL REFERENCES projects (id));
--- after
CREATE TABLE tenants (id integer PRIMARY KEY);
CREATE TABLE projects (id integer PRIMARY KEY, name text NOT NULL, tenant_id integer NOT NULL REFERENCES tenants (id), UNIQUE (tenant_id, id), UNIQUE (tenant_id, name));
CREATE TABLE tasks (id integer PRIMARY KEY, project_id integer NOT NULL, tenant_id integer NOT NULL, FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id));
CREATE INDEX tasks_tenant ON tasks (tenant_id, project_id);
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tasks USING (tenant_id = 1);
--- fills
projects.tenant_id=1
tasks.tenant_id=1
--- rows
INSERT INTO tenants VALUES (1), (2);
INSERT INTO projects VALUES (1, 'a'), (2, 'b');
INSERT INTO tasks VALUES (1, 1), (2, 2);
=== integer_keys_become_uuids
--- before
CREATE TABLE p (id integer PRIMARY KEY, name text);
CREATE TABLE c (id integer PRIMARY KEY, p_id integer NOT NULL REFERENCES p (id));
--- after
CREATE TABLE p (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, name text);
CREATE TABLE c (id integer PRIMARY KEY, p_id uuid NOT NULL REFERENCES p (id));
--- forbidden
no integer reads as a uuid
=== a_table_is_split
--- before
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, street text, town text);
CREATE INDEX users_town ON users (town);
--- after
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE addresses (user_id integer PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE, street text, town text);
CREATE INDEX addresses_town ON addresses (town);
=== a_lookup_table_replaces_an_enum
--- before
CREATE TYPE kind AS ENUM ('a', 'b');
CREATE TABLE t (id integer PRIMARY KEY, kind kind);
--- after
CREATE TABLE kinds (name text PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY, kind text REFERENCES kinds (name));
--- forbidden
no kind stands in the new table yet
=== extension_goes_with_its_type
--- before
CREATE EXTENSION citext;
CREATE TABLE t (id integer PRIMARY KEY, mail citext);
CREATE INDEX t_mail ON t (mail);
--- after
CREATE TABLE t (id integer PRIMARY KEY, mail text);
CREATE INDEX t_mail ON t (mail);
=== statements_kept_as_written
--- before
CREATE TABLE t (id integer);
--- after
CREATE TABLE t (id integer);
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE COLLATION german (provider = icu, locale = 'de');
=== names_that_need_quotes
--- before
CREATE SCHEMA "Odd Schema";
CREATE TABLE "Odd Schema"."select" ("Order" integer PRIMARY KEY, "a ""b""" text, "ümlaut" integer);
--- after
CREATE SCHEMA "Odd Schema";
CREATE TABLE "Odd Schema"."select" ("Order" bigint PRIMARY KEY, "a ""b""" text NOT NULL DEFAULT ''::text CONSTRAINT "c d" CHECK ("a ""b""" <> 'x'::text), "user" text);
CREATE INDEX "I x" ON "Odd Schema"."select" ("user");
COMMENT ON COLUMN "Odd Schema"."select"."user" IS 'It''s "odd"';
=== long_names_that_are_cut
--- before
CREATE TABLE a_table_with_a_name_that_is_very_long_indeed_and_nearly_sixty_three (a_column_with_a_long_name_as_well integer);
--- after
CREATE TABLE a_table_with_a_name_that_is_very_long_indeed_and_nearly_sixty_three (a_column_with_a_long_name_as_well integer NOT NULL UNIQUE CHECK (a_column_with_a_long_name_as_well > 0));
CREATE INDEX ON a_table_with_a_name_that_is_very_long_indeed_and_nearly_sixty_three (a_column_with_a_long_name_as_well DESC);
