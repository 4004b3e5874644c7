INSERT INTO tenants VALUES (1), (2);
INSERT INTO projects VALUES (10, 1), (20, 2);
INSERT INTO tasks SELECT n, CASE WHEN n % 2 = 0 THEN 10 ELSE 20 END FROM generate_series(1, 2100) AS n;
