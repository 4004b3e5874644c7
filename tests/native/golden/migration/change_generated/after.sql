CREATE TABLE lines (
    id int PRIMARY KEY,
    count int NOT NULL,
    price int NOT NULL,
    total int GENERATED ALWAYS AS (count * price + 1) STORED,
    half int GENERATED ALWAYS AS (price / 2) STORED
);
CREATE INDEX lines_total_idx ON lines (total);
