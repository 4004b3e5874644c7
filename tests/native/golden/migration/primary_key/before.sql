CREATE TABLE added (a int NOT NULL, b int);
CREATE TABLE dropped (a int, CONSTRAINT dropped_pkey PRIMARY KEY (a));
CREATE TABLE changed (a int NOT NULL, b int NOT NULL, CONSTRAINT changed_pkey PRIMARY KEY (a), UNIQUE (a, b));
CREATE TABLE referring (a int REFERENCES changed (a));
