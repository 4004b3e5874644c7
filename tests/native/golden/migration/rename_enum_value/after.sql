CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE diary (id int PRIMARY KEY, mood mood);
