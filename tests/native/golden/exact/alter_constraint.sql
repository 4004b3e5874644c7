-- Every action of ALTER TABLE on constraints, indexes behind them included.
CREATE TABLE target (a int, b int, PRIMARY KEY (a, b), UNIQUE (b, a));
CREATE TABLE t (id int, a int, b int, c text, span int4range);
ALTER TABLE t ADD PRIMARY KEY (id);
ALTER TABLE t ADD CONSTRAINT unique_c UNIQUE NULLS NOT DISTINCT (c) INCLUDE (a) WITH (fillfactor = 80);
ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NO INHERIT NOT VALID;
ALTER TABLE t ADD CHECK (b > 0) NOT VALID;
ALTER TABLE t ADD CONSTRAINT to_target FOREIGN KEY (a, b) REFERENCES target MATCH FULL ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE t ADD FOREIGN KEY (b, a) REFERENCES target (b, a) ON DELETE SET DEFAULT (a) NOT VALID;
ALTER TABLE t ADD EXCLUDE USING gist (span WITH &&) WHERE (a > 1) DEFERRABLE;
ALTER TABLE t VALIDATE CONSTRAINT t_b_check;
ALTER TABLE t ALTER CONSTRAINT to_target DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE t ALTER CONSTRAINT t_b_a_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE t RENAME CONSTRAINT unique_c TO one_c;
ALTER TABLE t RENAME CONSTRAINT t_pkey TO t_key;

CREATE TABLE from_index (id int NOT NULL, code text, other int);
CREATE UNIQUE INDEX from_index_id ON from_index (id);
CREATE UNIQUE INDEX from_index_code ON from_index (code) INCLUDE (other) WITH (fillfactor = 60);
CREATE UNIQUE INDEX from_index_other ON from_index (other) NULLS NOT DISTINCT;
ALTER TABLE from_index ADD CONSTRAINT from_index_key PRIMARY KEY USING INDEX from_index_id;
ALTER TABLE from_index ADD UNIQUE USING INDEX from_index_code DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE from_index ADD CONSTRAINT from_index_other UNIQUE USING INDEX from_index_other;

CREATE TABLE dropped (id int PRIMARY KEY, a int UNIQUE, b int CHECK (b > 0));
CREATE TABLE leaning (id int REFERENCES dropped, a int REFERENCES dropped (a));
ALTER TABLE dropped DROP CONSTRAINT dropped_pkey CASCADE, DROP CONSTRAINT dropped_b_check;
ALTER TABLE dropped DROP CONSTRAINT IF EXISTS nothing;
ALTER TABLE leaning DROP CONSTRAINT leaning_a_fkey RESTRICT;
ALTER TABLE dropped DROP CONSTRAINT dropped_a_key;

-- A name given once more after the first is gone.
CREATE TABLE again (a int CHECK (a > 0));
ALTER TABLE again DROP CONSTRAINT again_a_check;
ALTER TABLE again ADD CHECK (a > 1);
ALTER TABLE again ADD CHECK (a > 2);

CREATE TABLE above (id int, a int);
CREATE TABLE below () INHERITS (above);
ALTER TABLE above ADD CONSTRAINT big CHECK (a > 10);
ALTER TABLE ONLY above ADD CONSTRAINT own CHECK (a > 11) NO INHERIT;
ALTER TABLE above ADD CONSTRAINT passing CHECK (a > 12);
ALTER TABLE above DROP CONSTRAINT passing;
ALTER TABLE above RENAME CONSTRAINT big TO bigger;
ALTER TABLE above ADD COLUMN later text DEFAULT 'x';
ALTER TABLE above RENAME COLUMN later TO latest;
ALTER TABLE above ALTER COLUMN latest SET NOT NULL;
ALTER TABLE above ADD COLUMN passing int;
ALTER TABLE above DROP COLUMN passing;
ALTER TABLE ONLY above DROP COLUMN id;
ALTER TABLE below ADD CONSTRAINT bigger_still CHECK (a > 13);
ALTER TABLE below RENAME CONSTRAINT bigger_still TO still_bigger;
