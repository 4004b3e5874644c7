-- The pattern of seed 000 on a small model: an organization, its users, and a table made as the pattern says.
CREATE TABLE organizations (
    org_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name varchar(255) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE users (
    user_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    org_id uuid NOT NULL REFERENCES organizations (org_id) ON DELETE CASCADE,
    email varchar(255) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT uq_users_email UNIQUE (org_id, email)
);
CREATE TABLE rooms (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    org_id uuid NOT NULL REFERENCES organizations (org_id) ON DELETE CASCADE,
    name varchar(255) NOT NULL,
    status varchar(50) NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    created_by uuid REFERENCES users (user_id),
    CONSTRAINT valid_status CHECK (status IN ('active', 'inactive', 'deleted'))
);
CREATE INDEX idx_rooms_org_id ON rooms (org_id);
CREATE INDEX idx_rooms_status ON rooms (status) WHERE status <> 'deleted';
