CREATE TABLE secrets (id int PRIMARY KEY, body text);
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO pg_monitor;
CREATE TABLE reports (id int PRIMARY KEY, body text);
