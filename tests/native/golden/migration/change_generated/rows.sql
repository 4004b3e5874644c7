INSERT INTO lines (id, count, price) VALUES (1, 2, 3);
