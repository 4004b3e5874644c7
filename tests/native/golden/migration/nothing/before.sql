CREATE TABLE t (id int PRIMARY KEY, a numeric(10,2) DEFAULT 0 CHECK (a > 0));
