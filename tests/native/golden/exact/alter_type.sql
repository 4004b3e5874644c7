-- Every form of ALTER TYPE.
CREATE SCHEMA app;
CREATE TYPE mood AS ENUM ('b', 'd');
ALTER TYPE mood ADD VALUE 'c' BEFORE 'd';
ALTER TYPE mood ADD VALUE 'e' AFTER 'd';
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'f';
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'b';
ALTER TYPE mood ADD VALUE 'a''' BEFORE 'b';
ALTER TYPE mood RENAME VALUE 'c' TO 'see';
CREATE TABLE moods (m mood, list mood[] DEFAULT '{}');
CREATE DOMAIN good AS mood CHECK (VALUE <> 'b');
CREATE TYPE pair AS (m mood, other text);
CREATE FUNCTION of_mood(m mood) RETURNS mood LANGUAGE sql AS 'SELECT m';
ALTER TYPE mood RENAME TO feeling;
ALTER TYPE feeling SET SCHEMA app;
ALTER TYPE app.feeling OWNER TO CURRENT_USER;

CREATE TYPE point3 AS (x int, y int, gone text, renamed text COLLATE "C");
ALTER TYPE point3 ADD ATTRIBUTE z int CASCADE, DROP ATTRIBUTE gone, ALTER ATTRIBUTE x SET DATA TYPE bigint;
ALTER TYPE point3 RENAME ATTRIBUTE renamed TO label CASCADE;
ALTER TYPE point3 DROP ATTRIBUTE IF EXISTS nothing;
ALTER TYPE point3 ALTER ATTRIBUTE label TYPE varchar(10) COLLATE "POSIX" CASCADE;
ALTER TYPE point3 ADD ATTRIBUTE note text COLLATE "C" RESTRICT;
CREATE TABLE points (p point3, many point3[]);
ALTER TYPE point3 RENAME TO "Point 3";
ALTER TABLE points RENAME COLUMN p TO position;

CREATE TYPE float_range AS RANGE (subtype = float8, subtype_diff = float8mi, multirange_type_name = many_floats);
CREATE TABLE ranges (r float_range, m many_floats);
ALTER TYPE float_range RENAME TO real_range;
ALTER TYPE real_range SET SCHEMA app;

CREATE TYPE lonely AS ENUM ();
CREATE TYPE replaced AS ENUM ('a');
CREATE TABLE uses_replaced (v replaced DEFAULT 'a');
ALTER TYPE replaced RENAME TO replaced_old;
CREATE TYPE replaced AS ENUM ('a', 'b');
ALTER TABLE uses_replaced ALTER v DROP DEFAULT, ALTER v TYPE replaced USING v::text::replaced, ALTER v SET DEFAULT 'b';
DROP TYPE replaced_old;
