CREATE TABLE readings (
    org_id uuid NOT NULL, at date NOT NULL, value numeric CHECK (value >= 0),
    PRIMARY KEY (org_id, at)
) PARTITION BY RANGE (at);
CREATE INDEX readings_at ON readings (at);
CREATE TABLE readings_2025 PARTITION OF readings (value DEFAULT 0) FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE readings_rest PARTITION OF readings DEFAULT;
CREATE TABLE readings_old (org_id uuid NOT NULL, at date NOT NULL, value numeric, CONSTRAINT readings_value_check CHECK (value >= 0), CONSTRAINT readings_old_pk PRIMARY KEY (org_id, at));
CREATE INDEX readings_old_at ON readings_old (at);
ALTER TABLE readings ATTACH PARTITION readings_old FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
ALTER INDEX readings_pkey ATTACH PARTITION readings_old_pk;
CREATE INDEX ON readings (value);
ALTER TABLE readings DETACH PARTITION readings_2025;
ALTER TABLE readings ADD COLUMN source text DEFAULT 'meter';
CREATE TABLE things (id int, name text NOT NULL CHECK (name <> ''));
CREATE TABLE chairs (legs int, name text) INHERITS (things);
CREATE TABLE stools (LIKE chairs INCLUDING ALL EXCLUDING COMMENTS, extra int);
CREATE TABLE hashed (id int, kind text) PARTITION BY HASH (lower(kind) text_ops, id);
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (modulus 2, remainder 0);
