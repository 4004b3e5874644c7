CREATE TABLE users (
    id int PRIMARY KEY,
    email text NOT NULL DEFAULT 'none' CONSTRAINT users_mail_check CHECK (email <> ''),
    nickname text,
    CONSTRAINT users_mail_key UNIQUE (email)
);
CREATE INDEX users_lower_idx ON users (lower(email)) WHERE nickname IS NOT NULL;
CREATE TABLE letters (
    id int PRIMARY KEY,
    recipient text REFERENCES users (email)
);
CREATE VIEW addresses AS SELECT id, email AS mail FROM users WHERE email LIKE '%@%';
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON users USING (email = current_user);
