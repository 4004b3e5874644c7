CREATE TABLE points (id int PRIMARY KEY, y int NOT NULL, x text);
