-- programs
-- Loads into an empty PostgreSQL database. Written by Cadastre.
SET check_function_bodies = false;


-- Schemas

CREATE SCHEMA app;


-- Roles

DO $$ BEGIN
    CREATE ROLE app_reader NOLOGIN;
EXCEPTION WHEN duplicate_object THEN
    NULL;
END $$;
DO $$ BEGIN
    CREATE ROLE app_writer NOLOGIN NOINHERIT;
EXCEPTION WHEN duplicate_object THEN
    NULL;
END $$;


-- Kept as written

CREATE COLLATION app.german (provider = icu, locale = 'de-DE');

CREATE OPERATOR app.=== (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text);


-- Functions

CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    -- A body with quotes: 'x', $$y$$ and a table that comes later.
    PERFORM 1 FROM app.orders;
    NEW.updated_at := now();
    RETURN NEW;
END
$body$;

CREATE PROCEDURE app.close_all() LANGUAGE sql AS 'UPDATE app.orders SET state = ''closed''';
COMMENT ON PROCEDURE app.close_all() IS 'At the end of the day.';

CREATE AGGREGATE app.longest (text) (SFUNC = textcat, STYPE = text, INITCOND = '');
COMMENT ON AGGREGATE app.longest(text) IS 'All of them, really.';


-- Tables

CREATE TABLE app.base (
    id bigint PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT base_id_check CHECK (id > 0)
);

CREATE TABLE app.orders (
    updated_at timestamptz,
    state text DEFAULT 'new',
    CONSTRAINT orders_pkey PRIMARY KEY (id)
)
INHERITS (app.base);
ALTER TABLE app.orders ALTER COLUMN created_at DROP DEFAULT;


-- Functions

CREATE FUNCTION app.label(o app.orders) RETURNS text LANGUAGE sql STABLE AS $$ SELECT o.state || o.id $$;

CREATE FUNCTION app.open_orders() RETURNS SETOF app.orders LANGUAGE sql STABLE AS $$ SELECT * FROM app.orders WHERE state = 'new' $$;

CREATE FUNCTION app.how_many(wanted text DEFAULT 'new') RETURNS bigint LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT count(*) FROM app.orders WHERE orders.state = wanted;
    END;
COMMENT ON FUNCTION app.how_many(text) IS 'Orders in a state.';


-- Views

CREATE VIEW app.recent AS
SELECT id, state FROM app.orders WHERE created_at > now() - interval '1 day';
COMMENT ON VIEW app.recent IS 'The last day.';
COMMENT ON COLUMN app.recent.id IS 'Of the order.';

CREATE VIEW app.a_view_before_its_source
WITH (security_barrier = true) AS
SELECT id FROM app.recent
WITH LOCAL CHECK OPTION;

CREATE MATERIALIZED VIEW app.per_state (state, orders) AS
SELECT state, count(*) FROM app.orders GROUP BY state
WITH NO DATA;
CREATE UNIQUE INDEX per_state_state ON app.per_state (state);
COMMENT ON MATERIALIZED VIEW app.per_state IS 'Refreshed at night.';


-- Statistics

CREATE STATISTICS app.orders_stat (ndistinct, dependencies) ON state, updated_at FROM app.orders;
COMMENT ON STATISTICS app.orders_stat IS 'They move together.';


-- Triggers

CREATE TRIGGER touch
    BEFORE INSERT OR UPDATE OF state ON app.orders
    FOR EACH ROW WHEN (NEW.state IS NOT NULL) EXECUTE FUNCTION app.touch('x');
COMMENT ON TRIGGER touch ON app.orders IS 'Keeps updated_at.';

CREATE CONSTRAINT TRIGGER later
    AFTER DELETE ON app.orders
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION app.touch();
ALTER TABLE app.orders DISABLE TRIGGER later;


-- Row security

CREATE POLICY everybody ON app.base
    USING (true);

ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON app.orders AS RESTRICTIVE FOR SELECT TO app_reader, app_writer
    USING (state <> 'secret');
COMMENT ON POLICY reading ON app.orders IS 'Not all of them.';
CREATE POLICY writing ON app.orders FOR INSERT TO app_writer
    WITH CHECK (state = 'new');


-- Privileges

GRANT USAGE ON SCHEMA app TO app_reader, app_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA app TO app_reader;
GRANT INSERT, UPDATE (state) ON app.orders TO app_writer WITH GRANT OPTION;
GRANT app_reader TO app_writer;
REVOKE ALL ON FUNCTION app.how_many(text) FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO app_reader;


-- Kept as written at the end

CREATE RULE no_delete AS ON DELETE TO app.base DO INSTEAD NOTHING;
