CREATE SEQUENCE numbers START 100;
CREATE SEQUENCE gone;
CREATE TABLE invoices (id int PRIMARY KEY, number bigint DEFAULT nextval('numbers'));
