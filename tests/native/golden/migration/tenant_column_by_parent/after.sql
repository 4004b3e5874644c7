CREATE TABLE organizations (id uuid PRIMARY KEY);
CREATE TABLE projects (
    id integer PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    UNIQUE (organization_id, id)
);
CREATE TABLE tasks (
    id integer PRIMARY KEY,
    project_id integer NOT NULL,
    organization_id uuid NOT NULL,
    UNIQUE (organization_id, id),
    FOREIGN KEY (organization_id, project_id) REFERENCES projects (organization_id, id)
);
CREATE TABLE notes (
    id integer PRIMARY KEY,
    task_id integer NOT NULL REFERENCES tasks (id),
    body text,
    organization_id uuid NOT NULL REFERENCES organizations (id)
);
CREATE INDEX notes_organization_id_idx ON notes (organization_id);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notes USING (organization_id = current_setting('app.organization')::uuid);
