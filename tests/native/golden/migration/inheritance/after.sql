CREATE TABLE base (id int NOT NULL, name text, born date);
CREATE TABLE child (extra int, more text) INHERITS (base);
