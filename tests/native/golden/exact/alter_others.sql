-- ALTER of schemas, extensions, statistics, collations and the rest.
CREATE SCHEMA first;
CREATE SCHEMA second;
CREATE TABLE first.t (a int DEFAULT 1, b text, s serial, PRIMARY KEY (a));
CREATE TYPE first.mood AS ENUM ('x');
CREATE DOMAIN first.word AS text CHECK (VALUE <> '');
CREATE SEQUENCE first.counter;
CREATE VIEW first.v AS SELECT 1 AS one;
CREATE FUNCTION first.f(m first.mood) RETURNS first.mood LANGUAGE sql AS 'SELECT m';
CREATE TABLE uses (m first.mood DEFAULT 'x', w first.word, c int DEFAULT nextval('first.counter'), r int REFERENCES first.t);
GRANT USAGE ON SCHEMA first TO PUBLIC;
GRANT SELECT ON first.t TO PUBLIC;
COMMENT ON SCHEMA first IS 'the first';
ALTER SCHEMA first RENAME TO "The first";
ALTER SCHEMA "The first" OWNER TO CURRENT_USER;

CREATE EXTENSION pg_trgm WITH SCHEMA public;
COMMENT ON EXTENSION pg_trgm IS 'trigrams';
ALTER EXTENSION pg_trgm SET SCHEMA second;
ALTER EXTENSION pg_trgm UPDATE;

CREATE STATISTICS uses_stats (ndistinct, dependencies) ON c, r FROM uses;
ALTER STATISTICS uses_stats RENAME TO stats_of_uses;
ALTER STATISTICS stats_of_uses SET STATISTICS 500;
ALTER STATISTICS stats_of_uses SET SCHEMA second;
ALTER STATISTICS second.stats_of_uses OWNER TO CURRENT_USER;
COMMENT ON STATISTICS second.stats_of_uses IS 'of two';
CREATE STATISTICS again ON c, r FROM uses;
ALTER STATISTICS again SET STATISTICS 10;
ALTER STATISTICS IF EXISTS again SET STATISTICS -1;

CREATE COLLATION german (PROVIDER = icu, LOCALE = 'de');
ALTER COLLATION german RENAME TO deutsch;
CREATE TABLE collated (a text COLLATE deutsch);
