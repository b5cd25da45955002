-- What the scaling of a service remembers and has ordered, and who paused it.
CREATE TABLE scaling_service (
    service text PRIMARY KEY,
    memory bytea NOT NULL,
    start_seconds double precision,
    paused_in boolean NOT NULL,
    paused_out boolean NOT NULL
);

-- The replicas that a node was told to have, as it was told.
CREATE TABLE scaling_order (
    service text NOT NULL,
    node_id text NOT NULL REFERENCES node ON DELETE CASCADE,
    replicas json NOT NULL,
    PRIMARY KEY (service, node_id)
);

-- Every ten seconds, and where something changed. Loads are in replicas.
CREATE TABLE scaling_point (
    service text NOT NULL,
    at timestamptz NOT NULL,
    desired integer NOT NULL,
    ordered integer NOT NULL,
    ready integer NOT NULL,
    starting integer NOT NULL,
    load real,
    forecast real,
    requests real,
    anomalous_share real,
    reason text NOT NULL,
    PRIMARY KEY (service, at)
);

CREATE INDEX scaling_point_at ON scaling_point USING brin (at);

CREATE TABLE scaling_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service text NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    before integer NOT NULL,
    after integer NOT NULL,
    reason text NOT NULL,
    by_whom text NOT NULL
);

CREATE INDEX scaling_event_service ON scaling_event (service, at);
