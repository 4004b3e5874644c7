CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE diary (id int PRIMARY KEY, mood mood);
