CREATE TABLE organizations(org_id uuid PRIMARY KEY, name text NOT NULL, slug text NOT NULL UNIQUE);
CREATE TABLE users(user_id uuid PRIMARY KEY, email text NOT NULL, full_name text);
CREATE TABLE memberships(
    org_id uuid NOT NULL REFERENCES organizations, user_id uuid NOT NULL REFERENCES users, role text NOT NULL,
    PRIMARY KEY (org_id, user_id));
CREATE INDEX memberships_user_id_idx ON memberships(user_id);
CREATE TABLE meetings(
    id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES organizations, title text NOT NULL, slug text NOT NULL,
    starts_at timestamptz NOT NULL, status text NOT NULL, settings jsonb NOT NULL DEFAULT '{}', tags text[], deleted_at timestamptz,
    UNIQUE (org_id, id));
CREATE INDEX meetings_list_idx ON meetings(org_id, starts_at DESC);
CREATE INDEX meetings_live_idx ON meetings(org_id, slug) WHERE deleted_at IS NULL;
CREATE INDEX meetings_settings_idx ON meetings USING gin(settings);
CREATE TABLE recordings(
    id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES organizations, meeting_id uuid NOT NULL,
    storage_key text NOT NULL, duration_s integer, created_at timestamptz NOT NULL,
    FOREIGN KEY (org_id, meeting_id) REFERENCES meetings(org_id, id));
CREATE VIEW live_meetings AS SELECT id, org_id, title AS name, starts_at FROM meetings WHERE deleted_at IS NULL;
CREATE TABLE events(id bigint NOT NULL, org_id uuid NOT NULL REFERENCES organizations, at timestamptz NOT NULL, kind text NOT NULL)
    PARTITION BY RANGE (at);
CREATE FUNCTION recent(since timestamptz) RETURNS SETOF events LANGUAGE sql AS $$ SELECT * FROM events WHERE at > since $$;
