CREATE SEQUENCE numbers START 100 INCREMENT BY 5 CACHE 10;
CREATE SEQUENCE orders_number_seq AS integer;
CREATE TABLE invoices (id int PRIMARY KEY, number bigint DEFAULT nextval('numbers'), other int DEFAULT nextval('orders_number_seq'));
ALTER SEQUENCE orders_number_seq OWNED BY invoices.other;
