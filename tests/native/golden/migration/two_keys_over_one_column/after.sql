CREATE TABLE workers (name text PRIMARY KEY, CONSTRAINT workers_name_once UNIQUE (name));
