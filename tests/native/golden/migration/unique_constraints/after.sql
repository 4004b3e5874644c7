CREATE TABLE users (id int PRIMARY KEY, mail text, phone text, CONSTRAINT users_mail_key UNIQUE (mail), CONSTRAINT users_phone_key UNIQUE (phone, mail));
COMMENT ON CONSTRAINT users_mail_key ON users IS 'One account an address';
