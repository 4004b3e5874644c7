=== policies_of_every_kind
--- before
CREATE TABLE t (id integer PRIMARY KEY, owner text, a integer);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY one ON t USING (a > 0);
CREATE POLICY two ON t FOR SELECT USING (a > 1);
CREATE POLICY three ON t AS RESTRICTIVE FOR UPDATE USING (a > 2) WITH CHECK (a > 3);
--- after
CREATE TABLE t (id integer PRIMARY KEY, owner text, a integer);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY one ON t USING (a > 10) WITH CHECK (a > 11);
CREATE POLICY two ON t FOR INSERT WITH CHECK (a > 1);
CREATE POLICY three ON t AS RESTRICTIVE FOR UPDATE USING (a > 20) WITH CHECK (a > 30);
CREATE POLICY four ON t FOR DELETE TO PUBLIC USING (owner = CURRENT_USER);
COMMENT ON POLICY four ON t IS 'Own rows';
=== policy_that_reads_another_table
--- before
CREATE TABLE members (tenant integer, who text);
CREATE TABLE t (id integer PRIMARY KEY, tenant integer NOT NULL);
--- after
CREATE TABLE members (tenant integer, who text);
CREATE TABLE t (id integer PRIMARY KEY, tenant integer NOT NULL);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON t USING (tenant IN (SELECT members.tenant FROM members WHERE members.who = CURRENT_USER));
=== policy_over_a_column_that_changes_type
--- before
CREATE TABLE t (id integer PRIMARY KEY, tenant integer NOT NULL);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON t USING (tenant = 5);
--- after
CREATE TABLE t (id integer PRIMARY KEY, tenant bigint NOT NULL);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON t USING (tenant = 5);
=== row_security_goes
--- before
CREATE TABLE t (id integer PRIMARY KEY, tenant integer NOT NULL);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON t USING (tenant = 5);
--- after
CREATE TABLE t (id integer PRIMARY KEY, tenant integer NOT NULL);
=== grants_on_everything
--- before
CREATE SCHEMA app;
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE SEQUENCE s;
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE m AS ENUM ('a');
GRANT SELECT ON t TO PUBLIC;
GRANT USAGE ON SCHEMA app TO PUBLIC;
--- after
CREATE SCHEMA app;
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE SEQUENCE s;
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE m AS ENUM ('a');
GRANT SELECT, INSERT ON t TO PUBLIC;
GRANT UPDATE (a) ON t TO PUBLIC;
GRANT USAGE ON SEQUENCE s TO PUBLIC;
REVOKE ALL ON FUNCTION f() FROM PUBLIC;
REVOKE ALL ON TYPE m FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA app TO PUBLIC;
=== grants_to_the_owner_itself
--- before
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE SEQUENCE s;
GRANT SELECT ON s TO postgres WITH GRANT OPTION;
--- after
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE SEQUENCE s;
GRANT SELECT, UPDATE ON t TO postgres WITH GRANT OPTION;
=== grants_on_what_is_renamed_and_dropped
--- before
CREATE TABLE a (id integer);
CREATE TABLE b (id integer);
GRANT SELECT ON a TO PUBLIC;
GRANT SELECT ON b TO PUBLIC;
--- after
CREATE TABLE c (id integer);
GRANT SELECT ON c TO PUBLIC;
--- renames
a=c
=== policy_renamed
--- before
CREATE TABLE t (id integer PRIMARY KEY);
CREATE POLICY old_name ON t USING (id > 0);
--- after
CREATE TABLE t (id integer PRIMARY KEY);
CREATE POLICY new_name ON t USING (id > 0);
=== default_privileges_change
--- before
CREATE SCHEMA app;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC;
--- after
CREATE SCHEMA app;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT, INSERT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT USAGE ON SEQUENCES TO PUBLIC;
CREATE TABLE app.t (id integer);
