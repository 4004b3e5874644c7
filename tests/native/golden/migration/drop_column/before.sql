CREATE TABLE orders (
    id int PRIMARY KEY,
    state text NOT NULL DEFAULT 'open',
    old_number serial,
    price int,
    CHECK (price > 0)
);
CREATE INDEX orders_price_idx ON orders (price);
COMMENT ON COLUMN orders.price IS 'In cents';
