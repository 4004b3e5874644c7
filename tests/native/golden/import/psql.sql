\restrict abc
\set ON_ERROR_STOP on
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.t (id int, note text);
COPY public.t (id, note) FROM stdin;
1	it's; one
2	\N
\.

COPY public.t FROM '/tmp/t.csv';
INSERT INTO public.t VALUES (3, ';');
BEGIN;
SET LOCAL search_path TO app, public;
CREATE TABLE u (id int);
COMMIT;
CREATE TEMP TABLE scratch AS SELECT 1;
CREATE INDEX ON scratch (id);
SELECT 1 \gexec
CREATE FUNCTION pg_temp.helper() RETURNS integer LANGUAGE sql AS 'SELECT 1';
DROP FUNCTION pg_temp.helper();
CREATE TABLE pg_temp.counts (n integer);
\echo done
VACUUM ANALYZE;
