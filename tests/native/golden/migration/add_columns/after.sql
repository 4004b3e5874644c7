CREATE TABLE orders (
    id int PRIMARY KEY,
    note text,
    state text NOT NULL DEFAULT 'open',
    placed_at timestamptz NOT NULL DEFAULT now(),
    token uuid NOT NULL DEFAULT gen_random_uuid(),
    label varchar(40) COLLATE "C"
);
COMMENT ON COLUMN orders.note IS 'What the customer wrote';
