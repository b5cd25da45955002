-- What programs of an account come in by. Shown once; the hash is kept.

CREATE TABLE api_token (
    id text PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    name text NOT NULL,
    hash bytea NOT NULL,
    permissions text[] NOT NULL,
    services text[], -- NULL: all that the owner may
    node_groups text[], -- NULL: all that the owner may
    networks text[] NOT NULL, -- none: from everywhere
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    used_address text NOT NULL DEFAULT ''
);
CREATE INDEX api_token_account_id ON api_token (account_id);
