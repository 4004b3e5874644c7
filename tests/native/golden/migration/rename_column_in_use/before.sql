CREATE TABLE users (
    id int PRIMARY KEY,
    mail text NOT NULL DEFAULT 'none' CHECK (mail <> ''),
    nick text,
    CONSTRAINT users_mail_key UNIQUE (mail)
);
CREATE INDEX users_lower_idx ON users (lower(mail)) WHERE nick IS NOT NULL;
CREATE TABLE letters (
    id int PRIMARY KEY,
    recipient text REFERENCES users (mail)
);
CREATE VIEW addresses AS SELECT id, mail FROM users WHERE mail LIKE '%@%';
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON users USING (mail = current_user);
