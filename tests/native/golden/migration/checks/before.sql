CREATE TABLE orders (
    id int PRIMARY KEY,
    state text,
    amount int,
    CONSTRAINT state_known CHECK (state IN ('open', 'paid')),
    CONSTRAINT gone CHECK (amount <> 13)
);
