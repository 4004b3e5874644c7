=== every_property_of_an_index
--- before
CREATE TABLE t (a integer, b text, c timestamptz, d jsonb);
--- after
CREATE TABLE t (a integer, b text, c timestamptz, d jsonb);
CREATE INDEX t_order ON t (a DESC NULLS LAST, c NULLS FIRST);
CREATE UNIQUE INDEX t_part ON t (b) INCLUDE (a) WHERE a > 5;
CREATE UNIQUE INDEX t_nulls ON t (a, b) NULLS NOT DISTINCT;
CREATE INDEX t_expr ON t (lower(b) COLLATE "C" text_pattern_ops, ((a + 1)));
CREATE INDEX t_gin ON t USING gin (d jsonb_path_ops) WITH (fastupdate = off);
CREATE INDEX t_brin ON t USING brin (c) WITH (pages_per_range = 16);
CREATE INDEX t_hash ON t USING hash (b);
COMMENT ON INDEX t_order IS 'For lists';
=== every_property_of_an_index_changes
--- before
CREATE TABLE t (a integer, b text, c timestamptz);
CREATE INDEX i1 ON t (a);
CREATE INDEX i2 ON t (b);
CREATE INDEX i3 ON t (c);
CREATE INDEX i4 ON t (a, b);
CREATE INDEX i5 ON t (a) WHERE b = 'x'::text;
CREATE INDEX i6 ON t (b) INCLUDE (a);
CREATE INDEX i7 ON t USING btree (b);
--- after
CREATE TABLE t (a integer, b text, c timestamptz);
CREATE INDEX i1 ON t (a DESC);
CREATE INDEX i2 ON t (b COLLATE "C");
CREATE INDEX i3 ON t (c) WITH (fillfactor = 70);
CREATE INDEX i4 ON t (b, a);
CREATE INDEX i5 ON t (a) WHERE b = 'y'::text;
CREATE INDEX i6 ON t (b) INCLUDE (a, c);
CREATE INDEX i7 ON t USING hash (b);
=== indexes_of_a_materialized_view
--- before
CREATE TABLE t (a integer, b text);
CREATE MATERIALIZED VIEW m AS SELECT t.a, t.b FROM t;
CREATE INDEX m_a ON m (a);
--- after
CREATE TABLE t (a integer, b text);
CREATE MATERIALIZED VIEW m AS SELECT t.a, t.b FROM t;
CREATE UNIQUE INDEX m_a_b ON m (a, b);
