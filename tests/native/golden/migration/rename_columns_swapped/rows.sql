INSERT INTO points VALUES (1, 2, 'three');
