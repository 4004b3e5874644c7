-- The core tables of seed 000 (its overview) under the default profile: tables of tenants without row security, a key that
-- leaves the tenant out.
CREATE TABLE organizations (
    org_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE meetings (
    meeting_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    org_id uuid NOT NULL REFERENCES organizations (org_id) ON DELETE CASCADE,
    title text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_meetings_org_id ON meetings (org_id);
CREATE TABLE participants (
    participant_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    org_id uuid NOT NULL REFERENCES organizations (org_id) ON DELETE CASCADE,
    meeting_id uuid NOT NULL REFERENCES meetings (meeting_id) ON DELETE CASCADE,
    display_name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_participants_org_id ON participants (org_id);
CREATE INDEX idx_participants_meeting_id ON participants (meeting_id);
