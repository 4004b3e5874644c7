DO $$ BEGIN
    CREATE TYPE state AS ENUM ('open', 'closed');
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
DO $$ BEGIN
    CREATE TYPE state AS ENUM ('open', 'closed');
EXCEPTION WHEN duplicate_object THEN RAISE NOTICE 'there already';
END $$;
CREATE TABLE doors (id int, state state);
DO LANGUAGE 'plpgsql' $guard$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'doors_pkey') THEN
        ALTER TABLE doors ADD CONSTRAINT doors_pkey PRIMARY KEY (id);
    END IF;
    IF (EXISTS (SELECT 1 FROM pg_class WHERE relname = 'gates')) THEN
        EXECUTE 'ALTER TABLE gates RENAME TO doors';
    END IF;
    UPDATE doors SET state = 'open' WHERE state IS NULL;
END
$guard$;
DO $$ BEGIN UPDATE doors SET id = 1; END $$;
DO $$ DECLARE r record; BEGIN
    FOR r IN SELECT 1 LOOP EXECUTE format('DROP TABLE t_%s', r); END LOOP;
END $$;
-- Indexes that are counted: the first time one is there, and gets its new name; the second time it is gone.
CREATE TABLE counted (a int);
CREATE INDEX counted_old ON counted (a);
DO $$
BEGIN
    IF (
        SELECT count(*) = 2
        FROM pg_indexes
        WHERE indexname IN ('counted_old', 'counted_new') AND schemaname = 'public'
    ) THEN
        EXECUTE 'DROP INDEX public.counted_old';
    END IF;
    IF EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = 'counted_old') THEN
        EXECUTE 'ALTER INDEX public.counted_old RENAME TO counted_new';
    END IF;
END $$;
