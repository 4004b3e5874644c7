-- Read and written, but not loaded: what needs more than an empty database.
CREATE TABLE t (
    id int,
    a int REFERENCES elsewhere,
    b int REFERENCES elsewhere.other (x, y),
    CHECK (a > 0) NOT ENFORCED,
    PRIMARY KEY (id) USING INDEX TABLESPACE fast,
    EXCLUDE USING gist (id WITH =) USING INDEX TABLESPACE fast
) INHERITS (elsewhere.parent) USING columnar TABLESPACE fast;
CREATE INDEX t_a ON t (a) TABLESPACE fast;
CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1 AS one;
CREATE MATERIALIZED VIEW placed USING columnar WITH (fillfactor = 70) TABLESPACE fast AS SELECT 1 AS one;
ALTER MATERIALIZED VIEW m SET TABLESPACE fast;
