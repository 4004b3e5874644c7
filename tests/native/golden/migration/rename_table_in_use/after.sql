CREATE TABLE persons (
    id integer CONSTRAINT people_pkey PRIMARY KEY,
    full_name text NOT NULL
);
CREATE TABLE pets (id integer PRIMARY KEY, owner_id integer NOT NULL REFERENCES persons (id));
CREATE VIEW owners AS SELECT persons.id, persons.full_name AS name FROM persons JOIN pets ON pets.owner_id = persons.id;
