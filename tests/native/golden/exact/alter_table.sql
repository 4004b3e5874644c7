-- Every action of ALTER TABLE that concerns the table as a whole.
CREATE SCHEMA app;
CREATE SCHEMA other;
CREATE TABLE app.a (id int, b text, c int);
ALTER TABLE app.a RENAME TO renamed;
ALTER TABLE app.renamed SET SCHEMA other;
ALTER TABLE IF EXISTS app.gone RENAME TO nothing;
ALTER TABLE IF EXISTS ONLY other.renamed RENAME COLUMN b TO "B b";
ALTER TABLE other.renamed RENAME c TO d;

CREATE TABLE logged (id int);
ALTER TABLE logged SET UNLOGGED;
CREATE UNLOGGED TABLE unlogged (id int);
ALTER TABLE unlogged SET LOGGED;

CREATE TABLE stored (id int, t text) WITH (fillfactor = 50, autovacuum_enabled = false);
ALTER TABLE stored SET (fillfactor = 70, parallel_workers = 2, toast.autovacuum_enabled = off);
ALTER TABLE stored RESET (autovacuum_enabled);

CREATE TABLE clustered (id int PRIMARY KEY, b int NOT NULL);
CREATE INDEX clustered_b ON clustered (b);
CREATE UNIQUE INDEX clustered_u ON clustered (b);
ALTER TABLE clustered CLUSTER ON clustered_b;
CREATE TABLE unclustered (id int PRIMARY KEY);
ALTER TABLE unclustered CLUSTER ON unclustered_pkey;
ALTER TABLE unclustered SET WITHOUT CLUSTER;
CREATE TABLE keyed (id int CONSTRAINT keyed_key PRIMARY KEY);
ALTER TABLE keyed CLUSTER ON keyed_key;

ALTER TABLE clustered REPLICA IDENTITY USING INDEX clustered_u;
CREATE TABLE full_identity (id int);
ALTER TABLE full_identity REPLICA IDENTITY FULL;
CREATE TABLE no_identity (id int);
ALTER TABLE no_identity REPLICA IDENTITY NOTHING;
CREATE TABLE default_identity (id int);
ALTER TABLE default_identity REPLICA IDENTITY FULL;
ALTER TABLE default_identity REPLICA IDENTITY DEFAULT;

CREATE TABLE secured (id int);
ALTER TABLE secured ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE TABLE less_secured (id int);
ALTER TABLE less_secured ENABLE ROW LEVEL SECURITY;
ALTER TABLE less_secured FORCE ROW LEVEL SECURITY;
ALTER TABLE less_secured NO FORCE ROW LEVEL SECURITY;
CREATE TABLE not_secured (id int);
ALTER TABLE not_secured ENABLE ROW LEVEL SECURITY;
ALTER TABLE not_secured DISABLE ROW LEVEL SECURITY;

CREATE TABLE parent (id int NOT NULL, note text, CONSTRAINT positive CHECK (id > 0));
CREATE TABLE child (id int NOT NULL, note text, extra int, CONSTRAINT positive CHECK (id > 0));
ALTER TABLE child INHERIT parent;
CREATE TABLE orphan () INHERITS (parent);
ALTER TABLE orphan NO INHERIT parent;

CREATE TYPE row_type AS (id int, name text);
CREATE TABLE typed OF row_type;
CREATE TABLE to_be_typed (id int, name text);
ALTER TABLE to_be_typed OF row_type;
CREATE TABLE no_longer_typed OF row_type (PRIMARY KEY (id));
ALTER TABLE no_longer_typed NOT OF;

ALTER TABLE stored SET TABLESPACE pg_default;
ALTER TABLE stored SET ACCESS METHOD heap;
ALTER TABLE stored SET WITHOUT OIDS;
ALTER TABLE stored OWNER TO CURRENT_USER;
ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE pg_default;
