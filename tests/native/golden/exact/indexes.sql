-- Every property of indexes.
CREATE EXTENSION pg_trgm;
CREATE TABLE t (a int, b text, c text COLLATE "C", d jsonb, e int[], f tsvector, g point);
CREATE INDEX ON t (a DESC, b ASC NULLS FIRST, c DESC NULLS LAST);
CREATE UNIQUE INDEX one ON t USING btree (a, b COLLATE "POSIX" text_pattern_ops) INCLUDE (c) NULLS NOT DISTINCT WITH (fillfactor = 55, deduplicate_items = off) TABLESPACE pg_default WHERE a > 0 AND b IS NOT NULL;
CREATE INDEX two ON t USING gin (d jsonb_path_ops) WITH (fastupdate = off);
CREATE INDEX three ON t USING gist (b gist_trgm_ops (siglen = 32));
CREATE INDEX four ON t USING hash (a);
CREATE INDEX five ON t USING brin (a int4_minmax_multi_ops (values_per_range = 16)) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX six ON t USING spgist (g);
CREATE INDEX ON t (lower(b), (a + 1) DESC, (b || c));
CREATE INDEX CONCURRENTLY seven ON t USING gin (e, to_tsvector('english', b));
CREATE INDEX IF NOT EXISTS eight ON ONLY t (a);
COMMENT ON INDEX one IS 'the one';
CREATE TABLE clustered (id int PRIMARY KEY, b int NOT NULL);
CREATE UNIQUE INDEX clustered_b ON clustered (b);
ALTER TABLE clustered CLUSTER ON clustered_b, REPLICA IDENTITY USING INDEX clustered_b;
ALTER INDEX clustered_b RENAME TO by_b;
