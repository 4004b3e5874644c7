CREATE TABLE organizations (id uuid PRIMARY KEY);
CREATE TABLE users (id serial PRIMARY KEY, full_name text, email varchar(80) DEFAULT 'x', age int, CONSTRAINT adult CHECK (age >= 18));
CREATE UNIQUE INDEX users_email ON users (lower(email)) WHERE age IS NOT NULL;
ALTER TABLE users ALTER COLUMN email SET DATA TYPE text USING lower(email);
CREATE POLICY own ON users USING (users.email = current_user);
ALTER TABLE IF EXISTS ONLY users
    ADD COLUMN IF NOT EXISTS email text,
    ADD COLUMN org_id uuid NOT NULL DEFAULT gen_random_uuid() REFERENCES organizations (id),
    ALTER age SET NOT NULL,
    ALTER age SET STATISTICS 500,
    ALTER full_name SET NOT NULL,
    ALTER full_name SET DEFAULT 'nobody',
    ALTER full_name SET (n_distinct = -0.5),
    ADD CHECK (full_name <> email),
    SET (fillfactor = 80),
    ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY,
    REPLICA IDENTITY FULL,
    CLUSTER ON users_pkey;
ALTER TABLE users RENAME COLUMN email TO mail;
ALTER TABLE users RENAME CONSTRAINT adult TO grown_up;
ALTER TABLE users VALIDATE CONSTRAINT grown_up;
ALTER TABLE users RENAME TO people;
ALTER TABLE people OWNER TO admin;
ALTER SEQUENCE users_id_seq RENAME TO people_numbers;
ALTER TABLE people ALTER COLUMN age ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.people_age START WITH 5 NO MINVALUE NO MAXVALUE CACHE 1);
CREATE SCHEMA app;
ALTER TABLE people SET SCHEMA app;
ALTER TABLE app.people DROP COLUMN full_name;
ALTER TABLE missing ADD COLUMN x int;
ALTER TABLE IF EXISTS missing ADD COLUMN x int;
ALTER TABLE app.people ADD COLUMN mail text;
CREATE TABLE "order" (
    -- @renamed from=old_total
    total numeric,
    note text -- @renamed from=remark
);
