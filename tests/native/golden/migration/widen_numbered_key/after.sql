CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    total bigint NOT NULL DEFAULT 0 CHECK (total >= 0),
    placed_on timestamptz
);
CREATE TABLE order_lines (
    order_id bigint NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    line integer NOT NULL,
    PRIMARY KEY (order_id, line)
);
CREATE INDEX order_lines_line_idx ON order_lines (line, order_id);
CREATE VIEW open_orders AS SELECT id, total FROM orders WHERE total > 0;
