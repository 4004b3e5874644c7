CREATE TABLE notes (id int PRIMARY KEY, tenant_id int NOT NULL, owner text);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY notes_read ON notes FOR SELECT USING (tenant_id = current_setting('app.tenant_id')::int);
CREATE POLICY notes_kind ON notes FOR UPDATE USING (tenant_id = 1);
CREATE POLICY notes_tenant ON notes AS RESTRICTIVE USING (tenant_id > 0) WITH CHECK (tenant_id > 0);
COMMENT ON POLICY notes_tenant ON notes IS 'Holds for everybody';
