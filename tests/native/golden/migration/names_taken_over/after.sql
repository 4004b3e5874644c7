CREATE TABLE crates (id int CONSTRAINT packages_pkey PRIMARY KEY, title varchar(20) NOT NULL, more text, other text);
CREATE INDEX packages_name_idx ON crates (title);
