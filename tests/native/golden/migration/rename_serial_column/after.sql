CREATE SEQUENCE tickets_number_seq AS integer;
CREATE TABLE tickets (
    ticket_number integer NOT NULL DEFAULT nextval('tickets_number_seq') PRIMARY KEY,
    title text NOT NULL
);
ALTER SEQUENCE tickets_number_seq OWNED BY tickets.ticket_number;
