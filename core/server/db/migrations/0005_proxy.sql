-- What operators configure of the proxies, and what the nodes run of it.

-- A revision is a state of all documents; each change makes the next one.
CREATE TABLE proxy_revision (
    number bigint PRIMARY KEY,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    note text NOT NULL
);

-- A document holds from one revision to another; a row without an end holds now.
CREATE TABLE proxy_document (
    kind text NOT NULL CHECK (kind IN ('node', 'service', 'domain', 'pages', 'certificate')),
    name text NOT NULL,
    from_revision bigint NOT NULL REFERENCES proxy_revision,
    until_revision bigint REFERENCES proxy_revision,
    spec json NOT NULL,
    PRIMARY KEY (kind, name, from_revision),
    CHECK (until_revision > from_revision)
);
CREATE UNIQUE INDEX proxy_document_now ON proxy_document (kind, name) WHERE until_revision IS NULL;

-- What documents name and nobody may read: sealed by the key of the environment.
CREATE TABLE proxy_secret (
    name text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('password', 'token', 'credentials')),
    sealed bytea NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL
);

-- Files of manifests by their content. What is secret in them is sealed.
CREATE TABLE proxy_file (
    sha256 text PRIMARY KEY,
    content bytea NOT NULL,
    is_sealed boolean NOT NULL,
    made_at timestamptz NOT NULL
);

-- Sets of files, by their digest: path -> sha256.
CREATE TABLE proxy_manifest (
    digest text PRIMARY KEY,
    files json NOT NULL,
    made_at timestamptz NOT NULL
);

-- Bringing a revision to the nodes. `state` is what the state machine needs to go on after a restart.
CREATE TABLE proxy_deployment (
    id text PRIMARY KEY,
    revision bigint NOT NULL REFERENCES proxy_revision,
    started_at timestamptz NOT NULL,
    started_by text NOT NULL,
    note text NOT NULL,
    phase text NOT NULL,
    ended_at timestamptz,
    state json NOT NULL
);
CREATE INDEX proxy_deployment_started_at ON proxy_deployment (started_at DESC, id DESC);
CREATE UNIQUE INDEX proxy_deployment_running ON proxy_deployment ((true)) WHERE ended_at IS NULL;

-- What each node is to run when nothing is being deployed, and what it last said of itself.
CREATE TABLE proxy_node (
    node_id text PRIMARY KEY REFERENCES node ON DELETE CASCADE,
    confirmed text NOT NULL DEFAULT '',
    confirmed_revision bigint,
    confirmed_at timestamptz,
    order_version bigint NOT NULL DEFAULT 0,
    state json NOT NULL DEFAULT '{}',
    state_at timestamptz
);

-- Certificates that there are, by the document that wants them; the newest that is `good` is served.
CREATE TABLE proxy_certificate (
    id text PRIMARY KEY,
    name text NOT NULL,
    serial text NOT NULL,
    issuer text NOT NULL,
    names text[] NOT NULL,
    not_before timestamptz NOT NULL,
    not_after timestamptz NOT NULL,
    chain bytea NOT NULL,
    sealed_key bytea NOT NULL,
    made_at timestamptz NOT NULL,
    is_good boolean NOT NULL,
    facts json NOT NULL DEFAULT '{}'
);
CREATE INDEX proxy_certificate_name ON proxy_certificate (name, made_at DESC);

-- Attempts to get a certificate, and their outcomes.
CREATE TABLE proxy_issue (
    id text PRIMARY KEY,
    name text NOT NULL,
    node_id text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    outcome text NOT NULL DEFAULT '',
    detail text NOT NULL DEFAULT ''
);
CREATE INDEX proxy_issue_name ON proxy_issue (name, started_at DESC);
