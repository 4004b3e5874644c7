-- keys
-- Loads into an empty PostgreSQL database. Written by Cadastre.


-- Extensions

CREATE EXTENSION IF NOT EXISTS btree_gist;


-- Tables

CREATE TABLE teams (
    org_id integer NOT NULL,
    id integer NOT NULL,
    name text NOT NULL,
    lead_id integer,
    parent_id integer,
    CONSTRAINT teams_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT teams_name_key UNIQUE NULLS NOT DISTINCT (org_id, name) INCLUDE (lead_id) WITH (fillfactor = 90),
    CONSTRAINT teams_org_id_parent_id_fkey FOREIGN KEY (org_id, parent_id)
        REFERENCES teams (org_id, id) ON UPDATE CASCADE ON DELETE SET NULL (parent_id)
);

CREATE TABLE people (
    org_id integer NOT NULL,
    id integer NOT NULL,
    team_id integer,
    backup_team_id integer DEFAULT 1,
    badge text,
    CONSTRAINT people_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT people_badge_key UNIQUE (badge) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT people_team_fkey FOREIGN KEY (org_id, team_id)
        REFERENCES teams (org_id, id) ON DELETE SET NULL (team_id) DEFERRABLE,
    CONSTRAINT people_backup_fkey FOREIGN KEY (org_id, backup_team_id)
        REFERENCES teams (org_id, id) MATCH FULL ON DELETE RESTRICT
);

CREATE TABLE rooms (
    code text NOT NULL,
    floor integer,
    CONSTRAINT rooms_floor_check CHECK (floor > 0) NO INHERIT,
    CONSTRAINT rooms_floor_check1 CHECK (floor < 100)
);
CREATE UNIQUE INDEX rooms_by_code ON rooms (code);
COMMENT ON INDEX rooms_by_code IS 'Found by the sign on the door.';

CREATE TABLE bookings (
    room_code text NOT NULL,
    during tstzrange NOT NULL,
    person_id integer,
    cancelled boolean NOT NULL DEFAULT false,
    CONSTRAINT bookings_room_code_fkey FOREIGN KEY (room_code)
        REFERENCES rooms (code),
    CONSTRAINT bookings_room_free EXCLUDE USING gist (room_code WITH =, during WITH &&) WHERE (NOT cancelled)
);
CREATE INDEX bookings_during_idx ON bookings USING gist (during) WHERE NOT cancelled;
CREATE INDEX bookings_person ON bookings (person_id DESC NULLS LAST, lower(room_code) text_pattern_ops) INCLUDE (cancelled);
CREATE INDEX bookings_expr_expr1_idx ON bookings ((person_id + 1), (room_code || 'x') COLLATE "C");
COMMENT ON CONSTRAINT bookings_room_free ON bookings IS 'One room, one meeting.';

CREATE TABLE workers (
    name text PRIMARY KEY
);


-- Constraints that wait for other tables

ALTER TABLE teams
    ADD CONSTRAINT teams_lead_fkey FOREIGN KEY (org_id, lead_id)
        REFERENCES people (org_id, id) ON DELETE SET DEFAULT (lead_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE bookings
    ADD CONSTRAINT bookings_short CHECK (upper(during) - lower(during) < interval '8 hours') NOT VALID;
ALTER TABLE workers
    ADD CONSTRAINT workers_name_unique UNIQUE (name);


-- Table settings

ALTER TABLE people REPLICA IDENTITY FULL;
ALTER TABLE bookings CLUSTER ON bookings_person;
