CREATE TABLE users (
    id int PRIMARY KEY,
    mail text NOT NULL CHECK (mail <> ''),
    CONSTRAINT users_mail_key UNIQUE (mail)
);
CREATE INDEX users_lower_idx ON users (lower(mail));
