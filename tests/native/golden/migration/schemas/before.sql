CREATE SCHEMA old_place;
CREATE TABLE old_place.things (id int PRIMARY KEY);
CREATE TABLE gone (id int);
