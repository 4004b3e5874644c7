CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE diary (
    id int PRIMARY KEY,
    mood mood NOT NULL DEFAULT 'happy',
    past mood[] DEFAULT '{}',
    CHECK (mood <> 'sad' OR id > 0)
);
CREATE VIEW happy_days AS SELECT id, mood FROM diary WHERE mood = 'happy';
CREATE INDEX diary_sad_idx ON diary (id) WHERE mood = 'sad';
