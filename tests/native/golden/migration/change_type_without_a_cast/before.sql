CREATE TABLE jobs (id int PRIMARY KEY, started int, features jsonb, flags boolean);
