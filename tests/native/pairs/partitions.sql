=== partition_dropped
--- before
CREATE TABLE t (id integer NOT NULL, kind text NOT NULL, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a');
CREATE TABLE t_b PARTITION OF t FOR VALUES IN ('b', 'c');
--- after
CREATE TABLE t (id integer NOT NULL, kind text NOT NULL, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a');
=== partition_detached_and_kept
--- before
CREATE TABLE t (id integer NOT NULL, kind text NOT NULL) PARTITION BY LIST (kind);
CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a');
CREATE TABLE t_b PARTITION OF t FOR VALUES IN ('b');
--- after
CREATE TABLE t (id integer NOT NULL, kind text NOT NULL) PARTITION BY LIST (kind);
CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a');
CREATE TABLE t_b (id integer NOT NULL, kind text NOT NULL);
=== bounds_of_a_partition_change
--- before
CREATE TABLE t (id integer NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100);
--- after
CREATE TABLE t (id integer NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (200);
=== sub_partitions
--- before
CREATE TABLE t (id integer NOT NULL, kind text NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100);
--- after
CREATE TABLE t (id integer NOT NULL, kind text NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (100) TO (200) PARTITION BY LIST (kind);
CREATE TABLE t_2a PARTITION OF t_2 FOR VALUES IN ('a');
CREATE TABLE t_2b PARTITION OF t_2 DEFAULT;
=== hash_partitions
--- before
CREATE TABLE t (id integer PRIMARY KEY) PARTITION BY HASH (id);
CREATE TABLE t_0 PARTITION OF t FOR VALUES WITH (modulus 2, remainder 0);
CREATE TABLE t_1 PARTITION OF t FOR VALUES WITH (modulus 2, remainder 1);
--- after
CREATE TABLE t (id integer PRIMARY KEY, note text) PARTITION BY HASH (id);
CREATE TABLE t_0 PARTITION OF t FOR VALUES WITH (modulus 2, remainder 0);
CREATE TABLE t_1 PARTITION OF t FOR VALUES WITH (modulus 2, remainder 1);
CREATE INDEX t_note ON t (note);
=== columns_and_keys_of_a_partitioned_table
--- before
CREATE TABLE t (id integer NOT NULL, at date NOT NULL, a varchar(5), gone integer) PARTITION BY RANGE (at);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM ('2020-01-01') TO ('2030-01-01');
--- after
CREATE TABLE t (id bigint NOT NULL, at date NOT NULL, a varchar(50) NOT NULL DEFAULT 'x'::character varying, fresh timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (id, at), CHECK (id > 0)) PARTITION BY RANGE (at);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM ('2020-01-01') TO ('2030-01-01');
--- rows
INSERT INTO t VALUES (1, '2020-02-02', 'a', 1), (2, '2020-03-03', 'b', 2);
=== triggers_and_policies_of_a_partitioned_table
--- before
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE t (id integer NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100);
--- after
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE t (id integer NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TRIGGER t_touch BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY t_all ON t USING (id > 0);
=== partitioned_table_dropped_whole
--- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer NOT NULL, p_id integer REFERENCES p (id)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (100) TO (200);
CREATE INDEX t_p ON t (p_id);
--- after
CREATE TABLE p (id integer PRIMARY KEY);
=== partition_renamed
--- before
CREATE TABLE t (id integer NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE t_old PARTITION OF t FOR VALUES FROM (0) TO (100);
--- after
CREATE TABLE t (id integer NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE t_new PARTITION OF t FOR VALUES FROM (0) TO (100);
--- renames
t_old=t_new
=== partition_added_beside_a_default
--- before
CREATE TABLE t (id integer NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE t_rest PARTITION OF t DEFAULT;
--- after
CREATE TABLE t (id integer NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE t_rest PARTITION OF t DEFAULT;
CREATE TABLE t_2030 PARTITION OF t FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
=== table_attached_as_partition
--- before
CREATE TABLE t (id integer NOT NULL, kind text NOT NULL) PARTITION BY LIST (kind);
CREATE TABLE t_b (id integer NOT NULL, kind text NOT NULL, CHECK (kind = 'b'::text));
--- after
CREATE TABLE t (id integer NOT NULL, kind text NOT NULL) PARTITION BY LIST (kind);
CREATE TABLE t_b PARTITION OF t (CHECK (kind = 'b'::text)) FOR VALUES IN ('b');
=== a_partition_has_its_own
--- before
CREATE TABLE t (id integer NOT NULL, a integer) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100);
--- after
CREATE TABLE t (id integer NOT NULL, a integer) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t (CONSTRAINT own CHECK (a < 50)) FOR VALUES FROM (0) TO (100);
ALTER TABLE t_1 ALTER COLUMN a SET DEFAULT 7;
CREATE INDEX t_1_a ON t_1 (a);
=== index_of_a_partitioned_table
--- before
CREATE TABLE t (id integer NOT NULL, kind text NOT NULL, a integer) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (100) TO (200) PARTITION BY LIST (kind);
CREATE TABLE t_2a PARTITION OF t_2 FOR VALUES IN ('a');
CREATE TABLE t_2b PARTITION OF t_2 DEFAULT;
--- after
CREATE TABLE t (id integer NOT NULL, kind text NOT NULL, a integer) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (100) TO (200) PARTITION BY LIST (kind);
CREATE TABLE t_2a PARTITION OF t_2 FOR VALUES IN ('a');
CREATE TABLE t_2b PARTITION OF t_2 DEFAULT;
CREATE INDEX t_kind_a ON t (kind, a DESC) INCLUDE (id) WHERE a > 0;
CREATE UNIQUE INDEX t_all ON t (id, kind);
COMMENT ON INDEX t_all IS 'Once each';
--- rows
INSERT INTO t VALUES (1, 'x', 5), (120, 'a', 6), (121, 'b', 7);
=== keys_of_a_partitioned_table_by_partition
--- before
CREATE TABLE t (id integer NOT NULL, kind text NOT NULL, a integer) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (100) TO (200) PARTITION BY LIST (kind);
CREATE TABLE t_2a PARTITION OF t_2 FOR VALUES IN ('a');
--- after
CREATE TABLE t (id integer NOT NULL, kind text NOT NULL, a integer, PRIMARY KEY (id, kind), CONSTRAINT t_once UNIQUE (id, kind, a)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (100) TO (200) PARTITION BY LIST (kind);
CREATE TABLE t_2a PARTITION OF t_2 FOR VALUES IN ('a');
--- rows
INSERT INTO t VALUES (1, 'x', 5), (120, 'a', 6);
=== partition_of_a_table_in_use
--- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer NOT NULL, p_id integer REFERENCES p (id), a text DEFAULT 'x'::text, CHECK (id >= 0), PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE INDEX t_a ON t (a);
--- after
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer NOT NULL, p_id integer REFERENCES p (id), a text DEFAULT 'x'::text, CHECK (id >= 0), PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (100) TO (200);
CREATE INDEX t_a ON t (a);
COMMENT ON TABLE t_2 IS 'The next hundred';
=== table_attached_beside_a_default
--- before
CREATE TABLE t (id integer NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE t_rest PARTITION OF t DEFAULT;
CREATE TABLE t_2020 (id integer NOT NULL, at date NOT NULL);
--- after
CREATE TABLE t (id integer NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE t_rest PARTITION OF t DEFAULT;
CREATE TABLE t_2020 PARTITION OF t FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
--- rows
INSERT INTO t_2020 VALUES (1, '2020-05-05');
INSERT INTO t VALUES (2, '2031-05-05');
=== partition_detached_from_an_indexed_table
--- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer NOT NULL, p_id integer REFERENCES p (id), kind text NOT NULL, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a');
CREATE TABLE t_b PARTITION OF t FOR VALUES IN ('b');
--- after
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer NOT NULL, p_id integer REFERENCES p (id), kind text NOT NULL, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a');
CREATE TABLE t_b (id integer NOT NULL, p_id integer CONSTRAINT t_p_id_fkey REFERENCES p (id), kind text NOT NULL, PRIMARY KEY (id, kind));
--- rows
INSERT INTO p VALUES (1);
INSERT INTO t VALUES (1, 1, 'a'), (2, 1, 'b');
