-- DO blocks that wrap plain DDL in existence guards.
DO $$ BEGIN
  CREATE TYPE mood AS ENUM ('a', 'b');
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
DO $$ BEGIN
  CREATE TYPE mood AS ENUM ('c');
EXCEPTION
  WHEN duplicate_object THEN RAISE NOTICE 'there already';
END $$;
CREATE TABLE t (id int, a int);
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 't_pk') THEN
    ALTER TABLE t ADD CONSTRAINT t_pk PRIMARY KEY (id);
  END IF;
END
$$;
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 't_pk') THEN
    ALTER TABLE t ADD CONSTRAINT t_pk PRIMARY KEY (a);
  END IF;
END
$$;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM information_schema.columns WHERE table_name = 't' AND column_name = 'b') THEN
    ALTER TABLE t ADD COLUMN b mood;
  END IF;
  IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a') THEN
    ALTER TABLE t RENAME COLUMN a TO c;
  END IF;
  IF EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = 'nothing') THEN
    DROP TABLE nothing;
  END IF;
END
$$;
DO $body$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'exact_guarded') THEN
    CREATE ROLE exact_guarded;
  END IF;
END $body$;
DO $$ BEGIN
  CREATE INDEX t_c ON t (c);
  CREATE POLICY p ON t USING (c > 0);
  COMMENT ON TABLE t IS 'it''s';
EXCEPTION WHEN OTHERS THEN NULL;
END $$;
DO LANGUAGE plpgsql $$ BEGIN
  CREATE TABLE u (id int);
  ALTER TABLE u ADD COLUMN n text;
END $$;
