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
