CREATE TABLE tickets (
    id serial PRIMARY KEY,
    number bigserial NOT NULL,
    subject varchar(200) NOT NULL
);
