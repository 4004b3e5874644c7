CREATE TABLE users (id int PRIMARY KEY, mail text, phone text, CONSTRAINT users_phone_key UNIQUE (phone));
