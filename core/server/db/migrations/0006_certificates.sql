-- Where a certificate came from, and since when its authority has it back.
ALTER TABLE proxy_certificate
    ADD source text NOT NULL CHECK (source IN ('acme', 'uploaded', 'self_signed', 'placeholder')),
    ADD revoked_at timestamptz;
ALTER TABLE proxy_certificate DROP COLUMN facts;

-- An attempt is to get a certificate, to bring an uploaded one to the nodes, or to have one revoked.
ALTER TABLE proxy_issue RENAME TO proxy_attempt;
ALTER INDEX proxy_issue_name RENAME TO proxy_attempt_name;
ALTER TABLE proxy_attempt RENAME CONSTRAINT proxy_issue_pkey TO proxy_attempt_pkey;
ALTER TABLE proxy_attempt
    ADD kind text NOT NULL CHECK (kind IN ('issue', 'renew', 'bring', 'revoke')),
    ADD started_by text NOT NULL,
    ADD directory text NOT NULL,
    ADD names text[] NOT NULL,
    ADD certificate_id text NOT NULL DEFAULT '';
CREATE INDEX proxy_attempt_started_at ON proxy_attempt (started_at DESC);
