INSERT INTO tickets (title) SELECT 'ticket ' || n FROM generate_series(1, 1200) AS n;
