CREATE TABLE first (id int PRIMARY KEY);
COMMENT ON TABLE first IS 'It isn't closed';

-- the next statement is whole
CREATE TABLE second (note text DEFAULT 'x');
CREATE TABLE third (id int,, name text);
CREATE TABLE fourth (id int
CREATE TABLE fifth (id int);
CREATE TABEL sixth (id int);
SELEKT 1;
CREATE TABLE seventh (id int REFERENCES);
CREATE TABLE eighth (id int PRIMARY KEY (id));
CREATE FUNCTION open_body() RETURNS int LANGUAGE sql AS $$ SELECT 1;

CREATE TABLE ninth (id int);
/* a comment that never ends
CREATE TABLE tenth (id int);
CREATE TABLE eleventh (name text DEFAULT 'open
