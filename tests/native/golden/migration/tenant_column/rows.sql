INSERT INTO orgs (name) VALUES ('a'), ('b');
INSERT INTO projects (org_id, name) SELECT id, name FROM orgs;
INSERT INTO tasks (project_id, title) SELECT id, 't' || n FROM projects, generate_series(1, 700) AS n;
