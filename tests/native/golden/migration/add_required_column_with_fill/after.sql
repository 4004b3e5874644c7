CREATE TABLE tenants (id int PRIMARY KEY);
CREATE TABLE projects (id int PRIMARY KEY, tenant_id int NOT NULL REFERENCES tenants (id));
CREATE TABLE tasks (
    id int PRIMARY KEY,
    project_id int NOT NULL REFERENCES projects (id),
    tenant_id int NOT NULL REFERENCES tenants (id)
);
CREATE INDEX tasks_tenant_id_idx ON tasks (tenant_id);
