INSERT INTO orders (total, placed_on) SELECT n, '2024-01-01' FROM generate_series(1, 2500) AS n;
INSERT INTO order_lines SELECT n, 1 FROM generate_series(1, 2500) AS n;
