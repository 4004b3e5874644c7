CREATE TABLE added (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a, b));
CREATE TABLE dropped (a int NOT NULL);
CREATE TABLE changed (a int NOT NULL, b int NOT NULL, CONSTRAINT changed_pkey PRIMARY KEY (b, a), UNIQUE (a, b));
CREATE TABLE referring (a int);
