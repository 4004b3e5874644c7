CREATE TABLE events (
    id int PRIMARY KEY,
    payload text NOT NULL DEFAULT '{}',
    flag int DEFAULT 0,
    code text
);
