INSERT INTO users (id, mail, nick)
SELECT n, 'user' || n || '@example.org', CASE WHEN n % 2 = 0 THEN 'nick' || n END FROM generate_series(1, 2500) AS n;
INSERT INTO letters SELECT n, 'user' || n || '@example.org' FROM generate_series(1, 500) AS n;
