-- names
-- Loads into an empty PostgreSQL database. Written by Cadastre.


-- Schemas

CREATE SCHEMA "My Schema";
COMMENT ON SCHEMA "My Schema" IS 'Has a blank.';


-- Types

CREATE TYPE "My Schema"."Type one" AS ENUM (
    'a',
    'b"c',
    '</script>'
);


-- Tables

CREATE TABLE "My Schema"."Order" (
    "select" integer PRIMARY KEY,
    "with ""quotes""" text NOT NULL,
    "emoji 🙂" "My Schema"."Type one" DEFAULT 'a'::"My Schema"."Type one",
    "</script><script>alert(1)</script>" text,
    "pipe | tick ` star *" text,
    "ünïcödé" text,
    CONSTRAINT "Order_ünïcödé_check" CHECK ("ünïcödé" <> ''),
    CONSTRAINT "the ""check""" CHECK ("with ""quotes""" <> 'it''s')
);
CREATE INDEX "Index of 🙂" ON "My Schema"."Order" ("emoji 🙂", lower("with ""quotes"""));
COMMENT ON TABLE "My Schema"."Order" IS '<img src=x onerror=alert(1)> | `code` **bold** [link](javascript:alert(1))';
COMMENT ON COLUMN "My Schema"."Order"."emoji 🙂" IS 'Smiles 🙂 and \ backslashes';

CREATE TABLE "user" (
    id integer PRIMARY KEY,
    "order" integer,
    a_name_that_is_exactly_sixty_three_bytes_long_as_postgres_allow integer,
    CONSTRAINT user_order_fkey FOREIGN KEY ("order")
        REFERENCES "My Schema"."Order" ("select") ON DELETE CASCADE,
    CONSTRAINT user_a_name_that_is_exactly_sixty_three_bytes_long_as_postg_key UNIQUE (a_name_that_is_exactly_sixty_three_bytes_long_as_postgres_allow)
);
CREATE INDEX user_order_idx ON "user" ("order");
CREATE INDEX user_order_idx1 ON "user" ("order");

CREATE TABLE a_table_whose_name_is_exactly_sixty_three_bytes_long_to_be_cut_ (
    a_column_with_quite_a_long_name_too integer PRIMARY KEY,
    another_column_with_quite_a_long_name serial,
    user_id integer,
    CONSTRAINT a_table_whose_name_is_exactly_another_column_with_quite_a_l_key UNIQUE (another_column_with_quite_a_long_name),
    CONSTRAINT a_table_whose_name_is_exactl_another_column_with_quite_a__check CHECK (another_column_with_quite_a_long_name > 0),
    CONSTRAINT a_table_whose_name_is_exactly_sixty_three_bytes_lo_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES "user" (id)
);
CREATE INDEX a_table_whose_name_is_exactly_another_column_with_quite_a_l_idx ON a_table_whose_name_is_exactly_sixty_three_bytes_long_to_be_cut_ (another_column_with_quite_a_long_name, user_id);
