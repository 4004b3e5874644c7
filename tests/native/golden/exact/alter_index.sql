-- Every form of ALTER INDEX.
CREATE SCHEMA app;
CREATE TABLE app.t (a int, b text, c int NOT NULL);
CREATE INDEX one ON app.t (a, (c + 1)) WITH (fillfactor = 50);
ALTER INDEX app.one RENAME TO two;
ALTER INDEX IF EXISTS app.nothing RENAME TO two;
ALTER INDEX app.two SET (fillfactor = 60, deduplicate_items = off);
ALTER INDEX app.two RESET (deduplicate_items);
ALTER INDEX app.two ALTER COLUMN 2 SET STATISTICS 300;
ALTER INDEX app.two SET TABLESPACE pg_default;
CREATE UNIQUE INDEX three ON app.t (c);
ALTER TABLE app.t ADD CONSTRAINT three PRIMARY KEY USING INDEX three;
ALTER INDEX app.three RENAME TO t_key;
ALTER TABLE app.two RENAME TO two_again;
ALTER INDEX ALL IN TABLESPACE pg_default SET TABLESPACE pg_default;

CREATE TABLE parted (id int NOT NULL, at date NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE INDEX parted_note ON ONLY parted (note);
CREATE INDEX parted_1_note ON parted_1 (note);
ALTER INDEX parted_note ATTACH PARTITION parted_1_note;
CREATE INDEX parted_id ON parted (id);
ALTER INDEX parted_id RENAME TO parted_by_id;
ALTER INDEX parted_1_id_idx RENAME TO parted_1_by_id;
ALTER TABLE parted ADD CONSTRAINT parted_key PRIMARY KEY (id, at);
ALTER INDEX parted_key RENAME TO parted_primary;
