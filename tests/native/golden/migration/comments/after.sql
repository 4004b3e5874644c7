CREATE TABLE t (id int PRIMARY KEY, a int);
COMMENT ON TABLE t IS 'New, and it''s better';
COMMENT ON COLUMN t.a IS 'A number';
CREATE INDEX t_a_idx ON t (a);
COMMENT ON INDEX t_a_idx IS 'For lists';
COMMENT ON CONSTRAINT t_pkey ON t IS 'Key';
