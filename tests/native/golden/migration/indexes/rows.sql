INSERT INTO docs VALUES (1, 1, 'a', '{x}', false);
