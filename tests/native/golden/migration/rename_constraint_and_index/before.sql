CREATE TABLE orders (
    id int PRIMARY KEY,
    amount int,
    CONSTRAINT positive CHECK (amount > 0),
    CONSTRAINT amount_once UNIQUE (amount)
);
CREATE INDEX by_amount ON orders (amount);
