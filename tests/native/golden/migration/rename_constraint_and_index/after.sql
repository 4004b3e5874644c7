CREATE TABLE orders (
    id int PRIMARY KEY,
    amount int,
    CONSTRAINT orders_amount_positive CHECK (amount > 0),
    CONSTRAINT orders_amount_key UNIQUE (amount)
);
CREATE INDEX orders_amount_idx ON orders (amount);
