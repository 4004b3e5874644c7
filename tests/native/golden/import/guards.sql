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
