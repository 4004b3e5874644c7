=== primary_key_appears
--- before
CREATE TABLE t (id integer, n integer);
--- after
CREATE TABLE t (id integer PRIMARY KEY, n integer);
=== primary_key_goes
--- before
CREATE TABLE t (id integer PRIMARY KEY, n integer);
--- after
CREATE TABLE t (id integer NOT NULL, n integer);
=== primary_key_over_other_columns
--- before
CREATE TABLE t (id integer PRIMARY KEY, tenant integer NOT NULL);
CREATE TABLE u (t_id integer REFERENCES t (id));
--- after
CREATE TABLE t (id integer NOT NULL UNIQUE, tenant integer NOT NULL, PRIMARY KEY (tenant, id));
CREATE TABLE u (t_id integer REFERENCES t (id));
=== primary_key_with_include_and_comment
--- before
CREATE TABLE t (id integer NOT NULL, n integer);
--- after
CREATE TABLE t (id integer NOT NULL, n integer, CONSTRAINT t_key PRIMARY KEY (id) INCLUDE (n) WITH (fillfactor = 80));
COMMENT ON CONSTRAINT t_key ON t IS 'The key';
=== unique_appears_and_goes
--- before
CREATE TABLE t (a integer, b text, CONSTRAINT t_old UNIQUE (b));
--- after
CREATE TABLE t (a integer, b text, CONSTRAINT t_new UNIQUE (a, b));
=== unique_nulls_not_distinct
--- before
CREATE TABLE t (a integer, b text, CONSTRAINT t_key UNIQUE (a, b));
--- after
CREATE TABLE t (a integer, b text, CONSTRAINT t_key UNIQUE NULLS NOT DISTINCT (a, b));
=== unique_becomes_deferrable
--- before
CREATE TABLE t (a integer, CONSTRAINT t_key UNIQUE (a));
--- after
CREATE TABLE t (a integer, CONSTRAINT t_key UNIQUE (a) DEFERRABLE INITIALLY DEFERRED);
=== unique_constraint_becomes_index
--- before
CREATE TABLE t (a integer, CONSTRAINT t_key UNIQUE (a));
--- after
CREATE TABLE t (a integer);
CREATE UNIQUE INDEX t_key ON t (a);
=== unique_index_becomes_constraint
--- before
CREATE TABLE t (a integer);
CREATE UNIQUE INDEX t_key ON t (a);
--- after
CREATE TABLE t (a integer, CONSTRAINT t_key UNIQUE (a));
=== check_values_added_and_removed
--- before
CREATE TABLE t (a text NOT NULL CONSTRAINT a_ok CHECK (a IN ('one', 'two')), b text CONSTRAINT b_ok CHECK (b IN ('x', 'y', 'z')));
--- after
CREATE TABLE t (a text NOT NULL CONSTRAINT a_ok CHECK (a IN ('one', 'two', 'three')), b text CONSTRAINT b_ok CHECK (b IN ('x', 'y')));
--- rows
INSERT INTO t VALUES ('one', 'x'), ('two', 'y');
=== check_no_inherit_and_not_valid
--- before
CREATE TABLE t (a integer, b integer);
--- after
CREATE TABLE t (a integer, b integer, CONSTRAINT first CHECK (a > 0) NO INHERIT);
ALTER TABLE t ADD CONSTRAINT second CHECK (b > 0) NOT VALID;
=== checks_over_several_columns
--- before
CREATE TABLE t (lo integer, hi integer, CONSTRAINT ordered CHECK (lo <= hi));
--- after
CREATE TABLE t (lo integer, hi integer, mid integer, CONSTRAINT ordered CHECK (lo < hi), CONSTRAINT inside CHECK (mid >= lo AND mid <= hi));
--- rows
INSERT INTO t VALUES (1, 2), (3, 5);
=== check_that_calls_a_new_function
--- before
CREATE TABLE t (a text);
--- after
CREATE FUNCTION is_fine(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 <> 'bad' $$;
CREATE TABLE t (a text CONSTRAINT fine CHECK (is_fine(a)));
=== foreign_key_actions_change
--- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (p_id integer DEFAULT 1 CONSTRAINT c_p REFERENCES p (id) ON DELETE CASCADE);
--- after
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (p_id integer DEFAULT 1 CONSTRAINT c_p REFERENCES p (id) ON DELETE SET DEFAULT ON UPDATE CASCADE);
=== foreign_key_match_full_and_deferred
--- before
CREATE TABLE p (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE c (a integer, b integer, CONSTRAINT c_p FOREIGN KEY (a, b) REFERENCES p (a, b));
--- after
CREATE TABLE p (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE c (a integer, b integer, CONSTRAINT c_p FOREIGN KEY (a, b) REFERENCES p (a, b) MATCH FULL DEFERRABLE INITIALLY DEFERRED);
=== foreign_key_becomes_composite
--- before
CREATE TABLE p (id integer PRIMARY KEY, tenant integer NOT NULL, UNIQUE (tenant, id));
CREATE TABLE c (tenant integer NOT NULL, p_id integer CONSTRAINT c_p REFERENCES p (id));
--- after
CREATE TABLE p (id integer PRIMARY KEY, tenant integer NOT NULL, UNIQUE (tenant, id));
CREATE TABLE c (tenant integer NOT NULL, p_id integer, CONSTRAINT c_p FOREIGN KEY (tenant, p_id) REFERENCES p (tenant, id) ON DELETE SET NULL (p_id));
=== foreign_key_not_valid_stays_so
--- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (p_id integer);
--- after
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (p_id integer);
ALTER TABLE c ADD CONSTRAINT c_p FOREIGN KEY (p_id) REFERENCES p (id) NOT VALID;
=== foreign_key_to_another_table
--- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE q (id integer PRIMARY KEY);
CREATE TABLE c (x_id integer CONSTRAINT c_x REFERENCES p (id));
--- after
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE q (id integer PRIMARY KEY);
CREATE TABLE c (x_id integer CONSTRAINT c_x REFERENCES q (id));
=== foreign_key_to_itself
--- before
CREATE TABLE t (id integer PRIMARY KEY, parent_id integer);
--- after
CREATE TABLE t (id integer PRIMARY KEY, parent_id integer REFERENCES t (id) ON DELETE CASCADE);
=== foreign_keys_on_partitioned_tables
--- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (id integer, p_id integer) PARTITION BY RANGE (id);
CREATE TABLE c1 PARTITION OF c FOR VALUES FROM (0) TO (1000);
--- after
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (id integer, p_id integer REFERENCES p (id)) PARTITION BY RANGE (id);
CREATE TABLE c1 PARTITION OF c FOR VALUES FROM (0) TO (1000);
=== type_of_a_key_with_foreign_keys_changes
--- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, p_id integer NOT NULL REFERENCES p (id) ON DELETE CASCADE);
CREATE TABLE d (p_id integer REFERENCES p (id) DEFERRABLE);
--- after
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, p_id bigint NOT NULL REFERENCES p (id) ON DELETE CASCADE);
CREATE TABLE d (p_id bigint REFERENCES p (id) DEFERRABLE);
=== type_of_a_key_becomes_text
--- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (p_id integer NOT NULL REFERENCES p (id));
--- after
CREATE TABLE p (id text PRIMARY KEY);
CREATE TABLE c (p_id text NOT NULL REFERENCES p (id));
=== exclusion_appears
--- before
CREATE TABLE bookings (room integer NOT NULL, during tsrange NOT NULL);
--- after
CREATE TABLE bookings (room integer NOT NULL, during tsrange NOT NULL, CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&) WHERE (room > 100));
--- rows
INSERT INTO bookings VALUES (101, '[2020-01-01,2020-01-02)'), (101, '[2020-02-01,2020-02-02)');
=== exclusion_changes
--- before
CREATE TABLE bookings (room integer NOT NULL, during tsrange NOT NULL, CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&));
--- after
CREATE TABLE bookings (room integer NOT NULL, during tsrange NOT NULL, CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&) DEFERRABLE);
=== inherited_check_changes
--- before
CREATE TABLE p (a integer, CONSTRAINT positive CHECK (a > 0));
CREATE TABLE c (b integer) INHERITS (p);
--- after
CREATE TABLE p (a integer, CONSTRAINT positive CHECK (a >= 0), CONSTRAINT small CHECK (a < 1000));
CREATE TABLE c (b integer) INHERITS (p);
=== unique_that_a_foreign_key_relies_on_is_renamed
--- before
CREATE TABLE t (a integer CONSTRAINT t_old UNIQUE);
CREATE TABLE u (a integer REFERENCES t (a));
--- after
CREATE TABLE t (a integer CONSTRAINT t_new UNIQUE);
CREATE TABLE u (a integer REFERENCES t (a));
=== foreign_key_to_a_partitioned_table
--- before
CREATE TABLE p (id integer PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
CREATE TABLE c (p_id integer);
--- after
CREATE TABLE p (id integer PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
CREATE TABLE c (p_id integer REFERENCES p (id));
=== constraints_swap_names
--- before
CREATE TABLE t (a integer CONSTRAINT one CHECK (a > 0), b integer CONSTRAINT two CHECK (b > 5));
--- after
CREATE TABLE t (a integer CONSTRAINT two CHECK (a > 0), b integer CONSTRAINT one CHECK (b > 5));
=== unique_dropped_and_one_in_its_place
--- before
CREATE TABLE t (id integer PRIMARY KEY, org integer NOT NULL, email text, name text, UNIQUE (email), CONSTRAINT gone UNIQUE (name));
COMMENT ON CONSTRAINT gone ON t IS 'Names are taken once';
--- after
CREATE TABLE t (id integer PRIMARY KEY, org integer NOT NULL, email text, name text, UNIQUE (org, email));
