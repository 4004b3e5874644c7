CREATE TABLE t (a int, b int, c int);
CREATE VIEW one AS SELECT b AS a FROM t;
CREATE VIEW two AS SELECT a FROM one;
COMMENT ON VIEW two IS 'Above one';
CREATE MATERIALIZED VIEW sums AS SELECT sum(b) AS s FROM t;
CREATE UNIQUE INDEX sums_s_idx ON sums (s);
