CREATE TABLE settings (id int PRIMARY KEY, a int DEFAULT 2, b text, c boolean DEFAULT false);
