CREATE TABLE members (
    id int PRIMARY KEY,
    tenant_id bigint NOT NULL,
    score numeric,
    CHECK (score >= 0)
);
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
CREATE POLICY members_own ON members USING (tenant_id = current_setting('app.tenant')::bigint);
CREATE VIEW scored AS SELECT id, score FROM members WHERE score IS NOT NULL;
CREATE VIEW best AS SELECT id FROM scored WHERE score > 10;
CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER score_touched BEFORE UPDATE OF score ON members FOR EACH ROW EXECUTE FUNCTION touched();
