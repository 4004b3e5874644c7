CREATE TABLE orders (id int PRIMARY KEY, code text NOT NULL);
