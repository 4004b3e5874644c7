CREATE TYPE address AS (street text, city varchar(80), country text);
CREATE TYPE span AS RANGE (subtype = float8);
CREATE TABLE people (id int PRIMARY KEY, home address);
