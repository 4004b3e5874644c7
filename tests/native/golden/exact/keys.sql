-- Every property of constraints.
CREATE EXTENSION btree_gist;
CREATE TABLE target (a int, b int, c int UNIQUE, PRIMARY KEY (a, b), UNIQUE (b, a));
CREATE TABLE t (
    id int CONSTRAINT t_key PRIMARY KEY WITH (fillfactor = 60) USING INDEX TABLESPACE pg_default,
    a int, b int, c int, d int, room int, span tstzrange, note text,
    UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b) WITH (fillfactor = 50) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (c) DEFERRABLE,
    CONSTRAINT positive CHECK (a > 0) NO INHERIT,
    CHECK (a < b AND (c > 0 OR d IS NULL)),
    CONSTRAINT to_target FOREIGN KEY (a, b) REFERENCES target MATCH FULL ON DELETE CASCADE ON UPDATE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
    FOREIGN KEY (b, a) REFERENCES target (b, a) ON DELETE SET NULL (a) ON UPDATE NO ACTION,
    FOREIGN KEY (c) REFERENCES target (c) ON DELETE SET DEFAULT ON UPDATE SET NULL,
    FOREIGN KEY (d) REFERENCES target (c) ON DELETE NO ACTION ON UPDATE SET DEFAULT INITIALLY DEFERRED,
    FOREIGN KEY (d, a) REFERENCES target ON DELETE SET DEFAULT (d),
    EXCLUDE USING gist (room WITH =, span WITH &&) INCLUDE (a) WITH (fillfactor = 70) WHERE (a > 1 AND b > 1) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT none_alike EXCLUDE (lower(note) COLLATE "C" text_pattern_ops WITH OPERATOR(pg_catalog.=))
);
ALTER TABLE t ADD CONSTRAINT later CHECK (b > 5) NOT VALID;
ALTER TABLE t ADD CONSTRAINT later_key FOREIGN KEY (d) REFERENCES target (c) NOT VALID;
COMMENT ON CONSTRAINT positive ON t IS 'above nought';
COMMENT ON CONSTRAINT t_key ON t IS 'its key';
CREATE TABLE one (id int PRIMARY KEY, other int);
CREATE TABLE two (id int PRIMARY KEY, other int REFERENCES one);
ALTER TABLE one ADD FOREIGN KEY (other) REFERENCES two;
CREATE TABLE self (id int PRIMARY KEY, parent int REFERENCES self, UNIQUE (id, parent), FOREIGN KEY (id, parent) REFERENCES self (id, parent));
