CREATE TABLE settings (id int PRIMARY KEY, a int DEFAULT 1, b text DEFAULT 'x', c boolean);
