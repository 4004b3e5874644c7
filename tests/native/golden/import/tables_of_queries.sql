-- A query that makes a table is kept as written; one that fills variables, or makes a temporary table, is none of the schema.
CREATE TABLE visits (id bigint PRIMARY KEY, page text, at timestamptz);
SELECT page, count(*) AS seen INTO popular FROM visits GROUP BY page;
SELECT id INTO UNLOGGED TABLE recent FROM visits WHERE at > now() - interval '1 day';
SELECT id INTO TEMP scratch FROM visits;
CREATE VIEW most AS SELECT page FROM popular;
ALTER TABLE popular RENAME TO pages;
DO $$
DECLARE n bigint;
BEGIN
  SELECT count(*) INTO n FROM visits;
  IF n = 0 THEN
    CREATE INDEX visits_at ON visits (at);
  END IF;
END $$;
