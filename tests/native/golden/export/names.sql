-- Names that must be quoted, that hide signs of other languages, and that are as long as a name can be.
CREATE SCHEMA "My Schema";
COMMENT ON SCHEMA "My Schema" IS 'Has a blank.';

CREATE TYPE "My Schema"."Type one" AS ENUM ('a', 'b"c', '</script>');

CREATE TABLE "My Schema"."Order" (
    "select" integer PRIMARY KEY,
    "with ""quotes""" text NOT NULL,
    "emoji 🙂" "My Schema"."Type one" DEFAULT 'a'::"My Schema"."Type one",
    "</script><script>alert(1)</script>" text,
    "pipe | tick ` star *" text,
    "ünïcödé" text CHECK ("ünïcödé" <> ''),
    CONSTRAINT "the ""check""" CHECK ("with ""quotes""" <> 'it''s')
);
CREATE INDEX "Index of 🙂" ON "My Schema"."Order" ("emoji 🙂", lower("with ""quotes"""));
COMMENT ON TABLE "My Schema"."Order" IS '<img src=x onerror=alert(1)> | `code` **bold** [link](javascript:alert(1))';
COMMENT ON COLUMN "My Schema"."Order"."emoji 🙂" IS 'Smiles 🙂 and \ backslashes';

CREATE TABLE "user" (
    id integer PRIMARY KEY,
    "order" integer REFERENCES "My Schema"."Order" ("select") ON DELETE CASCADE,
    a_name_that_is_exactly_sixty_three_bytes_long_as_postgres_allow integer UNIQUE
);

CREATE TABLE a_table_whose_name_is_exactly_sixty_three_bytes_long_to_be_cut_ (
    a_column_with_quite_a_long_name_too integer PRIMARY KEY,
    another_column_with_quite_a_long_name serial UNIQUE CHECK (another_column_with_quite_a_long_name > 0),
    user_id integer REFERENCES "user"
);
CREATE INDEX ON a_table_whose_name_is_exactly_sixty_three_bytes_long_to_be_cut_ (another_column_with_quite_a_long_name, user_id);
CREATE INDEX ON "user" ("order");
CREATE INDEX ON "user" ("order");
