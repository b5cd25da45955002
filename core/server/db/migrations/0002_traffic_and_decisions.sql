-- Traffic over time, decisions with their evidence, anomaly events, and how far the log is stored.
-- The partitions of traffic and source_traffic (one per tier, then one per span of time) are made by
-- core.server.series.partitions from the ladder in core.server.series.tiers, and dropped when their time is over.

CREATE FUNCTION add_counts(one bigint[], other bigint[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce(array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY i), '{}')
    FROM unnest(one, other) WITH ORDINALITY AS pair (a, b, i)
$$;

CREATE AGGREGATE sum_counts(bigint[]) (SFUNC = add_counts, STYPE = bigint[], INITCOND = '{}');

-- One row per tier (step_seconds), instant (Unix seconds, a multiple of the step) and service.
-- The service '*' stands for "the core was there": it has a row wherever any node reported, with no requests.
CREATE TABLE traffic (
    step_seconds integer NOT NULL,
    t bigint NOT NULL,
    service text NOT NULL,
    requests bigint NOT NULL,
    requests_max bigint NOT NULL, -- most requests in one second
    refused bigint NOT NULL,
    bytes bigint NOT NULL,
    status_2xx bigint NOT NULL,
    status_3xx bigint NOT NULL,
    status_4xx bigint NOT NULL,
    status_5xx bigint NOT NULL,
    request_seconds double precision NOT NULL,
    request_seconds_max real NOT NULL,
    latency_counts bigint[] NOT NULL, -- requests by core.server.series.latency.EDGES; empty where the log has no times
    score real, -- highest score of a source
    expected_low real, -- requests per second
    expected_high real,
    PRIMARY KEY (step_seconds, t, service)
) PARTITION BY LIST (step_seconds);

-- The busiest and the most suspicious sources only: a row per source and second would be a terabyte a day.
CREATE TABLE source_traffic (
    step_seconds integer NOT NULL,
    t bigint NOT NULL,
    service text NOT NULL,
    source text NOT NULL,
    requests bigint NOT NULL,
    refused bigint NOT NULL,
    bytes bigint NOT NULL,
    errors bigint NOT NULL, -- 4xx and 5xx
    score real,
    PRIMARY KEY (step_seconds, t, service, source)
) PARTITION BY LIST (step_seconds);
CREATE INDEX source_traffic_source ON source_traffic (source, t);

-- Spans of source_traffic whose coarser tier is to be made again.
CREATE TABLE rollup_due (
    step_seconds integer NOT NULL,
    t bigint NOT NULL,
    PRIMARY KEY (step_seconds, t)
);

CREATE TABLE decision (
    id text PRIMARY KEY,
    type text NOT NULL CHECK (type IN ('observe', 'limit', 'challenge', 'ban')),
    scope text NOT NULL,
    value text NOT NULL,
    service text NOT NULL, -- empty for all
    kind text NOT NULL,
    decided_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    lifted_at timestamptz,
    origin text NOT NULL CHECK (origin IN ('detector', 'person')),
    decided_by text NOT NULL,
    simulated boolean NOT NULL,
    score real NOT NULL,
    reasons jsonb NOT NULL, -- list of decision.ReasonRecord
    evidence jsonb NOT NULL -- decision.Evidence
);
CREATE INDEX decision_decided_at ON decision (decided_at DESC, id DESC);
CREATE INDEX decision_value ON decision (value, decided_at DESC);
CREATE INDEX decision_until_at ON decision (until_at) WHERE lifted_at IS NULL;

CREATE TABLE anomaly_event (
    id text PRIMARY KEY,
    kind text NOT NULL,
    severity text NOT NULL,
    service text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    sources integer NOT NULL,
    peak_score real NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('open', 'expected', 'attack'))
);
CREATE INDEX anomaly_event_started_at ON anomaly_event (started_at DESC);

-- A writer owns an epoch: whoever claims the job raises it, and an older one's transaction is refused.
CREATE TABLE fence (
    job text PRIMARY KEY,
    log_id text NOT NULL, -- of the log that positions count in
    epoch bigint NOT NULL,
    position bigint NOT NULL -- the next one to store
);
