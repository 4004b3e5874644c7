CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE notes (
    id serial PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    body text
);
CREATE INDEX notes_tenant_id_idx ON notes (tenant_id);
COMMENT ON TABLE notes IS 'Free text';
