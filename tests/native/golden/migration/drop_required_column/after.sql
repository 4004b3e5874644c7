CREATE TABLE rooms (id int PRIMARY KEY, name text);
CREATE VIEW named AS SELECT id, name FROM rooms;
