CREATE TABLE bookings (guest uuid REFERENCES people.guests (id), later_id uuid REFERENCES later, room_id int);
ALTER TABLE bookings ADD FOREIGN KEY (room_id) REFERENCES rooms (number);
CREATE TABLE later (id uuid PRIMARY KEY);
CREATE TABLE rooms (id int PRIMARY KEY);
ALTER TABLE rooms ADD COLUMN number int UNIQUE;
CREATE TABLE stored (a int) USING columnar WITH (toast.autovacuum_enabled = false, fillfactor = 10) TABLESPACE fast;
CREATE UNLOGGED TABLE quick (a int PRIMARY KEY USING INDEX TABLESPACE fast);
