CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE places (id int PRIMARY KEY, name text);
CREATE INDEX places_name_idx ON places USING gin (name gin_trgm_ops);
