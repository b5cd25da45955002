-- People: how far their role reaches, sessions that are listed and ended, second factors, invitations, and signing in
-- by a provider elsewhere.

ALTER TABLE account
    ALTER COLUMN password_hash DROP NOT NULL, -- who signs in elsewhere has none here
    ADD COLUMN services text[], -- NULL: all
    ADD COLUMN node_groups text[], -- NULL: all
    ADD COLUMN must_change boolean NOT NULL DEFAULT false,
    ADD COLUMN signed_in_at timestamptz,
    ADD COLUMN totp_secret bytea, -- sealed
    ADD COLUMN totp_pending bytea, -- sealed; until a code has shown that it arrived
    ADD COLUMN totp_step bigint NOT NULL DEFAULT 0, -- the newest one that was used
    ADD COLUMN issuer text,
    ADD COLUMN subject text,
    ADD CONSTRAINT account_elsewhere CHECK ((issuer IS NULL) = (subject IS NULL));
CREATE UNIQUE INDEX account_subject ON account (issuer, subject);

CREATE TABLE session (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    way text NOT NULL CHECK (way IN ('password', 'provider')),
    made_at timestamptz NOT NULL,
    used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    address text NOT NULL,
    user_agent text NOT NULL,
    device text NOT NULL,
    new_place boolean NOT NULL,
    ended_at timestamptz,
    ended_why text CHECK (
        ended_why IN ('signed_out', 'revoked', 'reused', 'password_changed', 'disabled', 'too_many')
    ),
    CONSTRAINT session_end CHECK ((ended_at IS NULL) = (ended_why IS NULL))
);
CREATE INDEX session_account ON session (account_id, used_at);

-- Families of tokens become sessions: nobody is signed out.
INSERT INTO session (id, account_id, way, made_at, used_at, expires_at, address, user_agent, device, new_place)
SELECT family, account_id, 'password', min(made_at), max(made_at), max(expires_at), '', '', '', false
FROM refresh_token GROUP BY family, account_id;
DROP INDEX refresh_token_family;
ALTER TABLE refresh_token RENAME COLUMN family TO session;
ALTER TABLE refresh_token
    DROP COLUMN account_id,
    ADD FOREIGN KEY (session) REFERENCES session ON DELETE CASCADE;
CREATE INDEX refresh_token_session ON refresh_token (session);

-- For who lost the device of the second factor: each opens once, and is deleted then.
CREATE TABLE recovery_code (
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    hash bytea NOT NULL,
    PRIMARY KEY (account_id, hash)
);

-- Deleted when it was taken up, or taken back: the audit log keeps what became of it.
CREATE TABLE invitation (
    id uuid PRIMARY KEY,
    hash bytea NOT NULL UNIQUE,
    role text NOT NULL CHECK (role IN ('viewer', 'analyst', 'operator', 'data_scientist', 'admin')),
    services text[],
    node_groups text[],
    note text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
