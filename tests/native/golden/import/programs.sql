CREATE ROLE app;
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public VERSION '1.1';
CREATE TABLE logs (id int, org_id uuid, at timestamptz);
CREATE VIEW recent WITH (security_barrier = true) AS SELECT id, org_id FROM logs WHERE at > now() WITH LOCAL CHECK OPTION;
CREATE OR REPLACE VIEW recent AS SELECT id, org_id FROM logs;
CREATE VIEW renamed (a, b) AS SELECT id, org_id FROM logs;
CREATE MATERIALIZED VIEW totals AS SELECT org_id, count(*) AS n FROM logs GROUP BY 1 WITH NO DATA;
CREATE UNIQUE INDEX ON totals (org_id);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public' AS $body$
BEGIN
    NEW.at := now(); -- it's fine; really
    RETURN NEW;
END
$body$;
CREATE FUNCTION total(IN org uuid, OUT n bigint, VARIADIC names character varying(10)[] DEFAULT '{}') AS 'select 1' LANGUAGE sql STABLE;
CREATE FUNCTION plus(a int, double precision = 1.0) RETURNS double precision BEGIN ATOMIC SELECT CASE WHEN a > 0 THEN a END; SELECT a + $2; END;
CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE PROCEDURE clean(before date) LANGUAGE sql AS 'DELETE FROM logs WHERE at < before';
CREATE AGGREGATE together(text) (SFUNC = textcat, STYPE = text);
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE OF at, "id" ON logs FOR EACH ROW WHEN (NEW.at IS NULL) EXECUTE FUNCTION touch('x');
CREATE CONSTRAINT TRIGGER later AFTER DELETE ON public.logs DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE PROCEDURE touch();
ALTER TABLE logs DISABLE TRIGGER stamp;
CREATE POLICY tenant ON logs AS RESTRICTIVE FOR UPDATE TO app, PUBLIC USING ((org_id = current_setting('app.org')::uuid)) WITH CHECK (true);
ALTER POLICY tenant ON logs TO app USING (org_id IS NOT NULL);
CREATE STATISTICS logs_together (dependencies) ON org_id, at FROM logs;
DROP FUNCTION touch() CASCADE;
DROP FUNCTION IF EXISTS nothing(int);
