CREATE DOMAIN email AS text CONSTRAINT email_check CHECK (VALUE LIKE '%@%.%') NOT NULL;
CREATE DOMAIN score AS int DEFAULT 1 CONSTRAINT score_positive CHECK (VALUE >= 0);
CREATE DOMAIN slug AS varchar(40) CHECK (VALUE = lower(VALUE));
CREATE TABLE users (id int PRIMARY KEY, mail email, score score, slug slug);
