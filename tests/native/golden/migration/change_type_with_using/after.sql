CREATE TABLE events (
    id int PRIMARY KEY,
    payload jsonb NOT NULL DEFAULT '{}'::jsonb,
    flag boolean DEFAULT false,
    code uuid
);
