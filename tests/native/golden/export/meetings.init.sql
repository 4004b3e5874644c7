-- meetings
-- Loads into an empty PostgreSQL database. Written by Cadastre.
SET check_function_bodies = false;


-- Extensions

CREATE EXTENSION IF NOT EXISTS citext;


-- Roles

DO $$ BEGIN
    CREATE ROLE app NOLOGIN;
EXCEPTION WHEN duplicate_object THEN
    NULL;
END $$;


-- Functions

CREATE FUNCTION current_org() RETURNS uuid
    LANGUAGE sql
    STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT nullif(current_setting('app.org_id', true), '')::uuid $$;
COMMENT ON FUNCTION current_org() IS 'Organization the current transaction acts for; null when none was set.';


-- Tables

CREATE TABLE plans (
    code text PRIMARY KEY,
    name text NOT NULL,
    seat_limit integer NOT NULL,
    price_cents bigint NOT NULL,
    CONSTRAINT plans_seat_limit_check CHECK (seat_limit > 0),
    CONSTRAINT plans_price_cents_check CHECK (price_cents >= 0)
);
COMMENT ON TABLE plans IS 'What an organization can subscribe to. The same list for everybody.';
COMMENT ON COLUMN plans.code IS 'Short name used in contracts: starter, team, business.';
COMMENT ON COLUMN plans.name IS 'Name as the price list shows it.';
COMMENT ON COLUMN plans.seat_limit IS 'Most members an organization on this plan may have.';
COMMENT ON COLUMN plans.price_cents IS 'Price of one month in euro cents.';

CREATE TABLE organizations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    slug text NOT NULL,
    plan_code text NOT NULL,
    region text NOT NULL DEFAULT 'eu',
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    CONSTRAINT organizations_slug_key UNIQUE (slug),
    CONSTRAINT organizations_plan_code_fkey FOREIGN KEY (plan_code)
        REFERENCES plans (code) ON UPDATE CASCADE ON DELETE RESTRICT,
    CONSTRAINT organizations_region_check CHECK (region IN ('eu', 'us', 'ap'))
);
CREATE INDEX organizations_plan_code_idx ON organizations (plan_code);
COMMENT ON TABLE organizations IS 'A customer. Everything a customer owns carries its id as org_id.';
COMMENT ON COLUMN organizations.id IS 'Identity of the organization, the tenant key.';
COMMENT ON COLUMN organizations.name IS 'Name as its members read it.';
COMMENT ON COLUMN organizations.slug IS 'Part of the address: /o/<slug>.';
COMMENT ON COLUMN organizations.plan_code IS 'Current plan.';
COMMENT ON COLUMN organizations.region IS 'Where its recordings are stored.';
COMMENT ON COLUMN organizations.created_at IS 'When it signed up.';
COMMENT ON COLUMN organizations.deleted_at IS 'When it was closed; its data goes 30 days later.';

CREATE TABLE users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email citext NOT NULL,
    full_name text NOT NULL,
    locale text NOT NULL DEFAULT 'en',
    last_seen_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_email_key UNIQUE (email),
    CONSTRAINT users_email_check CHECK (email LIKE '%_@_%')
);
COMMENT ON TABLE users IS 'A person with an account. One person can be a member of many organizations.';
COMMENT ON COLUMN users.id IS 'Identity of the person.';
COMMENT ON COLUMN users.email IS 'Address to sign in with, compared without case.';
COMMENT ON COLUMN users.full_name IS 'Name shown to other people.';
COMMENT ON COLUMN users.locale IS 'Language and region of the interface, as in BCP 47.';
COMMENT ON COLUMN users.last_seen_at IS 'Last request, to the minute.';
COMMENT ON COLUMN users.created_at IS 'When the account was made.';

CREATE TABLE memberships (
    org_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL DEFAULT 'member',
    invited_by uuid,
    joined_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT memberships_org_id_fkey FOREIGN KEY (org_id)
        REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT memberships_role_check CHECK (role IN ('owner', 'admin', 'member', 'guest')),
    CONSTRAINT memberships_invited_by_fkey FOREIGN KEY (invited_by)
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT memberships_pkey PRIMARY KEY (org_id, user_id)
);
CREATE INDEX memberships_user_id_idx ON memberships (user_id);
CREATE INDEX memberships_invited_by_idx ON memberships (invited_by);
COMMENT ON TABLE memberships IS 'Who belongs to which organization, and as what.';
COMMENT ON COLUMN memberships.org_id IS 'Organization.';
COMMENT ON COLUMN memberships.user_id IS 'Member.';
COMMENT ON COLUMN memberships.role IS 'What the member may do there.';
COMMENT ON COLUMN memberships.joined_at IS 'When the invitation was accepted.';

CREATE TABLE meetings (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    org_id uuid NOT NULL,
    host_id uuid NOT NULL,
    title text NOT NULL,
    slug text NOT NULL,
    status text NOT NULL DEFAULT 'scheduled',
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT meetings_org_id_fkey FOREIGN KEY (org_id)
        REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT meetings_host_id_fkey FOREIGN KEY (host_id)
        REFERENCES users (id),
    CONSTRAINT meetings_slug_key UNIQUE (slug),
    CONSTRAINT meetings_check CHECK (ends_at > starts_at)
);
CREATE INDEX meetings_org_id_starts_at_idx ON meetings (org_id, starts_at DESC);
CREATE INDEX meetings_host_id_idx ON meetings (host_id);
COMMENT ON TABLE meetings IS 'A meeting, planned, running or over.';
COMMENT ON COLUMN meetings.id IS 'Identity of the meeting.';
COMMENT ON COLUMN meetings.org_id IS 'Organization that holds it.';
COMMENT ON COLUMN meetings.host_id IS 'Who leads it and may end it for everybody.';
COMMENT ON COLUMN meetings.title IS 'Title in calendars and invitations.';
COMMENT ON COLUMN meetings.slug IS 'Part of the address: /m/<slug>.';
COMMENT ON COLUMN meetings.status IS 'scheduled, live, ended or cancelled.';
COMMENT ON COLUMN meetings.starts_at IS 'Planned start.';
COMMENT ON COLUMN meetings.ends_at IS 'Planned end.';
COMMENT ON COLUMN meetings.created_at IS 'When it was planned.';

CREATE TABLE participants (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    org_id uuid,
    meeting_id uuid NOT NULL,
    user_id uuid,
    display_name text NOT NULL,
    joined_at timestamptz,
    CONSTRAINT participants_org_id_fkey FOREIGN KEY (org_id)
        REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT participants_meeting_id_fkey FOREIGN KEY (meeting_id)
        REFERENCES meetings (id) ON DELETE CASCADE,
    CONSTRAINT participants_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE SET NULL
);
CREATE INDEX participants_org_id_meeting_id_idx ON participants (org_id, meeting_id);
CREATE INDEX participants_meeting_id_idx ON participants (meeting_id);
CREATE INDEX participants_user_id_idx ON participants (user_id);
COMMENT ON TABLE participants IS 'Who was invited to a meeting or joined it. Guests have no account.';
COMMENT ON COLUMN participants.id IS 'Identity of the seat in the meeting.';
COMMENT ON COLUMN participants.org_id IS 'Organization of the meeting.';
COMMENT ON COLUMN participants.meeting_id IS 'Meeting.';
COMMENT ON COLUMN participants.user_id IS 'Account, null for a guest.';
COMMENT ON COLUMN participants.display_name IS 'Name shown under the picture.';
COMMENT ON COLUMN participants.joined_at IS 'When the person first joined; null while only invited.';

CREATE TABLE recordings (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    org_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    storage_key text NOT NULL,
    duration_s integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT recordings_org_id_fkey FOREIGN KEY (org_id)
        REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT recordings_meeting_id_fkey FOREIGN KEY (meeting_id)
        REFERENCES meetings (id) ON DELETE CASCADE,
    CONSTRAINT recordings_storage_key_key UNIQUE (storage_key)
);
CREATE INDEX recordings_org_id_created_at_idx ON recordings (org_id, created_at DESC);
COMMENT ON TABLE recordings IS 'What was recorded of a meeting. The file itself is in object storage.';
COMMENT ON COLUMN recordings.id IS 'Identity of the recording.';
COMMENT ON COLUMN recordings.org_id IS 'Organization that owns it.';
COMMENT ON COLUMN recordings.meeting_id IS 'Meeting that was recorded.';
COMMENT ON COLUMN recordings.storage_key IS 'Where the file is, unique over all of the storage.';
COMMENT ON COLUMN recordings.duration_s IS 'Length in seconds.';
COMMENT ON COLUMN recordings.created_at IS 'When recording began.';

CREATE TABLE audit_logs (
    id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    org_id uuid NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    entity text NOT NULL,
    entity_id uuid NOT NULL,
    changes jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT audit_logs_org_id_fkey FOREIGN KEY (org_id)
        REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT audit_logs_actor_id_fkey FOREIGN KEY (actor_id)
        REFERENCES users (id)
);
CREATE INDEX audit_logs_org_id_created_at_idx ON audit_logs (org_id, created_at DESC);
CREATE INDEX audit_logs_actor_id_idx ON audit_logs (actor_id);
COMMENT ON TABLE audit_logs IS 'Who changed what. Rows are only ever added.';
COMMENT ON COLUMN audit_logs.id IS 'Identity, in order of writing.';
COMMENT ON COLUMN audit_logs.org_id IS 'Organization it happened in.';
COMMENT ON COLUMN audit_logs.actor_id IS 'Who did it, null for the system itself.';
COMMENT ON COLUMN audit_logs.action IS 'What was done: created, updated, deleted.';
COMMENT ON COLUMN audit_logs.entity IS 'Kind of thing it was done to.';
COMMENT ON COLUMN audit_logs.entity_id IS 'Which one.';
COMMENT ON COLUMN audit_logs.changes IS 'Values before and after, by column.';
COMMENT ON COLUMN audit_logs.created_at IS 'When it happened.';


-- Views

CREATE VIEW upcoming_meetings
WITH (security_invoker = true) AS
SELECT id, org_id, host_id, title, starts_at, ends_at
    FROM meetings
    WHERE status = 'scheduled' AND starts_at > now();
COMMENT ON VIEW upcoming_meetings IS 'Meetings that are still to come, for the start page.';


-- Statistics

CREATE STATISTICS audit_logs_entity_stat (dependencies) ON entity, action FROM audit_logs;


-- Row security

ALTER TABLE memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON memberships TO app
    USING (org_id = (SELECT current_org()))
    WITH CHECK (org_id = (SELECT current_org()));

ALTER TABLE meetings ENABLE ROW LEVEL SECURITY;
ALTER TABLE meetings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON meetings TO app
    USING (org_id = (SELECT current_org()))
    WITH CHECK (org_id = (SELECT current_org()));

ALTER TABLE participants ENABLE ROW LEVEL SECURITY;
ALTER TABLE participants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON participants TO app
    USING (org_id = (SELECT current_org()))
    WITH CHECK (org_id = (SELECT current_org()));

ALTER TABLE audit_logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_logs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON audit_logs TO app
    USING (org_id = (SELECT current_org()))
    WITH CHECK (org_id = (SELECT current_org()));


-- Privileges

GRANT SELECT ON public.plans TO app;
GRANT SELECT ON public.organizations TO app;
GRANT SELECT ON public.users TO app;
GRANT SELECT ON public.upcoming_meetings TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.memberships TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.meetings TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.participants TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.recordings TO app;
GRANT SELECT, INSERT ON public.audit_logs TO app;
