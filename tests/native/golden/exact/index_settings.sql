-- What is set of indexes, those behind keys among them.
CREATE TABLE t (a int PRIMARY KEY, b text UNIQUE, c int4range, EXCLUDE USING gist (c WITH &&));
ALTER INDEX t_pkey SET (fillfactor = 70);
ALTER INDEX t_b_key SET (fillfactor = 60, deduplicate_items = off);
ALTER INDEX t_b_key RESET (fillfactor);
ALTER TABLE t_c_excl SET (fillfactor = 75);
ALTER INDEX t_pkey SET TABLESPACE pg_default;
CREATE INDEX by_expression ON t (lower(b), a, (a + 1));
ALTER INDEX by_expression ALTER COLUMN 1 SET STATISTICS 100;
ALTER INDEX IF EXISTS by_expression ALTER 3 SET STATISTICS 200;
ALTER INDEX by_expression ALTER 3 SET STATISTICS -1;
CREATE TABLE parted (a int, b text) PARTITION BY LIST (a);
CREATE INDEX parted_b ON parted (lower(b));
ALTER INDEX parted_b ALTER COLUMN 1 SET STATISTICS 30;
CREATE TABLE parted_one PARTITION OF parted FOR VALUES IN (1);
ALTER INDEX parted_one_lower_idx ALTER COLUMN 1 SET STATISTICS 40;
