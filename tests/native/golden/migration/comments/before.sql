CREATE TABLE t (id int PRIMARY KEY, a int);
COMMENT ON TABLE t IS 'Old';
COMMENT ON COLUMN t.id IS 'The key';
CREATE INDEX t_a_idx ON t (a);
