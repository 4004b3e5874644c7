CREATE TYPE address AS (street text, city text, zip int);
CREATE TABLE people (id int PRIMARY KEY);
