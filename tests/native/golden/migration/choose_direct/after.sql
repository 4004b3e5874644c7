CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL CONSTRAINT users_mail_key UNIQUE, age bigint);
CREATE TABLE sketches (id int CONSTRAINT drafts_pkey PRIMARY KEY);
