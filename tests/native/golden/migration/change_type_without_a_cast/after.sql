CREATE TABLE jobs (id int PRIMARY KEY, started timestamptz, features text[], flags bigint);
