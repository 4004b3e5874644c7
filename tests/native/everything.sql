-- Every property of every kind of object, once at least.
CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'The application';
CREATE EXTENSION pg_trgm WITH SCHEMA app VERSION '1.6' CASCADE;
COMMENT ON EXTENSION pg_trgm IS 'Likeness of words';

CREATE TYPE app.state AS ENUM ('draft', 'sent', 'paid');
COMMENT ON TYPE app.state IS 'How far an invoice is';
CREATE DOMAIN app.amount AS numeric(12,2) DEFAULT 0 NOT NULL
    CONSTRAINT amount_positive CHECK (VALUE >= 0) CONSTRAINT amount_small CHECK (VALUE < 1000000);
COMMENT ON DOMAIN app.amount IS 'Money';
COMMENT ON CONSTRAINT amount_positive ON DOMAIN app.amount IS 'No debts';
CREATE DOMAIN app.label AS text COLLATE "C";
CREATE TYPE app.address AS (street text COLLATE "C", town text);
COMMENT ON TYPE app.address IS 'Where to';
COMMENT ON COLUMN app.address.street IS 'With the number';
CREATE TYPE app.span AS RANGE (subtype = text, collation = "C");
COMMENT ON TYPE app.span IS 'From and to';

CREATE ROLE reader NOLOGIN BYPASSRLS;
COMMENT ON ROLE reader IS 'Reads only';
CREATE ROLE writer LOGIN CONNECTION LIMIT 5;

CREATE SEQUENCE app.numbers AS integer START WITH 10 INCREMENT BY 5 MINVALUE 5 MAXVALUE 1000 CACHE 2 CYCLE;
COMMENT ON SEQUENCE app.numbers IS 'Numbers of invoices';
CREATE UNLOGGED SEQUENCE loose;

CREATE TABLE tenants (
    id bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME tenant_numbers START WITH 100 INCREMENT BY 10 MINVALUE 100 MAXVALUE 99999 CACHE 3 CYCLE) PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    slug varchar(40) CONSTRAINT tenants_slug_given NOT NULL,
    CONSTRAINT tenants_slug_key UNIQUE NULLS NOT DISTINCT (slug) INCLUDE (name) WITH (fillfactor = 80) USING INDEX TABLESPACE fast
) WITH (fillfactor = 70) TABLESPACE fast;
COMMENT ON TABLE tenants IS 'Who pays';
COMMENT ON COLUMN tenants.name IS 'As they write it';
COMMENT ON CONSTRAINT tenants_slug_key ON tenants IS 'In the address';
ALTER TABLE tenants ALTER COLUMN name SET STORAGE external;
ALTER TABLE tenants ALTER COLUMN name SET STATISTICS 500;
ALTER TABLE tenants ALTER COLUMN name SET COMPRESSION lz4;
ALTER TABLE tenants ALTER COLUMN name SET (n_distinct = 100);
ALTER TABLE tenants REPLICA IDENTITY FULL;
ALTER TABLE tenants CLUSTER ON tenants_slug_key;
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;

CREATE TABLE invoices (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    state app.state NOT NULL DEFAULT 'draft',
    total app.amount,
    tax numeric(12,2) GENERATED ALWAYS AS (total * 0.2) STORED,
    parent_id bigint,
    during int4range,
    note text,
    tags text[],
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT invoices_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT invoices_parent FOREIGN KEY (tenant_id, parent_id) REFERENCES invoices (tenant_id, id) MATCH FULL ON DELETE SET NULL (parent_id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT invoices_total CHECK (total > 0) NO INHERIT,
    CONSTRAINT invoices_apart EXCLUDE USING gist (during range_ops WITH &&) INCLUDE (note) WITH (fillfactor = 90) USING INDEX TABLESPACE fast WHERE (state = 'paid')
);
COMMENT ON CONSTRAINT invoices_total ON invoices IS 'Worth something';
ALTER TABLE invoices ADD CONSTRAINT invoices_tax CHECK (tax >= 0) NOT ENFORCED;
ALTER TABLE invoices ADD CONSTRAINT invoices_note CHECK (note <> '') NOT VALID;
CREATE UNIQUE INDEX invoices_note_idx ON invoices USING btree (lower(note) COLLATE "C" text_pattern_ops DESC NULLS LAST, id)
    INCLUDE (total) NULLS NOT DISTINCT WITH (fillfactor = 85) TABLESPACE fast WHERE (note IS NOT NULL);
COMMENT ON INDEX invoices_note_idx IS 'Finds by note';
ALTER INDEX invoices_note_idx ALTER COLUMN 1 SET STATISTICS 30;
CREATE INDEX invoices_during_idx ON invoices USING gist (during);
CREATE POLICY own ON invoices AS RESTRICTIVE FOR UPDATE TO reader, writer USING (tenant_id = 1) WITH CHECK (tenant_id = 1);
COMMENT ON POLICY own ON invoices IS 'Each their own';
CREATE POLICY seen ON invoices FOR SELECT USING (true);
CREATE STATISTICS app.together (ndistinct) ON tenant_id, state FROM invoices;
ALTER STATISTICS app.together SET STATISTICS 70;
COMMENT ON STATISTICS app.together IS 'They go together';

CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app AS $$ BEGIN RETURN NEW; END $$;
COMMENT ON FUNCTION app.touch() IS 'Sets nothing';
CREATE PROCEDURE app.clean(days integer) LANGUAGE sql AS $$ SELECT 1 $$;
CREATE CONSTRAINT TRIGGER invoices_touch AFTER INSERT OR UPDATE OF note ON invoices DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.touch();
COMMENT ON TRIGGER invoices_touch ON invoices IS 'Keeps time';
ALTER TABLE invoices DISABLE TRIGGER invoices_touch;

CREATE UNLOGGED TABLE notes (id integer PRIMARY KEY, body text) USING columnar;
CREATE TABLE marks (mark text);
CREATE TABLE long_notes (pages integer) INHERITS (notes);
CREATE TABLE app.places OF app.address (town DEFAULT 'here');
CREATE TABLE events (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_old PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
ALTER TABLE events ADD CONSTRAINT events_kind CHECK (kind <> '');
CREATE INDEX events_at_idx ON events (at);
CREATE TRIGGER events_touch BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE INDEX events_kind_idx ON ONLY events (kind);
CREATE INDEX events_old_kind_idx ON events_old (kind);
ALTER INDEX events_kind_idx ATTACH PARTITION events_old_kind_idx;

CREATE TABLE stays (room integer, during daterange, note text CONSTRAINT stays_noted NOT NULL NO INHERIT, hint text,
    CONSTRAINT stays_key PRIMARY KEY (room, during WITHOUT OVERLAPS));
ALTER TABLE stays ADD CONSTRAINT stays_hinted NOT NULL hint NOT VALID;
COMMENT ON CONSTRAINT stays_noted ON stays IS 'Say something';
CREATE TABLE guests (id integer, room integer, during daterange,
    CONSTRAINT guests_stay FOREIGN KEY (room, PERIOD during) REFERENCES stays (room, PERIOD during));

CREATE VIEW app.open (number, sum) WITH (security_barrier = true) AS SELECT id, total FROM invoices WHERE state <> 'paid' WITH LOCAL CHECK OPTION;
COMMENT ON VIEW app.open IS 'Not paid yet';
COMMENT ON COLUMN app.open.number IS 'Of the invoice';
CREATE TRIGGER open_insert INSTEAD OF INSERT ON app.open FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE RECURSIVE VIEW counted (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counted WHERE n < 9;
CREATE MATERIALIZED VIEW totals USING columnar WITH (fillfactor = 75) TABLESPACE fast AS SELECT tenant_id, sum(total) AS sum FROM invoices GROUP BY tenant_id WITH NO DATA;
CREATE UNIQUE INDEX totals_tenant ON totals (tenant_id) INCLUDE (sum);
CREATE INDEX totals_half ON totals ((sum / 2));
ALTER INDEX totals_half ALTER COLUMN 1 SET STATISTICS 50;
COMMENT ON INDEX totals_half IS 'By half';
ALTER MATERIALIZED VIEW totals CLUSTER ON totals_tenant;
ALTER MATERIALIZED VIEW totals ALTER sum SET STORAGE external, ALTER sum SET COMPRESSION pglz, ALTER sum SET STATISTICS 7, ALTER sum SET (n_distinct = 4);
ALTER VIEW app.open ALTER sum SET DEFAULT 5;

ALTER SEQUENCE loose OWNED BY invoices.id;
GRANT SELECT (id, note), UPDATE ON invoices TO reader WITH GRANT OPTION;
REVOKE ALL ON SCHEMA app FROM PUBLIC;
GRANT reader TO writer;
GRANT pg_monitor TO writer WITH ADMIN OPTION, INHERIT FALSE, SET TRUE GRANTED BY reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO reader;
CREATE RULE quiet AS ON DELETE TO notes DO INSTEAD NOTHING;
