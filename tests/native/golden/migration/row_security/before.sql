CREATE TABLE notes (id int PRIMARY KEY, tenant_id int NOT NULL, owner text);
CREATE POLICY notes_old ON notes USING (owner = current_user);
CREATE POLICY notes_read ON notes FOR SELECT USING (tenant_id = 1);
CREATE POLICY notes_kind ON notes FOR INSERT WITH CHECK (tenant_id = 1);
