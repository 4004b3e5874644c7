-- Keys of every kind, two tables that refer to each other, and one that refers to itself.
CREATE EXTENSION btree_gist;

CREATE TABLE teams (
    org_id integer NOT NULL,
    id integer NOT NULL,
    name text NOT NULL,
    lead_id integer,
    parent_id integer,
    PRIMARY KEY (org_id, id),
    CONSTRAINT teams_name_key UNIQUE NULLS NOT DISTINCT (org_id, name) INCLUDE (lead_id) WITH (fillfactor = 90),
    FOREIGN KEY (org_id, parent_id) REFERENCES teams (org_id, id) ON DELETE SET NULL (parent_id) ON UPDATE CASCADE
);

CREATE TABLE people (
    org_id integer NOT NULL,
    id integer NOT NULL,
    team_id integer,
    backup_team_id integer DEFAULT 1,
    badge text,
    PRIMARY KEY (org_id, id),
    UNIQUE (badge) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT people_team_fkey FOREIGN KEY (org_id, team_id) REFERENCES teams (org_id, id)
        ON DELETE SET NULL (team_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT people_backup_fkey FOREIGN KEY (org_id, backup_team_id) REFERENCES teams MATCH FULL ON DELETE RESTRICT
);

ALTER TABLE teams ADD CONSTRAINT teams_lead_fkey FOREIGN KEY (org_id, lead_id) REFERENCES people (org_id, id)
    ON DELETE SET DEFAULT (lead_id) DEFERRABLE INITIALLY DEFERRED;

-- A unique index is enough to be referred to.
CREATE TABLE rooms (code text NOT NULL, floor integer CHECK (floor > 0) NO INHERIT, CHECK (floor < 100));
CREATE UNIQUE INDEX rooms_by_code ON rooms (code);
COMMENT ON INDEX rooms_by_code IS 'Found by the sign on the door.';

CREATE TABLE bookings (
    room_code text NOT NULL REFERENCES rooms (code),
    during tstzrange NOT NULL,
    person_id integer,
    cancelled boolean NOT NULL DEFAULT false,
    CONSTRAINT bookings_room_free EXCLUDE USING gist (room_code WITH =, during WITH &&) WHERE (NOT cancelled)
);
COMMENT ON CONSTRAINT bookings_room_free ON bookings IS 'One room, one meeting.';

ALTER TABLE bookings ADD CONSTRAINT bookings_short CHECK (upper(during) - lower(during) < interval '8 hours') NOT VALID;
CREATE INDEX ON bookings USING gist (during) WHERE NOT cancelled;
CREATE INDEX bookings_person ON bookings (person_id DESC NULLS LAST, lower(room_code) text_pattern_ops) INCLUDE (cancelled);
CREATE INDEX ON bookings ((person_id + 1), (room_code || 'x') COLLATE "C");

ALTER TABLE people REPLICA IDENTITY FULL;
ALTER TABLE bookings CLUSTER ON bookings_person;

-- Two keys over one column, which CREATE TABLE would fold into one.
CREATE TABLE workers (name text PRIMARY KEY);
ALTER TABLE workers ADD CONSTRAINT workers_name_unique UNIQUE (name);
