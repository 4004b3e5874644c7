INSERT INTO readings SELECT n, (n / 4.0)::numeric(10,2)::text FROM generate_series(1, 1500) AS n;
