CREATE TABLE points (id int PRIMARY KEY, x int NOT NULL, y text);
