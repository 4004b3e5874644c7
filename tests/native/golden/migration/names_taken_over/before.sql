CREATE TABLE packages (id serial CONSTRAINT packages_pkey PRIMARY KEY, name text);
CREATE INDEX packages_name_idx ON packages (name);
