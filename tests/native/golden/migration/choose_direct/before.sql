CREATE TABLE users (id int PRIMARY KEY, mail text NOT NULL UNIQUE, age integer);
CREATE TABLE drafts (id int PRIMARY KEY);
