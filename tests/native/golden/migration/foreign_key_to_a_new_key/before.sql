CREATE TABLE users (id int PRIMARY KEY, mail text NOT NULL);
CREATE TABLE logins (id int PRIMARY KEY, mail text);
