CREATE TABLE people (
    id integer PRIMARY KEY,
    name text NOT NULL,
    phone text NOT NULL
);
CREATE TABLE pets (id integer PRIMARY KEY, owner_id integer NOT NULL REFERENCES people (id));
CREATE VIEW owners AS SELECT people.id, people.name FROM people JOIN pets ON pets.owner_id = people.id;
