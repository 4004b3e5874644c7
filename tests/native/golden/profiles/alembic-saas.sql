-- What the models of seed 003 become: uuid keys, tenant_id, soft delete by two marks; one table as it should be, one as it
-- should not.
CREATE TABLE tenants (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE projects (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    is_deleted boolean GENERATED ALWAYS AS (deleted_at IS NOT NULL) STORED,
    CONSTRAINT uq_projects_tenant_id_id UNIQUE (tenant_id, id)
);
CREATE INDEX idx_projects_tenant_id_created_at ON projects (tenant_id, created_at DESC) WHERE deleted_at IS NULL;
CREATE POLICY tenant_isolation ON projects USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE projects FORCE ROW LEVEL SECURITY;
CREATE TABLE bookings (
    id serial PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    project_id uuid NOT NULL REFERENCES projects (id) ON DELETE RESTRICT,
    code text NOT NULL UNIQUE,
    starts_at timestamp NOT NULL,
    ends_at timestamp NOT NULL
);
CREATE TABLE invoices (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE RESTRICT,
    number text NOT NULL,
    total numeric(12, 2) NOT NULL CHECK (total >= 0)
);
CREATE INDEX idx_invoices_tenant_id ON invoices (tenant_id);
