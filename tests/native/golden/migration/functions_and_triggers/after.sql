CREATE TABLE t (id int PRIMARY KEY, changed_at timestamptz);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at := clock_timestamp();
    RETURN NEW;
END
$$;
CREATE FUNCTION double(a int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT a::bigint * 2';
CREATE FUNCTION fresh(t) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT ($1).changed_at > now() - interval ''1 day''';
CREATE TRIGGER t_stamp BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION stamp();
COMMENT ON FUNCTION double(int) IS 'Twice';
