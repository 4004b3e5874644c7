-- Keys over periods, of PostgreSQL 18.
CREATE EXTENSION btree_gist;
CREATE TABLE rooms (
    id int,
    open daterange,
    CONSTRAINT rooms_open PRIMARY KEY (id, open WITHOUT OVERLAPS)
);
CREATE TABLE periods (
    id int,
    period tsrange,
    note text,
    UNIQUE (id, period WITHOUT OVERLAPS) INCLUDE (note) DEFERRABLE
);
CREATE TABLE bookings (
    id int,
    room int NOT NULL,
    during daterange NOT NULL,
    PRIMARY KEY (id, during WITHOUT OVERLAPS),
    CONSTRAINT bookings_room FOREIGN KEY (room, PERIOD during) REFERENCES rooms (id, PERIOD open) NOT ENFORCED,
    FOREIGN KEY (room, PERIOD during) REFERENCES rooms
);
ALTER TABLE bookings ADD CONSTRAINT once UNIQUE (room, during WITHOUT OVERLAPS);
CREATE TABLE shifts (id int, span int4range, UNIQUE (id, span WITHOUT OVERLAPS)) PARTITION BY LIST (id);
CREATE TABLE shifts_one PARTITION OF shifts FOR VALUES IN (1);
