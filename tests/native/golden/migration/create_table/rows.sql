INSERT INTO tenants (name) VALUES ('north'), ('south');
