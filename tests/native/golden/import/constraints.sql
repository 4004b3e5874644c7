CREATE EXTENSION btree_gist;
CREATE TABLE organizations (id uuid PRIMARY KEY, slug text UNIQUE NULLS NOT DISTINCT);
CREATE TABLE rooms (
    org_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id uuid NOT NULL,
    name text CHECK (name <> '') CONSTRAINT short_name CHECK ((length(name) < 80)) NO INHERIT,
    capacity int CHECK (capacity > 0 AND capacity < 1000),
    opens int, closes int,
    CHECK (opens < closes),
    PRIMARY KEY (org_id, id) INCLUDE (name) WITH (fillfactor = 70),
    UNIQUE (org_id, name) DEFERRABLE INITIALLY DEFERRED,
    EXCLUDE USING gist (id WITH =, int4range(opens, closes) WITH &&) WHERE (capacity > 10)
);
CREATE TABLE bookings (
    org_id uuid,
    room_id uuid,
    guest uuid,
    UNIQUE (org_id, room_id),
    CONSTRAINT unnamed_no_more FOREIGN KEY (org_id, room_id) REFERENCES rooms (org_id, id)
        MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL (room_id),
    FOREIGN KEY (guest) REFERENCES organizations (id) ON DELETE NO ACTION
);
ALTER TABLE bookings ADD FOREIGN KEY (guest) REFERENCES organizations (id) ON UPDATE SET DEFAULT NOT VALID;
CREATE TABLE later (id uuid PRIMARY KEY, again uuid UNIQUE, again2 uuid NOT NULL UNIQUE PRIMARY KEY);
CREATE TABLE later (id uuid UNIQUE PRIMARY KEY, CHECK (true), CHECK (false), CHECK (later IS NOT NULL));
