CREATE TABLE organizations (id uuid PRIMARY KEY);
CREATE TABLE projects (
    id integer PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    UNIQUE (organization_id, id)
);
CREATE TABLE tasks (id integer PRIMARY KEY, project_id integer NOT NULL REFERENCES projects (id));
CREATE TABLE notes (id integer PRIMARY KEY, task_id integer NOT NULL REFERENCES tasks (id), body text);
