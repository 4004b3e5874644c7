=== rename_a_table
--- before
CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers (id));
--- after
CREATE TABLE clients (id integer, name text NOT NULL, CONSTRAINT customers_pkey PRIMARY KEY (id));
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL, CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES clients (id));
--- renames
customers=clients
=== swap_two_table_names
--- before
CREATE TABLE a (id integer PRIMARY KEY, note text);
CREATE TABLE b (id bigint PRIMARY KEY, amount numeric(10,2));
--- after
CREATE TABLE b (id integer, note text, CONSTRAINT a_pkey PRIMARY KEY (id));
CREATE TABLE a (id bigint, amount numeric(10,2), CONSTRAINT b_pkey PRIMARY KEY (id));
--- renames
a=b
b=a
=== three_tables_change_names_in_a_ring
--- before
CREATE TABLE one (id integer, a text);
CREATE TABLE two (id integer, b integer);
CREATE TABLE three (id integer, c boolean);
--- after
CREATE TABLE two (id integer, a text);
CREATE TABLE three (id integer, b integer);
CREATE TABLE one (id integer, c boolean);
--- renames
one=two
two=three
three=one
=== make_a_table_unlogged
--- before
CREATE TABLE cache (key text PRIMARY KEY, value jsonb);
CREATE INDEX cache_value_idx ON cache USING gin (value);
--- after
CREATE UNLOGGED TABLE cache (key text PRIMARY KEY, value jsonb);
CREATE INDEX cache_value_idx ON cache USING gin (value);
=== make_a_table_logged
--- before
CREATE UNLOGGED TABLE cache (key text PRIMARY KEY, at timestamptz);
--- after
CREATE TABLE cache (key text PRIMARY KEY, at timestamptz);
=== storage_parameters_change
--- before
CREATE TABLE hot (id integer PRIMARY KEY, n integer) WITH (fillfactor = 90, autovacuum_enabled = false);
--- after
CREATE TABLE hot (id integer PRIMARY KEY, n integer) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);
=== storage_parameters_go
--- before
CREATE TABLE hot (id integer PRIMARY KEY, n integer) WITH (fillfactor = 90);
--- after
CREATE TABLE hot (id integer PRIMARY KEY, n integer);
=== replica_identity_by_index
--- before
CREATE TABLE t (id integer NOT NULL, n integer);
CREATE UNIQUE INDEX t_id_key ON t (id);
--- after
CREATE TABLE t (id integer NOT NULL, n integer);
CREATE UNIQUE INDEX t_id_key ON t (id);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_id_key;
=== replica_identity_full_and_clustered
--- before
CREATE TABLE t (id integer PRIMARY KEY, n integer);
CREATE INDEX t_n_idx ON t (n);
--- after
CREATE TABLE t (id integer PRIMARY KEY, n integer);
CREATE INDEX t_n_idx ON t (n);
ALTER TABLE t REPLICA IDENTITY FULL;
ALTER TABLE t CLUSTER ON t_n_idx;
=== drop_a_table_with_everything_on_it
--- before
CREATE TYPE state AS ENUM ('open', 'shut');
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE doors (id serial PRIMARY KEY, state state NOT NULL DEFAULT 'open', width integer CHECK (width > 0), note text);
CREATE INDEX doors_state_idx ON doors (state) WHERE width > 3;
ALTER TABLE doors ENABLE ROW LEVEL SECURITY;
CREATE POLICY doors_all ON doors USING (width > 1);
CREATE TRIGGER doors_touch BEFORE UPDATE ON doors FOR EACH ROW EXECUTE FUNCTION touch();
COMMENT ON COLUMN doors.width IS 'In centimetres';
CREATE VIEW open_doors AS SELECT doors.id FROM doors WHERE doors.state = 'open'::state;
--- after
CREATE TABLE windows (id integer PRIMARY KEY);
=== create_many_tables_that_reference_each_other
--- before
CREATE TABLE tenants (id uuid PRIMARY KEY);
--- after
CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE users (id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE, boss_id uuid REFERENCES users (id), UNIQUE (tenant_id, id));
CREATE TABLE teams (id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants (id), lead_id uuid, UNIQUE (tenant_id, id), FOREIGN KEY (tenant_id, lead_id) REFERENCES users (tenant_id, id) ON DELETE SET NULL (lead_id));
CREATE TABLE members (tenant_id uuid NOT NULL, team_id uuid NOT NULL, user_id uuid NOT NULL, PRIMARY KEY (team_id, user_id), FOREIGN KEY (tenant_id, team_id) REFERENCES teams (tenant_id, id), FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id));
CREATE INDEX members_user_id_idx ON members (user_id);
=== a_cycle_of_three_tables_appears
--- before
CREATE TABLE a (id integer PRIMARY KEY, c_id integer);
CREATE TABLE b (id integer PRIMARY KEY, a_id integer);
--- after
CREATE TABLE a (id integer PRIMARY KEY, c_id integer);
CREATE TABLE b (id integer PRIMARY KEY, a_id integer);
CREATE TABLE c (id integer PRIMARY KEY, b_id integer REFERENCES b (id));
ALTER TABLE a ADD FOREIGN KEY (c_id) REFERENCES c (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE b ADD FOREIGN KEY (a_id) REFERENCES a (id);
--- rows
INSERT INTO a VALUES (1, NULL), (2, NULL);
INSERT INTO b VALUES (1, 1), (2, NULL);
=== a_cycle_of_three_tables_goes
--- before
CREATE TABLE a (id integer PRIMARY KEY, c_id integer);
CREATE TABLE b (id integer PRIMARY KEY, a_id integer REFERENCES a (id));
CREATE TABLE c (id integer PRIMARY KEY, b_id integer REFERENCES b (id));
ALTER TABLE a ADD FOREIGN KEY (c_id) REFERENCES c (id);
--- after
CREATE TABLE a (id integer PRIMARY KEY, c_id integer);
=== inheritance_appears
--- before
CREATE TABLE vehicles (id integer NOT NULL, wheels integer);
CREATE TABLE cars (id integer NOT NULL, wheels integer, doors integer);
--- after
CREATE TABLE vehicles (id integer NOT NULL, wheels integer);
CREATE TABLE cars (id integer NOT NULL, wheels integer, doors integer) INHERITS (vehicles);
=== inherited_columns_change
--- before
CREATE TABLE vehicles (id integer NOT NULL, wheels integer, colour varchar(10));
CREATE TABLE cars (doors integer) INHERITS (vehicles);
--- after
CREATE TABLE vehicles (id bigint NOT NULL, wheels integer DEFAULT 4, colour varchar(20), weight numeric CHECK (weight > 0));
CREATE TABLE cars (doors integer) INHERITS (vehicles);
=== a_child_of_two_parents
--- before
CREATE TABLE named (name text);
CREATE TABLE dated (at date);
CREATE TABLE notes (body text);
--- after
CREATE TABLE named (name text);
CREATE TABLE dated (at date);
CREATE TABLE notes (body text);
CREATE TABLE letters (body text) INHERITS (named, dated);
=== rename_a_table_that_a_view_reads
--- before
CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL);
CREATE VIEW names AS SELECT customers.id, customers.name FROM customers;
--- after
CREATE TABLE clients (id integer CONSTRAINT customers_pkey PRIMARY KEY, name text NOT NULL);
CREATE VIEW names AS SELECT clients.id, clients.name FROM clients;
--- renames
customers=clients
=== move_a_table_to_a_schema
--- before
CREATE SCHEMA archive;
CREATE TABLE events (id bigserial PRIMARY KEY, kind text NOT NULL);
CREATE INDEX events_kind_idx ON events (kind);
CREATE TABLE marks (id integer PRIMARY KEY, event_id bigint REFERENCES events (id));
--- after
CREATE SCHEMA archive;
CREATE TABLE archive.events (id bigserial PRIMARY KEY, kind text NOT NULL);
CREATE INDEX events_kind_idx ON archive.events (kind);
CREATE TABLE marks (id integer PRIMARY KEY, event_id bigint REFERENCES archive.events (id));
--- renames
events=archive.events
=== drop_a_table_that_others_reference
--- before
CREATE TABLE kinds (id integer PRIMARY KEY, name text UNIQUE);
CREATE TABLE things (id integer PRIMARY KEY, kind_id integer REFERENCES kinds (id));
COMMENT ON TABLE kinds IS 'Kinds of things';
--- after
CREATE TABLE things (id integer PRIMARY KEY, kind_id integer);
--- forbidden
the kinds that things reference come back without any
=== a_typed_comment_on_everything
--- before
CREATE TABLE t (id integer CONSTRAINT t_pk PRIMARY KEY, n integer CONSTRAINT t_n CHECK (n > 0));
CREATE INDEX t_n_idx ON t (n);
CREATE VIEW v AS SELECT t.id FROM t;
CREATE SEQUENCE s;
CREATE TYPE m AS ENUM ('a');
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
--- after
CREATE TABLE t (id integer CONSTRAINT t_pk PRIMARY KEY, n integer CONSTRAINT t_n CHECK (n > 0));
CREATE INDEX t_n_idx ON t (n);
CREATE VIEW v AS SELECT t.id FROM t;
CREATE SEQUENCE s;
CREATE TYPE m AS ENUM ('a');
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
COMMENT ON TABLE t IS 'It''s a table';
COMMENT ON COLUMN t.n IS 'A number';
COMMENT ON CONSTRAINT t_n ON t IS 'Positive';
COMMENT ON CONSTRAINT t_pk ON t IS 'The key';
COMMENT ON INDEX t_n_idx IS 'For n';
COMMENT ON VIEW v IS 'A view';
COMMENT ON COLUMN v.id IS 'Its id';
COMMENT ON SEQUENCE s IS 'Numbers';
COMMENT ON TYPE m IS 'Moods';
COMMENT ON FUNCTION f(integer) IS 'Itself';
COMMENT ON SCHEMA public IS 'All of it';
=== sequence_of_a_dropped_table_serves_a_new_one
--- before
CREATE TABLE packages (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE versions (id serial PRIMARY KEY);
--- after
CREATE SEQUENCE packages_id_seq AS integer;
CREATE TABLE crates (id integer DEFAULT nextval('packages_id_seq') PRIMARY KEY, title text NOT NULL, body text, kind text);
ALTER SEQUENCE packages_id_seq OWNED BY crates.id;
CREATE TABLE versions (id serial PRIMARY KEY);
=== columns_granted_on_a_table_that_gets_another_name
--- before
CREATE TABLE a (id integer PRIMARY KEY, n integer, m integer);
GRANT SELECT (id, n), UPDATE (m) ON a TO PUBLIC;
--- after
CREATE TABLE c (id integer PRIMARY KEY, n integer, m integer);
GRANT SELECT (id, n), UPDATE (m) ON c TO PUBLIC;
--- renames
a=c
