-- A schema made with what stands in it.
CREATE SCHEMA app
    CREATE VIEW shown AS SELECT id, name FROM people WHERE id > 0
    CREATE TABLE people (id int PRIMARY KEY DEFAULT nextval('counter'), name text, boss int REFERENCES people)
    CREATE TABLE pets (id serial, owner int REFERENCES people (id))
    CREATE INDEX people_name ON people (name)
    CREATE SEQUENCE counter
    GRANT SELECT ON people TO PUBLIC
    GRANT SELECT ON shown TO CURRENT_USER WITH GRANT OPTION;
CREATE SCHEMA IF NOT EXISTS empty;
CREATE TABLE outside (id int REFERENCES app.people);
