INSERT INTO articles VALUES (1, 'one', 9.99, 7);
