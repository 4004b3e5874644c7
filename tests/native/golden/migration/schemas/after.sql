CREATE SCHEMA billing;
CREATE SCHEMA audit;
CREATE TABLE billing.things (id int PRIMARY KEY);
CREATE TABLE audit.entries (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, thing_id int REFERENCES billing.things (id));
COMMENT ON SCHEMA audit IS 'Who did what';
