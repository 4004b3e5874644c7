CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE DOMAIN score AS int DEFAULT 0;
CREATE TABLE users (id int PRIMARY KEY, mail email, score score);
