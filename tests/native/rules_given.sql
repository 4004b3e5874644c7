CREATE TYPE en AS ENUM('x', 'y');
CREATE TABLE t(id uuid PRIMARY KEY, org_id uuid, a int, s varchar(10), x text, x2 text, id0 int NOT NULL, p_id uuid);
CREATE INDEX i0 ON t(a);
CREATE TABLE pt(m int, d date) PARTITION BY RANGE(d);
CREATE TABLE loose(id uuid PRIMARY KEY, p_id uuid REFERENCES p(id));
INSERT INTO t(id, a, s, x, id0) VALUES (gen_random_uuid(), 1, 'a', 'x', 1);
