CREATE TABLE rooms (id int PRIMARY KEY, code text NOT NULL, name text);
CREATE INDEX rooms_code_idx ON rooms (code);
CREATE VIEW named AS SELECT id, name FROM rooms;
