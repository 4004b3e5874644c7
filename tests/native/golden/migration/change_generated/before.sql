CREATE TABLE lines (
    id int PRIMARY KEY,
    count int NOT NULL,
    price int NOT NULL,
    total int GENERATED ALWAYS AS (count * price) STORED
);
CREATE INDEX lines_total_idx ON lines (total);
