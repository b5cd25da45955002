-- People, the fleet, and what people changed.

CREATE TABLE account (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    login text NOT NULL,
    password_hash text NOT NULL,
    role text NOT NULL CHECK (role IN ('viewer', 'analyst', 'operator', 'data_scientist', 'admin')),
    created_at timestamptz NOT NULL,
    disabled_at timestamptz
);
CREATE UNIQUE INDEX account_login ON account (lower(login));

-- A token is changed for a new one of the same family; using one twice ends the family.
CREATE TABLE refresh_token (
    hash bytea PRIMARY KEY,
    family uuid NOT NULL,
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX refresh_token_family ON refresh_token (family);
CREATE INDEX refresh_token_expires_at ON refresh_token (expires_at);

CREATE TABLE node (
    id text PRIMARY KEY,
    name text NOT NULL,
    key_hash bytea NOT NULL,
    previous_key_hash bytea,
    previous_key_until timestamptz,
    created_at timestamptz NOT NULL,
    last_report_at timestamptz,
    last_seen json NOT NULL DEFAULT '{}' -- not jsonb, which refuses U+0000, and samples are hostile
);
CREATE UNIQUE INDEX node_name ON node (lower(name));

-- When a service was first heard of. Its mode, like the allowlist, stands in the ingest log, where decisions see it.
CREATE TABLE service (
    name text PRIMARY KEY,
    first_seen_at timestamptz NOT NULL
);

CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    by text NOT NULL,
    address text NOT NULL,
    request_id text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    before json,
    after json
);
CREATE INDEX audit_at ON audit (at);
