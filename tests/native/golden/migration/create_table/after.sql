CREATE TABLE tenants (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL
);
CREATE TABLE projects (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    title text NOT NULL CHECK (title <> ''),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, title)
);
CREATE INDEX projects_created_at_idx ON projects (tenant_id, created_at DESC);
COMMENT ON TABLE projects IS 'Work a tenant''s people do together';
COMMENT ON COLUMN projects.title IS 'Shown in lists';
