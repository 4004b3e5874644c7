CREATE TYPE mood AS ENUM ('numb', 'sad', 'so so', 'happy', 'elated');
CREATE TABLE diary (id int PRIMARY KEY, mood mood NOT NULL DEFAULT 'sad');
CREATE VIEW sad_days AS SELECT id FROM diary WHERE mood = 'sad';
CREATE INDEX diary_happy_idx ON diary (id) WHERE mood = 'happy';
