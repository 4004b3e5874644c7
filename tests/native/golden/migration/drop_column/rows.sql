INSERT INTO orders (id, price) VALUES (1, 2);
