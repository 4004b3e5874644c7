-- Libraries, each an organization, are the tenants. One path of each kind leads across their borders.
CREATE ROLE app NOLOGIN;
CREATE ROLE reporting NOLOGIN;
CREATE ROLE auditor NOLOGIN BYPASSRLS;

CREATE TABLE organizations (
  id uuid PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE
);

CREATE TABLE genres (
  code text PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE memberships (
  organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  PRIMARY KEY (organization_id, user_id)
);

CREATE TABLE copies (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
  genre text REFERENCES genres,
  added_by uuid REFERENCES users ON DELETE SET NULL,
  UNIQUE (organization_id, id)
);

CREATE TABLE loans (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
  copy_id uuid NOT NULL REFERENCES copies ON DELETE CASCADE,
  reader_id uuid NOT NULL REFERENCES users,
  due_on date NOT NULL
);

CREATE TABLE shelves (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
  label text NOT NULL,
  UNIQUE (organization_id, id)
);

CREATE TABLE shelvings (
  shelf_id uuid NOT NULL REFERENCES shelves ON DELETE CASCADE,
  copy_id uuid NOT NULL REFERENCES copies,
  PRIMARY KEY (shelf_id, copy_id)
);

CREATE TABLE search_entries (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL,
  words text NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON copies, loans, shelves, shelvings TO app;
GRANT SELECT ON copies, genres TO reporting;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO auditor;

ALTER TABLE copies ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_copies ON copies TO app
  USING (organization_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY move_copies ON copies FOR UPDATE TO app
  USING (organization_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (true);
