CREATE TABLE accounts (
    id int CONSTRAINT users_pkey PRIMARY KEY,
    email text NOT NULL CONSTRAINT users_mail_check CHECK (email <> ''),
    CONSTRAINT users_mail_key UNIQUE (email)
);
CREATE INDEX users_lower_idx ON accounts (lower(email));
