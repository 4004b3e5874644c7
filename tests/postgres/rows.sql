-- Fills every table with a few rows that honour all its constraints, as far as trying finds such values. Row i holds the i-th
-- value of each column's type, so that keys differ and foreign keys meet; what a check or a bound wants is tried from the
-- literals that it is written with. Prints how many tables there are and how many of them hold rows then.
CREATE FUNCTION pg_temp.candidates(of regtype, wanted text[], modifier integer, i integer) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    t pg_type;
    label text;
BEGIN
    SELECT * INTO t FROM pg_type WHERE oid = of;
    IF t.typtype = 'd' THEN
        RETURN pg_temp.candidates(t.typbasetype, wanted || pg_temp.literals((SELECT string_agg(pg_get_constraintdef(c.oid), ' ')
            FROM pg_constraint c WHERE c.contypid = of)), t.typtypmod, i);
    ELSIF t.typtype = 'e' THEN
        SELECT array_agg(enumlabel ORDER BY (enumsortorder::int + i) % 7) INTO wanted FROM pg_enum WHERE enumtypid = of;
        RETURN wanted;
    ELSIF t.typtype = 'c' THEN
        SELECT '(' || repeat(',', count(*)::int - 1) || ')' INTO label FROM pg_attribute
            WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped;
        RETURN ARRAY[label];
    ELSIF t.typcategory = 'A' THEN
        RETURN ARRAY['{' || coalesce(quote_ident((pg_temp.candidates(t.typelem, '{}', modifier, i))[1]), '') || '}', '{}'];
    ELSIF t.typtype = 'r' THEN
        RETURN ARRAY[
            format('[%s,%s)', 10 * i, 10 * i + 5),
            format('[2020-%s-01,2020-%s-02)', lpad(i::text, 2, '0'), lpad(i::text, 2, '0')), 'empty'];
    END IF;
    RETURN wanted || CASE
        WHEN of IN ('int2'::regtype, 'int4', 'int8', 'numeric', 'float4', 'float8', 'oid') THEN
            ARRAY[i::text, (i + 10)::text, (i + 200)::text, '0', (-i)::text, '0.' || i]
        WHEN of = 'bool'::regtype THEN CASE WHEN i % 2 = 0 THEN ARRAY['true', 'false'] ELSE ARRAY['false', 'true'] END
        WHEN of IN ('timestamp'::regtype, 'timestamptz', 'date') THEN
            ARRAY[format('2025-%s-01', lpad(i::text, 2, '0')), format('2020-%s-01', lpad(i::text, 2, '0')), 'now']
        WHEN of IN ('time'::regtype, 'timetz') THEN ARRAY[format('0%s:00', i)]
        WHEN of = 'interval'::regtype THEN ARRAY[i || ' days']
        WHEN of = 'uuid'::regtype THEN ARRAY['00000000-0000-4000-8000-' || lpad(i::text, 12, '0')]
        WHEN of IN ('json'::regtype, 'jsonb') THEN ARRAY[format('{"a": %s}', i), '[]', '{}']
        WHEN of = 'bytea'::regtype THEN ARRAY['\x0' || i, '\x' || repeat('0' || i, 32), '\x' || repeat('0' || i, 20)]
        WHEN of IN ('inet'::regtype, 'cidr') THEN ARRAY['10.0.0.' || i]
        WHEN of IN ('macaddr'::regtype) THEN ARRAY['08:00:2b:01:02:0' || i]
        WHEN of IN ('bit'::regtype, 'varbit') THEN ARRAY[lpad(i::bit(3)::text, greatest(modifier, 1), '0')]
        WHEN of = 'money'::regtype THEN ARRAY[i::text]
        WHEN of = 'xml'::regtype THEN ARRAY['<a/>']
        WHEN of = 'tsvector'::regtype THEN ARRAY['w' || i]
        WHEN of IN ('point'::regtype) THEN ARRAY[format('(%s,%s)', i, i)]
        ELSE ARRAY['v' || i, i::text, 'value-' || i, 'a' || i || '@example.com', 'https://example.com/' || i,
            '00000000-0000-4000-8000-' || lpad(i::text, 12, '0'), repeat('a', 63) || i, 'v', '']
    END;
END $$;

CREATE FUNCTION pg_temp.literals(text) RETURNS text[] LANGUAGE sql AS $$
    SELECT coalesce(array_agg(DISTINCT coalesce(m[1], m[2])), '{}') ||
        coalesce(array_agg(DISTINCT (m[2]::numeric + 1)::text) FILTER (WHERE m[2] IS NOT NULL), '{}') ||
        coalesce(array_agg(DISTINCT (m[2]::numeric - 1)::text) FILTER (WHERE m[2] IS NOT NULL), '{}')
    FROM regexp_matches(coalesce($1, ''), '''([^'']*)''|\m(\d{1,9}(?:\.\d+)?)\M', 'g') AS m
$$;

-- Triggers that make or drop tables with the rows of their own would change the schema under the journey; they are silent while
-- the rows come.
CREATE TEMP TABLE silenced (rel regclass, name name);

-- One row into one table: the first try takes each column's first value, later ones take others in turn.
CREATE FUNCTION pg_temp.insert_row(rel regclass, i integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c record;
    key record;
    names text[];
    vals text[];
    options text[];
    wanted text[];
    keyed jsonb;
    picked jsonb;
    relations bigint;
BEGIN
    wanted := pg_temp.literals((SELECT string_agg(pg_get_constraintdef(oid), ' ') FROM pg_constraint WHERE conrelid = rel AND contype = 'c'))
        || pg_temp.literals((SELECT string_agg(pg_get_expr(p.relpartbound, p.oid), ' ') FROM pg_class p
            WHERE p.relispartition AND p.oid IN (SELECT relid FROM pg_partition_tree(rel))));
    FOR attempt IN 0..60 LOOP
        keyed := '{}';
        FOR key IN SELECT * FROM pg_constraint WHERE conrelid = rel AND contype = 'f' LOOP
            EXECUTE format('SELECT to_jsonb(x) FROM (SELECT %s FROM %s ORDER BY 1 OFFSET %s LIMIT 1) x',
                (SELECT string_agg(quote_ident(a.attname) || '::text AS ' || quote_ident(b.attname), ', ')
                 FROM unnest(key.confkey, key.conkey) AS k(f, o)
                 JOIN pg_attribute a ON a.attrelid = key.confrelid AND a.attnum = k.f
                 JOIN pg_attribute b ON b.attrelid = rel AND b.attnum = k.o),
                key.confrelid::regclass, (i - 1 + attempt / 8) % 3) INTO picked;
            keyed := keyed || coalesce(picked, '{}');
        END LOOP;
        names := '{}';
        vals := '{}';
        FOR c IN SELECT a.*, a.attnum IN (SELECT unnest(conkey) FROM pg_constraint WHERE conrelid = rel AND contype = 'f') AS refers
            FROM pg_attribute a WHERE attrelid = rel AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity <> 'a' LOOP
            names := names || quote_ident(c.attname);
            IF keyed ? c.attname THEN
                vals := vals || quote_nullable(keyed ->> c.attname);
            ELSIF NOT c.attnotnull AND (c.refers OR attempt % 5 = 4) AND attempt > 0 THEN
                vals := vals || 'NULL'::text;
            ELSE
                options := pg_temp.candidates(c.atttypid, '{}', c.atttypmod, i);
                IF attempt % 4 > 1 THEN
                    options := wanted || options;
                END IF;
                vals := vals || coalesce(quote_literal(options[1 + (attempt / 2 * (1 + c.attnum % 3) + attempt / 2 % 2 * (i - 1)) % cardinality(options)]), 'NULL');
            END IF;
        END LOOP;
        relations := (SELECT count(*) FROM pg_class);
        BEGIN
            IF names = '{}' THEN
                EXECUTE format('INSERT INTO %s DEFAULT VALUES', rel);
            ELSE
                EXECUTE format('INSERT INTO %s (%s) VALUES (%s)', rel, array_to_string(names, ', '), array_to_string(vals, ', '));
            END IF;
            IF (SELECT count(*) FROM pg_class) <> relations THEN
                RAISE SQLSTATE 'TRIGS';
            END IF;
            RETURN true;
        EXCEPTION
            WHEN SQLSTATE 'TRIGS' THEN
                FOR c IN SELECT tgname FROM pg_trigger WHERE tgrelid = rel AND NOT tgisinternal AND tgenabled = 'O' LOOP
                    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', rel, c.tgname);
                    INSERT INTO silenced VALUES (rel, c.tgname);
                END LOOP;
            WHEN OTHERS THEN
                NULL;
        END;
    END LOOP;
    RETURN false;
END $$;

CREATE FUNCTION pg_temp.has_rows(rel regclass) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    has boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %s %s)',
        CASE (SELECT relkind FROM pg_class WHERE oid = rel) WHEN 'p' THEN '' ELSE 'ONLY' END, rel) INTO has;
    RETURN has;
END $$;

CREATE TEMP VIEW to_fill AS
    SELECT c.oid::regclass AS rel, (SELECT count(*) FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid) AS needs
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e');

DO $$
DECLARE
    rel regclass;
    trigger record;
BEGIN
    -- What is checked at the end of the transaction otherwise must be found wrong row by row.
    SET CONSTRAINTS ALL IMMEDIATE;
    -- Tables that wait for rows of others get theirs in a later round.
    FOR round IN 1..3 LOOP
        FOR rel IN SELECT t.rel FROM to_fill t ORDER BY needs, t.rel LOOP
            CONTINUE WHEN pg_temp.has_rows(rel);
            FOR i IN 1..3 LOOP
                EXIT WHEN NOT pg_temp.insert_row(rel, i);
            END LOOP;
        END LOOP;
    END LOOP;
    FOR trigger IN SELECT * FROM silenced LOOP
        EXECUTE format('ALTER TABLE %s ENABLE TRIGGER %I', trigger.rel, trigger.name);
    END LOOP;
END $$;
SELECT 'filled', count(*), count(*) FILTER (WHERE pg_temp.has_rows(rel)) FROM to_fill;
DROP VIEW to_fill;
DROP TABLE silenced;
