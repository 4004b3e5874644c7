CREATE TYPE mood AS ENUM ('sad', 'happy', 'unknown');
CREATE TABLE diary (id int PRIMARY KEY, mood mood NOT NULL DEFAULT 'unknown');
